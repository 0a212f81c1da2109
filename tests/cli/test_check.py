"""``marc2rdf check`` and ``marc2rdf mapping``."""

from __future__ import annotations

import json

import jsonschema
import yaml

WRONG = """\
mapping: 1
rules:
  title:
    fron: 245$a
    to: dcterms:titel
  year: {from: 260$c, do: [yaer], to: dcterms:issued}
"""


def test_every_mistake_is_shown_at_once_with_its_place(marc2rdf, tmp_path):
    (tmp_path / "m.yaml").write_text(WRONG)
    done = marc2rdf("check", "m.yaml")
    assert done.returncode == 3
    lines = done.stdout.decode().splitlines()
    assert [line.split(" ")[0] for line in lines] == ["m.yaml:4:5:", "m.yaml:5:9:", "m.yaml:6:28:"]
    assert "did you mean 'from'?" in lines[0]
    assert "did you mean 'title'" in lines[1]
    assert "did you mean 'year'?" in lines[2]


def test_check_as_json_and_for_github(marc2rdf, tmp_path):
    (tmp_path / "m.yaml").write_text(WRONG)
    problems = json.loads(marc2rdf("check", "m.yaml", "--format", "json").stdout)
    assert [(p["line"], p["column"], p["code"]) for p in problems] == [
        (4, 5, "unknown-key"),
        (5, 9, "unknown-term"),
        (6, 28, "unknown-transform"),
    ]
    first = marc2rdf("check", "m.yaml", "--format", "github").stdout.decode().splitlines()[0]
    assert first.startswith("::error file=m.yaml,line=4,col=5,title=unknown-key::")


def test_an_example_that_fails_says_what_came_out(marc2rdf, tmp_path):
    (tmp_path / "m.yaml").write_text(
        "mapping: 1\nrules:\n  title:\n    from: 245$a\n    to: dcterms:title\n    examples:\n"
        "      - {marc: ['245 10 $aOne'], gives: ['dcterms:title \"Two\"']}\n"
    )
    done = marc2rdf("check", "m.yaml")
    assert done.returncode == 3
    assert "m.yaml:7:42: example-fails" in done.stdout.decode()
    assert 'it gives dcterms:title "One"' in done.stdout.decode()


def test_the_shipped_mappings_pass(marc2rdf):
    names = marc2rdf("mapping", "list").stdout.decode().split()
    assert {"marc21", "koha"} <= set(names)
    done = marc2rdf("check", "marc21", "koha")
    assert done.returncode == 0, done.stdout.decode()


def test_a_new_mapping_passes_and_is_not_written_over(marc2rdf, tmp_path):
    assert marc2rdf("mapping", "new", "mine").returncode == 0
    assert marc2rdf("check", "mine.yaml").returncode == 0
    again = marc2rdf("mapping", "new", "mine")
    assert again.returncode == 2
    assert b"is there already" in again.stderr


def test_the_schema_takes_the_shipped_mappings(marc2rdf):
    from marc2rdf import shipped

    schema = json.loads(marc2rdf("mapping", "schema").stdout)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    for name in shipped.names():
        path = shipped.find(name)
        assert path is not None
        tree = yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)
        assert list(validator.iter_errors(tree)) == [], name


def test_the_context_prints_what_the_documents_hold(marc2rdf, seed):
    context = json.loads(marc2rdf("mapping", "context").stdout)
    document = json.loads(marc2rdf("convert", seed, "-t", "jsonld").stdout)
    assert document["@context"] == context["@context"]
