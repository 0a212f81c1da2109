"""The list in which every mistake of a mapping is gathered, so that all are shown at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from marc2rdf.errors import MappingError, Problem

MANY = 1_000


class Place(NamedTuple):
    """Where something stands in a mapping; line and column count from 1.

    >>> str(Place("my.yaml", 3, 5))
    'my.yaml:3:5'
    """

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Problems:
    """Gathers mistakes; ``raise_any`` ends the loading if there are some, and so does a flood.

    >>> problems = Problems()
    >>> problems.add(Place("my.yaml", 3, 5), "unknown-key", "unknown key 'fron'")
    >>> problems.found[0].line
    3

    ``trusting`` is for what is shipped: what a test holds of it is not looked for again.
    """

    def __init__(self, trusting: bool = False) -> None:
        self.trusting = trusting
        self.found: list[Problem] = []
        self._shapes: set[Place] = set()

    def add(self, place: Place, code: str, message: str, hint: str = "") -> None:
        """Note one mistake; where the shape is wrong already, what follows from it is not."""
        if place in self._shapes:
            return
        if code in ("wrong-shape", "empty-value", "unknown-word"):
            self._shapes.add(place)
        self.found.append(Problem(place.file, place.line, place.column, code, message, hint))
        if len(self.found) >= MANY:
            self.raise_any()

    def unknown(self, place: Place, code: str, what: str, name: str, known: Iterable[str]) -> None:
        """Note a name that nobody knows, with the nearest known ones as a hint."""
        self.add(place, code, f"unknown {what} '{shorten(name)}'", did_you_mean(name, known))

    def raise_any(self) -> None:
        """Raise MappingError with all that was found; do nothing when all is well."""
        if self.found:
            raise MappingError(self.found)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Give the hint for a mistyped name, or nothing when none is near.

    >>> did_you_mean("fron", ["from", "when"])
    "did you mean 'from'?"
    """
    if len(name) > 80:
        return ""
    import difflib  # for mistakes alone

    candidates = {candidate.casefold(): candidate for candidate in known}
    near = difflib.get_close_matches(name.casefold(), candidates, n=2, cutoff=0.6)
    return f"did you mean {' or '.join(repr(candidates[n]) for n in near)}?" if near else ""


def shorten(text: str, length: int = 60) -> str:
    """Cut a long text for a message.

    >>> shorten("a" * 100, 5)
    'aaaa…'
    """
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1] + "…"
