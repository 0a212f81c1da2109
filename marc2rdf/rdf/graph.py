"""The bridge to rdflib, for those who want a graph in memory; it is imported only on use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from marc2rdf.rdf.lists import BlankNode, Node, cells, genid_of
from marc2rdf.rdf.literals import check_kind, scrub
from marc2rdf.rdf.prefixes import BUILT_IN, Namespaces
from marc2rdf.rdf.terms import Literal, Statement

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Identifier


def to_graph(
    statements: Iterable[Statement],
    graph: rdflib.Graph | None = None,
    prefixes: Mapping[str, str] = BUILT_IN,
    skolemize: bool = False,
    base: str = "",
) -> rdflib.Graph:
    """Add statements to an rdflib Graph, a new one unless given, and return it.

    Lists become cells: blank nodes, or with ``skolemize`` IRIs of the host of ``base``.
    Texts stay as they are ("007" stays "007"), but for lone surrogates, which become U+FFFD.
    Raises RecordError for a literal that RDF does not know, UsageError for ``skolemize`` with
    a base that has no host.

    >>> from marc2rdf.rdf.terms import IRI
    >>> a = IRI("https://example.org/a")
    >>> len(to_graph([Statement(a, a, Literal("x"))]))
    1
    """
    from rdflib import BNode, Graph, URIRef
    from rdflib import Literal as RdflibLiteral

    genid = genid_of(base) if skolemize else ""
    target = Graph() if graph is None else graph
    for name, namespace in Namespaces(prefixes).prefixes.items():
        target.bind(name, namespace, replace=True)

    def term(value: Node | Literal) -> Identifier:
        if isinstance(value, BlankNode):
            return BNode(value)
        if isinstance(value, Literal):
            check_kind(value.datatype, value.language)
            if value.language:
                return RdflibLiteral(scrub(value.value), lang=value.language)
            datatype = URIRef(value.datatype) if value.datatype else None
            return RdflibLiteral(scrub(value.value), datatype=datatype, normalize=False)
        return URIRef(value)

    for statement in statements:
        for subject, predicate, value in cells(statement, genid):
            target.add((term(subject), URIRef(predicate), term(value)))
    return target
