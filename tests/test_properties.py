"""Any record whatever becomes valid RDF, the same in every notation and on every run."""

from __future__ import annotations

import io

import pyoxigraph
from hypothesis import HealthCheck, given, settings
from random_records import records

from marc2rdf import Mapping, Record, open_writer, to_graph

BASE = "https://data.example.org/"
MAPPING = Mapping.default(BASE)


def graph(notation: str, record: Record) -> tuple[bytes, pyoxigraph.Dataset, int]:
    forms = {
        "nt": pyoxigraph.RdfFormat.N_TRIPLES,
        "turtle": pyoxigraph.RdfFormat.TURTLE,
        "jsonld": pyoxigraph.RdfFormat.JSON_LD,
        "jsonl": pyoxigraph.RdfFormat.JSON_LD,
    }
    conversion, out = MAPPING.convert(record), io.BytesIO()
    writer = open_writer(
        notation, out, prefixes=MAPPING.used_prefixes, base=BASE, context=MAPPING.context
    )
    count = writer.write(conversion.statements, conversion.iri)
    writer.close()
    found = pyoxigraph.Dataset(pyoxigraph.parse(out.getvalue(), format=forms[notation]))
    found.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    return out.getvalue(), found, count


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(records())
def test_any_record_is_valid_and_the_same_in_every_notation(record):
    data, first, count = graph("nt", record)
    assert len(first) == count
    for notation in ("turtle", "jsonld", "jsonl"):
        assert graph(notation, record)[1] == first, notation
    assert graph("nt", record)[0] == data


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(records())
def test_rdflib_holds_the_same_number_of_triples(record):
    conversion = MAPPING.convert(record)
    assert len(to_graph(conversion.statements)) == graph("nt", record)[2]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(records())
def test_subfields_that_only_link_are_never_printed(record):
    record.add("245", "10", [("6", "880-77"), ("8", "1.1\\a"), ("a", "Title")])
    for statement in MAPPING.convert(record).statements:
        value = getattr(statement.object, "value", "")
        assert "880-77" not in value and "1.1\\a" not in value
