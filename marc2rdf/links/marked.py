"""The part of a mapping that says what is marked: interpreted alone, it costs a tenth of all.

Generated source tells no origins, and without them nobody knows which statement a ``resolve:``
stood at.  So the rules that hold one are interpreted once more, and only those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from marc2rdf.mapping.conversion import Conversion, Origin
from marc2rdf.mapping.interpret import interpret
from marc2rdf.mapping.mapping import Mapping
from marc2rdf.mapping.plan import Clause, Plan
from marc2rdf.marc import Record
from marc2rdf.rdf.terms import IRI, Literal, Statement


class Marked:
    """The kinds of a plan's marks, by the clause that they stand at; a mark counts for the
    alternatives and entries of its value too."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan  # kept, since the marks are known by identity
        self._kinds: dict[int, str] = {}
        self._learn()
        self._parts: dict[frozenset[str], Plan] = {}
        self._says = self._properties()

    def kind(self, clause: Clause) -> str:
        """Give what a clause is marked as, or nothing."""
        return self._kinds.get(id(clause), "")

    def candidates(self, statements: Iterable[Statement]) -> Iterator[tuple[str, str]]:
        """Give kind and value of what may be marked, told from the property alone."""
        for statement in statements:
            kinds = self._says.get(statement.predicate) or self._says.get("")
            if kinds and isinstance(statement.object, IRI | Literal):
                found = statement.object
                for kind in kinds:
                    yield kind, found if isinstance(found, IRI) else found.value

    def part(self, kinds: frozenset[str]) -> Plan:
        """Give a plan of the rules that hold a mark of some kinds, and the one for the type."""
        if kinds not in self._parts:
            rules = [
                rule
                for rule in self._plan.rules
                if rule.rule == "kind" or any(self.kind(c) in kinds for c in _within(rule))
            ]
            self._parts[kinds] = replace(self._plan, rules=tuple(rules))
        return self._parts[kinds]

    def _learn(self) -> None:
        waiting = [(clause, "") for clause in self._plan.rules]
        seen: set[tuple[int, str]] = set()
        while waiting:
            clause, inherited = waiting.pop()
            own = clause.resolve or ("" if clause.sources else inherited)
            if (id(clause), own) in seen:
                continue
            seen.add((id(clause), own))
            if own:
                self._kinds[id(clause)] = own
            waiting += [(inner, own) for inner in (*clause.choose, *clause.entries)]
            for entry in clause.node.entries if clause.node else ():
                waiting.append((entry, ""))

    def _properties(self) -> dict[str, set[str]]:
        """Give the kinds that each property may be marked as; under "" those of any property."""
        found: dict[str, set[str]] = {}
        for clause in (inner for rule in self._plan.rules for inner in _within(rule)):
            if (kind := self.kind(clause)) and clause.to is not None:
                name = "" if isinstance(clause.to, Clause) else str(clause.to)
                found.setdefault(name, set()).add(kind)
        return found


def said_in_part(
    part: Plan, mapping: Mapping, conversion: Conversion, record: Record
) -> dict[Statement, list[Origin]]:
    """Give the statements that a part of a plan says, with their origins.

    All of the plan is interpreted where the part alone says something else: a slug can be told
    apart from another one only where both are said.
    """
    said = interpret(part, record, mapping.plugins)
    if said.key != conversion.key:  # it is that of another record too
        suffix = conversion.key.removeprefix(said.key)
        said = interpret(part, record, mapping.plugins, suffix)
    alike = said.iri == conversion.iri and set(said.said) <= set(conversion.statements)
    return said.said if alike else conversion.said


def _within(rule: Clause) -> Iterator[Clause]:
    """Give a clause and all that are inside it."""
    waiting, seen = [rule], {id(rule)}
    while waiting:
        clause = waiting.pop()
        yield clause
        inside = (*clause.choose, *clause.entries, *(clause.node.entries if clause.node else ()))
        for inner in inside:
            if id(inner) not in seen:
                seen.add(id(inner))
                waiting.append(inner)
