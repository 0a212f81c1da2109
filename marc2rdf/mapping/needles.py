"""Texts without which a pattern cannot match, and whether it can only at the beginning.

Looking for a text takes a fraction of the time of a search that finds nothing, and most values
have nothing for a pattern that cleans up.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

_MOST = 4
Needles = tuple[str, ...]


@lru_cache(maxsize=4096)
def needles_of(pattern: re.Pattern[str]) -> Needles:
    """Give texts of which every match holds at least one; () when there are no such.

    Where capitals do not matter, letters that have them are not used.

    >>> needles_of(re.compile(r"\\s*([=;])\\s*$")), needles_of(re.compile("a*|b"))
    (('=', ';'), ())
    >>> needles_of(re.compile(r"^Imprint:|\\[etc\\.?\\]")), needles_of(re.compile("(?i)vol[.:]"))
    (('Imprint:', '[etc'), ('.', ':'))
    """
    return _best(_parsed(pattern), bool(pattern.flags & re.IGNORECASE))


def has_needle(text: str, needles: Needles) -> bool:
    """Tell whether a text has one of the needles, or there are none to look for.

    >>> has_needle("a = b", ("=", ";")), has_needle("a", ("=", ";")), has_needle("a", ())
    (True, False, True)
    """
    for needle in needles:
        if needle in text:
            return True
    return not needles


def is_of_beginning(pattern: re.Pattern[str]) -> bool:
    """Tell whether a pattern can match at the beginning of a text only.

    >>> is_of_beginning(re.compile(r"^\\d+")), is_of_beginning(re.compile(r"^a|b"))
    (True, False)
    """
    first = [(str(operation), str(place)) for operation, place in _parsed(pattern)[:1]]
    return first == [("AT", "AT_BEGINNING")] and not pattern.flags & re.MULTILINE


@lru_cache(maxsize=64)
def _parsed(pattern: re.Pattern[str]) -> Any:
    return importlib.import_module("re._parser").parse(pattern.pattern, pattern.flags)


def _best(tree: Iterable[Any], caseless: bool) -> Needles:
    """Give the needles of a tree that are most likely to be missing: long ones, and few."""
    found = sorted(_needles(tree, caseless), key=_commonness)
    return found[0] if found else ()


def _commonness(needles: Needles) -> tuple[int, int]:
    """Give how likely texts are to have needles, roughly: few and long ones are rare."""
    return len(needles) - min(len(needle.strip()) for needle in needles), len(needles)


def _needles(tree: Iterable[Any], caseless: bool) -> Iterator[Needles]:
    """Give what every match of a tree holds: texts, each with those that may stand instead."""
    run = ""
    for operation, argument in tree:
        name = str(operation)
        if name == "LITERAL" and _is_alike(argument, caseless):
            run += chr(argument)
            continue
        if run:
            yield (run,)
            run = ""
        if name == "IN" and 1 <= len(argument) <= _MOST:
            if all(str(k) == "LITERAL" and _is_alike(one, caseless) for k, one in argument):
                yield tuple(chr(one) for _, one in argument)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and argument[0] >= 1:
            yield from _needles(argument[2], caseless)
        elif name == "SUBPATTERN":
            yield from _needles(argument[3], caseless or bool(argument[1] & re.IGNORECASE))
        elif name == "BRANCH":
            each = [_best(branch, caseless) for branch in argument[1]]
            if all(each) and len(several := dict.fromkeys(n for one in each for n in one)) <= _MOST:
                yield tuple(several)
    if run:
        yield (run,)


def _is_alike(code: int, caseless: bool) -> bool:
    """Tell whether a character of a pattern stands for itself alone."""
    return not caseless or chr(code).lower() == chr(code).upper()
