"""Runs a plan on one record, clause by clause, as the mapping language reads.

``say`` says a clause: for each of its values (``_values``: from, each, join, do, parts, when,
table) its property with each of its objects (``_objects``), its alternatives and its ``set``.
A rule that prints text is said once more for every linked 880 field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from marc2rdf.errors import RecordError
from marc2rdf.mapping.literals import typed
from marc2rdf.mapping.names import Names
from marc2rdf.mapping.plan import Clause, Node, Plan
from marc2rdf.mapping.reading import Reading
from marc2rdf.mapping.scope import Scope
from marc2rdf.mapping.templates import WHOLE, Slot, Template
from marc2rdf.mapping.view import FieldView, RecordView
from marc2rdf.marc.record import Record
from marc2rdf.notices import Notice
from marc2rdf.rdf import iri as iris
from marc2rdf.rdf.prefixes import BUILT_IN, compact
from marc2rdf.rdf.terms import IRI, Literal, Object, OrderedList, Statement
from marc2rdf.vocab.languages import tag_of
from marc2rdf.vocab.scripts import language_tag

RDF_TYPE = IRI(BUILT_IN["rdf"] + "type")


class Origin(NamedTuple):
    """Where a statement comes from: the rule, its clause, and the field it was said of."""

    rule: str
    clause: Clause
    field: FieldView | None


@dataclass(eq=False)
class Conversion:
    """What one record became: its statements in order with their origins, and what was noted.

    A statement that several rules say stands once, with an origin for each.
    """

    iri: IRI
    key: str
    said: dict[Statement, list[Origin]] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    skipped: bool = False

    @property
    def statements(self) -> list[Statement]:
        """The statements, each once, in the order in which they were said."""
        return list(self.said)


def interpret(
    plan: Plan, record: Record, plugins: Mapping[str, Callable[..., object]] | None = None
) -> Conversion:
    """Run a plan on a record; raise RecordError only where the mapping says ``missing: error``.

    Two values of the record whose slugs are alike are told apart by a hash, which can be
    known only after a first run: then the record is run again.
    """
    view = RecordView(record)
    run = _Run(plan, view, Reading(plan, view, plugins or {}))
    conversion = run.convert()
    if clashes := run.read.slug_clashes():
        run = _Run(plan, view, Reading(plan, view, plugins or {}, clashes))
        conversion = run.convert()
    conversion.notices[:0] = [*record.notices, *view.notices]
    conversion.notices = list(dict.fromkeys(conversion.notices))
    return conversion


class _Run:
    """One run of a plan over one record."""

    def __init__(self, plan: Plan, view: RecordView, read: Reading) -> None:
        self.plan = plan
        self.view = view
        self.read = read
        self.names = Names(plan.prefixes)
        self.result = Conversion(IRI(""), "")
        self.rule = ""
        self.lists: dict[tuple[IRI, IRI], list[tuple[int, int, IRI, Origin]]] = {}

    def convert(self) -> Conversion:
        plan, read, result = self.plan, self.read, self.result
        read.note = self._note
        bare = Scope(IRI(""))
        read.named["base"] = plan.base
        read.named["format"] = self.view.format
        result.key = read.named["key"] = self._key(bare)
        result.iri = self._first_iri(plan.iri, bare) or IRI(
            f"{plan.base}bib/{iris.encode(result.key)}"
        )
        read.named["iri"] = result.iri
        read.named["about"] = self._first_iri(plan.about, bare) or ""
        scope = Scope(result.iri)
        if plan.skip_when and read.holds(plan.skip_when, scope):
            result.skipped = True
            return result
        for rule in sorted(plan.rules, key=lambda rule: rule.rule != "kind"):
            self._rule(rule, scope)
            if rule.rule == "kind":
                read.named["type"] = self._type()
        self._say_lists()
        return result

    def _rule(self, rule: Clause, scope: Scope) -> None:
        self.rule = rule.rule
        self.read.with_scripts = rule.linked
        self.say(rule, scope)
        if rule.linked and self.view.has_linked:
            self.say(rule, replace(scope, linked=True))

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
        for inner in self._values(clause, scope):
            gave = True
            said |= self._say_value(clause, inner)
        if not gave and clause.default and not scope.linked and self._may(clause, scope):
            said = self._say_value(clause, replace(scope, value=clause.default, authored=True))
        return said

    def _may(self, clause: Clause, scope: Scope) -> bool:
        return clause.before is None or self.read.holds(clause.before, scope)

    def _say_value(self, clause: Clause, scope: Scope) -> bool:
        said = any(self.say(alternative, scope) for alternative in clause.choose)
        if clause.to is not None:
            properties = self._properties(clause, scope)
            for found in self._objects(clause, scope):
                for to in properties:
                    self._emit(scope.subject, to, found, clause, scope)
                    said = True
        elif clause.node is not None:
            said |= self._node(clause.node, scope, write=True) is not None
        for entry in clause.entries:
            said |= self.say(entry, scope)
        return said

    def _properties(self, clause: Clause, scope: Scope) -> list[IRI]:
        if not isinstance(clause.to, Clause):
            return [clause.to] if clause.to is not None else []
        found = self._terms(clause.to, replace(scope, linked=False))
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

    # -- values -----------------------------------------------------------------------------

    def _values(self, clause: Clause, scope: Scope) -> Iterator[Scope]:
        """Give a scope for each value of a clause."""
        if not clause.sources:
            if self._may(clause, scope):
                own = [scope.raw if clause.from_raw else scope.value]
                twin = [scope.twin_raw if clause.from_raw else scope.twin_value]
                yield from self._refine(clause, scope, own, twin)
            return
        for alternatives in clause.sources:
            for selector in alternatives:
                found = []
                for inner, texts, twins in self.read.select(selector, clause, scope):
                    if self._may(clause, inner):
                        found += list(self._refine(clause, inner, texts, twins))
                yield from found
                if found:
                    break

    def _refine(
        self, clause: Clause, scope: Scope, texts: list[str], twins: list[str]
    ) -> Iterator[Scope]:
        """Transform values and pair them with those of the linked 880, cut parts, test, look up."""
        read = self.read
        values = read.pairs(clause, scope, texts)
        linked = read.pairs(clause, scope, twins, quiet=True) if scope.linked else values
        if len(values) != len(linked):
            if clause.kind != "value" or clause.entries or clause.choose or clause.parts:
                linked = (linked + [("", "")] * len(values))[: len(values)]
            else:
                values = linked
        for (raw, value), (twin_raw, twin_value) in zip(values, linked, strict=True):
            inner = replace(
                scope,
                value=value,
                raw=raw,
                twin_value=twin_value,
                twin_raw=twin_raw,
                authored=scope.authored and not clause.sources and not clause.do,
            )
            if clause.parts:
                inner = read.cut(clause.parts, inner)
            if clause.after is not None and not read.holds(clause.after, inner):
                continue
            if not clause.table or clause.choose:
                yield inner
            else:
                yield from self._look_up(clause, inner)

    def _look_up(self, clause: Clause, scope: Scope) -> Iterator[Scope]:
        found = self.read.look_up(clause.table, scope.value)
        for value in found:
            yield replace(scope, value=value, authored=True)
        if found:
            return
        if clause.missing == "keep":
            yield scope
        elif clause.missing == "error":
            raise RecordError(
                f"'{scope.value}' is not in the table '{clause.table}'",
                where=str(clause.place),
                code="not-in-table",
                hint="Mend the record, or let the rule say missing: warn.",
            )
        elif clause.missing == "warn" and not scope.linked:
            what = f"'{scope.value}' is not in the table '{clause.table}'"
            self.read.notice("not-in-table", what, clause, scope)

    # -- objects ----------------------------------------------------------------------------

    def _objects(self, clause: Clause, scope: Scope) -> Iterator[Object]:
        """Give what a clause says of one value; over a linked 880 only plain literals."""
        if clause.kind == "node" and clause.node is not None:
            found = self._node(clause.node, scope, write=True)
            if found is not None and not scope.linked:
                yield found
        elif clause.kind == "iri":
            if clause.template is not None and not scope.linked:
                if (made := self.fill_iri(clause.template, scope, clause)) is not None:
                    yield made
        elif clause.kind == "text" or clause.kind == "value":
            text = scope.twin_value if scope.linked else scope.value
            if clause.template is not None:
                text = self.fill(clause.template, scope)
            if text and (literal := self._value(clause, scope, text)) is not None:
                yield literal

    def _value(self, clause: Clause, scope: Scope, text: str) -> Object | None:
        if scope.linked and (clause.datatype or clause.table):
            return None
        if clause.datatype == "iri":
            made = self.names.expand(text) if scope.authored else None
            if made is None and iris.is_valid(text):
                made = IRI(text)
            if made is None:
                self.read.notice("iri-invalid", f"'{text}' is no IRI", clause, scope)
            return made
        if clause.datatype:
            found = typed(text, clause.datatype, self.view.control("005")[:4])
            if found is None and text.strip("|# "):
                what = f"'{text}' cannot be read as {clause.datatype.rpartition('#')[2]}"
                self.read.notice("datatype-invalid", what, clause, scope)
            return found
        if scope.linked or (scope.view is not None and scope.view.script and not scope.authored):
            return Literal(text, language=self._script_tag(text, scope))
        return Literal(text, language=self._language(clause, scope))

    def _script_tag(self, text: str, scope: Scope) -> str:
        view = scope.twin if scope.linked else scope.view
        language = tag_of(self.view.control("008")[35:38].lower())
        return language_tag(text, language) or language_tag(view.printed if view else "", language)

    def _language(self, clause: Clause, scope: Scope) -> str:
        if not clause.lang:
            return ""
        if clause.lang == "record":
            return tag_of(self.view.control("008")[35:38].lower())
        if isinstance(clause.lang, str):
            return clause.lang
        code = next(iter(self.read.texts(clause.lang, scope)), "").strip().lower()
        return tag_of(code) or (code if re.fullmatch("[a-z]{2}", code) else "")

    def _terms(self, clause: Clause, scope: Scope) -> list[Object]:
        """Give the objects of a clause that stands for a value: in to, iri, key."""
        found: list[Object] = []
        for inner in self._values(clause, scope):
            for alternative in clause.choose:
                if terms := self._terms(alternative, inner):
                    found += terms
                    break
            else:
                found += [] if clause.choose else self._objects(clause, inner)
        if not found and clause.default and self._may(clause, scope):
            authored = replace(scope, value=clause.default, authored=True)
            found += self._objects(clause, authored)
        return found

    # -- nodes and templates ----------------------------------------------------------------

    def _node(self, node: Node, scope: Scope, write: bool) -> IRI | None:
        """Give the IRI of a node, and say what is to be said of it."""
        found = self._first_iri(node.iri, replace(scope, linked=False))
        if found is not None and write:
            inner = replace(scope, subject=found)
            for entry in node.entries:
                self.say(entry, inner)
        return found

    def _first_iri(self, makers: tuple[Template | Clause, ...], scope: Scope) -> IRI | None:
        for maker in makers:
            if isinstance(maker, Template):
                found = self.fill_iri(maker, scope, None)
            else:
                terms = (term for term in self._terms(maker, scope) if isinstance(term, IRI))
                found = next(terms, None)
            if found is not None:
                return found
        return None

    def fill_iri(self, template: Template, scope: Scope, clause: Clause | None) -> IRI | None:
        """Fill a template to an IRI; None when a place stays empty or the IRI is no good."""
        alone = len(template.parts) == 1
        pieces = []
        for part in template.parts:
            if isinstance(part, str):
                pieces.append(part)
                continue
            value = self._slot(part, template, scope)
            if not value:
                return None
            taken = alone or part.selector.name in WHOLE
            pieces.append(value if taken else iris.encode(value))
        text = "".join(pieces)
        if iris.is_valid(text):
            return IRI(text)
        if clause is not None:
            self.read.notice("iri-invalid", f"'{text}' is no IRI", clause, scope)
        return None

    def fill(self, template: Template, scope: Scope) -> str:
        """Fill a template to a text; "" when a place stays empty.

        Over a linked 880 it must have taken something from there.
        """
        pieces, moved = [], False
        for part in template.parts:
            value = part if isinstance(part, str) else self._slot(part, template, scope)
            if not value:
                return ""
            if scope.linked and isinstance(part, Slot):
                moved |= value != self._slot(part, template, replace(scope, linked=False))
            pieces.append(value)
        return "" if scope.linked and not moved else "".join(pieces)

    def _slot(self, slot: Slot, template: Template, scope: Scope) -> str:
        for text in self.read.texts(slot.selector, scope):
            for value in self.read.through(slot.transforms, text, (template.text, slot), scope):
                return value
        return ""

    def _note(self, notice: Notice) -> None:
        self.result.notices.append(notice)
