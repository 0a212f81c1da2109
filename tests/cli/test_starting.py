"""What a small file does without: a cold start loads nothing that it has no use for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

RECORD = Path(__file__).resolve().parents[2] / "examples" / "koha-article" / "record.txt"
FOREIGN = {"gzip", "bz2", "lzma", "zipfile", "tempfile", "sqlite3", "secrets"}
FOREIGN |= {"importlib.resources", "importlib.metadata", "pymarc", "rdflib", "requests"}
OWN = {
    *("cli.dump", "cli.load", "coverage", "dump", "explain", "generate", "links", "net", "pages"),
    *("stores", "marc.iso2709", "marc.marcxml", "marc.marcjson", "marc.mrk", "marc.alephseq"),
    *("marc.inflate", "marc.zipped", "mapping.docs", "mapping.examples", "mapping.schema"),
    *("mapping.shape", "rdf.graph", "rdf.nquads", "rdf.rdfxml", "rdf.shapes", "run.progress"),
}
WRITERS = {"turtle": "rdf.turtle", "nt": "rdf.ntriples", "jsonld": "rdf.jsonld"}


def loaded(*arguments: str) -> set[str]:
    """Run a command in a new process; give the modules that it loaded."""
    program = (
        "import sys\n"
        "from marc2rdf.cli.main import run\n"
        "assert run(sys.argv[1:]) == 0\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments, "--quiet"],
        capture_output=True,
        check=True,
        text=True,
    )
    return set(done.stderr.split())


@pytest.mark.parametrize("notation", WRITERS)
def test_converting_one_record_loads_only_what_it_needs(notation: str) -> None:
    found = loaded("convert", str(RECORD), "-t", notation)
    needless = {f"marc2rdf.{name}" for name in OWN} | FOREIGN
    needless |= {f"marc2rdf.{name}" for name in WRITERS.values()}
    needless -= {f"marc2rdf.{WRITERS[notation]}"}
    assert f"marc2rdf.{WRITERS[notation]}" in found
    assert found & needless == set()
