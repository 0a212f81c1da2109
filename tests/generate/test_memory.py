"""What is said from memory is this record's: its IRIs, its duplicates, its slugs, its order."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marc2rdf import Mapping, Record
from marc2rdf.generate.program import Program
from marc2rdf.generate.source import Way
from marc2rdf.mapping.interpret import interpret
from marc2rdf.rdf.literals import escape, unescape
from marc2rdf.rdf.writer import open_writer

BASE = "https://data.example.org/"


def plan_of(rules: str, head: str = ""):
    [plan] = Mapping.from_text(f"mapping: 1\n{head}rules:\n{rules}", BASE).plans
    return plan


def written(conversion, statements: bool) -> bytes:
    out = io.BytesIO()
    writer = open_writer("nt", out, prefixes={}, base=BASE)
    if statements:
        count = writer.write(conversion.statements, conversion.iri)
    else:
        count = writer.write_rows(conversion.rows, conversion.iri)
    writer.close()
    assert count == len(out.getvalue().splitlines())
    return out.getvalue()


def assert_same(plan, records: list[Record]) -> Program:
    """Convert records three times; each time all must be as the interpreter has it."""
    program = Program(plan, {})
    for _ in range(3):
        for record in records:
            expected, found = interpret(plan, record, {}), program.convert(record)
            assert found.statements == expected.statements
            assert found.notices == expected.notices
            if found.rows is not None:
                assert written(found, False) == written(expected, True)
    return program


def record(key: str, *fields: tuple[str, str]) -> Record:
    return Record(tags=["001", *(tag for tag, _ in fields)], fields=[key, *(f for _, f in fields)])


@pytest.mark.parametrize("key", ["1", "12", "a b", "ä", "bib", "record", "x~0a1b2c3d"])
def test_each_record_has_its_own_iris_in_what_is_said_again(key):
    rules = """
  host:
    from: 773$t
    to: dcterms:isPartOf
    node: {iri: '{iri}#host', set: {dcterms:title: $t}}
  about: {from: 040$a, to: dcterms:relation, iri: '{about}#made'}
"""
    fields = ("773", "0 \x1ftA journal"), ("040", "  \x1faX")
    records = [record(key, *fields), record("other", *fields), record("9", *fields)]
    assert_same(plan_of(rules), records)


def test_a_link_to_the_record_itself_is_one_triple():
    rules = """
  own: {from: 787$t, to: dcterms:relation, iri: '{iri}'}
  link: {from: 787$u, to: dcterms:relation, as: iri}
"""
    field = ("787", f"0 \x1ftIt\x1fu{BASE}bib/7")
    assert_same(plan_of(rules), [record("7", field), record("8", field), record("70", field)])


def test_two_fields_that_say_the_same_say_it_once():
    rules = """
  language: {from: [041$a, 041$d], do: [lower], to: dcterms:language}
  other: {from: 546$a, to: dcterms:language}
"""
    fields = [("041", "0 \x1faeng\x1fdENG"), ("041", "1 \x1fafre"), ("546", "  \x1faeng")]
    assert_same(plan_of(rules), [record("1", *fields), record("2", *fields[::-1])])


def test_what_is_asked_of_the_record_decides_anew():
    rules = """
  place: {from: 260$a, when: "LDR/06 = 'a' and 300$a", to: dcterms:spatial}
  year: {from: 008/07-10, when: 260$c, to: dcterms:issued, as: year}
"""
    fields = [("260", "  \x1faParis\x1fc1990"), ("300", "  \x1fa9 p.")]
    fixed = ("008", "900101s1990    fr            000 0 fre d")
    one, two = record("1", *fields), record("2", *fields[:1], fixed)
    score = Record(one.leader[:6] + "c" + one.leader[7:], one.tags, one.fields)
    assert_same(plan_of(rules), [one, two, score, record("3", *fields, fixed)])


def test_values_of_one_slug_are_told_apart_when_they_come_again():
    rules = "  name: {from: 700$a, to: dcterms:creator, iri: '{iri}#{$a|slug}'}\n"
    one, two = ("700", "1 \x1faMüller"), ("700", "1 \x1faMuller!")
    assert_same(plan_of(rules), [record("1", one), record("2", two), record("3", one, two)])


def test_lists_are_in_the_order_of_each_record():
    rules = """
  name:
    from: 700$a
    to: dcterms:creator
    iri: '{iri}#{$a|slug}'
    list: {property: bibo:authorList}
"""
    one, two = ("700", "1 \x1faB"), ("700", "1 \x1faA")
    assert_same(plan_of(rules), [record("1", one, two), record("2", two, one)])


def test_the_place_among_others_is_that_in_the_record():
    rules = "  last: {from: 785(.7)$t, when: \"occurrence = 'last'\", to: dcterms:isReplacedBy}\n"
    rules += '  second: {from: 785$t, when: "occurrence = 2", to: dcterms:relation}\n'
    one, two, other = [("785", f"{i} \x1ft{t}") for i, t in (("17", "A"), ("07", "B"), ("00", "C"))]
    one, two, other = [(tag, field.replace(" \x1f", "\x1f", 1)) for tag, field in (one, two, other)]
    records = [record("1", one, two, other), record("2", other, two), record("3", two, one)]
    assert_same(plan_of(rules), records)


def test_marks_in_texts_are_escaped_once():
    rules = """
  title: {from: 245$a, to: dcterms:title}
  note: {from: 500$a, to: dcterms:description, default: 'no "note"'}
"""
    odd = ("245", '10\x1faThe "one" \\ two\t')
    plain = ("500", "  \x1faplain")
    assert_same(plan_of(rules), [record("1", odd), record("2", odd, plain), record("3", plain)])


@given(st.text())
def test_unescape_undoes_escape(text):
    assert unescape(escape(text)) == text


def test_nearly_all_shipped_rules_can_be_said_from_memory():
    for plan in Mapping.default(BASE).plans:
        steps = Program(plan, {}).steps
        alone = {step.rule.rule for step in steps if step.way not in (Way.FIELDS, Way.GROUP)}
        assert len(alone) <= 5 and {"about", "identifier"} <= alone, plan.name
        assert Way.INTERPRETED not in {step.way for step in steps}
