"""Strict reading of a dump's files in each notation, as N-Triples and the lines that are wrong.

N-Triples are read by our own grammar, which knows no more than a dump may hold; Turtle and
JSON-LD by pyoxigraph, where it is installed.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, cast

from marc2rdf.dump.packed import read_blocks, read_lines
from marc2rdf.dump.reading import statement_of

Found = Iterator[tuple[int, "list[bytes] | str"]]


def can_parse(notation: str) -> bool:
    """Tell whether files in a notation can be read.

    >>> can_parse("nt")
    True
    """
    return notation == "nt" or find_spec("pyoxigraph") is not None


def parse_lines(path: Path, notation: str, is_sorted: bool = False) -> Found:
    """Give the triples of a file as lines of N-Triples, or what is wrong with a line.

    With each comes the number of a line.  ``is_sorted`` asks for N-Triples in order, each once.
    Raises InputError for a file that cannot be unpacked.
    """
    if notation == "nt":
        yield from _ntriples(path, is_sorted)
    elif notation == "turtle":
        yield from _turtle(path)
    else:
        yield from _json_lines(path)


def _ntriples(path: Path, is_sorted: bool) -> Found:
    before = b""
    for number, line in enumerate(read_lines(path), 1):
        try:
            statement_of(line)
        except ValueError as error:
            yield number, f"{error}: {_shown(line)}"
            continue
        if is_sorted and line <= before:
            yield number, "the triple stands twice" if line == before else "it is out of order"
        before = line
        yield number, [line]


def _turtle(path: Path) -> Found:
    import pyoxigraph

    stream = cast("BinaryIO", _Blocks(path))
    try:
        for quad in pyoxigraph.parse(stream, format=pyoxigraph.RdfFormat.TURTLE):
            yield 0, [_line(quad)]
    except SyntaxError as error:
        yield error.lineno or 0, f"it is no Turtle ({error.msg})"


def _json_lines(path: Path) -> Found:
    import pyoxigraph

    for number, line in enumerate(read_lines(path), 1):
        try:
            json.loads(line)
            found = pyoxigraph.parse(io.BytesIO(line), format=pyoxigraph.RdfFormat.JSON_LD)
            yield number, [_line(quad) for quad in found]
        except (ValueError, SyntaxError) as error:
            yield number, f"it is no JSON-LD ({error}): {_shown(line)}"


def _line(quad: Any) -> bytes:
    return f"{quad.subject} {quad.predicate} {quad.object} .\n".encode()


def _shown(line: bytes) -> str:
    text = line[:80].decode("utf-8", "backslashreplace").rstrip("\n")
    return f"{text}…" if len(line) > 80 else text


class _Blocks(io.RawIOBase):
    """A compressed file as an open one; what is wrong with it is raised while it is read."""

    def __init__(self, path: Path) -> None:
        self._blocks = read_blocks(path)
        self._held = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        while not self._held and (block := next(self._blocks, None)) is not None:
            self._held = block
        size = len(self._held) if size < 0 else size
        data, self._held = self._held[:size], self._held[size:]
        return data
