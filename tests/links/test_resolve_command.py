"""``marc2rdf resolve`` and ``links`` as a user runs them, against a server on this machine."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time

import pyoxigraph as ox
import pytest
from links_server import Answer, serving
from samples import book, iso2709

from marc2rdf.cli.main import run
from marc2rdf.links.cache import Cache

FRENCH = "Revue internationale des sciences administratives"
BASE = ("--base", "https://data.example.org/")


def portal(asked):
    """The ISSN Portal as it knows the number of the first record."""
    if "0303-965X" not in asked.path:
        return Answer(404)
    entry = {
        "@context": "x",
        "id": "resource/ISSN/0303-965X",
        "format": "medium:Print",
        "identifiedBy": {"#KeyTitle": {"value": FRENCH}, "#ISSN-L": {"value": "0303-965X"}},
        "mainTitle": FRENCH,
        "mainEntityOf": {"status": "recordStatus:Register"},
    }
    return Answer(200, json.dumps(entry).encode(), {"Content-Type": "application/ld+json"})


def options(server, cache="links.db"):
    base = f"http://127.0.0.1:{server.port}"
    urls = [f"--{name}-url={base}" for name in ("issn", "crossref", "doi")]
    allow = f"--allow-host=127.0.0.1:{server.port}"
    return ["--cache", cache, *urls, f"--wikidata-url={base}/sparql", allow, "--rate=500"]


def test_the_first_record_from_end_to_end(marc2rdf, seed, tmp_path):
    with serving(portal) as server:
        done = marc2rdf(
            "resolve", seed, *options(server), "--providers=issn", "--report=links.csv",
            "--contact=me@library.example",
        )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    assert b"1 record: 1 links asked (1 found)" in done.stderr
    rows = list(csv.DictReader(io.StringIO((tmp_path / "links.csv").read_text("utf-8"))))
    [row] = [row for row in rows if row["problem"] == "issn-title-mismatch"]
    assert row["value"] == "0303-965X" and row["record"] == "220572"
    assert row["title"].startswith("International Review") and FRENCH in row["what"]
    first = marc2rdf("convert", seed, *BASE, "--links", "links.db", "-t", "nt").stdout
    again = marc2rdf("convert", seed, *BASE, "--links", "links.db", "-t", "nt").stdout
    assert first == again
    triples = {tuple(map(str, quad.triple)) for quad in ox.parse(first, ox.RdfFormat.N_TRIPLES)}
    journal = "<https://data.example.org/journal/0303-965X>"
    see_also = "<http://www.w3.org/2000/01/rdf-schema#seeAlso>"
    assert (journal, see_also, "<http://issn.org/resource/ISSN/0303-965X>") in triples
    assert not [t for t in triples if "sameAs" in t[1]]


def test_a_page_of_findings_and_json(marc2rdf, tmp_path):
    bad = book(
        "<b>1</b>", "=Title", **{"022": ("  ", {"a": "0303-9651"})}, LDR="00000nas a2200000 a 4500"
    )
    (tmp_path / "a.mrc").write_bytes(iso2709(bad))
    for name in ("r.html", "r.json", "r.csv"):
        done = marc2rdf("resolve", "a.mrc", "--cache=c.db", "--offline", f"--report={name}")
        assert done.returncode == 0, done.stderr.decode()
    [entry] = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert entry["problem"] == "issn-check-digit" and "0303-965X" in entry["hint"]
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "&lt;b&gt;1&lt;/b&gt;" in page and "<b>1" not in page
    assert "0303-9651" in (tmp_path / "r.csv").read_text("utf-8")


def test_cells_are_no_formulas(marc2rdf, tmp_path):
    record = book("=1+1", "@SUM(A1)", **{"022": ("  ", {"a": "0303-9651"})})
    (tmp_path / "a.mrc").write_bytes(iso2709(record))
    marc2rdf("resolve", "a.mrc", "--cache=c.db", "--offline", "--report=r.csv")
    for row in csv.reader((tmp_path / "r.csv").read_text("utf-8").splitlines()):
        assert not [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t")]


NO_SOCKETS = """
import socket, sys
def refuse(*_, **__): raise AssertionError("a socket was opened")
class Refused(socket.socket):
    def __init__(self, *a, **k): refuse()
socket.socket = Refused
socket.create_connection = socket.getaddrinfo = refuse
from marc2rdf.cli.main import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.parametrize("command", ["resolve", "convert", "links"])
def test_a_damaged_cache_is_explained(seed, tmp_path, monkeypatch, capsys, command):
    monkeypatch.chdir(tmp_path)
    with Cache.open("c.db") as cache:
        cache.db.execute("DROP TABLE verdict")
        cache.commit()
    arguments = {
        "resolve": ["resolve", str(seed), "--cache=c.db", "--offline", "--report=r.csv"],
        "convert": ["convert", str(seed), "--links=c.db", "-o", "out.nt"],
        "links": ["links", "export", "--cache=c.db"],
    }[command]
    if command == "resolve":  # which makes the table anew
        assert run(arguments) == 0
        return
    assert run(arguments) == 4
    assert "the cache cannot be used" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["resolve", "convert"])
