"""What the notations look like, to the byte."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pyoxigraph

from marc2rdf.rdf.context import build_context
from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.terms import IRI, Literal, Object, OrderedList, Statement
from marc2rdf.rdf.writer import FORMATS, open_writer

BASE = "https://data.example.org/"
PREFIXES = {name: BUILT_IN[name] for name in ("bibo", "dcterms", "foaf", "rdf", "xsd", "lang")}


def said(subject: str, predicate: str, value: Object | str) -> Statement:
    if isinstance(value, str) and not isinstance(value, IRI):
        value = here(value)
    return Statement(here(subject), here(predicate), value)


def here(name: str) -> IRI:
    prefix, _, local = name.partition(":")
    return IRI(PREFIXES[prefix] + local) if prefix in PREFIXES else IRI(BASE + name)


ARTICLE = [
    said("bib/1", "dcterms:title", Literal('On "co-production"')),
    said("bib/1", "rdf:type", "bibo:AcademicArticle"),
    said("bib/1", "dcterms:creator", "bib/1#agent-b"),
    said("bib/1", "dcterms:creator", "bib/1#agent-a"),
    said("bib/1#agent-a", "foaf:name", Literal("A")),
    said("bib/1#agent-b", "foaf:name", Literal("B")),
    said("bib/1", "bibo:authorList", OrderedList((here("bib/1#agent-b"), here("bib/1#agent-a")))),
    said("bib/1", "dcterms:issued", Literal("2016", datatype=BUILT_IN["xsd"] + "gYear")),
    said("bib/1", "dcterms:language", "lang:fre"),
    said("bib/1", "dcterms:isPartOf", "issue/0303-965X/82/1"),
    said("issue/0303-965X/82/1", "dcterms:isPartOf", "journal/0303-965X"),
    said("journal/0303-965X", "dcterms:title", Literal("Revue", language="fr")),
    said("bib/1", "foaf:page", IRI("https://example.com/?lang=en")),
    said("bib/1", "foaf:isPrimaryTopicOf", "record/1"),
    said("apart", "dcterms:title", Literal("not reached")),
    said("record/1", "foaf:primaryTopic", "bib/1"),
]
CONTEXT = build_context(
    {statement.predicate for statement in ARTICLE},
    [BUILT_IN["bibo"] + "AcademicArticle"],
    PREFIXES,
    {
        "bibo": ["AcademicArticle", "authorList"],
        "dcterms": ["title", "creator", "issued", "language", "isPartOf"],
        "foaf": ["name", "page", "isPrimaryTopicOf", "primaryTopic"],
    },
    iri_properties=[here(name) for name in ("foaf:page", "foaf:primaryTopic", "dcterms:language")],
)


def written(name: str, *records: list[Statement], **options: Any) -> str:
    out = io.BytesIO()
    options = {"prefixes": PREFIXES, "base": BASE, "context": CONTEXT, **options}
    writer = open_writer(name, out, **options)
    for record in records:
        writer.write(record, here("bib/1"))
    writer.close()
    return out.getvalue().decode()


def test_turtle() -> None:
    assert (
        written("turtle", ARTICLE, [said("bib/1", "rdf:type", "a:b")])
        == """\
@prefix bibo: <http://purl.org/ontology/bibo/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix lang: <http://id.loc.gov/vocabulary/iso639-2/> .
@base <https://data.example.org/> .

