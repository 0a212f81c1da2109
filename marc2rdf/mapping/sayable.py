"""What mappings can say: their properties and classes, and the namespaces of all their texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from marc2rdf.mapping.plan import Clause, Plan, clauses_of
from marc2rdf.rdf.prefixes import BUILT_IN, expand

RDF_TYPE = BUILT_IN["rdf"] + "type"
_DATES = (BUILT_IN["xsd"], BUILT_IN["edtf"])
_SHORT = {
    "int": _DATES[:1],
    "bool": _DATES[:1],
    "datetime": _DATES[:1],
    "year": _DATES,
    "date": _DATES,
    "edtf": _DATES,
}


class Sayable:
    """The ``properties`` and ``classes`` that plans can say, and their other ``texts``.

    >>> from marc2rdf.mapping.compile import compile_text
    >>> text = "mapping: 1\\nrules: {title: {from: 245$a, to: dcterms:title}}"
    >>> Sayable([compile_text(text, {}).plan]).properties
    {IRI('http://purl.org/dc/terms/title')}
    """

    def __init__(self, plans: Sequence[Plan]) -> None:
        self.properties: set[str] = set()
        self.classes: set[str] = set()
        self.texts: set[str] = set()
        self._terms: dict[tuple[int, str], list[str]] = {}
        for plan in plans:
            for clause in clauses_of(plan):
                self._collect(clause, plan)
            for name in {clause.table for clause in clauses_of(plan)} - {""}:
                self.texts.update(_namespaces(plan, name))

    def namespaces(self, prefixes: dict[str, str]) -> dict[str, str]:
        """Give the prefixes that what can be said needs, and those that are not built in."""
        said = " ".join([*self.properties, *self.classes, *self.texts])
        return {
            name: namespace
            for name, namespace in prefixes.items()
            if name not in BUILT_IN or namespace in said
        }

    def _collect(self, clause: Clause, plan: Plan) -> None:
        if isinstance(clause.to, str):
            self.properties.add(clause.to)
        elif isinstance(clause.to, Clause):
            self.properties.update(self._terms_of(clause.to, plan))
        if clause.list is not None:
            self.properties.add(clause.list.property)
        if clause.to == RDF_TYPE:
            self.classes.update(self._terms_of(clause, plan))
        self.texts.update(_SHORT.get(clause.datatype, (clause.datatype,)))
        if clause.template is not None:
            self.texts.update(part for part in clause.template.parts if isinstance(part, str))
        if clause.table and clause.default:
            self.texts.add(expand(clause.default, plan.prefixes) or clause.default)

    def _terms_of(self, clause: Clause, plan: Plan) -> Iterator[str]:
        """Give the terms that a clause in the place of a term may give."""
        for alternative in clause.choose:
            yield from self._terms_of(alternative, plan)
        if clause.template is not None and not clause.template.slots and clause.template.parts:
            yield str(clause.template.parts[0])
        if clause.default:
            yield expand(clause.default, plan.prefixes) or clause.default
        if clause.table:
            key = (id(plan), clause.table)
            if key not in self._terms:
                rows = plan.tables[clause.table].rows.values()
                values = {value for row in rows for value in row}
                self._terms[key] = [expand(value, plan.prefixes) or value for value in values]
            yield from self._terms[key]


def _namespaces(plan: Plan, table: str) -> Iterable[str]:
    """Give the namespaces of a table's values, or the values that have no prefix."""
    found: set[str] = set()
    for row in plan.tables[table].rows.values():
        for value in row:
            prefix, colon, local = value.partition(":")
            known = plan.prefixes.get(prefix) if colon and local[:2] != "//" else None
            found.add(value if known is None else known)
    return found
