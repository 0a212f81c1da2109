"""Records for dumps, and dumps of them made in this process."""

from __future__ import annotations

import gzip
import hashlib
import io
from pathlib import Path
from typing import Any

import pymarc
import pyoxigraph
import zstandard
from samples import book, iso2709

from marc2rdf.dump.job import About, Job
from marc2rdf.dump.making import make_dump
from marc2rdf.run.pipeline import Options
from marc2rdf.run.rejects import Rejects
from marc2rdf.run.report import Report

BASE = "https://data.example.com/"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
OPTIONS = ("--license", "CC0-1.0", "--base", BASE)
FORMATS = {
    ".nt": pyoxigraph.RdfFormat.N_TRIPLES,
    ".ttl": pyoxigraph.RdfFormat.TURTLE,
    ".jsonl": pyoxigraph.RdfFormat.JSON_LD,
}


def catalogue(count: int) -> bytes:
    """Give so many records, and among them a duplicate, a key used twice and a broken one."""
    out = b""
    for number in range(count):
        out += record(number)
        if number == count // 3:
            out += record(2)  # the same record again
            out += iso2709(book("4", "Another with the key of record 4"))
            out += b"00030nam a22000000 a 4500 broken\x1d"
        if number == 2 * count // 3:
            out += iso2709(book("4", "Another with the key of record 4"))
            out += iso2709(book("gone", "Deleted", LDR="00000dam a2200000 a 4500"))
            out += iso2709(book("auth", "An authority", LDR="00000nz  a2200000n  4500"))
            out += record(2) + record(count // 2)
    return out


def record(number: int) -> bytes:
    """Give one record: every other one is an article, and some lie in another record."""
    made = pymarc.Record(
        leader="00000nab a2200000 a 4500" if number % 2 else "00000nam a22     a 4500"
    )
    language = ("eng", "fre", "ger")[number % 3]
    date = f"010101s{1990 + number % 30}"
    made.add_field(
        pymarc.Field("001", data=f"{number}"),
        pymarc.Field("003", data="XYZ"),
        pymarc.Field("008", data=f"{date}    xxu           000 0 {language} d"),
    )

    def add(tag: str, indicators: str, **subfields: str) -> None:
        pairs = [pymarc.Subfield(code, value) for code, value in subfields.items()]
        made.add_field(pymarc.Field(tag, pymarc.Indicators(*indicators), subfields=pairs))

    add("100", "1 ", a=f"Author, {number % 7}")
    add("245", "10", a=f'Title "{number}" é \\ 漢字 :', b="of what it is")
    add("650", " 0", a=f"Subject {number % 5}")
    add(
        "650",
        " 7",
        a=f"Sachbegriff {number % 3}",
        **{"2": "gnd", "0": f"(DE-588)40{number % 3:05d}-2"},
    )
    add("700", "1 ", a=f"Editor, {number}", e="editor")
    if number % 2:
        add(
            "773",
            "0 ",
            t=f"Journal {number % 4}",
            x=("0303-965X", "0028-0836")[number % 4 // 2],
            g=f"Vol. {number % 6}, no. 1 (2016), p. 1-9",
        )
    if number % 9 == 8:
        add(
            "773", "0 ", t=f'Title "{number - 8}" é \\ 漢字 : of what it is', w=f"(XYZ){number - 8}"
        )
    return bytes(made.as_marc())


def job(records: Path, folder: Path, **given: Any) -> Job:
    """Describe a dump."""
    about = About(
        license=LICENCE, url=f"{BASE}dump/", title="A <small> catalogue", publisher="A & B"
    )
    given = {"part_size": 10, "base": BASE, "about": about, **given}
    return Job(sources=(str(records),), folder=str(folder), **given)


def make(records: Path, folder: Path, jobs: int = 1, **given: Any) -> Report:
    """Make a dump in this process and give the account of the run."""
    report = Report()
    todo = job(records, folder, **given)
    rejects = Rejects(folder.parent / f"{folder.name}-rejects.mrc")
    make_dump(todo, todo.load_mapping(), report, rejects, Options(), jobs=jobs)
    return report


def contents(folder: Path) -> dict[str, str]:
    """Give the sum of every file of a folder, so that differences are short."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def unpacked(path: Path) -> bytes:
    """Give the content of a part by the libraries' own means."""
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    with zstandard.open(path, "rb") as stream:
        return bytes(stream.read())


def store_of(folder: Path, suffix: str = ".nt", names: str = "*") -> pyoxigraph.Store:
    """Load the parts of a dump in one notation into a fresh store."""
    store = pyoxigraph.Store()
    for path in sorted(folder.glob(f"{names}{suffix}.*")):
        data = unpacked(path)
        if suffix == ".jsonl":
            for line in data.split(b"\n"):
                if line:
                    store.load(io.BytesIO(line), format=FORMATS[suffix])
        else:
            store.load(io.BytesIO(data), format=FORMATS[suffix])
    return store
