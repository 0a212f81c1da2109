"""Whole conversions: every folder ``tests/cases/<topic>/<name>/``; its README says how."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from whole_case import CASES, Case, find_cases, run

from marc2rdf.rdf.writer import FORMATS

NOT_XML = re.compile(r"\\(?:u00[01]|[bf])")  # what XML cannot hold
ALL = find_cases()


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_gives_what_is_expected(case: Case, tmp_path: Path) -> None:
    outcome = run(case, tmp_path)
    expected, found = case.expected, outcome.graph()
    lines = [f"- {line}" for line in sorted(expected - found)]
    lines += [f"+ {line}" for line in sorted(found - expected)]
    if outcome.notices != case.expected_notices:
        lines.append(f"noted: {outcome.notices}, expected: {case.expected_notices}")
    if lines:
        pytest.fail("\n".join([f"{case.name} (- missing, + too much)", *lines]), pytrace=False)
    for notation in FORMATS:
        if notation == "rdfxml" and any(NOT_XML.search(line) for line in found):
            continue
        assert outcome.graph(notation) == found, f"{notation} is another graph"
    report = outcome.report
    assert report.read == sum(
        (report.converted, report.rejected, report.skipped, report.deleted, report.duplicates)
    )


def test_every_folder_is_a_case() -> None:
    """A case without ``expected.nt``, with two inputs or with a file of another name is none."""
    known = {"mapping.yaml", "expected.nt", "notices.txt"}
    for folder in CASES.glob("*/*/"):
        names = {path.name for path in folder.iterdir()}
        inputs = {name for name in names if name.startswith("input.")}
        assert len(inputs) == 1, f"{folder} needs one input.*"
        assert "expected.nt" in names, f"{folder} needs expected.nt"
        others = names - known - inputs
        strangers = {name for name in others if not name.endswith((".csv", ".yaml"))}
        assert not strangers, f"{folder} holds {strangers}"


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_is_readable(case: Case) -> None:
    """The triples of a case are sorted, each once, and its notices too."""
    lines = (case.folder / "expected.nt").read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines))
    assert case.expected_notices == sorted(set(case.expected_notices))
