"""The record as a whole: key, IRIs, class, 008, and the order of rules."""

from __future__ import annotations

import hashlib

import pytest
from mapping_samples import convert, lines, notices

from marc2rdf.mapping.compile import compile_text
from marc2rdf.mapping.examples import example_record
from marc2rdf.mapping.interpret import interpret
from marc2rdf.marc.record import Record

RULE = "{from: 245$a, to: dcterms:title}"


def iri(*marc: str, top: str = "") -> str:
    return convert(RULE, *marc, top=top).iri.removeprefix("https://example.org/")


def test_key_and_iri_as_they_are_when_a_mapping_says_nothing() -> None:
    assert iri("001 42") == "bib/42"
    assert iri("001  a b/c ") == "bib/a%20b%2Fc"
    assert iri("001 (DE-588)Ж") == "bib/%28DE-588%29Ж"


def test_the_key_is_the_first_that_gives_a_value() -> None:
    top = "record: {key: [{from: 999$c, when: 999$c = 999$d}, 001]}"
    assert iri("001 1", "999 ## $c7$d7", top=top) == "bib/7"
    assert iri("001 1", "999 ## $c7$d8", top=top) == "bib/1"
    two = 'record: {key: {from: 001, when: 003, text: "{003}-{001}"}}'
    assert iri("001 1", "003 DE-1", top=two) == "bib/DE-1-1"


def test_iri_and_about_are_templates() -> None:
    top = 'base: https://d.example/\nrecord: {iri: "{base}id/{key}", about: "{iri}#record"}'
    conversion = convert("{from: about, as: iri, to: foaf:page}", "001 7", top=top)
    assert conversion.iri == "https://d.example/id/7"
    assert [str(s.object) for s in conversion.statements] == ["https://d.example/id/7#record"]


def test_of_a_list_of_iris_the_first_that_can_be_made() -> None:
    top = 'record: {iri: ["{base}ppn/{003}", "{base}bib/{key}"]}'
    assert iri("001 1", top=top) == "bib/1"
    assert iri("001 1", "003 X", top=top) == "ppn/X"


def without_key(*fields: tuple[str, str]) -> Record:
    record = Record()
    for tag, text in fields:
        if tag.startswith("00"):
            record.add_control(tag, text)
        else:
            record.add(tag, "  ", [("a", text)])
    return record


def test_without_a_key_it_is_a_hash_of_all_but_005_and_9xx() -> None:
    plan = compile_text(f"mapping: 1\nrules: {{r: {RULE}}}", {}).plan

    def key(*fields: tuple[str, str]) -> str:
        return interpret(plan, without_key(*fields)).key

    first = key(("245", "T"))
    assert len(first) == 16 and int(first, 16) >= 0
    assert first == key(("005", "2025"), ("245", "T"), ("942", "BK"))
    assert first != key(("245", "U")) and first != key(("246", "T"))
    notes = [n.code for n in interpret(plan, without_key(("245", "T"))).notices]
    assert notes == ["no-key"]


def test_the_same_key_twice_gets_a_suffix() -> None:
    plan = compile_text(f"mapping: 1\nrules: {{r: {RULE}}}", {}).plan
    found = interpret(plan, example_record(["001 7"]), {}, "~abc")
    assert (found.key, found.iri) == ("7~abc", "https://example.org/bib/7~abc")


@pytest.mark.parametrize(
    ("length", "positions", "noted"),
    [(40, True, False), (39, True, False), (38, True, False), (41, True, True),
     (37, False, True), (20, False, True), (15, False, True), (10, False, True)],
)  # fmt: skip
def test_field_008_as_far_as_it_can_be_trusted(length, positions, noted) -> None:
    full = "760101s1987    fr a     j    000 0 fre d   "
    assert full[35:38] == "fre" and len(full) > 41
    top = (
        "rules:\n  r: {from: 008/07-10, to: dcterms:date}\n"
        "  l: {from: 008/35-37, to: dcterms:language}\n"
    )
    record = Record()
    record.add_control("001", "1")
    record.add_control("008", full[:length])
    found = interpret(compile_text("mapping: 1\n" + top, {}).plan, record)
    said = lines(found)
    assert ('dcterms:language "fre"' in said) is positions
    assert ('dcterms:date "1987"' in said) is (length >= 15)
    assert ("008-length" in [n.code for n in found.notices]) is noted


def test_a_short_008_with_a_wrong_type_of_date_is_not_used() -> None:
    record = Record()
    record.add_control("001", "1")
    record.add_control("008", "7601011987    fr")
    plan = compile_text("mapping: 1\nrules: {r: {from: 008/07-10, to: dcterms:date}}", {}).plan
    assert lines(interpret(plan, record)) == []


