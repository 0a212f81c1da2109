"""The sources as numbered parts: so many records each, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marc2rdf.errors import FormatError
from marc2rdf.marc import Record, Reject, read_source


class Items:
    """Reads the sources once, part after part; parts may be left out, but not gone back to.

    ``size`` is the number of records in a part, ``skip`` and ``limit`` are those of a run
    (a negative limit is none).
    """

    def __init__(
        self, sources: Sequence[str], format: str, size: int, skip: int = 0, limit: int = -1
    ) -> None:
        self._sources = sources
        self._format = format
        self._size = size
        self._skip = skip
        self._limit = limit
        self._skipped: list[str] = []
        self._place = 0  # of the item in hand, from 0
        self._items = self._read()
        self._next = next(self._items, None)

    def part(self, index: int) -> Iterator[Record | Reject]:
        """Give the items of a part, counted from 0; none where the sources have ended.

        What was said about files without MARC meanwhile is in ``skipped`` afterwards.
        """
        first, end = index * self._size, (index + 1) * self._size
        if self._place > first:
            raise ValueError("parts are read in their order")
        while self._next is not None and self._place < first:
            self._advance()
            if self._place <= first:
                self._skipped.clear()
        while self._next is not None and self._place < end:
            item = self._next
            yield item
            self._advance()

    def skipped(self) -> list[str]:
        """Give, once, what was said about files that hold no MARC."""
        found, self._skipped = self._skipped, []
        return found

    def _advance(self) -> None:
        self._next = next(self._items, None)
        self._place += 1

    def _read(self) -> Iterator[Record | Reject]:
        met = 0
        for source in self._sources:
            for item in read_source(source, self._format, on_skip=self._skip_file):
                met += 1
                if met <= self._skip:
                    continue
                if 0 <= self._limit < met - self._skip:
                    return
                yield item

    def _skip_file(self, error: FormatError) -> None:
        self._skipped.append(str(error))


def count_items(sources: Sequence[str], format: str, skip: int = 0, limit: int = -1) -> int:
    """Count what there is to convert, by reading all of it."""
    return sum(1 for _ in Items(sources, format, 1 << 62, skip, limit).part(0))
