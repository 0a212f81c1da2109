"""The values of a statement: from, each, join, do, when, table, missing and default."""

from __future__ import annotations

import pytest
from mapping_samples import gives, notices, objects

TITLE = """
from: 245$a$b$n$p
each: [isbd_trim]
join: {default: " ", $b: " : ", $n: ". ", $p: ", "}
do: [squeeze]
to: dcterms:title
"""


@pytest.mark.parametrize(
    ("field", "title"),
    [
        ("$aPride and prejudice /$cJane Austen.", "Pride and prejudice"),
        ("$aPride and prejudice :$ba novel /$cJane Austen.", "Pride and prejudice : a novel"),
        ("$aWorks.$nPart 1,$pNovels /", "Works. Part 1, Novels"),
        ("$bb$aa", "b a"),  # nothing goes before the first
        ("$aa$b/$pp", "a, p"),  # a subfield that each leaves empty is none
        ("$aa  b", "a b"),
    ],
)
def test_each_comes_before_join_and_do_after(field, title) -> None:
    assert objects(TITLE, f"245 10 {field}") == [title]


def test_join_is_a_text_or_says_what_goes_before_a_subfield() -> None:
    assert objects("{from: 245$a$b, join: '--', to: dcterms:title}", "245 10 $aA$bB") == ["A--B"]
    assert objects("{from: 245$a$b, join: '', to: dcterms:title}", "245 10 $aA$bB") == ["AB"]
    assert objects("{from: 245$a$b, to: dcterms:title}", "245 10 $aA$bB") == ["A B"]
    rule = "{from: 245$a$b$c, join: {$c: ' / '}, to: dcterms:title}"
    assert objects(rule, "245 10 $aA$bB$cC") == ["A B / C"]


def test_each_may_give_several_or_none() -> None:
    rule = "{from: 245$a$b, each: [{split: ';'}], join: '+', to: dcterms:title}"
    assert objects(rule, "245 10 $a1;2$b3") == ["1+2+3"]
    rule = "{from: 650$a, each: [{split: ';'}], to: dcterms:subject}"
    assert objects(rule, "650 ## $a1;2$a3") == ["1", "2", "3"]
    rule = "{from: 245$a$b, each: [{drop: [x]}], to: dcterms:title}"
    assert objects(rule, "245 10 $ax$bX") == []


def test_of_a_list_all_count_and_of_an_or_the_first_that_gives() -> None:
    marc = ["041 ## $aeng$bfre", "008/35 ger"]
    assert objects("{from: [041$a, 041$b, 008/35-37], to: dcterms:language}", *marc) == [
        "eng", "fre", "ger",
    ]  # fmt: skip
    assert objects("{from: 041$h or 041$b or 041$a, to: dcterms:language}", *marc) == ["fre"]
    assert objects("{from: [041$h or 041$b, 008/35-37], to: dcterms:language}", *marc) == [
        "fre", "ger",
    ]  # fmt: skip


def test_or_goes_on_when_transforms_table_or_condition_leave_nothing() -> None:
    rule = "{from: 022$y or 022$a, do: [issn], to: bibo:issn}"
    assert objects(rule, "022 ## $a0303-965X$y0303-9651") == ["0303-965X"]
    top = "tables: {t: {inline: {a: 1, b: 2}}}"
    rule = "{from: 500$a or 501$a, table: t, missing: drop, to: dcterms:type}"
    assert objects(rule, "500 ## $ax", "501 ## $ab", top=top) == ["2"]
    assert objects(rule, "500 ## $aa", "501 ## $ab", top=top) == ["1"]
    rule = "{from: 500$a or 501$a, when: value != 'x', to: dcterms:type}"
    assert objects(rule, "500 ## $ax", "501 ## $ab") == ["b"]
    rule = "{from: 500$a or 501$a, when: i1 = 1, to: dcterms:type}"
    assert objects(rule, "500 0# $ax", "501 1# $ab") == ["b"]


def test_without_from_a_rule_is_said_once_for_the_record() -> None:
    assert gives("{text: x, to: dcterms:title}", "650 ## $aA", "650 ## $aB") == [
        'dcterms:title "x"'
    ]


