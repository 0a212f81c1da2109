"""Writes the tables of mappings/tables that are made from others: roles, authorities, record
sources, journal platforms and ISO's codes of countries.

Run by hand when one of those changes; a test makes sure that it was done::

    .venv/bin/python tools/derived_tables.py [FOLDER]

What could not be decided (a term that means two roles) is printed.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

TABLES = Path(__file__).resolve().parent.parent / "mappings" / "tables"

# The languages of the terms in roles.csv.  English decides where they differ.
LANGUAGES = ["en", "fr", "de", "es", "pt", "it", "nl"]

# Their terms count where they mean nothing else in those above.
NORDIC = ["fi", "sv", "da", "no"]

# The roles that BIBO or DCTERMS has a property for; creating roles are dcterms:creator and
# all others marcrel.  "Contributor" and "other" say no more than dcterms:contributor does.
PROPERTIES = {
    "edt": "bibo:editor",
    "trl": "bibo:translator",
    "drt": "bibo:director",
    "fmd": "bibo:director",
    "pro": "bibo:producer",
    "dst": "bibo:distributor",
    "isb": "bibo:issuer",
    "pbl": "dcterms:publisher",
    "ctb": "dcterms:contributor",
    "oth": "dcterms:contributor",
}

LOC = "http://id.loc.gov/authorities"
LCCN = r"\d{8}(?:\d{2})?"
BNF = "bcdfghjkmnpqrstvwxz"  # the letters among the check characters of an ARK

# Authority numbers whose pattern needs more than the table of sources says: the number is
# what the group takes.  The Library of Congress has one prefix for all its files, told apart
# by the letters that the number begins with.
BY_HAND = {
    "DLC": ("Library of Congress names", LOC + "/names/{id}", rf"^(n[bnors]?{LCCN})$"),
    "DLC)sh": ("Library of Congress subject headings", LOC + "/subjects/sh{id}", f"^({LCCN})$"),
    "DLC)sj": (
        "Library of Congress children's subjects",
        LOC + "/childrensSubjects/sj{id}",
        f"^({LCCN})$",
    ),
    "DLC)gf": ("Library of Congress genres", LOC + "/genreForms/gf{id}", f"^({LCCN})$"),
    "LoC": ("Library of Congress names", LOC + "/names/{id}", rf"^(n[bnors]?{LCCN})$"),
    "lcnaf": ("Library of Congress names", LOC + "/names/{id}", rf"^(n[bnors]?{LCCN})$"),
    "OCoLC)fst": ("FAST (OCLC)", "http://id.worldcat.org/fast/{id}", r"^0*([1-9]\d*)$"),
    "fast": ("FAST (OCLC)", "http://id.worldcat.org/fast/{id}", r"^(?:fst)?0*([1-9]\d*)$"),
    "FAST": ("FAST (OCLC)", "http://id.worldcat.org/fast/{id}", r"^(?:fst)?0*([1-9]\d*)$"),
    "DNLM": (
        "Medical Subject Headings",
        "http://id.nlm.nih.gov/mesh/{id}",
        r"^([DQC]\d{6,9}(?:Q\d{6})?)$",
    ),
    "isni": ("ISNI", "https://isni.org/isni/{id}", r"^(\d{15}[\dX])$"),
    "ISNI": ("ISNI", "https://isni.org/isni/{id}", r"^(\d{15}[\dX])$"),
    "uri": ("URI given verbatim", "{id}", r"^https?://\S+$"),
    "URI": ("URI given verbatim", "{id}", r"^https?://\S+$"),
    "SE-LIBR": ("LIBRIS authority", "http://libris.kb.se/resource/auth/{id}", r"^(\d+)$"),
    "SpMaBN": ("Biblioteca Nacional de España", "http://datos.bne.es/resource/{id}", r"^(XX\d+)$"),
    "ES-MaBN": ("Biblioteca Nacional de España", "http://datos.bne.es/resource/{id}", r"^(XX\d+)$"),
}
# With "cb" before it, a number of the BnF is an ARK; without it only if a letter ends it,
# since other numbers of the BnF have nine digits too.
for _code in ("FrPBN", "FR-PaBFM", "bnf", "bnfcg", "ram", "rameau"):
    BY_HAND[_code] = (
        "Bibliothèque nationale de France",
        "http://data.bnf.fr/ark:/12148/cb{id}",
        rf"^(?:(?:ark:/12148/)?cb|(?=\d{{8}}[{BNF}]$))(\d{{8}}[0-9{BNF}])$",
    )

# Sources of 024 $2 that number people, places and concepts, not editions; the standard
# allows them before a number in $0 and $1 too.
SOURCES = (
    "cerl datoses fast geonames gettyaat gettytgn gettyulan gnd idref mesh nlg orcid"
    " ror snac stw unescot viaf wikidata"
).split()
# Not usable: no check character, or prefixes that nobody writes.
LEFT_OUT = {"FRBNF", "OCoLC-fst", "SE-LIBR-auth"}


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with open(TABLES / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    """Write a table."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def property_of(relators: dict[str, dict[str, str]], code: str) -> str:
    """Return the property of a relator code; an obsolete one has its successor's."""
    row = relators[relators[code]["successor"] or code]
    if row["creating"] == "yes":
        return "dcterms:creator"
    return PROPERTIES.get(row["code"], f"marcrel:{row['code']}")


