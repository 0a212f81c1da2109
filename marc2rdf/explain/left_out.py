"""What a mapping leaves out on purpose: a CSV file of fields and reasons beside it.

For ``marc21.yaml`` it is ``marc21.left-out.csv``, and so for every mapping that another one
extends.  Its columns are ``field`` (a selector: ``040``, ``245$c``, ``6XX(.0)$2``, or ``$6$8``
for these subfields of every field), ``reason``, and perhaps ``only``: names of ``REASONS``, and
then it is left out on purpose only where it was not taken for one of these (a date in 260 $c
because a condition was false, not because it is no date).  What a rule takes is not left out.
"""

from __future__ import annotations

import csv
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from marc2rdf.errors import MappingError, Problem
from marc2rdf.mapping.plan import Plan
from marc2rdf.mapping.selectors import Selector, SelectorError, parse_selector

MANY = 5_000
REASONS: Final = MappingProxyType(
    {
        "on-purpose": "left out on purpose",
        "no-rule": "no rule takes it",
        "condition": "a condition is false",
        "emptied": "a transform or table leaves nothing of it",
        "invalid": "its value is invalid",
        "not-first": "another value came first",
        "asked": "only conditions look at it",
        "names": "it only tells an IRI from others",
        "without": "left out by --without",
        "linked": "its linked field says it",
        "empty": "it is empty",
    }
)


class Entry(NamedTuple):
    """One line of the file."""

    selector: Selector
    reason: str
    only: tuple[str, ...] = ()


class LeftOut:
    """The fields and subfields left out on purpose, with reasons.

    >>> left_out = LeftOut([Entry(parse_selector("6XX$2$6"), "schemes are told by the IRI")])
    >>> left_out.of_field("650", " ", "7", "2")[0].reason, left_out.of_field("650", " ", "7", "a")
    ('schemes are told by the IRI', ())
    """

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries
        self._known: dict[tuple[str, str, str, str], tuple[Entry, ...]] = {}

    @classmethod
    def of(cls, plan: Plan) -> LeftOut:
        """Read the files beside all files of a plan; those nearest to it come first.

        Raises MappingError for a line that cannot be read.
        """
        entries: list[Entry] = []
        for file in reversed(plan.files):
            path = Path(file).with_suffix(".left-out.csv")
            if path.is_file():
                entries += read_entries(path)
        return cls(entries)

    def of_field(self, tag: str, i1: str, i2: str, code: str) -> tuple[Entry, ...]:
        """Give the entries for a subfield, or with code "" for a control field."""
        key = (tag, i1, i2, code)
        if key not in self._known:
            found = tuple(entry for entry in self.entries if _means(entry.selector, *key))
            if len(self._known) >= MANY:
                return found
            self._known[key] = found
        return self._known[key]


def read_entries(path: Path) -> list[Entry]:
    """Read one file; raise MappingError with all lines that are wrong."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        what = f"it cannot be read ({error})"
        raise MappingError([Problem(str(path), 1, 1, "no-such-file", what, "")]) from error
    rows = csv.DictReader(text.splitlines())
    if not {"field", "reason"} <= set(rows.fieldnames or ()):
        what = "it needs the columns 'field' and 'reason'"
        raise MappingError([Problem(str(path), 1, 1, "wrong-shape", what, "")])
    for row in rows:
        field, reason = (row["field"] or "").strip(), (row["reason"] or "").strip()
        only = tuple((row.get("only") or "").split())
        if field.startswith("#") or not (field or reason):
            continue
        try:
            selector = parse_selector(field)
            if selector.name:
                raise SelectorError(f"'{field}' is no field")
            if not reason:
                raise SelectorError(f"'{field}' has no reason")
            if unknown := set(only) - set(REASONS):
                raise SelectorError(f"'{min(unknown)}' is none of {', '.join(REASONS)}")
        except SelectorError as error:
            problems.append(Problem(str(path), rows.line_num, 1, "selector", str(error), ""))
        else:
            entries.append(Entry(selector, reason, only))
    if problems:
        raise MappingError(problems)
    return entries


def _means(selector: Selector, tag: str, i1: str, i2: str, code: str) -> bool:
    if selector.codes and (not code or code not in selector.codes):
        return False
    if selector.i1 not in (".", i1) or selector.i2 not in (".", i2):
        return False
    return not selector.tag or (len(tag) == 3 and selector.takes_tag(tag))
