"""Runs a plan on one record, clause by clause, as the mapping language reads.

``say`` says a clause: for each of its values (``values.py``) its property with each of its
objects, its alternatives and its ``set``.  A rule that prints text is said once more for
every linked 880 field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from marc2rdf.mapping.chains import Chains
from marc2rdf.mapping.comparing import holds
from marc2rdf.mapping.conversion import Conversion, Origin
from marc2rdf.mapping.filling import fill, fill_iri
from marc2rdf.mapping.names import Names
from marc2rdf.mapping.objects import Objects
from marc2rdf.mapping.plan import Clause, Node, Plan
from marc2rdf.mapping.reading import Reading
from marc2rdf.mapping.rules import FIRST, rules_for
from marc2rdf.mapping.scope import Scope
from marc2rdf.mapping.slugs import Slugs
from marc2rdf.mapping.templates import Template
from marc2rdf.mapping.values import may, values
from marc2rdf.mapping.view import RecordView
from marc2rdf.marc.record import Record
from marc2rdf.notices import Notice, distinct
from marc2rdf.rdf import iri as iris
from marc2rdf.rdf.prefixes import BUILT_IN, compact
from marc2rdf.rdf.terms import IRI, Literal, Object, OrderedList, Statement

__all__ = ["Conversion", "Origin", "interpret"]

RDF_TYPE = IRI(BUILT_IN["rdf"] + "type")


def interpret(
    plan: Plan,
    record: Record,
    plugins: Mapping[str, Callable[..., object]] | None = None,
    suffix: str = "",
) -> Conversion:
    """Run a plan on a record; raise RecordError only where the mapping says ``missing: error``.

    ``suffix`` goes behind the record's key, where another record has the same one.

    Two values of the record whose slugs are alike are told apart by a hash, which can be
    known only after a first run: then the record is run again.
    """
    view = RecordView(record)
    slugs = Slugs()
    chains = Chains(plan.tables, {} if plugins is None else plugins)
    conversion = Run(plan, view, chains, slugs, suffix).convert()
    if clashes := slugs.clashes():
        conversion = Run(plan, view, chains, Slugs(clashes), suffix).convert()
    conversion.notices[:0] = [*record.notices, *view.notices]
    conversion.notices = distinct(conversion.notices)
    return conversion


def interpret_rule(
    plan: Plan,
    view: RecordView,
    chains: Chains,
    named: Mapping[str, str],
    rule: Clause,
    linked: bool,
) -> Said:
    """Say one rule of a plan: of the fields themselves, or of the 880s that are linked to them.

    ``named`` holds what key, iri, about, base, format and type stand for.
    """
    run = Run(plan, view, chains, Slugs(), "")
    run.read.named.update(named)
    run.rule, run.read.with_scripts = rule.rule, rule.linked
    run.say(rule, Scope(IRI(named["iri"]), linked=linked))
    items = [
        (subject, holder, at, found)
        for (subject, holder), entries in run.lists.items()
        for at, _, found, _ in entries
    ]
    return Said(list(run.result.said), items, run.result.notices, run.read.slugs)


class Said(NamedTuple):
    """What one rule said; ``items`` are those of ordered lists, with the place of their field."""

    statements: list[Statement]
    items: list[tuple[IRI, IRI, int, IRI]]
    notices: list[Notice]
    slugs: Slugs


class Run:
    """One run of a plan over one record."""

    def __init__(
        self, plan: Plan, view: RecordView, chains: Chains, slugs: Slugs, suffix: str
    ) -> None:
        self.plan = plan
        self.suffix = suffix
        self.view = view
        self.read = Reading(view, chains, slugs, self._note)
        self.objects = Objects(Names(plan.prefixes), self.read)
        self.result = Conversion(IRI(""), "")
        self.rule = ""
        self.lists: dict[tuple[IRI, IRI], list[tuple[int, int, IRI, Origin]]] = {}

    def convert(self) -> Conversion:
        plan, read, result = self.plan, self.read, self.result
        bare = Scope(IRI(""))
        read.named["base"] = plan.base
        read.named["format"] = self.view.format
        result.key = read.named["key"] = self._key(bare) + self.suffix
        result.iri = self._first_iri(plan.iri, bare) or IRI(
            f"{plan.base}bib/{iris.encode(result.key)}"
        )
        read.named["iri"] = result.iri
        read.named["about"] = self._first_iri(plan.about, bare) or ""
        scope = Scope(result.iri)
        if plan.skip_when and holds(plan.skip_when, scope, read):
            result.skipped = True
            return result
        for rule in rules_for(plan.rules, self.view):
            self._rule(rule, scope)
            if rule.rule == FIRST:
                read.named["type"] = self._type()
        self._say_lists()
        return result

    def _rule(self, rule: Clause, scope: Scope) -> None:
        self.rule = rule.rule
        self.read.with_scripts = rule.linked
        self.say(rule, scope)
        if rule.linked and self.view.has_linked:
            self.say(rule, scope._replace(linked=True))

    def _key(self, bare: Scope) -> str:
        for clause in self.plan.key:
            for found in self._terms(clause, bare):
                if key := str(found.value if isinstance(found, Literal) else found).strip():
                    return key
        self._note(Notice("no-key", "the record has no number; its key is a hash of its content"))
        return self.view.digest

    def _type(self) -> str:
        for said in self.result.said:
            if said.subject == self.result.iri and said.predicate == RDF_TYPE:
                return compact(str(said.object), self.plan.prefixes) or str(said.object)
        return ""

    # -- saying -----------------------------------------------------------------------------

    def say(self, clause: Clause, scope: Scope) -> bool:
        """Say a clause; tell whether it gave a triple."""
        if scope.linked and not clause.linked:
            return False
        said = gave = False
        for inner in values(clause, scope, self.read):
            gave = True
            said |= self._say_value(clause, inner)
        if not gave and clause.default and not scope.linked and may(clause, scope, self.read):
            said = self._say_value(clause, scope._replace(value=clause.default, authored=True))
        return said

    def _say_value(self, clause: Clause, scope: Scope) -> bool:
        said = any(self.say(alternative, scope) for alternative in clause.choose)
        if clause.to is not None:
            properties = self._properties(clause, scope)
            for found in self._objects(clause, scope) if properties else ():
                for to in properties:
                    self._emit(scope.subject, to, found, clause, scope)
                    said = True
            if scope.linked and clause.kind == "node" and clause.node is not None and properties:
                # over a linked 880 the way to a node is not said again, but it was chosen
                said |= self._first_iri(clause.node.iri, scope.original()) is not None
        elif clause.node is not None:
            said |= self._node(clause.node, scope) is not None
        for entry in clause.entries:
            said |= self.say(entry, scope)
        return said

    def _properties(self, clause: Clause, scope: Scope) -> list[IRI]:
        if not isinstance(clause.to, Clause):
            return [clause.to] if clause.to is not None else []
        found = self._terms(clause.to, scope.original())
        return [term for term in dict.fromkeys(found) if isinstance(term, IRI)]

    def _emit(self, subject: IRI, to: IRI, found: Object, clause: Clause, scope: Scope) -> None:
        origin = Origin(self.rule, clause, scope.view)
        self.result.said.setdefault(Statement(subject, to, found), []).append(origin)
        order = clause.list
        if order and isinstance(found, IRI) and order.only in (None, to):
            at = scope.view.index if scope.view else -1
            entries = self.lists.setdefault((subject, order.property), [])
            entries.append((at, len(entries), found, origin))

    def _say_lists(self) -> None:
        for (subject, holder), entries in self.lists.items():
            entries.sort(key=lambda entry: entry[:2])
            items = tuple(dict.fromkeys(entry[2] for entry in entries))
            if len(items) > 1:
                statement = Statement(subject, holder, OrderedList(items))
                self.result.said.setdefault(statement, []).extend(entry[3] for entry in entries)

    # -- objects ----------------------------------------------------------------------------

    def _objects(self, clause: Clause, scope: Scope) -> Iterator[Object]:
        """Give what a clause says of one value; over a linked 880 only plain literals."""
        if clause.kind == "node" and clause.node is not None:
            found = self._node(clause.node, scope)
            if found is not None and not scope.linked:
                yield found
        elif clause.kind == "iri":
            template = None if scope.linked else clause.template
            if template and (made := self._fill_iri(template, scope, clause)) is not None:
                yield made
        elif clause.kind == "text" or clause.kind == "value":
            text = scope.twin_value if scope.linked else scope.value
            if clause.template is not None:
                text = fill(clause.template, scope, self.read)
            if text and (literal := self.objects.make(clause, scope, text)) is not None:
                yield literal

    def _terms(self, clause: Clause, scope: Scope) -> list[Object]:
        """Give the objects of a clause that stands for a value: in to, iri, key."""
        found: list[Object] = []
        for inner in values(clause, scope, self.read):
            for alternative in clause.choose:
                if terms := self._terms(alternative, inner):
                    found += terms
                    break
            else:
                found += [] if clause.choose else self._objects(clause, inner)
        if not found and clause.default and may(clause, scope, self.read):
            authored = scope._replace(value=clause.default, authored=True)
            plain = replace(clause, kind="value") if clause.choose else clause
            found += self._objects(plain, authored)
        return found

    # -- nodes and templates ----------------------------------------------------------------

    def _node(self, node: Node, scope: Scope) -> IRI | None:
        """Give the IRI of a node, and say what is to be said of it."""
        found = self._first_iri(node.iri, scope.original())
        if found is not None:
            inner = scope._replace(subject=found)
            for entry in node.entries:
                self.say(entry, inner)
        return found

    def _first_iri(self, makers: tuple[Template | Clause, ...], scope: Scope) -> IRI | None:
        for maker in makers:
            if isinstance(maker, Template):
                found = self._fill_iri(maker, scope, None)
            else:
                terms = (term for term in self._terms(maker, scope) if isinstance(term, IRI))
                found = next(terms, None)
            if found is not None:
                return found
        return None

    def _fill_iri(self, template: Template, scope: Scope, clause: Clause | None) -> IRI | None:
        text = fill_iri(template, scope, self.read)
        if not text or iris.is_valid(text):
            return IRI(text) if text else None
        if clause is not None:
            self.read.notice("iri-invalid", f"'{text}' is no IRI", clause, scope)
        return None

    def _note(self, notice: Notice) -> None:
        self.result.notices.append(notice)
