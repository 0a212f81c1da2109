"""Regular expressions: which are refused, and that the others end."""

from __future__ import annotations

import time

import pytest

from marc2rdf.mapping.patterns import PatternError, compile_pattern, search


@pytest.mark.parametrize(
    "text",
    [
        "(a+)+$",
        "(a*)*$",
        "(a+)*b",
        "([a-z]+)*$",
        "(\\w+\\s?)*$",
        "(\\w+ ?)+:",
        "(.*,?)*x",
        "(a|aa)+$",
        "(a|a)*$",
        "(a|ab)*c",
        "(aa?)+$",
        "(a?)*b",
        "(a{1,3})+$",
        "((a+)b?)*$",
        "(a+|b)*c",
        "(?:(?:a+))+$",
        "(?:[^,]+,?)*$",
        "(x+x+)+y",
        "(a+){10,}$",
        "(?P<n>(\\d+)+)$",
        "(\\s+|\\w+)*$",
    ],
)
def test_a_pattern_that_could_run_for_ever_is_refused(text) -> None:
    with pytest.raises(PatternError, match="for ever"):
        compile_pattern(text)


@pytest.mark.parametrize(
    ("text", "hit", "miss"),
    [
        ("(?:,\\d+)*$", "a,1,22", None),
        ("(?:\\w+, )*x", "ab, cd, x", "y"),
        ("(?:ab|cd)+$", "abcd", "abc"),
        ("(?:\\d|\\w)+$", "a1", None),
        ("[\\d, ivx–-]+", "1-2, iv", "abc"),
        ("^(?:\\d{4}-){1,3}", "1234-", "123-"),
        ("(a+)?b", "aab", "c"),
        ("(?:\\([^()]*\\))*$", "(a)(b)", None),
        ("(?:[a-z]\\.)+", "a.b.", "ab"),
        ("\\b(?:pp?|ss?)\\.", "pp.", "x"),
        ("(?i)^vol", "VOL", "x vol"),
        ("(?:a{2})+$", "aaaa", "b"),
    ],
)
def test_patterns_as_mappings_need_them_are_taken(text, hit, miss) -> None:
    pattern = compile_pattern(text)
    assert search(pattern, hit)
    assert miss is None or not search(pattern, miss)


@pytest.mark.parametrize(
    "text", ["(", "[a", "*a", "a{2,1}", "(?P<a>x)(?P<a>y)", "\\", "(?z)", "x" * 2_001, "(" * 1_900]
)
def test_what_is_no_pattern_is_refused(text) -> None:
    with pytest.raises(PatternError):
        compile_pattern(text)


@pytest.mark.parametrize(
    "text", ["(?:,\\d+)*$", "(?:\\w+, )*x", "(?:ab|cd)+$", ".*x", "\\s+$", "(?:\\([^()]*\\))*$"]
)
@pytest.mark.parametrize("piece", ["a", ",1", " ", "ab", "(a", "a, "])
def test_patterns_that_are_taken_end_on_hostile_values(text, piece) -> None:
    start = time.process_time()
    search(compile_pattern(text), piece * 500_000 + "!")
    assert time.process_time() - start < 2
