"""Triples a second of dumping and loading, beside a conversion, gzip and pyoxigraph's bulk_load.

Everything reads the same records in the same run: ``convert`` to plain N-Triples and with gzip,
dumps with gzip and zstandard, with one process and with two, ``--verify``; then the N-Triples go
into a folder by pyoxigraph's ``bulk_load`` alone and by ``load``, which sorts, counts, replaces a
graph and counts again.

    MARC2RDF_BENCH_SOURCE=catalogue.mrc python benchmarks/publish.py
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph

from marc2rdf.stores.embedded import replace_in_folder
from marc2rdf.stores.rdffiles import read_rdf
from marc2rdf.stores.spool import Spool

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "dump")]

RECORDS = int(os.environ.get("MARC2RDF_BENCH_RECORDS", "4000"))
SITE = "https://data.example.com/"
GRAPH = SITE + "graph/catalogue"
BASE = ("--base", SITE, "-q")
DUMP = (*BASE, "--license", "CC0-1.0", "--part-size", "500")


def run(folder: Path, *arguments: str) -> float:
    """Run marc2rdf and give its seconds."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "marc2rdf", *arguments],
        cwd=folder,
        check=False,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - began


def bulk_load(source: Path, folder: Path) -> float:
    """Load by pyoxigraph alone, and give the seconds."""
    began = time.perf_counter()
    store = pyoxigraph.Store(str(folder))
    store.bulk_load(
        path=str(source),
        format=pyoxigraph.RdfFormat.N_TRIPLES,
        to_graph=pyoxigraph.NamedNode(GRAPH),
    )
    store.flush()
    return time.perf_counter() - began


def load(source: Path, folder: Path) -> tuple[float, int]:
    """Load as the command does, and give the seconds and the triples of the graph."""
    began = time.perf_counter()
    with Spool() as spool:
        for line in read_rdf(str(source), "nt", SITE):
            spool.add(line)
        spool.finish()
        count = replace_in_folder(folder, GRAPH, spool, lambda sent: None)
    return time.perf_counter() - began, count


def main() -> None:
    """Measure all and print the table."""
    from dump_samples import catalogue

    source = os.environ.get("MARC2RDF_BENCH_SOURCE", "")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if source:
            shutil.copy(source, folder / "records.mrc")
        else:
            (folder / "records.mrc").write_bytes(catalogue(RECORDS))
        plain = run(folder, "convert", "records.mrc", "-o", "a.nt", *BASE)
        unit = "triples a second"
        triples = sum(block.count(b"\n") for block in iter_blocks(folder / "a.nt"))
        print(f"convert to plain N-Triples: {triples / plain:,.0f} triples a second")
        for title, arguments in (
            ("convert, gzip", ("convert", "records.mrc", "-o", "a.nt.gz", *BASE)),
            ("dump, gzip", ("dump", "records.mrc", "d1", *DUMP)),
            ("dump, zstandard", ("dump", "records.mrc", "d2", *DUMP, "--compress", "zst")),
            ("dump, gzip, two processes", ("dump", "records.mrc", "d3", *DUMP, "--jobs", "2")),
            ("dump --verify", ("dump", "--verify", "d1", "-q")),
        ):
            seconds = run(folder, *arguments)
            print(f"{title}: {seconds / plain:.2f} × the time, {triples / seconds:,.0f} {unit}")
        plain_load = bulk_load(folder / "a.nt", folder / "plain")
        print(f"bulk_load alone: {triples / plain_load:,.0f} triples a second")
        for title in ("load into a folder", "load, replacing"):
            seconds, _ = load(folder / "a.nt", folder / "ours")
            print(
                f"{title}: {seconds / plain_load:.2f} × the time, {triples / seconds:,.0f} {unit}"
            )
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"peak memory of the largest process: {peak:.0f} MB")


def iter_blocks(path: Path) -> list[bytes]:
    """Give a file in pieces."""
    with open(path, "rb") as file:
        return list(iter(lambda: file.read(1 << 20), b""))


if __name__ == "__main__":
    main()
