"""Mappings laid over one another: ``extends``, ``inherited``, ``off`` and ``replace``.

Each file counts once, in the order in which it is first asked for, so that two parts may
share a third without undoing each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from marc2rdf import shipped
from marc2rdf.mapping.problems import Place, Problems, did_you_mean
from marc2rdf.mapping.source import MAX_BYTES, Map, Node, Seq, Text, is_off, parse


@dataclass
class Layers:
    """The files of a mapping in the order of merging, their bytes, and what they merge to.

    ``read`` are the paths of the files, without links.
    """

    files: list[tuple[Path, Map]] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    read: set[Path] = field(default_factory=set)
    merged: Map | None = None


def load(path: Path, problems: Problems) -> Layers:
    """Read a mapping and all that it extends, and merge them.

    >>> problems = Problems()
    >>> load(Path("no-such.yaml"), problems).merged is None, problems.found[0].code
    (True, 'no-such-file')
    """
    layers = Layers()
    _collect(path, Place(str(path), 1, 1), [], layers, problems)
    _merge_layers(layers, problems)
    return layers


def load_text(data: bytes, file: str, problems: Problems) -> Layers:
    """Read a mapping from memory; ``file`` is what messages call it, and what it is beside."""
    layers = Layers()
    _collect_data(data, Path(file), [], layers, problems)
    _merge_layers(layers, problems)
    return layers


def _merge_layers(layers: Layers, problems: Problems) -> None:
    for _, layer in layers.files:
        base = layers.merged or Map({}, layer.place, {})
        layers.merged = _merge_maps(base, layer, problems, depth=0)


def _collect(
    path: Path, asked: Place, chain: list[Path], layers: Layers, problems: Problems
) -> None:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        problems.add(asked, "no-such-file", f"the mapping '{path}' cannot be read: {reason}")
        return
    _collect_data(data, path, chain, layers, problems)


def _collect_data(
    data: bytes, path: Path, chain: list[Path], layers: Layers, problems: Problems
) -> None:
    tree = _faultless(data, str(path), problems.trusting)
    if tree is None:
        tree = _read(data, str(path), problems)
        if tree is None:
            return
    chain = [*chain, path.resolve()]
    for name in _parents(tree):
        parent = _find(name, path.parent, problems)
        if parent is None:
            continue
        if (real := parent.resolve()) in chain:
            problems.add(name.place, "extends-itself", f"'{name.value}' extends this mapping")
        elif real not in layers.read:
            _collect(parent, name.place, chain, layers, problems)
    layers.files.append((path, tree))
    layers.contents.append(data)
    layers.read.add(chain[-1])


@lru_cache(maxsize=64)
def _faultless(data: bytes, file: str, trusting: bool) -> Map | None:
    """Give the tree of a file in which nothing is wrong: two mappings often extend the same."""
    problems = Problems(trusting)
    tree = _read(data, file, problems)
    return None if problems.found else tree


def _read(data: bytes, file: str, problems: Problems) -> Map | None:
    """Read a file, and hold it against the shapes of the language."""
    tree = parse(data, file, problems)
    if tree is not None and not problems.trusting:
        from marc2rdf.mapping.schema import SHAPES  # what is shipped needs none

        SHAPES.check(tree, problems)
    return tree


def _parents(tree: Map) -> list[Text]:
    extends = tree.get("extends")
    nodes = extends.items if isinstance(extends, Seq) else [extends]
    return [node for node in nodes if isinstance(node, Text)]


def _find(name: Text, folder: Path, problems: Problems) -> Path | None:
    beside = folder / name.value
    if "/" in name.value or name.value.endswith((".yaml", ".yml")):
        found = beside if beside.is_file() else None
    else:
        found = shipped.find(name.value)
    if found is None:
        problems.add(
            name.place,
            "unknown-mapping",
            f"there is no mapping '{name.value}'",
            did_you_mean(name.value, shipped.names())
            or f"shipped are: {', '.join(shipped.names())}; a file is named with its .yaml",
        )
    return found


def _merge_maps(base: Map, over: Map, problems: Problems, depth: int) -> Map:
    """Lay ``over`` on ``base`` key by key; at depth 2 stand the rules, nodes and tables."""
    named = depth == 2
    if named and "replace" in over.items:
        base = Map({}, over.place, {})
    items, keys = dict(base.items), dict(base.keys)
    if named and "examples" in items and over.items:
        del items["examples"]  # they show what the rule was before it was touched
    for key, value in over.items.items():
        place = over.keys[key]
        if named and key == "replace":
            continue
        if is_off(value):
            if items.pop(key, None) is None:
                problems.add(
                    place,
                    "nothing-to-remove",
                    f"'{key}' is off, but nothing of that name is inherited",
                    did_you_mean(key, base.items),
                )
            continue
        items[key] = _merge(items.get(key), value, problems, depth + 1)
        keys[key] = place
    return Map(items, over.place, keys)


def _merge(base: Node | None, over: Node, problems: Problems, depth: int) -> Node:
    if isinstance(over, Map):
        inherited = base if isinstance(base, Map) else Map({}, over.place, {})
        return _merge_maps(inherited, over, problems, depth)
    if isinstance(over, Seq):
        return _merge_lists(base, over, problems)
    return over


def _merge_lists(base: Node | None, over: Seq, problems: Problems) -> Seq:
    items: list[Node] = []
    for item in over.items:
        if isinstance(item, Text) and item.plain and item.value == "inherited":
            if base is None:
                problems.add(item.place, "nothing-inherited", "there is nothing to inherit here")
            else:
                items.extend(base.items if isinstance(base, Seq) else [base])
        elif isinstance(item, Map):
            items.append(_merge_maps(Map({}, item.place, {}), item, problems, depth=9))
        else:
            items.append(item)
    return Seq(tuple(items), over.place)
