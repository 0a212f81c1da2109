"""What is in a mapping: its tables and rules, compiled all at once or each when it is needed.

All at once is for what somebody wrote: every mistake is found before the first record is read.
What is shipped was looked at by tests; of it only that is compiled which a record needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from marc2rdf.mapping.clauses import Clauses
from marc2rdf.mapping.extends import Layers
from marc2rdf.mapping.lazily import Lazily
from marc2rdf.mapping.names import Names, read_prefixes
from marc2rdf.mapping.parts import PartsError, parse_cut
from marc2rdf.mapping.pieces import Pieces, texts, word
from marc2rdf.mapping.plan import Clause
from marc2rdf.mapping.problems import Place, Problems
from marc2rdf.mapping.rules import LazyRules, tags_of
from marc2rdf.mapping.selectors import OF_FIELD
from marc2rdf.mapping.source import Map, Node, Seq, Text
from marc2rdf.mapping.tables import Loaded, Table, hash_of_file, load_table

Made = TypeVar("Made")


class Contents:
    """The tables and rules of a mapping's tree; ``record`` is what it says of the record itself.

    ``pieces`` and ``clauses`` compile all else that belongs to it.
    """

    def __init__(
        self,
        tree: Map,
        path: Path,
        layers: Layers,
        plugins: Mapping[str, Callable[..., object]],
        problems: Problems,
    ) -> None:
        names = Names(read_prefixes(_map(tree, "prefixes"), problems))
        self.tables, self.nodes, self.rules = (
            _maps(tree, key) for key in ("tables", "nodes", "rules")
        )
        known = () if problems.trusting else (_part_names(layer) for _, layer in layers.files)
        parts = frozenset(name for found in known for name in found)
        self.record = _map(tree, "record") or Map({}, tree.place, {})
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
