"""Names for XML elements: IRIs cut into a namespace and a name that XML can write.

RDF/XML can only state a property whose IRI ends in such a name.
Source: Namespaces in XML 1.0, sections 3 and 4; RDF 1.1 XML Syntax, section 6.1.4.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from marc2rdf.rdf.lists import RDF
from marc2rdf.rdf.prefixes import Namespaces

# Letters that names may hold in the fourth edition of XML 1.0 and in the fifth, since parsers
# follow one or the other: Latin, Greek, Cyrillic, Hebrew, Arabic, kana, Han and Hangul.
_LETTERS: Final = (
    "A-Za-z_À-ÖØ-öø-ıĴ-ľŁ-ňŊ-žΑ-ΡΣ-ώЁ-ЌЎ-яё-ќў-ҁ\u05d0-\u05ea\u0621-\u063a\u0641-\u064a"
    "ぁ-ゔァ-ヺ一-龥가-힣"
)
_START: Final = re.compile(f"[{_LETTERS}]")
_REVERSED: Final = re.compile(rf"[{_LETTERS}0-9.\-]*")

SYNTAX_TERMS: Final = frozenset(
    RDF + name
    for name in (
        *("RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "Description"),
        *("li", "aboutEach", "aboutEachPrefix", "bagID"),
    )
)
_RESERVED: Final = frozenset(
    {"http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/"}
)


class Name(NamedTuple):
    """The name of an element: as the tag has it, and the namespace to declare beside it.

    ``namespace`` is "" where the tag has a prefix that is declared already.

    >>> Name("dcterms:title").namespace
    ''
    """

    tag: str
    namespace: str = ""


def split(iri: str) -> tuple[str, str] | None:
    """Cut an IRI into a namespace and the longest name at its end, or None.

    Nothing is cut within a %-escape, and no namespace that XML keeps for itself is given.

    >>> split("http://purl.org/dc/terms/title")
    ('http://purl.org/dc/terms/', 'title')
    >>> split("http://example.org/123"), split("http://example.org/%C3%A9")
    (None, None)
    """
    found = _REVERSED.match(iri[::-1])
    first = len(iri) - (found.end() if found else 0)
    if iri[first - 1 : first] == "%":
        first += 2
    start = _START.search(iri, first)
    if start is None or iri[: start.start()] in _RESERVED:
        return None
    return iri[: start.start()], iri[start.start() :]


class ElementNames:
    """Names elements by prefixes where it can.

    ``prefixes`` are those to declare: ``rdf`` for RDF's own names, then the given ones but
    for another ``rdf``, names that begin with "xml", and namespaces that XML keeps for itself.

    >>> names = ElementNames({"dcterms": "http://purl.org/dc/terms/"})
    >>> list(names.prefixes)
    ['rdf', 'dcterms']
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._namespaces = Namespaces(
            {"rdf": RDF}
            | {
                name: namespace
                for name, namespace in prefixes.items()
                if name != "rdf"
                and not name.lower().startswith("xml")
                and namespace not in _RESERVED
            }
        )
        self.prefixes = self._namespaces.prefixes

    def prefixed(self, iri: str) -> str | None:
        """Name an element with a declared prefix, or None where there is none for it.

        >>> names = ElementNames({"dcterms": "http://purl.org/dc/terms/"})
        >>> names.prefixed("http://purl.org/dc/terms/title")
        'dcterms:title'
        >>> names.prefixed("http://purl.org/dc/terms/123") is None
        True
        """
        short = None if iri in SYNTAX_TERMS else self._namespaces.compact(iri)
        if short is None or not _START.match(short, short.index(":") + 1):
            return None
        return short

    def name(self, iri: str) -> Name | None:
        """Name an element with a prefix or a namespace of its own; None where XML cannot.

        The IRIs that are RDF/XML's own syntax (``rdf:li``, ``rdf:about`` …) have no name.

        >>> ElementNames({}).name("http://purl.org/dc/terms/title")
        Name(tag='title', namespace='http://purl.org/dc/terms/')
        """
        short = self.prefixed(iri)
        if short is not None:
            return Name(short)
        parts = None if iri in SYNTAX_TERMS else split(iri)
        return None if parts is None else Name(parts[1], parts[0])
