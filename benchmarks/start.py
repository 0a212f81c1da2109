"""How long a cold start takes: one record converted, beside Python that does nothing.

Each command is a process of its own, they take turns, and the shortest CPU time of each counts.
What is printed are ratios to ``python -c pass``.  Modules are compiled to bytecode beforehand.

    python benchmarks/start.py [--passes N]
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
from pathlib import Path

RECORD = Path(__file__).resolve().parents[1] / "examples" / "koha-article" / "record.txt"
BASE = "https://data.example.org/"
CONVERT = ["-m", "marc2rdf", "convert", str(RECORD), "--base", BASE]
NOTHING = "python -c pass"
CONTENDERS = {
    NOTHING: ["-c", "pass"],
    "marc2rdf --version": ["-m", "marc2rdf", "--version"],
    "one record to Turtle": CONVERT,
    "one record to JSON-LD": [*CONVERT, "-t", "jsonld"],
    "one record to N-Triples": [*CONVERT, "-t", "nt"],
    "one record to Turtle, -m koha": [*CONVERT, "-m", "koha"],
    "importing pymarc and rdflib": ["-c", "import pymarc, rdflib"],
}


def cpu(arguments: list[str]) -> float:
    """Give the CPU seconds of Python with these arguments."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], capture_output=True, check=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    """Time all and print the table."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--passes", type=int, default=10)
    given = arguments.parse_args()
    for command in CONTENDERS.values():
        cpu(command)  # bytecode is written
    best: dict[str, float] = {}
    for _ in range(given.passes):
        for name, command in CONTENDERS.items():
            best[name] = min(cpu(command), best.get(name, float("inf")))
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}")
    print(f"{'a cold start':32}{'CPU ms':>8}{'ratio':>8}")
    for name, seconds in best.items():
        print(f"{name:32}{seconds * 1000:>8.0f}{seconds / best[NOTHING]:>8.1f}")


if __name__ == "__main__":
    main()
