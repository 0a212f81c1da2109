"""``marc2rdf load`` and ``marc2rdf query`` as they are called."""

from __future__ import annotations

import csv
import gzip
import io
import json

import pyoxigraph
import pytest
from real_servers import start_oxigraph
from samples import book, iso2709

BASE = ("--base", "https://data.example.org/")
GRAPH = "https://data.example.org/graph/catalogue"
TITLES = "SELECT ?t { ?b <http://purl.org/dc/terms/title> ?t } ORDER BY ?t"


def said(done) -> str:
    return done.stderr.decode()


@pytest.fixture
def books(tmp_path):
    path = tmp_path / "books.mrc"
    path.write_bytes(iso2709(book("1", "Émile"), book("2", 'Nana, "la" <b>')))
    return path


def test_records_into_a_folder_and_a_question(marc2rdf, books, tmp_path):
    done = marc2rdf("load", books, "--to", "store", *BASE)
    assert done.returncode == 0, said(done)
    assert "2 records: 2 converted" in said(done)
    assert done.stdout == b""
    answer = marc2rdf("query", "store", TITLES, "-t", "csv")
    assert list(csv.reader(io.StringIO(answer.stdout.decode()))) == [
        ["t"], ["Nana, \"la\" <b>"], ["Émile"]]  # fmt: skip
    table = marc2rdf("query", "store", TITLES).stdout.decode()
    assert "Émile" in table and table.endswith("2 rows\n")
    assert '"Émile"\n' in marc2rdf("query", "store", TITLES, "-t", "tsv").stdout.decode()
    (tmp_path / "titles.rq").write_text(TITLES)
    found = json.loads(marc2rdf("query", "store", "titles.rq", "-t", "json").stdout)
    assert found["results"]["bindings"][1]["t"]["value"] == "Émile"
    assert json.loads(marc2rdf("query", "store", "-", "-t", "json", stdin=b"ASK {}").stdout) == {
        "head": {}, "boolean": True}  # fmt: skip
    turtle = marc2rdf("query", "store", "CONSTRUCT WHERE { ?s ?p ?o }").stdout
    stored = pyoxigraph.Store(str(tmp_path / "store"))
    assert len(list(pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE))) == len(stored)


def test_a_converted_file_and_the_records_give_the_same(marc2rdf, seed, tmp_path):
    """In each notation: lists have IRIs for cells, and nothing is added the second time."""
    assert marc2rdf("load", seed, "--to", "store", *BASE).returncode == 0
    for name in ("a.nt", "a.nq", "a.jsonl.gz"):
        done = marc2rdf("convert", seed, "-o", name, "--skolemize", *BASE)
        assert done.returncode == 0
        graph = ("--graph", GRAPH) if name == "a.nq" else ()
        done = marc2rdf("load", name, "--to", "store", *BASE, *graph)
        assert done.returncode == 0, said(done)
        new = "63 triples in" if graph else "0 of them new, 63 triples in"
        assert new in said(done)


def test_a_server(marc2rdf, books, oxigraph_of_cli):
    url = oxigraph_of_cli
    done = marc2rdf("load", books, "--to", url, "--graph", GRAPH, *BASE)
    assert done.returncode == 0, said(done)
    again = marc2rdf("load", books, "--to", url, "--graph", GRAPH, "--add", *BASE, "--log-json")
    assert "0 of them new" in said(again)
    assert all(json.loads(line) for line in said(again).splitlines())
    asked = marc2rdf("query", url, "SELECT * {")
    assert asked.returncode == 5
    assert "status 400 (" in said(asked)
    query = f"SELECT ?t {{ GRAPH <{GRAPH}> {{ ?b <http://purl.org/dc/terms/title> ?t }} }}"
    assert "Émile" in marc2rdf("query", url, query).stdout.decode()
    graph = marc2rdf("query", url, f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}")
    assert pyoxigraph.parse(graph.stdout, format=pyoxigraph.RdfFormat.TURTLE)


@pytest.fixture
def oxigraph_of_cli(tmp_path):
    server = start_oxigraph(tmp_path / "server")
    yield server.url
    server.kill()


