"""Conditions: their grammar, and what they say of records."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mapping_samples import gives

from marc2rdf.mapping.conditions import (
    And,
    Comparison,
    ConditionError,
    Not,
    Or,
    compare,
    comparisons_of,
    names_of,
    parse_condition,
)

A, B, C = (Comparison(parse_condition(f"${code}").left) for code in "abc")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("$a", A),
        ("not $a", Not(A)),
        ("not not $a", Not(Not(A))),
        ("$a and $b", And((A, B))),
        ("$a or $b and $c", Or((A, And((B, C))))),
        ("$a and $b or $c", Or((And((A, B)), C))),
        ("not $a and $b", And((Not(A), B))),
        ("not $a or $b", Or((Not(A), B))),
        ("not ($a or $b)", Not(Or((A, B)))),
        ("($a or $b) and $c", And((Or((A, B)), C))),
        ("((($a)))", A),
        ("($a)and($b)", And((A, B))),
    ],
)
def test_not_binds_tighter_than_and_and_and_than_or(text, tree) -> None:
    assert parse_condition(text) == tree


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("$a = 'x'", "x"),
        ('$a = "x"', "x"),
        ("$a = 'it''s'", "it's"),
        ("i1 = 1", "1"),
        ("i1 = #", "#"),
        ("tag = 730", "730"),
        ("$a = ''", ""),
        ("$a='x'", "x"),
        ("$a != 'and'", "and"),
        ("$a contains ' or '", " or "),
    ],
)
def test_a_text_stands_in_quotes_and_a_number_need_not(text, right) -> None:
    found = parse_condition(text)
    assert isinstance(found, Comparison) and found.right == right


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("$a =", "missing"),
        ("= 'x'", "selector is wanted"),
        ("$a = x y", "too much"),
        ("$a = Book", "quotes"),
        ("$a 'x'", "too much"),
        ("$a $b", "too much"),
        ("($a", "missing"),
        ("($a and", "missing"),
        ("$a)", "too much"),
        ("not", "missing"),
        ("$a and", "missing"),
        ("or $a", "selector is wanted"),
        ("$a and or $b", "selector is wanted"),
        ("'x' = $a", "selector is wanted"),
        ("$a = 'x", "not closed"),
        ('$a = "x', "not closed"),
        ("$a matches '('", "no regular expression"),
        ("$a matches '(a+)+$'", "for ever"),
        ("$a matches $b", "pattern in quotes"),
        ("24$a", "three characters"),
        ("$ab = 'x'", "one character"),
        ("$a = (", "quotes"),
        ("$a == 'x'", "quotes"),
        ("$a ! 'x'", "cannot stand"),
    ],
)
def test_what_is_no_condition_says_why(text, why) -> None:
    with pytest.raises(ConditionError, match=why):
        parse_condition(text)


def test_hostile_conditions_end_in_time_and_without_a_crash() -> None:
    for text in (
        "not " * 10_000 + "$a",
        "(" * 10_000 + "$a" + ")" * 10_000,
        "(" * 100_000,
        "not (" * 5_000 + "$a",
        "'" * 100_001,
        "$a = " + "(" * 10_000,
    ):
        with pytest.raises(ConditionError):
            parse_condition(text)
    long = parse_condition(" or ".join(["$a = 'x' and not $b"] * 10_000))
    assert isinstance(long, Or) and len(long.parts) == 10_000


WORDS = ["and ", "or ", "not ", "in ", "245", *"$ab01() '\"=!#X/-"]


@given(st.lists(st.sampled_from(WORDS)).map("".join))
def test_any_text_is_a_condition_or_an_error(text) -> None:
    try:
        condition = parse_condition(text)
    except ConditionError as error:
        assert str(error)
    else:
        assert comparisons_of(condition)


def test_names_of_a_condition() -> None:
    assert names_of(parse_condition("volume or $a = issue and not 245")) == {"volume", "issue"}


@pytest.mark.parametrize(
    ("how", "left", "right", "exact", "true"),
    [
        ("in", "a", "at", False, True),  # one of these characters
        ("in", "t", "at", False, True),
        ("in", "x", "at", False, False),
        ("in", "at", "at", False, True),  # one of one word
        ("in", "gnd", "fast gnd", False, True),  # one of these words
        ("in", "fas", "fast gnd", False, False),
        ("in", "f", "fast gnd", False, False),  # words: no letter of a word
        ("in", "a", "a b", False, True),
        ("in", " ", "#3", True, True),
        ("in", "#", "#3", True, False),
        ("in", "#", "#3", False, True),
        ("in", " ", "# 3", True, True),
        ("in", "a ", "a# b#", True, True),
        ("=", " ", "#", True, True),
        ("=", "#", "#", False, True),
        ("=", "j   ", "j###", True, True),
        ("!=", "a", "b", False, True),
        ("!=", "a", "a", False, False),
        ("contains", "a | b", " | ", False, True),
        ("starts", "cr u", "cr", True, True),
        ("starts", "xcr", "cr", True, False),
        ("starts", " a", "#", True, True),
    ],
)
def test_comparisons(how, left, right, exact, true) -> None:
    assert compare(how, left, right, exact) is true


def holds(condition: str, *marc: str, source: str = "") -> bool:
    start = f"from: {source}, " if source else ""
    return gives(f"{{{start}when: '{condition}', text: x, to: dcterms:title}}", *marc) != []


@pytest.mark.parametrize(
    ("condition", "marc", "true"),
    [
        ("245$a", ["245 10 $aA"], True),
        ("245$b", ["245 10 $aA"], False),
        ("245", ["245 10 $aA"], True),
        ("502", [], False),
        ("700", ["700 1# $0123"], True),  # a field without text is there
        ("008/35-37", [], False),  # blank positions are nothing
        ("008/35-37", ["008/35 fre"], True),
        ("not 245$b", ["245 10 $aA"], True),
        ('LDR/06 in "at"', ["LDR/06 t"], True),
        ('LDR/07 = "s"', ["LDR/06-07 as"], True),
        ('650$a = "B"', ["650 ## $aA", "650 ## $aB"], True),  # any occurrence
        ('650$a != "A"', ["650 ## $aA", "650 ## $aB"], True),
        ('650$a != "A"', ["650 ## $aA"], False),
        ('650$a != "A"', [], False),  # nothing is not different
        ('not 650$a = "A"', [], True),
        ('650$2 in "fast gnd"', ["650 #7 $aA$2gnd"], True),
        ('786$n contains " | "', ["786 0# $nA | B"], True),
        ('007 starts "cr"', ["007 cr u"], True),
        ('245$a matches "^[A-Z]$"', ["245 10 $aA"], True),
        ('245$a matches "[0-9]"', ["245 10 $aA"], False),
        ("999$c = 999$d", ["999 ## $c7$d7"], True),
        ("999$c = 999$d", ["999 ## $c7$d8"], False),
        ("999$c = 999$d", ["999 ## $c7"], False),
        ("999$c = 001", ["001 7", "999 ## $c7"], False),  # a number is a text, not a field
        ("999$c = 001", ["001 7", "999 ## $c001"], True),
        ('008/24-27 = "j###"', ["008/24 j"], True),
        ('008/24-27 contains "m"', ["008/24 am"], True),
        ('008/24-27 matches "^j#"', ["008/24 j"], True),
        ('008/24 in "j#"', [], True),
        ("008/24 = #", [], True),
        ('format = "CR"', ["LDR/06-07 as"], True),
        ("key = 7", ["001 7"], True),
        ("245(1.)$a", ["245 10 $aA"], True),
        ("245(0.)$a", ["245 10 $aA"], False),
        ("245(.#)", ["245 10 $aA"], False),
        (
            '880$6 contains "245"',
            ["245 10 $6880-01$aA", "880 10 $6245-01$aB"],
            True,
        ),  # conditions see $6
    ],
)
def test_conditions_on_records(condition, marc, true) -> None:
    assert holds(condition, *marc) is true


@pytest.mark.parametrize(
    ("condition", "marc", "true"),
    [
        ("i1 = 1", "856 1# $uX", True),
        ("i2 = #", "856 1# $uX", True),
        ('i2 in "#2"', "856 1# $uX", True),
        ('i2 in "12"', "856 1# $uX", False),
        ("i1 = i2", "856 11 $uX", True),
        ("tag = 856", "856 11 $uX", True),
        ('tag in "100 856"', "856 11 $uX", True),
        ('tag starts "8"', "856 11 $uX", True),
        ('$u = "X"', "856 11 $uX", True),
        ("$u = $y", "856 11 $uX$yX", True),
        ("$3", "856 11 $uX", False),
        ('value = "X"', "856 11 $uX", True),
        ('value matches "^\\\\W*$"', "856 11 $u--", True),
    ],
)
def test_conditions_on_the_field_at_hand(condition, marc, true) -> None:
    assert holds(condition.replace("\\\\", "\\"), marc, source="856$u") is true


def test_conditions_see_the_raw_subfield_and_the_transformed_value() -> None:
    rule = "{from: 500$a, do: [upper], when: %s, to: dcterms:description}"
    assert gives(rule % "$a = 'abc' and value = 'ABC'", "500 ## $aabc") == [
        'dcterms:description "ABC"'
    ]
    assert gives(rule % "$a = 'ABC'", "500 ## $aabc") == []
    assert gives(rule % "value = 'abc'", "500 ## $aabc") == []


def test_a_condition_is_asked_of_each_field_and_each_value() -> None:
    rule = "{from: 500$a, when: not value matches '^\\d+$' and not $5, to: dcterms:description}"
    marc = ["500 ## $aNote$a12", "500 ## $aMine$5DE-1", "500 ## $aOther"]
    assert gives(rule, *marc) == ['dcterms:description "Note"', 'dcterms:description "Other"']


@pytest.mark.parametrize(
    ("condition", "taken"),
    [
        ("occurrence = 'first'", ["One"]),
        ("occurrence = 'last'", ["Three"]),
        ("occurrence = 2", ["Two"]),
        ("not occurrence = 'last'", ["One", "Two"]),
        ("occurrence = 'first' and occurrence = 'last'", []),
    ],
)
def test_the_place_of_a_field_among_those_that_the_selector_takes(condition, taken) -> None:
    rule = f'{{from: 500(1.)$a, when: "{condition}", to: dcterms:description}}'
    marc = ["500 0# $aZero", "500 1# $aOne", "500 1# $aTwo", "500 1# $aThree", "500 0# $aFour"]
    assert gives(rule, *marc) == [f'dcterms:description "{text}"' for text in taken]


def test_the_only_field_is_the_first_and_the_last() -> None:
    rule = (
        "{from: 500$a, when: \"occurrence = 'first' and occurrence = 'last'\", to: dcterms:title}"
    )
    assert gives(rule, "500 ## $aOne") == ['dcterms:title "One"']


def test_the_class_that_a_condition_names_may_be_written_in_any_way() -> None:
    top = "prefixes: {b: 'http://purl.org/ontology/bibo/'}\n"
    rules = "rules:\n  kind: {a: bibo:Book}\n  r: {when: %s, text: x, to: dcterms:title}\n"
    from marc2rdf.mapping.compile import compile_text
    from marc2rdf.mapping.examples import example_record
    from marc2rdf.mapping.interpret import interpret

    for condition in (
        "type = 'bibo:Book'",
        "type = 'b:Book'",
        "type = 'http://purl.org/ontology/bibo/Book'",
        "type in 'b:Map b:Book'",
        "not type != 'b:Book'",
        "type starts 'bibo:B'",
    ):
        plan = compile_text("mapping: 1\n" + top + rules % f'"{condition}"', {}).plan
        assert len(interpret(plan, example_record([])).statements) == 2, condition
