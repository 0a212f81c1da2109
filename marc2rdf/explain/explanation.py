"""The explanation of one record as plain data: its triples, and what nothing took."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from marc2rdf import shipped
from marc2rdf.explain.reasons import Untaken
from marc2rdf.explain.trace import Evidence, Trace
from marc2rdf.explain.traced import LEADER, Source, Step
from marc2rdf.mapping.problems import Place
from marc2rdf.mapping.view import FieldView, RecordView
from marc2rdf.marc.record import Record
from marc2rdf.rdf.ntriples import term
from marc2rdf.rdf.terms import Object, OrderedList, Statement


class Told(NamedTuple):
    """One statement with one reason for it: rule, ``file:line``, field and steps."""

    statement: Statement
    rule: str
    mapping: str
    field: str
    sources: tuple[Source, ...]
    steps: tuple[Step, ...]


class Explanation(NamedTuple):
    """One record: each statement as often as it was said (a list once), and what nothing took."""

    record: Record
    trace: Trace
    told: list[Told]
    untaken: list[Untaken]


def explain(
    record: Record, trace: Trace, statements: Iterable[Statement], untaken: list[Untaken]
) -> Explanation:
    """Put an explanation together, in the order of the record's fields."""
    told = [
        _told(statement, evidence, trace.view)
        for statement in statements
        for evidence in _reasons(statement, trace)
    ]
    told.sort(key=lambda one: min((s.field, s.subfield, s.start) for s in one.sources or _NOWHERE))
    return Explanation(record, trace, told, untaken)


_NOWHERE = (Source(LEADER),)


def _reasons(statement: Statement, trace: Trace) -> list[Evidence]:
    """Give the evidence of a statement; a list has one for all fields that it names."""
    held = trace.evidence[statement]
    if not isinstance(statement.object, OrderedList):
        return held
    fields = (Source(one.field.index) for one in held if one.field is not None)
    return [held[0]._replace(sources=tuple(dict.fromkeys(fields)))]


def _told(statement: Statement, evidence: Evidence, view: RecordView) -> Told:
    sources = tuple(sorted({*evidence.sources, *evidence.names}))
    if not sources and evidence.field is not None:
        sources = (Source(evidence.field.index),)
    return Told(
        statement,
        evidence.rule,
        place_text(evidence.clause.place),
        field_text(view, sources),
        sources,
        evidence.steps,
    )


def place_text(place: Place | None) -> str:
    """Give ``file:line``; a shipped mapping is named without its folder.

    >>> place_text(Place("my.yaml", 3, 5))
    'my.yaml:3'
    """
    if place is None:
        return ""
    path = Path(place.file)
    name = path.name if path.parent == shipped.folder() else place.file
    return f"{name}:{place.line}"


def field_text(view: RecordView, sources: Iterable[Source]) -> str:
    """Write places as cataloguers do: ``245 10 $a$b``, ``008/35-37``, ``LDR``.

    >>> from marc2rdf.explain.reading import traced_view
    >>> record = Record(tags=["008", "245"], fields=["x", "10\\x1faOne\\x1fbTwo"])
    >>> field_text(traced_view(record), [Source(1, 1), Source(1, 0), Source(0, -1, 35, 38)])
    '008/35-37; 245 10 $a$b'
    """
    fields: dict[int, list[Source]] = {}
    for source in sources:
        fields.setdefault(source.field, []).append(source)
    return "; ".join(
        _field(view, index, sorted(places)) for index, places in sorted(fields.items())
    )


def _field(view: RecordView, index: int, places: list[Source]) -> str:
    field = view.fields[index] if index != LEADER else None
    if field is not None and field.subfields:
        codes = "".join(
            f"${field.subfields[n][0]}" for n in sorted({p.subfield for p in places} - {-1})
        )
        return f"{heading(field)} {codes}".rstrip()
    tag = field.tag if field is not None else "LDR"
    spans = [
        f"{p.start:02}" + (f"-{p.end - 1:02}" if p.end > p.start + 1 else "")
        for p in places
        if p.start >= 0
    ]
    return f"{tag}/{','.join(dict.fromkeys(spans))}" if spans else tag


def heading(field: FieldView) -> str:
    """Give the tag and the indicators; a blank indicator is #."""
    if not field.subfields:
        return field.tag
    return f"{field.tag} {field.i1}{field.i2}".replace(" ", "#").replace("#", " ", 1)


def object_text(found: Object) -> str:
    """Write an object as in N-Triples; a list as in Turtle.

    >>> from marc2rdf.rdf.terms import IRI
    >>> object_text(OrderedList((IRI("x:a"), IRI("x:b"))))
    '(<x:a> <x:b>)'
    """
    if isinstance(found, OrderedList):
        return f"({' '.join(f'<{item}>' for item in found.items)})"
    return term(found)


def as_dict(explanation: Explanation) -> dict[str, Any]:
    """Give an explanation for JSON; docs/explain.md says what each key holds."""
    record, view = explanation.record, explanation.trace.view
    conversion = explanation.trace.conversion
    return {
        "record": {
            "key": conversion.key,
            "iri": str(conversion.iri),
            "source": record.source,
            "number": record.number,
        },
        "triples": [
            {
                "subject": f"<{told.statement.subject}>",
                "predicate": f"<{told.statement.predicate}>",
                "object": object_text(told.statement.object),
                "rule": told.rule,
                "mapping": told.mapping,
                "field": told.field,
                "places": [_place(source) for source in told.sources],
                "steps": [step._asdict() for step in told.steps],
            }
            for told in explanation.told
        ],
        "untaken": [
            {
                "field": field_text(view, [untaken.source]),
                "place": _place(untaken.source),
                "value": value_of(view, untaken.source),
                "reason": untaken.reason,
                "why": untaken.why,
                "rule": untaken.rule,
                "mapping": place_text(untaken.place),
            }
            for untaken in explanation.untaken
        ],
        "notices": [
            {"code": notice.code, "message": notice.message, "field": notice.place}
            for notice in conversion.notices
        ],
    }


def _place(source: Source) -> list[int]:
    return [source.field, source.subfield]


def value_of(view: RecordView, source: Source) -> str:
    """Give the text at a place."""
    if source.field == LEADER:
        return str(view.leader)
    field = view.fields[source.field]
    if not field.subfields:
        return str(field.text)
    return str(field.subfields[source.subfield][1])