def test_the_example_base_is_refused(marc2rdf, books, tmp_path):
    done = marc2rdf("load", books, "--to", "store")
    assert done.returncode == 2
    assert "https://example.org/" in said(done) and "--base" in said(done)
    (tmp_path / "a.nt").write_text("<https://example.org/a> <x:p> <x:o> .\n")
    done = marc2rdf("load", "a.nt", "--to", "store", *BASE)
    assert done.returncode == 2
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [(["--to", "http://u:s3cret@h/"], 2, "MARC2RDF_PASSWORD"),
     (["--to", "store", "--graph", "a b"], 2, "no absolute IRI"),
     (["--to", "http://127.0.0.1:8890"], 2, "Give --graph"),
     (["--to", "http://127.0.0.1:1", "--flavour", "oxigraph", "--deadline", "2"], 5, "127.0.0.1:1"),
     (["--to", "books.mrc"], 4, "it is a file"),
     (["--to", "store", "--graph", "urn:marc2rdf:staging:a"], 2, "own use")],
)  # fmt: skip
def test_what_cannot_be(marc2rdf, books, arguments, status, message):
    done = marc2rdf("load", books, *arguments, *BASE)
    assert done.returncode == status, said(done)
    assert message in said(done)
    assert "s3cret" not in said(done) and "Traceback" not in said(done)


def test_a_dry_run_sends_nothing(marc2rdf, books, tmp_path):
    done = marc2rdf("load", books, "--to", "http://127.0.0.1:8890", "--graph", GRAPH, "--dry-run",
                    *BASE, MARC2RDF_USER="dba", MARC2RDF_PASSWORD="s3cret")  # fmt: skip
    assert done.returncode == 0, said(done)
    text = done.stdout.decode()
    assert "flavour:       virtuoso" in text and "/sparql-graph-crud-auth" in text
    assert "s3cret" not in text + said(done)
    assert marc2rdf("load", books, "--to", "store", "--dry-run", *BASE).returncode == 0
    assert not (tmp_path / "store").exists()


def test_a_folder_of_files_is_loaded_without_what_describes_it(marc2rdf, tmp_path):
    folder = tmp_path / "dump"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"records-0000{number}.nt.gz").write_bytes(
            gzip.compress(b"<x:%d> <x:p> <x:o> .\n<x:a> <x:p> <x:o> .\n" % number)
        )
    (folder / "void.ttl").write_text("<x:dump> <x:p> <x:o> .")
    done = marc2rdf("load", folder, "--to", "store")
    assert done.returncode == 0, said(done)
    assert "3 distinct triples sent · 3 of them new, 3 triples in" in said(done)
    assert "3 rows" in marc2rdf("query", "store", "SELECT * { ?s ?p ?o }").stdout.decode()


def test_rejected_records_do_not_end_a_load(marc2rdf, tmp_path):
    data = iso2709(book("1", "One"), book("2", "Two"))
    (tmp_path / "a.mrc").write_bytes(data + b"00042nonsense\x1d")
    done = marc2rdf("load", "a.mrc", "--to", "store", *BASE)
    assert done.returncode == 1, said(done)
    assert (tmp_path / "rejects.mrc").exists()
    assert "2 rows" in marc2rdf("query", "store", TITLES).stdout.decode()


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [(["store", "DROP ALL"], 2, "an update"), (["store", "SELECT"], 2, "cannot be read"),
     (["store", "ASK {}", "-t", "turtle"], 2, "no Turtle"),
     (["store", "CONSTRUCT WHERE {}", "-t", "csv"], 2, "give Turtle"),
     (["nowhere", "ASK {}"], 4, "no store in this folder"), (["store", "no.rq"], 4, "no such file"),
     (["http://127.0.0.1:1", "ASK {}", "--timeout", "1"], 5, "127.0.0.1:1")],
)  # fmt: skip
def test_questions_that_cannot_be(marc2rdf, books, arguments, status, message):
    assert marc2rdf("load", books, "--to", "store", *BASE).returncode == 0
    done = marc2rdf("query", *arguments)
    assert done.returncode == status, said(done)
    assert message in said(done) and "Traceback" not in said(done)


def test_a_text_cannot_drive_the_terminal(marc2rdf, tmp_path):
    (tmp_path / "a.nt").write_text('<x:a> <x:p> "\\u001b[31mred\\u0007\\nnext" .\n')
    assert marc2rdf("load", "a.nt", "--to", "store").returncode == 0
    table = marc2rdf("query", "store", "SELECT ?o {?s ?p ?o}").stdout
    assert b"\x1b" not in table and b"\x07" not in table and b"red  next" in table
