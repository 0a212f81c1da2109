"""The JSON-LD context: which short name stands for which property, class or namespace.

A name is given by the closed term lists alone, so a mapping that uses more terms never
changes the names that another mapping got.  Source: JSON-LD 1.1, sections 4.1 and 9.15.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from marc2rdf.rdf.prefixes import BUILT_IN, Namespaces, expand
from marc2rdf.rdf.terms import IRI

PROPERTY_ORDER: Final = ("dcterms", "bibo", "foaf", "skos", "rdfs", "owl")
CLASS_ORDER: Final = ("bibo", "foaf", "skos", "dcterms")
LIST_PROPERTIES: Final = frozenset(
    BUILT_IN["bibo"] + name for name in ("authorList", "contributorList", "editorList")
)
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_WITH_SLASHES: Final = ("http://", "https://")  # most IRIs, and never mistaken
_DELIMITERS: Final = ":/?#[]@"


class Term(NamedTuple):
    """A name of the context: its IRI, and what its values are.

    ``values`` is "" for literals as they come, "@id" where a text is an IRI, "@list" where
    an array is a list of IRIs.

    >>> Term("http://purl.org/dc/terms/title").values
    ''
    """

    iri: str
    values: str = ""


class Context:
    """Names for a JSON-LD document; without terms, prefixes alone.

    ``prefixes`` and ``terms`` are what can be used: a prefix that is also a term, or that
    would change the meaning of another namespace, is left out.

    >>> Context({"ex": "http://example.org/"}).compact("http://example.org/a")
    'ex:a'
    """

    def __init__(
        self,
        prefixes: Mapping[str, str],
        terms: Mapping[str, Term] = MappingProxyType({}),
        *,
        reserved: Collection[str] = (),
    ) -> None:
        taken = {*terms, *reserved}
        usable = Namespaces(prefixes).prefixes
        iris = [*usable.values(), *(term.iri for term in terms.values())]
        taken.update(filter(None, map(_scheme, iris)))
        self._namespaces = Namespaces(
            {name: iri for name, iri in usable.items() if name not in taken}
        )
        self.prefixes = self._namespaces.prefixes
        self.terms: Mapping[str, Term] = MappingProxyType(dict(terms))
        self.names: Mapping[str, str] = MappingProxyType(
            {term.iri: name for name, term in terms.items()}
        )

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Context:
        """Read the value of ``@context`` that `document` gave.

        >>> held = {"dcterms": "http://purl.org/dc/terms/", "title": "dcterms:title"}
        >>> print(Context.of(held).terms["title"].iri)
        http://purl.org/dc/terms/title
        """
        iris = {
            name: held if isinstance(held, str) else held["@id"] for name, held in document.items()
        }
        prefixes = {
            name: iri
            for name, iri in iris.items()
            if iri[-1] in _DELIMITERS or "@prefix" in document[name]
        }
        terms = {
            name: Term(expand(iri, prefixes) or iri, _values_in(document[name]))
            for name, iri in iris.items()
            if name not in prefixes
        }
        return cls(prefixes, terms)

    def compact(self, iri: str) -> str:
        """Shorten an IRI with a prefix of this context, or give it back as it is.

        >>> Context({}).compact("http://example.org/a")
        'http://example.org/a'
        """
        return self._namespaces.compact(iri) or iri

    def clash(self, iri: str) -> str:
        """The prefix that a JSON-LD reader would wrongly expand in an IRI; "" for none.

        ``lang:x`` may be an IRI of the scheme ``lang``; where it is, ``lang`` must be no prefix.
        Source: JSON-LD 1.1 API, section 5.2 (IRI expansion).

        >>> context = Context({"lang": "http://example.org/"})
        >>> context.clash("lang:x"), context.clash("urn:x")
        ('lang', '')
        """
        if iri.startswith(_WITH_SLASHES):
            return ""
        name = _scheme(iri)
        return name if name in self.prefixes else ""

    def without(self, names: Collection[str]) -> Context:
        """The same context with fewer prefixes; the terms stay.

        >>> Context({"lang": "http://example.org/"}).without({"lang"}).prefixes
        mappingproxy({})
        """
        prefixes = {name: iri for name, iri in self.prefixes.items() if name not in names}
        return Context(prefixes, self.terms)

    def document(self, names: Collection[str] | None = None) -> dict[str, Any]:
        """The value of ``@context``: prefixes in their order, then terms by name.

        With ``names`` it holds only those, and the prefixes that they need.

        >>> title = {"title": Term("http://purl.org/dc/terms/title")}
        >>> Context(BUILT_IN, title).document({"title"})
        {'dcterms': 'http://purl.org/dc/terms/', 'title': 'dcterms:title'}
        """
        terms = {
            name: self._definition(term)
            for name, term in sorted(self.terms.items())
            if names is None or name in names
        }
        needed = None if names is None else {*names, *_prefixes_in(terms.values())}
        prefixes = {
            name: iri if iri[-1] in _DELIMITERS else {"@id": iri, "@prefix": True}
            for name, iri in self.prefixes.items()
            if needed is None or name in needed
        }
        return {**prefixes, **terms}

    def _definition(self, term: Term) -> str | dict[str, str]:
        iri = self.compact(term.iri)
        if term.values == "@list":
            return {"@id": iri, "@type": "@id", "@container": "@list"}
        return {"@id": iri, "@type": "@id"} if term.values else iri


def build_context(
    predicates: Iterable[str],
    classes: Iterable[str],
    prefixes: Mapping[str, str],
    vocabularies: Mapping[str, Collection[str]],
    iri_properties: Collection[str] = (),
    list_properties: Collection[str] = LIST_PROPERTIES,
) -> Context:
    """Make the context for the predicates and classes (IRIs) that a mapping can state.

    ``vocabularies`` are the closed lists: a built-in prefix and the local names of its terms.
    A term's name is its local name; of two vocabularies that share one, the first in
    ``PROPERTY_ORDER`` or ``CLASS_ORDER`` has it, used or not, and the other is written
    ``foaf:Document``.  So are all terms of other vocabularies, properties that begin with a
    capital and classes that do not.  ``iri_properties`` are IRIs of properties whose values
    are IRIs, ``list_properties`` those whose values are lists.

    >>> vocabularies = {"bibo": ["abstract", "issn"], "dcterms": ["abstract", "title"]}
    >>> bibo, dcterms = BUILT_IN["bibo"], BUILT_IN["dcterms"]
    >>> sorted(build_context([bibo + "abstract", bibo + "issn", dcterms + "title"], [],
    ...                      BUILT_IN, vocabularies).terms)
    ['issn', 'title']
    """
    properties = dict(_owned(PROPERTY_ORDER, vocabularies, capital=False))
    types = dict(_owned(CLASS_ORDER, vocabularies, capital=True))
    terms: dict[str, Term] = {}
    for iri in sorted(set(predicates)):
        if iri in properties:
            values = "@list" if iri in list_properties else "@id" if iri in iri_properties else ""
            terms[properties[iri]] = Term(iri, values)
    for iri in sorted(set(classes)):
        if iri in types:
            terms[types[iri]] = Term(iri)
    return Context(prefixes, terms, reserved={*properties.values(), *types.values()})


def _owned(
    order: Iterable[str], vocabularies: Mapping[str, Collection[str]], *, capital: bool
) -> Iterator[tuple[str, str]]:
    """The IRIs that may have a bare name, with the name; every name comes once."""
    seen: set[str] = set()
    for prefix in order:
        for name in sorted(vocabularies.get(prefix, ())):
            if _NAME.fullmatch(name) and name[0].isupper() is capital:
                if name not in seen:
                    yield IRI(BUILT_IN[prefix] + name), name
                seen.add(name)


def _scheme(iri: str) -> str:
    """What JSON-LD may take for a prefix: the scheme, unless "//" follows."""
    name, _, rest = iri.partition(":")
    return "" if rest.startswith("//") else name


def _values_in(definition: str | Mapping[str, str]) -> str:
    """What the values of a term are, by its definition."""
    if isinstance(definition, str):
        return ""
    return definition.get("@container", definition.get("@type", ""))


def _prefixes_in(definitions: Iterable[str | dict[str, str]]) -> Iterator[str]:
    for definition in definitions:
        iri = definition if isinstance(definition, str) else definition["@id"]
        yield iri.partition(":")[0]
