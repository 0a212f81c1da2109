"""The JSON-LD context: names that do not depend on what else a mapping uses."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marc2rdf.rdf.context import Context, Term, build_context
from marc2rdf.rdf.prefixes import BUILT_IN

VOCABULARIES = {
    "bibo": ["Document", "Collection", "abstract", "issn", "authorList", "status/draft"],
    "dcterms": ["Agent", "abstract", "title", "creator", "Collection"],
    "foaf": ["Agent", "Document", "title", "based_near", "page"],
    "skos": ["Collection", "Concept", "prefLabel"],
    "schema": ["name", "Book"],
    "rdfs": ["label", "Class"],
}
ALL = [BUILT_IN[prefix] + name for prefix, names in VOCABULARIES.items() for name in names]


def names(iris: list[str]) -> dict[str, str]:
    return dict(build_context(iris, iris, BUILT_IN, VOCABULARIES).names)


def test_who_gets_a_shared_name() -> None:
    found = names(ALL)
    expected = {
        "bibo": ["Document", "Collection", "issn", "authorList"],
        "dcterms": ["abstract", "title", "creator"],
        "foaf": ["Agent", "based_near", "page"],
        "skos": ["Concept", "prefLabel"],
        "rdfs": ["label"],
    }
    assert found == {
        BUILT_IN[prefix] + name: name for prefix, words in expected.items() for name in words
    }


@given(st.lists(st.sampled_from(ALL), unique=True))
def test_a_name_does_not_depend_on_the_other_terms(iris: list[str]) -> None:
    everything = names(ALL)
    assert names(iris) == {iri: everything[iri] for iri in iris if iri in everything}


def test_the_document() -> None:
    dcterms, foaf, bibo = BUILT_IN["dcterms"], BUILT_IN["foaf"], BUILT_IN["bibo"]
    context = build_context(
        [dcterms + "title", foaf + "page", bibo + "authorList", bibo + "abstract"],
        [foaf + "Document", bibo + "Document"],
        {"foaf": foaf, "dct": dcterms, "x": "http://example.org/x-"},
        VOCABULARIES,
        iri_properties=[foaf + "page", bibo + "abstract"],
    )
    assert list(context.document().items()) == [
        ("foaf", foaf),
        ("dct", dcterms),
        ("x", {"@id": "http://example.org/x-", "@prefix": True}),
        ("Document", bibo + "Document"),
        ("authorList", {"@id": bibo + "authorList", "@type": "@id", "@container": "@list"}),
        ("page", {"@id": "foaf:page", "@type": "@id"}),
        ("title", "dct:title"),
    ]
    assert context.document({"title", "x"}) == {
        "dct": dcterms,
        "x": {"@id": "http://example.org/x-", "@prefix": True},
        "title": "dct:title",
    }
    assert context.document(()) == {}


def test_a_name_of_a_term_is_no_prefix_whether_the_term_is_used_or_not() -> None:
    assert "issn" not in build_context([], [], BUILT_IN, VOCABULARIES).prefixes
    assert "issn" in build_context([], [], BUILT_IN, {}).prefixes


@pytest.mark.parametrize(
    "prefixes",
    [
        {"urn": "http://example.org/", "isbn": "urn:isbn:"},
        {"isbn": "urn:isbn:", "urn": "http://example.org/"},
        {"a": "a:b/", "ex": "http://example.org/"},
        {"a": "b:", "b": "a:"},
        {"title": "http://example.org/", "http": "http://example.org/http/"},
    ],
)
def test_the_document_says_what_it_should(prefixes: dict[str, str]) -> None:
    context = Context(prefixes, {"title": Term("urn:x:title"), "page": Term("a:page", "@id")})
    iris = [*prefixes.values(), "urn:isbn:1", "http://example.org/a", "a:page", "b:x", "a:b/c"]
    for iri in iris:
        clashes = {context.clash(iri)} - {""}
        text = json.dumps(
            {
                "@context": [
                    context.document(),
                    dict.fromkeys(clashes),
                ],
                "@id": context.without(clashes).compact(iri),
                "title": "x",
                "page": "http://example.com/",
            }
        )
        quads = list(ox.parse(text, ox.RdfFormat.JSON_LD))
        assert {quad.subject for quad in quads} == {ox.NamedNode(iri)}
        assert {str(quad.predicate) for quad in quads} == {"<urn:x:title>", "<a:page>"}


def test_a_context_cannot_be_changed() -> None:
    context = Context(BUILT_IN, {"title": Term("urn:x:title")})
    for mapping in (context.prefixes, context.terms, context.names):
        with pytest.raises(TypeError):
            mapping["x"] = ""  # type: ignore[index]
