"""The plan: a mapping compiled to plain data, which one interpreter or generator runs.

``Plan`` holds the rules as ``Clause``: one *statement* of the mapping language each, with
where its value comes from and what is said with it.  Nothing here is code: transforms are
names, terms are IRIs, and a node stands in the clause that uses it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from marc2rdf.mapping.conditions import Condition
from marc2rdf.mapping.parts import Cut
from marc2rdf.mapping.problems import Place
from marc2rdf.mapping.selectors import Selector
from marc2rdf.mapping.tables import Table
from marc2rdf.mapping.templates import Template
from marc2rdf.mapping.transforms import Transform
from marc2rdf.rdf.terms import IRI


@dataclass(frozen=True, slots=True)
class Join:
    """What goes before a subfield when several are joined."""

    default: str = " "
    before: Mapping[str, str] = field(default_factory=dict)

    def text(self, code: str) -> str:
        """Give the text that goes before a subfield."""
        return self.before.get(code, self.default)


@dataclass(frozen=True, slots=True)
class PartSource:
    """Where parts are cut from: a selector, and the cuts to try on each of its values."""

    selector: Selector
    cuts: tuple[Cut, ...]

    @property
    def names(self) -> list[str]:
        """The parts that its cuts may fill."""
        return [name for cut in self.cuts for name in cut.names]


@dataclass(frozen=True, slots=True)
class ListOrder:
    """An rdf:List of the nodes said: its property, and the property a node must be said with."""

    property: IRI
    only: IRI | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A thing written about: how its IRI is made (the first that can be), and what is said."""

    name: str
    iri: tuple[Template | Clause, ...]
    entries: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement.

    ``sources`` are taken all, of each the first selector that gives a value; empty, the
    enclosing value counts (before the transforms, if ``from_raw``).  ``before`` is the part
    of ``when`` that needs no value, ``after`` the one that sees it.  ``kind`` says what the
    object is: ``value``, ``iri`` or ``text`` (by ``template``), ``node``, or ``nothing``.
    ``datatype`` is "" (plain), "iri", a short name such as "year", or the IRI of a datatype.
    """

    place: Place
    rule: str
    sources: tuple[tuple[Selector, ...], ...] = ()
    from_raw: bool = False
    before: Condition | None = None
    after: Condition | None = None
    each: tuple[Transform, ...] = ()
    join: Join = field(default_factory=Join)
    do: tuple[Transform, ...] = ()
    parts: tuple[PartSource, ...] = ()
    table: str = ""
    missing: str = "warn"
    default: str = ""
    to: IRI | Clause | None = None
    kind: str = "value"
    template: Template | None = None
    datatype: str = ""
    node: Node | None = None
    lang: str | Selector = ""
    entries: tuple[Clause, ...] = ()
    choose: tuple[Clause, ...] = ()
    list: ListOrder | None = None
    resolve: str = ""
    linked: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole mapping; ``files`` are those it was read from, ``sha256`` is of their content."""

    name: str
    title: str
    base: str
    prefixes: Mapping[str, str]
    tables: Mapping[str, Table]
    key: tuple[Clause, ...]
    iri: tuple[Template | Clause, ...]
    about: tuple[Template | Clause, ...]
    skip_when: Condition | None
    rules: Sequence[Clause]
    files: tuple[str, ...]
    sha256: str


def clauses_of(plan: Plan) -> list[Clause]:
    """List every clause of a plan, the ones inside others too, each once.

    Used to learn which properties and classes a mapping may say.
    """
    found: dict[int, Clause] = {}
    waiting: list[Clause] = [*plan.rules]
    while waiting:
        clause = waiting.pop(0)
        if id(clause) in found:
            continue
        found[id(clause)] = clause
        waiting += [*clause.entries, *clause.choose, *(clause.node.entries if clause.node else ())]
        waiting += [clause.to] if isinstance(clause.to, Clause) else []
    return list(found.values())
