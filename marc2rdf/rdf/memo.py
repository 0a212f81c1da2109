"""A small memory of computed texts that cannot grow without bound."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Memo(dict[Key, Value], Generic[Key, Value]):
    """A dict that computes what it does not hold, and starts afresh when it is full.

    What a computation raises is raised, and is not remembered.

    >>> squares = Memo(lambda number: number * number, limit=2)
    >>> [squares[n] for n in (1, 2, 3)], len(squares)
    ([1, 4, 9], 1)
    """

    def __init__(self, compute: Callable[[Key], Value], *, limit: int = 4096) -> None:
        super().__init__()
        self._compute = compute
        self._limit = limit

    def __missing__(self, key: Key) -> Value:
        value = self._compute(key)
        if len(self) >= self._limit:
            self.clear()
        self[key] = value
        return value
