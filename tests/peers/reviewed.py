"""A small table of differences from a peer, each reviewed: who is right, and why.

A difference that the table does not know fails a test.  A line that is no difference any more is
harmless; it goes when somebody tidies up.
"""

from __future__ import annotations

import csv
from collections.abc import Collection
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


def compare(name: str, found: Collection[Key], known: Collection[Key]) -> None:
    """Fail for each difference that was found and that the table does not know."""
    new = [_line(key) for key in sorted(set(found) - set(known))]
    if new:
        what = f"{name} does not know (look at the record, then add who is right, and why):"
        pytest.fail("\n".join([what, *new]), pytrace=False)


def _line(key: Key) -> str:
    return ",".join('"' + part.replace('"', '""') + '"' for part in key)
