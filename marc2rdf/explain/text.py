"""An explanation as text: three columns for programs, a table for people."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator

from marc2rdf.explain.explanation import Explanation, Told, field_text, place_text
from marc2rdf.explain.explanation import value_of as text_at
from marc2rdf.explain.traced import Step
from marc2rdf.mapping.problems import shorten
from marc2rdf.rdf.short import Short
from marc2rdf.rdf.terms import IRI

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
LONG = 200


def columns(explanation: Explanation, names: Short) -> Iterator[str]:
    """Give lines of three columns between tabs: key and field, triple, rule with its steps.

    What nothing took has ``-`` and its text for a triple, and the reason for a rule.
    """
    key = clean(explanation.trace.conversion.key)
    view = explanation.trace.view
    for told in explanation.told:
        rule = f"{told.rule} {told.mapping}"
        steps = "".join(f"; {step_text(step)}" for step in told.steps)
        triple = clean(names.triple(told.statement))
        yield f"{key} {told.field}".rstrip() + f"\t{triple}\t{clean(rule + steps)}"
    for untaken in explanation.untaken:
        where = field_text(view, [untaken.source])
        value = shorten(clean(text_at(view, untaken.source)), LONG)
        rule = f" ({untaken.rule} {place_text(untaken.place)})" if untaken.place else ""
        why = clean(f"{untaken.reason}: {untaken.why}{rule}")
        yield f"{key} {clean(where)}\t- {value}\t{why}"


def table(
    explanation: Explanation,
    names: Short,
    width: int,
    style: Callable[[str, str], str] = lambda text, kind: text,
) -> Iterator[str]:
    """Give the lines of a table for a terminal of ``width`` columns.

    ``style`` colours a text; its kinds are ``head``, ``rule``, ``step`` and ``lost``.
    """
    record, conversion = explanation.record, explanation.trace.conversion
    yield style(clean(f"{record.source}: record {record.number}, key {conversion.key}"), "head")
    left = max(12, min(22, width // 5))
    middle = max(24, (width - left - 4) * 3 // 5)
    right = max(16, width - left - middle - 4)
    before: tuple[str, IRI] | None = None
    for told in explanation.told:
        if before is None or before[1] != told.statement.subject:
            yield style(clean(names.term(told.statement.subject)), "head")
        field = told.field if before is None or before[0] != told.field else ""
        yield from _row(told, field, names, (left, middle, right), style)
        before = told.field, told.statement.subject
    yield style(f"not taken: {len(explanation.untaken)}", "head")
    view = explanation.trace.view
    for untaken in explanation.untaken:
        value = shorten(clean(text_at(view, untaken.source)), LONG)
        why = untaken.why if untaken.reason != "on-purpose" else f"on purpose: {untaken.why}"
        if untaken.place:
            why += f" ({untaken.rule} {place_text(untaken.place)})"
        cells = (clean(field_text(view, [untaken.source])), value, clean(why))
        yield from _lines(cells, (left, middle, right), ("", "lost", "rule"), style)
    yield ""


def _row(
    told: Told,
    field: str,
    names: Short,
    widths: tuple[int, int, int],
    style: Callable[[str, str], str],
) -> Iterator[str]:
    _, predicate, found = told.statement
    said = f"{names.predicate(predicate)} {names.term(found)}"
    cells = (field, clean(said), clean(f"{told.rule} {told.mapping}"))
    yield from _lines(cells, widths, ("", "", "rule"), style)
    indent = " " * (widths[0] + 4)
    for step in told.steps:
        text = shorten(clean(step_text(step)), widths[1] + widths[2])
        yield indent + style(text, "step")


def _lines(
    cells: tuple[str, str, str],
    widths: tuple[int, int, int],
    kinds: tuple[str, str, str],
    style: Callable[[str, str], str],
) -> Iterator[str]:
    wrapped = [
        textwrap.wrap(cell, width, break_on_hyphens=False) or [""]
        for cell, width in zip(cells, widths, strict=True)
    ]
    for number in range(max(map(len, wrapped))):
        line = ""
        for pieces, width, kind in zip(wrapped, widths, kinds, strict=True):
            piece = pieces[number] if number < len(pieces) else ""
            padded = piece.ljust(width) + "  "
            line += style(padded, kind) if piece and kind else padded
        yield line.rstrip()


def step_text(step: Step) -> str:
    """Write a step on one line.

    >>> step_text(Step("isbd_trim", "Title /", "Title"))
    'isbd_trim "Title /" → "Title"'
    """
    return f'{step.name} "{shorten(step.before, LONG)}" → "{shorten(step.after, LONG)}"'


def clean(text: str) -> str:
    r"""Take out what would move a terminal's cursor or end a column.

    >>> clean("a\tb\x1b[2Jc")
    'a b [2Jc'
    """
    return _CONTROLS.sub(" ", str(text))
