"""The bytes of a stream that are still needed, by their place in it."""

from __future__ import annotations

import re


class Window:
    """Keeps the bytes from one place on, up to a limit.

    >>> window = Window(limit=8)
    >>> window.add(b"abcdef")
    >>> window.forget(2)
    >>> window.get(2, 4), window.find(b"f", 2)
    (b'cd', 5)
    >>> window.add(b"\\nxyz")
    >>> window.line_of(8)
    (2, 2)
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0  # of the stream so far
        self._data = bytearray()
        self.start = 0  # the place of the first byte that is kept
        self._cut_from = -1
        self._lines = 0  # that end before the first byte that is kept
        self._line_start = 0  # the place where the last of the lines so far begins
        self._lines_lost = 0  # that ended in bytes that were not kept

    def add(self, data: bytes) -> None:
        """Add the next bytes of the stream; beyond the limit the last ones are not kept."""
        self.size += len(data)
        if self._cut_from < 0 and len(self._data) + len(data) > self.limit:
            self._cut_from = self.start + len(self._data)
        if self._cut_from < 0:
            self._data += data
        else:
            self._lines_lost += data.count(b"\n")

    def forget(self, place: int) -> None:
        """Let go of the bytes before a place."""
        gone = max(place - self.start, 0)
        self._lines += self._data.count(b"\n", 0, gone)
        last = self._data.rfind(b"\n", 0, gone)
        self._line_start = self.start + last + 1 if last >= 0 else self._line_start
        if self._cut_from >= 0 and place > self._cut_from:
            self._lines, self._lines_lost = self._lines + self._lines_lost, 0
            self._data.clear()
            self.start, self._cut_from = self.size, -1
        del self._data[: max(place - self.start, 0)]
        self.start = max(place, self.start)

    def get(self, start: int, end: int) -> bytes:
        """Give the bytes from one place to another, as far as they are kept."""
        return bytes(self._data[max(start - self.start, 0) : max(end - self.start, 0)])

    def find(self, mark: bytes, place: int) -> int:
        """Give the place of the first mark at or behind a place; the end where there is none."""
        found = self._data.find(mark, max(place - self.start, 0))
        return self.start + found if found >= 0 else self.size

    def search(self, pattern: re.Pattern[bytes], place: int, end: int = -1) -> int:
        """Give the place where a pattern first matches from one to another; -1 for nowhere.

        Without ``end`` it is searched in all that is kept.
        """
        stop = max(end - self.start, 0) if end >= 0 else len(self._data)
        match = pattern.search(self._data, max(place - self.start, 0), stop)
        return self.start + match.start() if match else -1

    def search_end(self, pattern: re.Pattern[bytes], place: int) -> int:
        """Give the place behind the first match at or behind a place; -1 for nowhere."""
        match = pattern.search(self._data, max(place - self.start, 0))
        return self.start + match.end() if match else -1

    def line_of(self, place: int) -> tuple[int, int]:
        """Give the line and column of a place that is kept; both count from 1."""
        end = max(place - self.start, 0)
        last = self._data.rfind(b"\n", 0, end)
        begin = self.start + last + 1 if last >= 0 else self._line_start
        return self._lines + self._data.count(b"\n", 0, end) + 1, place - begin + 1

    def is_cut(self, place: int) -> bool:
        """Tell whether bytes behind this place were not kept."""
        return self._cut_from >= 0 and place <= self._cut_from
