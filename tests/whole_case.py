"""One case of ``tests/cases``: a record, perhaps a mapping, and the triples that must come out."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from marc2rdf.mapping.mapping import Mapping
from marc2rdf.rdf.rows import Rows
from marc2rdf.rdf.terms import IRI, Statement
from marc2rdf.rdf.writer import FORMATS, open_writer
from marc2rdf.run.pipeline import Options, Pipeline
from marc2rdf.run.rejects import Rejects
from marc2rdf.run.report import Report

CASES = Path(__file__).resolve().parent / "cases"
BASE = "https://data.example.org/"
_OXIGRAPH = {
    "nt": ox.RdfFormat.N_TRIPLES,
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nq": ox.RdfFormat.N_QUADS,
    "rdfxml": ox.RdfFormat.RDF_XML,
}


@dataclass(frozen=True)
class Case:
    """A folder of a case."""

    folder: Path

    @property
    def name(self) -> str:
        """The topic and the name, as in ``articles/host-with-issn``."""
        return "/".join(self.folder.parts[-2:])

    @property
    def input(self) -> Path:
        """The file with the record or records."""
        [found] = self.folder.glob("input.*")
        return found

    @property
    def expected(self) -> set[str]:
        """The triples that must come out, in canonical form."""
        return graph((self.folder / "expected.nt").read_bytes(), "nt")

    @property
    def expected_notices(self) -> list[str]:
        """The codes of what must be noted; none without ``notices.txt``."""
        path = self.folder / "notices.txt"
        return path.read_text(encoding="utf-8").split() if path.exists() else []


@dataclass(frozen=True)
class Outcome:
    """What a case became: the same data in every notation, and what was noted."""

    texts: dict[str, bytes]
    notices: list[str]
    report: Report

    def graph(self, notation: str = "nt") -> set[str]:
        """Give the triples of one notation, in canonical form."""
        return graph(self.texts[notation], notation)


def find_cases() -> list[Case]:
    """List all cases by name."""
    return [Case(path.parent) for path in sorted(CASES.glob("*/*/expected.nt"))]


def run(case: Case, folder: Path) -> Outcome:
    """Convert a case into every notation at once; ``folder`` takes rejected records."""
    mapping = mapping_of(case)
    outs = {name: io.BytesIO() for name in FORMATS}
    report = Report()
    writer = _Together(mapping, outs)
    Pipeline(mapping, writer, report, Rejects(folder / "rejects.mrc"), Options()).run([case.input])
    writer.close()
    texts = {name: out.getvalue() for name, out in outs.items()}
    return Outcome(texts, sorted(report.warnings), report)


def mapping_of(case: Case) -> Mapping:
    """Give the mapping of a case: its own, or the shipped ones."""
    return _mapping(case.folder / "mapping.yaml")


def graph(data: bytes, notation: str) -> set[str]:
    """Read data with a strict parser; give its triples as N-Triples, in canonical form."""
    if notation == "jsonl":
        documents = [json.loads(line) for line in data.splitlines()]
        merged = "".join(_ntriples(json.dumps(document).encode()) for document in documents)
        return graph(merged.encode(), "nt")
    quads = ox.parse(data, _OXIGRAPH[notation])
    dataset = ox.Dataset(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {f"{quad.triple} ." for quad in dataset}


def _ntriples(document: bytes) -> str:
    quads = ox.parse(document, ox.RdfFormat.JSON_LD, rename_blank_nodes=True)
    return "".join(f"{quad.triple} .\n" for quad in quads)


@cache
def _mapping(path: Path) -> Mapping:
    return Mapping.load(path, BASE) if path.exists() else _default()


@cache
def _default() -> Mapping:
    return Mapping.default(BASE)


class _Together:
    """Writes each record in every notation."""

    replaced = 0  # that XML cannot hold all characters is no matter of the mapping

    def __init__(self, mapping: Mapping, outs: dict[str, io.BytesIO]) -> None:
        self._writers = [
            open_writer(
                name,
                out,
                prefixes=mapping.used_prefixes,
                base=mapping.base,
                context=mapping.context if name.startswith("json") else None,
            )
            for name, out in outs.items()
        ]

    def write(self, statements: Sequence[Statement], root: IRI) -> int:
        [count] = {writer.write(statements, root) for writer in self._writers}
        return count

    def write_rows(self, rows: Rows, root: IRI) -> int:
        [count] = {writer.write_rows(rows, root) for writer in self._writers}
        return count

    def close(self) -> None:
        for writer in self._writers:
            writer.close()
