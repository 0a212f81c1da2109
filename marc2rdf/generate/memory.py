"""What fields said before: one that comes again, in whatever record, says the same again.

A heading, a place or a series stands in many records.  What the rules say of such a field
depends on nothing but the field, what they ask of the record besides, and the record's IRI;
in the place of that stands another (`Fields.iri`) until a record is written, so what was said
once is good for all.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from marc2rdf.generate.runtime import Unlike, is_plain, is_untidy, tidy
from marc2rdf.notices import Notice
from marc2rdf.rdf.rows import Row

MET = 1 << 16  # so many fields are known to have been met
KEPT = 1 << 15  # of so many it is known what they said
WAYS = 16  # in so many ways, by what the rules ask of the record
NOT_ASCII, NOT_PLAIN = 1, 2  # marks of fields; those of the rules follow (`code.FIRST_MARK`)
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


_NONE: Final[Mapping[str, Any]] = MappingProxyType({})


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
    """A field as conversion reads it; ``marks`` has ``NOT_ASCII``, ``NOT_PLAIN`` and the rules'."""

    __slots__ = ("is_met", "marks", "text")

    def __init__(self, text: str, marks: int, is_met: bool) -> None:
        super().__init__(not marks & NOT_ASCII)
        self.text = text
        self.marks = marks
        self.is_met = is_met


class Fields:
    r"""The fields that were met, and for those met twice their text and what was said of them.

    ``tags`` are those of fields to remember, ``marks`` gives what marks the fields of some: what
    the rules want to know of a record's fields.  ``wanted`` are the tags that are looked for in a
    record besides, all where there are none.  ``iri`` and ``about`` stand for those of a
    record: no field can hold them.

    >>> fields = Fields({"650"}, {})
    >>> [field.is_met for _ in range(3) for field in fields.of(["650"], [" 0ax "])]
    [False, True, True]
    """

    def __init__(
        self,
        tags: Iterable[str],
        marks: Mapping[str, Callable[[str], int]],
        wanted: Collection[str] = (),
    ) -> None:
        self.wanted = wanted
        own = secrets.token_hex(8)
        self.iri, self.about = f"i{own}:", f"a{own}:"
        self._about = ""
        self._marks = marks
        self._known: dict[str, dict[str, Field]] = {tag: {} for tag in tags}
        self._met: set[int] = set()
        self._kept = 0

    def of(self, tags: Sequence[str], fields: Sequence[str]) -> list[Field]:
        """Give the fields of a record; raise Unlike for a damaged one."""
        known, none = self._known, _NONE
        found = [known.get(tag, none).get(raw) for tag, raw in zip(tags, fields, strict=True)]
        if None not in found:
            return found  # type: ignore[return-value]
        text = "\x1e".join([raw for raw, one in zip(fields, found, strict=True) if one is None])
        if "\x1f\x1f" in text or "\x1f\x1e" in text or text[-1:] == "\x1f":
            raise Unlike
        untidy = is_untidy(text)
        plain = is_plain(text)
        for place, (tag, raw) in enumerate(zip(tags, fields, strict=True)):
            if found[place] is None:
                if raw[2:3] != "\x1f" and tag[:2] != "00":
                    raise Unlike
                tidied = tidy(tag, raw) if untidy and is_untidy(raw) else raw
                marks = self._marks[tag](tidied) if tag in self._marks else 0
                marks |= 0 if raw.isascii() else NOT_ASCII
                marks |= 0 if plain or is_plain(raw) else NOT_PLAIN
                found[place] = self._field(tag, raw, tidied, marks)
        return found  # type: ignore[return-value]

    def _field(self, tag: str, raw: str, text: str, marks: int) -> Field:
        """Make a field, and remember it if it was met before."""
        known = self._known.get(tag)
        number = hash(raw)
        is_met = known is not None and number in self._met
        field = Field(text, marks, is_met)
        if known is None:
            return field
        if not is_met:
            if len(self._met) >= MET:
                self._met.clear()
            self._met.add(number)
            return field
        if self._kept >= KEPT:
            self._kept = 0
            for fields in self._known.values():
                fields.clear()
        self._kept += 1
        known[raw] = field
        return field

    def first_about(self, about: str) -> str:
        """Give what stood for the own description of the first record, which may be this one."""
        self._about = self._about or about
        return self._about
