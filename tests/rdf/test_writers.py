"""All writers, on statements of every kind: valid, the same graph, the same bytes."""

from __future__ import annotations

import io
import logging
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.parsers import expat

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import marc2rdf.rdf.writer as writer_module
from marc2rdf.errors import RecordError, UsageError
from marc2rdf.rdf.context import Context, build_context
from marc2rdf.rdf.graph import to_graph
from marc2rdf.rdf.iri import repair
from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.qnames import ElementNames
from marc2rdf.rdf.terms import IRI, Literal, Object, OrderedList, Statement
from marc2rdf.rdf.writer import FORMATS, open_writer

BASE = "https://data.example.org/"
BIBO, DCT, FOAF = BUILT_IN["bibo"], BUILT_IN["dcterms"], BUILT_IN["foaf"]
RDF, XSD = BUILT_IN["rdf"], BUILT_IN["xsd"]
PREFIXES = {
    **BUILT_IN,
    "ex": "https://data.example.org/vocabulary-",
    "urn": "http://example.org/urn/",
    "odd": "urn:odd:",
    "title": "http://example.org/title/",
    "not a name": "http://example.org/",
    "-": "http://example.org/minus/",
    "broken": "no namespace",
}
VOCABULARIES = {
    "bibo": ["Article", "Document", "abstract", "authorList", "issn", "doi", "pages"],
    "dcterms": ["Agent", "abstract", "title", "isPartOf", "creator", "issued"],
    "foaf": ["Agent", "Document", "Person", "name", "page", "title"],
}
PREDICATES = [
    *(DCT + name for name in ("title", "abstract", "isPartOf", "creator", "has-part_1", "")),
    *(BIBO + name for name in ("authorList", "issn", "abstract", "editorList", "status/x")),
    *(FOAF + name for name in ("page", "title")),
    RDF + "type",
    RDF + "rest",
    "dcterms:title",
    "urn:example:predicate",
    "schema:about",
    BASE + "vocabulary-word",
    BASE + "../up",
    "http://example.org/@type",
    "http://example.org/Ж#é",
]
CONTEXT = build_context(
    [iri for iri in PREDICATES if iri.startswith("http")],
    [BIBO + "Article", BIBO + "Document", FOAF + "Document", FOAF + "Agent", DCT + "Agent"],
    PREFIXES,
    VOCABULARIES,
    iri_properties=[FOAF + "page", DCT + "isPartOf", BIBO + "abstract"],
)
IRIS = [
    *PREDICATES,
    BASE,
    *(BASE + rest for rest in ("a:b", "./x", "x/../y", "?q", "#f", "//x", "bib/1:2", "..", "é")),
    "lang:fre",
    "issn:1234-5679",
    "doi:10.1000/1",
    "title:x",
    "odd:x",
    "urn:isbn:9780140328721",
    "mailto:x@example.org",
    "http://[::1]:80/?q=\ue000#f",
    "https://data.example.org?bib/1",
    "http://example.org/%C3%A9/%2e%2e/",
    BUILT_IN["lang"] + "fre",
    BUILT_IN["issn"] + "0303-965X",
    "urn:odd:1",
    XSD + "-",
    RDF + "nil",
    BIBO + "Article",
    FOAF + "Document",
]
NODES = [
    *(BASE + name for name in ("issue/1", "journal/é", "bib/2#agent-x", "a:b", "../c")),
    "lang:node",
    BUILT_IN["lang"] + "node",
]

texts = st.one_of(
    st.sampled_from(
        ['"""', "\\", "\\u0041", "a\r\nb\tc", "\x00\x08\x0b\x0c\x1f\x7f\x85", "@id", "\ufeff"]
        + ["שלום עולם‏", "😀\U0010ffff\uffff", "{}", "]]>", "\u2028", "'", "lang:x", " x "]
    ),
    st.text(st.characters(), max_size=12),
    st.text(st.characters(categories=["Cs", "Cc", "Lo"]), max_size=4),
)
made_iris = st.text(max_size=8).map(lambda text: repair("http://example.org/" + text))
iris = st.one_of(st.sampled_from(IRIS), made_iris).map(IRI)
datatypes = st.sampled_from(
    [XSD + "gYear", XSD + "integer", XSD + "string", RDF + "JSON", RDF + "HTML", "xsd:date"]
    + [BUILT_IN["edtf"] + "EDTF", "http://example.org/é/type"]
)
languages = st.sampled_from(["fr", "en-GB", "EN-gb", "zh-Hant-TW", "ru-Latn", "x-old", "de-1996"])
literals = st.one_of(
    texts.map(Literal),
    st.builds(lambda text, kind: Literal(text, datatype=kind), texts, datatypes),
    st.builds(lambda kind: Literal("007", datatype=kind), datatypes),
    st.builds(lambda text, tag: Literal(text, language=tag), texts, languages),
)