def spellings(term: str) -> set[str]:
    """Return how a term may come to be looked up: in small letters, its last stop gone."""
    forms = {term.lower(), term.casefold()}
    return forms | {form.rstrip(".") for form in forms if form.count(".") == 1}


def terms(codes: set[str]) -> tuple[dict[str, str], list[str]]:
    """Return the code that each term stands for, and notes on terms that had several."""
    votes: dict[str, dict[str, str]] = defaultdict(dict)
    exact: dict[str, bool] = {}
    for row in read("relator_terms.csv"):
        if row["lang"] in LANGUAGES:
            for form in spellings(row["term"]):
                whole = form in (row["term"].lower(), row["term"].casefold())
                if whole >= exact.get(form, False):  # a term as written beats one cut short
                    if whole > exact.get(form, False):
                        votes.pop(form, None)
                    exact[form] = whole
                    votes[form][row["lang"]] = row["code"]
    chosen, notes = {}, []
    for term, by_language in sorted(votes.items()):
        counts = Counter(by_language.values())
        (best, most), *others = counts.most_common()
        code = by_language.get("en", best)
        said = ", ".join(f"{language} {by_language[language]}" for language in sorted(by_language))
        if term in codes:
            if set(counts) != {term}:
                notes.append(f"{term}: a code; as a term left out ({said})")
        elif "en" not in by_language and any(count == most for _, count in others):
            notes.append(f"{term}: left out, no majority ({said})")
        else:
            chosen[term] = code
            if others:
                notes.append(f"{term}: {code} ({said})")
    nordic: dict[str, set[str]] = defaultdict(set)
    for row in read("relator_terms.csv"):
        if row["lang"] in NORDIC:
            for form in spellings(row["term"]):
                nordic[form].add(row["code"])
    for term, found in sorted(nordic.items()):
        if term not in codes and term not in votes and len(found) == 1:
            chosen[term] = min(found)
    return chosen, notes


def roles(folder: Path) -> list[str]:
    """Write roles.csv: one row for each relator, with all that it is called."""
    relators = {row["code"]: row for row in read("relators.csv")}
    chosen, notes = terms(set(relators))
    named: dict[str, list[str]] = defaultdict(list)
    for term, code in sorted(chosen.items()):
        named[code].append(term)
    elements = rda_elements(relators)
    rows = []
    for code, row in sorted(relators.items()):
        secure = row["uri"].replace("http://", "https://")
        keys = [code, row["uri"], secure, *elements.get(code, []), *named[code]]
        rows.append(["|".join(keys), property_of(relators, code)])
    write(folder / "roles.csv", ["key", "property"], rows)
    return notes


def unimarc_functions(folder: Path) -> None:
    """Write unimarc_functions.csv: UNIMARC's function codes ($4) and the property of each.

    A code that says no more than "somebody" (000, 445, 552) has dcterms:contributor.
    """
    relators = {row["code"]: row for row in read("relators.csv")}
    rows = []
    for row in read("unimarc_roles.csv"):
        relator = row["marc_relator"]
        found = property_of(relators, relator) if relator else "dcterms:contributor"
        rows.append([row["unimarc_code"], found])
    write(folder / "unimarc_functions.csv", ["code", "property"], sorted(rows))


def rda_elements(relators: dict[str, dict[str, str]]) -> dict[str, list[str]]:
    """Return the RDA elements that $4 may name, by the one relator that has each."""
    counts = Counter(row["rdau"] for row in relators.values())
    return {
        code: [row["rdau"].lower()]
        for code, row in relators.items()
        if row["rdau"] and "|" not in row["rdau"] and counts[row["rdau"]] == 1
    }


