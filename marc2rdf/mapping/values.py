"""The values of a clause: from, each, join, do, parts, when and table, in that order."""

from __future__ import annotations

from collections.abc import Iterator

from marc2rdf.errors import RecordError
from marc2rdf.mapping import transforms as library
from marc2rdf.mapping.comparing import holds
from marc2rdf.mapping.identifiers import Refused
from marc2rdf.mapping.plan import Clause
from marc2rdf.mapping.reading import Reading
from marc2rdf.mapping.scope import Scope

Pair = tuple[str, str]  # a value before and after its transforms


def values(clause: Clause, scope: Scope, read: Reading) -> Iterator[Scope]:
    """Give a scope for each value of a clause; raise RecordError for ``missing: error``."""
    if not clause.sources:
        if may(clause, scope, read):
            own = [scope.raw if clause.from_raw else scope.value]
            twin = [scope.twin_raw if clause.from_raw else scope.twin_value]
            yield from _refine(clause, scope, own, twin, read)
        return
    for alternatives in clause.sources:
        for selector in alternatives:
            gave = False
            for inner, texts, twins in read.select(selector, clause, scope):
                if may(clause, inner, read):
                    for refined in _refine(clause, inner, texts, twins, read):
                        gave = True
                        yield refined
            if gave:
                break


def may(clause: Clause, scope: Scope, read: Reading) -> bool:
    """Tell whether the part of a clause's ``when`` that needs no value is true."""
    return clause.before is None or holds(clause.before, scope, read)


def _refine(
    clause: Clause, scope: Scope, texts: list[str], twins: list[str], read: Reading
) -> Iterator[Scope]:
    """Transform values and pair them with those of the linked 880, cut parts, test, look up."""
    if not scope.linked:
        for raw, value in _pairs(clause, scope, texts, read):
            yield from _refine_value(clause, scope, (raw, value), ("", ""), read)
        return
    own = list(_pairs(clause, scope, texts, read))
    linked = list(_pairs(clause, scope, twins, read, quiet=True))
    if len(own) != len(linked):
        if clause.kind != "value" or clause.entries or clause.choose or clause.parts:
            linked = (linked + [("", "")] * len(own))[: len(own)]
        else:
            own = linked
    for pair, twin in zip(own, linked, strict=True):
        yield from _refine_value(clause, scope, pair, twin, read)


def _refine_value(
    clause: Clause, scope: Scope, pair: Pair, twin: Pair, read: Reading
) -> Iterator[Scope]:
    """Give the scope of one value, unless a condition or a table takes it out."""
    inner = scope._replace(
        value=pair[1],
        raw=pair[0],
        twin_value=twin[1],
        twin_raw=twin[0],
        authored=scope.authored and not clause.sources and not clause.do,
    )
    if clause.parts:
        inner = read.cut(clause.parts, inner)
    if clause.after is not None and not holds(clause.after, inner, read):
        return
    if not clause.table or clause.choose:
        yield inner
    else:
        yield from _look_up(clause, inner, read)


def _pairs(
    clause: Clause, scope: Scope, texts: list[str], read: Reading, quiet: bool = False
) -> Iterator[Pair]:
    """Give (before, after the transforms) for the values of one field.

    A value that is blank is none, but for a whole field whose text is not looked at.
    """
    if not clause.do:
        yield from ((text, text) for text in texts if text or not clause.table)
        return

    def complain(refused: Refused) -> None:
        if not quiet:
            read.notice(refused.code, str(refused), clause, scope)

    if any(transform.name in library.OVER_ALL for transform in clause.do):
        yield from ((value, value) for value in read.chains.apply(clause.do, texts, complain))
        return
    for text in texts:
        yield from ((text, value) for value in read.chains.apply(clause.do, [text], complain))


def _look_up(clause: Clause, scope: Scope, read: Reading) -> Iterator[Scope]:
    found = read.chains.look_up(clause.table, scope.value)
    for value in found:
        yield scope._replace(value=value, authored=True, twin_value="", twin_raw="")
    if found:
        return
    what = f"'{scope.value}' is not in the table '{clause.table}'"
    if clause.missing == "keep":
        yield scope
    elif clause.missing == "error":
        raise RecordError(
            what,
            where=str(clause.place),
            code="not-in-table",
            hint="Mend the record, or let the rule say missing: warn.",
        )
    elif clause.missing == "warn":
        read.notice("not-in-table", what, clause, scope)
