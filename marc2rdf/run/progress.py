"""A line on the terminal while a run goes on: records, their rate, and the time that is left."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from typing import TextIO

from marc2rdf.marc import Record, Reject

EVERY = 0.2  # seconds between two looks of the line


class Progress:
    """Draws the line; ``sources`` are looked at for their size, which gives the time left.

    >>> import io
    >>> terminal = io.StringIO()
    >>> progress = Progress([], terminal)
    >>> progress.show(12_480, 3.0, 0.5)
    >>> terminal.getvalue()
    '\\r\\x1b[K12,480 records · 4,160/s · 50 % · 0:03 left'
    """

    def __init__(self, sources: Sequence[str | os.PathLike[str]], terminal: TextIO) -> None:
        self._terminal = terminal
        self._sizes = {os.fspath(source): _size(source) for source in sources}
        self._total = sum(self._sizes.values()) if all(self._sizes.values()) else 0
        self._done = 0
        self._source = ""
        self._records = 0
        self._began = time.monotonic()
        self._next = self._began + EVERY

    def step(self, item: Record | Reject) -> None:
        """Count a record; draw the line if it was not drawn for a while."""
        self._records += 1
        if item.source != self._source:
            self._done += self._sizes.get(self._source, 0)
            self._source = item.source
        if self._records % 16 and self._records > 16:
            return
        now = time.monotonic()
        if now >= self._next:
            self._next = now + EVERY
            here = self._done + max(item.offset, 0)
            share = here / self._total if self._total and item.source in self._sizes else 0.0
            self.show(self._records, now - self._began, share)

    def show(self, records: int, seconds: float, share: float) -> None:
        """Draw the line: ``share`` is how much of the input was read, 0 if that is unknown."""
        line = f"{records:,} records · {records / max(seconds, 0.001):,.0f}/s"
        if 0 < share <= 1:
            left = round(seconds / share - seconds)
            line += f" · {share:.0%} · {left // 60}:{left % 60:02d} left".replace("%", " %", 1)
        self._terminal.write(f"\r\x1b[K{line}")
        self._terminal.flush()

    def clear(self) -> None:
        """Take the line away, so that another message can stand there."""
        self._terminal.write("\r\x1b[K")
        self._terminal.flush()


def _size(source: str | os.PathLike[str]) -> int:
    """Give the size of a plain file in bytes, 0 for what has none or is compressed."""
    try:
        with open(source, "rb") as stream:
            packed = stream.read(6).startswith(
                (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"PK", b"(\xb5/\xfd")
            )
        return 0 if packed else os.path.getsize(source)
    except (OSError, ValueError):
        return 0
