"""Turtle, made to be read: one block a subject, in the order in which one tells of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from marc2rdf.rdf.grouping import RDF_TYPE, reading_order
from marc2rdf.rdf.iri import is_base, shorten
from marc2rdf.rdf.literals import XSD_STRING
from marc2rdf.rdf.memo import Memo
from marc2rdf.rdf.prefixes import Namespaces
from marc2rdf.rdf.rows import END_IRI, END_TEXT, Rows, kind_of, opening, predicate_of
from marc2rdf.rdf.stream import RecordStream
from marc2rdf.rdf.terms import IRI, OrderedList

WIDTH: Final = 110
_TYPE: Final = "a "
_BELOW: Final = " ;\n    "

# A property with a blank behind it, and what is said by it: lines, or values of their own.
Lines = dict[str, str]
Values = dict[str, list[str]]


class Blocks:
    """What is said in a record, by subjects as written; ``names`` has those by their IRIs.

    ``lines`` are those of a block, ``several`` the objects of properties that have more than
    one (their line has the first only), ``links`` the subjects that a block refers to.
    """

    __slots__ = ("lines", "links", "names", "several")

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names
        self.lines: dict[str, Lines] = {}
        self.several: dict[str, Values] = {}
        self.links: dict[str, Values] = {}

    def add(self, about: str, name: str, value: str) -> None:
        """Say one thing more of a subject."""
        lines = self.lines.setdefault(about, {})
        if name not in lines:
            lines[name] = name + value
            return
        several = self.several.setdefault(about, {})
        if name not in several:
            several[name] = [lines[name][len(name) :]]
        several[name].append(value)

    def refer(self, about: str, name: str, values: Iterable[str]) -> None:
        """Note that a block refers to other subjects; a class does not count."""
        if name != _TYPE:
            self.links.setdefault(about, {}).setdefault(name, []).extend(values)

    def written(self, root: str) -> str:
        """Give the text of all blocks in the order in which they are read."""
        for about, several in self.several.items():
            for name, values in several.items():
                self.lines[about][name] = _spread(name, values, ",")
        order = reading_order(
            self.lines, {about: self._linked(about) for about in self.links}, root
        )
        return "\n".join([_block(about, self.lines[about]) for about in order])

    def _linked(self, about: str) -> list[str]:
        links = self.links[about]
        return [
            one for name in filter(links.__contains__, self.lines[about]) for one in links[name]
        ]


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
        self._iris: Memo[str, str] = Memo(self._iri, limit=16384)
        self._properties: Memo[str, str] = Memo(self._property)
        self._closings: Memo[str, str] = Memo(self._closing)

    def _head(self) -> str:
        lines = [f"@prefix {name}: <{iri}> ." for name, iri in self._namespaces.prefixes.items()]
        if self._base:
            lines.append(f"@base <{self._base}> .")
        return "\n".join([*lines, "", ""]) if lines else ""

    def _text(self, rows: Rows, root: IRI) -> str:
        names: dict[str, str] = {about: self._iris[about] for about, _, _ in rows.lists}
        names[root] = about = self._iri(root)
        blocks = self._blocks(rows, root, names)
        if blocks is None:  # now all names are known
            blocks = self._blocks(rows, root, names)
        assert blocks is not None
        self._add_lists(blocks, rows)
        return blocks.written(about)

    def _blocks(self, rows: Rows, root: str, names: dict[str, str]) -> Blocks | None:
        """Sort rows by subject; None where one was referred to before its name was known."""
        iris, properties, closings = self._iris, self._properties, self._closings
        own, own_name = self._own(root, names[root])
        blocks, mentioned = Blocks(names), set()
        runs: dict[str, str] = {}
        late = False
        lines: Lines = {}
        last = about = ""
        for subject, opened, text, end in rows:
            if subject is not last:  # they come in runs
                last = subject
                if subject not in runs:
                    iri, part = subject[1:-1], subject.removeprefix(own)
                    late = late or (iri in mentioned and iri not in names)
                    runs[subject] = names[iri] = iris[iri] if part is subject else own_name + part
                    blocks.lines[names[iri]] = {}
                about = runs[subject]
                lines = blocks.lines[about]
            name = properties[opened]
            if end == END_TEXT:
                value = f'"{text}"'
            elif end != END_IRI:
                value = f'"{text}{closings[end]}'
            elif text in names:
                value = names[text]
                blocks.refer(about, name, (value,))
            else:
                value = iris[text]
                mentioned.add(text)
            if name not in lines:
                lines[name] = name + value
            else:
                blocks.add(about, name, value)
        return None if late else blocks

    def _add_lists(self, blocks: Blocks, rows: Rows) -> None:
        names, iris = blocks.names, self._iris
        for subject, holder, items in rows.lists:
            if isinstance(items, OrderedList):
                about, name = names[subject], self._properties[opening(holder, True)]
                parts = [names.get(item) or iris[item] for item in items.items]
                blocks.add(about, name, _spread("( ", parts, "") + " )")
                blocks.refer(about, name, [names[item] for item in items.items if item in names])

    def _own(self, root: str, name: str) -> tuple[str, str]:
        """Give what a root with a fragment begins with in rows, and as written.

        Where no prefix can shorten it and its path has a slash, the fragment changes nothing.
        """
        if self._apart and root.startswith(self._base) and "/" in name and "#" not in root:
            return f"<{root}#", f"{name[:-1]}#"
        return "\n", ""

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


def _block(about: str, lines: Lines) -> str:
    if next(iter(lines)) != _TYPE and _TYPE in lines:
        lines = {_TYPE: lines[_TYPE], **lines}
    return f"{about} {_BELOW.join(lines.values())} .\n"


def _spread(start: str, parts: list[str], mark: str) -> str:
    """Put parts behind each other, or below each other where they are many or wide."""
    if len(parts) == 1:
        return start + parts[0]
    if len(parts) == 2:
        line = f"{start}{parts[0]}{mark} {parts[1]}"
        if len(line) <= WIDTH and "\n" not in line:
            return line
    return start + f"{mark}\n        ".join(parts)
