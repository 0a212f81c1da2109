"""What is a record's own and what is shared, and the sorting on the disk."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyoxigraph
import pytest
from dump_samples import BASE, make, store_of, unpacked
from hypothesis import example, given, settings
from hypothesis import strategies as st
from samples import book, iso2709

from marc2rdf.dump import shared, sorting
from marc2rdf.dump.ownership import divide
from marc2rdf.dump.reading import statement_of
from marc2rdf.dump.sorting import Digests, LineSorter, count_distinct, merged
from marc2rdf.errors import OutputError
from marc2rdf.rdf.iri import encode
from marc2rdf.rdf.ntriples import term
from marc2rdf.rdf.terms import IRI, Literal, Statement

P = IRI("https://a.org/p")
SPEAKS_OF_OTHERS = """
mapping: 1
rules:
  title: {from: 245$a, to: dcterms:title}
  kind: {a: bibo:Document}
  host:
    from: 773
    to: dcterms:isPartOf
    node:
      iri: "{base}bib/{$w}"
      set:
        dcterms:title: $t
        dcterms:identifier: $w
"""


def subject(iri: str) -> Statement:
    return Statement(IRI(iri), P, Literal("x"))


@pytest.mark.parametrize(
    ("iri", "is_own"),
    [
        ("https://a.org/bib/1", True),
        ("https://a.org/bib/1#agent", True),
        ("https://a.org/bib/1/item", True),
        ("https://a.org/bib/12", False),
        ("https://a.org/bib/1~0a0b0c0d", False),
        ("https://a.org/bib/2#agent", False),
        ("https://a.org/journal/1", False),
        ("https://a.org/record/1", True),
        ("https://a.org/record/2", False),
    ],
)
def test_what_is_a_records_own(iri, is_own):
    root = IRI("https://a.org/bib/1")
    topic = IRI("http://xmlns.com/foaf/0.1/primaryTopic")
    about = [Statement(IRI(f"https://a.org/record/{n}"), topic, root) for n in (1, 2)]
    own, others = divide([subject(iri), *about], root)
    assert (subject(iri) in own) is is_own
    assert (subject(iri) in others) is not is_own


def test_a_record_and_what_others_say_of_it_stand_once(tmp_path, monkeypatch):
    """Records 1 to 9 lie in record 0, whose title they know, and one says it differently."""
    monkeypatch.setattr(shared, "AT_ONCE", 1)
    (tmp_path / "mapping.yaml").write_text(SPEAKS_OF_OTHERS)
    (tmp_path / "records.mrc").write_bytes(
        iso2709(
            book("0", "Host"),
            book("h", "Other host"),
            *(
                book(str(n), f"Part {n}", **{"773": ("0 ", {"t": title, "w": host})})
                for n, title, host in [
                    (1, "Host", "0"),
                    (2, "Host", "0"),
                    (3, "The host", "0"),
                    (4, "Other host", "h"),
                    (5, "Away", "away"),
                ]
            ),
        )
    )
    folder = tmp_path / "dump"
    make(
        tmp_path / "records.mrc",
        folder,
        mapping=str(tmp_path / "mapping.yaml"),
        part_size=2,
        notations=("nt", "turtle"),
    )
    lines = b"".join(unpacked(path) for path in folder.glob("*.nt.gz")).splitlines()
    assert len(lines) == len(set(lines))
    assert sum(b'bib/0> <http://purl.org/dc/terms/title> "Host"' in line for line in lines) == 1
    store = store_of(folder)
    assert len(store) == len(lines)
    void = (folder / "void.ttl").read_text()
    for name, what in (("distinctSubjects", "s"), ("distinctObjects", "o"), ("entities", "s")):
        (row,) = store.query(f"SELECT (COUNT(DISTINCT ?{what}) AS ?n) WHERE {{ ?s ?p ?o }}")
        assert f'void:{name} "{row["n"].value}"' in void
    assert {str(q) for q in store} == {str(q) for q in store_of(folder, ".ttl")}


def test_the_example_is_shown_with_what_others_say_of_it(tmp_path):
    (tmp_path / "mapping.yaml").write_text(SPEAKS_OF_OTHERS)
    host = {"773": ("0 ", {"t": "A better title", "w": "0"})}
    (tmp_path / "records.mrc").write_bytes(iso2709(book("0", "Host"), book("1", "Part", **host)))
    make(tmp_path / "records.mrc", tmp_path / "dump", mapping=str(tmp_path / "mapping.yaml"))
    page = (tmp_path / "dump" / "index.html").read_text()
    assert page.count("A better title") == 1


def test_two_records_with_one_description_are_told(tmp_path):
    """The mapping gives both a description under the same IRI: no dump can be right."""
    (tmp_path / "mapping.yaml").write_text(
        "mapping: 1\nextends: marc21-record\n"
        'record: {key: 245$a, iri: "{base}{245$b}/{key}", about: "{base}record/{key}"}\n'
    )
    pairs = [("1", "x"), ("1", "y")]
    (tmp_path / "records.mrc").write_bytes(
        iso2709(*({"001": b, "245": ("10", {"a": a, "b": b})} for a, b in pairs))
    )
    with pytest.raises(OutputError, match=f"take <{BASE}record/1> for their own") as caught:
        make(tmp_path / "records.mrc", tmp_path / "dump", mapping=str(tmp_path / "mapping.yaml"))
    assert caught.value.code == "dump-owners"


@given(st.lists(st.binary(max_size=12).filter(lambda b: b"\n" not in b)), st.integers(0, 30))
def test_lines_are_sorted_on_the_disk_as_in_memory(words, in_memory):
    lines = [word + b"\n" for word in words]
    with tempfile.TemporaryDirectory() as folder:
        sorter = LineSorter(Path(folder) / "lines", in_memory)
        for line in lines:
            sorter.add(line)
        sorter.finish()
        assert (Path(folder) / "lines").read_bytes() == b"".join(sorted(set(lines)))
        assert [path.name for path in Path(folder).iterdir()] == ["lines"]


@given(st.lists(st.lists(st.integers(0, 50)), max_size=20), st.integers(2, 4))
@settings(max_examples=40)
def test_many_files_are_merged_a_few_at_a_time(files, fan_in):
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorting, "FAN_IN", fan_in)
        paths = []
        for number, values in enumerate(files):
            paths.append(Path(folder) / str(number))
            paths[-1].write_bytes(b"".join(sorted({b"%02d\n" % value for value in values})))
        if not paths:
            return
        found = [int(line) for line in merged(paths)]
        assert found == sorted({value for values in files for value in values})
        assert len(list(Path(folder).iterdir())) == len(files)


@given(st.lists(st.lists(st.binary(max_size=4), max_size=60), max_size=4))
@settings(max_examples=40)
def test_distinct_terms_are_counted(files):
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorting, "BUCKET", 7)
        patch.setattr(sorting, "LATELY", 5)
        paths = []
        for number, terms in enumerate(files):
            paths.append(Path(folder) / str(number))
            digests = Digests(paths[-1])
            for found in terms:
                digests.add([found])
            digests.close()
        count = count_distinct(paths, Path(folder) / "buckets")
        assert count == len({found for terms in files for found in terms})


@given(st.text(), st.sampled_from(["", "en", "zh-Hant"]))
def test_lines_are_read_as_they_were_written(text, language):
    text = text.encode("utf-8", "replace").decode()
    said = Statement(IRI(f"https://a.org/{encode(text)}"), P, Literal(text, language=language))
    line = f"<{said.subject}> <{P}> {term(said.object)} .\n".encode()
    assert statement_of(line) == said


@given(st.text(max_size=30), st.integers(0, 40))
@example("AAAAAAA", 40)  # a language tag that is too long
def test_what_is_no_triple_is_known_as_pyoxigraph_knows_it(text, place):
    """A line with something put in is refused, or is a triple for pyoxigraph too."""
    line = '<https://a.org/a> <https://a.org/b> "c"@en .\n'
    line = line[:place] + text + line[place:]
    try:
        statement_of(line.encode("utf-8", "surrogatepass"))
    except ValueError:
        return
    assert len(list(pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_TRIPLES))) == 1
