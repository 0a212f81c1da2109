"""An explanation as a page: the record on the left, the triples on the right.

Pointing at one, or reaching it by the keyboard, lights the other.
"""

from __future__ import annotations

from typing import BinaryIO

from marc2rdf.explain.explanation import (
    Explanation,
    Told,
    field_text,
    heading,
    place_text,
    value_of,
)
from marc2rdf.explain.left_out import REASONS
from marc2rdf.explain.reasons import Untaken
from marc2rdf.explain.traced import LEADER, Source, Step
from marc2rdf.mapping.view import FieldView, RecordView
from marc2rdf.pages.html import head, tail, text
from marc2rdf.rdf.short import Short
from marc2rdf.rdf.terms import IRI

STYLE = """
.sides { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 7fr); gap: 2rem; }
@media (max-width: 60rem) { .sides { grid-template-columns: 1fr; } }
.side { min-width: 0; }
.record { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; padding-bottom: 2rem; }
@media (max-width: 60rem) { .record { position: static; max-height: none; } }
.field { display: flex; gap: .7rem; padding: .12rem 0; border-bottom: 1px solid var(--line); }
.tag { flex: none; width: 4.6rem; color: var(--soft); white-space: pre; }
.values { min-width: 0; overflow-wrap: anywhere; }
.code { color: var(--soft); }
[data-p] { border-radius: 3px; padding: 0 .15rem; cursor: default; }
.no { color: var(--lost); text-decoration: underline dotted; text-underline-offset: .2em; }
.kept { color: var(--soft); text-decoration: underline dotted; text-underline-offset: .2em; }
.lit { background: var(--lit); color: var(--lit-ink); }
.subject { margin: 1rem 0 .2rem; overflow-wrap: anywhere; }
ul { list-style: none; margin: 0; padding: 0; }
li { padding: .25rem .3rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.from { display: flex; flex-wrap: wrap; gap: 0 1rem; color: var(--soft); font-size: .85em; }
li.lit .from, li.lit .steps, li.lit .soft, .lit .code { color: var(--lit-ink); }
.steps { margin: .1rem 0 0 1rem; padding: 0; color: var(--soft); font-size: .85em;
  list-style: decimal; }
.steps li { border: 0; padding: 0; }
"""
SCRIPT = """
"use strict";
(function () {
  const places = new Map();
  for (const element of document.querySelectorAll("[data-p]")) {
    for (const place of element.dataset.p.split(" ")) {
      if (!places.has(place)) places.set(place, []);
      places.get(place).push(element);
    }
  }
  let lit = [];
  function light(target) {
    const element = target instanceof Element ? target.closest("[data-p]") : null;
    for (const one of lit) one.classList.remove("lit");
    lit = [];
    if (element === null) return;
    for (const place of element.dataset.p.split(" ")) {
      for (const one of places.get(place) || []) {
        one.classList.add("lit");
        lit.push(one);
      }
    }
    element.classList.add("lit");
    lit.push(element);
    if (element.closest(".record") === null) reveal(lit.find((one) => one.closest(".record")));
  }
  function reveal(element) {
    if (element === undefined) return;
    const panel = element.closest(".record");
    const inner = element.getBoundingClientRect(), outer = panel.getBoundingClientRect();
    if (inner.top < outer.top) panel.scrollTop -= outer.top - inner.top + 20;
    if (inner.bottom > outer.bottom) panel.scrollTop += inner.bottom - outer.bottom + 20;
  }
  document.addEventListener("mouseover", (event) => light(event.target));
  document.addEventListener("mouseleave", () => light(null));
  document.addEventListener("focusin", (event) => light(event.target));
})();
"""


