"""Counts of fields and subfields: carried, left out on purpose, dropped, by which rules and why.

However many records there are, what is kept is bounded: counters, a few samples, and at most
``MANY`` kinds of subfields, beyond which strange tags count together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from marc2rdf.explain.explainer import Explainer
from marc2rdf.explain.reasons import Untaken, taken
from marc2rdf.explain.trace import Trace
from marc2rdf.explain.traced import Source
from marc2rdf.mapping.mapping import Mapping
from marc2rdf.mapping.problems import shorten
from marc2rdf.rdf.grouping import count_triples
from marc2rdf.rdf.terms import IRI, Statement

MANY = 2_000
SAMPLES = 5
LONG = 80
OTHERS = "others"
Key = tuple[str, str]


@dataclass
class Tally:
    """What became of one kind of subfield (or of control fields with one tag).

    ``reasons`` counts what was not carried by reason, ``on-purpose`` among them; ``words`` has
    an example of each reason, ``samples`` a few values that were dropped.
    """

    records: int = 0
    occurrences: int = 0
    carried: int = 0
    characters: int = 0
    characters_carried: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    words: dict[str, str] = field(default_factory=dict)
    samples: list[str] = field(default_factory=list)

    @property
    def on_purpose(self) -> int:
        """How often it was left out on purpose."""
        return self.reasons["on-purpose"]

    @property
    def dropped(self) -> int:
        """How often it was neither carried nor left out on purpose."""
        return self.occurrences - self.carried - self.on_purpose

    def add(self, other: Tally) -> None:
        """Add the numbers of another one (not the records, which both may have)."""
        self.occurrences += other.occurrences
        self.carried += other.carried
        self.characters += other.characters
        self.characters_carried += other.characters_carried
        self.reasons.update(other.reasons)

    def lose(self, untaken: Untaken, value: str) -> None:
        """Count one that was not carried."""
        self.reasons[untaken.reason] += 1
        self.words.setdefault(untaken.reason, shorten(untaken.why, 2 * LONG))
        sample = shorten(value, LONG)
        wanted = untaken.reason != "on-purpose" and len(self.samples) < SAMPLES
        if wanted and sample and sample not in self.samples:
            self.samples.append(sample)


class Counts:
    """The counts of a run: by tag and subfield (code "" for control fields), and by tag.

    >>> counts = Counts()
    >>> counts.kind(("245", "a")).carried, counts.total().occurrences
    (0, 0)
    """

    def __init__(self) -> None:
        self.records = 0
        self.subfields: dict[Key, Tally] = {}
        self.tags: dict[str, Tally] = {}

    def add(self, trace: Trace, untaken: list[Untaken]) -> None:
        """Count one record."""
        self.records += 1
        carried, _ = taken(trace)
        rules = _rules(trace)
        lost = {one.source: one for one in untaken}
        kinds: set[Key] = set()
        tags: set[str] = set()
        for view in trace.view.fields:
            tag = view.tag if view.tag in self.tags or len(self.tags) < MANY else OTHERS
            tags.add(tag)
            self.tags.setdefault(tag, Tally()).occurrences += 1
            for number, (code, value) in enumerate(view.subfields or [("", view.text)]):
                source = Source(view.index, number if view.subfields else -1)
                key = self._key(tag, code)
                kinds.add(key)
                tally = self.kind(key)
                tally.occurrences += 1
                tally.characters += len(value)
                if source in carried:
                    tally.carried += 1
                    tally.characters_carried += len(value)
                    tally.rules.update(rules.get(source, ()))
                elif source in lost:
                    tally.lose(lost[source], str(value))
        for key in kinds:
            self.subfields[key].records += 1
        for tag in tags:
            self.tags[tag].records += 1

    def kind(self, key: Key) -> Tally:
        """Give the tally of a subfield; it is made where there is none."""
        return self.subfields.setdefault(key, Tally())

    def total(self, first: str = "", last: str = "zzz") -> Tally:
        """Add up all subfields of the tags in a range; control fields are not in it."""
        whole = Tally(records=self.records)
        for (tag, code), tally in self.subfields.items():
            if code and first <= tag <= last:
                whole.add(tally)
        return whole

    def of_tag(self, tag: str) -> list[tuple[str, Tally]]:
        """Give the subfields of a tag in order."""
        return sorted((code, tally) for (t, code), tally in self.subfields.items() if t == tag)

    def _key(self, tag: str, code: str) -> Key:
        known = (tag, code) in self.subfields or len(self.subfields) < MANY
        return (tag, code) if known or not code else (tag, "?")


class Coverer(Explainer):
    """Counts records in the place of a mapping and of a writer."""

    def __init__(self, mapping: Mapping, counts: Counts) -> None:
        super().__init__(mapping, lambda explanation: None)
        self.counts = counts

    def write(self, statements: Sequence[Statement], root: IRI) -> int:
        """Count the record that was converted last."""
        if self.last is not None:
            _, traced = self.last
            self.counts.add(traced, self.reasons_of(traced).untaken(traced))
        return count_triples(list(statements))


def _rules(trace: Trace) -> dict[Source, set[str]]:
    """Give the rules that carried each place."""
    found: dict[Source, set[str]] = {}
    for held in trace.evidence.values():
        for evidence in held:
            for source in evidence.sources:
                place = source._replace(start=-1, end=-1)
                found.setdefault(place, set()).add(evidence.rule)
    return found


def as_dict(counts: Counts, warnings: Counter[str]) -> dict[str, Any]:
    """Give the counts for JSON; docs/coverage.md says what each key holds."""
    return {
        "records": counts.records,
        "all": _numbers(counts.total()),
        "010-830": _numbers(counts.total("010", "830")),
        "fields": [
            {
                "tag": tag,
                "records": counts.tags[tag].records,
                "occurrences": counts.tags[tag].occurrences,
                "subfields": [
                    {"code": code, "records": tally.records, **_numbers(tally), **_more(tally)}
                    for code, tally in counts.of_tag(tag)
                ],
            }
            for tag in sorted(counts.tags)
        ],
        "warnings": dict(sorted(warnings.items())),
    }


def _numbers(tally: Tally) -> dict[str, int]:
    return {
        "occurrences": tally.occurrences,
        "carried": tally.carried,
        "on_purpose": tally.on_purpose,
        "dropped": tally.dropped,
        "characters": tally.characters,
        "characters_carried": tally.characters_carried,
    }


def _more(tally: Tally) -> dict[str, Any]:
    return {
        "rules": dict(sorted(tally.rules.items())),
        "reasons": {
            reason: {"times": count, "example": tally.words[reason]}
            for reason, count in sorted(tally.reasons.items())
            if count
        },
        "samples": tally.samples,
    }
