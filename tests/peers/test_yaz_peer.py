"""A real record is the same triples whichever way it came: through yaz, and in six formats."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from functools import cache

import pytest
from peer_records import BASE, FIXTURE
from shared_data import DATA, shared_files
from six_formats import WRITERS, written

from marc2rdf.mapping.mapping import Mapping
from marc2rdf.marc import Record, read_source
from marc2rdf.rdf.terms import Statement

YAZ = shutil.which("yaz-marcdump")
# What yaz makes of a file, step by step: (from, to) of yaz-marcdump.
WAYS = {
    "marcxml": [("marc", "marcxml")],
    "marcxchange": [("marc", "marcxchange")],
    "json": [("marc", "json")],
    "back from marcxml": [("marc", "marcxml"), ("marcxml", "marc")],
    "back from turbomarc": [("marc", "turbomarc"), ("turbomarc", "marc")],
    "json from marcxml": [("marc", "marcxml"), ("marcxml", "json")],
    "all the way": [("marc", "turbomarc"), ("turbomarc", "marcxml"), ("marcxml", "marc")],
}


@cache
def marc21() -> Mapping:
    """Give the mapping without Koha's, whose keys depend on the format."""
    return Mapping.load("marc21", BASE)


def triples(data: bytes) -> list[set[Statement]]:
    """Give what each record of some data becomes."""
    found = []
    for record in read_source(io.BytesIO(data)):
        assert isinstance(record, Record)
        found.append(set(marc21().convert(record).statements))
    return found


def by_yaz(data: bytes, way: str) -> bytes:
    """Let yaz rewrite some data."""
    assert YAZ is not None
    for source, target in WAYS[way]:
        command = [YAZ, "-i", source, "-o", target, "/dev/stdin"]
        data = subprocess.run(command, input=data, capture_output=True, check=True).stdout
    return data


def records() -> list[Record]:
    return [r for r in read_source(FIXTURE) if isinstance(r, Record)]


@pytest.mark.skipif(YAZ is None and "CI" not in os.environ, reason="yaz is not installed")
@pytest.mark.parametrize("way", WAYS)
def test_what_yaz_makes_of_a_record_is_the_same_triples(way):
    assert YAZ is not None, "yaz-marcdump has to be there: apt install yaz"
    original = FIXTURE.read_bytes()
    expected, found = triples(original), triples(by_yaz(original, way))
    assert len(found) == len(expected) == 60
    for before, after in zip(expected, found, strict=True):
        assert after == before


@pytest.mark.skipif(YAZ is None or DATA is None, reason="yaz or the shared records are not here")
@pytest.mark.parametrize("path", shared_files("*.mrc"), ids=lambda path: path.name)
def test_a_thousand_records_by_yaz_are_the_same_triples(path):
    original = path.read_bytes()
    assert triples(by_yaz(original, "all the way")) == triples(original)


@pytest.mark.parametrize("form", WRITERS)
def test_a_record_in_six_formats_is_the_same_triples(form):
    expected = triples(FIXTURE.read_bytes())
    found = triples(written(records(), form))
    assert len(found) == len(expected) == 60
    for before, after in zip(expected, found, strict=True):
        assert after == before
