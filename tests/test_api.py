"""The library as a program uses it."""

from __future__ import annotations

import pickle

import pymarc
import pytest

import marc2rdf
from marc2rdf import Mapping, MappingError, RecordError, convert, read, to_graph
from marc2rdf.errors import Marc2RdfError, Problem


def pymarc_book() -> pymarc.Record:
    record = pymarc.Record(leader="00000nam a2200000 a 4500")
    record.add_field(pymarc.Field(tag="001", data="42"))
    title = [pymarc.Subfield("a", "Pride and prejudice /"), pymarc.Subfield("c", "Jane Austen.")]
    record.add_field(pymarc.Field("245", pymarc.Indicators("1", "0"), title))
    return record


def test_a_pymarc_record_is_accepted_alone_and_among_others():
    one = list(convert(pymarc_book()))
    assert tuple(s.object.value for s in one if s.predicate.endswith("/terms/title")) == (
        "Pride and prejudice",
    )
    assert list(convert([pymarc_book(), pymarc_book()])) == one + one


def test_statements_become_an_rdflib_graph(seed):
    mapping = Mapping.default(base="https://data.example.org/")
    graph = to_graph(convert(read(seed), mapping))
    assert len(graph) == 63
    answer = graph.query(
        "SELECT ?title WHERE { ?a a bibo:AcademicArticle ; dcterms:isPartOf/dcterms:isPartOf ?j ."
        " ?j dcterms:title ?title }"
    )
    assert [str(row[0]) for row in answer] == ["International Review of Administrative Sciences"]


def test_a_mapping_is_loaded_by_name_by_path_and_from_text(tmp_path):
    path = tmp_path / "m.yaml"
    path.write_text("mapping: 1\nextends: marc21\nrules: {identifier: off}\n")
    for mapping in (
        Mapping.load("marc21"),
        Mapping.load(path),
        Mapping.from_text(path.read_text()),
    ):
        assert any(s.predicate.endswith("title") for s in convert(pymarc_book(), mapping))
    with pytest.raises(MappingError) as caught:
        Mapping.from_text("mapping: 1\nruls: {}\n")
    assert caught.value.problems[0].line == 2


def test_errors_survive_a_process_border():
    for error in (
        RecordError("it is broken", where="a.mrc: record 3", hint="Mend it.", code="record-cut"),
        MappingError([Problem("m.yaml", 3, 5, "unknown-key", "unknown key 'fron'")]),
    ):
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert (str(again), again.code, again.__dict__) == (str(error), error.code, error.__dict__)
        assert isinstance(again, Marc2RdfError)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = marc2rdf.nothing
