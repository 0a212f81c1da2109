"""Loading into real servers: counts, content, replacing under a reader, hostile strings."""

from __future__ import annotations

import threading
import uuid

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from real_servers import BASE, numbered, spooled
from samples import book, iso2709
from shared_data import DATA, shared_files

from marc2rdf.errors import StoreError
from marc2rdf.mapping.mapping import Mapping
from marc2rdf.rdf.ntriples import NTriplesWriter
from marc2rdf.rdf.terms import IRI, Literal, Statement
from marc2rdf.run.pipeline import Options, Pipeline
from marc2rdf.run.rejects import Rejects
from marc2rdf.run.report import Report
from marc2rdf.stores.loading import add, replace, staging_of
from marc2rdf.stores.remote import Remote
from marc2rdf.stores.spool import Spool

NT = pyoxigraph.RdfFormat.N_TRIPLES


def nothing(sent: int) -> None:
    """Take no notice of how far it is."""


def graph() -> str:
    return f"{BASE}graph/{uuid.uuid4()}"


def stored(store: Remote, name: str) -> pyoxigraph.Dataset:
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"
    body = store.ask(query, "application/n-triples")
    return canonical(body)


def canonical(data: bytes) -> pyoxigraph.Dataset:
    quads = pyoxigraph.parse(data, format=NT)
    found = pyoxigraph.Dataset(quads)
    found.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return found


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory):
    """The real records where they are, else a few of our own, as one spool."""
    folder = tmp_path_factory.mktemp("catalogue")
    files = shared_files("*.mrc", "*.xml")
    if DATA is None:
        own = folder / "own.mrc"
        own.write_bytes(iso2709(*(book(str(n), f"Title {n}") for n in range(200))))
        files = [own]
    mapping, spool, report = Mapping.default(BASE), Spool(), Report()
    writer = NTriplesWriter(spool, prefixes={}, base=BASE, skolemize=True)
    Pipeline(mapping, writer, report, Rejects(folder / "rejects.mrc"), Options()).run(files)
    writer.close()
    spool.finish()
    assert report.converted >= 200
    yield spool
    spool.close()


def test_all_records_are_there(server, catalogue):
    """Byte for byte in Oxigraph; Virtuoso, which rewrites numbers, holds as many."""
    name = graph()
    count = replace(server, name, catalogue, nothing)
    assert count == server.count(name) > 1000
    if server.flavour.fold is None:
        assert count == catalogue.triples
        assert stored(server, name) == canonical(catalogue.path.read_bytes())
    assert server.count(staging_of(name)) == 0
    assert server.count(staging_of(name) + ":state") == 0
    server.drop(name)


def test_replacing_and_adding(server):
    name = graph()
    with spooled(*numbered(40)) as first, spooled(*numbered(30, "two")) as second:
        assert replace(server, name, first, nothing) == 40
        assert replace(server, name, second, nothing) == 30
        assert add(server, name, first, nothing) == (40, 70)
        assert add(server, name, first, nothing) == (0, 70)
        assert stored(server, name) == canonical(first.path.read_bytes() + second.path.read_bytes())
        with spooled() as none:
            assert add(server, name, none, nothing) == (0, 70)
            assert replace(server, name, none, nothing) == 0


