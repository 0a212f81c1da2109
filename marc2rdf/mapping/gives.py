"""Triples as an example writes them: ``dcterms:creator [ foaf:name "Austen, Jane" ]``.

Without a subject it is the record's own resource; ``a`` is rdf:type; relative IRIs resolve
against the base; ``[ p o ; p o ]`` is some node with these, ``( x y )`` an ordered list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from marc2rdf.rdf.prefixes import BUILT_IN, expand
from marc2rdf.rdf.terms import IRI, Literal, Object, OrderedList, Statement

_TOKEN = re.compile(
    r'\s*(?:(?P<iri><[^<>\s]*>)|(?P<text>"(?:[^"\\]|\\.)*")(?:@(?P<lang>[A-Za-z0-9-]+)'
    r"|\^\^(?P<type><[^<>\s]*>|[\w-]+:[^\s;\[\]()]*))?|(?P<mark>[\[\]();.])"
    r"|(?P<name>[\w-]+:[^\s;\[\]()]*|a(?=\s)))"
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


@dataclass(frozen=True)
class Some:
    """Some node of which certain things are said."""

    pairs: tuple[tuple[IRI, Wanted], ...]


@dataclass(frozen=True)
class ListOf:
    """An ordered list of IRIs."""

    items: tuple[IRI, ...]


Wanted = IRI | Literal | Some | ListOf


@dataclass(frozen=True)
class Pattern:
    """A triple to look for; no subject means the record's own resource."""

    subject: IRI | None
    predicate: IRI
    object: Wanted


class PatternError(ValueError):
    """A triple that cannot be read; the message says why."""


def parse_pattern(text: str, prefixes: Mapping[str, str], base: str) -> Pattern:
    """Read one triple of an example; raise PatternError where it is none.

    >>> parse_pattern('<bib/2> dcterms:title "A"', BUILT_IN, "https://example.org/").subject
    IRI('https://example.org/bib/2')
    >>> parse_pattern("a bibo:Book", BUILT_IN, "https://example.org/").object
    IRI('http://purl.org/ontology/bibo/Book')
    """
    reader = _Reader(text, prefixes, base)
    subject = reader.iri() if text.lstrip().startswith("<") else None
    pattern = Pattern(subject, reader.iri(), reader.object())
    reader.end()
    return pattern


def matches(pattern: Pattern, statements: Sequence[Statement], resource: IRI) -> bool:
    """Tell whether a pattern is among statements.

    >>> said = Statement(IRI("x:1"), IRI("x:p"), Literal("A"))
    >>> matches(Pattern(None, IRI("x:p"), Literal("A")), [said], IRI("x:1"))
    True
    """
    return _has(pattern.subject or resource, pattern.predicate, pattern.object, statements)


def _has(subject: IRI, predicate: IRI, wanted: Wanted, statements: Sequence[Statement]) -> bool:
    found = [s.object for s in statements if s.subject == subject and s.predicate == predicate]
    return any(_fits(wanted, thing, statements) for thing in found)


def _fits(wanted: Wanted, found: Object, statements: Sequence[Statement]) -> bool:
    if isinstance(wanted, Some):
        return isinstance(found, IRI) and all(
            _has(found, predicate, inner, statements) for predicate, inner in wanted.pairs
        )
    if isinstance(wanted, ListOf):
        return isinstance(found, OrderedList) and found.items == wanted.items
    return type(found) is type(wanted) and found == wanted


class _Reader:
    def __init__(self, text: str, prefixes: Mapping[str, str], base: str) -> None:
        self.text, self.prefixes, self.base, self.at = text, prefixes, base, 0

    def token(self) -> re.Match[str]:
        match = _TOKEN.match(self.text, self.at)
        if match is None:
            rest = self.text[self.at :].strip() or "the end"
            raise PatternError(f"a term is missing or wrong before {rest}")
        self.at = match.end()
        return match

    def mark(self, wanted: str) -> bool:
        match = _TOKEN.match(self.text, self.at)
        if match is None or match["mark"] != wanted:
            return False
        self.at = match.end()
        return True

    def end(self) -> None:
        self.mark(".")
        if rest := self.text[self.at :].strip():
            raise PatternError(f"'{rest}' is too much")

    def iri(self) -> IRI:
        token = self.token()
        if token["iri"] or token["name"]:
            return self.resolve(token["iri"] or token["name"])
        raise PatternError(f"an IRI is wanted, not {token[0].strip()}")

    def object(self, depth: int = 0) -> Wanted:
        if depth > 20:
            raise PatternError("it is nested too deeply")
        if self.mark("["):
            pairs = []
            while not self.mark("]"):
                pairs.append((self.iri(), self.object(depth + 1)))
                self.mark(";")
            return Some(tuple(pairs))
        if self.mark("("):
            items = []
            while not self.mark(")"):
                items.append(self.iri())
            return ListOf(tuple(items))
        token = self.token()
        if token["text"]:
            value = re.sub(
                r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), token["text"][1:-1], flags=re.DOTALL
            )
            datatype = self.resolve(token["type"]) if token["type"] else ""
            if datatype == BUILT_IN["xsd"] + "string":
                datatype = ""
            return Literal(value, datatype, token["lang"] or "")
        if token["iri"] or token["name"]:
            return self.resolve(token["iri"] or token["name"])
        raise PatternError(f"'{token[0].strip()}' stands where an object is wanted")

    def resolve(self, text: str) -> IRI:
        if text == "a":
            return IRI(BUILT_IN["rdf"] + "type")
        if text.startswith("<"):
            return IRI(urljoin(self.base, text[1:-1]) if "://" not in text else text[1:-1])
        found = expand(text, self.prefixes)
        if found is None:
            raise PatternError(f"'{text}' has an unknown prefix")
        return found
