"""N-Triples: one line a triple, in the escapes of the canonical form."""

from __future__ import annotations

from itertools import chain

from marc2rdf.rdf.grouping import count_triples
from marc2rdf.rdf.lists import BlankNode, cells
from marc2rdf.rdf.literals import closing, escape
from marc2rdf.rdf.memo import Memo
from marc2rdf.rdf.rows import Rows
from marc2rdf.rdf.stream import RecordStream
from marc2rdf.rdf.terms import IRI, Literal, Object, OrderedList, Statement


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
    r"""Writes N-Triples, in the order of the statements; lists are written as cells.

    Prefixes and context are of no use here, and the base only for Skolem IRIs.
    Source: RDF 1.1 N-Triples.

    >>> import io
    >>> out, a = io.BytesIO(), IRI("https://example.org/a")
    >>> NTriplesWriter(out, prefixes={}).write([Statement(a, a, Literal("été"))], a)
    1
    >>> out.getvalue().decode()
    '<https://example.org/a> <https://example.org/a> "été" .\n'
    """

    def _set_up(self) -> None:
        self._closings: Memo[tuple[str, str], str] = Memo(lambda kind: closing(*kind))

    def write_rows(self, rows: Rows, root: IRI) -> int:
        """Write rows, which are lines already but for the escapes."""
        if self._closed or not rows.distinct or (rows.lists and self._genid):
            return self.write(rows.statements(), root)
        if rows.plain:
            text = "".join(chain.from_iterable(rows.rows))
        else:
            text = "".join(
                [
                    subject + predicate + (value if predicate[-1] == "<" else escape(value)) + end
                    for subject, predicate, value, end in rows.rows
                ]
            )
        if rows.lists:
            text += self._text(list(rows.lists), root)
        try:
            data = text.encode()
        except UnicodeError:
            return self.write(rows.statements(), root)
        if data:
            self._put(data)
        return len(rows.rows) + count_triples(rows.lists)

    def _text(self, statements: list[Statement], root: IRI) -> str:
        lines: list[str] = []
        closings = self._closings
        for statement in statements:
            subject, predicate, value = statement
            if isinstance(value, IRI):
                lines.append(f"<{subject}> <{predicate}> <{value}> .\n")
            elif isinstance(value, Literal):
                text, datatype, language = value
                end = closings[datatype, language]
                lines.append(f'<{subject}> <{predicate}> "{escape(text)}{end} .\n')
            elif isinstance(value, OrderedList):
                lines.extend(
                    f"{term(node)} <{link}> {term(item)} .\n"
                    for node, link, item in cells(statement)
                )
        return "".join(lines)
