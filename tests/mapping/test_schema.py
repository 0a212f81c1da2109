"""The JSON Schema for editors: it is valid, takes right mappings, and never asks for more."""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from mapping_samples import DATA, problems_of
from test_mistakes import FILES, HEAD, RULES
from test_source import SMALL

from marc2rdf import shipped
from marc2rdf.mapping.schema import MAPPING, SCHEMA_ID, STATEMENT, schema_text
from marc2rdf.mapping.shape import Keys


class CoreLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads scalars as YAML 1.2 does: true and false, null, numbers; all else is text."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}


CoreLoader.add_constructor(
    "tag:yaml.org,2002:map", lambda loader, node: loader.construct_mapping(node, deep=True)
)
for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    CoreLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first)
    )
CoreLoader.add_constructor(
    "tag:yaml.org,2002:int",
    lambda loader, node: int(node.value, 0) if node.value[:2] in ("0x", "0o") else int(node.value),
)


def core(text: str | bytes) -> Any:
    return yaml.load(text, Loader=CoreLoader)


@cache
def validator() -> Draft7Validator:
    return Draft7Validator(json.loads(schema_text()))


def errors(tree: Any) -> list[str]:
    return [f"{list(e.absolute_path)}: {e.message}"[:200] for e in validator().iter_errors(tree)]


def test_the_schema_is_valid_and_says_what_it_is() -> None:
    schema = json.loads(schema_text())
    Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert schema["$id"] == SCHEMA_ID and schema["title"]
    assert schema_text() == schema_text() and schema_text().endswith("}\n")


def test_the_test_s_loader_reads_yaml_as_editors_do() -> None:
    assert core("a: [no, off, yes, 022, 1e3, 0x10, 2016-03-16, 12:30, ~, true, 'true', x]") == {
        "a": ["no", "off", "yes", 22, 1000.0, 16, "2016-03-16", "12:30", None, True, "true", "x"]
    }
    assert core("{001: 1, no: 2, ~: 3}") == {"001": 1, "no": 2, "~": 3}


def test_every_key_is_described() -> None:
    schema = json.loads(schema_text())
    statement = schema["definitions"]["statement"]["properties"]
    assert set(statement) == set(STATEMENT) and set(schema["properties"]) == set(MAPPING.keys)
    silent = [key for key, value in statement.items() if "description" not in json.dumps(value)]
    assert silent == []


MAPPINGS = [*sorted(DATA.glob("*.yaml")), *sorted(shipped.folder().glob("*.yaml"))]


@pytest.mark.parametrize("path", MAPPINGS, ids=lambda path: path.name)
def test_right_mappings_are_right_for_the_schema(path: Path) -> None:
    assert errors(core(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "text",
    [
        SMALL.decode(),
        "mapping: 1\nextends: [marc21, ./a.yaml]\nbase: off\n"
        "rules: {title: off, a: {do: off, to: off}}\n",
        "mapping: '1'\nlinked: no\nrules: {a: {linked: true, from: 001, to: dcterms:title}}\n",
        "mapping: 1\nrules: {a: {replace: true, from: [022, 008/35-37, 1e3], to: dcterms:title}}\n",
        "mapping: 1\nrules: {a: {choose: [inherited, {a: bibo:Book}],"
        " do: [inherited, {drop: [no, 1, true]}]}}\n",
        "mapping: 1\nnodes: {n: off, m: {replace: yes, iri: [x, {from: $1}], a: {choose: []}}}\n",
        "mapping: 1\nrecord: {key: 001, iri: {from: 001}, about: [x], skip_when: 942$n = 1}\n",
        "mapping: 1\ntables: {t: off, u: {inline: {001: 2, no: off}},"
        " v: {file: x, keys: [a, 1], do: []}}\n",
    ],
)
def test_what_the_language_allows_the_schema_allows(text) -> None:
    assert errors(core(text)) == []


WRONG = [
    *(f"{HEAD}  r: {rule.replace('^', '', 1)}\n" for rule, code, _ in RULES),
    *(t for t, _ in FILES),
]


@pytest.mark.parametrize("text", WRONG)
def test_what_the_schema_rejects_the_loader_rejects(text) -> None:
    try:
        tree = core(text)
    except yaml.YAMLError:
        tree = None
    if tree is None or errors(tree):
        assert problems_of(text)


def test_mistakes_of_shape_are_seen_by_the_schema() -> None:
    seen = 0
    for rule, code, _ in RULES:
        if code in ("unknown-key", "wrong-shape", "unknown-word", "missing-key", "empty-value"):
            assert errors(core(f"{HEAD}  r: {rule.replace('^', '', 1)}\n")), rule
            seen += 1
    assert seen > 25


# -- structural mutations -----------------------------------------------------------------

LEAVES = st.sampled_from(
    [
        "off",
        "inherited",
        "x",
        "245$a",
        "",
        1,
        0,
        1.5,
        True,
        False,
        None,
        [],
        {},
        ["x"],
        {"x": "y"},
        [[]],
    ]
).map(copy.deepcopy)
KEYS = st.sampled_from(
    [
        *STATEMENT,
        *MAPPING.keys,
        "examples",
        "replace",
        "inline",
        "file",
        "key",
        "keys",
        "value",
        "property",
        "only",
        "marc",
        "gives",
        "x",
        "x-y",
        "To",
    ]
)


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    for key, value in (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    ):
        found += places(value, (*path, key))
    return found


def at(tree: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        tree = tree[key]
    return tree


@st.composite
def mutations(draw: st.DrawFn, source: Any) -> Any:
    tree = copy.deepcopy(source)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(places(tree)[1:] or [()]))
        if not path:
            return tree
        holder, key = at(tree, path[:-1]), path[-1]
        how = draw(st.sampled_from(["leaf", "drop", "rename", "wrap", "map", "add", "move"]))
        if how == "leaf":
            holder[key] = draw(LEAVES)
        elif how == "drop":
            del holder[key]
        elif how == "wrap":
            holder[key] = [holder[key]]
        elif how == "map":
            holder[key] = {draw(KEYS): holder[key]}
        elif how == "move":
            holder[key] = copy.deepcopy(at(tree, draw(st.sampled_from(places(tree)[1:]))))
        elif isinstance(holder, dict):
            value = holder.pop(key) if how == "rename" else draw(LEAVES)
            holder[draw(KEYS)] = value
    return tree


SMALL_TREE = core(SMALL)
JOBS_TREE = core((DATA / "jobs.yaml").read_bytes())


def check(tree: Any) -> None:
    """Hold the same tree against both; JSON is YAML, so every mutation can be written."""
    if errors(tree):
        assert problems_of(json.dumps(tree)), errors(tree)


@settings(max_examples=500, deadline=None)
@given(mutations(SMALL_TREE))
def test_whatever_the_schema_rejects_in_a_changed_mapping_the_loader_rejects(tree) -> None:
    check(tree)


@settings(max_examples=20, deadline=None)
@given(mutations(JOBS_TREE))
def test_whatever_the_schema_rejects_in_the_changed_jobs_the_loader_rejects(tree) -> None:
    check(tree)


json_trees = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(KEYS, json_trees, max_size=5))
def test_whatever_the_schema_rejects_of_any_tree_the_loader_rejects(tree) -> None:
    check({"mapping": 1, **tree})


def test_the_shapes_of_statements_and_rules_agree() -> None:
    schema = json.loads(schema_text())
    rule = schema["properties"]["rules"]
    text = json.dumps(rule)
    for key in STATEMENT:
        assert f'"{key}"' in text
    assert isinstance(MAPPING, Keys) and MAPPING.required == ("mapping",)
