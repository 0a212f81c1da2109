"""From a statement of the language, as YAML, to a clause of the plan.

An alternative of ``choose`` inherits what it doesn't say: what it says instead of ``iri``,
``text``, ``node`` or ``a`` takes the place of all four; without a ``from`` of its own it
sees the enclosing value, and before its transforms if it has a ``do`` of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from marc2rdf.mapping.conditions import And, Condition, names_of
from marc2rdf.mapping.pieces import Pieces, word
from marc2rdf.mapping.plan import Clause, Node
from marc2rdf.mapping.problems import Place
from marc2rdf.mapping.source import Map, Seq, Text, is_off
from marc2rdf.mapping.source import Node as Yaml
from marc2rdf.mapping.templates import Template
from marc2rdf.mapping.wording import Wording
from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.terms import IRI

RDF_TYPE = IRI(BUILT_IN["rdf"] + "type")
_OBJECTS = ("iri", "text", "node", "a")
_VALUES = ("each", "join", "do", "parts")
_NEVER_INHERITED = ("choose", "examples", "when", "default", "from")


class Clauses:
    """Compiles statements and nodes; a named node is compiled once."""

    def __init__(self, pieces: Pieces, nodes: Mapping[str, Map], linked: bool) -> None:
        self.pieces = pieces
        self.wording = Wording(pieces)
        self.problems = pieces.problems
        self.linked = linked
        self.lookups: set[tuple[str, str]] = set()  # tables whose values must be such terms
        self._nodes = nodes
        self._compiled: dict[str, Node | None] = {}
        self._open: list[str] = []

    def statement(self, node: Map, rule: str, to: IRI | None = None, term: bool = False) -> Clause:
        """Compile a statement; ``to`` comes from outside, ``term`` is for one that only gives
        a value (in ``to``, ``a``, ``iri`` and ``key``)."""
        get, pieces = node.get, self.pieces
        parts = pieces.part_sources(get("parts"))
        own_names = {"value", *(name for source in parts for name in source.names)}
        before, after = _split(pieces.condition(get("when")), own_names)
        clause = Clause(
            place=node.place,
            rule=rule,
            sources=pieces.sources(get("from")),
            before=before,
            after=after,
            each=pieces.transforms(get("each")),
            join=pieces.join(get("join")),
            do=pieces.transforms(get("do")),
            parts=parts,
            table=pieces.table(get("table")),
            missing=word(get("missing"), "warn"),
            default=word(get("default")),
            datatype=self.wording.datatype(get("as")),
            lang=self.wording.language(get("lang")),
            list=self.wording.list_order(get("list")),
            resolve=word(get("resolve")),
            linked=word(get("linked"), "yes" if self.linked else "no") in ("yes", "true"),
        )
        if isinstance(choose := get("choose"), Seq):
            items = [item for item in choose.items if isinstance(item, Map)]
            return replace(
                clause,
                kind="nothing",
                choose=tuple(self._alternative(node, item, rule, to, term) for item in items),
            )
        clause = self._said(node, clause, to, term)
        if clause.table and clause.datatype == "iri" and clause.kind == "value":
            self.lookups.add((clause.table, "class" if clause.to == RDF_TYPE else ""))
        says = any(key in node.items for key in ("to", "a", "node", "choose"))
        if not (says or to or term or _has_items(node.get("set"))):
            self.problems.add(
                node.place,
                "says-nothing",
                "this statement says nothing",
                "it needs one of: to, a, set, node, choose",
            )
        return clause

    def _said(self, node: Map, clause: Clause, to: IRI | None, term: bool) -> Clause:
        """Add what a statement without ``choose`` says."""
        get = node.get
        given = [key for key in _OBJECTS if key in node.items]
        if len(given) > 1:
            place = node.keys[given[1]]
            what = f"'{given[0]}' and '{given[1]}' cannot stand together"
            self.problems.add(place, "two-objects", what, "an object is one of iri, text, node, a")
        entries = self.entries(get("set"), clause.rule)
        if "to" in node.items and (to is not None or term or "a" in given):
            reason = "'a' says it already" if "a" in given else "it is known from outside"
            self.problems.add(node.keys["to"], "two-properties", f"'to' is too much: {reason}")
        target = self._property(get("to"), clause.rule) or to
        if isinstance(a := get("a"), Text):
            found = self.wording.term(a, "class")
            template = Template(a.value, (found,)) if found else None
            return replace(clause, to=RDF_TYPE, kind="iri", template=template, entries=entries)
        if isinstance(a, Map):
            inner = self.statement(a, clause.rule, RDF_TYPE)
            return replace(clause, kind="nothing", choose=(inner,), entries=entries)
        for kind in ("iri", "text"):
            if isinstance(text := get(kind), Text):
                template = self.wording.template(text, kind == "iri")
                return replace(clause, to=target, kind=kind, template=template, entries=entries)
        if (described := get("node")) is not None:
            built = self.node(described, clause.rule)
            return replace(clause, to=target, kind="node", node=built, entries=entries)
        if clause.datatype == "iri" and clause.default:
            self.wording.term(get("default"), "")
        return replace(clause, to=target, entries=entries)

    def _property(self, node: Yaml | None, rule: str) -> IRI | Clause | None:
        if not isinstance(node, Map):
            return self.wording.term(node)
        clause = self.statement(node, rule, term=True)
        if clause.default:
            self.wording.term(node.get("default"))
        return self.as_iri(clause, "property")

    def entries(self, node: Yaml | None, rule: str) -> tuple[Clause, ...]:
        """Compile ``set``: each key a property, each value one statement or several."""
        found: list[Clause] = []
        for key, value in node.items.items() if isinstance(node, Map) else ():
            if not isinstance(node, Map) or is_off(value):
                continue
            to = self.wording.term(Text(key, node.keys[key]))
            for item in value.items if isinstance(value, Seq) else (value,):
                if isinstance(item, Text):
                    sources = self.pieces.sources(item)
                    found.append(Clause(item.place, rule, sources=sources, to=to))
                elif isinstance(item, Map) and to is not None:
                    found.append(self.statement(item, rule, to))
        return tuple(found)

    def _alternative(self, outer: Map, own: Map, rule: str, to: IRI | None, term: bool) -> Clause:
        left_out = set(_NEVER_INHERITED)
        if "from" not in own.items:
            left_out.update(_VALUES)
        if any(key in own.items for key in _OBJECTS):
            left_out.update(_OBJECTS)
            left_out.update(() if "text" in own.items else ("as",))
        if "a" in own.items:
            left_out.add("to")
        items = {k: v for k, v in outer.items.items() if k not in left_out} | own.items
        keys = {k: v for k, v in outer.keys.items() if k not in left_out} | own.keys
        to = None if "a" in own.items else to
        clause = self.statement(Map(items, own.place, keys), rule, to, term)
        return replace(clause, from_raw="do" in own.items and "from" not in own.items)

    def node(self, node: Yaml, rule: str) -> Node | None:
        """Compile a node: one of ``nodes`` by its name, or one written in place."""
        if isinstance(node, Map):
            return self._node(rule, node, rule)
        if not isinstance(node, Text):
            return None
        name = node.value
        if name not in self._nodes:
            self.problems.unknown(node.place, "unknown-node", "node", name, self._nodes)
            return None
        if name in self._open:
            chain = " > ".join([*self._open[self._open.index(name) :], name])
            what = f"the node '{name}' contains itself ({chain})"
            self.problems.add(node.place, "node-contains-itself", what)
            return None
        if name not in self._compiled:
            self._open.append(name)
            self._compiled[name] = self._node(name, self._nodes[name], f"node {name}")
            self._open.pop()
        return self._compiled[name]

    def _node(self, name: str, node: Map, rule: str) -> Node:
        makers = self.iris(node.get("iri"), rule)
        if not makers and not _has_items(node.get("iri")):
            self.problems.add(node.place, "node-iri", f"the node '{name}' needs an 'iri'")
        entries = self.entries(node.get("set"), rule)
        if isinstance(a := node.get("a"), Text):
            found = self.wording.term(a, "class")
            template = Template(a.value, (found,)) if found else None
            typed = Clause(a.place, rule, to=RDF_TYPE, kind="iri", template=template)
            entries = (typed, *entries)
        elif isinstance(a, Map):
            entries = (self.statement(a, rule, RDF_TYPE), *entries)
        return Node(name, makers, entries)

    def iris(self, node: Yaml | None, rule: str) -> tuple[Template | Clause, ...]:
        """Compile ``iri``: templates and statements, the first that gives an IRI counts."""
        found: list[Template | Clause] = []
        for item in node.items if isinstance(node, Seq) else (node,):
            if isinstance(item, Text):
                template = self.wording.template(item, for_iri=True)
                found += [template] if template else []
            elif isinstance(item, Map):
                found.append(self.as_iri(self.statement(item, rule, term=True), ""))
        return tuple(found)

    def keys(self, node: Yaml | None, place: Place) -> tuple[Clause, ...]:
        """Compile ``record: key``: selectors and statements, the first that gives a value."""
        found = []
        for item in node.items if isinstance(node, Seq) else (node,):
            if isinstance(item, Text):
                found.append(Clause(item.place, "key", sources=self.pieces.sources(item)))
            elif isinstance(item, Map):
                found.append(self.statement(item, "key", term=True))
        return tuple(found)

    def as_iri(self, clause: Clause, wanted: str) -> Clause:
        """Make a clause in the place of an IRI give one: a value becomes the IRI it names."""
        choose = tuple(self.as_iri(alternative, wanted) for alternative in clause.choose)
        if clause.kind == "value" and clause.datatype in ("", "iri"):
            self.lookups.update({(clause.table, wanted)} if clause.table else ())
            return replace(clause, datatype="iri", choose=choose)
        datatype = "iri" if clause.choose and clause.default else clause.datatype
        return replace(clause, choose=choose, datatype=datatype)


def _has_items(node: Yaml | None) -> bool:
    return bool(node.items) if isinstance(node, Map) else node is not None


def _split(
    when: Condition | None, own_names: set[str]
) -> tuple[Condition | None, Condition | None]:
    """Part a condition into what can be tested before the transforms and what cannot."""
    if when is None:
        return None, None
    pieces = when.parts if isinstance(when, And) else (when,)
    before = tuple(piece for piece in pieces if not names_of(piece) & own_names)
    after = tuple(piece for piece in pieces if names_of(piece) & own_names)
    return (And(before) if before else None), (And(after) if after else None)
