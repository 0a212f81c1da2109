"""A small table of differences from a peer, each reviewed: who is right, and why.

A difference that the table does not know fails a test, and so does a line of the table that is
no difference any more, unless the peer was right: what is mended is gone, and may be left out.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Mapping
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
RIGHT = ("ours", "theirs", "both", "neither")

Key = tuple[str, ...]


@cache
def table(name: str, key_width: int) -> dict[Key, str]:
    """Read a table; the first columns are the key, the last are who is right, and why."""
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    found = {}
    for row in rows:
        *key, right, why = row
        assert len(key) == key_width, row
        assert right in RIGHT, row
        assert len(why) > 10, f"{row} needs a reason"
        assert tuple(key) not in found, f"{row} is there twice"
        found[tuple(key)] = right
    return found


def compare(
    name: str, found: Collection[Key], known: Mapping[Key, str], met: Callable[[Key], bool]
) -> None:
    """Fail for what only one of the two has; ``met`` tells whether a line could be met here."""

    def fixed(key: Key) -> bool:
        return met(key) and known[key] != "theirs"

    new = [f"new: {_line(key)}" for key in sorted(set(found) - set(known))]
    gone = [f"gone: {_line(key)}" for key in sorted(set(known) - set(found)) if fixed(key)]
    if new or gone:
        pytest.fail("\n".join([f"{name} is not what is found:", *new, *gone]), pytrace=False)


def _line(key: Key) -> str:
    return ",".join('"' + part.replace('"', '""') + '"' for part in key)