<bib/1> a bibo:AcademicArticle ;
    dcterms:title "On \\"co-production\\"" ;
    dcterms:creator <bib/1#agent-b>, <bib/1#agent-a> ;
    dcterms:issued "2016"^^xsd:gYear ;
    dcterms:language lang:fre ;
    dcterms:isPartOf <issue/0303-965X/82/1> ;
    foaf:page <https://example.com/?lang=en> ;
    foaf:isPrimaryTopicOf <record/1> ;
    bibo:authorList ( <bib/1#agent-b> <bib/1#agent-a> ) .

<bib/1#agent-b> foaf:name "B" .

<bib/1#agent-a> foaf:name "A" .

<issue/0303-965X/82/1> dcterms:isPartOf <journal/0303-965X> .

<journal/0303-965X> dcterms:title "Revue"@fr .

<record/1> foaf:primaryTopic <bib/1> .

<apart> dcterms:title "not reached" .

<bib/1> a <https://data.example.org/a:b> .
"""
    )


def test_a_subject_may_come_in_several_runs_and_behind_what_refers_to_it() -> None:
    # b is known when it is referred to; c and d are not, and only a list says d.
    given = [
        said("bib/1#b", "dcterms:title", Literal("B")),
        said("bib/1", "dcterms:relation", IRI("https://example.com/")),
        said("bib/1", "dcterms:creator", "bib/1#b"),
        said("bib/1", "dcterms:relation", "c"),
        said("bib/1#b", "rdf:type", "c"),
        said("c", "dcterms:relation", "bib/1"),
        said("c", "dcterms:relation", Literal('"c"')),
        said("bib/1#b", "dcterms:relation", "d"),
        said("d", "bibo:authorList", OrderedList((here("c"), here("e"), here("bib/1")))),
    ]
    assert (
        written("turtle", given, prefixes={"dcterms": PREFIXES["dcterms"]}).partition("\n\n")[2]
        == """\
<bib/1> dcterms:relation <https://example.com/>, <c> ;
    dcterms:creator <bib/1#b> .

<c> dcterms:relation <bib/1>, "\\"c\\"" .

<bib/1#b> a <c> ;
    dcterms:title "B" ;
    dcterms:relation <d> .

<d> <http://purl.org/ontology/bibo/authorList> ( <c>
        <e>
        <bib/1> ) .
"""
    )
    assert json.loads(written("jsonl", given))["creator"]["dcterms:relation"] == {
        "@id": BASE + "d",
        "authorList": [BASE + "c", BASE + "e", BASE + "bib/1"],
    }


def test_a_fragment_is_shortened_with_its_root_only_where_it_is_read_back() -> None:
    for root, fragment, expected in (
        ("bib/1", "a:b/../c", "<bib/1#a:b/../c>"),
        ("1", "a:b", f"<{BASE}1#a:b>"),
        ("a:b/1", "c", f"<{BASE}a:b/1#c>"),
        ("../1", "c", f"<{BASE}../1#c>"),
    ):
        out = io.BytesIO()
        writer = open_writer("turtle", out, prefixes={}, base=BASE)
        writer.write([said(f"{root}#{fragment}", "rdf:type", "b")], here(root))
        assert out.getvalue().decode().splitlines()[-1] == f"{expected} a <b> ."
    prefixes = {"own": f"{BASE}bib/1#"}
    assert "\nown:c a <b> .\n" in written(
        "turtle", [said("bib/1#c", "rdf:type", "b")], prefixes=prefixes
    )


def test_turtle_with_many_or_wide_objects() -> None:
    two, three = (tuple(here(f"bib/{n}") for n in range(1, last)) for last in (3, 4))
    wide = [IRI("https://example.com/" + letter * 40) for letter in "ab"]
    text = written(
        "turtle",
        [
            *(said("bib/1", "rdf:type", name) for name in ("bibo:A", "bibo:B", "bibo:C")),
            *(said("bib/1", "dcterms:relation", name) for name in two),
            *(said("bib/1", "dcterms:subject", name) for name in three),
            *(said("bib/1", "foaf:page", name) for name in wide),
            *(said("bib/1", "bibo:authorList", OrderedList(items)) for items in (two, three)),
            said("bib/1", "bibo:editorList", OrderedList(tuple(wide))),
            said("bib/1", "dcterms:abstract", Literal("long " * 40)),
        ],
    ).partition("\n\n")[2]
    assert text == (
        """\
<bib/1> a bibo:A,
        bibo:B,
        bibo:C ;
    dcterms:relation <bib/1>, <bib/2> ;
    dcterms:subject <bib/1>,
        <bib/2>,
        <bib/3> ;
    foaf:page <WIDE1>,
        <WIDE2> ;
    dcterms:abstract "LONG" ;
    bibo:authorList ( <bib/1> <bib/2> ),
        ( <bib/1>
        <bib/2>
        <bib/3> ) ;
    bibo:editorList ( <WIDE1>
        <WIDE2> ) .