@st.composite
def records(draw: st.DrawFn, number: int = 1) -> tuple[list[Statement], IRI]:
    """One record: its statements and its root; lists belong to its own subjects only."""
    root = IRI(f"{BASE}bib/{number}")
    own = [root, IRI(f"{root}#work"), IRI(f"bib{number}:x")]
    nodes = st.one_of(st.sampled_from(own), st.sampled_from(NODES).map(IRI))
    predicates = st.one_of(st.sampled_from(PREDICATES), made_iris).map(IRI)
    objects = st.one_of(literals, nodes, iris)
    lists = st.lists(st.one_of(nodes, iris), max_size=3).map(
        lambda items: OrderedList(tuple(items))
    )
    statements = draw(st.lists(st.builds(Statement, nodes, predicates, objects), max_size=16))
    listed = st.builds(Statement, st.sampled_from(own), predicates, lists)
    statements += draw(st.lists(listed, max_size=3))
    repeated = st.lists(st.sampled_from(statements), max_size=2) if statements else st.just([])
    return draw(st.permutations(statements + draw(repeated))), root


Record = tuple[list[Statement], IRI]
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def sayable(name: str, record: Record) -> Record:
    """What of a record a notation has a way to state: RDF/XML not every property."""
    if name != "rdfxml":
        return record
    names = ElementNames({})
    return [said for said in record[0] if names.name(said.predicate) is not None], record[1]


def carried(name: str, statements: Iterable[Statement]) -> list[Statement]:
    """What becomes of the texts: XML 1.0, section 2.2, knows fewer characters."""
    return [
        said._replace(
            object=said.object._replace(value=NOT_IN_XML.sub("\ufffd", said.object.value))
        )
        if name == "rdfxml" and isinstance(said.object, Literal)
        else said
        for said in statements
    ]


def written(name: str, records: Iterable[Record], **options: Any) -> tuple[bytes, list[int]]:
    out = io.BytesIO()
    options = {"prefixes": PREFIXES, "base": BASE, "context": CONTEXT, **options}
    writer = open_writer(name, out, **options)
    counts = [writer.write(*record) for record in records]
    writer.close()
    writer.close()
    return out.getvalue(), counts


def parsed(name: str, data: bytes) -> ox.Dataset:
    """Read by the strict parser, in canonical form."""
    texts = [data.decode()]
    if name == "jsonl":
        texts = data.decode().removesuffix("\n").split("\n") if data else []
    kind = {
        "nq": ox.RdfFormat.N_QUADS,
        "nt": ox.RdfFormat.N_TRIPLES,
        "turtle": ox.RdfFormat.TURTLE,
        "jsonld": ox.RdfFormat.JSON_LD,
        "jsonl": ox.RdfFormat.JSON_LD,
        "rdfxml": ox.RdfFormat.RDF_XML,
    }[name]
    if name == "rdfxml":  # expat is strict about characters and names
        expat.ParserCreate(namespace_separator=" ").Parse(data, True)
    quads = (quad for text in texts for quad in ox.parse(text, kind))
    return canonical(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)


def canonical(quads: Iterable[ox.Quad]) -> ox.Dataset:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def model(statements: Sequence[Statement]) -> ox.Dataset:
    """The same graph, made by other means than the writers'."""
    quads = []
    for statement in dict.fromkeys(statements):
        subject, predicate = ox.NamedNode(statement.subject), ox.NamedNode(statement.predicate)
        value = statement.object
        if isinstance(value, OrderedList):
            head: ox.NamedNode | ox.BlankNode = ox.NamedNode(RDF + "nil")
            for item in reversed(value.items):
                cell = ox.BlankNode()
                quads.append(ox.Quad(cell, ox.NamedNode(RDF + "first"), ox.NamedNode(item)))
                quads.append(ox.Quad(cell, ox.NamedNode(RDF + "rest"), head))
                head = cell
            quads.append(ox.Quad(subject, predicate, head))
        else:
            quads.append(ox.Quad(subject, predicate, ox_term(value)))
    return canonical(quads)


def ox_term(value: Object) -> ox.NamedNode | ox.Literal:
    if isinstance(value, Literal):
        clean = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in value.value)
        if value.language:
            return ox.Literal(clean, language=value.language)
        return ox.Literal(clean, datatype=ox.NamedNode(value.datatype or XSD + "string"))
    assert isinstance(value, IRI)
    return ox.NamedNode(value)


