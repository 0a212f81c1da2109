"""Tables: codes and terms looked up in a mapping's own lines or in a CSV file.

A cell may hold several keys, or several values, between ``|``.  Files are sought beside the
mapping, never above it, and then among the shipped ones.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from marc2rdf import shipped
from marc2rdf.mapping.patterns import PatternError, compile_pattern
from marc2rdf.mapping.problems import Place, Problems, did_you_mean, shorten
from marc2rdf.mapping.source import Map, Seq, Text
from marc2rdf.mapping.transforms import Transform

MAX_FILE = 64 << 20


@dataclass(frozen=True)
class Table:
    """Rows by key; ``do`` is tried on a value that misses; ``patterns`` bound a prefix's rest."""

    name: str
    rows: Mapping[str, tuple[str, ...]]
    do: tuple[Transform, ...] = ()
    patterns: Mapping[str, re.Pattern[str]] = field(default_factory=dict)

    def look_up(self, key: str) -> tuple[str, ...]:
        """Give the values of a key; none when the table has no such key.

        >>> Table("t", {"fre": ("lang:fre",)}).look_up("fre")
        ('lang:fre',)
        """
        return self.rows.get(key, ())

    def replace_prefix(self, text: str) -> str:
        """Replace the longest prefix that the table knows; "" when it knows none.

        A value with ``{id}`` takes the rest there; otherwise the rest follows it.  Where the
        row has a pattern, the whole rest without its blanks must fit it (of a group, the group
        counts).

        >>> Table("t", {"(DE-588)": ("https://d-nb.info/gnd/",)}).replace_prefix("(DE-588)118")
        'https://d-nb.info/gnd/118'
        """
        start, keys = self.beginnings
        for key in keys.get(text[:start], ()):
            if not text.startswith(key):
                continue
            values = self.rows[key]
            rest = text[len(key) :].strip()
            if pattern := self.patterns.get(key):
                rest = "".join(rest.split())
                match = pattern.fullmatch(rest)
                if match is None:
                    continue
                rest = match[1] if pattern.groups else rest
            if not rest:
                return ""
            return values[0].replace("{id}", rest) if "{id}" in values[0] else values[0] + rest
        return ""

    @cached_property
    def beginnings(self) -> tuple[int, dict[str, list[str]]]:
        """The length of the shortest key, and the keys that begin with the same characters."""
        keys = sorted((key for key in self.rows if key and self.rows[key]), key=len, reverse=True)
        start = len(keys[-1]) if keys else 0
        found: dict[str, list[str]] = {}
        for key in keys:
            found.setdefault(key[:start], []).append(key)
        return start, found


class Loaded(NamedTuple):
    """A table, each of its values with the place where it stands, and the hash of its file."""

    table: Table
    cells: list[tuple[str, Place]]
    sha256: bytes = b""


def load_table(
    name: str, node: Map, do: tuple[Transform, ...], folder: Path, problems: Problems
) -> Loaded:
    """Read one entry of ``tables``; mistakes go to ``problems``."""
    inline, file = node.get("inline"), node.get("file")
    if isinstance(inline, Map) == isinstance(file, Text):
        problems.add(node.place, "table", f"table '{name}' needs either 'inline' or 'file'")
    elif isinstance(inline, Map):
        rows: dict[str, tuple[str, ...]] = {}
        cells: list[tuple[str, Place]] = []
        for cell, value in inline.items.items():
            if isinstance(value, Text) and value.value.strip():
                rows.update((key, (value.value.strip(),)) for key in _cells(cell) or ("",))
                cells.append((value.value.strip(), value.place))
        return Loaded(Table(name, rows, do), cells)
    elif isinstance(file, Text):
        return _load_file(name, node, file, do, folder, problems)
    return Loaded(Table(name, {}, do), [])


def hash_of_file(node: Map, folder: Path) -> bytes:
    """Give the hash that a table will have when it is loaded; b"" for one without a file.

    >>> from marc2rdf.mapping.problems import Place
    >>> hash_of_file(Map({}, Place("my.yaml", 1, 1), {}), Path("."))
    b''
    """
    file = node.get("file")
    path = _find(file.value, folder) if isinstance(file, Text) else None
    return _hash(path) if path else b""


