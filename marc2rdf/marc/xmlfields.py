"""What the elements of MARCXML say, read with care where they do not keep to the schema.

Source: MARCXML schema 1.2 (https://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from marc2rdf.errors import InputError
from marc2rdf.marc.leader import LENGTH, repair_leader
from marc2rdf.marc.record import DEFAULT_LEADER, Record


@dataclass(slots=True)
class OpenRecord:
    """An element ``record`` that has begun."""

    depth: int
    offset: int
    record: Record = field(default_factory=Record)
    leader: str = ""
    packed: str = ""  # a record that is text here, not elements
    is_marc: bool = False
    has_children: bool = False
    has_records: bool = False


def read_tag(text: str) -> str:
    """Bring a tag to three characters where it is a number.

    >>> read_tag("1"), read_tag(" 245"), read_tag("FMT")
    ('001', '245', 'FMT')
    """
    if len(text) == 3:
        return text
    text = text.strip()
    return text.zfill(3) if text.isdigit() else text


def read_code(code: str, record: Record, tag: str) -> str:
    """Bring a subfield's code to one character, and note where that takes a guess."""
    if len(code) == 1:
        return code
    found = code.strip()[:1] or "?"
    message = f"a subfield code is one character, not {code!r}; it was read as {found!r}"
    record.warn("field-repaired", message, tag)
    return found


def set_leader(record: Record, text: str) -> None:
    """Give a record the leader that an element holds, without the white space around it."""
    leader = text if len(text) == LENGTH else text.strip()
    if len(leader) != LENGTH:
        # White space around it, and five blanks for its length.
        inner = text.strip("\t\r\n")
        leader = inner if len(inner) == LENGTH and inner.startswith(" " * 5) else leader
    if not leader:
        record.leader = DEFAULT_LEADER
        record.warn("leader-repaired", "the record has no leader")
        return
    record.leader, problem = repair_leader(leader)
    if problem:
        record.warn("leader-repaired", problem)


def doctype_refused(where: str) -> InputError:
    """Make the error that says where there is a document type declaration."""
    return InputError(
        "it has a document type declaration, which is refused",
        where=where,
        hint="Remove the lines from <!DOCTYPE to its end: MARCXML needs none.",
        code="xml-doctype",
    )
