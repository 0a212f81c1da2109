"""What is counted of triples while they pass: by property, class, language and link.

The numbers are exact where each triple passes once.  Source: VoID, section 4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from marc2rdf.dump.targets import Targets
from marc2rdf.rdf.prefixes import BUILT_IN

RDF_TYPE = f"<{BUILT_IN['rdf']}type>".encode()
LANGUAGE = f"<{BUILT_IN['dcterms']}language>".encode()
MOST_LANGUAGES = 5_000  # so many are counted; a catalogue has fewer


@dataclass
class Counts:
    """Counts of triples; the keys are terms in N-Triples, those of links target and property.

    >>> counts = Counts()
    >>> lines = [b'<https://a.org/1> <https://a.org/p> "x" .\\n']
    >>> sorted(counts.add(lines, Targets(), b"<https://a.org/"))
    [b'"x"']
    >>> counts.properties
    Counter({'<https://a.org/p>': 1})
    """

    triples: int = 0
    properties: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    links: Counter[str] = field(default_factory=Counter)

    def add(self, lines: Iterable[bytes], targets: Targets, own: bytes) -> set[bytes]:
        """Count triples, and give their objects as terms to be counted; ``own`` begins no link."""
        objects: set[bytes] = set()
        count = 0
        properties = self.properties
        for line in lines:
            _, predicate, value = line.split(b" ", 2)
            value = value[:-3]
            count += 1
            properties[predicate.decode()] += 1
            if predicate == RDF_TYPE:
                self.classes[value.decode()] += 1
            elif predicate == LANGUAGE and len(self.languages) < MOST_LANGUAGES:
                self.languages[value.decode()] += 1
            is_link = value[0] == 60 and predicate != RDF_TYPE and not value.startswith(own)
            if is_link and (target := targets.find(value[1:])):
                self.links[f"{target} {predicate.decode()}"] += 1
            objects.add(folded(value))
        self.triples += count
        return objects

    def merge(self, other: Counts) -> None:
        """Add the counts of other triples."""
        self.triples += other.triples
        for mine, theirs in zip(self._counters(), other._counters(), strict=True):
            mine.update(theirs)

    def as_dict(self) -> dict[str, object]:
        """Give the counts for a JSON file."""
        properties, classes, languages, links = map(dict, self._counters())
        return {
            "triples": self.triples,
            "properties": properties,
            "classes": classes,
            "languages": languages,
            "links": links,
        }

    @classmethod
    def from_dict(cls, data: dict[str, object]) -> Counts:
        """Make the counts of what `as_dict` gave."""
        made = cls()
        for name, value in data.items():
            setattr(made, name, Counter(value) if isinstance(value, dict) else value)
        return made

    def _counters(self) -> tuple[Counter[str], ...]:
        return self.properties, self.classes, self.languages, self.links


def folded(term: bytes) -> bytes:
    """Give a term as it is compared: language tags do not differ by case.

    Source: RDF 1.1 Concepts, section 3.3.

    >>> folded(b'"a"@zh-Hant')
    b'"a"@zh-hant'
    """
    if term[0] == 34 and term[-1] not in (34, 62):
        end = term.rindex(b'"')
        return term[:end] + term[end:].lower()
    return term
