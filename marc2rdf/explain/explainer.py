"""Explains while a run goes on: it stands where the mapping and the writer stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from marc2rdf.explain.explanation import Explanation, explain
from marc2rdf.explain.reasons import Reasons
from marc2rdf.explain.trace import Trace, trace
from marc2rdf.mapping.conversion import Conversion
from marc2rdf.mapping.mapping import Mapping
from marc2rdf.marc.record import Record
from marc2rdf.rdf.grouping import count_triples
from marc2rdf.rdf.rows import Rows
from marc2rdf.rdf.terms import IRI, Statement


class Explainer:
    """Converts records by the plan of a mapping, and hands each explanation to ``show``.

    ``convert`` takes the place of the mapping's, ``write`` that of a writer's, so that the
    same pipeline runs as for ``convert``: with its options, rejects and duplicates.

    >>> mapping = Mapping.from_text("mapping: 1\\nrules: {title: {from: 245$a, to: dcterms:title}}")
    >>> record = Record(tags=["001", "245"], fields=["7", "10\\x1faTitle"])
    >>> seen = []
    >>> explainer = Explainer(mapping, seen.append)
    >>> conversion = explainer.convert(record)
    >>> explainer.write(conversion.statements, conversion.iri)
    1
    >>> seen[0].told[0].field
    '245 10 $a'
    """

    replaced = 0

    def __init__(self, mapping: Mapping, show: Callable[[Explanation], None]) -> None:
        self.mapping = mapping
        self._show = show
        self._reasons = {id(plan): Reasons(plan) for plan in mapping.plans}
        self.last: tuple[Record, Trace] | None = None

    def convert(self, record: Record, suffix: str = "") -> Conversion:
        """Convert a record; raise RecordError where the mapping says so of a value."""
        plan = self.mapping.plan_for(record)
        traced = trace(plan, record, self.mapping.plugins, suffix)
        self.last = record, traced
        return traced.conversion

    def write(self, statements: Sequence[Statement], root: IRI) -> int:
        """Explain these statements of the record that was converted last."""
        if self.last is not None:
            record, traced = self.last
            untaken = self.reasons_of(traced).untaken(traced)
            self._show(explain(record, traced, statements, untaken))
        return count_triples(list(statements))

    def write_rows(self, rows: Rows, root: IRI) -> int:
        """Explain what rows say."""
        return self.write(rows.statements(), root)

    def reasons_of(self, traced: Trace) -> Reasons:
        """Give what finds the reasons for a record that was converted here."""
        return self._reasons[id(traced.plan)]

    def close(self) -> None:
        """There is nothing to finish."""
