"""The shapes of a good description: each is met by what is good and not by what is not."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib

from marc2rdf.errors import InputError, UsageError
from marc2rdf.mapping.mapping import Mapping
from marc2rdf.marc import read
from marc2rdf.rdf import shapes as module
from marc2rdf.rdf.shapes import Shapes
from marc2rdf.rdf.terms import IRI, Literal, OrderedList, Statement
from marc2rdf.shipped import find

BASE = "https://data.example.org/"
BIB, RECORD = f"{BASE}bib/1", f"{BASE}record/1"
PREFIXES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "bibo": "http://purl.org/ontology/bibo/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@pytest.fixture(scope="module")
def shipped() -> Shapes:
    path = find("shapes.ttl")
    assert path is not None
    return Shapes(path)


def iri(name: str) -> IRI:
    """Expand a prefixed name; what has another prefix is an IRI already."""
    prefix, _, local = name.partition(":")
    return IRI(PREFIXES.get(prefix, f"{prefix}:") + local)


def statement(subject: str, predicate: str, value: str) -> Statement:
    """Make a statement; what begins with ' is a literal, ^^ gives its type and @ its language."""
    if not value.startswith("'"):
        return Statement(iri(subject), iri(predicate), iri(value))
    text, _, rest = value[1:].partition("'")
    datatype = str(iri(rest[2:])) if rest.startswith("^^") else ""
    language = rest[1:] if rest.startswith("@") else ""
    return Statement(iri(subject), iri(predicate), Literal(text, datatype, language))


GOOD = [
    (BIB, "rdf:type", "bibo:Book"),
    (BIB, "foaf:isPrimaryTopicOf", RECORD),
    (RECORD, "foaf:primaryTopic", BIB),
    (BIB, "dcterms:title", "'Things'"),
    (BIB, "dcterms:title", "'Вещи'@ru"),
    (BIB, "dcterms:issued", "'1990'^^xsd:gYear"),
    (BIB, "dcterms:language", "http://id.loc.gov/vocabulary/iso639-2/eng"),
]


def codes(shapes: Shapes, *more: tuple[str, str, str], without: str = "") -> list[str]:
    """Give the codes of what a good description with some more statements lacks."""
    rows = [row for row in GOOD if row[1] != without]
    made = [statement(*row) for row in [*rows, *more]]
    return sorted({violation.code for violation in shapes.check(made, IRI(BIB))})


def test_a_good_description_lacks_nothing(shipped):
    assert codes(shipped) == []


@pytest.mark.parametrize(
    ("more", "without", "expected"),
    [
        ([], "dcterms:title", ["shape/title"]),
        ([(BIB, "dcterms:title", "'Other things'")], "", ["shape/title"]),
        ([(BIB, "dcterms:title", "'Предметы'@ru")], "", ["shape/title"]),
        ([(BIB, "dcterms:title", "'Dinge'@de")], "", []),
        ([], "rdf:type", ["shape/class"]),
        ([(BIB, "rdf:type", "foaf:Document")], "rdf:type", ["shape/class"]),
        ([(BIB, "dcterms:issued", "'1990'")], "dcterms:issued", ["shape/date"]),
        ([(BIB, "dcterms:issued", "'1990-02'^^xsd:gYearMonth")], "dcterms:issued", []),
        ([(BIB, "dcterms:issued", "'1991'^^xsd:gYear")], "", ["shape/issued"]),
        ([(BIB, "dcterms:created", "'soon'^^xsd:string")], "", ["shape/date"]),
        ([(BIB, "dcterms:language", "'eng'")], "", ["shape/language"]),
        ([(BIB, "dcterms:creator", "'Doe, Ann'")], "", ["shape/agent"]),
        ([(BIB, "dcterms:subject", "'Cats'")], "", ["shape/subject"]),
        ([(BIB, "bibo:issn", "'0303-965X'")], "", ["shape/issn-of-a-collection"]),
        ([(f"{BASE}journal/1", "bibo:issn", "'0303-965X'")], "", []),
        ([(f"{BASE}journal/1", "bibo:issn", "'0303965X'")], "", ["shape/issn"]),
        ([(BIB, "bibo:pageStart", "'1'")], "", ["shape/pages-of-a-part"]),
        ([(BIB, "bibo:isbn13", "'0141439513'")], "", ["shape/isbn13"]),
        ([(BIB, "bibo:isbn10", "'0-14-143951-3'")], "", ["shape/isbn10"]),
        ([(BIB, "bibo:doi", "'10.1000/xyz'")], "", []),
        ([(BIB, "bibo:doi", "'https://doi.org/10.1000/xyz'")], "", ["shape/doi"]),
        ([(BIB, "bibo:numPages", "'310'")], "", ["shape/number-of-pages"]),
        ([(BIB, "bibo:numPages", "'310'^^xsd:integer")], "", []),
        ([(f"{BASE}a", "rdf:type", "foaf:Person")], "", ["shape/name"]),
        ([(f"{BASE}c", "rdf:type", "skos:Concept")], "", ["shape/concept"]),
        (
            [(f"{BASE}c", "rdf:type", "skos:Concept"), (f"{BASE}c", "skos:notation", "'823.7'")],
            "",
            [],
        ),
        ([(RECORD, "dcterms:modified", "'2025'^^xsd:gYear")], "", ["shape/record"]),
    ],
)
def test_a_shape_is_met_or_not(shipped, more, without, expected):
    assert codes(shipped, *more, without=without) == expected


