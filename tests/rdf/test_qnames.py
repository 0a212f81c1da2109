"""Names of XML elements: what is given every parser takes, and what XML can name is given."""

from __future__ import annotations

from xml.parsers import expat

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marc2rdf.rdf.iri import is_valid, repair
from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.qnames import SYNTAX_TERMS, ElementNames, Name, split

RDF = BUILT_IN["rdf"]
XML, XMLNS = "http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/"
PREFIXES = {
    **BUILT_IN,
    "ex": "http://example.org/",
    "part": "http://example.org/wor",
    "x": XML,
    "y": XMLNS,
    "xmlish": "http://example.org/xml#",
}
tails = st.text("ab1_-.:/#?%Awor&'é·\u0301日ӀԱ\u0e01𐀀", max_size=8) | st.text(max_size=5)
iris = st.one_of(
    st.builds(str.__add__, st.sampled_from(sorted(PREFIXES.values())), tails),
    st.builds(str.__add__, st.just("urn:"), tails),
).map(repair)


@settings(max_examples=1500, deadline=None)
@given(iris)
def test_what_is_named_is_read_back_and_plain_names_are_given(iri: str) -> None:
    names = ElementNames(PREFIXES)
    name = names.name(iri)
    if name is None:
        assert (
            iri in SYNTAX_TERMS
            or iri.startswith(XMLNS)
            or not any(
                nameable(iri[:cut], iri[cut:]) for cut in range(1, len(iri)) if iri[cut:].isascii()
            )
        )
        return
    declared = "".join(f' xmlns:{key}="{_escaped(ns)}"' for key, ns in names.prefixes.items())
    own = f' xmlns="{_escaped(name.namespace)}"' if name.namespace else ""
    node = f'<rdf:Description rdf:about="urn:a"><{name.tag}{own}>x</{name.tag}></rdf:Description>'
    data = f"<rdf:RDF{declared}>{node}</rdf:RDF>"
    expat.ParserCreate(namespace_separator=" ").Parse(data.encode(), True)
    (quad,) = ox.parse(data.encode(), ox.RdfFormat.RDF_XML)
    assert quad.predicate == ox.NamedNode(iri)
    assert not name.namespace or is_valid(name.namespace)


def nameable(namespace: str, local: str) -> bool:
    """Whether a strict XML parser reads this as an element in this namespace."""
    if ":" in local or not is_valid(namespace):
        return False
    try:
        data = f'<{local} xmlns="{_escaped(namespace)}"/>'.encode()
        expat.ParserCreate(namespace_separator=" ").Parse(data, True)
    except expat.ExpatError:
        return False
    return True


def _escaped(iri: str) -> str:
    return iri.replace("&", "&amp;")


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("http://purl.org/dc/terms/title", Name("dcterms:title")),
        ("http://example.org/word", Name("part:d")),
        ("http://example.org/a.b", Name("a.b", "http://example.org/")),
        ("http://example.org/1a", Name("a", "http://example.org/1")),
        ("http://example.org/titré", Name("titré", "http://example.org/")),
        ("http://example.org/%C3%A9tude", Name("tude", "http://example.org/%C3%A9")),
        ("http://example.org/xml#xmlns", Name("xmlns", "http://example.org/xml#")),
        ("dcterms:title", Name("title", "dcterms:")),
        (RDF + "_1", Name("rdf:_1")),
        (XML + "lang", Name("namespacelang", "http://www.w3.org/XML/1998/")),
    ],
)
def test_names(iri: str, name: Name) -> None:
    assert ElementNames(PREFIXES).name(iri) == name


@pytest.mark.parametrize(
    "iri",
    ["http://example.org/123", "http://example.org/", "http://example.org/%C3%A9", "urn:x:-1"]
    + ["http://example.org/a'", XMLNS + "x", RDF, RDF + "li", RDF + "about"],
)
def test_no_names(iri: str) -> None:
    assert ElementNames(PREFIXES).name(iri) is None
    assert ElementNames(PREFIXES).prefixed(iri) is None


def test_a_long_iri_takes_no_longer_than_its_length() -> None:
    for text in ("1", "a", "-", "%41", "."):
        assert split("http://example.org/" + text * 200_000 + "/") is None
