"""The examples of a rule: fields in, triples out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mapping_samples import mapping

from marc2rdf.mapping.compile import compile_text
from marc2rdf.mapping.examples import ExampleError, check_examples, example_record
from marc2rdf.mapping.gives import PatternError, parse_pattern
from marc2rdf.mapping.problems import Problems
from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.terms import IRI, Literal

BASE = "https://example.org/"


def test_a_bare_example_is_a_book_with_the_key_1() -> None:
    record = example_record([])
    assert record.leader == "00000nam a2200000 a 4500"
    assert (record.get("001"), record.get("008")) == ("1", " " * 40)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("245 10 $aTitle /$cX", "245 10 $aTitle /$cX"),
        ("245 10$aTitle", "245 10 $aTitle"),
        ("022 ## $a0303965x", "022 ## $a0303965x"),
        ("022    $a0303965x", "022 ## $a0303965x"),
        ("020 ## $a0141439513 :$c{dollar}12.50", "020 ## $a0141439513 :$c$12.50"),
        ("880 10 $6245-01/(N$aВойна", "880 10 $6245-01/(N$aВойна"),
        ("500 ## $aa\nb", "500 ## $aa\nb"),
    ],
)
def test_data_fields_as_cataloguers_write_them(line, shown) -> None:
    assert str(example_record([line])[line[:3]]) == shown


def test_control_fields_and_positions() -> None:
    record = example_record(
        [
            "001 42",
            "005 20250112055905.0",
            "LDR/06-07 as",
            "LDR/17 3",
            "008/21 j",
            "008/35-37 fre",
            "006 s   n",
        ]
    )
    assert (record.get("001"), record.get("005")) == ("42", "20250112055905.0")
    assert record.leader[6:8] == "as" and record.leader[17] == "3" and len(record.leader) == 24
    assert record.get("008")[21] == "j" and record.get("008")[35:38] == "fre"
    assert len(record.get("008")) == 40 and record.get("006") == "s   n"
    assert example_record(["008/07 19uu"]).get("008")[7:11] == "19uu"
    assert example_record(["008/35 ###"]).get("008")[35:38] == "   "
    assert example_record(["007 cr"]).get("007") == "cr"
    assert example_record(["007/00 c"]).get("007") == "c"
    assert example_record(["LDR 00000cas a2200000 a 4500"]).leader[5:8] == "cas"


def test_a_control_field_may_be_there_twice() -> None:
    record = example_record(["006 m", "006 a", "007 cr", "007 vf", "007/01 z"])
    assert [f.data for f in record.get_fields("006")] == ["m", "a"]
    assert [f.data for f in record.get_fields("007")] == ["cr", "vz"]


@pytest.mark.parametrize(
    "line", ["", "245", "245 10 Title", "24 10 $aT", "245 1$aT", "$aTitle", "title", "LDR/x a"]
)
def test_what_is_no_field_is_an_error(line) -> None:
    with pytest.raises(ExampleError, match="no field"):
        example_record([line])


@pytest.mark.parametrize(
    ("text", "subject", "predicate", "found"),
    [
        ('dcterms:title "A"', None, "dcterms:title", Literal("A")),
        ('dcterms:title "A"@ru', None, "dcterms:title", Literal("A", language="ru")),
        ('dcterms:title "A"@und-Cyrl .', None, "dcterms:title", Literal("A", language="und-Cyrl")),
        (
            'dcterms:issued "1987"^^xsd:gYear',
            None,
            "dcterms:issued",
            Literal("1987", BUILT_IN["xsd"] + "gYear"),
        ),
        (
            'dcterms:issued "1987"^^<http://x.org/t>',
            None,
            "dcterms:issued",
            Literal("1987", "http://x.org/t"),
        ),
        ('dcterms:title "A"^^xsd:string', None, "dcterms:title", Literal("A")),
        ('dcterms:title "a \\"b\\" \\\\ \\n"', None, "dcterms:title", Literal('a "b" \\ \n')),
        ("a bibo:Book", None, "rdf:type", IRI(BUILT_IN["bibo"] + "Book")),
        ("dcterms:language lang:fre", None, "dcterms:language", IRI(BUILT_IN["lang"] + "fre")),
        ("foaf:page <http://a.org/x?y=1>", None, "foaf:page", IRI("http://a.org/x?y=1")),
        (
            "<record/1> foaf:primaryTopic <bib/1>",
            BASE + "record/1",
            "foaf:primaryTopic",
            IRI(BASE + "bib/1"),
        ),
        ("<http://purl.org/dc/terms/title> <x>", None, None, None),
    ],
)
def test_triples_as_an_example_writes_them(text, subject, predicate, found) -> None:
    if predicate is None:  # what stands first in angle brackets is the subject
        with pytest.raises(PatternError):
            parse_pattern(text, BUILT_IN, BASE)
        return
    pattern = parse_pattern(text, BUILT_IN, BASE)
    assert pattern.subject == (IRI(subject) if subject else None)
    prefix, _, local = predicate.partition(":")
    assert (pattern.predicate, pattern.object) == (BUILT_IN[prefix] + local, found)


@pytest.mark.parametrize(
    "text",
    ["", "dcterms:title", 'dcterms:title "A', 'dcterms:title "A" "B"', 'dcterms:title A',
     '"A" dcterms:title "B"', 'nope:title "A"', "dcterms:creator [", "[ a b ]",
     "dcterms:creator [ foaf:name ]", "dcterms:creator ( 'x'",
     "dcterms:creator " + "[ a " * 100, 'dcterms:title "A"^^nope:x'],
)  # fmt: skip
def test_what_is_no_triple_is_an_error(text) -> None:
    with pytest.raises(PatternError):
        parse_pattern(text, BUILT_IN, BASE)


@given(
    st.lists(
        st.sampled_from(
            ['"', "[", "]", "(", ")", ";", " ", "a", "<", ">", "x:y", "dcterms:title ", "\\", "@"]
        )
    ).map("".join)
)
def test_any_text_is_a_triple_or_an_error(text) -> None:
    try:
        parse_pattern(text, BUILT_IN, BASE)
    except PatternError as error:
        assert str(error)


def failing(
    gives: str, marc: str = '["245 10 $aA"]', rule: str = ""
) -> list[tuple[int, int, str, str]]:
    rule = rule or "{from: 245$a, to: dcterms:title, %s}"
    text = mapping(rule % f"examples: [{{marc: {marc}, gives: {gives}}}]")
    problems = Problems()
    assert check_examples(compile_text(text, {}, file="m.yaml"), {}, problems) == 1
    return [(p.line, p.column, p.code, p.message + "; " + p.hint) for p in problems.found]


PERSON = (
    "{from: 700, to: dcterms:creator, list: {property: bibo:authorList}, node: {iri:"
    " '{iri}#{$a|slug}', a: foaf:Person, set: {foaf:name: $a, dcterms:relation:"
    " {node: {iri: '{iri}#w', set: {dcterms:title: $t}}}}}, %s}"
)


@pytest.mark.parametrize(
    "gives",
    [
        "['dcterms:creator [ foaf:name \"A\" ]']",
        "['dcterms:creator [ a foaf:Person ; foaf:name \"A\" ]']",
        "['dcterms:creator [ a foaf:Person ; foaf:name \"A\" ; ]']",
        "['dcterms:creator [ dcterms:relation [ dcterms:title \"T\" ] ]']",
        "['dcterms:creator <bib/1#a>']",
        "['<bib/1#a> foaf:name \"A\"']",
        "['bibo:authorList ( <bib/1#a> <bib/1#b> )']",
        "['dcterms:creator []']",
    ],
)
def test_some_node_and_lists(gives) -> None:
    marc = '["700 1# $aA$tT", "700 1# $aB"]'
    assert failing(gives, marc, PERSON) == []


@pytest.mark.parametrize(
    ("gives", "code", "said"),
    [
        ("['dcterms:title \"B\"']", "example-fails", 'it gives dcterms:title "A"'),
        ("['dcterms:title \"A\"@fr']", "example-fails", ""),
        ("[]", "example-fails", "gives something"),
        ("['dcterms:title A']", "example", "no triple"),
        ("['dcterms:creator [ foaf:name \"A\" ]']", "example-fails", ""),
    ],
)
def test_examples_that_fail_say_what_came(gives, code, said) -> None:
    ((line, column, found, message),) = failing(gives)
    assert (line, found) == (3, code) and column > 40 and said in message


def test_an_example_asks_only_what_its_own_rule_gives() -> None:
    text = (
        "mapping: 1\nrules:\n"
        "  a: {from: 245$a, to: dcterms:title}\n"
        "  b: {from: 500$a, to: dcterms:description, examples: [{marc: ['245 10 $aA'], gives: []},"
        " {marc: ['245 10 $aA', '500 ## $aN'], gives: ['dcterms:title \"A\"']}]}\n"
    )
    problems = Problems()
    assert check_examples(compile_text(text, {}), {}, problems) == 2
    assert [p.code for p in problems.found] == ["example-fails"]


def test_a_wrong_field_or_a_refused_record_is_a_failing_example() -> None:
    ((_, _, code, message),) = failing("[]", '["245 1$aA"]')
    assert code == "example" and "245 1$aA" in message
    rule = "{from: 245$a, table: t, missing: error, to: dcterms:title, %s}"
    text = mapping(
        rule % "examples: [{marc: ['245 10 $aA'], gives: []}]", "tables: {t: {inline: {x: y}}}"
    )
    problems = Problems()
    check_examples(compile_text(text, {}), {}, problems)
    assert "refused" in problems.found[0].message


def test_nothing_means_nothing_also_with_a_notice() -> None:
    assert (
        failing("[]", '["022 ## $a0303-9651"]', "{from: 022$a, do: [issn], to: bibo:issn, %s}")
        == []
    )
    ((_, _, _, message),) = failing(
        "['bibo:issn \"0303-9651\"']",
        '["022 ## $a0303-9651"]',
        "{from: 022$a, do: [issn], to: bibo:issn, %s}",
    )
    assert "check digit" in message
