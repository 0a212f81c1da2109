"""Things by their names, each made when somebody first asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import RLock
from typing import Any, TypeVar

Thing = TypeVar("Thing")


class Lazily(Mapping[str, Thing]):
    """A map whose values are made one by one; in another process it is a plain ``dict``.

    >>> squares = Lazily(["2", "3"], lambda name: int(name) ** 2)
    >>> squares["3"], len(squares), list(squares)
    (9, 2, ['2', '3'])
    """

    def __init__(self, names: Iterable[str], make: Callable[[str], Thing]) -> None:
        self._made: dict[str, Thing | None] = dict.fromkeys(names)
        self._make = make
        self._lock = RLock()

    def __getitem__(self, name: str) -> Thing:
        thing = self._made[name]
        if thing is None:
            with self._lock:  # of two threads that ask, one makes it
                thing = self._made[name]
                if thing is None:
                    thing = self._made[name] = self._make(name)
        return thing

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)
