"""``marc2rdf mapping doc``: all a mapping says is there, with examples that are true."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from browser import needs_browser, open_page
from mapping_samples import compiled

from marc2rdf import shipped
from marc2rdf.mapping.compile import compile_file
from marc2rdf.mapping.docs import Document, Row, describe
from marc2rdf.mapping.docs_text import markdown, page
from marc2rdf.mapping.plan import clauses_of

ROOT = Path(__file__).resolve().parents[2]
PATHS = [path for name in shipped.names() if (path := shipped.find(name)) is not None]


def rows_of(document: Document) -> list[Row]:
    return [row for section in (*document.rules, *document.nodes) for row in section.rows]


def test_the_pages_in_docs_are_current():
    spec = importlib.util.spec_from_file_location("ref", ROOT / "tools" / "mapping_reference.py")
    assert spec is not None and spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    held = {p.name: p.read_text(encoding="utf-8") for p in (ROOT / "docs/mappings").glob("*.md")}
    assert held == tool.pages(), "run tools/mapping_reference.py (make docs)"


def test_links_in_these_pages_lead_somewhere():
    for path in (ROOT / "docs" / "mappings").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#]+)\)", text):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_property_that_a_mapping_says_is_in_its_document(path):
    made = compile_file(path, {})
    document = describe(made)
    said = {str(c.to) for c in clauses_of(made.plan) if isinstance(c.to, str) and not c.choose}
    shown = {row.property.rpartition(" → ")[2] for row in rows_of(document)}
    short = {"http://www.w3.org/1999/02/22-rdf-syntax-ns#type": "a"}
    from marc2rdf.rdf.prefixes import compact

    missing = {short.get(iri) or compact(iri, made.plan.prefixes) for iri in said} - shown
    assert missing == set()
    assert {section.name for section in document.rules} == {r.rule for r in made.plan.rules}


def test_a_rule_of_alternatives_and_a_node_in_place():
    rule = """
from: 856$u
when: i1 = 4
choose:
  - {when: i2 in '01' or $3, to: foaf:page, as: iri}
  - {to: dcterms:source, node: {iri: "{value}", a: foaf:Document, set: {dcterms:title: $z}}}
examples:
  - {marc: ["856 41 $uhttps://example.com/x"], gives: ["foaf:page <https://example.com/x>"]}
  - {marc: ["856 1# $uhttps://example.com/x"], gives: []}
"""
    [section] = describe(compiled(rule)).rules
    rows = [(r.fields, r.subfields, r.condition, r.property, r.value) for r in section.rows]
    condition = "i1 = '4' and (i2 in '01' or $3)"
    assert rows == [
        ("856", "$u", condition, "foaf:page", "as iri"),
        ("856", "$u", "i1 = '4'", "dcterms:source", "{value}"),
        ("856", "$u", "", "dcterms:source → a", "foaf:Document"),
        ("856", "$z", "", "dcterms:source → dcterms:title", ""),
    ]
    assert section.rows[0].example.gives == ("foaf:page <https://example.com/x>",)
    assert [one.gives for one in section.examples] == [()]


def test_a_node_named_as_its_rule_is_a_node():
    top = "nodes: {r: {iri: '{iri}#x', set: {rdfs:label: $a}}}"
    document = describe(compiled("{from: 830, to: dcterms:isPartOf, node: r}", top))
    assert [section.name for section in document.nodes] == ["r"]
    assert document.rules[0].rows[0].node == "r"


def test_texts_cannot_break_the_table():
    rule = "{from: 245$a, when: $a matches '`|<script>alert(1)</script>', to: dcterms:title}"
    document = describe(compiled(rule, "title: '<script>alert(2)</script> *x*'"))
    text = markdown(document)
    [row] = [line for line in text.splitlines() if line.startswith("| `245`")]
    assert len(re.findall(r"(?<!\\)\|", row)) == 7
    assert "\\<script\\>alert(2)" in text
    assert "<script" not in page(document)


def test_the_command(marc2rdf, tmp_path):
    whole = marc2rdf("mapping", "doc", "koha").stdout.decode()
    own = marc2rdf("mapping", "doc", "koha", "--own").stdout.decode()
    assert "\n## title\n" in whole and "\n## title\n" not in own
    assert "\n## koha\\_number\n" in own
    assert marc2rdf("mapping", "doc", "nothing").returncode == 2
    done = marc2rdf("mapping", "doc", "koha", "--format", "html", "-o", "koha.html")
    assert done.returncode == 0 and (tmp_path / "koha.html").exists()


@needs_browser
def test_the_page_in_a_browser(tmp_path):
    path = tmp_path / "marc21.html"
    path.write_text(page(describe(compile_file(shipped.folder() / "marc21.yaml", {}))))
    with open_page(path) as look:
        browser = look.page
        assert browser.title() == "The mapping marc21"
        targets = browser.eval_on_selector_all("a", "all => all.map(a => a.hash.slice(1))")
        ids = browser.eval_on_selector_all("h2", "all => all.map(h => h.id)")
        assert len(set(ids)) == len(ids) and set(targets) <= set(ids)
        assert browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
