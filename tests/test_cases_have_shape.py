"""What the cases say must come out is a good description, by mappings/shapes.ttl."""

from __future__ import annotations

import pyshacl
import pytest
import rdflib
from whole_case import Case, find_cases

from marc2rdf.shipped import find

# Cases that show what is less than good, each with the message and the reason.
KNOWN = {
    "articles/two-hosts": ["a part begins on one page", "a part ends on one page"],  # printed twice
    "language/a-library-overrides": ["people and bodies are nodes, no texts"],  # its own mapping's
    "language/a-rule-replaced": ["people and bodies are nodes, no texts"],  # its own mapping's
    "titles/empty-245": ["a description has one title"],  # a record without a title
    "titles/no-title-at-all": ["a description has one title"],
    "titles/two-245": ["a description has one title"],  # a record with two
}
PARTS = 8
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


@pytest.mark.parametrize("part", range(PARTS))
def test_cases_conform(part):
    shapes = rdflib.Graph().parse(find("shapes.ttl"), format="turtle", publicID="shapes:")
    wrong = {}
    cases = find_cases()[part::PARTS]
    for case in cases:
        if found := _missing(case, shapes):
            wrong[case.name] = found
    names = {case.name for case in cases}
    assert wrong == {name: says for name, says in KNOWN.items() if name in names}


def _missing(case: Case, shapes: rdflib.Graph) -> list[str]:
    graph = rdflib.Graph().parse(case.folder / "expected.nt", format="nt")
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inplace=True)
    return sorted({str(message) for message in report.objects(None, SH.resultMessage)})
