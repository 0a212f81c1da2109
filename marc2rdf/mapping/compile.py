"""From a mapping's YAML to its plan, with every mistake noted at its line and column."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from marc2rdf import shipped
from marc2rdf.mapping import extends
from marc2rdf.mapping.contents import Contents
from marc2rdf.mapping.pieces import word
from marc2rdf.mapping.plan import Plan
from marc2rdf.mapping.problems import Place, Problems
from marc2rdf.mapping.source import Map, Node, Text
from marc2rdf.rdf import iri

EXAMPLE_BASE = "https://example.org/"
_KEY, _IRI, _ABOUT = "001", "{base}bib/{key}", "{base}record/{key}"


@dataclass(frozen=True)
class Compiled:
    """A plan, and the YAML of each rule's examples, which ``examples.py`` runs."""

    plan: Plan
    examples: Mapping[str, Node]


def compile_file(
    path: Path, plugins: Mapping[str, Callable[..., object]], base: str = ""
) -> Compiled:
    """Compile a mapping's file; raise MappingError with all that is wrong in it."""
    problems = Problems()
    return _compile(extends.load(path, problems), path, plugins, base, problems)


def compile_shipped(
    name: str, plugins: Mapping[str, Callable[..., object]], base: str = ""
) -> Compiled:
    """Compile a shipped mapping; its rules and tables wait until a record needs them.

    What a test holds of all shipped mappings is not looked for again.

    >>> [rule.rule for rule in compile_shipped("koha", {}).plan.rules if "koha" in rule.rule]
    ['koha_number']
    """
    problems = Problems(trusting=True)
    path = shipped.folder() / f"{name}.yaml"
    return _compile(extends.load(path, problems), path, plugins, base, problems)


def compile_text(
    text: str | bytes,
    plugins: Mapping[str, Callable[..., object]],
    base: str = "",
    file: str = "<text>",
) -> Compiled:
    """Compile a mapping from memory; ``file`` is what messages call it.

    >>> text = "mapping: 1\\nrules: {title: {from: 245$a, to: dcterms:title}}"
    >>> compile_text(text, {}).plan.rules[0].rule
    'title'
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    problems = Problems()
    return _compile(extends.load_text(data, file, problems), Path(file), plugins, base, problems)


def _compile(
    layers: extends.Layers,
    path: Path,
    plugins: Mapping[str, Callable[..., object]],
    base: str,
    problems: Problems,
) -> Compiled:
    tree = layers.merged
    if tree is None:
        problems.raise_any()
        tree = Map({}, Place(str(path), 1, 1), {})
    held = Contents(tree, path, layers, plugins, problems)
    tables, hashes = held.tables_lazily() if problems.trusting else held.tables_at_once()
    clauses, pieces, record = held.clauses, held.pieces, held.record
    plan = Plan(
        name=word(tree.get("name"), path.stem),
        title=word(tree.get("title")),
        base=base or _base(tree, problems),
        prefixes=pieces.names.prefixes,
        tables=tables,
        key=clauses.keys(record.get("key") or Text(_KEY, tree.place), tree.place),
        iri=clauses.iris(record.get("iri") or Text(_IRI, tree.place), "iri"),
        about=clauses.iris(record.get("about") or Text(_ABOUT, tree.place), "about"),
        skip_when=pieces.condition(record.get("skip_when")),
        rules=held.rules_lazily() if problems.trusting else held.rules_at_once(),
        files=tuple(str(file) for file, _ in layers.files),
        sha256=hashlib.sha256(b"\0".join([*layers.contents, *hashes])).hexdigest(),
    )
    problems.raise_any()
    examples = {
        name: node.items["examples"]
        for name, node in held.rules.items()
        if "examples" in node.items
    }
    return Compiled(plan, examples)


def _base(tree: Map, problems: Problems) -> str:
    node = tree.get("base")
    if not isinstance(node, Text):
        return EXAMPLE_BASE
    if why := why_no_base(node.value):
        problems.add(node.place, "base", why, "such as https://data.example.org/")
    return node.value


def why_no_base(base: str) -> str:
    """Say why a text cannot be a base for IRIs, or nothing when it can.

    >>> why_no_base("https://data.example.org/"), why_no_base("data.example.org")
    ('', "'data.example.org' is no http or https IRI that ends with / or #")
    """
    if iri.is_valid(base) and re.match(r"https?://[^/]+/", base) and base[-1] in "/#":
        return ""
    return f"'{base}' is no http or https IRI that ends with / or #"