def from_rdflib(graph: rdflib.Graph) -> ox.Dataset:
    def term(node: Any) -> Any:
        if isinstance(node, rdflib.URIRef):
            return ox.NamedNode(node)
        if isinstance(node, rdflib.BNode):
            return ox.BlankNode(node)
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return ox.Literal(str(node), datatype=ox.NamedNode(node.datatype or XSD + "string"))

    return canonical(ox.Quad(*map(term, triple)) for triple in graph)


@pytest.fixture(scope="module", autouse=True)
def _texts_as_they_are() -> Iterable[None]:
    """rdflib would turn "007"^^xsd:integer into 7 when it parses."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    logging.getLogger("rdflib.term").disabled = True
    yield
    logging.getLogger("rdflib.term").disabled = False
    rdflib.NORMALIZE_LITERALS = before


several = st.tuples(records(1), records(2), records(3))
often = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
seldom = settings(often, max_examples=60)


@pytest.mark.parametrize("name", FORMATS)
@often
@given(record=records())
def test_one_record_is_its_graph_and_is_counted(name: str, record: Record) -> None:
    record = sayable(name, record)
    data, counts = written(name, [record])
    expected = model(carried(name, record[0]))
    assert parsed(name, data) == expected
    assert counts == [len(expected)]


@seldom
@given(records=several)
def test_several_records_are_one_graph_in_every_notation(records: tuple[Record, ...]) -> None:
    for name in FORMATS:
        given = [sayable(name, record) for record in records]
        expected = model(carried(name, [said for record in given for said in record[0]]))
        assert parsed(name, written(name, given)[0]) == expected, name


@pytest.mark.parametrize("name", FORMATS)
@seldom
@given(records=several)
def test_skolemized_there_are_no_blank_nodes(name: str, records: tuple[Record, ...]) -> None:
    given = [sayable(name, record) for record in records]
    data, counts = written(name, given, skolemize=True)
    graph = parsed(name, data)
    assert not any(isinstance(quad.subject, ox.BlankNode) for quad in graph)
    same = [(carried(name, statements), root) for statements, root in given]
    assert graph == parsed("nt", written("nt", same, skolemize=True)[0])
    assert counts == written(name, given)[1]


@seldom
@given(record=records())
def test_without_base_context_and_prefixes_it_is_the_same_graph(record: Record) -> None:
    for name in FORMATS:
        given = sayable(name, record)
        expected = model(carried(name, given[0]))
        bare: dict[str, Any] = {"context": None, "base": "", "prefixes": {}}
        for options in ({"context": None}, bare):
            assert parsed(name, written(name, [given], **options)[0]) == expected


@seldom
@given(record=records())
def test_rdflib_reads_the_same(record: Record) -> None:
    known = {"nt": "nt", "turtle": "turtle", "jsonld": "json-ld", "rdfxml": "xml"}
    for name, parser in known.items():
        given = sayable(name, record)
        graph = rdflib.Graph()
        with warnings.catch_warnings():  # rdflib's JSON-LD uses what rdflib deprecates
            warnings.simplefilter("ignore", DeprecationWarning)
            graph.parse(data=written(name, [given])[0], format=parser)
        assert from_rdflib(graph) == model(carried(name, given[0])), name
    assert from_rdflib(to_graph([*record[0]], prefixes=PREFIXES)) == model(record[0])


@seldom
@given(records=several)
def test_lines_and_ends(records: tuple[Record, ...]) -> None:
    for name in FORMATS:
        data, counts = written(name, [sayable(name, record) for record in records])
        assert b"\r" not in data
        assert not data or data.endswith(b"\n")
        if name == "jsonl":
            assert data.count(b"\n") == sum(map(bool, counts))
        if name == "jsonld":
            assert data.count(b"\n") == 3 + sum(map(bool, counts))
        if name in ("nt", "nq"):
            assert data.count(b"\n") == sum(counts)


SAMPLE: Record = (
    [
        Statement(IRI(BASE + "bib/1"), IRI(DCT + "title"), Literal("Ünïcode \ud800 \U0001f600")),
        Statement(IRI(BASE + "bib/1"), IRI(DCT + "title"), Literal("Ünïcode", language="de")),
        Statement(
            IRI(BASE + "bib/1"),
            IRI(BIBO + "authorList"),
            OrderedList((IRI("lang:x"), IRI(BASE + "bib/1#b"))),
        ),
        Statement(IRI(BASE + "bib/1#b"), IRI(FOAF + "name"), Literal("B")),
        Statement(IRI(BASE + "x"), IRI(BUILT_IN["owl"] + "sameAs"), IRI("schema:y")),
    ],
    IRI(BASE + "bib/1"),
)


def test_bytes_depend_on_no_hash_seed() -> None:
    script = (
        "import importlib.util as u, sys, hashlib\n"
        f"spec = u.spec_from_file_location('sample', {str(Path(__file__))!r})\n"
        "module = u.module_from_spec(spec); sys.modules['sample'] = module\n"
        "spec.loader.exec_module(module)\n"
        "for name in module.FORMATS:\n"
        "    for skolemize in (False, True):\n"
        "        data = module.written(name, [module.SAMPLE], skolemize=skolemize)[0]\n"
        "        print(hashlib.sha256(data).hexdigest())\n"
    )
    root = str(Path(writer_module.__file__).parents[2])
    found = set()
    for seed in ("0", "1", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": root, "LC_ALL": "C"}
        found.add(
            subprocess.run(
                [sys.executable, "-c", script],
                env=environment,
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        )
    assert len(found) == 1
    assert len(found.pop().split()) == 2 * len(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_a_wrong_literal_costs_its_record_only(name: str) -> None:
    a = IRI(BASE + "a")
    out = io.BytesIO()
    writer = open_writer(name, out, base=BASE)
    writer.write([Statement(a, a, Literal("1"))], a)
    for wrong in (
        Literal("x", language="en us"),
        Literal("x", datatype="no iri"),
        Literal("x", datatype=XSD + "date", language="en"),
        Literal("x", datatype=RDF + "langString"),
    ):
        with pytest.raises(RecordError) as caught:
            writer.write([Statement(a, a, Literal("2")), Statement(a, a, wrong)], a)
        assert caught.value.code == "literal-invalid"
    writer.write([Statement(a, a, Literal("3"))], a)
    writer.close()
    values = sorted(quad.object.value for quad in parsed(name, out.getvalue()))
    assert values == ["1", "3"]
    assert not out.closed
    with pytest.raises(ValueError, match="closed"):
        writer.write([], a)


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_document_is_valid(name: str) -> None:
    a = IRI(BASE + "a")
    data, counts = written(name, [([], a)])
    assert counts == [0]
    assert len(parsed(name, data)) == 0


@pytest.mark.parametrize("name", FORMATS)
def test_a_long_chain_does_not_overflow(name: str) -> None:
    nodes = [IRI(f"{BASE}n/{number}") for number in range(3000)]
    link = IRI(DCT + "isPartOf")
    chain = [Statement(a, link, b) for a, b in pairwise(nodes)]
    chain.append(Statement(nodes[-1], link, nodes[0]))
    data, counts = written(name, [(chain, nodes[0])])
    assert counts == [3000]
    assert len(parsed(name, data)) == 3000


@pytest.mark.parametrize("name", FORMATS)
def test_characters_that_cannot_be_carried_are_counted_and_the_triples_too(name: str) -> None:
    a, p = IRI(BASE + "a"), IRI(DCT + "title")
    texts = ["\x00", "\x01", "\ufffe\ud800", "\udc00\udfff", "x\r\n\t \x85\u2028"]
    out = io.BytesIO()
    writer = open_writer(name, out, prefixes={})
    assert writer.replaced == 0
    count = writer.write([Statement(a, p, Literal(text)) for text in texts], a)
    refused = [Statement(a, p, Literal("\x00\ud800")), Statement(a, p, Literal("x", language="e"))]
    with pytest.raises(RecordError):
        writer.write(refused, a)
    writer.close()
    values = {quad.object.value for quad in parsed(name, out.getvalue())}
    if name == "rdfxml":
        assert values == {"\ufffd", "\ufffd\ufffd", texts[4]}
        assert (count, writer.replaced) == (3, 6)
    else:
        assert values == {"\x00", "\x01", "\ufffe\ufffd", "\ufffd\ufffd", texts[4]}
        assert (count, writer.replaced) == (5, 3)


def test_wrong_calls() -> None:
    with pytest.raises(UsageError, match="turtle, jsonld, jsonl, nt"):
        open_writer("xml", io.BytesIO())
    with pytest.raises(UsageError, match="absolute"):
        open_writer("nt", io.BytesIO(), base="bib/")
    for base in ("", "urn:x:"):
        with pytest.raises(UsageError, match="no host"):
            open_writer("nt", io.BytesIO(), base=base, skolemize=True)
    assert Context({}).document() == {}
