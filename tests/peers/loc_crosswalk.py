"""The Library of Congress' crosswalk from MARC to unqualified Dublin Core, and ours beside it.

``loc_marc_dc.csv`` holds the facts of its table; a range of tags leaves out the exceptions.
008 and the leader, which it also lists, are compared by ``test_loc_crosswalk.py`` itself.
Source: MARC to Dublin Core Crosswalk, Library of Congress, 24 April 2008,
https://www.loc.gov/marc/marc2dc.html, part II and the rules for the leader.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from peer_records import mapping

from marc2rdf.marc import Field, Record
from marc2rdf.rdf.prefixes import BUILT_IN

TABLE = Path(__file__).resolve().parent / "loc_marc_dc.csv"

# Which element of the fifteen a property of ours is a kind of: of DCMI's own terms as their
# subPropertyOf says, of others by their meaning.  A creator is a contributor to DCMI.
ELEMENTS = {
    "Contributor": "dcterms:contributor dcterms:creator bibo:editor bibo:translator bibo:director"
    " bibo:producer bibo:issuer bibo:distributor dcterms:publisher marcrel:*",
    "Coverage": "dcterms:spatial dcterms:temporal",
    "Date": "dcterms:issued dcterms:created dcterms:dateCopyrighted dcterms:dateAccepted",
    "Description": "dcterms:description dcterms:abstract dcterms:tableOfContents",
    "Format": "dcterms:format dcterms:medium dcterms:extent",
    "Identifier": "dcterms:identifier bibo:isbn10 bibo:isbn13 bibo:issn bibo:eissn bibo:doi"
    " bibo:handle bibo:upc bibo:eanucc13 bibo:gtin14 bibo:sici bibo:uri foaf:page",
    "Language": "dcterms:language",
    "Publisher": "dcterms:publisher rdau:P60163",
    "Relation": "dcterms:relation dcterms:isPartOf dcterms:hasPart dcterms:isVersionOf"
    " dcterms:hasVersion dcterms:hasFormat dcterms:replaces dcterms:isReplacedBy"
    " bibo:translationOf",
    "Rights": "dcterms:rights dcterms:accessRights dcterms:license",
    "Source": "dcterms:source",
    "Subject": "dcterms:subject",
    "Title": "dcterms:title dcterms:alternative",
    "Type": "dcterms:type",
}


class Row(NamedTuple):
    """One fact: a field, or one subfield of it, and the element it becomes."""

    element: str
    tag: str
    code: str


@cache
def rows() -> dict[str, list[Row]]:
    """Read the facts, by tag."""
    found: dict[str, list[Row]] = {}
    with TABLE.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            for tag in _tags(line["field"], line["except"].split()):
                for code in line["subfields"].split() or [""]:
                    found.setdefault(tag, []).append(Row(line["element"], tag, code))
    return found


def _tags(text: str, excepted: list[str]) -> Iterator[str]:
    for part in text.split():
        first, _, last = part.partition("-")
        for number in range(int(first), int(last or first) + 1):
            if f"{number:03d}" not in excepted:
                yield f"{number:03d}"


def met(record: Record) -> Iterator[tuple[Row, Field]]:
    """Give each fact that a record's fields are for, with the field."""
    for field in record:
        if not field.is_control:
            for row in rows().get(field.tag, ()):
                if not row.code or any(field.get(row.code)):
                    yield row, field


def ours(row: Row, field: Field, record: Record) -> tuple[str, ...]:
    """Give the properties that the field alone, or its subfield, becomes on the resource."""
    kept = [
        (s.code, s.value)
        for s in field.subfields
        if not row.code or s.code == row.code or s.code in "0123456789iwxz"
    ]
    alone = _record(record)
    alone.add(field.tag, field.indicator1 + field.indicator2, kept)
    return tuple(
        sorted({name for name, _ in _said(alone) - _said(_record(record)) if name != "rdf:type"})
    )


def agrees(element: str, properties: tuple[str, ...]) -> bool:
    """Tell whether one of the properties is a kind of the element."""
    return any(
        name in ELEMENTS[element].split() or (element == "Contributor" and "marcrel:" in name)
        for name in properties
    )


def _record(like: Record) -> Record:
    """Make a record of the same kind with nothing that any fact is for."""
    made = Record(like.leader)
    made.add_control("001", "1")
    for tag in ("006", "007"):
        if text := like.get(tag):
            made.add_control(tag, text)
    return made


def _said(record: Record) -> set[tuple[str, str]]:
    conversion = mapping().convert(record)
    return {(short(p), repr(o)) for s, p, o in conversion.statements if s == conversion.iri}


def short(iri: str) -> str:
    """Give an IRI as a prefixed name."""
    for prefix, namespace in BUILT_IN.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
