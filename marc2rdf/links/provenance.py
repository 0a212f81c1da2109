"""When and by whom each link was checked, as statements of a graph of their own.

Source: PROV-O; HTTP Vocabulary in RDF 1.0 (W3C, 2011) for the status.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from marc2rdf.links.adding import encode_doi
from marc2rdf.links.articles import read_article
from marc2rdf.links.cache import Cache
from marc2rdf.links.judging import judge_article
from marc2rdf.links.verdict import Verdict
from marc2rdf.rdf.iri import is_valid
from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.terms import IRI, Literal, Statement

GENERATED = IRI(BUILT_IN["prov"] + "generatedAtTime")
ATTRIBUTED = IRI(BUILT_IN["prov"] + "wasAttributedTo")
STATUS = IRI("http://www.w3.org/2011/http#statusCodeValue")
DESCRIPTION = IRI(BUILT_IN["dcterms"] + "description")
WHO = {
    "issn": "https://portal.issn.org/",
    "table": "https://www.issn.org/",
    "wikidata": "https://www.wikidata.org/",
    "crossref": "https://www.crossref.org/",
    "doi": "https://doi.org/",
    "search": "https://www.crossref.org/",
}


def provenance(cache: Cache, agent: str) -> Iterator[Statement]:
    """Give the statements about every link; ``agent`` is who asked the addresses themselves."""
    for kind, value, verdict in cache.entries():
        if kind == "article":
            match = judge_article(cache, read_article(value), [], "")
            kind, value = "doi", match.doi if match.word == "found" else ""
        link = link_of(kind, value) if value else ""
        if is_valid(link):
            yield from _about(IRI(link), verdict, agent)


def link_of(kind: str, value: str) -> str:
    """Give the IRI of a link.

    >>> link_of("issn", "0303-965X")
    'http://issn.org/resource/ISSN/0303-965X'
    """
    if kind == "issn":
        return f"http://issn.org/resource/ISSN/{value}"
    return f"https://doi.org/{encode_doi(value)}" if kind == "doi" else value


def when(seconds: float) -> str:
    """Give a time as xsd:dateTime.

    >>> when(0)
    '1970-01-01T00:00:00Z'
    """
    return datetime.fromtimestamp(int(seconds), UTC).isoformat().replace("+00:00", "Z")


def _about(link: IRI, verdict: Verdict, agent: str) -> Iterator[Statement]:
    xsd = BUILT_IN["xsd"]
    yield Statement(link, GENERATED, Literal(when(verdict.checked), xsd + "dateTime"))
    yield Statement(link, ATTRIBUTED, IRI(WHO.get(verdict.provider, agent)))
    words = f"{verdict.status}: {verdict.reason}" if verdict.reason else verdict.status
    yield Statement(link, DESCRIPTION, Literal(f"{verdict.provider}: {words}"))
    code = verdict.said.get("code")
    if isinstance(code, int):
        yield Statement(link, STATUS, Literal(str(code), xsd + "integer"))
