"""Whole runs over what is broken: every record is accounted for, and what comes out is valid."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys

import pyoxigraph
import pytest
import six_formats
from samples import book, iso2709

from marc2rdf.mapping.mapping import Mapping
from marc2rdf.rdf.writer import open_writer
from marc2rdf.run.pipeline import Options, Pipeline
from marc2rdf.run.rejects import Rejects
from marc2rdf.run.report import Report

BASE = "https://data.example.org/"
BROKEN = [
    b"00049nam a2200049 a 4500this is no record at all\x1e\x1d",
    b"garbage between records\x1d",
    b"00063nam a2200037 a 4500\x1e\x1e\x1d",
]
MAPPING = Mapping.default(BASE)


def run(data: bytes, folder, form: str = "", notation: str = "nt") -> tuple[bytes, Report]:
    report, out = Report(), io.BytesIO()
    writer = open_writer(
        notation, out, prefixes=MAPPING.used_prefixes, base=BASE, context=MAPPING.context
    )
    rejects = Rejects(folder / "rejects.mrc")
    source = folder / "source"
    source.write_bytes(data)
    Pipeline(MAPPING, writer, report, rejects, Options(format=form)).run([source])
    writer.close()
    return out.getvalue(), report


def titles(data: bytes) -> set[str]:
    found = pyoxigraph.parse(data, pyoxigraph.RdfFormat.N_TRIPLES)
    return {q.object.value for q in found if q.predicate.value.endswith("/terms/title")}


def test_three_hundred_good_and_broken_records(tmp_path):
    """No good one is lost, and what was mended gives what was missing."""
    chance = random.Random(4)
    good = [iso2709(book(str(number), f"Title {number}")) for number in range(200)]
    broken = [chance.choice(BROKEN) for _ in range(100)]
    places = sorted(chance.sample(range(300), 100))
    pieces = list(good)
    for place, piece in zip(places, broken, strict=True):
        pieces.insert(place, piece)
    data, report = run(b"".join(pieces), tmp_path)
    assert titles(data) == {f"Title {number}" for number in range(200)}
    assert (report.read, report.converted, report.rejected) == (300, 200, 100)
    log = [json.loads(line) for line in (tmp_path / "rejects.jsonl").read_text().splitlines()]
    assert [entry["record"] for entry in log] == [place + 1 for place in places]
    kept = (tmp_path / "rejects.mrc").read_bytes()
    assert kept == b"".join(broken)
    mended = kept
    for piece in BROKEN:
        mended = mended.replace(piece, b"")
    again, report = run(mended + iso2709(book("900", "Mended")), tmp_path)
    assert titles(again) == {"Mended"}
    assert report.rejected == 0


def test_rejects_can_be_converted_again_as_they_are(tmp_path):
    _, first = run(b"".join(BROKEN), tmp_path)
    again = (tmp_path / "rejects.mrc").read_bytes()
    assert again == b"".join(BROKEN)
    _, second = run(again, tmp_path, "iso2709")
    assert (first.read, first.rejected) == (second.read, second.rejected) == (3, 3)


@pytest.mark.parametrize("part", range(8))
def test_what_comes_of_damaged_records_is_valid_and_accounted_for(part, tmp_path):
    chance = random.Random(part)
    whole = iso2709(
        book(
            "101",
            "Война и мир",
            **{
                "008": "760101s1975    nyu    |      000 1 eng d",
                "020": ("  ", {"a": "0141439513 (pbk.)"}),
                "100": ("1 ", {"a": "Diallo, Aïssatou", "4": "aut", "0": "(DE-588)118540238"}),
                "773": ("0 ", {"t": "Nature", "x": "0028-0836", "g": "Vol. 1, p. 3-9"}),
                "856": ("40", {"u": "https://example.org/a b?c=ü"}),
            },
        )
    )
    mutants = []
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        mutants.append(bytes(data))
    for notation, form in (
        ("nt", pyoxigraph.RdfFormat.N_TRIPLES),
        ("turtle", pyoxigraph.RdfFormat.TURTLE),
        ("jsonld", pyoxigraph.RdfFormat.JSON_LD),
        ("nq", pyoxigraph.RdfFormat.N_QUADS),
        ("rdfxml", pyoxigraph.RdfFormat.RDF_XML),
    ):
        data, report = run(b"".join(mutants), tmp_path, "iso2709", notation)
        parts = (report.converted, report.rejected, report.skipped, report.deleted)
        assert report.read == sum(parts) + report.duplicates
        assert "internal" not in report.warnings
        assert len(list(pyoxigraph.parse(data, form))) == report.triples
    log = (tmp_path / "rejects.jsonl").read_text() if report.rejected else ""
    assert '"internal"' not in log


def test_memory_does_not_grow_with_the_input(tmp_path):
    """A hundred thousand records and more through a pipe, with keys on the disk: below 100 MB."""
    program = (
        "import sys\n"
        "one = sys.stdin.buffer.read()\n"
        "for number in range(120_000):\n"
        "    sys.stdout.buffer.write(one.replace(b'0000000', b'%07d' % number))\n"
    )
    (tmp_path / "m.yaml").write_text(
        "mapping: 1\nrules: {title: {from: 245$a, to: dcterms:title}}\n"
    )
    make = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert make.stdin is not None and make.stdout is not None
    make.stdin.write(iso2709(book("0000000", "T")))
    make.stdin.close()
    child = [sys.executable, "-m", "marc2rdf", "convert", "-m", "m.yaml", "-o", "a.nt", "-q"]
    measured = (
        "import resource, subprocess, sys\n"
        f"done = subprocess.run({child!r} + ['--summary', 's.json'])\n"
        "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", measured], stdin=make.stdout, cwd=tmp_path, capture_output=True,
        check=True, timeout=200,
    )  # fmt: skip
    make.stdout.close()
    make.wait(30)
    status, kilobytes = map(int, done.stdout.split())
    assert status == 0, done.stderr.decode()
    assert json.loads((tmp_path / "s.json").read_text())["converted"] == 120_000
    assert kilobytes * (1 if sys.platform == "darwin" else 1024) < 100_000_000


@pytest.mark.parametrize("form", six_formats.WRITERS)
def test_the_same_record_in_any_format_is_the_same_graph(form, tmp_path):
    made = [six_formats.sample("1"), six_formats.sample("2", "Война и мир")]
    expected, _ = run(six_formats.written(made, "iso2709"), tmp_path)
    data, report = run(six_formats.written(made, form), tmp_path)
    assert report.converted == 2
    assert data == expected
