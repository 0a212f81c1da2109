"""The ISSN Portal's Turtle, read into the form of its JSON.

rdflib reads it: the portal's dates are ill-typed, and that must cost nothing but the date.
"""

from __future__ import annotations

import logging
from typing import Any

from marc2rdf.net.failures import FetchError

BASE = "http://issn.org/"
_KEYS = {
    "http://id.loc.gov/ontologies/bibframe/mainTitle": "mainTitle",
    "http://id.loc.gov/ontologies/bibframe/title": "title",
    "http://schema.org/name": "name",
    "https://schema.org/name": "name",
    "http://schema.org/isPartOf": "isPartOf",
    "https://schema.org/isPartOf": "isPartOf",
    "http://purl.org/dc/elements/1.1/format": "format",
    "http://purl.org/dc/terms/modified": "modified",
    "http://id.loc.gov/ontologies/bibframe/status": "status",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#value": "value",
    "http://purl.org/ontology/bibo/issn": "issn",
    "http://schema.org/issn": "issn",
    "https://schema.org/issn": "issn",
}


def read_turtle(data: bytes) -> dict[str, Any]:
    """Read Turtle as a graph of nodes with the keys of the JSON; raise FetchError for none.

    >>> read_turtle(b'<resource/ISSN/0303-965X> <http://schema.org/name> "Things" .')["@graph"]
    [{'@id': 'http://issn.org/resource/ISSN/0303-965X', 'name': ['Things']}]
    """
    from rdflib import Graph

    log = logging.getLogger("rdflib.term")
    before, graph = log.disabled, Graph()
    try:
        log.disabled = True
        graph.parse(data=data, format="turtle", publicID=BASE)
        triples = sorted((str(s), str(p), str(o)) for s, p, o in graph)
    except Exception as error:  # rdflib raises errors of many kinds for what is no Turtle
        raise FetchError("content", "the answer is no Turtle") from error
    finally:
        log.disabled = before
    nodes: dict[str, dict[str, Any]] = {}
    for subject, predicate, value in triples:
        if key := _KEYS.get(predicate):
            nodes.setdefault(subject, {"@id": subject}).setdefault(key, []).append(value)
    return {"@graph": list(nodes.values())}