def test_offline_opens_no_socket(command, seed, tmp_path, marc2rdf):
    assert marc2rdf("resolve", seed, "--cache=c.db", "--offline").returncode == 0
    more = {"resolve": ["--cache=c.db", "--offline"], "convert": ["--links=c.db"]}[command]
    done = subprocess.run(
        [sys.executable, "-c", NO_SOCKETS, command, str(seed), *more],
        cwd=tmp_path, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()


def test_a_service_that_fails_throughout_is_status_5(marc2rdf, seed):
    with serving(lambda asked: Answer(403)) as server:
        done = marc2rdf("resolve", seed, *options(server), "--providers=issn,wikidata")
    assert done.returncode == 5
    assert b"issn, wikidata" in done.stderr
    assert b"Without --contact" in done.stderr


def test_the_cache_is_shown_exported_and_cleared(marc2rdf, seed):
    with serving(portal) as server:
        marc2rdf("resolve", seed, *options(server), "--providers=issn")
    shown = marc2rdf("links", "show", "issn 0303-965x", "--cache=links.db")
    assert FRENCH in shown.stdout.decode() and b"found, says issn" in shown.stdout
    as_json = json.loads(marc2rdf("links", "show", "0303965X", "--cache=links.db", "--json").stdout)
    assert as_json[0]["said"]["status"] == "Register"
    lines = marc2rdf("links", "export", "--cache=links.db", "--json").stdout.splitlines()
    assert [json.loads(line)["value"] for line in lines] == ["0303-965X"]
    rows = list(csv.DictReader(io.StringIO(
        marc2rdf("links", "export", "--cache=links.db", "--csv").stdout.decode()
    )))  # fmt: skip
    assert rows[0]["provider"] == "issn" and rows[0]["status"] == "found"
    quads = marc2rdf("links", "export", "--cache=links.db", "--nq", *BASE).stdout
    parsed = list(ox.parse(quads, ox.RdfFormat.N_QUADS))
    assert {q.graph_name.value for q in parsed} == {"https://data.example.org/graph/links"}
    assert {q.subject.value for q in parsed} == {"http://issn.org/resource/ISSN/0303-965X"}
    assert b"issn issn found: 1" in marc2rdf("links", "stats", "--cache=links.db").stdout
    assert b"0 verdicts forgotten" in marc2rdf("links", "prune", "--cache=links.db").stderr
    missing = marc2rdf("links", "show", "10.1000/x", "--cache=links.db")
    assert missing.returncode == 4 and b"nothing is known" in missing.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["links", "stats", "--cache=nowhere.db"], 4, b"there is no such file"),
        (["links", "stats", "--cache=a.txt"], 4, b"no cache of links"),
        (["links", "show", "x", "--cache=c.db"], 2, b"no ISSN, DOI or address"),
        (["links", "export", "--nq", "--cache=c.db"], 2, b"--base"),
        (["convert", "a.txt", "--links=nowhere.db"], 4, b"there is no such file"),
        (["convert", "a.txt", "--drop-dead"], 2, b"--links"),
        (["resolve", "a.txt", "--cache=c.db", "--providers=isn"], 2, b"no provider 'isn'"),
        (["resolve", "a.txt", "--cache=c.db", "--report=r.doc"], 2, b".html"),
        (["resolve", "a.txt", "--cache=c.db", "--allow-host=a"], 2, b"localhost:8080"),
        (["resolve", "a.txt", "--cache=c.db", "--issn-url=ftp://a"], 2, b"--issn-url"),
        (["resolve", "a.txt", "--cache=c.db", "--contact=a b"], 2, b"--contact"),
        (["resolve", "a.txt", "--cache=a.txt"], 4, b"no cache of links"),
        (["resolve", "a.txt", "--cache=no/c.db"], 4, b"no/c.db"),
        (["resolve", "nowhere.mrc", "--cache=c.db"], 4, b"there is no such file"),
        (["resolve", "a.txt", "--cache=c.db", "--settings=a.txt"], 2, b"settings"),
        (["resolve", "a.txt", "--cache=c.db", "--offline", "--issn-table=a.txt"], 4, b"ISSN-L"),
    ],
)
def test_mistakes_are_explained(seed, tmp_path, monkeypatch, capsys, arguments, status, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_bytes(seed.read_bytes())
    Cache.open("c.db").close()
    assert run(arguments) == status
    assert message.decode() in capsys.readouterr().err


def test_settings_stand_for_options(marc2rdf, seed, tmp_path):
    with serving(portal) as server:
        (tmp_path / "settings.yaml").write_text(
            f"issn-url: http://127.0.0.1:{server.port}\nallow-host: ['127.0.0.1:{server.port}']\n"
            "providers: issn\ncontact: me@library.example\nrate: 500\n"
        )
        done = marc2rdf("resolve", seed, "--cache=c.db", "--settings=settings.yaml")
    assert done.returncode == 0 and b"1 found" in done.stderr, done.stderr.decode()


def test_a_killed_run_goes_on_where_it_was(tmp_path):
    """Killed at three moments: the cache is whole, and nothing known is asked again."""

    def route(asked):
        time.sleep(0.004)
        return Answer(404 if asked.path == "/robots.txt" else 200)

    with serving(route) as server:
        records = [
            book(str(n), f"Book {n}", **{"856": ("40", {"u": server.url(f"/{n}")})})
            for n in range(120)
        ]
        (tmp_path / "a.mrc").write_bytes(iso2709(*records))
        command = [sys.executable, "-m", "marc2rdf", "resolve", "a.mrc", *options(server)]
        command += ["--providers=url", "--contact=me@library.example"]
        for number in range(3):
            target = len(server.paths()) + 11 + 13 * number
            process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL)
            limit = time.monotonic() + 30
            while len(server.paths()) < target and time.monotonic() < limit:
                time.sleep(0.001)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr.decode()
        paths = server.paths()
    assert {*paths} == {f"/{n}" for n in range(120)}
    assert len(paths) <= 120 + 3  # what was under way when a run was killed
    with sqlite3.connect(tmp_path / "links.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*) FROM verdict WHERE status = 'alive'").fetchone() == (
            120,
        )
    db.close()
