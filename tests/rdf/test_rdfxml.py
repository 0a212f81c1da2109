"""RDF/XML and N-Quads: the same graph as N-Triples, as far as their notations can say it."""

from __future__ import annotations

import io

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from marc2rdf.errors import RecordError
from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.terms import IRI, Literal, OrderedList, Statement
from marc2rdf.rdf.writer import open_writer

BASE = "https://data.example.org/"
DCT, BIBO, FOAF, RDF = (BUILT_IN[name] for name in ("dcterms", "bibo", "foaf", "rdf"))
PREDICATES = [
    DCT + "title",
    DCT + "isPartOf",
    BIBO + "authorList",
    FOAF + "page",
    RDF + "type",
    RDF + "_1",
    "http://example.org/ns#word",
    "http://example.org/other/word-2.x",
    "urn:example:thing",
    "ns:a",
    "http://example.org/123abc",
    "http://example.org/\u00e9t\u00e9-name",
]
NODES = [
    BASE + "bib/1",
    BASE + "bib/1#x",
    "urn:x:y",
    "http://example.org/a?b=1&c=<".rstrip("<"),
    "https://example.org/\u0416",
    BIBO + "Book",
    RDF + "List",
    RDF + "li",
    "http://example.org/1",
]
iris = st.sampled_from(NODES).map(IRI)
texts = st.text(
    st.characters(
        blacklist_categories=("Cs",), blacklist_characters="\ufffe\uffff", min_codepoint=32
    )
    | st.sampled_from("\t\n\r<>&\"'] "),
    max_size=12,
)
literals = st.one_of(
    texts.map(lambda text: Literal(text)),
    st.tuples(texts, st.sampled_from(["en", "ru", "und-Cyrl"])).map(
        lambda pair: Literal(pair[0], language=pair[1])
    ),
    st.tuples(texts, st.sampled_from([BUILT_IN["xsd"] + "gYear", "http://example.org/t&"])).map(
        lambda pair: Literal(*pair)
    ),
)
lists = st.lists(iris, max_size=3).map(lambda items: OrderedList(tuple(items)))
properties = st.sampled_from(PREDICATES).map(IRI)
statements = st.lists(
    st.builds(Statement, iris, properties, st.one_of(iris, literals)), max_size=14
)
listed = st.builds(Statement, st.just(IRI(NODES[0])), properties, lists)


def written(name: str, given: list[Statement], **options: object) -> bytes:
    out = io.BytesIO()
    settings_: dict[str, object] = {
        "prefixes": {**BUILT_IN, "ns": "http://example.org/ns#"},
        **options,
    }
    writer = open_writer(name, out, base=BASE, **settings_)  # type: ignore[arg-type]
    writer.write(given, IRI(NODES[0]))
    writer.close()
    return out.getvalue()


def canonical(quads: object) -> ox.Dataset:
    found = ox.Dataset(ox.Quad(q.subject, q.predicate, q.object) for q in quads)  # type: ignore[attr-defined]
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return found


@settings(max_examples=300, deadline=None)
@given(statements, st.lists(listed, max_size=2), st.booleans())
def test_rdfxml_is_the_same_graph(given, more, skolemize):
    expected = written("nt", given + more, skolemize=skolemize)
    data = written("rdfxml", given + more, skolemize=skolemize)
    found = canonical(ox.parse(data, ox.RdfFormat.RDF_XML))
    assert found == canonical(ox.parse(expected, ox.RdfFormat.N_TRIPLES))
    graph = rdflib.Graph().parse(data=data, format="xml")
    assert len(graph) == len(found)


@settings(max_examples=200, deadline=None)
@given(statements)
def test_each_record_has_its_graph_in_nquads(given):
    root, record = IRI(NODES[0]), IRI(BASE + "record/1")
    data = written("nq", [*given, Statement(root, IRI(FOAF + "isPrimaryTopicOf"), record)])
    quads = list(ox.parse(data, ox.RdfFormat.N_QUADS))
    assert {quad.graph_name for quad in quads} == {ox.NamedNode(record)}
    data = written("nq", [Statement(root, IRI(DCT + "title"), Literal("a .\n b"))])
    (quad,) = ox.parse(data, ox.RdfFormat.N_QUADS)
    assert (quad.object.value, quad.graph_name) == ("a .\n b", ox.NamedNode(root))


@pytest.mark.parametrize("name", ["http://example.org/123", "http://example.org/", RDF + "li"])
def test_a_property_that_can_be_no_element_costs_its_record(name):
    root, out = IRI(NODES[0]), io.BytesIO()
    writer = open_writer("rdfxml", out)
    with pytest.raises(RecordError) as caught:
        writer.write([Statement(root, IRI(name), Literal("x"))], root)
    assert caught.value.code == "predicate-no-qname"
    writer.write([Statement(root, IRI(DCT + "title"), Literal("x"))], root)
    writer.close()
    assert len(list(ox.parse(out.getvalue(), ox.RdfFormat.RDF_XML))) == 1


