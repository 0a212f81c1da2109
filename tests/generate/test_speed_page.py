"""The page about speed shows the source that is really generated."""

from __future__ import annotations

import re
from pathlib import Path

from marc2rdf import Mapping
from marc2rdf.generate.program import Program

PAGE = Path(__file__).resolve().parents[2] / "docs" / "speed.md"


def test_the_functions_shown_are_those_that_are_generated():
    blocks = dict(re.findall(r"^```(yaml|python)\n(.*?)^```", PAGE.read_text(), re.M | re.S))
    [plan] = Mapping.from_text(blocks["yaml"]).plans
    source = Program(plan, {}).source
    shown = blocks["python"].strip().split("\n\n\n")
    assert len(shown) == 1
    assert all(function in source for function in shown)


def test_no_value_of_a_mapping_is_source_text():
    rule = "{from: 245$a, when: $b = \"'+evil()+'\", to: dcterms:title, default: evil()}"
    [plan] = Mapping.from_text(f"mapping: 1\nrules: {{title: {rule}}}").plans
    program = Program(plan, {})
    assert "evil" not in re.sub(r"\bk_evil\w*", "", program.source)
    assert "evil()" in program.constants.values()
