"""One run of a plan over a record in which every statement keeps its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from marc2rdf.explain.reading import Log, TracedChains, TracedReading, traced_view
from marc2rdf.explain.traced import Source, Step, Traced, TracedIRI, sources_of, steps_of
from marc2rdf.mapping.conversion import Conversion
from marc2rdf.mapping.interpret import Run
from marc2rdf.mapping.names import Names
from marc2rdf.mapping.objects import Objects
from marc2rdf.mapping.plan import Clause, Plan
from marc2rdf.mapping.scope import Scope
from marc2rdf.mapping.slugs import Slugs
from marc2rdf.mapping.templates import Template
from marc2rdf.mapping.view import FieldView, RecordView
from marc2rdf.marc.record import Record
from marc2rdf.notices import distinct
from marc2rdf.rdf.terms import IRI, Object, Statement


class Evidence(NamedTuple):
    """One reason why a statement was said: the rule and clause, the places and the steps.

    ``sources`` are the places whose text it carries, ``names`` those that only tell an IRI
    from others (by a slug of several values), ``field`` the field at hand.
    """

    rule: str
    clause: Clause
    field: FieldView | None
    sources: tuple[Source, ...]
    names: tuple[Source, ...]
    steps: tuple[Step, ...]


@dataclass(eq=False)
class Trace:
    """A conversion with the evidence of each statement, and what the run met."""

    plan: Plan
    view: RecordView
    conversion: Conversion
    evidence: dict[Statement, list[Evidence]]
    log: Log
    read: TracedReading


def trace(
    plan: Plan,
    record: Record,
    plugins: Mapping[str, Callable[..., object]] | None = None,
    suffix: str = "",
) -> Trace:
    """Run a plan on a record as ``interpret`` does, and keep the evidence.

    Raises RecordError only where the mapping says ``missing: error``.
    """
    view = traced_view(record)
    slugs = Slugs()
    run = TracedRun(plan, view, {} if plugins is None else plugins, slugs, suffix)
    conversion = run.convert()
    if clashes := slugs.clashes():
        run = TracedRun(plan, view, {} if plugins is None else plugins, Slugs(clashes), suffix)
        conversion = run.convert()
    conversion.notices[:0] = [*record.notices, *view.notices]
    conversion.notices = distinct(conversion.notices)
    evidence = {
        statement: run.evidence.get(statement)
        or [Evidence(o.rule, o.clause, o.field, (), (), ()) for o in origins]
        for statement, origins in conversion.said.items()
    }
    return Trace(plan, view, conversion, evidence, run.log, run.read)


def only(traced: Trace, statements: Sequence[Statement]) -> Trace:
    """Give the same trace with these of its statements; what the others took is lost."""
    if len(statements) == len(traced.evidence):
        return traced
    kept = {statement: traced.evidence[statement] for statement in statements}
    for statement, held in traced.evidence.items():
        if statement not in kept:
            for evidence in held:
                traced.log.lose_at(evidence.sources, "without", "left out by --without")
    return replace(traced, evidence=kept)


class TracedRun(Run):
    """The interpreter's run, with readers that remember."""

    read: TracedReading

    def __init__(
        self,
        plan: Plan,
        view: RecordView,
        plugins: Mapping[str, Callable[..., object]],
        slugs: Slugs,
        suffix: str,
    ) -> None:
        self.chains = TracedChains(plan.tables, plugins)
        super().__init__(plan, view, self.chains, slugs, suffix)
        self.log = self.chains.log = Log()
        self.read = TracedReading(view, self.chains, slugs, self._note)
        self.objects = Objects(Names(plan.prefixes), self.read)
        self.evidence: dict[Statement, list[Evidence]] = {}
        self._made: object = None  # what the object at hand was made from

    def _rule(self, rule: Clause, scope: Scope) -> None:
        self.log.rule = rule.rule
        super()._rule(rule, scope)

    def _emit(self, subject: IRI, to: IRI, found: Object, clause: Clause, scope: Scope) -> None:
        super()._emit(subject, to, found, clause, scope)
        remembers = (self._made, found, to, subject)
        sources = sources_of(*remembers)
        steps = steps_of(self._made, found, to)
        field = scope.twin if scope.linked and scope.twin is not None else scope.view
        held = self.evidence.setdefault(Statement(subject, to, found), [])
        held.append(Evidence(self.rule, clause, field, sources, _names(remembers, sources), steps))

    def _objects(self, clause: Clause, scope: Scope) -> Iterator[Object]:
        if clause.template is not None and clause.kind in ("text", "value"):
            with self.chains.watching() as seen:
                made = list(super()._objects(clause, scope))
            sources = sources_of(*seen)
            if scope.linked and scope.view is not None:
                sources = tuple(s for s in sources if s.field != scope.view.index)
            self._made = TracedIRI.of("", sources, steps_of(*seen))
            yield from made
            return
        for found in super()._objects(clause, scope):
            self._made = None
            if clause.kind in ("value", "text"):
                self._made = scope.twin_value if scope.linked else scope.value
                if clause.default and str is type(scope.value) and scope.value == clause.default:
                    self._made = Traced(clause.default, (), (Step("default", "", clause.default),))
                if isinstance(found, IRI):
                    found = TracedIRI.of(found, sources_of(self._made), steps_of(self._made))
            yield found

    def _fill_iri(self, template: Template, scope: Scope, clause: Clause | None) -> IRI | None:
        with self.chains.watching() as seen:
            made = super()._fill_iri(template, scope, clause)
        if made is None:
            return None
        pairs = list(zip(template.slots, seen, strict=False))
        carried = sources_of(*(text for slot, text in pairs if "slug" not in slot.transforms))
        told = sources_of(*(text for slot, text in pairs if "slug" in slot.transforms))
        if not carried and len(told) == 1:  # the IRI stands for this one value
            carried, told = told, ()
        return TracedIRI.of(made, carried, steps_of(*seen), told)


def _names(remembers: tuple[object, ...], sources: tuple[Source, ...]) -> tuple[Source, ...]:
    found = [s for thing in remembers if isinstance(thing, TracedIRI) for s in thing.names]
    return tuple(source for source in dict.fromkeys(found) if source not in sources)
