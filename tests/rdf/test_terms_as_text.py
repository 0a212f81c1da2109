"""Literals, lists and the rdflib bridge: the small things that all notations share."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from marc2rdf.errors import RecordError, UsageError
from marc2rdf.rdf.graph import to_graph
from marc2rdf.rdf.lists import BlankNode, cells, genid_of, skolemized
from marc2rdf.rdf.literals import escape, is_language
from marc2rdf.rdf.memo import Memo
from marc2rdf.rdf.ntriples import term
from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.terms import IRI, Literal, OrderedList, Statement

A, B, P = (IRI(f"https://example.org/{name}") for name in "abp")


@given(st.text())
def test_escapes_are_the_canonical_ones(text: str) -> None:
    quad = ox.Quad(ox.NamedNode(A), ox.NamedNode(P), ox.Literal(text))
    theirs = ox.serialize([quad], format=ox.RdfFormat.N_TRIPLES)
    assert theirs is not None
    (mine,) = ox.parse(f"<{A}> <{P}> {term(Literal(text))} .", ox.RdfFormat.N_TRIPLES)
    assert mine == quad
    plain = text.replace("\ufffe", "").replace("\uffff", "")
    if plain == text:
        assert theirs.decode() == f"<{A}> <{P}> {term(Literal(text))} .\n"


def test_each_escape() -> None:
    assert escape("\b\t\n\f\r\"\\'") == "\\b\\t\\n\\f\\r\\\"\\\\'"
    assert escape("\x00\x0b\x1f\x7f\x80\u2028") == "\\u0000\\u000B\\u001F\\u007F\x80\u2028"


@settings(max_examples=500)
@given(
    st.lists(
        st.text("axX1é_ ", max_size=9) | st.sampled_from(["en", "zh", "u", "Latn", "419"])
    ).map("-".join)
)
def test_a_language_tag_that_is_let_through_is_read(tag: str) -> None:
    if is_language(tag):
        text = f'<{A}> <{P}> "x"@{tag} .'
        (quad,) = ox.parse(text, ox.RdfFormat.N_TRIPLES)
        assert isinstance(quad.object, ox.Literal)
        assert quad.object.language == tag.lower()


@pytest.mark.parametrize(
    "tag", ["en", "EN-gb", "zh-cmn-Hans-CN", "de-1996", "es-419", "en-u-ca-buddhist", "x-a", "mul"]
)
def test_language_tags(tag: str) -> None:
    assert is_language(tag)


@pytest.mark.parametrize(
    "tag", ["", "e", "en_GB", "en-", "-en", "en-a", "é", "123", "en gb", "en\n"]
)
def test_no_language_tags(tag: str) -> None:
    assert not is_language(tag)


def test_lists_on_one_subject_do_not_collide() -> None:
    lists = [(A,), (B,), (A, B), (B, A), (A, A), ()]
    triples = {triple for items in lists for triple in cells(Statement(A, P, OrderedList(items)))}
    assert len(triples) == sum(1 + 2 * len(items) for items in lists)
    heads = {value for subject, _, value in triples if subject == A}
    assert len(heads) == len(lists)
    assert list(cells(Statement(A, P, OrderedList(())))) == [(A, P, IRI(BUILT_IN["rdf"] + "nil"))]


def test_labels_are_the_same_in_every_run() -> None:
    (first, *_) = cells(Statement(A, P, OrderedList((A, B))))
    assert first == (A, P, BlankNode("l8016e11fbf6b86afc5db-1"))


def test_skolem_iris_are_of_the_base_s_host() -> None:
    genid = genid_of("http://example.org:8080/catalogue/")
    made = list(skolemized([Statement(A, P, OrderedList((B,))), Statement(A, P, B)], genid))
    assert str(made[0].object).startswith("http://example.org:8080/.well-known/genid/l")
    assert made[-1] == Statement(A, P, B)
    assert len(made) == 4
    with pytest.raises(UsageError, match="no host"):
        genid_of("urn:x:")


def test_a_graph_for_rdflib() -> None:
    graph = rdflib.Graph()
    statements = [
        Statement(A, P, OrderedList((A, B))),
        Statement(A, P, Literal("007", datatype=BUILT_IN["xsd"] + "integer")),
        Statement(A, P, Literal("x", language="en")),
    ]
    assert to_graph(statements, graph, base=A) is graph
    assert len(graph) == 7
    assert rdflib.Literal("007", datatype=rdflib.XSD.integer, normalize=False) in set(
        graph.objects()
    )
    (head,) = (node for node in graph.objects(rdflib.URIRef(A)) if isinstance(node, rdflib.BNode))
    assert [str(item) for item in graph.items(head)] == [A, B]
    assert dict(graph.namespaces())["schema"] == rdflib.URIRef("http://schema.org/")
    skolem = to_graph(statements, base="https://example.org/", skolemize=True)
    assert not any(isinstance(node, rdflib.BNode) for node in skolem.all_nodes())
    with pytest.raises(RecordError):
        to_graph([Statement(A, P, Literal("x", language="e"))])


def test_a_list_is_not_one_term() -> None:
    with pytest.raises(TypeError):
        term(OrderedList((A,)))
    assert term(BlankNode("x")) == "_:x"


def test_a_memo_does_not_grow_and_does_not_remember_errors() -> None:
    calls: list[int] = []

    def half(number: int) -> float:
        calls.append(number)
        return 1 / number

    memo = Memo(half, limit=3)
    for number in (1, 1, 2, 3, 4, 5):
        assert memo[number] == 1 / number
    assert calls == [1, 2, 3, 4, 5]
    assert len(memo) <= 3
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            memo[0]
    assert calls.count(0) == 2