"""
    ).replace("WIDE1", wide[0]).replace("WIDE2", wide[1]).replace("LONG", "long " * 40)


def test_nquads() -> None:
    assert written("nq", ARTICLE[12:14], [said("bib/1", "dcterms:language", "lang:fre")]) == (
        "<https://data.example.org/bib/1> <http://xmlns.com/foaf/0.1/page>"
        " <https://example.com/?lang=en> <https://data.example.org/record/1> .\n"
        "<https://data.example.org/bib/1> <http://xmlns.com/foaf/0.1/isPrimaryTopicOf>"
        " <https://data.example.org/record/1> <https://data.example.org/record/1> .\n"
        "<https://data.example.org/bib/1> <http://purl.org/dc/terms/language>"
        " <http://id.loc.gov/vocabulary/iso639-2/fre> <https://data.example.org/bib/1> .\n"
    )


def test_rdfxml() -> None:
    odd = said("bib/1", "rdf:type", IRI("http://example.org/ns#Odd"))
    property = Statement(here("bib/1"), IRI("http://example.org/ns#p"), Literal(" a & b\r\n"))
    prefixes = {name: PREFIXES[name] for name in ("bibo", "dcterms", "foaf")}
    text = written(
        "rdfxml", [*ARTICLE[:3], *ARTICLE[5:8], odd, property], ARTICLE[11:12], prefixes=prefixes
    )
    assert (
        text
        == """\
<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF
  xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:bibo="http://purl.org/ontology/bibo/"
  xmlns:dcterms="http://purl.org/dc/terms/"
  xmlns:foaf="http://xmlns.com/foaf/0.1/">

<bibo:AcademicArticle rdf:about="https://data.example.org/bib/1">
  <rdf:type rdf:resource="http://example.org/ns#Odd"/>
  <dcterms:title>On "co-production"</dcterms:title>
  <dcterms:creator rdf:resource="https://data.example.org/bib/1#agent-b"/>
  <dcterms:issued rdf:datatype="http://www.w3.org/2001/XMLSchema#gYear">2016</dcterms:issued>
  <p xmlns="http://example.org/ns#"> a &amp; b&#13;
</p>
  <bibo:authorList rdf:parseType="Collection">
    <rdf:Description rdf:about="https://data.example.org/bib/1#agent-b"/>
    <rdf:Description rdf:about="https://data.example.org/bib/1#agent-a"/>
  </bibo:authorList>
</bibo:AcademicArticle>

<rdf:Description rdf:about="https://data.example.org/bib/1#agent-b">
  <foaf:name>B</foaf:name>
</rdf:Description>

<rdf:Description rdf:about="https://data.example.org/journal/0303-965X">
  <dcterms:title xml:lang="fr">Revue</dcterms:title>
</rdf:Description>

