"""Wikidata: the items that have an ISSN (P236), with their ISSN-L (P7363).

Many numbers are asked about in one query.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from marc2rdf.links.asking import Asking
from marc2rdf.links.hosts import host_of
from marc2rdf.links.numbers import is_issn, normal_issn
from marc2rdf.links.providers import Settings
from marc2rdf.links.redirects import follow, read_json, unsure
from marc2rdf.links.verdict import Verdict
from marc2rdf.net.client import Reply, Request
from marc2rdf.net.failures import FetchError

RESULTS = "application/sparql-results+json"
_ITEM = re.compile(r"https?://www\.wikidata\.org/entity/(Q\d{1,12})")


class Wikidata:
    """Asks the query service about fifty ISSNs at a time."""

    name = "wikidata"
    kind = "issn"
    batch = 50

    def __init__(self, settings: Settings) -> None:
        self._url = settings.urls.get("wikidata", "https://query.wikidata.org/sparql")
        self.host = host_of(self._url)

    def look_up(self, values: Sequence[str], known: Mapping[str, Verdict]) -> Asking:
        """Ask about a batch of ISSNs."""
        query = urlencode({"query": query_for(values), "format": "json"})
        address = f"{self._url}{'&' if '?' in self._url else '?'}{query}"
        found = yield from follow(
            Request("GET", address, {"Accept": RESULTS}, most=4 * 1024 * 1024)
        )
        answer = found.answer
        if not isinstance(answer, Reply) or answer.status != 200:
            return dict.fromkeys(values, unsure(answer))
        try:
            described = _described(values, read_json(answer))
        except FetchError as error:
            return dict.fromkeys(values, unsure(error))
        return {
            value: Verdict("found", "", described[value])
            if value in described
            else Verdict("absent", "no item")
            for value in values
        }


def query_for(values: Sequence[str]) -> str:
    """Give the query for some ISSNs; each was tested to be one, so that none can end a text.

    >>> "VALUES ?issn { \\"0303-965X\\" }" in query_for(["0303-965X"])
    True
    """
    numbers = " ".join(f'"{value}"' for value in values if is_issn(value))
    return (
        "PREFIX wdt: <http://www.wikidata.org/prop/direct/>\n"
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        "SELECT ?issn ?item ?issnl ?title WHERE {\n"
        f"  VALUES ?issn {{ {numbers} }}\n"
        "  ?item wdt:P236 ?issn .\n"
        "  OPTIONAL { ?item wdt:P7363 ?issnl }\n"
        "  OPTIONAL { { ?item wdt:P1476 ?title } UNION { ?item rdfs:label ?title } }\n"
        "}"
    )


def _described(values: Sequence[str], answer: Any) -> dict[str, dict[str, Any]]:
    cells = _cells(answer)
    found: dict[str, dict[str, set[str]]] = {}
    for row in cells:
        number = normal_issn(row.get("issn", ""))
        item = _ITEM.fullmatch(row.get("item", ""))
        if number not in values or item is None:
            continue
        kept = found.setdefault(number, {"items": set(), "issn_l": set(), "names": set()})
        kept["items"].add(item[1])
        if is_issn(row.get("issnl", "")):
            kept["issn_l"].add(row["issnl"])
        if row.get("title") and len(kept["names"]) < 40:
            kept["names"].add(row["title"][:500])
    return {number: _said(number, kept) for number, kept in found.items()}


def _cells(answer: Any) -> list[dict[str, str]]:
    """Give the rows of an answer; an odd cell costs itself, a table of something else all."""
    results = answer.get("results") if isinstance(answer, dict) else None
    rows = results.get("bindings") if isinstance(results, dict) else None
    if isinstance(rows, list):
        cells = [
            {
                name: str(cell["value"])
                for name, cell in row.items()
                if isinstance(cell, dict) and isinstance(cell.get("value"), str)
            }
            for row in rows
            if isinstance(row, dict)
        ]
        if not rows or any("issn" in row and "item" in row for row in cells):
            return cells
    raise FetchError("content", "the answer is no table of SPARQL results")


def _said(number: str, kept: Mapping[str, set[str]]) -> dict[str, Any]:
    said: dict[str, Any] = {"issn": number, "items": sorted(kept["items"])}
    said["names"] = sorted(kept["names"])
    if len(kept["issn_l"]) == 1:
        said["issn_l"] = next(iter(kept["issn_l"]))
    return said
