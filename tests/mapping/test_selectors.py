"""Selectors as cataloguers write them, and those that are none."""

from __future__ import annotations

import pytest
from mapping_samples import gives, objects

from marc2rdf.mapping.selectors import SelectorError, parse_alternatives, parse_selector


@pytest.mark.parametrize(
    ("text", "tag", "i1", "i2", "codes", "start", "end"),
    [
        ("245$a$b", "245", ".", ".", "ab", -1, -1),
        ("245", "245", ".", ".", "", -1, -1),
        ("856(4.)$u", "856", "4", ".", "u", -1, -1),
        ("856(4#)$u", "856", "4", " ", "u", -1, -1),
        ("856(.2)$u", "856", ".", "2", "u", -1, -1),
        ("264(.1)$c", "264", ".", "1", "c", -1, -1),
        ("020$a-d", "020", ".", ".", "abcd", -1, -1),
        ("100$a-c$q", "100", ".", ".", "abcq", -1, -1),
        ("100$0-9", "100", ".", ".", "0123456789", -1, -1),
        ("6XX", "6XX", ".", ".", "", -1, -1),
        ("65X$a", "65X", ".", ".", "a", -1, -1),
        ("LDR/6", "LDR", ".", ".", "", 6, 7),
        ("LDR/06", "LDR", ".", ".", "", 6, 7),
        ("LDR/06-07", "LDR", ".", ".", "", 6, 8),
        ("008/35-37", "008", ".", ".", "", 35, 38),
        ("773$7/3", "773", ".", ".", "7", 3, 4),
        ("$a", "", ".", ".", "a", -1, -1),
        ("$a$b", "", ".", ".", "ab", -1, -1),
        ("(1#)$a", "", "1", " ", "a", -1, -1),
        ("LOC$a", "LOC", ".", ".", "a", -1, -1),
        ("CAT", "CAT", ".", ".", "", -1, -1),
        (" 001 ", "001", ".", ".", "", -1, -1),
    ],
)
def test_a_selector_is_taken_apart(text, tag, i1, i2, codes, start, end) -> None:
    found = parse_selector(text)
    assert (found.tag, found.i1, found.i2, found.codes) == (tag, i1, i2, codes)
    assert (found.start, found.end, found.name) == (start, end, "")


@pytest.mark.parametrize("name", ["value", "tag", "i1", "i2", "journal", "issue_2"])
def test_a_word_in_small_letters_is_a_name(name) -> None:
    assert parse_selector(name).name == name and parse_selector(name).tag == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no selector"),
        ("24$a", "three characters"),
        ("2450$a", "three characters"),
        ("245$ab", "one character"),
        ("245$", "no selector"),
        ("245$$a", "no selector"),
        ("245[1#]$a", "round brackets"),
        ("856(4)$u", "no selector"),
        ("856(412)$u", "no selector"),
        ("856(4 )$u", "no selector"),
        ("245 $a", "no selector"),
        ("245$a $b", "no selector"),
        ("245$a,b", "no selector"),
        ("008/37-35", "last position"),
        ("008[35-37]", "round brackets"),
        ("008-35", "positions"),
        ("LDR06", "positions"),
        ("LDR$a", "no indicators"),
        ("001$a", "no indicators"),
        ("008(1#)", "no indicators"),
        ("245$a$b/3", "several subfields"),
        ("245$b-a", "backwards"),
        ("245$a$a", "twice"),
        ("245$a-c$b", "twice"),
        ("/3", "no field"),
        ("(1#)", "no field"),
        ("245$a or", "no selector"),
        ("Journal", "no selector"),
        ("²45$a", "no selector"),
        ("２４５$a", "no selector"),
    ],
)
def test_what_is_no_selector_says_why(text, why) -> None:
    with pytest.raises(SelectorError, match=why):
        parse_selector(text)


def test_alternatives_stand_between_or() -> None:
    found = parse_alternatives("008/07-10 or 264(.1)$c  or  260$c")
    assert [s.tag for s in found] == ["008", "264", "260"]
    with pytest.raises(SelectorError):
        parse_alternatives("or 260$c")


def test_one_subfield_gives_each_of_its_occurrences() -> None:
    rule = "{from: 650$a, to: dcterms:subject}"
    assert objects(rule, "650 ## $aA$xB$aC", "650 ## $aD") == ["A", "C", "D"]


