"""Prefixes: short names for namespaces, and IRIs written with them (``dcterms:title``).

A prefixed IRI is made only where every notation reads it back without escapes; a shortening
that might be misread is not made at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from marc2rdf.rdf.iri import is_valid
from marc2rdf.rdf.terms import IRI

BUILT_IN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bibo": "http://purl.org/ontology/bibo/",
        "dcterms": "http://purl.org/dc/terms/",
        "dcmitype": "http://purl.org/dc/dcmitype/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "void": "http://rdfs.org/ns/void#",
        "dcat": "http://www.w3.org/ns/dcat#",
        "prov": "http://www.w3.org/ns/prov#",
        "schema": "http://schema.org/",
        "rdau": "http://rdaregistry.info/Elements/u/",
        "marcrel": "http://id.loc.gov/vocabulary/relators/",
        "edtf": "http://id.loc.gov/datatypes/edtf/",
        "lang": "http://id.loc.gov/vocabulary/iso639-2/",
        "country": "http://id.loc.gov/vocabulary/countries/",
        "loc": "http://id.loc.gov/vocabulary/",
        "issn": "http://issn.org/resource/ISSN/",
    }
)

_LOCAL_CHARACTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
_LOCAL: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_\-]*")
_NAME: Final = re.compile(r"[A-Za-z](?:[A-Za-z0-9_\-]*[A-Za-z0-9_])?")


class Namespaces:
    """Prefixes made ready for shortening many IRIs.

    ``prefixes`` are those that every notation can write: the name is ASCII letters, digits,
    ``_`` and ``-`` and begins with a letter, and the namespace is an IRI; others are left out.
    Source: RDF 1.1 Turtle, section 6.5 (PN_PREFIX, PN_LOCAL).

    >>> Namespaces(BUILT_IN).compact("http://purl.org/dc/terms/title")
    'dcterms:title'
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes: Mapping[str, str] = MappingProxyType(
            {
                name: namespace
                for name, namespace in prefixes.items()
                if _NAME.fullmatch(name) and is_valid(namespace)
            }
        )
        # Namespaces by what is left of them without trailing letters: the longest one first,
        # and of two prefixes for one namespace the one that was given first.
        self._by_stem: dict[str, list[tuple[str, str]]] = {}
        for name, namespace in sorted(self.prefixes.items(), key=lambda item: -len(item[1])):
            stem = namespace.rstrip(_LOCAL_CHARACTERS)
            self._by_stem.setdefault(stem, []).append((namespace, name))

    def compact(self, iri: str) -> str | None:
        """Shorten an IRI to ``prefix:local``, or None where there is no safe way.

        The longest namespace wins.  The local part must be ASCII letters, digits, ``_`` and
        ``-``, must not be empty and must not begin with ``-``.

        >>> Namespaces({"ex": "http://example.org/"}).compact("http://example.org/a/b") is None
        True
        """
        for namespace, name in self._by_stem.get(iri.rstrip(_LOCAL_CHARACTERS), ()):
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
                return f"{name}:{iri[len(namespace) :]}"
        return None

    def apart_from(self, base: str) -> bool:
        """Tell whether nothing that begins with a base can be shortened here.

        >>> names = Namespaces({"ex": "http://example.org/"})
        >>> names.apart_from("http://example.com/"), names.apart_from("http://example.org/bib/")
        (True, False)
        """
        return bool(base) and not any(
            namespace.startswith(base) or base.startswith(namespace)
            for namespace in self.prefixes.values()
        )


def expand(curie: str, prefixes: Mapping[str, str]) -> IRI | None:
    """Write ``prefix:local`` out as an IRI.

    None when there is no such prefix, when "//" follows the colon (then it is an address
    already), or when the result is no valid IRI.
    Source: JSON-LD 1.1, section 4.1.5 (compact IRIs); RDF 1.1 Turtle, section 2.4.

    >>> expand("dcterms:title", BUILT_IN)
    IRI('http://purl.org/dc/terms/title')
    >>> expand("http://example.org/", {"http": "http://example.org/"}) is None
    True
    """
    name, colon, local = curie.partition(":")
    namespace = prefixes.get(name)
    if not colon or namespace is None or local.startswith("//"):
        return None
    iri = namespace + local
    return IRI(iri) if is_valid(iri) else None


def compact(iri: str, prefixes: Mapping[str, str]) -> str | None:
    """Shorten one IRI to ``prefix:local``, as `Namespaces.compact` does for many.

    >>> compact("http://id.loc.gov/vocabulary/iso639-2/fre", BUILT_IN)
    'lang:fre'
    >>> compact("http://purl.org/dc/terms/", BUILT_IN) is None
    True
    """
    return Namespaces(prefixes).compact(iri)
