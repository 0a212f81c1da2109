"""Parts: skeletons and patterns that cut packed values."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mapping_samples import gives, objects

from marc2rdf.mapping.parts import PartsError, parse_cut

SIX = "{journal} | {volume} | {issue} | {date} | {pages} | {issn}"


@pytest.mark.parametrize(
    ("skeleton", "value", "wanted"),
    [
        (SIX, "J | 82 | 1 | 2016 | p. 1 | 0303-965X", "J/82/1/2016/p. 1/0303-965X"),
        (SIX, "Politix | | | | p. 7 | ", "Politix////p. 7/"),
        (SIX, "Politix|||||", "Politix/////"),
        (SIX, "|||||", "/////"),
        (SIX, "A | B | 82 | 1 | 2016 | p. 1 | x", "A | B/82/1/2016/p. 1/x"),
        (SIX, "J   |82  |1|2016|  1|x", "J/82/1/2016/1/x"),
        (SIX, "J | 82 | 1", None),
        (SIX, "J", None),
        (SIX, "", None),
        ("{volume}:{issue}<{page}", "82:1<11", "82/1/11"),
        ("{volume}:{issue}<{page}", "82<11", None),
        ("{volume}<{page}", "82<11", "82/11"),
        ("{j}; Vol {v}, No {i} ({d}); {p}", "J; Vol 1, No 2 (2010); 11-32", "J/1/2/2010/11-32"),
        ("{j}; Vol {v}, No {i} ({d}); {p}", "J ;  Vol  1 , No 2(2010); 11-32", "J/1/2/2010/11-32"),
        ("{j}; Vol {v}, No {i} ({d}); {p}", "J; Volume 1, No 2 (2010); 1", None),
        ("({a})", "(x)", "x"),
        ("({a})", "( x )", "x"),
        ("({a})", "(x) y", None),
        ("({a})", "y (x)", None),
        ("Vol. {a}", "Vol. 7", "7"),
        ("Vol. {a}", "vol. 7", None),
        ("{a} and {b}", "x and y", "x/y"),
        ("{a} and {b}", "x andy", None),
        ("{a} {b}", "x y z", "x y/z"),
        ("{issn}", "anything at all", "anything at all"),
        ("{a}.*{b}", "x.*y", "x/y"),
        ("{a}.*{b}", "xzzy", None),
    ],
)
def test_a_skeleton_is_written_as_the_value_looks(skeleton, value, wanted) -> None:
    found = parse_cut(skeleton).match(value)
    assert found == wanted if found is None else "/".join(found.values()) == wanted


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "names no part"),
        ("a | b", "names no part"),
        ("{a} | {a}", "twice"),
        ("{a}{b}", "touch"),
        ("{a} | {", "brace"),
        ("{a} | }", "brace"),
        ("{A}", "no name"),
        ("{}", "no name"),
        ("{a b}", "no name"),
        ("{1a}", "no name"),
        ("(?P<a>", "no regular expression"),
        ("(?P<a>(x+)+)$", "for ever"),
    ],
)
def test_what_is_no_skeleton_says_why(text, why) -> None:
    with pytest.raises(PartsError, match=why):
        parse_cut(text)


def test_a_text_with_a_named_group_is_a_pattern_that_hits_anywhere() -> None:
    cut = parse_cut(r"[sp]\. ?(?P<pages>\d+)(?:, (?P<more>\d+))?")
    assert cut.match("Bd. 3, S. 1, s. 11") == {"pages": "11"}
    assert cut.match("p.7, 9 ff") == {"pages": "7", "more": "9"}
    assert cut.match("none") is None


def test_several_selectors_and_patterns_the_first_hit_wins_name_by_name() -> None:
    rule = """
from: 773
parts:
  $q: ["{volume}:{issue}<{pages}", "{volume}<{pages}"]
  $g: ['(?i)vol\\. (?P<volume>\\w+)', 'p\\. (?P<pages>[\\d-]+)', 'no\\. (?P<issue>\\d+)']
set:
  bibo:volume: volume
  bibo:issue: issue
  bibo:pages: pages
"""
    assert objects(rule, "773 0# $q82<11$gVol. 1, no. 2, p. 3-4") == ["82", "2", "11"]
    assert objects(rule, "773 0# $gVol. 1, no. 2, p. 3-4") == ["1", "2", "3-4"]
    assert objects(rule, "773 0# $gp. 3$gVol. 9$gp. 4") == ["9", "3"]
    assert objects(rule, "773 0# $tNone") == []


def test_parts_never_stop_a_rule_but_a_condition_does() -> None:
    rule = "{from: 786$n, parts: '{j} | {v}', %sset: {dcterms:title: value, bibo:volume: v}}"
    assert objects(rule % "", "786 0# $nno shape") == ["no shape"]
    assert objects(rule % "when: j, ", "786 0# $nno shape") == []
    assert objects(rule % "when: j, ", "786 0# $nA | 1") == ["A | 1", "1"]


def test_names_that_no_value_fills_are_empty() -> None:
    top = "nodes: {n: {iri: '{base}x/{volume}', a: bibo:Issue}}"
    rule = "{from: 500$a, to: dcterms:relation, node: n}"
    with_parts = "{from: 500$a, parts: '{volume} | {issue}', to: dcterms:relation, node: n}"
    assert gives(rule, "500 ## $a1 | 2", top=top.replace("volume", "value")) != []
    assert gives(with_parts, "500 ## $a1 | 2", top=top) == [
        "<x/1> a bibo:Issue",
        "dcterms:relation <x/1>",
    ]
    assert gives(with_parts, "500 ## $a1", top=top) == []


def test_a_pattern_looks_at_no_more_than_a_field_can_hold() -> None:
    cut = parse_cut("(?P<a>z)")
    assert cut.match("z" + "x" * 20_000) == {"a": "z"}
    assert cut.match("x" * 20_000 + "z") is None


@pytest.mark.parametrize(
    "skeleton",
    [SIX, "{a}; Vol {b}, No {c} ({d}); {e}", "{a} {b} {c}", "({a} - {b})", "{a}", "x {a}"],
)
@pytest.mark.parametrize(
    "piece", ["|", " | ", " ", "; Vol ", "; ", "(", ") ", "x", "; Vol 1, No 2 (3); ", "\t \n"]
)
def test_skeletons_take_linear_time_on_hostile_values(skeleton, piece) -> None:
    cut = parse_cut(skeleton)
    start = time.process_time()
    for value in (piece * (1_000_000 // len(piece)), "a" + piece * (1_000_000 // len(piece)) + "b"):
        cut.match(value)
    assert time.process_time() - start < 4


names = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=5, unique=True)


@given(names, st.lists(st.text("xyz12. ", max_size=6), min_size=5, max_size=5))
def test_what_is_joined_by_a_separator_is_cut_again(parts, values) -> None:
    skeleton = " | ".join(f"{{{name}}}" for name in parts)
    filled = {name: " ".join(value.split()) for name, value in zip(parts, values, strict=False)}
    value = " | ".join(filled.values())
    assert parse_cut(skeleton).match(value) == filled


@given(st.text("{}ab| <:(?P>", max_size=20), st.text("ab| <:", max_size=20))
def test_any_text_is_a_cut_or_an_error(text, value) -> None:
    try:
        cut = parse_cut(text)
    except PartsError as error:
        assert str(error)
    else:
        found = cut.match(value)
        assert found is None or set(found) <= set(cut.names)
