"""Rules that are compiled when a record first has a field for them.

A shipped mapping has some 150 rules, and a record has fields for a third of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, overload

from marc2rdf.mapping.lazily import Lazily
from marc2rdf.mapping.plan import Clause
from marc2rdf.mapping.selectors import Selector

FIRST = "kind"  # the rule that others ask for the class of the record


class HasFields(Protocol):
    """What rules ask of a record."""

    def with_tag(self, tag: str) -> Sequence[object]:
        """Give the fields with a tag, in which X stands for any digit."""


class LazyRules(Sequence[Clause]):
    """The rules of a plan in their order; ``tags`` are of fields without which one is silent.

    A rule without ``tags`` may speak of any record.

    >>> from marc2rdf.mapping.problems import Place
    >>> place = Place("my.yaml", 1, 1)
    >>> rules = LazyRules({"title": ("245",)}, Lazily(["title"], lambda n: Clause(place, n)))
    >>> len(rules), rules[0].rule
    (1, 'title')
    """

    def __init__(self, tags: Mapping[str, tuple[str, ...]], clauses: Lazily[Clause]) -> None:
        self._tags = tags
        self._names = list(clauses)
        self._clauses = clauses

    def of(self, record: HasFields) -> Iterator[Clause]:
        """Give the rules that may say something of a record; no other is compiled."""
        for name in self._names:
            tags = self._tags[name]
            if not tags or any(record.with_tag(tag) for tag in tags):
                yield self._clauses[name]

    @overload
    def __getitem__(self, index: int) -> Clause: ...
    @overload
    def __getitem__(self, index: slice) -> list[Clause]: ...
    def __getitem__(self, index: int | slice) -> Clause | list[Clause]:
        names = self._names[index]
        if isinstance(names, str):
            return self._clauses[names]
        return [self._clauses[name] for name in names]

    def __len__(self) -> int:
        return len(self._names)

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (tuple(self),)


def rules_for(rules: Sequence[Clause], record: HasFields) -> list[Clause]:
    """Give the rules that a record is to be said by, the one for its class first."""
    own: Iterable[Clause] = rules.of(record) if isinstance(rules, LazyRules) else rules
    return sorted(own, key=lambda rule: rule.rule != FIRST)


def tags_of(sources: Iterable[tuple[Selector, ...]]) -> tuple[str, ...]:
    """Give the tags of which a record must have one for a rule to find a value.

    None where it may find one without: in the leader, or in what has a name.

    >>> from marc2rdf.mapping.selectors import parse_alternatives
    >>> tags_of([parse_alternatives("245$a or 6XX")]), tags_of([parse_alternatives("LDR/06")])
    (('245', '6XX'), ())
    """
    selectors = [selector for alternatives in sources for selector in alternatives]
    if any(selector.tag in ("", "LDR") for selector in selectors):
        return ()
    return tuple(dict.fromkeys(selector.tag for selector in selectors))
