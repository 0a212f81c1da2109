"""A record's statements as nested JSON-LD objects: article, in it the issue, in it the journal.

Every node stands in full once, where it is first referred to, and elsewhere by its IRI alone;
so a cycle ends at the node that it began with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from marc2rdf.rdf.context import Context
from marc2rdf.rdf.grouping import RDF_TYPE, Groups
from marc2rdf.rdf.literals import XSD_STRING, check_kind
from marc2rdf.rdf.memo import Memo
from marc2rdf.rdf.terms import IRI, Literal, Object, OrderedList

DEEPEST: Final = 16


class Nesting:
    """Shapes the statements of records by the names of one context.

    ``used`` collects the names (terms and prefixes, and schemes that are neither) that the
    objects made so far are written with.
    Source: JSON-LD 1.1, sections 4.1.5 (compact IRIs), 4.2.3 (type coercion), 4.3.1 (lists).

    >>> from marc2rdf.rdf.grouping import by_subject
    >>> from marc2rdf.rdf.terms import Statement
    >>> a, b, p = (IRI(f"http://example.org/{letter}") for letter in "abp")
    >>> nesting = Nesting(Context({"ex": "http://example.org/"}))
    >>> nesting.objects(by_subject([Statement(a, p, b), Statement(b, p, a)]), a)
    [{'@id': 'ex:a', 'ex:p': {'@id': 'ex:b', 'ex:p': {'@id': 'ex:a'}}}]
    """

    def __init__(self, context: Context) -> None:
        self.used: set[str] = set()
        self._context = context
        self._short: Memo[str, str] = Memo(context.compact)
        self._kinds: Memo[tuple[str, str], dict[str, str]] = Memo(self._kind)
        self._groups: Groups = {}
        self._placed: set[IRI] = set()

    def objects(self, groups: Groups, root: IRI) -> list[dict[str, Any]]:
        """The objects of one record: the root, then the nodes not reached from it.

        Nodes are nested to a depth of ``DEEPEST``; what lies deeper follows by itself.
        Raises RecordError for a literal that RDF does not know.

        >>> Nesting(Context({})).objects({}, IRI("http://example.org/a"))
        []
        """
        self._groups = groups
        self._placed = set()
        return [
            self._node(subject, 1)
            for subject in (root, *groups)
            if subject in groups and subject not in self._placed
        ]

    def _node(self, subject: IRI, depth: int) -> dict[str, Any]:
        self._placed.add(subject)
        node: dict[str, Any] = {"@id": self._iri(subject)}
        group = self._groups[subject]
        types = [self._class(value) for value in group.get(RDF_TYPE, ()) if isinstance(value, IRI)]
        if types:
            node["@type"] = _one_or_all(types)
        for predicate, values in group.items():
            if predicate == RDF_TYPE:
                values = [value for value in values if not isinstance(value, IRI)]
                if not values:
                    continue
            self._property(node, predicate, values, depth)
        return node

    def _property(
        self, node: dict[str, Any], predicate: IRI, values: Sequence[Object], depth: int
    ) -> None:
        key = self._context.names.get(predicate)
        kind = self._context.terms[key].values if key is not None else ""
        if key is not None and kind == "@list":
            only = values[0]
            if len(values) == 1 and isinstance(only, OrderedList):
                self.used.add(key)
                node[key] = [self._reference(item, "@id", depth) for item in only.items]
                return
            key, kind = None, ""
        if key is None:
            key = self._iri(predicate)
        else:
            self.used.add(key)
        node[key] = _one_or_all([self._value(value, kind, depth) for value in values])

    def _value(self, value: Object, kind: str, depth: int) -> Any:
        if isinstance(value, IRI):
            return self._reference(value, kind, depth)
        if isinstance(value, OrderedList):
            return {"@list": [self._reference(item, kind, depth) for item in value.items]}
        text, datatype, language = value
        more = self._kinds[datatype, language]
        if more:
            self._note(more.get("@type", ""))
            return {"@value": text, **more}
        return {"@value": text} if kind else text

    def _reference(self, iri: IRI, kind: str, depth: int) -> Any:
        if iri in self._groups and iri not in self._placed and depth < DEEPEST:
            return self._node(iri, depth + 1)
        return self._iri(iri) if kind else {"@id": self._iri(iri)}

    def _class(self, iri: IRI) -> str:
        name = self._context.names.get(iri)
        if name is None:
            return self._iri(iri)
        self.used.add(name)
        return name

    def _iri(self, iri: str) -> str:
        short = self._short[iri]
        self._note(short)
        return short

    def _note(self, short: str) -> None:
        self.used.add(short[: short.find(":")])

    def _kind(self, kind: tuple[str, str]) -> dict[str, str]:
        datatype, language = kind
        check_kind(datatype, language)
        if language:
            return {"@language": language}
        return {"@type": self._short[datatype]} if datatype and datatype != XSD_STRING else {}


def _one_or_all(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def iris_of(groups: Groups) -> set[str]:
    """All IRIs that a record's statements name: subjects, predicates, objects and datatypes.

    >>> a = IRI("http://example.org/a")
    >>> iris_of({a: {a: [Literal("1", "http://example.org/n")]}}) == {a, "http://example.org/n"}
    True
    """
    found: set[str] = set(groups)
    for group in groups.values():
        found.update(group)
        for values in group.values():
            for value in values:
                if isinstance(value, IRI):
                    found.add(value)
                elif isinstance(value, Literal):
                    found.add(value.datatype)
                else:
                    found.update(value.items)
    return found
