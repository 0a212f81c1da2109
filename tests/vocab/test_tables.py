"""The shipped tables: their shape, their keys, and that what they name exists."""

import csv
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest

from marc2rdf import shipped
from marc2rdf.vocab import terms

TABLES = sorted((shipped.folder() / "tables").glob("*.csv"))
ROOT = Path(__file__).resolve().parents[2]

# What makes a row unique, where it is not the first column alone.  A code list of field 008
# may have a letter twice: as it is now and as it was until some year, or for other materials.
KEYS = {
    "audiences": ("code", "until", "materials"),
    "forms_of_item": ("code", "until", "materials"),
    "literary_forms": ("code", "until", "materials"),
    "nature_of_contents": ("code", "until", "materials"),
    "serial_types": ("code", "until", "materials"),
    "visual_types": ("code", "until", "materials"),
    "identifier_sources": ("where", "code"),
    "subject_schemes": ("where", "code"),
    "relator_terms": ("lang", "term"),
}
CURIE = re.compile(r"(?:bibo|dcterms|dcmitype|foaf|marcrel|rdau|skos):\S+")


def rows(name):
    with open(shipped.folder() / "tables" / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cells(path):
    """Every cell of a table, and every part of it where it holds several."""
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for column, cell in row.items():
                for part in cell.split("|"):
                    yield column, part


def is_iri(text):
    try:
        quad = f"<{text}> <{text}> <{text}> ."
        list(pyoxigraph.parse(quad, format=pyoxigraph.RdfFormat.N_TRIPLES))
    except SyntaxError:
        return False
    return not re.search(r"[\s<>\"{}|\\^`]", text)


def test_all_the_tables_are_here():
    names = {path.stem for path in TABLES}
    assert {"languages", "countries", "relators", "roles", "authorities"} <= names
    assert len(names) == 28


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
class TestEveryTable:
    def test_is_plain_csv(self, path):
        data = path.read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf") and b"\r" not in data and data.endswith(b"\n")
        with open(path, encoding="utf-8", newline="") as file:
            header, *lines = list(csv.reader(file, strict=True))
        assert lines and all(len(line) == len(header) for line in lines)
        assert len(set(header)) == len(header) and all(header)

    def test_has_no_key_twice(self, path):
        found = rows(path.stem)
        names = KEYS.get(path.stem, tuple(found[0])[:1])
        if path.stem == "roles":
            keys = [key for row in found for key in row["key"].split("|")]
        else:
            keys = [tuple(row[name] for name in names) for row in found]
        assert [key for key in set(keys) if keys.count(key) > 1] == []

    def test_has_valid_iris_only(self, path):
        with_scheme = re.compile(r"(?:https?|urn):")
        wrong = [
            part
            for column, part in cells(path)
            if with_scheme.match(part)
            and "pattern" not in column
            and not is_iri(part.replace("{id}", "1"))
        ]
        assert wrong == []

    def test_has_iris_where_its_header_says_so(self, path):
        columns = ("iri", "uri")
        odd = [
            part
            for column, part in cells(path)
            if part and column.endswith(columns) and not re.match(r"https?://", part)
        ]
        assert odd == []

    def test_names_real_terms_only(self, path):
        named = {part for _, part in cells(path) if CURIE.fullmatch(part)}
        assert [curie for curie in named if terms.term(curie) is None] == []

    def test_is_described(self, path):
        readme = (path.parent / "README.md").read_text(encoding="utf-8")
        assert f"`{path.name}`" in readme


@pytest.mark.parametrize("name", ["languages", "countries", "geographic_areas", "relators"])
def test_successors_exist_and_are_current(name):
    found = rows(name)
    key = next(iter(found[0]))
    status = {row[key]: row["status"] for row in found}
    named = [code for row in found for code in row["successor"].split("|") if code]
    assert len(named) >= 2
    assert [code for code in named if status.get(code) != "current"] == []
    assert all(not row["successor"] for row in found if row["status"] == "current")


def test_relators_and_terms_agree():
    codes = {row["code"] for row in rows("relators")}
    assert {"code", "en", "fr", "de", "property", "uri"} <= set(rows("relators")[0])
    assert {row["code"] for row in rows("relator_terms")} <= codes
    assert {row["marc_relator"] for row in rows("unimarc_roles")} <= codes | {""}


def test_classes_are_classes_and_properties_are_properties():
    for name in ("serial_types", "visual_types", "nature_of_contents"):
        for row in rows(name):
            for hint in filter(None, row["class_hint"].split("|")):
                assert terms.kind(hint) == "class", (name, hint)
    for row in rows("roles"):
        assert terms.kind(row["property"]) == "property", row


def role_of(term):
    found = [row["property"] for row in rows("roles") if term in row["key"].split("|")]
    assert len(found) <= 1, term
    return found[0] if found else None


@pytest.mark.parametrize(
    ("term", "curie"),
    [
        ("aut", "dcterms:creator"),
        ("author", "dcterms:creator"),
        ("auteur", "dcterms:creator"),
        ("verfasser", "dcterms:creator"),
        ("verfasserin", "dcterms:creator"),
        ("http://id.loc.gov/vocabulary/relators/aut", "dcterms:creator"),
        ("https://id.loc.gov/vocabulary/relators/aut", "dcterms:creator"),
        ("cmp", "dcterms:creator"),
        ("cre", "dcterms:creator"),
        ("grt", "dcterms:creator"),  # obsolete: an artist
        ("edt", "bibo:editor"),
        ("editor", "bibo:editor"),
        ("ed.", "bibo:editor"),
        ("hrsg.", "bibo:editor"),
        ("hrsg", "bibo:editor"),
        ("translator", "bibo:translator"),
        ("traducteur", "bibo:translator"),
        ("übersetzer", "bibo:translator"),
        ("fmd", "bibo:director"),
        ("pro", "bibo:producer"),
        ("dst", "bibo:distributor"),
        ("isb", "bibo:issuer"),
        ("pbl", "dcterms:publisher"),
        ("ill", "marcrel:ill"),
        ("illustrator", "marcrel:ill"),
        ("act", "marcrel:act"),  # never bibo:performer
        ("ive", "marcrel:ive"),  # never bibo:interviewee
        ("rcp", "marcrel:rcp"),
        ("org", "marcrel:org"),
        ("voc", "marcrel:sng"),
        ("asn", "marcrel:asn"),
        ("oth", "dcterms:contributor"),
        ("ctb", "dcterms:contributor"),
        ("clb", "dcterms:contributor"),
        ("dir.", "bibo:director"),  # English before German
        ("red.", None),  # German and Dutch differ
        ("no such role", None),
    ],
)
def test_roles(term, curie):
    assert role_of(term) == curie


def test_every_relator_has_a_role_and_every_key_is_in_small_letters():
    found = rows("roles")
    codes = {row["key"].split("|")[0] for row in found}
    assert codes == {row["code"] for row in rows("relators")}
    for row in found:
        assert all(key == key.lower().strip() and key for key in row["key"].split("|"))


def authority(value):
    """The IRI that authorities.csv makes: the longest prefix, its pattern, its template."""
    found = {row["prefix"]: row for row in rows("authorities")}
    prefix = max((p for p in found if value.startswith(p)), key=len, default=None)
    if prefix is None:
        return None
    number = value[len(prefix) :].replace(" ", "")
    match = re.fullmatch(found[prefix]["pattern"], number)
    if not match:
        return None
    template = found[prefix]["template"] or "{id}"
    return template.replace("{id}", match[1] if match.re.groups else match[0])


@pytest.mark.parametrize(
    ("value", "iri"),
    [
        ("(DE-588)118540238", "https://d-nb.info/gnd/118540238"),
        ("(DE-588)4066562-8", "https://d-nb.info/gnd/4066562-8"),
        ("(DE-588)", None),
        ("(DE-588)１１８５４０２３８", None),
        ("(DE-627)118540238", None),  # a record of K10plus, no authority
        ("(OCoLC)1234567", None),  # an edition in WorldCat
        ("(OCoLC)fst00869672", "http://id.worldcat.org/fast/869672"),
        ("(fast)fst00869672", "http://id.worldcat.org/fast/869672"),
        ("(DLC)n 79021164", "http://id.loc.gov/authorities/names/n79021164"),
        ("(DLC)no2001012345", "http://id.loc.gov/authorities/names/no2001012345"),
        ("(DLC)sh 85076502", "http://id.loc.gov/authorities/subjects/sh85076502"),
        ("(DLC)gf2014026297", "http://id.loc.gov/authorities/genreForms/gf2014026297"),
        ("(DLC)   85012345", None),  # a bibliographic LCCN
        ("(lcsh)sh85076502", "http://id.loc.gov/authorities/subjects/sh85076502"),
        ("(viaf)36915259", "http://viaf.org/viaf/36915259"),
        ("(isni)0000 0001 2103 2683", "https://isni.org/isni/0000000121032683"),
        ("(orcid)0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        ("(IdRef)026927608", "http://www.idref.fr/026927608/id"),
        ("(wikidata)Q42", "http://www.wikidata.org/entity/Q42"),
        ("(FrPBN)11888092r", "http://data.bnf.fr/ark:/12148/cb11888092r"),
        ("(FrPBN)cb11888092r", "http://data.bnf.fr/ark:/12148/cb11888092r"),
        ("(FrPBN)FRBNF118880920000004", None),  # its check character would have to be guessed
        ("(FrPBN)118880925", None),
        ("(DNLM)D012345Q000187", "http://id.nlm.nih.gov/mesh/D012345Q000187"),
        ("(uri)http://example.org/a", "http://example.org/a"),
        ("(uri)example", None),
        ("(aat)300026031", "http://vocab.getty.edu/aat/300026031"),
        ("(local)123", None),
        ("118540238", None),
    ],
)
def test_authorities(value, iri):
    assert authority(value) == iri


def test_patterns_of_authorities_are_anchored_and_have_at_most_one_group():
    for row in rows("authorities"):
        pattern = re.compile(row["pattern"])
        assert row["pattern"].startswith("^") and row["pattern"].endswith("$"), row
        assert pattern.groups <= 1, row
        assert not re.search(r"\\[dws]", row["pattern"]) or "uri" in row["prefix"].lower(), row
        assert row["template"] == "" or row["template"].count("{id}") == 1, row


def test_derived_tables_are_current(tmp_path):
    """The tables made from others are what their sources give today."""
    tool = ROOT / "tools" / "derived_tables.py"
    subprocess.run([sys.executable, tool, tmp_path], check=True, capture_output=True)
    for name in (
        "roles",
        "unimarc_functions",
        "authorities",
        "record_sources",
        "journal_platforms",
    ):
        name += ".csv"
        shipped_table = shipped.folder() / "tables" / name
        assert (tmp_path / name).read_bytes() == shipped_table.read_bytes(), name
