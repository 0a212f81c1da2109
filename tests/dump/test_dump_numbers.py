"""Every number that a dump gives equals what a store counts; every term it uses is real."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from dump_samples import BASE, contents, make, store_of, unpacked
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, VOID

from marc2rdf.dump.saying import PREFIXES
from marc2rdf.vocab import terms

SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
# Source: DCAT 3, section 6.17, and the SPDX 2.2 terms it takes.
SPDX_TERMS = {"Checksum", "checksum", "algorithm", "checksumValue", "checksumAlgorithm_sha256"}


@pytest.fixture(scope="module")
def dump(records: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("numbers") / "dump"
    make(records, folder, notations=("nt", "turtle", "jsonl"), part_size=20)
    return folder


@pytest.fixture(scope="module")
def store(dump: Path) -> pyoxigraph.Store:
    return store_of(dump)


@pytest.fixture(scope="module")
def void(dump: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(dump / "void.ttl")


def ask(store: pyoxigraph.Store, pattern: str, what: str = "*") -> int:
    (row,) = store.query(f"SELECT (COUNT({what}) AS ?n) WHERE {{ {pattern} }}")
    return int(row["n"].value)


def dataset(graph: rdflib.Graph) -> rdflib.term.Node:
    return rdflib.URIRef(f"{BASE}dump/#dataset")


def number(graph: rdflib.Graph, subject: rdflib.term.Node, name: rdflib.URIRef) -> int:
    (value,) = graph.objects(subject, name)
    return int(value)


def test_the_totals(store, void):
    found = dataset(void)
    assert number(void, found, VOID.triples) == len(store) == ask(store, "?s ?p ?o")
    assert number(void, found, VOID.distinctSubjects) == ask(store, "?s ?p ?o", "DISTINCT ?s")
    assert number(void, found, VOID.distinctObjects) == ask(store, "?s ?p ?o", "DISTINCT ?o")
    assert number(void, found, VOID.properties) == ask(store, "?s ?p ?o", "DISTINCT ?p")
    assert number(void, found, VOID.classes) == ask(store, "?s a ?o", "DISTINCT ?o")
    entities = f'?s ?p ?o FILTER(isIRI(?s) && STRSTARTS(STR(?s), "{BASE}"))'
    assert number(void, found, VOID.entities) == ask(store, entities, "DISTINCT ?s")
    (space,) = void.objects(found, VOID.uriSpace)
    assert str(space) == BASE


def test_the_partitions(store, void):
    found = dataset(void)
    classes = list(void.objects(found, VOID.classPartition))
    for partition in classes:
        (name,) = void.objects(partition, VOID["class"])
        assert number(void, partition, VOID.entities) == ask(store, f"?s a <{name}>", "DISTINCT ?s")
    assert len(classes) == ask(store, "?s a ?o", "DISTINCT ?o")
    properties = list(void.objects(found, VOID.propertyPartition))
    for partition in properties:
        (name,) = void.objects(partition, VOID.property)
        assert number(void, partition, VOID.triples) == ask(store, f"?s <{name}> ?o")
    assert len(properties) == ask(store, "?s ?p ?o", "DISTINCT ?p")


def test_the_parts(dump, void):
    """The triples of each part, and of every file of it."""
    files = 0
    for part in void.objects(dataset(void), VOID.subset):
        for file in void.objects(part, VOID.dataDump):
            name = str(file).rpartition("/")[2]
            suffix = f".{name.split('.')[1]}"
            count = len(store_of(dump, suffix, name.split(".")[0]))
            assert number(void, part, VOID.triples) == count, name
            files += 1
    assert files == len([*dump.glob("records-*"), *dump.glob("shared-*")])
    assert len(set(void.objects(dataset(void), VOID.dataDump))) == files


def test_the_links(store, void):
    linksets = list(void.subjects(RDF.type, VOID.Linkset))
    spaces = set()
    for linkset in linksets:
        (predicate,) = void.objects(linkset, VOID.linkPredicate)
        (target,) = void.objects(linkset, VOID.objectsTarget)
        (space,) = void.objects(target, VOID.uriSpace)
        spaces.add(str(space))
        pattern = f'?s <{predicate}> ?o FILTER(isIRI(?o) && STRSTARTS(STR(?o), "{space}"))'
        assert number(void, linkset, VOID.triples) == ask(store, pattern)
        assert {dataset(void), target} == set(void.objects(linkset, VOID.target))
    assert {"https://d-nb.info/gnd/", "http://id.loc.gov/vocabulary/"} <= spaces


def test_the_notations_say_the_same(dump, store):
    quads = {str(quad) for quad in store}
    assert {str(quad) for quad in store_of(dump, ".ttl")} == quads
    assert {str(quad) for quad in store_of(dump, ".jsonl")} == quads


def test_it_says_what_convert_says(dump, store, records, marc2rdf, tmp_path):
    marc2rdf("convert", records, "--base", BASE, "-o", "all.nt", "--skolemize")
    whole = pyoxigraph.Store()
    whole.load(path=str(tmp_path / "all.nt"), format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert {str(quad) for quad in store} == {str(quad) for quad in whole}


def test_each_triple_stands_once(dump):
    lines = b"".join(unpacked(path) for path in sorted(dump.glob("*.nt.gz"))).splitlines()
    assert len(lines) == len(set(lines))
    shared = [
        line for p in sorted(dump.glob("shared-*.nt.gz")) for line in unpacked(p).splitlines()
    ]
    assert shared == sorted(shared)


def test_no_subject_is_in_two_parts(dump):
    seen: dict[bytes, str] = {}
    for path in sorted(dump.glob("*.nt.gz")):
        for line in unpacked(path).splitlines():
            assert seen.setdefault(line.split(b" ", 1)[0], path.name) == path.name


def used(graph: rdflib.Graph) -> set[str]:
    names = {str(name) for name in graph.predicates()} | {
        str(name) for name in graph.objects(None, RDF.type)
    }
    return names


@pytest.mark.parametrize("name", ["void.ttl", "dcat.ttl"])
def test_only_real_terms_are_used(dump, name):
    for iri in used(rdflib.Graph().parse(dump / name)):
        (prefix,) = [p for p, space in PREFIXES.items() if iri.startswith(space)]
        local = iri.removeprefix(PREFIXES[prefix])
        if prefix == "spdx":
            assert local in SPDX_TERMS
        else:
            assert terms.term(f"{prefix}:{local}") is not None, iri


@pytest.mark.parametrize("name", ["void.ttl", "dcat.ttl"])
def test_the_descriptions_are_strict_turtle(dump, name):
    assert list(pyoxigraph.parse(path=str(dump / name), format=pyoxigraph.RdfFormat.TURTLE))


def test_the_distributions(dump):
    graph = rdflib.Graph().parse(dump / "dcat.ttl")
    sums = contents(dump)
    found = rdflib.URIRef(f"{BASE}dump/#dataset")
    wholes = list(graph.objects(found, DCAT.distribution))
    assert len(wholes) == 3
    named = set()
    for whole in wholes:
        sizes = []
        for one in graph.objects(whole, DCTERMS.hasPart):
            (address,) = graph.objects(one, DCAT.downloadURL)
            path = dump / str(address).rpartition("/")[2]
            named.add(path.name)
            sizes.append(path.stat().st_size)
            assert number(graph, one, DCAT.byteSize) == path.stat().st_size
            (checksum,) = graph.objects(one, SPDX.checksum)
            (value,) = graph.objects(checksum, SPDX.checksumValue)
            assert str(value).lower() == sums[path.name]
            assert (one, DCAT.compressFormat, None) in graph
        assert number(graph, whole, DCAT.byteSize) == sum(sizes)
        has_type = (whole, DCAT.mediaType, None) in graph
        assert has_type != ((whole, DCTERMS.format, None) in graph)
    assert named == {path.name for path in dump.iterdir() if path.name.startswith(("rec", "sha"))}
    (publisher,) = graph.objects(found, DCTERMS.publisher)
    assert [str(name) for name in graph.objects(publisher, FOAF.name)] == ["A & B"]


def test_the_answers_of_the_page_are_those_of_a_store(dump, store):
    page = (dump / "index.html").read_text(encoding="utf-8")
    assert "<small>" not in page
    assert not re.search(r"""(src|href)=["']?(//|http[^"']*\.(js|css))|<script|@import""", page)
    asked = page.split("<h2>Ask</h2>")[1].split("<h2>What is said</h2>")[0]
    queries = re.findall(r"<pre>(.*?)</pre>\n<table>(.*?)</table>", asked, re.DOTALL)
    assert len(queries) == 5
    for text, table in queries:
        rows = re.findall(r"<tr>(<td.*?)</tr>", table)
        shown = [
            [
                unescape(re.sub("<[^>]*>", "", cell))
                for cell in re.findall(r"<td.*?>(.*?)</td>", row)
            ]
            for row in rows
        ]
        real = [[show(term) for term in row] for row in store.query(unescape(text))]
        if "ORDER BY" not in text:
            shown, real = sorted(shown), sorted(real)
        assert shown == real


def show(term: pyoxigraph.NamedNode | pyoxigraph.Literal) -> str:
    if isinstance(term, pyoxigraph.Literal):
        return f"{int(term.value):,}" if term.datatype.value.endswith("#integer") else str(term)
    from marc2rdf.rdf.prefixes import BUILT_IN, Namespaces

    return Namespaces(BUILT_IN).compact(term.value) or term.value
