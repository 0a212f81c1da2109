"""Names of terms: from ``bibo:Book`` to its IRI, and whether there is such a term."""

from __future__ import annotations

import re
from collections.abc import Mapping

from marc2rdf.mapping.problems import Place, Problems, did_you_mean
from marc2rdf.mapping.source import Map, Text
from marc2rdf.rdf import iri, prefixes
from marc2rdf.rdf.terms import IRI
from marc2rdf.vocab import terms

SCHEMES = ("urn", "info", "mailto", "tag", "data", "ark", "doi", "hdl", "oai", "isbn")
_CURIE = re.compile(r"([A-Za-z][\w-]*):(?!//)(\S*)")


class Names:
    """The prefixes of a mapping, and the terms under them that exist.

    >>> Names(prefixes.BUILT_IN).expand("lang:fre")
    IRI('http://id.loc.gov/vocabulary/iso639-2/fre')
    """

    def __init__(self, known: Mapping[str, str]) -> None:
        self.prefixes = known
        self._built_in = prefixes.Namespaces(prefixes.BUILT_IN)

    def expand(self, text: str) -> IRI | None:
        """Give the IRI of a CURIE or of a full IRI, without asking whether it exists."""
        found = prefixes.expand(text, self.prefixes)
        if found is None and iri.is_valid(text):
            return IRI(text)
        return found

    def term(self, text: str, wanted: str, place: Place, problems: Problems) -> IRI | None:
        """Give the IRI of a term that must exist; ``wanted`` is property, class, datatype or ''."""
        match = _CURIE.fullmatch(text)
        if match is None:
            if "://" in text and iri.is_valid(text):
                self._check_full(IRI(text), wanted, place, problems)
                return IRI(text)
            what = f"'{text}' is no term: write it as prefix:name"
            problems.add(place, "unknown-term", what, "such as dcterms:title")
            return None
        prefix, local = match.groups()
        if prefix not in self.prefixes:
            if prefix in SCHEMES and iri.is_valid(text):
                return IRI(text)
            problems.unknown(place, "unknown-prefix", "prefix", prefix, self.prefixes)
            return None
        if self.prefixes[prefix] == prefixes.BUILT_IN.get(prefix):
            self._check(prefix, local, wanted, place, problems)
        found = prefixes.expand(text, self.prefixes)
        if found is None:
            problems.add(place, "iri-invalid", f"'{text}' gives no valid IRI")
        return found

    def looks_like_term(self, text: str) -> bool:
        """Tell whether a text is a CURIE under one of the prefixes."""
        match = _CURIE.fullmatch(text)
        return match is not None and match[1] in self.prefixes

    def _check_full(self, full: IRI, wanted: str, place: Place, problems: Problems) -> None:
        compact = self._built_in.compact(full)
        if compact:
            prefix, _, local = compact.partition(":")
            self._check(prefix, local, wanted, place, problems)

    def _check(
        self, prefix: str, local: str, wanted: str, place: Place, problems: Problems
    ) -> None:
        if problems.trusting:
            return
        curie = f"{prefix}:{local}"
        if not terms.has(prefix, local):
            hint = did_you_mean(local, terms.suggest(prefix, local))
            problems.add(place, "unknown-term", f"there is no {curie}", hint)
            return
        kind = terms.kind(curie)
        if wanted and kind and kind != wanted:
            article = "an" if kind == "individual" else "a"
            what = f"{curie} is {article} {kind}, not a {wanted}"
            problems.add(place, "wrong-term", what)


def read_prefixes(node: Map | None, problems: Problems) -> dict[str, str]:
    """Give the built-in prefixes and those of a mapping; a taken one is a mistake."""
    known = dict(prefixes.BUILT_IN)
    for name, namespace in (node.items if node else {}).items():
        place = node.keys[name] if node else Place("", 1, 1)
        if not isinstance(namespace, Text):
            continue
        if not re.fullmatch(r"[A-Za-z](?:[\w-]*\w)?", name, re.ASCII):
            problems.add(place, "prefix", f"'{name}' cannot be a prefix: letters, digits, - and _")
        elif not iri.is_valid(namespace.value):
            what = f"'{namespace.value}' is no namespace IRI"
            problems.add(namespace.place, "prefix", what)
        elif prefixes.BUILT_IN.get(name, namespace.value) != namespace.value:
            what = f"the prefix '{name}' is built in as <{prefixes.BUILT_IN[name]}>"
            problems.add(place, "prefix", what, "choose another name")
        else:
            known[name] = namespace.value
    return known
