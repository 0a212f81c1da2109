"""Closed lists of terms: what BIBO, DCTERMS, FOAF, SKOS and the others really have.

A list is a CSV file in ``data``: comment lines with its namespace and source, then
``term,kind,domain,range,super,label,status``.  Lists are read when first asked for.
Of two vocabularies only a part can be listed, and other terms pass by their form alone:
the elements of RDA (``rdau:P60339``) and the members of RDF containers (``rdf:_1``).
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

#: The prefixes whose terms are listed.  Any other prefix (``lang``, ``issn``, a user's
#: own) is open: whatever follows it is accepted.
CLOSED = frozenset(
    "bibo dcat dcmitype dcterms edtf foaf marcrel owl prov rdau rdf rdfs schema skos void"
    " xsd".split()
)

_FORMS = {"rdau": re.compile(r"P6\d{4}"), "rdf": re.compile(r"_[1-9]\d*")}

# Lists of agents: their value is an rdf:List, not one node.
_LIST_VALUES = frozenset({"authorList", "contributorList", "editorList", "memberList"})
# Object properties that are given texts all the same.
_TEXT_VALUES = frozenset({"foaf:phone"})
# Properties of no declared kind whose value is a node wherever it is used well.  Left out
# on purpose: those with free text in practice (audience, conformsTo, format, isReferencedBy,
# medium, requires, rights, rightsHolder, source, spatial, temporal, type).
_NODE_VALUES = frozenset(
    "dcterms:contributor dcterms:creator dcterms:hasFormat dcterms:hasPart dcterms:hasVersion"
    " dcterms:isFormatOf dcterms:isPartOf dcterms:isReplacedBy dcterms:isVersionOf"
    " dcterms:language dcterms:license dcterms:publisher dcterms:relation dcterms:replaces"
    " dcterms:subject foaf:isPrimaryTopicOf owl:sameAs rdfs:isDefinedBy rdfs:seeAlso"
    " void:inDataset".split()
)


class Term(NamedTuple):
    """One term of a closed list, as its vocabulary describes it.

    >>> term("bibo:issn").domain
    'bibo:Collection'
    """

    name: str
    kind: str
    domain: str = ""
    range: str = ""
    super: str = ""
    label: str = ""
    status: str = ""


def is_closed(prefix: str) -> bool:
    """Say whether all terms of a built-in prefix are known.

    >>> is_closed("bibo"), is_closed("lang")
    (True, False)
    """
    return prefix in CLOSED


def has(prefix: str, local: str) -> bool:
    """Say whether a term exists; under a prefix that is not closed, every term does.

    >>> has("bibo", "pageStart"), has("bibo", "startPage"), has("lang", "fre")
    (True, False, True)
    """
    return prefix not in CLOSED or term(f"{prefix}:{local}") is not None


def term(curie: str) -> Term | None:
    """Return what a closed list says about ``prefix:local``; None if it has no such term.

    >>> term("dcterms:isPartOf").label
    'Is Part Of'
    """
    prefix, _, local = curie.partition(":")
    if prefix not in CLOSED:
        return None
    found = _terms(prefix).get(local)
    if found is None and prefix in _FORMS and _FORMS[prefix].fullmatch(local):
        return Term(curie, "property")
    return found


def kind(curie: str) -> str:
    """Return ``class``, ``property``, ``datatype`` or ``individual``; empty if not listed.

    The finer kinds (``object property`` …) are in ``term(curie).kind``.

    >>> kind("bibo:Article"), kind("bibo:editor"), kind("xsd:gYear"), kind("bibo:degrees/phd")
    ('class', 'property', 'datatype', 'individual')
    >>> kind("lang:fre")
    ''
    """
    found = term(curie)
    return found.kind.rpartition(" ")[2] if found else ""


def locals_of(prefix: str) -> list[str]:
    """Return the local names of a closed list, sorted; none for a prefix that is open.

    >>> locals_of("edtf")
    ['EDTF', 'EDTF-level0', 'EDTF-level1', 'EDTF-level2']
    """
    return sorted(_terms(prefix)) if prefix in CLOSED else []


def namespace(prefix: str) -> str:
    """Return the namespace that a closed list is of; empty for a prefix that is open.

    >>> namespace("bibo")
    'http://purl.org/ontology/bibo/'
    """
    return _facts(prefix)["namespace"] if prefix in CLOSED else ""


def source(prefix: str) -> str:
    """Return where a closed list was taken from: repository, commit, date, licence.

    >>> source("bibo").split(",")[0]
    'dcmi/bibo rdf/bibo.ttl'
    """
    return _facts(prefix)["source"] if prefix in CLOSED else ""


def suggest(prefix: str, local: str) -> list[str]:
    """Return up to three terms that were perhaps meant, the nearest first.

    Names that differ in case only come before all others.

    >>> suggest("dcterms", "creater")
    ['creator', 'created']
    >>> suggest("bibo", "academicarticle")[0]
    'AcademicArticle'
    """
    import difflib  # for mistakes alone

    names = locals_of(prefix)
    spelled: dict[str, list[str]] = {}
    for name in names:
        spelled.setdefault(name.lower(), []).append(name)
    near = difflib.get_close_matches(local.lower(), spelled, n=3, cutoff=0.7)
    return [name for lowered in near for name in spelled[lowered] if name != local][:3]


@cache
def properties_with_iri_values() -> frozenset[str]:
    """Return the IRIs of the properties whose value is surely a node, never a text.

    A writer of JSON-LD may coerce these to ``@id``.  The list is a careful one: object
    properties of BIBO, FOAF, SKOS, PROV and DCAT, the MARC relators, and those of DCTERMS
    that are never given a text in practice.

    >>> namespace("dcterms") + "isPartOf" in properties_with_iri_values()
    True
    >>> namespace("dcterms") + "spatial" in properties_with_iri_values()
    False
    """
    chosen = set(_NODE_VALUES)
    for prefix in ("bibo", "dcat", "foaf", "marcrel", "prov", "skos"):
        chosen.update(
            f"{prefix}:{local}"
            for local, found in _terms(prefix).items()
            if found.kind == "object property" and local not in _LIST_VALUES
        )
    split = [curie.partition(":") for curie in chosen - _TEXT_VALUES]
    return frozenset(namespace(prefix) + local for prefix, _, local in split)


@cache
def _lines(prefix: str) -> list[str]:
    path = Path(__file__).parent / "data" / f"{prefix}.csv"
    return path.read_text(encoding="utf-8").splitlines()


def _facts(prefix: str) -> dict[str, str]:
    comments = (line[1:].partition(":") for line in _lines(prefix) if line.startswith("#"))
    return {key.strip(): value.strip() for key, _, value in comments}


@cache
def _terms(prefix: str) -> dict[str, Term]:
    rows = csv.reader(line for line in _lines(prefix) if not line.startswith("#"))
    next(rows)
    return {row[0].partition(":")[2]: Term(*row) for row in rows}
