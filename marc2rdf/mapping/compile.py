"""From a mapping's YAML to its plan, with every mistake noted at its line and column."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from marc2rdf import shipped
from marc2rdf.mapping import extends
from marc2rdf.mapping.clauses import Clauses
from marc2rdf.mapping.lazily import Lazily
from marc2rdf.mapping.names import Names, read_prefixes
from marc2rdf.mapping.parts import PartsError, parse_cut
from marc2rdf.mapping.pieces import Pieces, texts, word
from marc2rdf.mapping.plan import Clause, Plan
from marc2rdf.mapping.problems import Place, Problems
from marc2rdf.mapping.rules import LazyRules, tags_of
from marc2rdf.mapping.selectors import OF_FIELD
from marc2rdf.mapping.source import Map, Node, Seq, Text
from marc2rdf.mapping.tables import Loaded, Table, hash_of_file, load_table
from marc2rdf.rdf import iri

Made = TypeVar("Made")
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
    parts = _Parts(tree, path, layers, plugins, problems)
    tables, hashes = parts.tables_lazily() if problems.trusting else parts.tables_at_once()
    clauses, pieces = parts.clauses, parts.pieces
    record = _map(tree, "record") or Map({}, tree.place, {})
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
        rules=parts.rules_lazily() if problems.trusting else parts.rules_at_once(),
        files=tuple(str(file) for file, _ in layers.files),
        sha256=hashlib.sha256(b"\0".join([*layers.contents, *hashes])).hexdigest(),
    )
    problems.raise_any()
    examples = {
        name: node.items["examples"]
        for name, node in parts.rules.items()
        if "examples" in node.items
    }
    return Compiled(plan, examples)


class _Parts:
    """The tables and rules of a mapping, compiled all at once or each when it is needed."""

    def __init__(
        self,
        tree: Map,
        path: Path,
        layers: extends.Layers,
        plugins: Mapping[str, Callable[..., object]],
        problems: Problems,
    ) -> None:
        names = Names(read_prefixes(_map(tree, "prefixes"), problems))
        self.tables, self.nodes, self.rules = (
            _maps(tree, key) for key in ("tables", "nodes", "rules")
        )
        known = () if problems.trusting else (_part_names(layer) for _, layer in layers.files)
        parts = frozenset(name for found in known for name in found)
        self.folder = path.parent
        self.problems = problems
        self.pieces = Pieces(names, parts, frozenset(self.tables), plugins, problems)
        linked = word(tree.get("linked"), "yes") in ("yes", "true")
        self.clauses = Clauses(self.pieces, self.nodes, linked)
        self._cells: dict[str, list[tuple[str, Place]]] = {}

    def tables_at_once(self) -> tuple[dict[str, Table], list[bytes]]:
        """Give all tables, and the hashes of their files; the nodes are looked at too."""
        loaded = {name: self._table(name) for name in self.tables}
        self._cells = {name: one.cells for name, one in loaded.items()}
        for name, node in self.nodes.items():
            self.clauses.node(Text(name, node.place), f"node {name}")
        hashes = [one.sha256 for one in loaded.values()]
        return {name: one.table for name, one in loaded.items()}, hashes

    def tables_lazily(self) -> tuple[Lazily[Table], list[bytes]]:
        """Give tables that are read when they are needed; their files are hashed now."""
        hashes = [hash_of_file(node, self._folder_of(node)) for node in self.tables.values()]
        return Lazily(self.tables, lambda name: self._faultless(self._table(name).table)), hashes

    def rules_at_once(self) -> tuple[Clause, ...]:
        """Give all rules, and note what is wrong between them and the tables."""
        rules = tuple(self.clauses.statement(node, name) for name, node in self.rules.items())
        for name, wanted in self.clauses.lookups:
            for value, place in self._cells.get(name, ()):
                self.pieces.names.term(value, wanted, place, self.problems)
        for node in self.rules.values():
            _check_field(node.get("from"), self.pieces)
        return rules

    def rules_lazily(self) -> LazyRules:
        """Give rules that are compiled when a record has a field for them."""
        tags = {
            name: () if "default" in node.items else tags_of(self.pieces.sources(node.get("from")))
            for name, node in self.rules.items()
        }
        clauses = Lazily(
            self.rules, lambda name: self._faultless(self.clauses.statement(self.rules[name], name))
        )
        return LazyRules(tags, clauses)

    def _table(self, name: str) -> Loaded:
        node, pieces = self.tables[name], self.pieces
        do = pieces.transforms(node.get("do"))
        loaded = load_table(name, node, do, self._folder_of(node), self.problems)
        for value, place in loaded.cells:
            if pieces.names.looks_like_term(value):
                pieces.names.term(value, "", place, self.problems)
        return loaded

    def _folder_of(self, table: Map) -> Path:
        file = table.get("file")
        return Path(file.place.file).parent if file else self.folder

    def _faultless(self, made: Made) -> Made:
        """Give what was made late, or raise what is wrong with it."""
        self.problems.raise_any()
        return made


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
