"""The short way from the bytes of an ISO 2709 record to its fields, for records without faults.

Nearly all records of a file go this way.  Each guard is cheap, and sends a record that it does
not let pass the long way, on which everything is looked at: both give the same.
Source: MARC 21 Specifications for Record Structure
(https://www.loc.gov/marc/specifications/specrecstruc.html).
"""

from __future__ import annotations

from operator import itemgetter
from struct import Struct
from struct import error as StructError
from typing import NamedTuple

from marc2rdf.marc.field import DELIMITER

_MOST_KEPT = 4096
_third = itemgetter(2)


class Pieces(NamedTuple):
    """The tags of a record, its leader and directory, and its fields, side by side with the tags.

    ``controls`` tells how many fields are control fields; all of them are the first ones.
    """

    tags: list[str]
    head: str
    fields: list[str]
    controls: int


class Lean:
    """Takes records apart, and remembers the forms of their directories.

    >>> raw = b"00055nam a2200037 a 4500245001700000\\x1e10\\x1faA history\\x1e"
    >>> Lean().split(raw, raw.decode()).fields
    ['10\\x1faA history']
    """

    def __init__(self) -> None:
        self._names = _Names()
        self._layouts = _Layouts()

    def split(self, raw: bytes, text: str) -> Pieces | None:
        """Take a record apart; give nothing for one that has to go the long way.

        ``raw`` is its bytes without the end mark 0x1D, ``text`` the same with a character for
        each mark and each byte of the directory.  A record passes whose leader and directory
        are ASCII, whose directory has as many entries of 12 bytes as there are fields, in the
        order of the fields' places and with letters and digits in the tags; whose control
        fields come first; and of whose fields the others, and only they, begin with two
        indicators and a subfield.  The lengths in the directory are not looked at.
        """
        fields = text.split("\x1e")
        head = fields[0]
        end = len(head)
        count = len(fields) - 2
        if end != 24 + 12 * count or count < 1 or fields[-1] or not head.isascii():
            return None
        layout = self._layouts[count]
        first, second = raw[24:end:12], raw[25:end:12]  # the first two characters of the tags
        zeros = count - len(first.lstrip(b"0"))
        others = second[:zeros].lstrip(b"0")
        controls = zeros - len(others)
        try:
            tags = list(map(self._names.__getitem__, layout.tags.unpack_from(raw, 24)))
            places = layout.places.unpack_from(raw, 31)
            thirds = list(map(_third, fields[controls + 1 : -1]))
        except (KeyError, IndexError, StructError):  # an odd tag; fields that are too short
            return None
        if (
            tuple(sorted(places)) != places
            or first.count(b"0") != zeros
            or b"0" in others
            or thirds.count(DELIMITER) != count - controls
        ):
            return None
        fields = fields[1:-1]
        for field in fields[:controls]:
            if field[2:3] == DELIMITER:
                return None
        return Pieces(tags, head, fields, controls)


class _Names(dict[int, str]):
    """The tags that were met, one text for each however many fields have it.

    Their keys are the first four bytes of an entry, as a number with the highest byte first.
    """

    def __missing__(self, key: int) -> str:
        tag = key.to_bytes(4, "big")[:3]
        if not tag.isalnum():
            raise KeyError(key)
        if len(self) >= _MOST_KEPT:
            self.clear()
        return self.setdefault(key, tag.decode("ascii"))


class _Layout(NamedTuple):
    """How to take a directory apart: first four bytes of its entries, and the fields' places.

    A place is taken with three bytes behind it, as a number with the highest byte first: these
    numbers rise as the places do.
    """

    tags: Struct
    places: Struct


class _Layouts(dict[int, _Layout]):
    """The layouts of directories by the number of their entries."""

    def __missing__(self, count: int) -> _Layout:
        layout = _Layout(Struct(">" + "I8x" * count), Struct(">" + "Q4x" * (count - 1) + "Q"))
        if count > _MOST_KEPT:
            return layout
        return self.setdefault(count, layout)
