"""The page about links, as a librarian follows it: every command, in order, against services
on this machine; and its tables are those of the program."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

from links_server import Answer, serving
from samples import book, iso2709

from marc2rdf.links.findings import FINDINGS
from marc2rdf.links.providers import BUILT_IN

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "links.md").read_text("utf-8")
COMMANDS = [
    line.strip() for line in PAGE.splitlines() if re.match(r"(?:    )?marc2rdf [a-z]", line)
]
ISSN, DOI = "0303-965X", "10.1000/xyz"


def services(asked):
    """Answer for the portal, Crossref, doi.org and the addresses of the catalogue."""
    if asked.path.startswith(f"/resource/ISSN/{ISSN}"):
        entry = {
            "id": f"resource/ISSN/{ISSN}",
            "mainTitle": "Things",
            "mainEntityOf": {"status": "recordStatus:Register"},
        }
        return Answer(200, json.dumps(entry).encode())
    if asked.path.startswith("/works?"):
        work = {"DOI": "10.1000/found", "ISSN": [ISSN], "volume": "1", "page": "3-9"}
        return Answer(200, json.dumps({"message": {"items": [work]}}).encode())
    if asked.path == f"/{DOI}":
        return Answer(200, json.dumps({"DOI": DOI, "title": "Three"}).encode())
    if asked.path == "/moved":
        return Answer(301, headers={"Location": "/new"})
    return Answer(200 if asked.path == "/new" else 404)


def test_every_command_of_the_page_works(marc2rdf, tmp_path):
    host = {"t": "Things", "x": ISSN, "g": "Vol. 1, no. 2 (2016), p. 3-9"}
    leader = "00000nab a2200000 a 4500"
    with serving(services) as server:
        at = server.url("").rstrip("/")
        records = [
            book("1", "One", LDR=leader, **{"773": ("0 ", host)}),
            book("2", "Two", **{"856": ("40", {"u": f"{at}/moved"})}),
            book("3", "Three", **{"024": ("7 ", {"a": DOI, "2": "doi"})}),
            book("4", "Four", LDR="00000nas a2200000 a 4500", **{"022": ("  ", {"a": "03039651"})}),
        ]
        (tmp_path / "catalogue.mrc").write_bytes(iso2709(*records))
        near = [f"--{name}-url={at}" for name in ("issn", "crossref", "doi")]
        near += [f"--wikidata-url={at}/sparql", f"--allow-host=127.0.0.1:{server.port}"]
        shown = set()
        for command in COMMANDS:
            words = shlex.split(command)[1:]
            shown.add(" ".join(words[:2]) if words[0] == "links" else words[0])
            asks = words[0] == "resolve" and "--offline" not in words
            done = marc2rdf(*words, *(near if asks else ()), *(["--rate=500"] if asks else ()))
            assert done.returncode == 0, f"{command}\n{done.stderr.decode()}"
            assert b"Traceback" not in done.stderr
    assert shown == {
        "resolve", "convert", "links stats", "links export", "links prune", "links show"
    }  # fmt: skip
    assert "issn-check-digit" in (tmp_path / "links.csv").read_text("utf-8")
    assert FINDINGS["url-moved"] in (tmp_path / "links.html").read_text("utf-8")
    turtle = (tmp_path / "catalogue.ttl").read_text("utf-8")
    assert "owl:sameAs" in turtle and '"10.1000/found"' in turtle and f"{at}/moved" in turtle
    lines = (tmp_path / "catalogue.nt").read_text("utf-8")
    assert f"{at}/new" in lines and f"{at}/moved" not in lines


def test_the_tables_are_those_of_the_program():
    rows = re.findall(r"^\| (`[^|]+`) \|", PAGE, re.MULTILINE)
    names = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}
    assert set(FINDINGS) <= names
    assert set(BUILT_IN) <= names
