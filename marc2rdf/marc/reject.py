"""What a reader gives instead of a record that cannot be used."""

from __future__ import annotations

from dataclasses import dataclass

from marc2rdf.errors import RecordError
from marc2rdf.marc.record import place


@dataclass(slots=True)
class Reject:
    """The bytes of one record as they came, and why it cannot be used.

    ``number`` counts all records of ``source`` from 1, ``offset`` is the place of the first
    byte there (-1: unknown), ``format`` the name of the format it was read as.

    >>> error = RecordError("the record holds no field", code="record-empty")
    >>> print(reject(b"<record/>", error, "a.xml", 2, 40, "marcxml").error)
    a.xml: record 2: the record holds no field
    """

    raw: bytes
    error: RecordError
    source: str
    number: int
    offset: int = -1
    format: str = ""


def reject(
    raw: bytes, error: RecordError, source: str, number: int, offset: int, format: str
) -> Reject:
    """Make a Reject, and say in its error which record it is about."""
    if not error.where:
        error.where = place(source, number)
    return Reject(raw, error, source, number, offset, format)