def test_what_xml_cannot_hold_is_replaced_and_counted():
    root, out = IRI(NODES[0]), io.BytesIO()
    writer = open_writer("rdfxml", out)
    writer.write([Statement(root, IRI(DCT + "title"), Literal("a\x00b\x0bc\ufffe\ud800"))], root)
    writer.close()
    (quad,) = ox.parse(out.getvalue(), ox.RdfFormat.RDF_XML)
    assert quad.object.value == "a\ufffdb\ufffdc\ufffd\ufffd"
    assert writer.replaced == 4


def test_an_empty_document_is_valid():
    assert list(ox.parse(written("rdfxml", []), ox.RdfFormat.RDF_XML)) == []


def read_by_both(data):
    """The graph as a strict parser has it; rdflib, whose XML parser is strict, has the same."""
    found = canonical(ox.parse(data, ox.RdfFormat.RDF_XML))
    assert len(rdflib.Graph().parse(data=data, format="xml")) == len(found)
    return found


XML, XMLNS = "http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/"


@pytest.mark.parametrize(
    "prefixes",
    [
        {},
        {"rdf": "http://example.org/ns#"},
        {"r": RDF, "rdf": DCT},
        {"one": DCT, "two": DCT},
        {"x": XML, "y": XMLNS, "xml": DCT, "xmlns": DCT, "XmlX": DCT},
        {"a": "http://example.org/?a=1&b='2'#", "b": "http://example.org/ns#w"},
        {"a.b": DCT, "1": DCT, "é": DCT},
    ],
)
def test_prefixes_that_are_redefined_or_that_xml_forbids(prefixes):
    root = IRI(NODES[0])
    given = [
        Statement(root, IRI(RDF + "type"), IRI(DCT + "BibliographicResource")),
        Statement(root, IRI(DCT + "title"), Literal("x")),
        Statement(root, IRI("http://example.org/ns#word"), Literal("x")),
        Statement(root, IRI("http://example.org/?a=1&b='2'#word"), root),
        Statement(root, IRI(BIBO + "authorList"), OrderedList((root,))),
    ]
    data = written("rdfxml", given, prefixes=prefixes)
    expected = canonical(ox.parse(written("nt", given), ox.RdfFormat.N_TRIPLES))
    assert read_by_both(data) == expected
    assert data.count(b"xmlns:rdf=") == 1
    # Namespaces in XML 1.0, section 3: these are reserved in any case of their letters.
    assert b"xmlns:xml" not in data.lower()


@pytest.mark.parametrize("prefixes", [{}, BUILT_IN])
@pytest.mark.parametrize("name", ["Description", "li", "RDF", "ID", "Bag", "_1", "bagID", "Class"])
def test_a_type_of_the_syntax_itself_is_said_as_a_property(name, prefixes):
    given = [Statement(IRI(NODES[0]), IRI(RDF + "type"), IRI(RDF + name))]
    (quad,) = read_by_both(written("rdfxml", given, prefixes=prefixes))
    assert quad.object == ox.NamedNode(RDF + name)


def test_types_that_are_no_iris_are_said():
    root, kind = IRI(NODES[0]), IRI(RDF + "type")
    values = [Literal("x"), IRI(BIBO + "Book"), OrderedList((root,)), IRI(BIBO + "Image")]
    given = [Statement(root, kind, value) for value in values]
    expected = canonical(ox.parse(written("nt", given), ox.RdfFormat.N_TRIPLES))
    assert read_by_both(written("rdfxml", given)) == expected


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n", "\r", "\r\n", "\t a \n", "]]>", "&amp;", "<!--", "<![CDATA[x]]>", "&#0;"]
    + ["שלום \u202eעולם\u202c\u200f", "\ufeffx", "\x7f\x85\xa0\u2028", "e\u0301", "\U0010ffff"],
)
@pytest.mark.parametrize("kind", [("", ""), ("", "he"), (BUILT_IN["xsd"] + "string", "")])
def test_texts_come_back_to_the_character(text, kind):
    given = [Statement(IRI(NODES[0]), IRI(DCT + "title"), Literal(text, *kind))]
    data = written("rdfxml", given)
    assert b"\r" not in data
    (quad,) = read_by_both(data)
    assert quad.object.value == text
    assert quad.object.language == (kind[1] or None)
    (triple,) = rdflib.Graph().parse(data=data, format="xml")
    assert str(triple[2]) == text


@pytest.mark.parametrize(
    ("iri", "why"),
    [("http://example.org/123", "its end is no XML name"), (RDF + "li", "part of that syntax")],
)
def test_a_property_without_a_name_is_explained(iri, why):
    with pytest.raises(RecordError, match=why) as caught:
        written("rdfxml", [Statement(IRI(NODES[0]), IRI(iri), Literal("x"))])
    assert f"<{iri}>" in str(caught.value)
    assert "another notation" in caught.value.hint
