"""Generated source says what the interpreter says: on cases, on real and on random records."""

from __future__ import annotations

import io
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_mappings import mappings
from random_records import records
from shared_data import shared_files
from whole_case import BASE, find_cases, mapping_of

from marc2rdf import Mapping, Record
from marc2rdf.errors import MappingError, RecordError
from marc2rdf.generate.program import Program
from marc2rdf.mapping.interpret import interpret
from marc2rdf.mapping.plan import Plan
from marc2rdf.marc import Reject, read_source
from marc2rdf.rdf.writer import FORMATS, open_writer

CASES = find_cases()
RELAXED = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@cache
def programs(mapping: Mapping) -> dict[int, Program]:
    return {id(plan): Program(plan, mapping.plugins) for plan in mapping.plans}


def said(convert, *arguments):
    """Give all that a conversion says, or the error that it ends in."""
    try:
        found = convert(*arguments)
    except RecordError as error:
        return (type(error), str(error), error.where)
    return (found.iri, found.key, found.skipped, found.statements, found.notices)


def assert_same(plan: Plan, program: Program, record: Record) -> None:
    for suffix in ("", "~0a1b2c3d", "~2"):  # what is met again is said from memory
        expected = said(interpret, plan, record, program.plugins, suffix)
        assert said(program.convert, record, suffix) == expected


def assert_all_same(mapping: Mapping, source: object) -> int:
    number = 0
    for item in read_source(source):
        if not isinstance(item, Reject):
            plan = mapping.plan_for(item)
            assert_same(plan, programs(mapping)[id(plan)], item)
            number += 1
    return number


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_case_is_said_the_same(case):
    assert_all_same(mapping_of(case), case.input)


@pytest.mark.parametrize(
    "path",
    shared_files("*.mrc", "*.xml", "*.txt", "880/*", "alephseq/*"),
    ids=lambda path: path.name,
)
def test_real_records_are_said_the_same(path):
    assert assert_all_same(default(), path) > 0


@cache
def default() -> Mapping:
    return Mapping.default(BASE)


@RELAXED
@given(records())
def test_any_record_is_said_the_same(record):
    plan = default().plan_for(record)
    assert_same(plan, programs(default())[id(plan)], record)


@RELAXED
@given(records())
def test_rows_are_written_as_statements_are(record):
    conversion = programs(default())[id(default().plan_for(record))].convert(record)
    if conversion.rows is None:
        return
    for name in FORMATS:
        texts = []
        for rows in (True, False):
            out = io.BytesIO()
            writer = open_writer(name, out, prefixes=default().used_prefixes, base=BASE)
            if rows:
                count = writer.write_rows(conversion.rows, conversion.iri)
            else:
                count = writer.write(conversion.statements, conversion.iri)
            writer.close()
            texts.append((count, writer.replaced, out.getvalue()))
        assert texts[0] == texts[1], name


@settings(RELAXED, max_examples=150)
@given(mappings(), st.lists(records(), min_size=1, max_size=4))
def test_any_mapping_is_said_the_same(text, records):
    try:
        mapping = Mapping.from_text(text, BASE)
    except MappingError:
        return
    [plan] = mapping.plans
    program = Program(plan, {})
    for record in records:
        assert_same(plan, program, record)
