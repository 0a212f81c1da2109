"""RDF files of every notation become the same triples, sorted, each once."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_servers import BASE, SHUFFLED, spooled

from marc2rdf.errors import InputError, UsageError
from marc2rdf.rdf.ntriples import NTriplesWriter
from marc2rdf.rdf.terms import IRI, Literal, OrderedList, Statement
from marc2rdf.rdf.writer import FORMATS, open_writer
from marc2rdf.stores.rdffiles import notation_of, read_rdf
from marc2rdf.stores.skolem import Skolems
from marc2rdf.stores.spool import Spool

A, P = IRI(BASE + "a"), IRI(BASE + "p")
STATEMENTS = [
    Statement(A, P, Literal('a "b" \\ \n\t\r\x01\x7f\x85\u2028 _:x', language="en-GB")),
    Statement(A, P, Literal("007", datatype="http://www.w3.org/2001/XMLSchema#integer")),
    Statement(A, P, Literal("ends in _:x")),
    Statement(A, P, IRI(BASE + "Ж")),
]


def lines_of(path, notation: str = "") -> list[bytes]:
    with Spool() as spool:
        for line in read_rdf(str(path), notation or notation_of(str(path)), BASE):
            spool.add(line)
        spool.finish()
        return list(spool.lines())


def written(notation: str, statements, **more) -> bytes:
    out = io.BytesIO()
    writer = open_writer(notation, out, prefixes={"e": BASE}, base=BASE, **more)
    writer.write(statements, A)
    writer.close()
    return out.getvalue()


@pytest.mark.parametrize("notation", sorted(set(FORMATS) - {"rdfxml"}))
def test_every_notation_gives_the_same_lines(notation, tmp_path):
    """As our own writer of N-Triples has them, but for the case of language tags."""
    path = tmp_path / f"a{FORMATS[notation].suffixes[0]}.gz"
    path.write_bytes(gzip.compress(written(notation, STATEMENTS)))
    expected = written("nt", STATEMENTS).replace(b"@en-GB", b"@en-gb").splitlines(True)
    assert lines_of(path) == sorted(expected)


def test_rdfxml(tmp_path):
    (tmp_path / "a.rdf").write_bytes(written("rdfxml", STATEMENTS[1:]))
    assert lines_of(tmp_path / "a.rdf") == sorted(written("nt", STATEMENTS[1:]).splitlines(True))


def test_the_cells_of_lists_are_named_as_skolemize_names_them(tmp_path):
    listed = [Statement(A, P, OrderedList((A, P)))]
    (tmp_path / "a.nt").write_bytes(written("nt", listed))
    (tmp_path / "b.nt").write_bytes(written("nt", listed, skolemize=True))
    assert lines_of(tmp_path / "a.nt") == lines_of(tmp_path / "b.nt")


def test_blank_nodes_are_named_alike_every_time_and_apart_in_other_files(tmp_path):
    text = b'<x:a> <x:p> [ <x:q> "r" ], [ <x:q> _:c ] . _:c <x:q> [] .'
    (tmp_path / "a.ttl").write_bytes(text)
    (tmp_path / "b.ttl").write_bytes(text + b"\n")
    first, again = lines_of(tmp_path / "a.ttl"), lines_of(tmp_path / "a.ttl")
    other = lines_of(tmp_path / "b.ttl")
    assert first == again
    assert not any(b"_:" in line for line in first)
    assert not {line for line in first if b"genid" in line} & set(other)
    graphs = []
    for lines in (first, other):
        blank = re.sub(rb"<[^<>]*/genid/([^<>]*)>", rb"_:x\1", b"".join(lines))
        parsed = pyoxigraph.parse(blank, format=pyoxigraph.RdfFormat.N_TRIPLES)
        graph = pyoxigraph.Dataset(parsed)
        graph.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
        graphs.append(graph)
    want = pyoxigraph.Dataset(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE))
    want.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    assert graphs == [want, want]


def test_blank_nodes_want_a_base(tmp_path):
    (tmp_path / "a.ttl").write_text("[] a <x:b> .")
    with pytest.raises(UsageError, match="Say with --base"):
        list(read_rdf(str(tmp_path / "a.ttl"), "turtle", ""))


def test_names_beyond_the_memory_are_on_disk():
    few, many = Skolems("x:", lambda: "f", in_memory=2), Skolems("x:", lambda: "f")
    labels = [f"n{n % 7}" for n in range(30)]
    assert [few.iri(label) for label in labels] == [many.iri(label) for label in labels]
    few.close()


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [("a.nt", b"<x:a> <x:b> <x:c> .\n<x:a> <x:b> c .\n", "a.nt, line 2"),
     ("a.ttl", b"<a> <x:b> <x:c> .", "--base"),
     ("a.jsonl", b'{"@id":"x:a"}\n\n{"@id":\n', "a.jsonl, line 3"),
     ("a.nt.gz", gzip.compress(b"<x:a> <x:b> <x:c> .\n" * 9, mtime=0)[:-9], "cut short"),
     ("a.rdf", b"<a", "a.rdf"), ("a.nt.zip", b"PK\x03\x04aaaa", "zip file"),
     ("a.nt", b"<x:a> <x:b> \"\xff\" .\n", "a.nt"),
     ("a.jsonld", b'{"@context": "http://127.0.0.1:9/c", "@id": "x:a"}', "a.jsonld")],
)  # fmt: skip
def test_a_broken_file_is_told_with_its_place(name, data, message, tmp_path):
    (tmp_path / name).write_bytes(data)
    notation = notation_of(name) or "nt"
    with pytest.raises(InputError) as error:
        list(read_rdf(str(tmp_path / name), notation, ""))
    assert message in str(error.value)


def test_a_file_that_is_not_there():
    with pytest.raises(InputError, match="there is no such file"):
        list(read_rdf("nowhere.nt", "nt", ""))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 99)), max_size=200), st.integers(1, 40),
       st.integers(60, 900))  # fmt: skip
def test_chunks_are_all_lines_sorted_and_bounded(pairs, triples, size):
    lines = [f"<x:s{subject}> <x:p> <x:{value}> ." for subject, value in pairs]
    with Spool(run_bytes=500) as spool:
        for line in lines:
            spool.write(line.encode()[:5])
            spool.write(line.encode()[5:] + b"\n")
        assert spool.finish() == len(set(lines))
        chunks = list(spool.chunks(triples, size))
    assert b"".join(chunk.body for chunk in chunks).decode().splitlines() == sorted(set(lines))
    assert all(0 < chunk.triples <= triples and len(chunk.body) <= size for chunk in chunks)
    assert [chunk.reached for chunk in chunks][-1:] == ([len(set(lines))] if lines else [])


def test_a_chunk_ends_with_a_subject():
    with spooled(*(f"<x:s{n // 7}> <x:p> <x:{n}> ." for n in range(70))) as spool:
        subjects = [
            {line.split()[0] for line in c.body.splitlines()} for c in spool.chunks(20, 9999)
        ]
    assert sum(map(len, subjects)) == 10
    assert len(subjects) == 5


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(["", "fr", "zh-hant"]))
def test_pyoxigraph_writes_a_line_as_we_do(text, language):
    """Triples from a file and from a record are told to be the same by their bytes."""
    out = io.BytesIO()
    NTriplesWriter(out, prefixes={}).write([Statement(A, P, Literal(text, language=language))], A)
    (quad,) = pyoxigraph.parse(out.getvalue(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert f"{quad.triple} .\n".encode() == out.getvalue()


def test_what_is_given_in_any_order_is_sent_in_one():
    with spooled(*SHUFFLED) as one, spooled(*sorted(SHUFFLED)) as two:
        assert one.sha256 == two.sha256


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("notation", ["nt", "turtle"])
def test_a_packed_file_is_read_as_a_plain_one_however_long(tmp_path, pack, notation):
    lines = "".join(f'<https://a.example/{n}> <https://a.example/p> "{n}" .\n' for n in range(9000))
    (tmp_path / "plain").write_text(lines)
    (tmp_path / "packed").write_bytes(pack(lines.encode()))
    plain = list(read_rdf(str(tmp_path / "plain"), notation, ""))
    assert len(plain) == 9000
    assert list(read_rdf(str(tmp_path / "packed"), notation, "")) == plain
