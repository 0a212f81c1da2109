"""Turtle, made to be read: one block a subject, in the order in which one tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from marc2rdf.rdf.grouping import RDF_TYPE, reading_order
from marc2rdf.rdf.iri import is_base, shorten
from marc2rdf.rdf.literals import XSD_STRING, escape
from marc2rdf.rdf.memo import Memo
from marc2rdf.rdf.prefixes import Namespaces
from marc2rdf.rdf.rows import Rows, kind_of, opening, predicate_of
from marc2rdf.rdf.stream import RecordStream
from marc2rdf.rdf.terms import IRI, OrderedList

WIDTH: Final = 110
_TYPE: Final = "a "

# What is said of a subject: a property with a blank behind it, and its objects, all as written.
Block = dict[str, list[str]]


class TurtleWriter(RecordStream):
    """Writes Turtle: prefixes and base, then the blocks of each record with blank lines between.

    A record begins with its main subject; the nodes it refers to follow, depth first; what it
    does not refer to comes last.  Types stand first as ``a``, lists as ``( )``.  More than two
    objects of one property, or two that are too wide for a line, stand on a line each; so do the
    items of a list.  An IRI is written with a prefix, else against the base, else in full.
    Prefixes that Turtle cannot write are left out.  ``( )`` makes new cells each time: a list
    belongs to a subject of one record (as with ``@list`` in JSON-LD).
    Source: RDF 1.1 Turtle.

    >>> import io
    >>> from marc2rdf.rdf.terms import Literal, Statement
    >>> out, a = io.BytesIO(), IRI("https://example.org/a")
    >>> prefixes = {"ex": "http://example.com/"}
    >>> writer = TurtleWriter(out, prefixes=prefixes, base="https://example.org/")
    >>> writer.write([Statement(a, IRI("http://example.com/p"), Literal("x"))], a)
    1
    >>> print(out.getvalue().decode(), end="")
    @prefix ex: <http://example.com/> .
    @base <https://example.org/> .
    <BLANKLINE>
    <a> ex:p "x" .
    """

    _separator = "\n"

    def _set_up(self) -> None:
        self._namespaces = Namespaces(self._prefixes)
        self._shortens = is_base(self._base)
        self._apart = self._namespaces.apart_from(self._base)
        self._iris: Memo[str, str] = Memo(self._iri)
        self._properties: Memo[str, str] = Memo(self._property)
        self._closings: Memo[str, str] = Memo(self._closing)

    def _head(self) -> str:
        lines = [f"@prefix {name}: <{iri}> ." for name, iri in self._namespaces.prefixes.items()]
        if self._base:
            lines.append(f"@base <{self._base}> .")
        return "\n".join([*lines, "", ""]) if lines else ""

    def _text(self, rows: Rows, root: IRI) -> str:
        blocks = self._blocks(rows)
        links = {subject: _references(block, blocks) for subject, block in blocks.items()}
        order = reading_order(links, self._iris[root])
        return "\n".join([_written(subject, blocks[subject]) for subject in order])

    def _blocks(self, rows: Rows) -> dict[str, Block]:
        """Give what is said of each subject, subjects and all else as Turtle has them."""
        iris, properties, closings, plain = self._iris, self._properties, self._closings, rows.plain
        blocks: dict[str, Block] = {}
        block: Block = {}
        last = ""
        for subject, opened, text, end in rows.rows:
            if subject is not last:  # they come in runs
                last, block = subject, blocks.setdefault(iris[subject[1:-1]], {})
            if opened[-1] == "<":
                value = iris[text]
            else:
                value = f'"{text if plain else escape(text)}{closings[end]}'
            name = properties[opened]
            if name in block:
                block[name].append(value)
            else:
                block[name] = [value]
        for about, holder, items in rows.lists:
            if isinstance(items, OrderedList):
                block = blocks.setdefault(iris[about], {})
                value = _spread("( ", [iris[item] for item in items.items], "") + " )"
                block.setdefault(properties[opening(holder, True)], []).append(value)
        return blocks

    def _iri(self, iri: str) -> str:
        own = self._apart and iri.startswith(self._base)
        short = None if own else self._namespaces.compact(iri)
        if short is None and self._shortens:
            tail = shorten(iri, self._base)
            return f"<{iri if tail is None else tail}>"
        return f"<{iri}>" if short is None else short

    def _property(self, opened: str) -> str:
        predicate = predicate_of(opened)
        return _TYPE if predicate == RDF_TYPE else f"{self._iris[predicate]} "

    def _closing(self, end: str) -> str:
        datatype, language = kind_of(end)
        if language:
            return f'"@{language}'
        return f'"^^{self._iris[datatype]}' if datatype and datatype != XSD_STRING else '"'


def _references(block: Block, blocks: Mapping[str, Block]) -> list[str]:
    """Give the subjects that a block refers to, but for its types, in their order."""
    return [
        item
        for name, values in block.items()
        if name != _TYPE
        for value in values
        for item in (value.split()[1:-1] if value[0] == "(" else (value,))
        if item in blocks
    ]


def _written(subject: str, block: Block) -> str:
    lines = [
        name + values[0] if len(values) == 1 else _spread(name, values, ",")
        for name, values in block.items()
        if name != _TYPE
    ]
    if _TYPE in block:
        lines.insert(0, _spread(_TYPE, block[_TYPE], ","))
    return subject + " " + " ;\n    ".join(lines) + " .\n"


def _spread(start: str, parts: list[str], mark: str) -> str:
    """Put parts behind each other, or below each other where they are many or wide."""
    if len(parts) == 1:
        return start + parts[0]
    if len(parts) == 2:
        line = f"{start}{parts[0]}{mark} {parts[1]}"
        if len(line) <= WIDTH and "\n" not in line:
            return line
    return start + f"{mark}\n        ".join(parts)
