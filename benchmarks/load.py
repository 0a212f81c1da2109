"""Triples a second of loading into a folder, against pyoxigraph's bulk_load alone.

Both read the same N-Triples in the same run, each in a folder of its own; ours sorts, counts,
replaces a graph and counts again.  ``benchmarks/load.py [TRIPLES]``.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph

from marc2rdf.stores.embedded import replace_in_folder
from marc2rdf.stores.rdffiles import read_rdf
from marc2rdf.stores.spool import Spool

BASE = "https://data.example.org/"
GRAPH = BASE + "graph/catalogue"
TRIPLES = 300_000


def write_triples(path: Path, triples: int) -> None:
    """Write triples as a catalogue has them: thirty of a record, a tenth with a language."""
    with open(path, "w", encoding="utf-8") as out:
        for number in range(triples):
            tag = "@en" if number % 10 == 0 else ""
            subject = f"<{BASE}bib/{number // 30}>"
            text = f"a value of some length, number {number}"
            out.write(f'{subject} <{BASE}terms#p{number % 30}> "{text}"{tag} .\n')


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
        for line in read_rdf(str(source), "nt", BASE):
            spool.add(line)
        spool.finish()
        count = replace_in_folder(folder, GRAPH, spool, lambda sent: None)
    return time.perf_counter() - began, count


def main(triples: int) -> None:
    """Print triples a second, and the ratio."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_triples(folder / "all.nt", triples)
        plain = bulk_load(folder / "all.nt", folder / "plain")
        ours, count = load(folder / "all.nt", folder / "ours")
        again, _ = load(folder / "all.nt", folder / "ours")
    assert count == triples
    rows = (("bulk_load alone", plain), ("load", ours), ("load, replacing", again))
    for what, seconds in rows:
        rate = triples / seconds
        sys.stdout.write(f"{what:20}{rate:>12,.0f} triples/s{plain / seconds:>8.2f} x\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TRIPLES)
