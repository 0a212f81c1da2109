"""Turtle, made to be read: one block a subject, in the order in which one tells of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from marc2rdf.rdf.grouping import RDF_TYPE, Groups, reading_order
from marc2rdf.rdf.iri import is_base, shorten
from marc2rdf.rdf.literals import XSD_STRING, check_kind, escape
from marc2rdf.rdf.memo import Memo
from marc2rdf.rdf.prefixes import Namespaces
from marc2rdf.rdf.stream import RecordStream
from marc2rdf.rdf.terms import IRI, Literal, Object

WIDTH: Final = 110


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
    >>> from marc2rdf.rdf.terms import Statement
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
        self._iris: Memo[str, str] = Memo(self._iri)
        self._closings: Memo[tuple[str, str], str] = Memo(self._closing)

    def _head(self) -> str:
        lines = [f"@prefix {name}: <{iri}> ." for name, iri in self._namespaces.prefixes.items()]
        if self._base:
            lines.append(f"@base <{self._base}> .")
        return "\n".join([*lines, "", ""]) if lines else ""

    def _grouped(self, groups: Groups, root: IRI) -> str:
        return "\n".join(
            self._block(subject, groups[subject]) for subject in reading_order(groups, root)
        )

    def _block(self, subject: IRI, group: Mapping[IRI, Sequence[Object]]) -> str:
        iris = self._iris
        lines = [
            _spread(f"{iris[predicate]} ", [self._object(value) for value in values], ",")
            for predicate, values in group.items()
            if predicate != RDF_TYPE
        ]
        types = group.get(RDF_TYPE)
        if types:
            lines.insert(0, _spread("a ", [self._object(value) for value in types], ","))
        return iris[subject] + " " + " ;\n    ".join(lines) + " .\n"

    def _object(self, value: Object) -> str:
        if isinstance(value, IRI):
            return self._iris[value]
        if isinstance(value, Literal):
            text, datatype, language = value
            return f'"{escape(text)}{self._closings[datatype, language]}'
        return _spread("( ", [self._iris[item] for item in value.items], "") + " )"

    def _iri(self, iri: str) -> str:
        short = self._namespaces.compact(iri)
        if short is None and self._shortens:
            tail = shorten(iri, self._base)
            return f"<{iri if tail is None else tail}>"
        return f"<{iri}>" if short is None else short

    def _closing(self, kind: tuple[str, str]) -> str:
        datatype, language = kind
        check_kind(datatype, language)
        if language:
            return f'"@{language}'
        return f'"^^{self._iris[datatype]}' if datatype and datatype != XSD_STRING else '"'


def _spread(start: str, parts: list[str], mark: str) -> str:
    """Put parts behind each other, or below each other where they are many or wide."""
    if len(parts) == 1:
        return start + parts[0]
    if len(parts) == 2:
        line = f"{start}{parts[0]}{mark} {parts[1]}"
        if len(line) <= WIDTH and "\n" not in line:
            return line
    return start + f"{mark}\n        ".join(parts)
