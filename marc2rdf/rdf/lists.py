"""Ordered lists as cells: one node for each item, linked by rdf:first and rdf:rest.

The cells are named after what the list says, so the same list has the same cells in every
run: as blank nodes with a label, or as Skolem IRIs.
Source: RDF Schema 1.1, section 5.2; RDF 1.1 Concepts, section 3.5; RFC 8615.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final

from marc2rdf.errors import UsageError
from marc2rdf.rdf.iri import authority
from marc2rdf.rdf.terms import IRI, Literal, OrderedList, Statement

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDF_FIRST: Final = IRI(RDF + "first")
RDF_REST: Final = IRI(RDF + "rest")
RDF_NIL: Final = IRI(RDF + "nil")


class BlankNode(str):
    """The label of a blank node, without the ``_:`` before it.

    >>> BlankNode("l1-1")
    BlankNode('l1-1')
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"BlankNode({str(self)!r})"


Node = IRI | BlankNode
Triple = tuple[Node, IRI, Node | Literal]


def cells(statement: Statement, genid: str = "") -> Iterator[Triple]:
    """Write a statement about a list as triples: the statement itself, then two for each item.

    ``genid`` is what the cells' IRIs begin with (see `genid_of`); without it the cells are
    blank nodes.  A cell's name is ``l``, 20 hexadecimal digits of the SHA-256 of subject,
    predicate and items, ``-`` and its position from 1.  The empty list is rdf:nil.

    >>> a, p = IRI("https://example.org/a"), IRI("https://example.org/p")
    >>> for triple in cells(Statement(a, p, OrderedList((a,)))):
    ...     print(triple[0], triple[1].rpartition("/")[2], triple[2])
    https://example.org/a p l7fc641a97aa83f9e5774-1
    l7fc641a97aa83f9e5774-1 22-rdf-syntax-ns#first https://example.org/a
    l7fc641a97aa83f9e5774-1 22-rdf-syntax-ns#rest http://www.w3.org/1999/02/22-rdf-syntax-ns#nil
    """
    subject, predicate, value = statement
    if not isinstance(value, OrderedList):
        yield subject, predicate, value
        return
    items = value.items
    # No IRI holds a line feed, so no two lists give the same text.
    digest = sha256("\n".join((subject, predicate, *items)).encode()).hexdigest()
    name = f"{genid}l{digest[:20]}-"
    kind = IRI if genid else BlankNode
    nodes: list[Node] = [kind(f"{name}{position}") for position in range(1, len(items) + 1)]
    nodes.append(RDF_NIL)
    yield subject, predicate, nodes[0]
    for position, item in enumerate(items):
        yield nodes[position], RDF_FIRST, item
        yield nodes[position], RDF_REST, nodes[position + 1]


def skolemized(statements: Iterable[Statement], genid: str) -> Iterator[Statement]:
    """Replace the statements about lists by statements about cells with Skolem IRIs.

    >>> a, p = IRI("https://example.org/a"), IRI("https://example.org/p")
    >>> genid = genid_of("https://example.org/")
    >>> list(skolemized([Statement(a, p, OrderedList((a,)))], genid))[0].object
    IRI('https://example.org/.well-known/genid/l7fc641a97aa83f9e5774-1')
    """
    for statement in statements:
        if isinstance(statement.object, OrderedList):
            for subject, predicate, value in cells(statement, genid):
                # With a genid no node is blank.
                assert not isinstance(subject, BlankNode) and not isinstance(value, BlankNode)
                yield Statement(subject, predicate, value)
        else:
            yield statement


def genid_of(base: str) -> str:
    """What Skolem IRIs begin with for a base IRI: its scheme and authority, and a fixed path.

    Raises UsageError for a base without an authority.
    Source: RDF 1.1 Concepts, section 3.5; RFC 8615 (well-known URIs).

    >>> genid_of("https://example.org/catalogue/")
    'https://example.org/.well-known/genid/'
    """
    site = authority(base)
    if not site:
        raise UsageError(
            f"the base {base!r} has no host to make Skolem IRIs with",
            hint="Give a base such as https://example.org/.",
        )
    return f"{site}/.well-known/genid/"
