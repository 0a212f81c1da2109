"""To and from the records of pymarc.

pymarc is loaded only when one of these functions is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from marc2rdf.marc.field import write_control
from marc2rdf.marc.leader import repair_leader
from marc2rdf.marc.record import Record

if TYPE_CHECKING:
    import pymarc


def to_pymarc(record: Record) -> pymarc.Record:
    """Give a record as a ``pymarc.Record``.

    pymarc knows control fields by number only: the value of another one (``FMT``) goes to
    a subfield ``a``.

    >>> record = Record()
    >>> record.add("245", "10", [("a", "Title")])
    >>> to_pymarc(record)["245"]["a"]
    'Title'
    """
    import pymarc

    made = pymarc.Record()
    made.leader = pymarc.Leader(record.leader)
    fields: list[pymarc.Field] = []
    for field in record:
        if not field.is_control:
            subfields = [pymarc.Subfield(code, value) for code, value in field.subfields]
            indicators = pymarc.Indicators(field.indicator1, field.indicator2)
            fields.append(pymarc.Field(field.tag, indicators, subfields))
        elif field.tag.isdigit() and field.tag < "010":
            fields.append(pymarc.Field(field.tag, data=field.data))
        else:
            subfields = [pymarc.Subfield("a", field.data)]
            fields.append(pymarc.Field(field.tag, subfields=subfields))
    made.fields.extend(fields)
    return made


def from_pymarc(record: pymarc.Record, source: str, number: int) -> Record:
    """Make a record from a ``pymarc.Record``.

    Characters that would end a value become blanks, a missing indicator is blank, a field
    without subfields is left out and bytes are read as UTF-8; the notices say so.
    """
    leader, repaired = repair_leader(str(record.leader))
    made = Record(leader, source=source, number=number)
    if repaired:
        made.warn("leader-repaired", repaired)
    for field in record.fields:
        if field.control_field:
            made.tags.append(field.tag)
            made.fields.append(write_control(_text(field.data)))
        elif field.subfields:
            pairs = [(_text(code)[:1] or "?", _text(value)) for code, value in field.subfields]
            first, second = field.indicators or (" ", " ")
            made.add(field.tag, (first or " ")[:1] + (second or " ")[:1], pairs)
        else:
            made.warn("field-repaired", "the field has no subfield; it is left out", field.tag)
    return made


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)
