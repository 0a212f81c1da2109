"""What a dump costs beside a conversion: ratios, measured in one run on the same records.

Compared are ``convert`` to plain N-Triples, ``convert`` with gzip, dumps with gzip and zstandard,
with one process and with two, and ``--verify``.  Each runs in a process of its own, whose peak of
memory is shown too.
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

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "dump")]

RECORDS = int(os.environ.get("MARC2RDF_BENCH_RECORDS", "4000"))
BASE = ("--base", "https://data.example.com/", "-q")
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
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"peak memory of the largest process: {peak:.0f} MB")


def iter_blocks(path: Path) -> list[bytes]:
    """Give a file in pieces."""
    with open(path, "rb") as file:
        return list(iter(lambda: file.read(1 << 20), b""))


if __name__ == "__main__":
    main()
