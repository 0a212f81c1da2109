"""What is marked, told by the rules that hold a mark alone, is what all rules tell."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from random_records import records
from samples import book, iso2709
from shared_data import shared_files

from marc2rdf import Mapping, Record, read
from marc2rdf.links.adding import Links
from marc2rdf.links.cache import Cache
from marc2rdf.links.marks import KINDS, Marks
from marc2rdf.links.verdict import Verdict, dated
from marc2rdf.run.converter import Converter

MAPPING = Mapping.default("https://data.example.org/")
CONVERTER = Converter(MAPPING, interpreted=0)
MARKS = Marks(MAPPING)


def alike(record: Record, suffix: str = "") -> int:
    """Compare both ways on a record; give the number of marks."""
    interpreted = MAPPING.convert(record, suffix)
    if interpreted.skipped:
        return 0
    whole = list(MARKS.of(interpreted))
    part = list(MARKS.of(CONVERTER.convert(record, suffix), record))
    assert part == whole
    for kind in KINDS:
        alone = list(MARKS.of(CONVERTER.convert(record, suffix), record, {kind}))
        assert alone == [mark for mark in whole if mark.kind == kind]
    found = set(MARKS.candidates(interpreted.statements, record))
    assert {(mark.kind, mark.value) for mark in whole} <= found
    return len(whole)


@settings(max_examples=60, deadline=None)
@given(records())
def test_of_any_record(record):
    alike(record)
    alike(record, "~1234abcd")


def test_of_real_records():
    files = shared_files("marcxml-*.xml", "alephseq/*.alephseq")
    if not files:
        pytest.skip("the shared records are not here")
    assert sum(alike(record) for file in files for record in read(file)) > 100


def test_of_a_mapping_whose_property_is_computed():
    """A property that a value chooses may be any: every statement may be marked then."""
    text = (
        "mapping: 1\\nrules:\\n  a:\\n    from: 022$a\\n    do: [issn]\\n    resolve: issn\\n"
        "    to: {iri: 'http://purl.org/ontology/bibo/issn'}\\n"
    ).replace("\\n", "\n")
    mapping = Mapping.from_text(text, "https://data.example.org/")
    record = Record()
    record.add_control("001", "1")
    record.add("022", "  ", [("a", "0303-965X")])
    assert ("issn", "0303-965X") in set(
        Marks(mapping).candidates(mapping.convert(record).statements, record)
    )


def test_a_whole_file_with_links_is_what_the_interpreter_gives(tmp_path, marc2rdf):
    """Enough records that source is generated, two of them with one key."""
    with Cache.open(tmp_path / "l.db") as cache:
        said = {"issn": "0303-965X", "title": "Things", "status": "Register", "issn_l": "0028-0836"}
        known = Verdict("found", "", said, provider="issn")
        cache.put("issn", "0303-965X", dated(known, 1.7e9, None))
        cache.commit()
    fields = [
        book(
            str(n % 59),
            f"Title {n}",
            LDR="00000nab a2200000 a 4500",
            **{"773": ("0 ", {"t": "Things" if n % 3 else "Choses", "x": "0303-965X", "g": "1:2"})},
        )
        for n in range(60)
    ]
    (tmp_path / "a.mrc").write_bytes(iso2709(*fields))
    done = marc2rdf("convert", "a.mrc", "--base=https://data.example.org/", "--links=l.db", "-tnt")
    assert done.returncode == 0, done.stderr.decode()
    lines = set(done.stdout.decode().splitlines())
    assert any("~" in line for line in lines)
    with Cache.read(tmp_path / "l.db") as cache:
        links = Links(cache, MAPPING)
        for record in list(read(tmp_path / "a.mrc"))[:59]:
            for subject, predicate, found in links.add(MAPPING.convert(record)):
                value = getattr(found, "value", found)
                assert any(
                    line.startswith(f"<{subject}> <{predicate}> ") and value in line
                    for line in lines
                )
