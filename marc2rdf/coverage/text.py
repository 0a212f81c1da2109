"""The counts as text: columns between tabs for programs, a table for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from marc2rdf.coverage.counts import Counts, Tally
from marc2rdf.explain.left_out import REASONS
from marc2rdf.explain.text import clean

COLUMNS: Final = ("field", "records", "times", "carried", "on purpose", "dropped", "rules or why")
DESCRIPTIVE: Final = ("010", "830")


def share(part: int, whole: int) -> str:
    """Give a share in percent; nothing of nothing is ``–``.

    >>> share(1, 3), share(0, 0)
    ('33.3 %', '–')
    """
    return f"{100 * part / whole:.1f} %" if whole else "–"


def headlines(counts: Counts) -> Iterator[str]:
    """Give the lines that say how much of all is carried."""
    what = "1 record" if counts.records == 1 else f"{counts.records:,} records"
    for name, tally in (
        (f"{what}, all fields with subfields", counts.total()),
        ("fields 010–830", counts.total(*DESCRIPTIVE)),
    ):
        yield (
            f"{name}: {tally.occurrences:,} subfields, {share(tally.carried, tally.occurrences)} "
            f"carried, {share(tally.on_purpose, tally.occurrences)} left out on purpose, "
            f"{share(tally.dropped, tally.occurrences)} dropped; "
            f"{share(tally.characters_carried, tally.characters)} of the characters carried"
        )


def rows(counts: Counts) -> Iterator[tuple[str, ...]]:
    """Give a row for each kind of subfield, and for each tag of control fields."""
    for tag in sorted(counts.tags):
        for code, tally in counts.of_tag(tag):
            yield (
                clean(f"{tag} ${code}" if code else tag),
                f"{tally.records}",
                f"{tally.occurrences}",
                share(tally.carried, tally.occurrences),
                share(tally.on_purpose, tally.occurrences),
                share(tally.dropped, tally.occurrences),
                clean(told(tally)),
            )


def told(tally: Tally) -> str:
    """Give the rules, and for what is not carried the reasons and samples."""
    pieces = [", ".join(sorted(tally.rules))] if tally.rules else []
    for reason, count in tally.reasons.most_common():
        if count:
            pieces.append(why(tally, reason))
    if tally.samples:
        pieces.append("such as " + " | ".join(tally.samples[:3]))
    return "; ".join(pieces)


def why(tally: Tally, reason: str) -> str:
    """Give the words for a reason; where they are the same each time, just those."""
    if reason == "on-purpose":
        return f"on purpose: {tally.words[reason]}"
    if reason in ("condition", "emptied", "invalid", "not-first"):
        return f"{REASONS[reason]} ({tally.words[reason]})"
    return REASONS[reason]


def columns(counts: Counts, warnings: Counter[str]) -> Iterator[str]:
    """Give lines of seven columns between tabs, the first one their names."""
    yield "\t".join(COLUMNS)
    yield from map("\t".join, rows(counts))


def table(
    counts: Counts,
    warnings: Counter[str],
    width: int,
    style: Callable[[str, str], str] = lambda text, kind: text,
) -> Iterator[str]:
    """Give the lines of a table for a terminal; its kinds of text are ``head`` and ``lost``."""
    yield from headlines(counts)
    yield ""
    sizes = (9, 9, 9, 8, 10, 8)
    rest = max(20, width - sum(sizes) - 2 * len(sizes))
    yield style(_line(COLUMNS, sizes, rest), "head")
    for row in rows(counts):
        yield style(_line(row, sizes, rest), "" if row[5] in ("0.0 %", "–") else "lost")
    if warnings:
        yield ""
        yield style("warnings", "head")
        for code, count in warnings.most_common():
            yield f"{code:<24}{count:>9,}"


def _line(row: tuple[str, ...], sizes: tuple[int, ...], rest: int) -> str:
    cells = [row[0].ljust(sizes[0])]
    cells += [cell.rjust(size) for cell, size in zip(row[1:-1], sizes[1:], strict=True)]
    last = row[-1] if len(row[-1]) <= rest else row[-1][: rest - 1] + "…"
    return "  ".join([*cells, last]).rstrip()