def test_a_reader_sees_the_old_or_the_new(server):
    """One that asks all the time, while the graph is replaced again and again."""
    name = graph()
    seen: set[tuple[str, int]] = set()
    errors: list[BaseException] = []
    stop = threading.Event()
    words = (
        f"SELECT ?w (COUNT(*) AS ?n) {{ GRAPH <{name}> {{ ?s ?p ?o }} "
        "BIND(STRBEFORE(STR(?o), ' ') AS ?w) } GROUP BY ?w"
    )

    def read() -> None:
        import requests

        with requests.Session() as session:
            try:
                while not stop.is_set():
                    url = server.addresses.query.removesuffix("-auth")
                    answer = session.post(
                        url, data={"query": words}, timeout=60,
                        headers={"Accept": "application/sparql-results+json"},
                    )  # fmt: skip
                    rows = answer.json()["results"]["bindings"]
                    seen.add(tuple((r["w"]["value"], int(r["n"]["value"])) for r in rows))
            except BaseException as error:
                errors.append(error)

    spools = {word: spooled(*numbered(size, word)) for word, size in (("old", 700), ("new", 900))}
    replace(server, name, spools["old"], nothing)
    reader = threading.Thread(target=read)
    reader.start()
    try:
        for word in ("new", "old", "new", "old", "new"):
            replace(server, name, spools[word], nothing)
    finally:
        stop.set()
        reader.join()
        for spool in spools.values():
            spool.close()
    assert errors == []
    assert seen <= {(("old", 700),), (("new", 900),)}
    assert len(seen) == 2
    server.drop(name)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    ['"} ; DROP ALL #', "'''", '"""', "\\", "\\u0022", "a\nb\r\tc",
     "} } INSERT DATA {", "\x1e\x85\u2028"]
)  # fmt: skip


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXTS, min_size=50, max_size=50, unique=True))
def test_no_text_breaks_out(server, texts):
    """Fifty texts at a time, each as a literal and, escaped, in an IRI."""
    from marc2rdf.rdf.iri import encode

    if server.flavour.name == "virtuoso":
        texts = [text.replace("\x00", "") for text in texts]
    statements = [
        Statement(IRI(f"{BASE}{n}"), IRI(f"{BASE}p#{encode(text)}"), Literal(text))
        for n, text in enumerate(texts)
    ]
    name = f"{graph()}/{encode(texts[0])}"
    with Spool() as spool:
        writer = NTriplesWriter(spool, prefixes={}, base=BASE)  # type: ignore[arg-type]
        writer.write(statements, IRI(BASE))
        writer.close()
        spool.finish()
        replace(server, name, spool, nothing)
        found = {(q.subject.value, q.object.value) for q in stored(server, name)}
    assert found == {(s.subject, s.object.value) for s in statements}
    server.drop(name)


def test_values_that_virtuoso_takes_for_the_same(virtuoso):
    """It holds fewer triples than were sent, and that is right; the count says how many."""
    xsd = "http://www.w3.org/2001/XMLSchema#"
    values = {
        "integer": ["7", "007", "+7", "8"], "int": ["1", "01"], "nonNegativeInteger": ["2", "02"],
        "decimal": ["1.5", "1.50", "01.5"], "boolean": ["1", "true", "0"],
        "double": ["1e0", "1.0", "1.0E0"], "gYear": ["5", "0005", "1999"],
        "dateTime": ["2020-01-01T00:00:00Z", "2020-01-01T00:00:00.000Z", "2020-01-01T00:00:00.5Z"],
    }  # fmt: skip
    lines = [
        f'<{BASE}a> <{BASE}p> "{value}"^^<{xsd}{kind}> .'
        for kind, some in values.items()
        for value in some
    ]
    name = graph()
    with spooled(*lines) as spool:
        assert spool.triples == 23
        assert replace(virtuoso, name, spool, nothing) == 10


def test_a_count_that_is_wrong_is_found(oxigraph, monkeypatch):
    """A store that loses what it said it took: the old graph stays."""
    name = graph()
    with spooled(*numbered(20)) as first, spooled(*numbered(60, "two")) as second:
        replace(oxigraph, name, first, nothing)
        real = oxigraph.add

        def less(body: bytes) -> bytes:
            return b"".join(body.splitlines(True)[:-3]) or body

        monkeypatch.setattr(
            oxigraph,
            "add",
            lambda to, body, **more: real(to, b"".join(body.splitlines(True)[:-3]) or body),
        )
        with pytest.raises(StoreError, match=r"57 triples, 3 fewer than it should \(60\)") as error:
            replace(oxigraph, name, second, nothing)
        assert error.value.code == "store-count"
        assert stored(oxigraph, name) == canonical(first.path.read_bytes())
        assert oxigraph.count(staging_of(name)) == 0
