"""Terms and triples written shortly, for people: with prefixes, and without the base."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from marc2rdf.rdf.ntriples import term
from marc2rdf.rdf.prefixes import Namespaces
from marc2rdf.rdf.terms import IRI, Literal, Object, OrderedList, Statement


class Short(NamedTuple):
    """How IRIs are shortened for reading: by prefixes, and by leaving out the base."""

    namespaces: Namespaces
    base: str

    @classmethod
    def of(cls, prefixes: Mapping[str, str], base: str) -> Short:
        """Make them.

        >>> names = Short.of({"dcterms": "http://purl.org/dc/terms/"}, "https://example.org/")
        >>> names.term(IRI("http://purl.org/dc/terms/title")), names.term(Literal("a", "", "fr"))
        ('dcterms:title', '"a"@fr')
        """
        return cls(Namespaces(prefixes), base)

    def term(self, found: Object) -> str:
        """Write a term shortly."""
        if isinstance(found, OrderedList):
            return f"({' '.join(map(self.term, found.items))})"
        if isinstance(found, Literal):
            written = term(Literal(found.value))
            if found.language:
                return f"{written}@{found.language}"
            return f"{written}^^{self.term(IRI(found.datatype))}" if found.datatype else written
        if found.startswith(self.base) and found != self.base:
            return f"<{found.removeprefix(self.base)}>"
        return self.namespaces.compact(found) or f"<{found}>"

    def predicate(self, found: IRI) -> str:
        """Write a property shortly; rdf:type is ``a``."""
        name = self.term(found)
        return "a" if name == "rdf:type" else name

    def triple(self, statement: Statement) -> str:
        """Write a triple shortly."""
        subject, predicate, found = statement
        return f"{self.term(subject)} {self.predicate(predicate)} {self.term(found)}"
