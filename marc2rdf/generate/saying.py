"""Fields said by the functions of their tags, or from memory where they were met before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any, NamedTuple

from marc2rdf.generate.memory import GROUPED, NOT_ASCII, NOT_PLAIN, WAYS, Besides, Known, Told
from marc2rdf.generate.run import Run
from marc2rdf.rdf.rows import Portion

Says = Callable[[Run, str, int, tuple[Any, ...]], None]
Asks = Callable[[Run], tuple[Any, ...]]


class Sayer(NamedTuple):
    """What says a field with one tag, what asks the record before, and `Functions.alone`."""

    says: Says
    asks: Asks | None
    alone: bool


def say_fields(run: Run, sayers: Mapping[str, Sayer]) -> None:
    """Say all fields, from memory where they were met before."""
    stands, said, hashes, slugs = run.own is not None, run.said, run.hashes, run.slugs
    asked_of: dict[str, tuple[Any, ...]] = {}
    for index, (tag, field) in enumerate(zip(run.record.tags, run.fields, strict=True)):
        if tag not in sayers:
            continue
        says, asks, alone = sayers[tag]
        if asks is None:
            asked: tuple[Any, ...] = ()
            told = field.told
        else:
            if tag not in asked_of:
                asked_of[tag] = asks(run)
            asked = asked_of[tag]
            told = field.answers.get(asked) if field.answers is not None else None
        if told is not None and told.besides is None and stands:
            said += told.said
            hashes += told.hashes
            slugs += told.slugs
            continue
        run.look_at_marks(field.marks if alone else NOT_ASCII | NOT_PLAIN)
        if not (field.is_met and stands):
            says(run, field.text, index, asked)
            continue
        if told is None:
            told = remembered(run, says, field.text, asked)
            if asks is None:
                field.told = told
            else:
                field.answers = {} if field.answers is None else field.answers
                keep(told, field.answers, asked, WAYS)
        say_again(run, told, index)
    run.look_at_marks(run.marks)


def say_group(run: Run, asks: Asks, says: Says, known: Known) -> None:
    """Say rules that read the same fields, from memory where all that they read was met before."""
    asked = asks(run)
    told = known.told.get(asked)
    if told is None or run.own is None:
        run.look_at_marks(NOT_ASCII | NOT_PLAIN)
        if run.own is not None and known.met.before(asked):
            told = remembered(run, says, "", asked)
            keep(told, known.told, asked, GROUPED)
        else:
            says(run, "", 0, asked)
            told = None
        run.look_at_marks(run.marks)
    if told is not None:
        say_again(run, told, -1)


def say_again(run: Run, told: Told, index: int) -> None:
    """Say what was said before; ``index`` is the place of the field in the record."""
    run.said += told.said
    run.hashes += told.hashes
    run.slugs += told.slugs
    if told.besides is not None:
        run.noted += told.besides.notes
        for number, subject, holder, item in told.besides.items:
            run.put_item(number, subject, holder, index, item)


def remembered(run: Run, says: Says, text: str, asked: tuple[Any, ...]) -> Told:
    """Have something say all it says, apart from what the record says; give that."""
    kept = run.said, run.noted, run.slugs, run.lists
    run.said, run.noted, run.slugs, run.lists = [], [], [], {}
    says(run, text, 0, asked)
    portions = [(number, Portion(rows, kept=True)) for number, rows in run.said]
    hashes = tuple(chain.from_iterable(portion.hashes for _, portion in portions))
    items = tuple(
        (number, subject, holder, item)
        for (subject, holder), entries in run.lists.items()
        for _, number, _, item in entries
    )
    besides = Besides(tuple(run.noted), items) if run.noted or items else None
    told = Told(tuple(portions), hashes, tuple(run.slugs), besides)
    run.said, run.noted, run.slugs, run.lists = kept
    return told


def keep(
    told: Told, memory: dict[tuple[Any, ...], Told], asked: tuple[Any, ...], limit: int
) -> None:
    """Keep what was said, by what was asked; forget the rest where that has become too much."""
    if len(memory) >= limit:
        memory.clear()
    memory[asked] = told
