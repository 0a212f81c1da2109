"""What fields said before: one that comes again, in whatever record, says the same again.

A heading, a place or a series stands in many records.  What the rules say of such a field
depends on nothing but the field, what they ask of the record besides, and the record's IRI;
in the place of that stands another (`Fields.iri`) until a record is written, so what was said
once is good for all.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from marc2rdf.generate.runtime import is_plain, tidy
from marc2rdf.notices import Notice
from marc2rdf.rdf.rows import Row

MET = 1 << 16  # so many fields are known to have been met
KEPT = 1 << 15  # of so many it is known what they said
WAYS = 16  # in so many ways, by what the rules ask of the record
GROUPED = 1 << 12  # so often for rules that are remembered together

# Rows, and notes, with the number of their rule's piece in the order of what is said.
Said = tuple[int, tuple[Row, ...]]
Noted = tuple[int, list[Notice]]

# A place in IRIs and the slug that stands there, and the value that it is of.
Slug = tuple[tuple[str, str], str]


class Besides(NamedTuple):
    """What a field says besides rows: notes, and items of ordered lists.

    An item comes with its number, the subject and the property of its list.
    """

    notes: tuple[Noted, ...]
    items: tuple[tuple[int, str, str, str], ...]


class Told(NamedTuple):
    """What the rules said of a field; ``slugs`` are values by their places and slugs."""

    said: tuple[Said, ...]
    slugs: tuple[Slug, ...]
    besides: Besides | None


class Known:
    """What was said for the same, by what was asked of the record; in ``ways`` at most.

    >>> known = Known(True, ways=1)
    >>> for asked in ("a",), ("b",):
    ...     known.remember(asked, Told((), (), None))
    >>> [*known.told]
    [('b',)]
    """

    __slots__ = ("ascii", "told", "ways")

    def __init__(self, ascii: bool, ways: int = WAYS) -> None:
        self.ascii = ascii
        self.ways = ways
        self.told: dict[tuple[Any, ...], Told] = {}

    def remember(self, asked: tuple[Any, ...], told: Told) -> None:
        """Remember what was said; forget the rest, where that has become too much."""
        if len(self.told) >= self.ways:
            self.told.clear()
        self.told[asked] = told


class Field(Known):
    """A field met before: its text as conversion reads it, and its marks."""

    __slots__ = ("marks", "plain", "text")

    def __init__(self, text: str, ascii: bool, plain: bool, marks: int) -> None:
        super().__init__(ascii)
        self.text = text
        self.plain = plain
        self.marks = marks


class Fields:
    r"""The fields that were met, and for those met twice their text and what was said of them.

    ``tags`` are those of fields to remember, ``marks`` gives what marks the fields of some.
    ``iri`` and ``about`` stand for those of a record: no field can hold them.

    >>> fields = Fields({"650"}, {"650": len})
    >>> fields.find("650", " 0ax "), fields.find("650", " 0ax ").text
    (None, ' 0ax')
    """

    def __init__(self, tags: Iterable[str], marks: Mapping[str, Callable[[str], int]]) -> None:
        own = secrets.token_hex(8)
        self.iri, self.about = f"i{own}:", f"a{own}:"
        self._about = ""
        self._marks = marks
        self._known: dict[str, dict[str, Field]] = {tag: {} for tag in tags}
        self._met: set[int] = set()
        self._kept = 0

    def find(self, tag: str, raw: str) -> Field | None:
        """Give a field that was met before; None if it was not, or is not to be remembered."""
        known = self._known.get(tag)
        if known is None:
            return None
        return known.get(raw) or self._met_again(tag, raw)

    def _met_again(self, tag: str, raw: str) -> Field | None:
        number = hash(raw)
        if number not in self._met:
            if len(self._met) >= MET:
                self._met.clear()
            self._met.add(number)
            return None
        if (raw[2:3] != "\x1f" and tag[:2] != "00") or "\x1f\x1f" in raw or raw[-1:] == "\x1f":
            return None  # a damaged one
        if self._kept >= KEPT:
            self._kept = 0
            for fields in self._known.values():
                fields.clear()
        self._kept += 1
        text = tidy(tag, raw)
        found = Field(text, raw.isascii(), is_plain(raw), self.marks(tag, text))
        self._known[tag][raw] = found
        return found

    def marks(self, tag: str, text: str) -> int:
        """Give the marks of a field: what the rules want to know of a record's fields."""
        return self._marks[tag](text) if tag in self._marks else 0

    def first_about(self, about: str) -> str:
        """Give what stood for the own description of the first record, which may be this one."""
        self._about = self._about or about
        return self._about
