"""Sample queries about a dump, with the answers that a store with all of it gives.

The answers come from what was counted while the dump was made, so no store is needed.
"""

from __future__ import annotations

from typing import NamedTuple

from marc2rdf.dump.counts import MOST_LANGUAGES
from marc2rdf.dump.facts import Facts
from marc2rdf.dump.void import ranked
from marc2rdf.rdf.prefixes import BUILT_IN

ROWS = 10
TERMS = 40


class Query(NamedTuple):
    """A question, in SPARQL, the names of its columns, and its rows as terms in N-Triples."""

    question: str
    sparql: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


def sample_queries(facts: Facts) -> list[Query]:
    """Give the queries that make sense for a dump."""
    counts = facts.counts
    found = [
        Query(
            "How many triples are there?",
            "SELECT (COUNT(*) AS ?triples) WHERE { ?s ?p ?o }",
            ("triples",),
            [(_number(counts.triples),)],
        )
    ]
    if counts.classes:
        found.append(
            Query(
                "What kinds of things are described, and how many of each?",
                "SELECT ?class (COUNT(?thing) AS ?things)\n"
                "WHERE { ?thing a ?class }\n"
                f"GROUP BY ?class ORDER BY DESC(?things) ?class LIMIT {ROWS}",
                ("class", "things"),
                [(name, _number(count)) for name, count in ranked(counts.classes)[:ROWS]],
            )
        )
    if counts.languages and len(counts.languages) < MOST_LANGUAGES:
        found.append(
            Query(
                "Which languages are most frequent?",
                f"PREFIX dcterms: <{BUILT_IN['dcterms']}>\n"
                "SELECT ?language (COUNT(?thing) AS ?things)\n"
                "WHERE { ?thing dcterms:language ?language }\n"
                f"GROUP BY ?language ORDER BY DESC(?things) ?language LIMIT {ROWS}",
                ("language", "things"),
                [(name, _number(count)) for name, count in ranked(counts.languages)[:ROWS]],
            )
        )
    if counts.links:
        key, count = ranked(counts.links)[0]
        space, predicate = key.split(" ")
        found.append(
            Query(
                f"How many links lead to {space}?",
                "SELECT (COUNT(*) AS ?links)\n"
                f'WHERE {{ ?thing {predicate} ?other FILTER STRSTARTS(STR(?other), "{space}") }}',
                ("links",),
                [(_number(count),)],
            )
        )
    if 0 < len(facts.example_lines) <= TERMS:
        rows = [line.decode()[:-3].split(" ", 2)[1:] for line in facts.example_lines]
        found.append(
            Query(
                "What is said about one thing?",
                f"SELECT ?property ?value\nWHERE {{ <{facts.example}> ?property ?value }}",
                ("property", "value"),
                [(name, value) for name, value in rows],
            )
        )
    return found


def _number(count: int) -> str:
    return f'"{count}"^^<{BUILT_IN["xsd"]}integer>'