def test_every_shape_is_tried_and_has_words():
    """Every shape that a property can miss says so in words of its own."""
    graph = rdflib.Graph().parse(find("shapes.ttl"), format="turtle", publicID="shapes:")
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    properties = set(graph.objects(None, sh.property))
    assert len(properties) > 30
    for shape in properties:
        assert graph.value(shape, sh.path) is not None
        assert graph.value(shape, sh.message) is not None, graph.value(shape, sh.path)


def test_a_list_holds_nodes_only(shipped):
    authors = Statement(iri(BIB), iri("bibo:authorList"), OrderedList((IRI("x:a"), IRI("x:b"))))
    made = [statement(*row) for row in GOOD]
    assert shipped.check([*made, authors], IRI(BIB)) == []


def test_the_message_says_what_and_where(shipped):
    made = [statement(*row) for row in [*GOOD, (f"{BASE}x", "dcterms:issued", "'90'")]]
    [violation] = shipped.check(made, IRI(BIB))
    assert violation == (
        "shape/date",
        f"a date has a type: xsd:gYear, xsd:gYearMonth, xsd:date or EDTF ('90' of <{BASE}x>)",
    )


def test_shapes_can_be_sent_to_another_process(shipped):
    again = pickle.loads(pickle.dumps(shipped))
    assert codes(again, without="dcterms:title") == ["shape/title"]


def test_a_record_of_all_too_many_statements_is_not_checked(shipped, monkeypatch):
    monkeypatch.setattr(module, "LARGEST", 5)
    assert codes(shipped) == ["shapes-unchecked"]


# -- files of one's own ------------------------------------------------------------------------

OWN = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<#abstracts> a sh:NodeShape ;
    sh:targetSubjectsOf dcterms:title ;
    sh:property [ sh:path dcterms:abstract ; sh:minCount 1 ] .
