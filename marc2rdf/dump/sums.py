"""``SHA256SUMS``: the sum of every other file, as ``sha256sum -c`` reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from marc2rdf.dump.facts import sha256_of
from marc2rdf.dump.state import SUMS, write_file

_LINE = re.compile(r"([0-9a-f]{64}) [ *]([^/\\\0]+)")


def write_sums(folder: Path) -> None:
    """Write the sums of all files of a folder, in the order of their names."""
    names = sorted(path.name for path in data_files(folder) if path.name != SUMS)
    lines = [f"{sha256_of(folder / name)}  {name}\n" for name in names]
    write_file(folder / SUMS, "".join(lines).encode())


def read_sums(text: str) -> Iterator[tuple[int, str, str]]:
    """Give the number, name and sum of each line; the name is empty where a line is none.

    >>> list(read_sums("0" * 64 + "  a.nt.gz\\nwhat is this\\n"))[1]
    (2, '', '')
    """
    for number, line in enumerate(text.split("\n"), 1):
        if line:
            match = _LINE.fullmatch(line)
            yield (number, match[2], match[1]) if match else (number, "", "")


def data_files(folder: Path) -> list[Path]:
    """Give the files of a folder that are not hidden."""
    return [path for path in folder.iterdir() if path.is_file() and path.name[0] != "."]
