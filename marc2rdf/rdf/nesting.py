"""A record's rows as nested JSON-LD objects: article, in it the issue, in it the journal.

Every node stands in full once, where it is first referred to, and elsewhere by its IRI alone;
so a cycle ends at the node that it began with.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from marc2rdf.rdf.context import Context
from marc2rdf.rdf.grouping import RDF_TYPE
from marc2rdf.rdf.literals import XSD_STRING, escape
from marc2rdf.rdf.memo import Memo
from marc2rdf.rdf.rows import END_IRI, END_TEXT, Rows, kind_of, opening, predicate_of
from marc2rdf.rdf.terms import IRI, OrderedList, Statement

DEEPEST: Final = 16
_TYPED: Final = opening(RDF_TYPE, True)


@dataclass(frozen=True, slots=True)
class Name:
    """An IRI as JSON has it, in quotes, and the name in the context that it needs.

    ``clash`` is a prefix that a JSON-LD reader would wrongly expand in this IRI.

    >>> Name('"dcterms:title"', "dcterms").clash
    ''
    """

    text: str
    needs: str = ""
    clash: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Property:
    """A property: its key, and whether a text is an IRI; ``list_key`` is that of a whole list."""

    key: Name
    coerced: bool = False
    list_key: str = ""


# A value is JSON already, or the name of an IRI, or the names of a list.
Value = str | Name | list[Name]
Node = dict[Property, list[Value]]


class Nesting:
    """Writes the rows of records by the names of one context.

    ``used`` collects the names (terms and prefixes) that the objects of the last record are
    written with, ``clashes`` the prefixes that the context may not have for them.
    Source: JSON-LD 1.1, sections 4.1.5 (compact IRIs), 4.2.3 (type coercion), 4.3.1 (lists);
    RFC 8259.

    >>> from marc2rdf.rdf.rows import rows_of
    >>> a, b, p = (IRI(f"http://example.org/{letter}") for letter in "abp")
    >>> nesting = Nesting(Context({"ex": "http://example.org/"}))
    >>> nesting.objects(rows_of([Statement(a, p, b), Statement(b, p, a)]), a)
    ['{"@id":"ex:a","ex:p":{"@id":"ex:b","ex:p":{"@id":"ex:a"}}}']
    """

    def __init__(self, context: Context) -> None:
        self.used: set[str] = set()
        self.clashes: set[str] = set()
        self._context = context
        self._names: Memo[str, Name] = Memo(self._name, limit=16384)
        self._classes: Memo[str, Name] = Memo(self._class)
        self._openings: Memo[str, Property] = Memo(self._opening)
        self._properties: Memo[IRI, Property] = Memo(self._property)
        self._ends: Memo[str, Name] = Memo(self._end)
        self._types = Property(Name('"@type"'))
        self._nodes: dict[str, Node] = {}
        self._placed: set[str] = set()

    def objects(self, rows: Rows, root: IRI) -> list[str]:
        """The objects of one record: the root, then the nodes not reached from it.

        Nodes are nested to a depth of ``DEEPEST``; what lies deeper follows by itself.

        >>> Nesting(Context({})).objects(Rows([]), IRI("http://example.org/a"))
        []
        """
        self.used.clear()
        self.clashes.clear()
        self._nodes, self._placed = {}, set()
        self._take(rows)
        for statement in rows.lists:
            self._take_list(statement)
        return [
            self._object(subject, 1)
            for subject in (self._names[root].text, *self._nodes)
            if subject in self._nodes and subject not in self._placed
        ]

    def _take(self, rows: Rows) -> None:
        """Sort rows by subject and property."""
        names, openings, ends = self._names, self._openings, self._ends
        nodes, types = self._nodes, self._types
        runs: dict[str, Node] = {}
        node: Node = {}
        last = ""
        value: Value
        for subject, opened, text, end in rows:
            if subject is not last:  # they come in runs
                last = subject
                if subject not in runs:
                    # Two IRIs have one name where a scheme is a prefix too, until that is off.
                    runs[subject] = nodes.setdefault(self._noted(names[subject[1:-1]]), {})
                node = runs[subject]
            property = openings[opened]
            if property is types:
                value = self._noted(self._classes[text])
            elif end == END_IRI:
                value = names[text]
                if value.needs or value.clash:
                    self._noted(value)
            else:
                value = f'"{text}"'
                if property.coerced or end != END_TEXT:
                    value = f'{{"@value":{value}{self._noted(ends[end])}}}'
            if property in node:
                node[property].append(value)
            else:
                node[property] = [value]

    def _take_list(self, statement: Statement) -> None:
        about, holder, items = statement
        node = self._nodes.setdefault(self._noted(self._names[about]), {})
        names = (
            [self._names[item] for item in items.items] if isinstance(items, OrderedList) else []
        )
        for name in names:
            self._noted(name)
        node.setdefault(self._properties[holder], []).append(names)

    def _object(self, subject: str, depth: int) -> str:
        self._placed.add(subject)
        node, used = self._nodes[subject], self.used
        parts = [f'{{"@id":{subject}']
        if types := node.get(self._types):
            classes = [str(value) for value in types]
            parts.append(f'"@type":{classes[0] if len(classes) == 1 else _all(classes)}')
        for property, values in node.items():
            if property is self._types:
                continue
            key, value = property.key, values[0]
            if property.list_key and len(values) == 1 and type(value) is list:
                used.add(property.list_key)
                items = [self._reference(item, True, depth) for item in value]
                parts.append(f'"{property.list_key}":{_all(items)}')
                continue
            used.add(key.needs)
            if key.clash:
                self.clashes.add(key.clash)
            if len(values) > 1:
                told = [self._value(value, property.coerced, depth) for value in values]
                parts.append(f"{key.text}:{_all(told)}")
            elif type(value) is str:  # most properties have one text
                parts.append(f"{key.text}:{value}")
            else:
                parts.append(f"{key.text}:{self._value(value, property.coerced, depth)}")
        return ",".join(parts) + "}"

    def _value(self, value: Value, coerced: bool, depth: int) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, Name):
            return self._reference(value, coerced, depth)
        items = [self._reference(item, coerced, depth) for item in value]
        return f'{{"@list":{_all(items)}}}'

    def _reference(self, name: Name, coerced: bool, depth: int) -> str:
        text = name.text
        if text in self._nodes and text not in self._placed and depth < DEEPEST:
            return self._object(text, depth + 1)
        return text if coerced else f'{{"@id":{text}}}'

    def _noted(self, name: Name) -> str:
        """Give the text of a name, and note what it asks of the context."""
        if name.needs:
            self.used.add(name.needs)
        if name.clash:
            self.clashes.add(name.clash)
        return name.text

    def _name(self, iri: str) -> Name:
        short = self._context.compact(iri)
        if short is not iri and short != iri:
            return Name(f'"{short}"', short.partition(":")[0], self._context.clash(iri))
        return Name(f'"{escape(iri)}"', "", self._context.clash(iri))

    def _class(self, iri: str) -> Name:
        name = self._context.names.get(iri)
        return self._names[iri] if name is None else Name(f'"{name}"', name)

    def _opening(self, opened: str) -> Property:
        return self._types if opened == _TYPED else self._properties[predicate_of(opened)]

    def _property(self, predicate: IRI) -> Property:
        name = self._context.names.get(predicate, "")
        values = self._context.terms[name].values if name else ""
        if not name or values == "@list":
            return Property(self._names[predicate], list_key=name)
        return Property(Name(f'"{name}"', name), values == "@id")

    def _end(self, end: str) -> Name:
        """Give what stands behind the text of a literal."""
        datatype, language = kind_of(end)
        if language:
            return Name(f',"@language":"{language}"')
        if not datatype or datatype == XSD_STRING:
            return Name("")
        name = self._names[datatype]
        return replace(name, text=f',"@type":{name.text}')


def _all(values: list[str]) -> str:
    return f"[{','.join(values)}]"
