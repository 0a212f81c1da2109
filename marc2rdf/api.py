"""Converting from a program: records in, statements, graphs or text out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, cast

from marc2rdf.mapping.mapping import Mapping
from marc2rdf.marc.record import Record
from marc2rdf.rdf.graph import to_graph
from marc2rdf.rdf.terms import Statement
from marc2rdf.rdf.writer import open_writer

if TYPE_CHECKING:
    import pymarc

__all__ = ["convert", "open_writer", "to_graph"]


def convert(
    records: Record | pymarc.Record | Iterable[Record | pymarc.Record],
    mapping: Mapping | None = None,
) -> Iterator[Statement]:
    """Give the statements that a record, or each of many, becomes.

    Without a mapping the shipped ones are used.  Lists are one statement each, with an
    OrderedList as its object; ``to_graph`` and the writers write them out.
    Raises RecordError only where the mapping says so of a value.

    >>> record = Record()
    >>> record.add("020", "  ", [("a", "0141439513 (pbk.)")])
    >>> mapping = Mapping.from_text(
    ...     "mapping: 1\\nrules: {isbn: {from: 020$a, do: [isbn13], to: bibo:isbn13}}"
    ... )
    >>> [statement.object.value for statement in convert(record, mapping)]
    ['9780141439518']
    """
    chosen = mapping or _default()
    many = [records] if hasattr(records, "leader") else records
    for record in cast("Iterable[Record | pymarc.Record]", many):
        yield from chosen.convert(record).statements


@cache
def _default() -> Mapping:
    return Mapping.default()
