"""The jobs that the language must write, run by their own examples."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapping_samples import DATA, lines

from marc2rdf.mapping.compile import Compiled, compile_file, compile_text
from marc2rdf.mapping.examples import check_examples, example_record
from marc2rdf.mapping.interpret import interpret
from marc2rdf.mapping.plan import Plan
from marc2rdf.mapping.problems import Problems
from marc2rdf.marc.record import Record
from marc2rdf.rdf import iri
from marc2rdf.rdf.terms import IRI, Literal, OrderedList


@cache
def jobs() -> Compiled:
    return compile_file(DATA / "jobs.yaml", {})


@pytest.mark.parametrize("name", ["jobs", "library"])
def test_all_examples_hold(name) -> None:
    problems = Problems()
    assert check_examples(compile_file(DATA / f"{name}.yaml", {}), {}, problems) > 60
    assert problems.found == []


def test_every_job_with_an_example_is_run() -> None:
    with_examples = {"title", "creator", "contributor", "issn", "language", "source", "source_ojs",
                     "kind", "year", "note", "link", "host", "isbn"}  # fmt: skip
    assert with_examples <= set(jobs().examples)


def test_the_article() -> None:
    """An article of a platform, its journal, its issue, its authors."""
    found = lines(
        interpret(
            jobs().plan,
            example_record(
                [
                    "LDR/06-07 am",
                    "008/35 fre",
                    "041 0# $afre",
                    "100 1# $aDiallo, Aïssatou$eauthor",
                    "245 10 $aUn titre :$bun sous-titre",
                    "500 ## $a2",
                    "700 1# $aMartin, Luc$eauthor",
                    "786 0# $nRevue | 82 | 1 | 2016-03-16 | p. 11-32 | 0303-965X",
                    "856 41 $uhttps://shs.cairn.info/x?lang=fr",
                    "942 ## $cZZ",
                    "999 ## $c220572$d220572",
                ]
            ),
        )
    )
    found = [one.replace("<https://data.example.org/", "<") for one in found]
    for wanted in (
        "a bibo:AcademicArticle",
        'dcterms:title "Un titre : un sous-titre"',
        "dcterms:language lang:fre",
        "dcterms:isPartOf <issue/0303-965X/82/1>",
        "<issue/0303-965X/82/1> dcterms:isPartOf <journal/0303-965X>",
        "<journal/0303-965X> a bibo:Journal",
        '<journal/0303-965X> dcterms:title "Revue"',
        'bibo:pageStart "11"',
        "foaf:page <https://shs.cairn.info/x?lang=fr>",
        "<record/220572> foaf:primaryTopic <bib/220572>",
        "bibo:authorList ( <bib/220572#agent-diallo-aïssatou> <bib/220572#agent-martin-luc> )",
    ):
        assert wanted in found, wanted
    assert not any(word in one for one in found for word in ("bibo:Book", '"2"', "@fr", "doi"))


# -- random records -----------------------------------------------------------------------

TAGS = sorted(
    {
        *"001 003 005 006 007 008 020 022 024 035 041 100 110 111 240 245 246 250 260 264 300 337"
        " 490 500 502 505 520 546 600 610 650 651 655 700 710 711 730 760 762 765 767 770 772 773"
        " 774 775 776 777 780 785 786 787 830 856 880 942 952 999".split()
    }
)
CODES = st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789")
SAMPLES = st.sampled_from(
    ["", " ", "a", "Austen, Jane,", "0303-965X", "0303-9651", "0141439513 (pbk.)", "9780141439518",
     "A | 82 | 1 | 2016-03-16 | p. 11-32 | 0303-965X", "|||||", "J; Vol 1, No 2 (2010); 11-32",
     "http://example.org/a b", "https://shs.cairn.info/x", "www.example.org", "(DE-588)118505173",
     "engfre", "aut", "edt", "xxx", "880-01", "245-01/(N", "245-00", "c1987.", "[19--?]", "82:1<11",
     "Vol. 82, no. 1 (2016), p. 11-32", "Война и мир", "مرحبا", "עברית", "日本語", "한국어",
     "e\u0301",
     "<<Der>> Berg", "\x98Der\x9c Berg", "!!!", "{iri}", "$6880-01", "BK", "1", "220572",
     "20250112055905.0", "760101s1987    fr a     j    000 0 fre d", "\u200f\u202e",
     "\ufeff", "\x00",
     "<script>", '"', "\\", "a\nb", "\U0001f600", "\ud7ff\ue000", "#", "%", "http://[", "urn:x:y"]
)  # fmt: skip
VALUES = SAMPLES | st.text(max_size=30)


@st.composite
def records(draw: st.DrawFn) -> Record:
    kind, level = draw(st.sampled_from("acdefgijkmoprt ")), draw(st.sampled_from("abcdims "))
    record = Record(leader=f"00000n{kind}{level} a2200000 a 4500")
    for _ in range(draw(st.integers(0, 12))):
        tag = draw(st.sampled_from(TAGS))
        if tag.startswith("00"):
            record.tags.append(tag)
            record.fields.append(draw(VALUES).replace("\x1f", ""))
            continue
        indicators = draw(st.text("0123456789 #", min_size=2, max_size=2))
        pairs = draw(st.lists(st.tuples(CODES, VALUES), max_size=6))
        text = indicators + "".join(f"\x1f{c}{v}" for c, v in pairs)
        record.tags.append(tag)
        record.fields.append(text if pairs else indicators + "\x1f")
    return record


def assert_sound(plan: Plan, record: Record) -> None:
    found = interpret(plan, record)
    again = interpret(plan, record)
    assert found.statements == again.statements and found.notices == again.notices
    assert iri.is_valid(found.iri) and found.key.strip()
    links = {
        text[2:][text[2:].index("\x1f6") :][2:].split("\x1f")[0]
        for tag, text in zip(record.tags, record.fields, strict=True)
        if not tag.startswith("00") and "\x1f6" in text
    }
    for subject, predicate, found_object in found.statements:
        assert iri.is_valid(subject) and iri.is_valid(predicate)
        if isinstance(found_object, IRI):
            assert iri.is_valid(found_object)
        elif isinstance(found_object, OrderedList):
            assert len(found_object.items) > 1
            assert len(set(found_object.items)) == len(found_object.items)
            assert all(iri.is_valid(item) for item in found_object.items)
        else:
            assert isinstance(found_object, Literal)
            assert found_object.value.strip() == found_object.value != ""
            assert not (found_object.datatype and found_object.language)
            if found_object.value in {"880-01", "245-01/(N"} & links:
                # the same text may stand in another subfield too
                fields = zip(record.tags, record.fields, strict=True)
                assert any(
                    f"\x1f{code}{found_object.value}" in text.replace(" ", "")
                    or text == found_object.value
                    for _, text in fields
                    for code in "abcdefghijklmnopqrstuvwxyz01234579"
                )


@settings(max_examples=250, deadline=None)
@given(records())
def test_any_record_gives_sound_statements(record) -> None:
    assert_sound(jobs().plan, record)


@settings(max_examples=100, deadline=None)
@given(records(), st.randoms(use_true_random=False))
def test_the_order_of_rules_does_not_change_what_is_said(record, random) -> None:
    plan = jobs().plan
    rules = list(plan.rules)
    random.shuffle(rules)
    shuffled = Plan(
        **{name: getattr(plan, name) for name in plan.__dataclass_fields__}
        | {"rules": tuple(rules)}
    )
    one, other = interpret(plan, record), interpret(shuffled, record)
    assert set(one.statements) == set(other.statements)
    assert (one.iri, one.key) == (other.iri, other.key)


@settings(max_examples=100, deadline=None)
@given(records())
def test_an_unrelated_field_changes_no_iri(record) -> None:
    """IRIs come from content, never from a field's position."""
    if "no-key" in {notice.code for notice in interpret(jobs().plan, record).notices}:
        record.add_control("001", "key")
    before = {s.subject for s in interpret(jobs().plan, record).statements}
    record.tags.insert(0, "591")
    record.fields.insert(0, "  \x1fanothing")
    assert {s.subject for s in interpret(jobs().plan, record).statements} == before


FRAGMENT = """
mapping: 1
rules:
  a: {from: 245$a$b, join: {$b: " : "}, to: dcterms:title}
  b:
    from: 700
    to: dcterms:creator
    node: {iri: "{iri}#{$a|slug}", set: {foaf:name: $a, foaf:nick: i1}}
  c: {from: [245, 700, 856], text: "{tag} {$a} {$u}", to: dcterms:description}
  d: {from: 6XX, to: dcterms:subject}
  e: {from: 880$6, to: dcterms:relation}
  f: {from: 245$6/0-5, to: dcterms:relation}
  g: {from: 856$u, as: iri, to: foaf:page}
  h: {from: 856, iri: "{$u}", to: rdfs:seeAlso}
"""


@settings(max_examples=200, deadline=None)
@given(records())
def test_any_record_is_sound_by_a_plain_mapping_too(record) -> None:
    plan = compile_text(FRAGMENT, {}).plan
    assert_sound(plan, record)
    said = interpret(plan, record).statements
    assert not any(s.predicate.endswith("relation") for s in said)
