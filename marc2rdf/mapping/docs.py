"""A mapping as rows for people: from which field and when, to which property, with examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from marc2rdf.mapping.compile import Compiled
from marc2rdf.mapping.phrases import both
from marc2rdf.mapping.plan import Clause, Node, Plan
from marc2rdf.mapping.selectors import Selector
from marc2rdf.mapping.shown import Example, Shown
from marc2rdf.mapping.templates import Template
from marc2rdf.rdf.prefixes import Namespaces


@dataclass(frozen=True)
class Row:
    """One thing that a rule or a node says.

    ``fields`` are tags with indicators, ``subfields`` codes, positions or names of parts;
    ``property`` is a path where nodes stand within one another, ``value`` what is said, and
    ``node`` the name of the node that is said, if it has one.
    """

    fields: str
    subfields: str
    condition: str
    property: str
    value: str = ""
    node: str = ""
    example: Example | None = None


@dataclass(frozen=True)
class Section:
    """A rule, or a node with the IRIs it may have; ``examples`` are those that no row took."""

    name: str
    rows: tuple[Row, ...]
    iris: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Document:
    """A mapping: its rules, the nodes they name, and the files it is made of."""

    name: str
    title: str
    files: tuple[str, ...]
    rules: tuple[Section, ...]
    nodes: tuple[Section, ...]


def describe(
    compiled: Compiled,
    own: bool = False,
    plugins: Mapping[str, Callable[..., object]] | None = None,
) -> Document:
    """Describe a mapping; ``own`` leaves out what comes from the mappings that it extends.

    >>> from marc2rdf.mapping.compile import compile_text
    >>> text = "mapping: 1\\nrules: {title: {from: 245$a, when: i1 = 1, to: dcterms:title}}"
    >>> row = describe(compile_text(text, {})).rules[0].rows[0]
    >>> row.fields, row.subfields, row.condition, row.property
    ('245', '$a', "i1 = '1'", 'dcterms:title')
    """
    plan = compiled.plan
    shown = Shown(compiled, plugins)
    writer = _Writer(plan, shown)
    rules = [
        writer.rule(rule) for rule in plan.rules if not own or rule.place.file == plan.files[-1]
    ]
    nodes = [
        writer.node(node)
        for node in writer.named.values()
        if not own or _file(node) == plan.files[-1]
    ]
    files = tuple(Path(file).name for file in plan.files)
    return Document(plan.name, plan.title, files, tuple(rules), tuple(nodes))


class _Writer:
    def __init__(self, plan: Plan, shown: Shown) -> None:
        self.shown = shown
        self.namespaces = Namespaces(plan.prefixes)
        self.named: dict[str, Node] = {}
        for rule in plan.rules:
            self._find_nodes(rule)

    def rule(self, rule: Clause) -> Section:
        rows = tuple(self._rows(rule, _Around()))
        return Section(rule.rule, rows, (), tuple(self.shown.rest(rule.rule)))

    def node(self, node: Node) -> Section:
        rows = [row for entry in node.entries for row in self._rows(entry, _Around())]
        return Section(node.name, tuple(rows), tuple(self._makers(node)))

    def _find_nodes(self, clause: Clause) -> None:
        inner = [*clause.choose, *clause.entries]
        if clause.node is not None:
            if _is_named(clause.node, clause):
                if clause.node.name in self.named:
                    return
                self.named[clause.node.name] = clause.node
            inner += clause.node.entries
        for one in inner:
            self._find_nodes(one)

    def _rows(self, clause: Clause, around: _Around) -> Iterator[Row]:
        around = around.within(clause)
        named = clause.node is not None and _is_named(clause.node, clause)
        if clause.to is not None and not clause.choose:
            yield Row(
                around.fields_text,
                around.subfields_text(clause),
                around.condition,
                " → ".join([*around.path, self._property(clause.to)]),
                self._value(clause),
                clause.node.name if named and clause.node is not None else "",
                self.shown.by(clause),
            )
        elif clause.node is not None and named:
            where = (around.fields_text, around.subfields_text(clause), around.condition)
            yield Row(*where, " → ".join(around.path), self._value(clause), clause.node.name)
        for alternative in clause.choose:
            yield from self._rows(alternative, around)
        if clause.node is not None and not named:
            path = around.path
            if clause.to is not None:
                path = (*path, self._property(clause.to))
            for entry in clause.node.entries:
                yield from self._rows(entry, replace(around, path=path, conditions=()))
        for entry in clause.entries:
            yield from self._rows(entry, around)

    def _property(self, to: object) -> str:
        if not isinstance(to, Clause):
            name = self._short(to)
            return "a" if name == "rdf:type" else name
        tables = sorted({one.table for one in (to, *to.choose) if one.table})
        names = " or ".join(f"by the table {table}" for table in tables) or "as the field says"
        return f"{names}, else {self._short_or(to.default)}" if to.default else names

    def _value(self, clause: Clause) -> str:
        if clause.node is not None:
            named = _is_named(clause.node, clause)
            return "" if named else ", ".join(self._makers(clause.node))
        if clause.template is not None:
            if not clause.template.slots:
                return " ".join(self._short(part) for part in clause.template.parts)
            return clause.template.text
        said = [f"by the table {clause.table}"] if clause.table else []
        if clause.datatype:
            kind = self._short(clause.datatype) if ":" in clause.datatype else clause.datatype
            said.append(f"as {kind}")
        return ", ".join(said)

    def _makers(self, node: Node) -> Iterator[str]:
        for maker in node.iri:
            if isinstance(maker, Template):
                yield maker.text
                continue
            sources = " or ".join(s.text for options in maker.sources for s in options)
            made = maker.template.text if maker.template is not None else sources
            condition = both(maker.before, maker.after)
            told = [f"from {sources}"] if maker.template is not None and sources else []
            told += [f"when {condition}"] if condition else []
            yield f"{made} ({', '.join(told)})" if told else made

    def _short(self, iri: object) -> str:
        return self.namespaces.compact(str(iri)) or str(iri)

    def _short_or(self, text: str) -> str:
        return self.namespaces.compact(text) or text


@dataclass(frozen=True)
class _Around:
    """What surrounds a clause: fields, subfields, conditions and the properties on the way."""

    fields: tuple[Selector, ...] = ()
    subfields: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    path: tuple[str, ...] = ()

    def within(self, clause: Clause) -> _Around:
        selectors = [selector for options in clause.sources for selector in options]
        fields = tuple(selector for selector in selectors if selector.tag) or self.fields
        own = tuple(dict.fromkeys(filter(None, map(_subfields, selectors))))
        condition = both(clause.before, clause.after)
        conditions = (*self.conditions, condition) if condition else self.conditions
        return replace(self, fields=fields, subfields=own or self.subfields, conditions=conditions)

    @property
    def fields_text(self) -> str:
        return ", ".join(dict.fromkeys(_field(selector) for selector in self.fields))

    def subfields_text(self, clause: Clause) -> str:
        if clause.template is not None and not clause.sources:
            own = [slot.selector for slot in clause.template.slots]
            taken = dict.fromkeys(filter(None, map(_subfields, own)))
            return ", ".join(taken or self.subfields)
        return ", ".join(self.subfields)

    @property
    def condition(self) -> str:
        parts = list(dict.fromkeys(self.conditions))
        if len(parts) == 1:
            return parts[0]
        return " and ".join(f"({part})" if " or " in part else part for part in parts)


def _field(selector: Selector) -> str:
    if (selector.i1, selector.i2) == (".", "."):
        return selector.tag
    return f"{selector.tag}({selector.i1}{selector.i2})".replace(" ", "#")


def _subfields(selector: Selector) -> str:
    if selector.name:
        return "" if selector.name == "value" else selector.name
    text = "".join(f"${code}" for code in selector.codes)
    if selector.start >= 0:
        last = f"-{selector.end - 1:02}" if selector.end > selector.start + 1 else ""
        text += f"/{selector.start:02}{last}"
    return text


def _is_named(node: Node, clause: Clause) -> bool:
    """Tell whether a node is one of ``nodes``; one in place has the name of its rule."""
    if node.name != clause.rule:
        return True
    return any(entry.rule == f"node {node.name}" for entry in node.entries)


def _file(node: Node) -> str:
    """Give the file where the first thing that a node says stands."""
    return next((entry.place.file for entry in node.entries), "")


__all__ = ["Document", "Example", "Row", "Section", "describe"]
