"""Records that peers read too, and what ours says of them, by property, as words to compare.

The records are the fixture ``data/real.mrc`` (its README says whose they are) and, where they
are at hand, all of the shared data.  A peer's value and ours are compared as sequences of words
in lower case, so that punctuation, which the mapping takes off and a peer leaves, is no
difference; everything else is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pymarc
from shared_data import shared_files

from marc2rdf.mapping.mapping import Mapping
from marc2rdf.marc import Record, read_source
from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.terms import IRI, Literal, Statement

HERE = Path(__file__).resolve().parent
BASE = "https://data.example.org/"
FIXTURE = HERE / "data" / "real.mrc"
SHARED = ("*.mrc", "*.xml", "880/*.xml", "alephseq/*")
NOT_DESCRIBED = "zwquvxy"  # LDR/06 of records that describe no document


@dataclass(frozen=True)
class Peered:
    """One record with pymarc's view of it and our statements about it."""

    record: Record
    pymarc: pymarc.Record
    iri: IRI
    statements: tuple[Statement, ...]

    @property
    def key(self) -> str:
        """The control number, by which the tables of differences name the record."""
        return self.record.get("001").strip()

    def objects(self, *properties: str, subject: str = "") -> list[IRI | Literal]:
        """Give the objects of properties (``dcterms:title``) of the record's own resource."""
        wanted = {expand(name) for name in properties}
        about = subject or self.iri
        return [o for s, p, o in self.statements if s == about and p in wanted]  # type: ignore[misc]

    def values(self, *properties: str, subject: str = "") -> list[str]:
        """Give the plain literals, those without a language tag, of properties."""
        found = self.objects(*properties, subject=subject)
        return [o.value for o in found if isinstance(o, Literal) and not o.language]

    def labels(self, *properties: str) -> list[str]:
        """Give what the nodes are called that properties lead to."""
        names = ("foaf:name", "dcterms:title", "skos:prefLabel", "rdfs:label")
        found = []
        for node in self.objects(*properties):
            if isinstance(node, IRI):
                found += self.values(*names, subject=node)
            elif isinstance(node, Literal) and not node.language:
                found.append(node.value)
        return found

    @property
    def properties(self) -> list[str]:
        """All properties of the record's own resource."""
        return sorted({str(p) for s, p, _ in self.statements if s == self.iri})


@cache
def mapping() -> Mapping:
    """Give the default mapping."""
    return Mapping.default(BASE)


def expand(name: str) -> str:
    """Give the IRI of a prefixed name."""
    prefix, _, local = name.partition(":")
    return BUILT_IN[prefix] + local


def peered(record: Record) -> Peered:
    """Convert a record, and let pymarc see it."""
    conversion = mapping().convert(record)
    return Peered(record, record.to_pymarc(), conversion.iri, tuple(conversion.statements))


@cache
def fixture() -> tuple[Peered, ...]:
    """Give the records of the fixture."""
    return tuple(_peered_in([FIXTURE]))


@cache
def everything() -> tuple[Peered, ...]:
    """Give the records of the fixture and of the shared data, where those are."""
    return tuple(_peered_in([FIXTURE, *shared_files(*SHARED)]))


def _peered_in(paths: Iterable[Path]) -> Iterator[Peered]:
    seen = set()
    for path in paths:
        for record in read_source(path):
            assert isinstance(record, Record)
            leader = record.leader
            content = (record.get("001"), *record.fields)
            if leader[5:6] == "d" or leader[6:7] in NOT_DESCRIBED or content in seen:
                continue
            seen.add(content)
            yield peered(record)


def words(text: str) -> str:
    """Give the letters and digits of a text, in lower case, one blank between words.

    >>> words("Pride and prejudice : [a novel]") == words("Pride and prejudice /a novel.")
    True
    """
    folded = unicodedata.normalize("NFC", text).casefold()
    return " ".join(re.findall(r"[^\W_]+", folded))
