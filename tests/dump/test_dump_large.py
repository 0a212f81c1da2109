"""A large dump needs no more memory than a small one; MARC2RDF_DUMP says how large."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph
from dump_samples import OPTIONS, catalogue, unpacked

RECORDS = int(os.environ.get("MARC2RDF_DUMP", "400"))
LIMIT = 110  # MB; Python with all that is loaded takes about 40
MEASURE = (
    "import resource, subprocess, sys;"
    "status = subprocess.run(sys.argv[1:]).returncode;"
    "peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss;"
    "print(peak // (1 << 20 if sys.platform == 'darwin' else 1 << 10)); sys.exit(status)"
)


def peak(*arguments: str, cwd: Path) -> tuple[int, int]:
    """Run ``marc2rdf`` and give its exit status and the megabytes it took at most."""
    command = [sys.executable, "-c", MEASURE, sys.executable, "-m", "marc2rdf", *arguments]
    done = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, check=False)
    return done.returncode, int(done.stdout)


def test_memory_is_bounded_and_the_numbers_are_those_of_a_store(tmp_path):
    (tmp_path / "catalogue.mrc").write_bytes(catalogue(RECORDS))
    arguments = [
        "dump",
        "catalogue.mrc",
        "dump",
        *OPTIONS,
        "-q",
        "--jobs",
        "2",
        "--compress",
        "zst",
    ]
    status, megabytes = peak(*arguments, "--part-size", str(RECORDS // 9), cwd=tmp_path)
    assert status == 1  # one record is rejected
    assert megabytes < LIMIT
    status, megabytes = peak("dump", "--verify", "dump", cwd=tmp_path)
    assert status == 0
    assert megabytes < LIMIT
    store = pyoxigraph.Store(str(tmp_path / "store"))
    void = (tmp_path / "dump" / "void.ttl").read_text()
    for path in sorted((tmp_path / "dump").glob("*.nt.zst")):
        store.bulk_load(input=unpacked(path), format=pyoxigraph.RdfFormat.N_TRIPLES)
    for name, what in (
        ("triples", "*"),
        ("distinctSubjects", "DISTINCT ?s"),
        ("distinctObjects", "DISTINCT ?o"),
    ):
        (row,) = store.query(f"SELECT (COUNT({what}) AS ?n) WHERE {{ ?s ?p ?o }}")
        assert f'void:{name} "{row["n"].value}"' in void
