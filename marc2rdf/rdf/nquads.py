"""N-Quads: a named graph for each record, so that one record can be replaced in a store."""

from __future__ import annotations

from marc2rdf.rdf.ntriples import NTriplesWriter
from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.rows import Rows
from marc2rdf.rdf.terms import IRI, Statement

PRIMARY_TOPIC_OF = BUILT_IN["foaf"] + "isPrimaryTopicOf"


class NQuadsWriter(NTriplesWriter):
    r"""Writes N-Quads: the lines of N-Triples, each with the record's graph behind.

    The graph is named by the catalogue record, which ``root foaf:isPrimaryTopicOf`` names; where
    there is none, by the root itself.
    Source: RDF 1.1 N-Quads.

    >>> import io
    >>> out, a, r = io.BytesIO(), IRI("https://example.org/a"), IRI("https://example.org/r")
    >>> writer = NQuadsWriter(out, prefixes={})
    >>> writer.write([Statement(a, IRI(PRIMARY_TOPIC_OF), r)], a)
    1
    >>> out.getvalue().decode().split()[3:]
    ['<https://example.org/r>', '.']
    """

    def write_rows(self, rows: Rows, root: IRI) -> int:
        """Write rows as statements: the graph has to be found among them first."""
        return self.write(rows.statements(), root)

    def _text(self, statements: list[Statement], root: IRI) -> str:
        graph = f" <{graph_of(statements, root)}> .\n"
        lines = super()._text(statements, root).split(" .\n")
        return graph.join(lines)


def graph_of(statements: list[Statement], root: IRI) -> IRI:
    """Give the name of a record's graph.

    >>> a = IRI("https://example.org/a")
    >>> graph_of([], a)
    IRI('https://example.org/a')
    """
    for subject, predicate, value in statements:
        if subject == root and predicate == PRIMARY_TOPIC_OF and isinstance(value, IRI):
            return value
    return root
