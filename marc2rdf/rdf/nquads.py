"""N-Quads: a named graph for each record, so that one record can be replaced in a store."""

from __future__ import annotations

from marc2rdf.rdf.ntriples import NTriplesWriter
from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.rows import Rows, opening
from marc2rdf.rdf.terms import IRI

PRIMARY_TOPIC_OF = opening(BUILT_IN["foaf"] + "isPrimaryTopicOf", True)


class NQuadsWriter(NTriplesWriter):
    r"""Writes N-Quads: the lines of N-Triples, each with the record's graph behind.

    The graph is named by the catalogue record, which ``root foaf:isPrimaryTopicOf`` names; where
    there is none, by the root itself.
    Source: RDF 1.1 N-Quads.

    >>> import io
    >>> from marc2rdf.rdf.terms import Statement
    >>> out, a, r = io.BytesIO(), IRI("https://example.org/a"), IRI("https://example.org/r")
    >>> writer = NQuadsWriter(out, prefixes={})
    >>> topic = IRI("http://xmlns.com/foaf/0.1/isPrimaryTopicOf")
    >>> writer.write([Statement(a, topic, r)], a)
    1
    >>> out.getvalue().decode().split()[3:]
    ['<https://example.org/r>', '.']
    """

    def write_rows(self, rows: Rows, root: IRI) -> int:
        """Write all rows of one record, as `write` does statements."""
        return super().write_rows(rows.settled(), root)

    def _text(self, rows: Rows, root: IRI) -> str:
        graph = f" <{graph_of(rows, root)}> .\n"
        return graph.join(super()._text(rows, root).split(" .\n"))


def graph_of(rows: Rows, root: IRI) -> IRI:
    """Give the name of a record's graph.

    >>> a = IRI("https://example.org/a")
    >>> graph_of(Rows([]), a)
    IRI('https://example.org/a')
    """
    for subject, opened, text, _ in rows:
        if opened == PRIMARY_TOPIC_OF and subject[1:-1] == root:
            return IRI(text)
    return root