def test_without_from_an_inner_statement_sees_the_enclosing_value() -> None:
    rule = "{from: 500$a, do: [upper], set: {dcterms:title: {}, dcterms:type: {do: [lower]}}}"
    assert objects(rule, "500 ## $aAb") == ["AB", "ab"]


def test_the_default_is_for_the_whole_statement() -> None:
    rule = "{from: [500$a, 501$a], do: [{drop: [x]}], default: none, to: dcterms:type}"
    assert objects(rule) == ["none"]
    assert objects(rule, "500 ## $ax") == ["none"]
    assert objects(rule, "501 ## $ay") == ["y"]
    assert objects(rule, "500 ## $ax", "501 ## $ay") == ["y"]
    top = "tables: {t: {inline: {a: 1}}}"
    rule = "{from: 500$a, table: t, default: none, to: dcterms:type}"
    assert objects(rule, "500 ## $az", top=top) == ["none"]
    assert notices(rule, "500 ## $az", top=top) == ["not-in-table"]  # the default hides it


def test_a_default_that_is_an_iri_may_be_a_prefixed_name() -> None:
    rule = "{from: 500$a, as: iri, default: bibo:Book, to: dcterms:type}"
    assert gives(rule) == ["dcterms:type bibo:Book"]
    assert gives(rule, "500 ## $abibo:Map") == ["dcterms:type <bibo:Map>"]  # the record's own text


def test_values_of_the_record_are_no_prefixed_names() -> None:
    rule = "{from: 500$a, as: iri, to: dcterms:type}"
    assert gives(rule, "500 ## $adcterms:title") == ["dcterms:type <dcterms:title>"]


def test_blank_values_are_none_and_values_are_trimmed_and_nfc() -> None:
    rule = "{from: 500$a, to: dcterms:title}"
    assert objects(rule, "500 ## $a  $a", "500 ## $a  Caf\u0065\u0301  ") == ["Caf\u00e9"]


def test_the_same_triple_twice_is_one() -> None:
    assert objects("{from: [500$a, 501$a], to: dcterms:title}", "500 ## $aA$aA", "501 ## $aA") == [
        "A"
    ]


def test_roles_each_make_a_triple_and_none_the_default() -> None:
    top = "tables: {role: {inline: {trl: bibo:translator, edt: bibo:editor}}}"
    rule = "{from: 700$a, to: {from: [$4, $e], table: role, default: dcterms:contributor}}"
    marc = "700 1# $aA$4trl$4edt"
    assert gives(rule, marc, top=top) == ['bibo:translator "A"', 'bibo:editor "A"']
    assert gives(rule, "700 1# $aA", top=top) == ['dcterms:contributor "A"']
    assert gives(rule, "700 1# $aA$4xxx", top=top) == ['dcterms:contributor "A"']
    assert gives(rule, "700 1# $aA$4xxx$eedt", top=top) == ['bibo:editor "A"']
    assert notices(rule, "700 1# $aA$4xxx", top=top) == ["not-in-table"]


def test_without_a_property_nothing_is_said() -> None:
    top = (
        "tables: {role: {inline: {trl: bibo:translator}}}\n"
        "nodes: {n: {iri: '{iri}#n', a: foaf:Person}}"
    )
    rule = "{from: 700, to: {from: $4, table: role}, node: n}"
    assert gives(rule, "700 1# $aA$4trl", top=top) != []
    assert gives(rule, "700 1# $aA", top=top) == []


def test_the_property_may_come_from_the_tag() -> None:
    top = "tables: {l: {inline: {780: dcterms:replaces, 785: dcterms:isReplacedBy}}}"
    rule = """
from: [780$a, 785$a, 787$a]
to: {from: tag, table: l, missing: drop, default: dcterms:relation}
"""
    assert gives(rule, "780 0# $aA", "785 0# $aB", "787 0# $aC", top=top) == [
        'dcterms:replaces "A"',
        'dcterms:isReplacedBy "B"',
        'dcterms:relation "C"',
    ]
