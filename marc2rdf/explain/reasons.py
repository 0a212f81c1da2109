"""Why nothing took a field or subfield."""

from __future__ import annotations

from typing import NamedTuple

from marc2rdf.errors import RecordError
from marc2rdf.explain.left_out import REASONS, LeftOut
from marc2rdf.explain.reach import Reach, Take
from marc2rdf.explain.reading import Log, TracedChains, TracedReading
from marc2rdf.explain.trace import Trace
from marc2rdf.explain.traced import Source
from marc2rdf.mapping.phrases import both
from marc2rdf.mapping.plan import Clause, Plan
from marc2rdf.mapping.problems import Place
from marc2rdf.mapping.scope import Scope
from marc2rdf.mapping.slugs import Slugs
from marc2rdf.mapping.values import may, values
from marc2rdf.mapping.view import FieldView

SCOPES = 16


class Untaken(NamedTuple):
    """A field or subfield that nothing took: the reason by its name, and more words for it."""

    source: Source
    reason: str
    why: str
    rule: str = ""
    place: Place | None = None


class Reasons:
    """Finds the reasons for one plan.

    >>> from marc2rdf.explain.trace import trace
    >>> from marc2rdf.mapping.compile import compile_text
    >>> from marc2rdf.mapping.examples import example_record
    >>> text = "mapping: 1\\nrules: {title: {from: 245$a, when: i1 = 1, to: dcterms:title}}"
    >>> plan = compile_text(text, {}).plan
    >>> found = trace(plan, example_record(["245 00 $aOne$cTwo"]))
    >>> [untaken.why for untaken in Reasons(plan).untaken(found)][2:]
    ["not true: i1 = '1'", 'no rule takes 245 $c']
    """

    def __init__(self, plan: Plan, left_out: LeftOut | None = None) -> None:
        self.reach = Reach(plan)
        self.left_out = LeftOut.of(plan) if left_out is None else left_out

    def untaken(self, trace: Trace) -> list[Untaken]:
        """Give what nothing took, in the order of the record."""
        carried, names = taken(trace)
        originals = {id(twin): view for view in trace.view.fields for twin in view.linked}
        probe = _Probe(trace)
        found = []
        for view in trace.view.fields:
            numbers = range(len(view.subfields)) if view.subfields else (-1,)
            for number in numbers:
                source = Source(view.index, number)
                if source in carried:
                    continue
                linked = originals.get(id(view))
                reason = self._why(trace, view, source, source in names, linked, probe)
                found.append(reason)
        return found

    def _why(
        self,
        trace: Trace,
        view: FieldView,
        source: Source,
        names: bool,
        original: FieldView | None,
        probe: _Probe,
    ) -> Untaken:
        code = view.subfields[source.subfield][0] if view.subfields else ""
        own = original or view  # rules speak of the field that an 880 is linked to
        entries = self.left_out.of_field(own.tag, own.i1, own.i2, code)
        plain = next((entry for entry in entries if not entry.only), None)
        if entries and entries[0] == plain:
            return Untaken(source, "on-purpose", plain.reason)
        found = self._reason(trace, view, source, names, original, probe)
        for entry in entries:
            if not entry.only or found.reason in entry.only:
                return Untaken(source, "on-purpose", entry.reason)
        return found

    def _reason(
        self,
        trace: Trace,
        view: FieldView,
        source: Source,
        names: bool,
        original: FieldView | None,
        probe: _Probe,
    ) -> Untaken:
        code, value = view.subfields[source.subfield] if view.subfields else ("", view.text)
        own = original or view
        if not value.strip():
            return Untaken(source, "empty", REASONS["empty"])
        lost = trace.log.lost.get(source)
        if lost is not None and lost.reason == "invalid":
            return Untaken(source, "invalid", lost.why, lost.rule)
        takes = self.reach.of(own.tag, own.i1, own.i2, code)
        if takes and original is not None:
            return Untaken(source, "linked", f"{REASONS['linked']} ({original.tag})")
        if lost is not None:
            return Untaken(source, lost.reason, lost.why, lost.rule)
        if names:
            return Untaken(source, "names", REASONS["names"])
        if takes:
            return _of_takes(source, takes, view, probe)
        if source in trace.log.asked:
            return Untaken(source, "asked", REASONS["asked"])
        what = f"{own.tag} ${code}" if code else own.tag
        return Untaken(source, "no-rule", f"no rule takes {what}")


def _of_takes(source: Source, takes: tuple[Take, ...], view: FieldView, probe: _Probe) -> Untaken:
    """Say why none of these took a subfield: a condition of each was false, or one was late."""
    first: Untaken | None = None
    for take in takes:
        found = probe.false_in(take, view)
        if found is None:
            place = take.chain[0].place
            return Untaken(source, "not-first", REASONS["not-first"], take.rule, place)
        clause, text = found
        why = f"not true: {text}"
        first = first or Untaken(source, "condition", why, take.rule, clause.place)
    assert first is not None
    return first


def taken(trace: Trace) -> tuple[set[Source], set[Source]]:
    """Give the places whose text is said, and those that only tell IRIs from others."""
    carried: set[Source] = set()
    names: set[Source] = set()
    for held in trace.evidence.values():
        for evidence in held:
            carried.update(source._replace(start=-1, end=-1) for source in evidence.sources)
            names.update(source._replace(start=-1, end=-1) for source in evidence.names)
    return carried, names - carried


class _Probe:
    """Asks again, without saying anything, which condition was false for a field."""

    def __init__(self, trace: Trace) -> None:
        chains = TracedChains(trace.plan.tables, trace.read.chains.plugins)
        chains.log = Log()
        self.read = TracedReading(trace.view, chains, Slugs(), lambda notice: None)
        self.read.named = dict(trace.read.named)
        self.scope = Scope(trace.conversion.iri)

    def false_in(self, take: Take, view: FieldView) -> tuple[Clause, str] | None:
        """Give the first clause on the way to a take whose condition is false for a field."""
        scopes = [self.scope]
        for clause in take.chain:
            scopes = self._at(clause, scopes, view)
            told = [scope for scope in scopes if not may(clause, scope, self.read)]
            if scopes and len(told) == len(scopes):
                return clause, both(clause.before)
            try:
                inner = [v for s in scopes for v in self._values(clause, s, view)]
            except RecordError:
                return None
            if not inner:
                return (clause, both(clause.after)) if clause.after is not None else None
            scopes = inner[:SCOPES]
        return None

    def _at(self, clause: Clause, scopes: list[Scope], view: FieldView) -> list[Scope]:
        """Give the surroundings in which a clause's first condition is asked."""
        if not any(selector.tag for options in clause.sources for selector in options):
            return scopes
        return [
            inner
            for scope in scopes
            for options in clause.sources
            for selector in options
            for inner, _, _ in self.read.select(selector, clause, scope)
            if inner.view is view or not selector.tag
        ][:SCOPES]

    def _values(self, clause: Clause, scope: Scope, view: FieldView) -> list[Scope]:
        found = values(clause, scope, self.read)
        return [inner for inner in found if inner.view is view or inner.view is scope.view]
