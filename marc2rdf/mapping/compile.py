"""From a mapping's YAML to its plan, with every mistake noted at its line and column."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from marc2rdf.mapping import extends
from marc2rdf.mapping.clauses import Clauses
from marc2rdf.mapping.names import Names, read_prefixes
from marc2rdf.mapping.parts import PartsError, parse_cut
from marc2rdf.mapping.pieces import Pieces, texts, word
from marc2rdf.mapping.plan import Plan
from marc2rdf.mapping.problems import Place, Problems
from marc2rdf.mapping.selectors import OF_FIELD
from marc2rdf.mapping.source import Map, Node, Seq, Text
from marc2rdf.mapping.tables import Loaded, load_table
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
    names = Names(read_prefixes(_map(tree, "prefixes"), problems))
    table_nodes, nodes = _maps(tree, "tables"), _maps(tree, "nodes")
    parts = frozenset(name for _, layer in layers.files for name in _part_names(layer))
    pieces = Pieces(names, parts, frozenset(table_nodes), plugins, problems)
    linked = word(tree.get("linked"), "yes") in ("yes", "true")
    clauses = Clauses(pieces, nodes, linked)
    loaded = {
        name: _table(name, node, pieces, path, problems) for name, node in table_nodes.items()
    }
    for name, node in nodes.items():
        clauses.node(Text(name, node.place), f"node {name}")
    record = _map(tree, "record") or Map({}, tree.place, {})
    rules = _maps(tree, "rules")
    plan = Plan(
        name=word(tree.get("name"), path.stem),
        title=word(tree.get("title")),
        base=base or _base(tree, problems),
        prefixes=names.prefixes,
        tables={name: one.table for name, one in loaded.items()},
        key=clauses.keys(record.get("key") or Text(_KEY, tree.place), tree.place),
        iri=clauses.iris(record.get("iri") or Text(_IRI, tree.place), "iri"),
        about=clauses.iris(record.get("about") or Text(_ABOUT, tree.place), "about"),
        skip_when=pieces.condition(record.get("skip_when")),
        rules=tuple(clauses.statement(node, name) for name, node in rules.items()),
        files=tuple(str(file) for file, _ in layers.files),
        sha256=_sha256(layers, loaded),
    )
    for name, wanted in clauses.lookups:
        for value, place in loaded[name].cells if name in loaded else ():
            names.term(value, wanted, place, problems)
    for node in rules.values():
        _check_field(node.get("from"), pieces)
    problems.raise_any()
    examples = {
        name: node.items["examples"] for name, node in rules.items() if "examples" in node.items
    }
    return Compiled(plan, examples)


def _table(name: str, node: Map, pieces: Pieces, path: Path, problems: Problems) -> Loaded:
    file = node.get("file")
    folder = Path(file.place.file).parent if file else path.parent
    loaded = load_table(name, node, pieces.transforms(node.get("do")), folder, problems)
    for value, place in loaded.cells:
        if pieces.names.looks_like_term(value):
            pieces.names.term(value, "", place, problems)
    return loaded


def _sha256(layers: extends.Layers, loaded: Mapping[str, Loaded]) -> str:
    """Give the hash of all that a plan was made of: its files, and those of its tables."""
    hashes = [table.sha256 for table in loaded.values()]
    return hashlib.sha256(b"\0".join([*layers.contents, *hashes])).hexdigest()


def _check_field(source: Node | None, pieces: Pieces) -> None:
    """Note a rule that begins with a field at hand: there is none yet."""
    for text in texts(source):
        for selector in pieces.alternatives(text):
            of_field = selector.name in OF_FIELD or selector.name in pieces.parts
            if not selector.tag and (of_field or not selector.name):
                what = f"'{selector.text}' is of the field at hand, and a rule has none yet"
                pieces.problems.add(text.place, "no-field", what, "name the field, as in 245$a")


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


def _map(tree: Map, key: str) -> Map | None:
    node = tree.get(key)
    return node if isinstance(node, Map) else None


def _maps(tree: Map, key: str) -> dict[str, Map]:
    node = _map(tree, key)
    items = node.items.items() if node else ()
    return {name: value for name, value in items if isinstance(value, Map)}


def _part_names(node: Node) -> set[str]:
    """Give the names of all parts that are cut anywhere in a tree."""
    found: set[str] = set()
    waiting: list[Node] = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Map):
            for key, value in node.items.items():
                if key == "parts":
                    values = value.items.values() if isinstance(value, Map) else (value,)
                    found.update(name for v in values for text in texts(v) for name in _cut(text))
                waiting.append(value)
        elif isinstance(node, Seq):
            waiting.extend(node.items)
    return found


def _cut(text: Text) -> tuple[str, ...]:
    try:
        return tuple(parse_cut(text.value).names)
    except PartsError:
        return ()  # the mistake is noted where the statement is compiled
