"""Writes the closed term lists of marc2rdf/vocab/data that come from rdflib and from tables.

Run by hand, in the development environment, when a vocabulary or a table has changed::

    .venv/bin/python tools/closed_terms.py

rdf, rdfs, owl, xsd, dcmitype, void, dcat, prov and schema come from rdflib's own lists
(``rdflib.namespace``): the terms and their namespace from the class, the kind of each term
from the section of the class's source that it stands in.  Where the source has no sections
(xsd, schema) a capital letter means a class, and all of xsd are datatypes but the facets.
marcrel comes from ``mappings/tables/relators.csv``.  The other lists are kept by hand.
"""

from __future__ import annotations

import csv
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import rdflib
from rdflib.namespace import DCAT, DCMITYPE, OWL, PROV, RDF, RDFS, SDO, VOID, XSD, DefinedNamespace

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "marc2rdf" / "vocab" / "data"
HEADER = ["term", "kind", "domain", "range", "super", "label", "status"]

LISTS = {
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "dcmitype": DCMITYPE,
    "void": VOID,
    "dcat": DCAT,
    "prov": PROV,
    "schema": SDO,
}

# schema.org says that both schemes are right; its data on the Web mostly has this one.
NAMESPACES = {"schema": "http://schema.org/"}

# Terms of schema.org that cannot be Python names, as rdflib's own note lists them.
EXTRA = {"schema": {"3DModel", "True", "False", "yield"}}

KINDS = {
    "Property": "property",
    "OntologyProperty": "property",
    "FunctionalProperty": "property",
    "AnnotationProperty": "annotation property",
    "DatatypeProperty": "datatype property",
    "ObjectProperty": "object property",
    "Class": "class",
    "Datatype": "datatype",
    "List": "individual",
    "NamedIndividual": "individual",
}


def sections(namespace: type[DefinedNamespace]) -> Iterator[tuple[str, str]]:
    """Yield each term of a class's source with the last part of its section's heading."""
    section = ""
    for line in inspect.getsource(namespace).splitlines():
        if heading := re.match(r"\s+# https?://\S+[#/](\w+)$", line):
            section = heading[1]
        elif term := re.match(r"\s+(\w+): (?:URIRef|\()", line):
            yield term[1], section


def kind(prefix: str, term: str, section: str) -> str:
    """Return the kind of one term."""
    if prefix == "xsd":
        return "datatype" if term not in FACETS else "individual"
    if section in KINDS and not (KINDS[section] == "annotation property" and term[:1].isupper()):
        return KINDS[section]
    return "class" if term[:1].isupper() or term[:1].isdigit() else "property"


FACETS = frozenset(
    "ordered bounded cardinality numeric length minLength maxLength pattern enumeration"
    " whiteSpace maxExclusive maxInclusive minExclusive minInclusive totalDigits fractionDigits"
    " Assertions explicitTimezone year month day hour minute second timezoneOffset".split()
)


def write(prefix: str, namespace: str, source: str, rows: list[list[str]]) -> None:
    """Write one list: the facts about it as comment lines, then the terms."""
    with open(DATA / f"{prefix}.csv", "w", encoding="utf-8", newline="") as file:
        file.write(f"# namespace: {namespace}\n# source: {source}\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(sorted(rows))


def from_rdflib() -> None:
    """Write the lists that rdflib has."""
    for prefix, namespace in LISTS.items():
        base = str(namespace._NS)
        section_of = dict(sections(namespace))
        terms = {str(iri)[len(base) :] for iri in dir(namespace) if str(iri).startswith(base)}
        terms |= set(getattr(namespace, "_extras", [])) | EXTRA.get(prefix, set())
        rows = [
            [f"{prefix}:{term}", kind(prefix, term, section_of.get(term, "")), *[""] * 5]
            for term in terms
        ]
        made = re.search(r"Date: ([\d-]+)", inspect.getdoc(namespace) or "")
        date = f", made {made[1]}" if made else ""
        source = f"rdflib {rdflib.__version__} (BSD-3-Clause), {namespace.__name__}{date}"
        write(prefix, NAMESPACES.get(prefix, base), source, rows)


def from_relators() -> None:
    """Write the MARC relators: every code, current or not, is a property of an agent."""
    with open(ROOT / "mappings" / "tables" / "relators.csv", encoding="utf-8", newline="") as file:
        rows = [
            [f"marcrel:{row['code']}", "object property", "", "", "", row["label"], row["status"]]
            for row in csv.DictReader(file)
        ]
    source = "mappings/tables/relators.csv (Library of Congress, MARC relators)"
    write("marcrel", "http://id.loc.gov/vocabulary/relators/", source, rows)


if __name__ == "__main__":
    from_rdflib()
    from_relators()