</rdf:RDF>
"""
    )


def test_the_subjects_of_rdfxml_come_in_the_order_of_turtle() -> None:
    # The node that is stated first and that nothing refers to comes last in both.
    given = [*ARTICLE[14:], *reversed(ARTICLE[:14])]
    found = re.findall(r'^<\S+ rdf:about="([^"]+)"', written("rdfxml", given), re.MULTILINE)
    blocks = written("turtle", given, prefixes={}, base="").split("\n\n")
    assert found == [block[1 : block.index(">")] for block in blocks]
    assert (found[0], found[-1]) == (here("bib/1"), here("apart"))


def test_turtle_without_prefixes_and_base() -> None:
    text = written("turtle", [said("a", "rdf:type", "b")], [], prefixes={}, base="")
    assert text == f"<{BASE}a> a <{BASE}b> .\n"


def test_turtle_with_skolem_iris() -> None:
    text = written("turtle", ARTICLE[6:7], skolemize=True).partition("\n\n")[2]
    label = text.partition(".well-known/genid/")[2].partition("-1>")[0]
    cell = f".well-known/genid/{label}"
    assert text == (
        f"<bib/1> bibo:authorList <{cell}-1> .\n\n"
        f"<{cell}-1> rdf:first <bib/1#agent-b> ;\n    rdf:rest <{cell}-2> .\n\n"
        f"<{cell}-2> rdf:first <bib/1#agent-a> ;\n    rdf:rest rdf:nil .\n"
    )


def test_ntriples() -> None:
    text = written("nt", ARTICLE[:1], ARTICLE[11:12])
    assert text == (
        '<https://data.example.org/bib/1> <http://purl.org/dc/terms/title> "On \\"co-production\\""'
        ' .\n<https://data.example.org/journal/0303-965X> <http://purl.org/dc/terms/title> "Revue"'
        "@fr .\n"
    )


NESTED = {
    "@id": BASE + "bib/1",
    "@type": "AcademicArticle",
    "title": 'On "co-production"',
    "creator": [
        {"@id": BASE + "bib/1#agent-b", "name": "B"},
        {"@id": BASE + "bib/1#agent-a", "name": "A"},
    ],
    "issued": {"@value": "2016", "@type": "xsd:gYear"},
    "language": "lang:fre",
    "isPartOf": {
        "@id": BASE + "issue/0303-965X/82/1",
        "isPartOf": {
            "@id": BASE + "journal/0303-965X",
            "title": {"@value": "Revue", "@language": "fr"},
        },
    },
    "page": "https://example.com/?lang=en",
    "isPrimaryTopicOf": {"@id": BASE + "record/1", "primaryTopic": BASE + "bib/1"},
    "authorList": [BASE + "bib/1#agent-b", BASE + "bib/1#agent-a"],
}
APART = {"@id": BASE + "apart", "title": "not reached"}


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def test_one_json_ld_document() -> None:
    second = [said("bib/2", "dcterms:title", Literal("é"))]
    assert written("jsonld", ARTICLE, second) == (
        f'{{"@context":{compact(CONTEXT.document())},\n"@graph":[\n'
        f"{compact(NESTED)},{compact(APART)},\n"
        f'{{"@id":"{BASE}bib/2","title":"é"}}\n'
        "]}\n"
    )


def test_json_ld_lines() -> None:
    lines = written("jsonl", ARTICLE, ARTICLE[:2]).splitlines()
    used = CONTEXT.document()
    del used["rdf"]
    assert lines[0] == compact({"@context": used, "@graph": [NESTED, APART]})
    assert lines[1] == compact(
        {
            "@context": {
                "bibo": PREFIXES["bibo"],
                "dcterms": PREFIXES["dcterms"],
                "AcademicArticle": "bibo:AcademicArticle",
                "title": "dcterms:title",
            },
            "@id": BASE + "bib/1",
            "@type": "AcademicArticle",
            "title": 'On "co-production"',
        }
    )


def test_an_iri_whose_scheme_is_a_prefix_switches_that_prefix_off() -> None:
    odd = [said("bib/1", "dcterms:language", IRI("lang:x")), *ARTICLE[8:9]]
    full = PREFIXES["lang"] + "fre"
    node = {"@id": BASE + "bib/1", "language": ["lang:x", full]}
    assert written("jsonld", odd).splitlines()[2] == compact({"@context": {"lang": None}, **node})
    language = {"@id": "dcterms:language", "@type": "@id"}
    context = {"dcterms": PREFIXES["dcterms"], "language": language}
    assert written("jsonl", odd) == compact({"@context": context, **node}) + "\n"


def test_a_property_with_a_list_and_other_values_has_its_full_key() -> None:
    mixed = [*ARTICLE[6:7], said("bib/1", "bibo:authorList", Literal("N. N."))]
    (line,) = written("jsonl", mixed).splitlines()
    assert json.loads(line) == {
        "@context": {"bibo": PREFIXES["bibo"]},
        "@id": BASE + "bib/1",
        "bibo:authorList": [
            "N. N.",
            {"@list": [{"@id": BASE + "bib/1#agent-b"}, {"@id": BASE + "bib/1#agent-a"}]},
        ],
    }


def test_a_text_where_iris_are_expected_is_a_value_object() -> None:
    (line,) = written("jsonl", [said("bib/1", "foaf:page", Literal("see p. 3"))]).splitlines()
    assert json.loads(line)["page"] == {"@value": "see p. 3"}


def test_formats() -> None:
    assert list(FORMATS) == ["turtle", "jsonld", "jsonl", "nt", "nq", "rdfxml"]
    endings = [suffix for format in FORMATS.values() for suffix in format.suffixes]
    assert len(endings) == len(set(endings))


def test_two_subjects_of_one_name_keep_all_that_is_said_of_them():
    """``lang:node`` is an IRI of its own, and what another is called while ``lang`` is a prefix."""
    names = {name: BUILT_IN[name] for name in ("lang", "dcterms")}
    both = [
        Statement(IRI(f"{names['lang']}node"), IRI("dcterms:title"), Literal("one")),
        Statement(IRI("lang:node"), IRI(f"{names['dcterms']}title"), Literal("two")),
    ]
    for notation in ("jsonld", "jsonl"):
        out = io.BytesIO()
        writer = open_writer(notation, out, prefixes=names, base="https://example.org/")
        writer.write(both, IRI("https://example.org/root"))
        writer.close()
        parsed = pyoxigraph.parse(out.getvalue(), format=pyoxigraph.RdfFormat.JSON_LD)
        expected = {(both[0].subject, both[0].predicate, "one")}
        expected |= {(both[1].subject, both[1].predicate, "two")}
        found = {(q.subject.value, q.predicate.value, q.object.value) for q in parsed}
        assert found == expected, notation
