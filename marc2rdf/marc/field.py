"""One field of a record, as people look at it.

Records keep their fields as plain text; a Field is made from that text when it is asked for.
Source: MARC 21 Specifications for Record Structure, "Variable fields"
(https://www.loc.gov/marc/specifications/specrecstruc.html).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

DELIMITER = "\x1f"

# Characters that end subfields, fields and records: they can be in no value.
_MARKS = str.maketrans("\x1d\x1e\x1f", "   ")


class Subfield(NamedTuple):
    """A subfield: its code (one character) and its value.

    >>> Subfield("a", "Title")
    Subfield(code='a', value='Title')
    """

    code: str
    value: str


class Field:
    """A view of one field, made from its tag and its text.

    The text of a control field is its value.  The text of a data field is two indicators,
    then for each subfield the mark U+001F, its code and its value.  A field is a control
    field when its tag begins with ``00``, or when its text holds no U+001F.

    >>> field = Field("245", "10\\x1faTitle /\\x1fcX")
    >>> field.indicator1, field.indicator2, field.get("a")
    ('1', '0', ['Title /'])
    >>> print(field)
    245 10 $aTitle /$cX
    >>> print(Field("001", "123"))
    001 123
    """

    __slots__ = ("tag", "text")

    def __init__(self, tag: str, text: str) -> None:
        self.tag = tag
        self.text = text

    @property
    def is_control(self) -> bool:
        """Whether the field has a plain value and no subfields."""
        return is_control(self.tag, self.text)

    @property
    def data(self) -> str:
        """The value of a control field; nothing for a data field."""
        return self.text if self.is_control else ""

    @property
    def indicator1(self) -> str:
        """The first indicator, one character; nothing for a control field."""
        return "" if self.is_control else self.text[:1]

    @property
    def indicator2(self) -> str:
        """The second indicator, one character; nothing for a control field."""
        return "" if self.is_control else self.text[1:2]

    @property
    def subfields(self) -> list[Subfield]:
        """The subfields in their order; none for a control field."""
        if self.is_control:
            return []
        pieces = self.text.split(DELIMITER)
        return [Subfield(piece[0], piece[1:]) for piece in pieces[1:] if piece]

    def get(self, code: str) -> list[str]:
        """Give the values of all subfields with this code, in their order.

        >>> Field("020", "  \\x1fa1\\x1fz2\\x1fa3").get("a")
        ['1', '3']
        """
        return [subfield.value for subfield in self.subfields if subfield.code == code]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Field):
            return NotImplemented
        return (self.tag, self.text) == (other.tag, other.text)

    def __hash__(self) -> int:
        return hash((self.tag, self.text))

    def __str__(self) -> str:
        if self.is_control:
            return f"{self.tag} {self.text}"
        indicators = (self.indicator1 + self.indicator2).replace(" ", "#")
        return f"{self.tag} {indicators} " + "".join(f"${c}{v}" for c, v in self.subfields)

    def __repr__(self) -> str:
        return f"Field({self.tag!r}, {self.text!r})"


def is_control(tag: str, text: str) -> bool:
    """Tell whether a field with this tag and text is a control field.

    >>> is_control("008", ""), is_control("FMT", "BK"), is_control("245", "10\\x1faTitle")
    (True, True, False)
    """
    return tag.startswith("00") or DELIMITER not in text


def write_field(indicators: str, subfields: Iterable[tuple[str, str]]) -> str:
    """Write the text of a data field from two indicators and pairs of code and value.

    Missing indicators are blank.  The marks U+001D, U+001E and U+001F inside a value would
    end it and become blanks.  Raises ValueError for a code that is not one character.

    >>> write_field("1", [("a", "Title")])
    '1 \\x1faTitle'
    """
    pieces = [indicators.translate(_MARKS)[:2].ljust(2)]
    for code, value in subfields:
        if len(code) != 1 or code in "\x1d\x1e\x1f":
            raise ValueError(f"a subfield code is one character, not {code!r}")
        pieces.append(code + (value if value.isprintable() else value.translate(_MARKS)))
    return DELIMITER.join(pieces)


def write_control(text: str) -> str:
    """Write the text of a control field; marks inside it become blanks.

    >>> write_control("123")
    '123'
    """
    return text if text.isprintable() else text.translate(_MARKS)
