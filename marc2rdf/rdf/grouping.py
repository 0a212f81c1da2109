"""The statements of one record, put in the order in which a writer needs them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from re import Pattern
from typing import Final, TypeVar

from marc2rdf.rdf.lists import RDF, RDF_NIL
from marc2rdf.rdf.literals import RDF_LANG_STRING, SURROGATES, XSD_STRING, scrub
from marc2rdf.rdf.terms import IRI, Literal, Object, OrderedList, Statement

RDF_TYPE: Final = IRI(RDF + "type")

Groups = Mapping[IRI, Mapping[IRI, Sequence[Object]]]
Key = TypeVar("Key")


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
    if _have_variants(kept):
        seen: dict[Statement, Statement] = {}
        for statement in kept:
            plain = statement._replace(object=_plain(statement.object))
            seen.setdefault(plain._replace(object=_folded(plain.object)), plain)
        kept = list(seen.values())
    return kept


def scrubbed(
    statements: Iterable[Statement], unfit: Pattern[str] = SURROGATES
) -> tuple[list[Statement], int]:
    r"""Put U+FFFD in the place of unfit characters in all literals, and be distinct again.

    With the statements comes the number of characters.

    >>> a = IRI("https://example.org/a")
    >>> kept, replaced = scrubbed([Statement(a, a, Literal("\ud800"))])
    >>> kept[0].object.value, replaced
    ('�', 1)
    """
    kept: list[Statement] = []
    replaced = 0
    for statement in statements:
        value = statement.object
        if isinstance(value, Literal) and (found := len(unfit.findall(value.value))):
            replaced += found
            statement = statement._replace(object=value._replace(value=scrub(value.value, unfit)))
        kept.append(statement)
    return distinct(kept), replaced


def count_triples(statements: Sequence[Statement]) -> int:
    """Count the triples of distinct statements: an item of a list counts two, for its cell.

    >>> a = IRI("https://example.org/a")
    >>> count_triples([Statement(a, a, OrderedList((a, a)))])
    5
    """
    return len(statements) + sum(
        [2 * len(value.items) for _, _, value in statements if isinstance(value, OrderedList)]
    )


def by_subject(statements: Iterable[Statement]) -> dict[IRI, dict[IRI, list[Object]]]:
    """Group distinct statements: subject, then predicate, then objects, in order of appearance.

    >>> a, b = IRI("https://example.org/a"), IRI("https://example.org/b")
    >>> by_subject([Statement(a, b, a), Statement(a, b, b)])[a][b]
    [IRI('https://example.org/a'), IRI('https://example.org/b')]
    """
    groups: dict[IRI, dict[IRI, list[Object]]] = {}
    group: dict[IRI, list[Object]] = {}
    last: IRI | None = None
    for subject, predicate, value in statements:
        if subject is not last:  # they come in runs
            last, group = subject, groups.setdefault(subject, {})
        if predicate in group:
            group[predicate].append(value)
        else:
            group[predicate] = [value]
    return groups


def reading_order(
    subjects: Collection[Key], links: Mapping[Key, Sequence[Key]], root: Key
) -> list[Key]:
    """Order subjects for a reader: the root, each followed by those it refers to, then the rest.

    ``links`` tells what those subjects refer to that refer to any; depth comes first.

    >>> reading_order(["a", "c", "b"], {"c": ["a"], "b": ["c"]}, "b")
    ['b', 'c', 'a']
    """
    placed: dict[Key, None] = {}
    if root in subjects:
        placed[root] = None
        if all(about == root or set(links[about]) <= {root} for about in links):  # the usual shape
            placed.update(dict.fromkeys(links.get(root, ())))
            placed.update(dict.fromkeys(subjects))
            return list(placed)
        placed.clear()
    for start in (root, *subjects):
        waiting = [start]
        while waiting:
            subject = waiting.pop()
            if subject in subjects and subject not in placed:
                placed[subject] = None
                waiting.extend(reversed(links.get(subject, ())))
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


def _have_variants(statements: Iterable[Statement]) -> bool:
    for _, _, value in statements:
        if isinstance(value, Literal):
            if value.language or value.datatype == XSD_STRING:
                return True
        elif isinstance(value, OrderedList) and not value.items:
            return True
    return False


def _plain(value: Object) -> Object:
    if isinstance(value, Literal):
        implied = RDF_LANG_STRING if value.language else XSD_STRING
        return value._replace(datatype="") if value.datatype == implied else value
    return RDF_NIL if isinstance(value, OrderedList) and not value.items else value


def _folded(value: Object) -> Object:
    if isinstance(value, Literal) and value.language:
        return value._replace(language=value.language.lower())
    return value
