"""The facts about a finished dump, from which all its descriptions are written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from marc2rdf.dump.counts import Counts
from marc2rdf.dump.job import Job
from marc2rdf.dump.shared import Shared
from marc2rdf.dump.sorting import count_distinct
from marc2rdf.dump.state import State
from marc2rdf.mapping.mapping import Mapping


@dataclass(frozen=True)
class PartFile:
    """One file of data: its name, which part it is (from 1) in which notation, and its bytes."""

    name: str
    kind: str
    number: int
    notation: str
    triples: int
    size: int
    sha256: str


@dataclass
class Facts:
    """All that is known of a dump; counts are of distinct triples and terms."""

    base: str
    mapping: str
    mapping_sha256: str
    records: int = 0
    counts: Counts = field(default_factory=Counts)
    subjects: int = 0
    objects: int = 0
    entities: int = 0
    example: str = ""
    example_lines: list[bytes] = field(default_factory=list)
    files: list[PartFile] = field(default_factory=list)

    def parts(self) -> list[tuple[str, int, list[PartFile]]]:
        """Give the parts, each with its files."""
        found: dict[tuple[str, int], list[PartFile]] = {}
        for file in self.files:
            found.setdefault((file.kind, file.number), []).append(file)
        return [(*key, files) for key, files in found.items()]


def gather(job: Job, mapping: Mapping, state: State, parts: int, shared: Shared) -> Facts:
    """Bring together what was counted while the dump was made."""
    facts = Facts(
        mapping.base, job.mapping or "marc21, koha and unimarc (the default)", mapping.sha256
    )
    triples: list[tuple[str, int]] = []
    for index in range(parts):
        result = state.result(index) or {}
        counts = Counts.from_dict(result["counts"])
        facts.counts.merge(counts)
        facts.records += result["report"]["converted"]
        facts.subjects += result["subjects"]
        facts.entities += result["entities"]
        triples.append(("records", counts.triples))
        if not facts.example and result["first"]:
            facts.example = result["first"]
            facts.example_lines = [line.encode() for line in result["first_lines"]]
    facts.example_lines += shared.about_example
    facts.counts.merge(shared.counts)
    facts.subjects += shared.subjects
    facts.entities += shared.entities
    triples += [("shared", count) for count in shared.parts]
    objects = [state.file(index, "objects") for index in range(parts)]
    objects.append(state.work / "shared.objects")
    facts.objects = count_distinct(objects, state.work / "objects.buckets")
    facts.files = list(_files(job, triples))
    return facts


def _files(job: Job, triples: list[tuple[str, int]]) -> Iterator[PartFile]:
    numbers = {"records": 0, "shared": 0}
    for kind, count in triples:
        index = numbers[kind]
        numbers[kind] += 1
        for notation in job.notations:
            name = job.name(kind, index, notation)
            path = job.path / name
            yield PartFile(
                name, kind, index + 1, notation, count, path.stat().st_size, sha256_of(path)
            )


def sha256_of(path: Path) -> str:
    """Give the SHA-256 of a file in hexadecimal digits."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
