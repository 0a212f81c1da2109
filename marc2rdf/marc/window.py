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
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0  # of the stream so far
        self._data = bytearray()
        self.start = 0  # the place of the first byte that is kept
        self._cut_from = -1

    def add(self, data: bytes) -> None:
        """Add the next bytes of the stream; beyond the limit the last ones are not kept."""
        self.size += len(data)
        if self._cut_from < 0 and len(self._data) + len(data) > self.limit:
            self._cut_from = self.start + len(self._data)
        if self._cut_from < 0:
            self._data += data

    def forget(self, place: int) -> None:
        """Let go of the bytes before a place."""
        if self._cut_from >= 0 and place > self._cut_from:
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

    def search(self, pattern: re.Pattern[bytes], place: int) -> int:
        """Give the place where a pattern first matches at or behind a place; -1 for nowhere."""
        match = pattern.search(self._data, max(place - self.start, 0))
        return self.start + match.start() if match else -1

    def is_cut(self, place: int) -> bool:
        """Tell whether bytes behind this place were not kept."""
        return self._cut_from >= 0 and place <= self._cut_from
