"""Characters without which a pattern cannot match, and whether it can only at the beginning.

Looking for a character takes a fraction of the time of a search that finds nothing, and most
values have nothing for a pattern that cleans up.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

_MOST = 4


@lru_cache(maxsize=4096)
def needles_of(pattern: re.Pattern[str]) -> str:
    """Give characters of which every match has at least one; "" when there are no such.

    Letters that have capitals are not used, so that flags do not matter.

    >>> needles_of(re.compile(r"\\s*([=;])\\s*$")), needles_of(re.compile("a*|b"))
    ('=;', '')
    >>> needles_of(re.compile(r"^Imprint:|\\[etc\\.?\\]"))
    ':['
    """
    return _best(_parsed(pattern))


def is_of_beginning(pattern: re.Pattern[str]) -> bool:
    """Tell whether a pattern can match at the beginning of a text only.

    >>> is_of_beginning(re.compile(r"^\\d+")), is_of_beginning(re.compile(r"^a|b"))
    (True, False)
    """
    if pattern.flags & re.MULTILINE:
        return False
    return [(str(operation), str(place)) for operation, place in _parsed(pattern)[:1]] in (
        [("AT", "AT_BEGINNING")],
        [("AT", "AT_BEGINNING_STRING")],
    )


def has_needle(text: str, needles: str) -> bool:
    """Tell whether a text has one of the needles, or there are none to look for.

    >>> has_needle("a = b", "=;"), has_needle("a", "=;"), has_needle("a", "")
    (True, False, True)
    """
    for needle in needles:
        if needle in text:
            return True
    return not needles


@lru_cache(maxsize=64)
def _parsed(pattern: re.Pattern[str]) -> Any:
    return importlib.import_module("re._parser").parse(pattern.pattern, pattern.flags)


def _best(tree: Iterable[Any]) -> str:
    """Give the needles of a tree that are likely to be missing; "" when there are none."""
    found = sorted(_needles(tree), key=lambda needles: (needles == " ", len(needles)))
    return found[0] if found else ""


def _needles(tree: Iterable[Any]) -> Iterator[str]:
    for operation, argument in tree:
        name = str(operation)
        if name == "LITERAL" and _has_no_case(chr(argument)):
            yield chr(argument)
        elif name == "IN" and 1 <= len(argument) <= _MOST:
            if all(str(kind) == "LITERAL" and _has_no_case(chr(one)) for kind, one in argument):
                yield "".join(chr(one) for _, one in argument)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and argument[0] >= 1:
            yield from _needles(argument[2])
        elif name == "SUBPATTERN":
            yield from _needles(argument[3])
        elif name == "BRANCH":
            each = [_best(branch) for branch in argument[1]]
            if all(each) and len(both := "".join(dict.fromkeys("".join(each)))) <= _MOST:
                yield both


def _has_no_case(character: str) -> bool:
    return character.lower() == character.upper()
