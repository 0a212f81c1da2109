"""The statements of one record, put in the order in which a writer needs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from marc2rdf.rdf.lists import RDF, RDF_NIL
from marc2rdf.rdf.literals import RDF_LANG_STRING, XSD_STRING, scrub
from marc2rdf.rdf.terms import IRI, Literal, Object, OrderedList, Statement

RDF_TYPE: Final = IRI(RDF + "type")

Groups = Mapping[IRI, Mapping[IRI, Sequence[Object]]]


def distinct(statements: Iterable[Statement]) -> list[Statement]:
    """Leave out statements that say the same triple again; the first one stays.

    The same is said, too, with and without xsd:string, by language tags in different case,
    and by the empty list and rdf:nil.  Source: RDF 1.1 Concepts, sections 3.3 and 3.4.

    >>> a = IRI("https://example.org/a")
    >>> len(distinct([Statement(a, a, Literal("x", language="en-GB")),
    ...               Statement(a, a, Literal("x", language="en-gb"))]))
    1
    """
    kept = list(dict.fromkeys(statements))
    if any(_has_variants(statement.object) for statement in kept):
        seen: dict[Statement, Statement] = {}
        for statement in kept:
            plain = statement._replace(object=_plain(statement.object))
            seen.setdefault(plain._replace(object=_folded(plain.object)), plain)
        kept = list(seen.values())
    return kept


def scrubbed(statements: Iterable[Statement]) -> list[Statement]:
    r"""Put U+FFFD in the place of lone surrogates in all literals, and be distinct again.

    >>> a = IRI("https://example.org/a")
    >>> scrubbed([Statement(a, a, Literal("\ud800"))])[0].object.value
    '�'
    """
    return distinct(
        statement._replace(object=statement.object._replace(value=scrub(statement.object.value)))
        if isinstance(statement.object, Literal)
        else statement
        for statement in statements
    )


def count_triples(statements: Iterable[Statement]) -> int:
    """Count the triples of distinct statements: an item of a list counts two, for its cell.

    >>> a = IRI("https://example.org/a")
    >>> count_triples([Statement(a, a, OrderedList((a, a)))])
    5
    """
    return sum(
        1 + 2 * len(value.items) if isinstance(value := statement.object, OrderedList) else 1
        for statement in statements
    )


def by_subject(statements: Iterable[Statement]) -> dict[IRI, dict[IRI, list[Object]]]:
    """Group distinct statements: subject, then predicate, then objects, in order of appearance.

    >>> a, b = IRI("https://example.org/a"), IRI("https://example.org/b")
    >>> by_subject([Statement(a, b, a), Statement(a, b, b)])[a][b]
    [IRI('https://example.org/a'), IRI('https://example.org/b')]
    """
    groups: dict[IRI, dict[IRI, list[Object]]] = {}
    for subject, predicate, value in statements:
        group = groups.get(subject)
        if group is None:
            groups[subject] = {predicate: [value]}
        elif predicate in group:
            group[predicate].append(value)
        else:
            group[predicate] = [value]
    return groups


def reading_order(groups: Groups, root: IRI) -> list[IRI]:
    """Order subjects for a reader: the root, each followed by those it refers to, then the rest.

    Depth comes first, references count in the order of the statements, and rdf:type is none.

    >>> a, b, c = (IRI(f"https://example.org/{letter}") for letter in "abc")
    >>> order = reading_order(by_subject([Statement(c, a, a), Statement(b, a, c)]), b)
    >>> [iri[-1] for iri in order]
    ['b', 'c']
    """
    placed: dict[IRI, None] = {}
    for start in (root, *groups):
        waiting = [start]
        while waiting:
            subject = waiting.pop()
            if subject in groups and subject not in placed:
                placed[subject] = None
                waiting.extend(reversed(list(references(groups[subject]))))
    return list(placed)


def references(group: Mapping[IRI, Sequence[Object]]) -> Iterator[IRI]:
    """The IRIs that a subject's statements refer to, but for its types, in their order.

    >>> a = IRI("https://example.org/a")
    >>> list(references({a: [Literal("x"), OrderedList((a,))]}))
    [IRI('https://example.org/a')]
    """
    for predicate, values in group.items():
        if predicate == RDF_TYPE:
            continue
        for value in values:
            if isinstance(value, IRI):
                yield value
            elif isinstance(value, OrderedList):
                yield from value.items


def _has_variants(value: Object) -> bool:
    if isinstance(value, IRI):
        return False
    if isinstance(value, Literal):
        return bool(value.language) or value.datatype == XSD_STRING
    return not value.items


def _plain(value: Object) -> Object:
    if isinstance(value, Literal):
        implied = RDF_LANG_STRING if value.language else XSD_STRING
        return value._replace(datatype="") if value.datatype == implied else value
    return RDF_NIL if isinstance(value, OrderedList) and not value.items else value


def _folded(value: Object) -> Object:
    if isinstance(value, Literal) and value.language:
        return value._replace(language=value.language.lower())
    return value