def roles_elsewhere(folder: Path) -> None:
    """Write roles_by_language.csv: terms whose role in a language is not that of roles.csv."""
    relators = {row["code"]: row for row in read("relators.csv")}
    chosen, _ = terms(set(relators))
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for whole in (False, True):  # a term as written beats one cut short
        for row in read("relator_terms.csv"):
            if row["lang"] not in LANGUAGES[1:]:
                continue
            own = property_of(relators, row["code"])
            for form in spellings(row["term"]):
                if (form in (row["term"].lower(), row["term"].casefold())) == whole:
                    found[form][row["lang"]] = own
    rows = []
    for term, by_language in sorted(found.items()):
        code = term if term in relators else chosen.get(term, "")
        general = property_of(relators, code) if code else ""
        own = [by_language.get(language, "") for language in LANGUAGES[1:]]
        if any(name not in ("", general) for name in own):
            rows.append([term, *("" if name == general else name for name in own)])
    write(folder / "roles_by_language.csv", ["term", *LANGUAGES[1:]], rows)


def authorities(folder: Path) -> None:
    """Write authorities.csv: the prefixes of authority numbers and the IRIs they make."""
    found = {
        code: (label, template, pattern) for code, (label, template, pattern) in BY_HAND.items()
    }
    for row in read("identifier_sources.csv"):
        known = row["where"] == "prefix" and row["kind"] == "authority"
        known |= row["where"] == "024 $2" and row["code"] in SOURCES
        if known and row["template"] and row["code"] not in LEFT_OUT:
            found.setdefault(row["code"], (row["label"], row["template"], anchored(row["pattern"])))
    for row in read("subject_schemes.csv"):
        named = row["where"].endswith("$2")
        if named and "{id}" in row["template"] and row["id_pattern"]:
            found.setdefault(
                row["code"], (row["label"], row["template"], anchored(row["id_pattern"]))
            )
    rows = [
        [f"({code}" if ")" in code else f"({code})", template, in_ascii(pattern), label]
        for code, (label, template, pattern) in sorted(found.items())
    ]
    write(folder / "authorities.csv", ["prefix", "template", "pattern", "label"], rows)


def record_sources(folder: Path) -> None:
    """Write record_sources.csv: the prefixes of other catalogues' record numbers (035 $a)."""
    rows = [
        [f"({row['code']})", row["template"], in_ascii(anchored(row["pattern"])), row["label"]]
        for row in read("identifier_sources.csv")
        if row["where"] == "prefix" and row["kind"] == "bibliographic"
        if row["template"] and row["pattern"] and not row["code"].startswith("OCoLC")
    ]
    write(folder / "record_sources.csv", ["prefix", "template", "pattern", "label"], sorted(rows))


def journal_platforms(folder: Path) -> None:
    """Write journal_platforms.csv: the hosts whose journals are academic, and their class."""
    rows = [
        [row["host"], "bibo:AcademicArticle"]
        for row in read("platforms.csv")
        if row["kind"] == "journal platform" and row["academic"] == "yes"
        if row["match"] != "label prefix"
    ]
    write(folder / "journal_platforms.csv", ["host", "class"], sorted(rows))


def countries_iso(folder: Path) -> None:
    """Write countries_iso.csv: ISO 3166 codes and the country IRIs of MARC (044 $c)."""
    found: dict[str, str] = {}
    for row in read("countries.csv"):
        code = row["iso3166_2"] or row["iso3166_1"]
        if row["status"] == "current" and code and "|" not in code:
            found.setdefault(code, row["iri"])
    rows = [[code, iri] for code, iri in sorted(found.items())]
    write(folder / "countries_iso.csv", ["iso", "iri"], rows)


def anchored(pattern: str) -> str:
    """Return a pattern for the whole number, of which its one group is what the IRI takes."""
    return "^(" + re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern) + ")$"


def in_ascii(pattern: str) -> str:
    """Return a pattern whose digits and letters are those of ASCII: an IRI has no others."""
    inside, out = False, ""
    for part in re.findall(r"\\.|.", pattern):
        ranges = {"\\d": "0-9", "\\w": "0-9A-Za-z_"}.get(part)
        inside = part == "[" or (inside and part != "]")
        out += part if ranges is None else ranges if inside else f"[{ranges}]"
    return out


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TABLES
    for note in roles(target):
        print(note)
    unimarc_functions(target)
    authorities(target)
    record_sources(target)
    journal_platforms(target)
    countries_iso(target)
    roles_elsewhere(target)