class ExplanationPage:
    """Writes the page: one section a record, as they come."""

    def __init__(self, out: BinaryIO, names: Short) -> None:
        self._out = out
        self._names = names
        self._records = 0
        self._write(head("Where the triples come from", STYLE, SCRIPT))
        self._write("<h1>Where the triples come from</h1>\n")
        self._write(
            '<p class="soft">Point at a subfield or a triple, or reach it with the tab key: what '
            'belongs to it lights up. <span class="no">Underlined</span> is what nothing took, and '
            '<span class="kept">grey</span> what is left out on purpose.</p>\n'
        )

    def add(self, explanation: Explanation) -> None:
        """Write one record."""
        self._records += 1
        record, conversion = explanation.record, explanation.trace.conversion
        title = f"Record {conversion.key}"
        where = f"{record.source}: record {record.number} · {conversion.iri}"
        self._write(
            f'<section>\n<h2>{text(title)}</h2>\n<p class="soft">{text(where)}</p>\n'
            '<div class="sides">\n<div class="side record">\n<h3>The record</h3>\n'
            f"{self._record(explanation)}{self._untaken(explanation)}</div>\n"
            f'<div class="side">\n<h3>{len(explanation.told)} triples</h3>\n'
            f"{self._triples(explanation)}</div>\n</div>\n</section>\n"
        )

    def close(self) -> None:
        """Finish the page; what it was written to stays open."""
        if not self._records:
            self._write("<p>No record was converted.</p>\n")
        self._write(tail(SCRIPT))

    def _write(self, piece: str) -> None:
        self._out.write(piece.encode("utf-8", "replace"))

    def _place(self, source: Source) -> str:
        return f"{self._records}.{source.field}.{source.subfield}"

    def _places(self, view: RecordView, told: Told) -> str:
        """Give the places of a triple; a whole field is all its subfields."""
        found: dict[str, None] = {}
        for source in told.sources:
            subfields = view.fields[source.field].subfields if source.field != LEADER else []
            whole = source.subfield < 0 and subfields
            numbers = range(len(subfields)) if whole else (source.subfield,)
            for number in numbers:
                found[self._place(Source(source.field, number))] = None
        return " ".join(found)

    # -- the left side -----------------------------------------------------------------------

    def _record(self, explanation: Explanation) -> str:
        view = explanation.trace.view
        lost = {one.source[:2]: one for one in explanation.untaken}
        rows = self._row("LDR", self._value(Source(LEADER), str(view.leader), None))
        for field in view.fields:
            rows += self._row(heading(field), self._field(field, lost))
        return rows

    def _row(self, name: str, values: str) -> str:
        return (
            f'<div class="field"><span class="tag mono">{text(name)}</span>'
            f'<span class="values">{values}</span></div>\n'
        )

    def _field(self, field: FieldView, lost: dict[tuple[int, int], Untaken]) -> str:
        if not field.subfields:
            untaken = lost.get((field.index, -1))
            return self._value(Source(field.index), field.text, untaken)
        return " ".join(
            self._value(Source(field.index, n), value, lost.get((field.index, n)), code)
            for n, (code, value) in enumerate(field.subfields)
        )

    def _value(self, source: Source, value: str, untaken: Untaken | None, code: str = "") -> str:
        kind = title = ""
        if untaken is not None:
            kind = ' class="kept"' if untaken.reason == "on-purpose" else ' class="no"'
            title = f' title="{text(_why(untaken))}"'
        label = f'<span class="code mono">${text(code)}</span> ' if code else ""
        return (
            f'<span data-p="{self._place(source)}" tabindex="0"{kind}{title}>'
            f"{label}<bdi>{text(value)}</bdi></span>"
        )

    def _untaken(self, explanation: Explanation) -> str:
        if not explanation.untaken:
            return "<h3>Everything was taken</h3>\n"
        view = explanation.trace.view
        rows = "".join(
            f'<tr data-p="{self._place(one.source)}" tabindex="0">'
            f'<td class="mono">{text(field_text(view, [one.source]))}</td>'
            f"<td><bdi>{text(value_of(view, one.source))}</bdi></td>"
            f"<td>{text(_why(one))}</td></tr>\n"
            for one in explanation.untaken
        )
        return (
            f"<h3>{len(explanation.untaken)} not taken</h3>\n<table><thead><tr><th>field</th>"
            f"<th>value</th><th>why</th></tr></thead>\n<tbody>\n{rows}</tbody></table>\n"
        )

    # -- the right side ----------------------------------------------------------------------

    def _triples(self, explanation: Explanation) -> str:
        view, pieces, subject = explanation.trace.view, "", None
        for told in explanation.told:
            if told.statement.subject != subject:
                pieces += "</ul>\n" if subject is not None else ""
                subject = told.statement.subject
                pieces += (
                    f'<p class="subject mono">{text(self._names.term(IRI(subject)))}</p>\n<ul>\n'
                )
            pieces += self._triple(told, self._places(view, told))
        return pieces + ("</ul>\n" if subject is not None else "")

    def _triple(self, told: Told, places: str) -> str:
        _, predicate, found = told.statement
        steps = "".join(f"<li>{_step(step)}</li>" for step in told.steps)
        return (
            f'<li data-p="{places}" tabindex="0"><span class="mono">'
            f"{text(self._names.predicate(predicate))}</span> "
            f'<span class="mono"><bdi>{text(self._names.term(found))}</bdi></span>'
            f'<span class="from"><span>{text(told.field or "the record as a whole")}</span>'
            f"<span>{text(told.rule)}</span><span>{text(told.mapping)}</span></span>"
            + (f'<ol class="steps">{steps}</ol>' if steps else "")
            + "</li>\n"
        )


def _why(untaken: Untaken) -> str:
    why = untaken.why
    if untaken.reason == "on-purpose":
        why = f"{REASONS['on-purpose']}: {why}"
    return f"{why} ({untaken.rule} {place_text(untaken.place)})" if untaken.place else why


def _step(step: Step) -> str:
    return (
        f"<code>{text(step.name)}</code> <bdi>“{text(step.before)}”</bdi> → "
        f"<bdi>“{text(step.after)}”</bdi>"
    )
