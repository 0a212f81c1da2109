"""N-Triples: one line a triple, in the escapes of the canonical form."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from itertools import chain

from marc2rdf.rdf.lists import BlankNode, cells
from marc2rdf.rdf.literals import closing, escape
from marc2rdf.rdf.rows import Own, Portion, Rows
from marc2rdf.rdf.stream import RecordStream
from marc2rdf.rdf.terms import IRI, Literal, Object


def term(value: Object | BlankNode) -> str:
    r"""Write one term in N-Triples; Turtle and SPARQL read the same.

    Raises RecordError for a literal that RDF does not know, TypeError for a list.
    Source: RDF 1.1 N-Triples, section 2; RDFC-1.0, section 5 (which characters are escaped).

    >>> term(Literal('say "yes"', language="en")), term(IRI("https://example.org/a"))
    ('"say \\"yes\\""@en', '<https://example.org/a>')
    """
    if isinstance(value, IRI):
        return f"<{value}>"
    if isinstance(value, Literal):
        return f'"{escape(value.value)}{closing(value.datatype, value.language)}'
    if isinstance(value, BlankNode):
        return f"_:{value}"
    raise TypeError("a list is not one term in N-Triples")


class NTriplesWriter(RecordStream):
    r"""Writes N-Triples, in the order of the statements; lists come last, as cells.

    Prefixes and context are of no use here, and the base only for Skolem IRIs.
    Source: RDF 1.1 N-Triples.

    >>> import io
    >>> from marc2rdf.rdf.terms import Statement
    >>> out, a = io.BytesIO(), IRI("https://example.org/a")
    >>> NTriplesWriter(out, prefixes={}).write([Statement(a, a, Literal("été"))], a)
    1
    >>> out.getvalue().decode()
    '<https://example.org/a> <https://example.org/a> "été" .\n'
    """

    def write_rows(self, rows: Rows, root: IRI) -> int:
        """Write all rows of one record; its key is put where another stands for it."""
        own = rows.own
        if own is not None and rows.portions and rows.distinct and not rows.lists:
            with suppress(UnicodeError):
                data = self._joined(rows.portions, own)
                if data and not self._closed:
                    self._put(data)
                    return len(rows)
        return super().write_rows(rows, root)

    def _joined(self, portions: Iterable[Portion], own: Own) -> bytes:
        """Give portions with the record's key; nothing where two rows may be one with it."""
        key, pieces = own.key.encode(), []
        for portion in portions:
            if portion.kept:
                parts = portion.parts or portion.part(own)
                if not parts:
                    return b""
                pieces.append(key.join(parts))
            else:
                text = "".join(chain.from_iterable(portion.rows))
                if any(begin + own.key in text for begin in own.begins):
                    return b""
                pieces.append(text.replace(own.stand, own.key).encode())
        return b"".join(pieces)

    def _text(self, rows: Rows, root: IRI) -> str:
        text = "".join(chain.from_iterable(rows))
        for statement in rows.lists:
            text += "".join(
                f"{term(node)} <{link}> {term(item)} .\n" for node, link, item in cells(statement)
            )
        return text