"""


def test_own_shapes(tmp_path):
    path = tmp_path / "own.ttl"
    path.write_text(OWN)
    [violation] = Shapes(path).check([statement(*row) for row in GOOD], IRI(BIB))
    assert violation.code == "shape/abstracts"
    assert "dcterms:abstract" in violation.message


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("245 10 $aThings", "it is no Turtle"),
        ("<a:a> <a:b> <a:c> .", "no sh:NodeShape"),
        (OWN.replace("sh:minCount 1", 'sh:sparql [ sh:select "SELECT 1" ]'), "not SHACL Core"),
        (OWN.replace("sh:minCount 1", "sh:minCount <a:b>"), "the shapes cannot be used"),
        (OWN.replace("sh:minCount 1", 'sh:pattern "("'), "the shapes cannot be used"),
        (OWN.replace("sh:path dcterms:abstract ;", ""), "the shapes cannot be used"),
    ],
)
def test_wrong_shapes_are_told(tmp_path, text, says):
    path = tmp_path / "wrong.ttl"
    path.write_text(text)
    made = [statement(*row) for row in [*GOOD, (BIB, "dcterms:abstract", "'Of things'")]]
    with pytest.raises(UsageError, match=says) as raised:
        Shapes(path).check(made, IRI(BIB))
    assert "wrong.ttl" in str(raised.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        Shapes(tmp_path / "none.ttl")


# -- the command -------------------------------------------------------------------------------


def test_convert_with_shapes_warns_by_kind(marc2rdf, tmp_path):
    """Seven records without a title: five are told, all are counted, all are converted."""
    lines = [
        f"=LDR  00000nam a2200000 a 4500\n=001  {n}\n=020  \\\\$a0141439513\n" for n in range(7)
    ]
    (tmp_path / "untitled.mrk").write_text("\n".join(lines))
    done = marc2rdf(
        "convert", "untitled.mrk", "-o", "a.nt", "--base", BASE, "--shapes", "--summary", "s.json"
    )
    told = done.stderr.decode().splitlines()
    assert done.returncode == 0, told
    assert sum("a description has one title" in line for line in told) == 5
    assert "2 more of this kind [shape/title]" in told
    assert '"shape/title": 7' in (tmp_path / "s.json").read_text()
    without = marc2rdf("convert", "untitled.mrk", "-o", "b.nt", "--base", BASE)
    assert b"shape" not in without.stderr
    assert (tmp_path / "a.nt").read_bytes() == (tmp_path / "b.nt").read_bytes()


def test_the_example_has_all_shapes_in_a_process_where_warnings_are_errors(marc2rdf, seed):
    done = marc2rdf("convert", seed, "--base", BASE, "--shapes", "--strict", "--id", "220572")
    assert "shape" not in done.stderr.decode()


def test_a_file_of_shapes_is_named_with_an_equals_sign(marc2rdf, tmp_path, seed):
    own = OWN.replace("abstract", "rightsHolder")
    (tmp_path / "shapes.ttl").write_text(own)  # of the name that the shipped one has
    done = marc2rdf("convert", seed, "--base", BASE, "--shapes=shapes.ttl")
    assert b"[shape/rightsHolders]" in done.stderr
    done = marc2rdf("convert", "--shapes", seed, "--base", BASE)
    assert done.returncode == 2
    assert "put it last, or write --shapes=FILE" in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_without_pyshacl_the_command_says_how_to_get_it(tmp_path, seed):
    code = (
        "import sys; sys.modules['pyshacl'] = None; from marc2rdf.cli.main import main;"
        f"sys.argv = ['marc2rdf', 'convert', {str(seed)!r}, '--shapes']; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 2
    assert "pip install 'marc2rdf[shacl]'" in done.stderr.decode()


def test_pyshacl_is_not_imported_without_the_option(tmp_path, seed):
    code = (
        "import sys; from marc2rdf.cli.main import main; "
        f"sys.argv = ['marc2rdf', 'convert', {str(seed)!r}, '-o', 'a.nt'];\n"
        "try: main()\nexcept SystemExit: pass\n"
        "assert 'pyshacl' not in sys.modules and 'rdflib' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


def test_the_seed_conforms(shipped, seed):
    [record] = read(seed)
    conversion = Mapping.default(BASE).convert(record)
    assert shipped.check(conversion.statements, conversion.iri) == []


def test_the_page_about_shapes_names_what_there_is():
    page = Path(__file__).resolve().parents[2] / "docs" / "checking-results.md"
    path = find("shapes.ttl")
    assert path is not None
    there = set(re.findall(r"^<#([\w-]+)>", path.read_text(encoding="utf-8"), re.MULTILINE))
    told = set(re.findall(r"`shape/([\w-]+)`", page.read_text(encoding="utf-8")))
    assert told - {"publisher"} <= there  # publisher is the page's own example
