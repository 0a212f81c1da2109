"""The flat MARC record that every reader makes and every mapping reads.

A record is a leader, a list of tags and a list of field texts beside it; Field and Subfield
objects are made only when somebody asks for them.
Source: MARC 21 Specifications for Record Structure
(https://www.loc.gov/marc/specifications/specrecstruc.html).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from marc2rdf.marc.field import Field, Subfield, is_control, write_control, write_field
from marc2rdf.notices import Notice

if TYPE_CHECKING:
    import pymarc

__all__ = ["DEFAULT_LEADER", "Field", "Record", "Subfield", "place"]

DEFAULT_LEADER = "00000nam a22000007u 4500"


class Record:
    """One MARC record.

    ``leader`` has 24 characters.  ``tags`` and ``fields`` run side by side: ``fields[i]`` is
    the text of the field with ``tags[i]``, as :class:`~marc2rdf.marc.field.Field` explains.
    ``number`` counts the records of ``source`` from 1, ``offset`` is the place of its first
    byte there (-1: unknown), ``format`` the name of the format it was read from, ``encoding``
    how its text was read (``utf-8``, ``marc-8``, ``iso-5426`` or ``cp1252``), ``notices`` what
    was mended, ``raw`` its bytes as they came (none for a record not read from bytes).

    >>> record = Record(source="file.mrc", number=3)
    >>> record.add_control("001", "123")
    >>> record.add("245", "10", [("a", "Title /"), ("c", "X")])
    >>> print(record["245"])
    245 10 $aTitle /$cX
    >>> record.get("245", "a"), record.get("001"), record.get("250", "a")
    ('Title /', '123', '')
    >>> record.where
    'file.mrc: record 3 (id 123)'
    """

    __slots__ = (
        "encoding",
        "fields",
        "format",
        "leader",
        "notices",
        "number",
        "offset",
        "raw",
        "source",
        "tags",
    )

    def __init__(
        self,
        leader: str = DEFAULT_LEADER,
        tags: list[str] | None = None,
        fields: list[str] | None = None,
        source: str = "",
        number: int = 0,
        offset: int = -1,
        format: str = "",
        encoding: str = "utf-8",
        notices: list[Notice] | None = None,
        raw: bytes = b"",
    ) -> None:
        self.leader = leader
        self.tags = [] if tags is None else tags
        self.fields = [] if fields is None else fields
        self.source = source
        self.number = number
        self.offset = offset
        self.format = format
        self.encoding = encoding
        self.raw = raw
        self.notices = [] if notices is None else notices

    def get_fields(self, *tags: str) -> list[Field]:
        """Give the fields with one of these tags, in their order; all fields without tags.

        >>> record = Record(tags=["001", "020", "020"], fields=["1", "  \\x1fa2", "  \\x1fa3"])
        >>> [field.get("a") for field in record.get_fields("020")]
        [['2'], ['3']]
        """
        pairs = zip(self.tags, self.fields, strict=True)
        return [Field(tag, text) for tag, text in pairs if not tags or tag in tags]

    def get(self, tag: str, code: str = "") -> str:
        """Give the first value of a tag and subfield code, or nothing where there is none.

        Without a code it is the value of the control field, or the first subfield's value.
        """
        for field in self.get_fields(tag):
            if field.is_control:
                if not code:
                    return field.text
                continue
            for subfield in field.subfields:
                if not code or subfield.code == code:
                    return subfield.value
        return ""

    def add(self, tag: str, indicators: str, subfields: Iterable[tuple[str, str]]) -> None:
        """Add a data field at the end, from its indicators and pairs of code and value.

        Raises ValueError for a tag of a control field or a code that is not one character.
        """
        text = write_field(indicators, subfields)
        if is_control(tag, text):
            raise ValueError(f"{tag} cannot be a data field without subfields or with that tag")
        self.tags.append(tag)
        self.fields.append(text)

    def add_control(self, tag: str, text: str) -> None:
        """Add a control field at the end."""
        self.tags.append(tag)
        self.fields.append(write_control(text))

    def warn(self, code: str, message: str, tag: str = "", subfield: str = "") -> None:
        """Note that something of this record was mended or left out."""
        self.notices.append(Notice(code, message, tag, subfield))

    @property
    def where(self) -> str:
        """The place of the record for messages: source, number, and its id where it has one.

        The id is the field 001, or 999 $c where there is none (Koha's own number).
        """
        return place(self.source, self.number, self.get("001").strip() or self.get("999", "c"))

    def to_pymarc(self) -> pymarc.Record:
        """Give the same record as a ``pymarc.Record``."""
        from marc2rdf.marc.bridge import to_pymarc

        return to_pymarc(self)

    @classmethod
    def from_pymarc(
        cls, record: pymarc.Record, source: str = "<pymarc>", number: int = 1
    ) -> Record:
        """Make a record from a ``pymarc.Record``."""
        from marc2rdf.marc.bridge import from_pymarc

        return from_pymarc(record, source, number)

    def __getitem__(self, tag: str) -> Field:
        for field in self.get_fields(tag):
            return field
        raise KeyError(tag)

    def __contains__(self, tag: object) -> bool:
        return tag in self.tags

    def __iter__(self) -> Iterator[Field]:
        return iter(self.get_fields())

    def __str__(self) -> str:
        return "\n".join([f"LDR {self.leader}", *map(str, self)])

    def __repr__(self) -> str:
        return f"<Record {self.where}>"


def place(source: str, number: int, key: str = "") -> str:
    """Name a record in messages.

    >>> place("file.mrc", 3, "123"), place("", 3)
    ('file.mrc: record 3 (id 123)', 'record 3')
    """
    text = f"{source}: record {number}" if source else f"record {number}"
    return f"{text} (id {key})" if key else text