def _load_file(
    name: str, node: Map, file: Text, do: tuple[Transform, ...], folder: Path, problems: Problems
) -> Loaded:
    path = _find(file.value, folder)
    if path is None:
        problems.add(
            file.place,
            "no-such-file",
            f"there is no table file '{file.value}'",
            "it is sought beside the mapping (not above it) and among the shipped tables",
        )
        return Loaded(Table(name, {}, do), [])
    try:
        state = path.stat()
        lines = _lines(path, state.st_mtime_ns, state.st_size)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problems.add(file.place, "no-such-file", f"'{file.value}' cannot be read: {error}")
        return Loaded(Table(name, {}, do), [])
    header = lines[0][1] if lines else []
    columns = {
        role: _columns(node, role, header, file.value, problems)
        for role in ("key", "keys", "value", "successor", "pattern")
    }
    keys = columns["key"] + columns["keys"]
    if not keys or not columns["value"]:
        if "value" in node.items and ("key" in node.items or "keys" in node.items):
            return Loaded(Table(name, {}, do), [])  # a column is missing: that is noted
        problems.add(file.place, "table", f"table '{name}' needs 'key' (or 'keys') and 'value'")
        return Loaded(Table(name, {}, do), [])
    asked = tuple((role, tuple(columns[role])) for role in columns)
    read = _rows(path, state.st_mtime_ns, state.st_size, asked)
    patterns = {
        key: _pattern(text, Place(str(path), number, 1), problems)
        for key, (number, text) in read.patterns.items()
    }
    said = [] if _is_shipped(path) else read.said
    return Loaded(
        Table(name, read.rows, do, patterns),
        [(value, Place(str(path), number, 1)) for value, number in said],
        read.sha256,
    )


def _is_shipped(path: Path) -> bool:
    """Tell whether a table came with the package: its values were checked by a test."""
    return path.is_relative_to(shipped.folder())


class _Read(NamedTuple):
    """The rows of a file by their keys; patterns and values with their line numbers."""

    sha256: bytes
    rows: dict[str, tuple[str, ...]]
    patterns: dict[str, tuple[int, str]]
    said: list[tuple[str, int]]


@lru_cache(maxsize=128)
def _rows(
    path: Path, changed: int, size: int, columns: tuple[tuple[str, tuple[str, ...]], ...]
) -> _Read:
    """Give what the columns of a file hold; two mappings often have the same tables."""
    lines = _lines(path, changed, size)
    header = lines[0][1]
    at = {name: place for place, name in enumerate(header)}
    places = {role: [at[name] for name in names] for role, names in columns}
    rows: dict[str, tuple[str, ...]] = {}
    patterns: dict[str, tuple[int, str]] = {}
    successors: dict[str, str] = {}
    said: list[tuple[str, int]] = []
    for number, line in lines[1:]:
        cells = line + [""] * (len(header) - len(line))
        values = next((found for place in places["value"] if (found := _cells(cells[place]))), ())
        said += [(value, number) for value in values]
        successor = next((cells[place] for place in places["successor"] if cells[place]), "")
        pattern = next((cells[place] for place in places["pattern"] if cells[place]), "")
        for place in places["key"] + places["keys"]:
            for key in _cells(cells[place]):
                rows.setdefault(key, values)
                if successor:
                    successors.setdefault(key, successor)
                if pattern:
                    patterns[key] = (number, pattern)
    for key, successor in successors.items():
        seen = {key}
        while successor in successors and successor not in seen:
            seen.add(successor)
            successor = successors[successor]
        rows[key] = rows.get(successor, ())
    filled = {key: values for key, values in rows.items() if values}
    return _Read(_hash(path), filled, patterns, said)


def _hash(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


@lru_cache(maxsize=64)
def _lines(path: Path, changed: int, size: int) -> list[tuple[int, list[str]]]:
    """Give the rows of a file with their line numbers; read again only when it has changed."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream)
        return [(reader.line_num, line) for line in reader if any(map(str.strip, line))]


def _find(name: str, folder: Path) -> Path | None:
    """Find a table's file; what lies outside the mapping's folder is not found."""
    beside = folder / name
    try:
        if beside.is_file() and beside.resolve().is_relative_to(folder.resolve()):
            return beside if beside.stat().st_size <= MAX_FILE else None
    except (OSError, ValueError):
        return None
    return shipped.find(name)


def _columns(node: Map, role: str, header: list[str], file: str, problems: Problems) -> list[str]:
    value = node.get(role)
    nodes = value.items if isinstance(value, Seq) else (value,) if value is not None else ()
    names: list[str] = []
    for text in nodes:
        if not isinstance(text, Text):
            continue
        for name in re.split(r"\s+or\s+", text.value):
            if name in header:
                names.append(name)
            else:
                hint = did_you_mean(name, header) or f"it has: {', '.join(header[:12])}"
                what = f"'{file}' has no column '{shorten(name)}'"
                problems.add(text.place, "no-such-column", what, hint)
    return names


def _pattern(text: str, place: Place, problems: Problems) -> re.Pattern[str]:
    try:
        return compile_pattern(text)
    except PatternError as error:
        problems.add(place, "pattern", str(error))
        return re.compile("(?!)")


def _cells(text: str) -> tuple[str, ...]:
    if "|" not in text:
        text = text.strip()
        return (text,) if text else ()
    return tuple(cell for piece in text.split("|") if (cell := piece.strip()))