def test_several_subfields_give_one_value_a_field_in_the_field_s_own_order() -> None:
    rule = "{from: 245$a$b$n, to: dcterms:title}"
    assert objects(rule, "245 10 $nI$bB$aA$cX", "245 10 $aZ") == ["I B A", "Z"]


def test_a_tag_alone_is_the_field_without_its_figures() -> None:
    rule = "{from: 650, to: dcterms:subject}"
    marc = "650 #7 $6880-01$aA$xB$0(DE-588)1$1http://x/y$2gnd$9 12"
    assert objects(rule, marc) == ["A B"]


def test_indicators_select() -> None:
    marc = ["856 40 $uA", "856 42 $uB", "856 4# $uC", "856 1# $uD"]
    assert objects("{from: 856(4.)$u, to: foaf:page}", *marc) == ["A", "B", "C"]
    assert objects("{from: 856(.#)$u, to: foaf:page}", *marc) == ["C", "D"]
    assert objects("{from: 856(42)$u, to: foaf:page}", *marc) == ["B"]


def test_x_is_any_digit_and_no_letter() -> None:
    marc = ["600 1# $aA", "650 ## $aB", "700 ## $aC"]
    assert objects("{from: 6XX$a, to: dcterms:subject}", *marc) == ["A", "B"]
    assert objects("{from: 65X$a, to: dcterms:subject}", *marc) == ["B"]


def test_positions_are_counted_from_0_and_are_inclusive() -> None:
    rule = "{from: 008/35-37, to: dcterms:language}"
    assert objects(rule, "008/35 fre") == ["fre"]
    assert objects("{from: LDR/06-07, to: dcterms:type}", "LDR/06-07 as") == ["as"]
    assert objects("{from: LDR/6, to: dcterms:type}", "LDR/06-07 as") == ["a"]
    assert objects("{from: 773$7/3, to: dcterms:type}", "773 0# $7nnas$tX") == ["s"]


def test_blank_positions_give_no_value() -> None:
    assert gives("{from: 008/35-37, to: dcterms:language}") == []
    assert gives("{from: 008/90-92, to: dcterms:language}") == []
    assert gives("{from: 007/00, to: dcterms:type}") == []


def test_names_of_the_field_and_the_record() -> None:
    marc = "856 4# $uX"
    assert objects("{from: 856, set: {dcterms:type: tag, foaf:name: i1, foaf:nick: i2}}", marc) == [
        "856",
        "4",
    ]
    rule = (
        "{set: {dcterms:title: key, dcterms:type: format, dcterms:relation: {from: iri, as: iri}}}"
    )
    assert objects(rule, "001 7") == ["7", "BK", "<bib/7>"]
    assert objects("{from: about, as: iri, to: foaf:page}", "001 7") == ["<record/7>"]


@pytest.mark.parametrize(
    ("leader", "form"),
    [
        ("am", "BK"), ("aa", "BK"), ("tm", "BK"), ("as", "CR"), ("ai", "CR"), ("ab", "CR"),
        ("ts", "CR"), ("mm", "CF"), ("em", "MP"), ("fm", "MP"), ("cm", "MU"), ("dm", "MU"),
        ("im", "MU"), ("jm", "MU"), ("gm", "VM"), ("km", "VM"), ("om", "VM"), ("rm", "VM"),
        ("pc", "MX"), ("es", "MP"),
    ],
)  # fmt: skip
def test_the_form_of_material(leader, form) -> None:
    assert objects("{from: format, to: dcterms:type}", f"LDR/06-07 {leader}") == [form]


@pytest.mark.parametrize("selector", ["245$6", "245$a$6", "245$6/0-2", "245$0-9", "245$8"])
def test_links_between_fields_are_never_printed(selector) -> None:
    marc = "245 10 $6880-01$81.1$aTitle"
    assert not any(
        "880" in o or "1.1" in o for o in objects(f"{{from: {selector}, to: dcterms:title}}", marc)
    )
    assert gives('{from: 245, text: "{$6}", to: dcterms:title}', marc) == []
    assert (
        gives('{from: 245, parts: {$6: "{link}-{number}"}, set: {dcterms:title: link}}', marc) == []
    )
