"""What fields said before: one that comes again, in whatever record, says the same again.

A heading, a place or a series stands in many records.  What the rules say of such a field
depends on nothing but the field, what they ask of the record besides, and the record's IRI;
another key stands in that (`Fields.stand`) until a record is written, so what was said once is
good for all.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from string import ascii_uppercase
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from unicodedata import normalize

from marc2rdf.generate.runtime import check, is_plain, is_untidy, tidy
from marc2rdf.notices import Notice
from marc2rdf.rdf.rows import Portion, Row

MET = 1 << 15  # so many fields are known to have been met
KEPT = 1 << 14  # of so many it is known what they said
WAYS = 16  # in so many ways, by what the rules ask of the record
STAND = 20  # so many letters stand for a key
NOT_ASCII, NOT_PLAIN = 1, 2  # marks of fields; those of the rules follow (`code.FIRST_MARK`)
GROUPED = 1 << 11  # so often for rules that are remembered together

# Rows, and notes, with the number of their rule's piece in the order of what is said.
Said = tuple[int, Portion | dict[Row, None]]
Noted = tuple[int, list[Notice]]

# A place in IRIs and the slug that stands there, and the value that it is of.
Slug = tuple[str, str]


class Besides(NamedTuple):
    """What a field says besides rows: notes, and items of ordered lists.

    An item comes with its number, the subject and the property of its list.
    """

    notes: tuple[Noted, ...]
    items: tuple[tuple[int, str, str, str], ...]


class Told(NamedTuple):
    """What the rules said of a field; ``slugs`` are values by their places and slugs.

    ``hashes`` are those of all rows that were said.
    """

    said: tuple[Said, ...]
    hashes: tuple[int, ...]
    slugs: tuple[Slug, ...]
    besides: Besides | None


_NONE: Final[Mapping[str, Any]] = MappingProxyType({})


class Met:
    """Knows by their hashes what was met before, of ``limit`` things at most.

    >>> met = Met(9)
    >>> met.before("a"), met.before("a")
    (False, True)
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._hashes: set[int] = set()

    def before(self, thing: Hashable) -> bool:
        """Tell whether a thing was met before, and know it from now on."""
        number = hash(thing)
        if number in self._hashes:
            return True
        if len(self._hashes) >= self._limit:
            self._hashes.clear()
        self._hashes.add(number)
        return False


class Known:
    """What a group of rules said, by what was asked of the record, and what was asked before."""

    def __init__(self) -> None:
        self.met = Met(GROUPED)
        self.told: dict[tuple[Any, ...], Told] = {}


class Field:
    """A field as conversion reads it; ``marks`` has ``NOT_ASCII``, ``NOT_PLAIN`` and the rules'.

    ``told`` is what it said, where its rules ask nothing of the record; else ``answers`` has
    that by what was asked.
    """

    __slots__ = ("answers", "is_met", "marks", "text", "told")

    def __init__(self, text: str, marks: int, is_met: bool) -> None:
        self.told: Told | None = None
        self.answers: dict[tuple[Any, ...], Told] | None = None
        self.text = text
        self.marks = marks
        self.is_met = is_met


class Fields:
    r"""The fields that were met, and for those met twice their text and what was said of them.

    ``tags`` are those of fields to remember, ``marks`` gives what marks the fields of some: what
    the rules want to know of a record's fields.  ``wanted`` are the tags that are looked for in a
    record besides, all where there are none.  ``plain`` tells that the rules add no text of
    their own that N-Triples escapes.  ``stand`` stands for the key of a record in
    its IRIs: no field can hold it.

    >>> fields = Fields({"650"}, {})
    >>> [field.is_met for _ in range(3) for field in fields.of(["650"], [" 0ax "])]
    [False, True, True]
    """

    def __init__(
        self,
        tags: Iterable[str],
        marks: Mapping[str, Callable[[str], int]],
        wanted: Collection[str] = (),
        plain: bool = True,
    ) -> None:
        self.wanted = wanted
        self.plain = plain
        self.stand = "".join(secrets.choice(ascii_uppercase) for _ in range(STAND))
        self._frame: tuple[str, ...] = ()
        self._marks = marks
        self._known: dict[str, dict[str, Field]] = {tag: {} for tag in tags}
        self._met = Met(MET)
        self._kept = 0

    def of(self, tags: Sequence[str], fields: Sequence[str]) -> list[Field]:
        """Give the fields of a record; raise Unlike for a damaged one."""
        known, none = self._known, _NONE
        found = [known.get(tag, none).get(raw) for tag, raw in zip(tags, fields, strict=True)]
        controls, data = [], []
        for place, field in enumerate(found):
            if field is None:
                tag = tags[place]
                if tag[:2] == "00":
                    controls.append(place)
                elif self.wanted and tag not in self.wanted and tag not in known:
                    found[place] = _ignored(fields[place])
                else:
                    data.append(place)
        if controls:
            whole = "\x1e".join([fields[place] for place in controls])
            plain, ascii = is_plain(whole), whole.isascii()
            for place in controls:
                raw = fields[place]
                text = raw if ascii else normalize("NFC", raw)
                found[place] = self._field(tags[place], raw, text, ascii, plain)
        if data:
            whole = "\x1e".join([fields[place] for place in data])
            plain, ascii, untidy = is_plain(whole), whole.isascii(), is_untidy(whole)
            for place in data:
                raw = fields[place]
                check(raw)
                text = tidy(raw) if untidy and is_untidy(raw) else raw
                found[place] = self._field(tags[place], raw, text, ascii, plain)
        return found  # type: ignore[return-value]

    def _field(self, tag: str, raw: str, text: str, ascii: bool, plain: bool) -> Field:
        """Make a field, and remember it if it was met before.

        ``ascii`` and ``plain`` promise that it is so, else it is looked at.
        """
        marks = self._marks[tag](text) if tag in self._marks else 0
        if not (ascii or raw.isascii()):
            marks |= NOT_ASCII
        if not (plain or is_plain(raw)):
            marks |= NOT_PLAIN
        known = self._known.get(tag)
        if known is None or not self._met.before(raw):
            return Field(text, marks, False)
        if self._kept >= KEPT:
            self._kept = 0
            for remembered in self._known.values():
                remembered.clear()
        self._kept += 1
        known[raw] = field = Field(text, marks, True)
        return field

    def frames(self, *frame: str) -> bool:
        """Tell whether what is around the key in the IRIs of a record is as in the first."""
        self._frame = self._frame or frame
        return frame == self._frame


def _ignored(raw: str) -> Field:
    """Give what stands for a field that nothing is said of."""
    check(raw)
    return _IGNORED


_IGNORED: Final = Field("", 0, False)
