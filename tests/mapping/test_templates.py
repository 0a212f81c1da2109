"""Templates: how they are read, and how they are filled for IRIs and for texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mapping_samples import gives, notices, objects

from marc2rdf.mapping.templates import Slot, TemplateError, parse_template
from marc2rdf.rdf import iri


def test_a_template_is_texts_and_places() -> None:
    found = parse_template("{base}x/{$a$b|issn|lower}/y")
    first, text, second, rest = found.parts
    assert isinstance(first, Slot) and first.selector.name == "base"
    assert isinstance(second, Slot) and second.selector.codes == "ab"
    assert second.transforms == ("issn", "lower")
    assert (text, rest) == ("x/", "/y")
    assert parse_template("").parts == ()
    assert parse_template("a{dollar}5").parts == ("a$5",)
    assert parse_template("{ $a | lower }").slots[0].transforms == ("lower",)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "brace"),
        ("}", "brace"),
        ("a{b", "brace"),
        ("a}b", "brace"),
        ("{{value}}", "brace"),
        ("{}", "no selector"),
        ("{|slug}", "no selector"),
        ("{$ab}", "one character"),
        ("{24$a}", "three characters"),
        ("$a and", "without braces"),
        ("{base}$a", "without braces"),
        ("{a{b}", "brace"),
    ],
)
def test_what_is_no_template_says_why(text, why) -> None:
    with pytest.raises(TemplateError, match=why):
        parse_template(text)


@given(st.text("{}$ab|/: \n", max_size=60))
def test_any_text_is_a_template_or_an_error(text) -> None:
    try:
        found = parse_template(text)
    except TemplateError as error:
        assert str(error)
    else:
        assert found.text == text


def test_hostile_templates_are_read_in_linear_time() -> None:
    assert len(parse_template("{value}" * 100_000).parts) == 100_000
    for text in ("{" * 500_000, "}" * 500_000, "{" + "|" * 500_000 + "}"):
        with pytest.raises(TemplateError):
            parse_template(text)


def iris(template: str, *marc: str, source: str = "500$a", do: str = "") -> list[str]:
    rule = f"{{from: {source}, {do}iri: '{template}', to: dcterms:relation}}"
    return objects(rule, *marc)


@pytest.mark.parametrize(
    ("value", "made"),
    [
        ("a b", "a%20b"),
        ("Война", "Война"),
        ("a/b?c#d", "a%2Fb%3Fc%23d"),
        ("100%", "100%25"),
        ("<a>", "%3Ca%3E"),
        ("a'b(c)", "a%27b%28c%29"),
        ("a-._~b", "a-._~b"),
        ("a:b@c", "a%3Ab%40c"),
        ('"', "%22"),
        ("é", "é"),
    ],
)
def test_what_is_filled_into_an_iri_is_percent_encoded(value, made) -> None:
    assert iris("{base}x/{value}", f"500 ## $a{value}") == [f"<x/{made}>"]


def test_a_template_of_one_place_is_taken_whole_and_validated() -> None:
    assert iris("{value}", "500 ## $ahttps://example.org/a?b#c") == ["<a?b#c>"]
    assert iris("{value}", "500 ## $ano address") == []
    assert notices("{from: 500$a, iri: '{value}', to: dcterms:relation}", "500 ## $ano") == [
        "iri-invalid"
    ]


def test_base_iri_and_about_are_iris_already() -> None:
    assert iris("{iri}#x-{$a}", "001 a b", "500 ## $a1") == ["<bib/a%20b#x-1>"]
    assert iris("{about}#x", "001 7", "500 ## $a1") == ["<record/7#x>"]
    assert iris("{base}k/{key}", "001 a b", "500 ## $a1") == ["<k/a%20b>"]


def test_a_template_may_begin_with_a_prefix_or_a_scheme() -> None:
    assert iris("country:{value}", "500 ## $afr") == ["country:fr"]
    assert iris("urn:isbn:{value}", "500 ## $a1") == ["<urn:isbn:1>"]
    assert iris("http://x.org/{value}", "500 ## $a1") == ["<http://x.org/1>"]
    assert iris("bibo:Book", "500 ## $a1") == ["bibo:Book"]


def test_an_empty_place_makes_nothing() -> None:
    assert iris("{base}x/{$b}", "500 ## $a1") == []
    assert iris("{base}x/{value|issn}", "500 ## $a0000-0001") == []
    assert iris("{base}x/{value|slug}", "500 ## $a!!!") == []
    rule = "{from: 500$a, text: 'see {$b}', to: dcterms:title}"
    assert gives(rule, "500 ## $a1") == []
    assert gives(rule, "500 ## $a1$b2") == ['dcterms:title "see 2"']


def test_indicators_that_are_blank_are_empty() -> None:
    rule = "{from: 500, text: '{tag}{i1}', to: dcterms:title}"
    assert gives(rule, "500 1# $a1") == ['dcterms:title "5001"']
    assert gives(rule, "500 ## $a1") == []
    assert gives("{from: 500, set: {dcterms:title: i1}}", "500 ## $a1") == []


def test_texts_are_not_encoded_and_are_trimmed() -> None:
    rule = "{from: 500, text: '{$a} / {$b} {dollar}5 ', to: dcterms:title}"
    assert gives(rule, "500 ## $aa b$bc?") == ['dcterms:title "a b / c? $5"']


def test_of_several_values_a_place_takes_the_first_that_its_transforms_leave() -> None:
    assert iris("{base}j/{$x|issn}", "500 ## $a1$x0000-0001$x0303965x", source="500") == [
        "<j/0303-965X>"
    ]
    assert iris("{base}j/{020$a|isbn13}", "020 ## $ax", "020 ## $a0141439513", "500 ## $a1") == [
        "<j/9780141439518>"
    ]


def test_literal_text_of_a_mapping_is_normalised() -> None:
    rule = "{from: 500$a, text: 'e\u0301{value}', to: dcterms:title}"
    assert gives(rule, "500 ## $a\u0301x") == ['dcterms:title "\u00e9\u0301x"']


@given(st.text(max_size=40))
def test_every_iri_is_valid(value) -> None:
    from mapping_samples import compiled

    from marc2rdf.mapping.interpret import interpret
    from marc2rdf.marc.record import Record

    record = Record()
    record.add("500", "  ", [("a", value)])
    for template in ("{base}x/{$a}", "{$a}", "urn:x:{$a}", "{iri}#{$a|slug}", "{base}?q={$a}"):
        plan = compiled(f"{{from: 500, iri: '{template}', to: dcterms:relation}}").plan
        for statement in interpret(plan, record).statements:
            assert iri.is_valid(str(statement.object))
