"""N-Quads: each record in its own graph, and their union what N-Triples say."""

from __future__ import annotations

import io
import warnings

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from marc2rdf.rdf.nquads import PRIMARY_TOPIC_OF, graph_of
from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.rows import predicate_of, rows_of
from marc2rdf.rdf.terms import IRI, Literal, OrderedList, Statement
from marc2rdf.rdf.writer import open_writer

BASE, DCT = "https://data.example.org/", BUILT_IN["dcterms"]
TOPIC_OF = predicate_of(PRIMARY_TOPIC_OF)
Record = tuple[list[Statement], IRI, IRI]  # statements, root, graph


@st.composite
def records(draw: st.DrawFn, number: int) -> Record:
    root, described = IRI(f"{BASE}bib/{number}"), IRI(f"{BASE}record/{number}")
    nodes = st.sampled_from([root, IRI(f"{root}#x"), IRI(BASE + "shared")])
    values = st.one_of(
        nodes,
        st.sampled_from([" .\n", '" <x> .', "\ud800", "a\x00b"]).map(Literal),
        st.just(Literal(" .", language="en")),
        st.lists(nodes, max_size=3).map(lambda items: OrderedList(tuple(items))),
    )
    predicates = st.sampled_from([IRI(DCT + "title"), IRI("http://example.org/123")])
    statements = draw(st.lists(st.builds(Statement, nodes, predicates, values), min_size=1))
    if not draw(st.booleans()):
        return statements, root, root
    named = Statement(root, TOPIC_OF, described)
    return draw(st.permutations([*statements, named])), root, described


def written(name: str, records: list[Record], skolemize: bool) -> bytes:
    out = io.BytesIO()
    writer = open_writer(name, out, base=BASE, skolemize=skolemize)
    for statements, root, _ in records:
        writer.write(statements, root)
    writer.close()
    return out.getvalue()


def canonical(quads: list[ox.Quad]) -> ox.Dataset:
    found = ox.Dataset(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return found


def plain(records: list[Record], skolemize: bool) -> ox.Dataset:
    return canonical(list(ox.parse(written("nt", records, skolemize), ox.RdfFormat.N_TRIPLES)))


@settings(max_examples=150, deadline=None)
@given(st.tuples(records(1), records(2), records(3)), st.booleans())
def test_each_graph_is_its_record(records: tuple[Record, ...], skolemize: bool) -> None:
    data = written("nq", [*records], skolemize)
    quads = list(ox.parse(data, ox.RdfFormat.N_QUADS))
    assert canonical(quads) == plain([*records], skolemize)
    assert {quad.graph_name for quad in quads} == {ox.NamedNode(graph) for *_, graph in records}
    for record in records:
        own = [quad for quad in quads if quad.graph_name == ox.NamedNode(record[2])]
        assert canonical(own) == plain([record], skolemize)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        theirs = rdflib.Dataset()
        theirs.parse(data=data.decode(), format="nquads")
        assert len(list(theirs.quads())) == len(set(quads))


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ([], "bib/1"),
        ([Literal("x"), OrderedList(())], "bib/1"),
        ([Literal("x"), IRI(BASE + "one"), IRI(BASE + "two")], "one"),
    ],
)
def test_how_a_graph_is_named(values: list[IRI | Literal | OrderedList], name: str) -> None:
    root = IRI(BASE + "bib/1")
    other = Statement(IRI(BASE + "bib/2"), TOPIC_OF, IRI(BASE + "record/2"))
    said = [other, *(Statement(root, TOPIC_OF, value) for value in values)]
    assert graph_of(rows_of(said), root) == BASE + name
