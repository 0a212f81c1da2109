"""Writes docs/errors.md: every code of a warning, an error or a mistake, and what it means.

Run by hand when a code is added; a test makes sure that it was done::

    .venv/bin/python tools/error_reference.py
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from marc2rdf.codes import ERRORS, MISTAKES
from marc2rdf.notices import CODES

TARGET = Path(__file__).resolve().parent.parent / "docs" / "errors.md"
HEAD = """\
# Messages and their codes

Made by `tools/error_reference.py`. Every message ends with a code, which does not change from
version to version. `--log-json` gives messages and codes for programs.
"""
PARTS = (
    (
        "Warnings",
        "A warning costs a value at most; the record is converted. Of each kind the first five are"
        " shown and all are counted, in the last lines and in `--summary`.",
        CODES,
    ),
    (
        "Errors",
        "An error costs a record, which goes to the rejects with its bytes and the reason, or ends"
        " the run.",
        ERRORS,
    ),
    (
        "Mistakes in a mapping",
        "`marc2rdf check` shows all of them at once, with file, line and column.",
        MISTAKES,
    ),
)


def reference() -> str:
    """Return the text of docs/errors.md."""
    return HEAD + "".join(section(*part) for part in PARTS)


def section(title: str, text: str, codes: Mapping[str, str]) -> str:
    """Return one part of the page."""
    rows = "".join(f"| `{code}` | {codes[code]} |\n" for code in sorted(codes))
    return f"\n## {title}\n\n{text}\n\n| code | what it means |\n|---|---|\n{rows}"


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
    sys.stdout.write(f"{TARGET.name} written\n")