KIND = """
mapping: 1
rules:
  late: {when: type = 'bibo:Book', text: "a {type}", to: dcterms:type}
  node:
    from: 773
    to: dcterms:isPartOf
    node:
      iri: "{iri}#h"
      a: {choose: [{when: "type = 'bibo:Book'", iri: bibo:Series}, {iri: bibo:Journal}]}
  kind: {choose: [{when: LDR/07 = 's', a: bibo:Periodical}, {a: bibo:Book}]}
"""


def test_the_class_is_known_before_all_other_rules() -> None:
    plan = compile_text(KIND, {}).plan
    assert lines(interpret(plan, example_record(["773 0# $tX"]))) == [
        "a bibo:Book",
        'dcterms:type "a bibo:Book"',
        "<bib/1#h> a bibo:Series",
        "dcterms:isPartOf <bib/1#h>",
    ]
    assert lines(interpret(plan, example_record(["773 0# $tX", "LDR/07 s"]))) == [
        "a bibo:Periodical",
        "<bib/1#h> a bibo:Journal",
        "dcterms:isPartOf <bib/1#h>",
    ]


def test_records_may_be_left_out() -> None:
    top = "record: {skip_when: 942$n = 1}"
    assert convert(RULE, "245 10 $aA", "942 ## $n1", top=top).skipped
    assert convert(RULE, "245 10 $aA", "942 ## $n1", top=top).statements == []
    assert not convert(RULE, "245 10 $aA", top=top).skipped


def test_a_statement_of_two_rules_stands_once_with_both_origins() -> None:
    text = f"mapping: 1\nrules: {{a: {RULE}, b: {RULE}}}"
    found = interpret(compile_text(text, {}).plan, example_record(["245 10 $aA"]))
    assert len(found.statements) == 1
    (origins,) = found.said.values()
    assert [origin.rule for origin in origins] == ["a", "b"]
    assert origins[0].field is not None and origins[0].field.tag == "245"
    assert origins[0].clause.place.line == 2


def test_odd_fields_are_no_trouble() -> None:
    record = Record(leader="short")
    for tag, text in (
        ("245", ""), ("245", "10"), ("245", "1"), ("245", "\x1f"), ("245", "\x1fa"),
        ("245", "10\x1f\x1fa\x1fa"),
        ("245", "10\x1fa\u0301x"), ("008", ""), ("880", "\x1f6245-01"), ("XYZ", "10\x1fab"),
        ("24é", "x"), ("245", "10\x1fa\x00\x1d"),
    ):  # fmt: skip
        record.tags.append(tag)
        record.fields.append(text)
    plan = compile_text(
        f"mapping: 1\nrules: {{r: {RULE}, s: {{from: 245, to: dcterms:type}}}}", {}
    ).plan
    found = interpret(plan, record)
    assert [s.object.value for s in found.statements if not isinstance(s.object, str)]  # type: ignore[union-attr]
    assert hashlib.sha256(found.key.encode()).hexdigest()


def test_resolve_is_a_mark_and_changes_nothing() -> None:
    plain = convert("{from: 022$a, do: [issn], to: bibo:issn}", "022 ## $a0303-965X")
    marked = convert(
        "{from: 022$a, do: [issn], resolve: issn, to: bibo:issn}", "022 ## $a0303-965X"
    )
    assert plain.statements == marked.statements
    (origins,) = marked.said.values()
    assert origins[0].clause.resolve == "issn"
    assert notices("{from: 856$u, do: [url], as: iri, resolve: url, to: foaf:page}") == []


def test_one_wrong_value_is_one_warning_whoever_met_it():
    from marc2rdf.mapping.mapping import Mapping

    record = Record()
    record.add_control("001", "1")
    record.add("773", "0 ", [("t", "Nature"), ("x", "0028-0837"), ("g", "p. 3-9")])
    notices = Mapping.default().convert(record).notices
    assert [(n.code, n.tag, n.subfield) for n in notices] == [("issn-check-digit", "773", "x")]


def test_subfield_8_of_a_local_field_can_be_named():
    from marc2rdf.mapping.mapping import Mapping

    mapping = Mapping.from_text("mapping: 1\nrules: {shelf: {from: 952$8, to: dcterms:isPartOf}}")
    record = Record()
    record.add("952", "  ", [("8", "REF"), ("o", "QA")])
    assert [s.object.value for s in mapping.convert(record).statements] == ["REF"]
