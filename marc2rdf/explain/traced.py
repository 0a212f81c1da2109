"""Texts that remember where they come from and what was done to them.

``Traced`` is a text like any other: cutting, joining and trimming it keeps what it
remembers, and what the transforms do is added to it as steps.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, SupportsIndex

from marc2rdf.rdf.terms import IRI

LEADER = -1


class Source(NamedTuple):
    """A place in a record: a field by its index, and the number of its subfield there.

    The leader is field ``LEADER``.  ``subfield`` is -1 in control fields, where ``start`` and
    ``end`` are positions (0-based, end exclusive; -1: the whole field).
    """

    field: int
    subfield: int = -1
    start: int = -1
    end: int = -1


class Step(NamedTuple):
    """What a mapping did with a value: its name there, and the value before and after."""

    name: str
    before: str
    after: str


class Traced(str):
    """A text with its sources and steps.

    >>> title = Traced("Title /", (Source(3, 0),))
    >>> (title.strip() + " : " + Traced("more", (Source(3, 1),))).sources
    (Source(field=3, subfield=0, start=-1, end=-1), Source(field=3, subfield=1, start=-1, end=-1))
    """

    __slots__ = ("sources", "steps")
    sources: tuple[Source, ...]
    steps: tuple[Step, ...]

    def __new__(
        cls, text: str, sources: tuple[Source, ...] = (), steps: tuple[Step, ...] = ()
    ) -> Traced:
        """Make one; what the text itself remembers is not looked at."""
        made = super().__new__(cls, text)
        made.sources, made.steps = sources, steps
        return made

    def __add__(self, other: str) -> Traced:
        return join([self, other])

    def __radd__(self, other: str) -> Traced:
        return join([other, self])

    def strip(self, chars: str | None = None) -> Traced:
        """Trim it."""
        return Traced(str(self).strip(chars), self.sources, self.steps)

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        piece = str(self)[key]
        if not isinstance(key, slice) or not piece:
            return piece
        start, stop, _ = key.indices(len(self))
        cut = tuple(
            source._replace(start=start, end=stop) if source.start < 0 else source
            for source in self.sources
        )
        return Traced(piece, cut, self.steps)

    def after(self, name: str, text: str) -> Traced:
        """Give what a step made of it; what leaves a text as it was is no step."""
        text = str(text)
        step = () if text == self else (Step(name, str(self), text),)
        return Traced(text, self.sources, self.steps + step)


class TracedIRI(IRI):
    """An IRI that remembers too; ``names`` are sources that only tell it from others."""

    __slots__ = ("names", "sources", "steps")
    names: tuple[Source, ...]
    sources: tuple[Source, ...]
    steps: tuple[Step, ...]

    @classmethod
    def of(
        cls,
        iri: str,
        sources: tuple[Source, ...],
        steps: tuple[Step, ...] = (),
        names: tuple[Source, ...] = (),
    ) -> TracedIRI:
        """Make one.

        >>> TracedIRI.of("https://example.org/", (Source(1),)).sources[0].field
        1
        """
        made = cls(iri)
        made.sources, made.steps, made.names = sources, steps, names
        return made


def join(texts: Iterable[str]) -> Traced:
    """Put texts together, with all that they remember."""
    pieces = list(texts)
    return Traced("".join(map(str, pieces)), sources_of(*pieces), steps_of(*pieces))


def sources_of(*texts: object) -> tuple[Source, ...]:
    """Give the sources of texts, each once, in their order.

    >>> sources_of("plain", Traced("a", (Source(0),)), Traced("b", (Source(0),)))
    (Source(field=0, subfield=-1, start=-1, end=-1),)
    """
    found = [s for text in texts if isinstance(text, Traced | TracedIRI) for s in text.sources]
    return tuple(dict.fromkeys(found))


def steps_of(*texts: object) -> tuple[Step, ...]:
    """Give the steps of texts, each once, in their order."""
    found = [s for text in texts if isinstance(text, Traced | TracedIRI) for s in text.steps]
    return tuple(dict.fromkeys(found))
