"""Statements about a dump, written as Turtle."""

from __future__ import annotations

import io
from collections.abc import Mapping
from types import MappingProxyType

from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.terms import IRI, Literal, Statement
from marc2rdf.rdf.turtle import TurtleWriter
from marc2rdf.version import __version__

# SPDX 2: the vocabulary that DCAT 3, section 6.17, takes for checksums.
PREFIXES: Mapping[str, str] = MappingProxyType(
    {name: BUILT_IN[name] for name in ("void", "dcat", "dcterms", "foaf", "rdf", "rdfs", "xsd")}
    | {"spdx": "http://spdx.org/rdf/terms#"}
)
HOME = "https://pypi.org/project/marc2rdf/"


class Description:
    """Collects statements; names are prefixed names, and texts that are no IRI become literals.

    >>> said = Description("https://a.org/dump/")
    >>> said.say("https://a.org/dump/#d", "dcterms:title", Literal("The books"))
    >>> print(said.turtle().decode().splitlines()[-1])
    <#d> dcterms:title "The books" .
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.dataset = f"{url}#dataset"
        self._statements: list[Statement] = []

    def say(self, subject: str, name: str, *values: str | Literal | int) -> None:
        """Say something of a subject: an IRI, a literal or a number; an empty one says nothing."""
        predicate = term(name)
        for value in values:
            if isinstance(value, int):
                found: IRI | Literal = Literal(str(value), PREFIXES["xsd"] + "integer")
            elif isinstance(value, Literal):
                found = value
            else:
                found = IRI(value)
            if found and (not isinstance(found, Literal) or found.value):
                self._statements.append(Statement(IRI(subject), predicate, found))

    def kind(self, subject: str, *names: str) -> None:
        """Say what a subject is."""
        self.say(subject, "rdf:type", *map(term, names))

    def turtle(self) -> bytes:
        """Give all of it as Turtle, in the order in which it was said."""
        out = io.BytesIO()
        writer = TurtleWriter(out, prefixes=PREFIXES, base=self.url)
        first = self._statements[0].subject if self._statements else IRI(self.dataset)
        writer.write(self._statements, first)
        writer.close()
        return out.getvalue()


def term(name: str) -> IRI:
    """Give the IRI of a prefixed name.

    >>> term("void:triples")
    IRI('http://rdfs.org/ns/void#triples')
    """
    prefix, _, local = name.partition(":")
    return IRI(PREFIXES[prefix] + local)


def describing(records: int, mapping: str, sha256: str) -> str:
    """Say how a dump was made."""
    noun = "record" if records == 1 else "records"
    return (
        f"{records:,} {noun}, converted by marc2rdf {__version__} with the mapping {mapping} "
        f"(SHA-256 {sha256})."
    )
