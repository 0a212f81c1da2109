"""The real records beside the project, where they are: no crash, nothing lost, valid output."""

from __future__ import annotations

import io
from pathlib import Path

import pyoxigraph
import pytest
from shared_data import DATA, shared_files

from marc2rdf.mapping.mapping import Mapping
from marc2rdf.rdf.writer import open_writer
from marc2rdf.run.pipeline import Options, Pipeline
from marc2rdf.run.rejects import Rejects
from marc2rdf.run.report import Report

BASE = "https://data.example.org/"
FILES = shared_files("*.mrc", "*.xml", "880/*.xml", "koha-*.txt")
FORMS = {
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "turtle": pyoxigraph.RdfFormat.TURTLE,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
}

pytestmark = pytest.mark.skipif(DATA is None, reason="the shared records are not here")


def convert(paths: list[Path], notation: str, folder: Path) -> tuple[bytes, Report]:
    mapping, report, out = Mapping.default(BASE), Report(), io.BytesIO()
    writer = open_writer(
        notation, out, prefixes=mapping.used_prefixes, base=BASE, context=mapping.context
    )
    Pipeline(mapping, writer, report, Rejects(folder / "rejects.mrc"), Options()).run(paths)
    writer.close()
    return out.getvalue(), report


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_converts_and_every_output_is_valid(path, tmp_path):
    canonical = set()
    for notation, form in FORMS.items():
        data, report = convert([path], notation, tmp_path)
        parts = (report.converted, report.skipped, report.deleted, report.duplicates)
        assert report.read == sum(parts)
        assert report.rejected == 0
        found = pyoxigraph.Dataset(pyoxigraph.parse(data, format=form, base_iri=BASE))
        found.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
        canonical.add(hash(frozenset(map(str, found))))
    assert len(canonical) == 1


def test_all_the_records_are_there(tmp_path):
    """1,298 in ISO 2709 and MARCXML, of which two of Princeton's are there twice."""
    files = [path for path in FILES if path.parent == DATA and path.suffix in (".mrc", ".xml")]
    _, report = convert(files, "nt", tmp_path)
    assert (report.read, report.converted, report.duplicates) == (1298, 1296, 2)
    assert "internal" not in report.warnings
