"""Regular expressions of a mapping, refused when a hostile value could make them run for ever.

A repetition whose rounds can be cut in several ways, such as ``(a+)+``, ``(aa?)*`` or
``(a|ab)*``, tries them all and takes time without bound.  It is allowed only where a
character that what varies cannot match stands in each round, as in ``(?:,\\d+)*``.

What is left is bounded by the length of a value: only so much of it is looked at as a MARC
field can hold.

Source: Python's ``re``; OWASP, "Regular expression Denial of Service".
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

MAX_LENGTH = 2_000
MAX_VALUE = 10_000
_MANY = 10
_SAMPLE = [*map(chr, range(0x20, 0x7F)), "\n", "\t", "\u00a0", "é", "Ж", "字", "–", "٣"]


class PatternError(ValueError):
    """A pattern that is none, or one that could run for ever; the message says why."""


@lru_cache(maxsize=4096)
def compile_pattern(text: str) -> re.Pattern[str]:
    """Compile a pattern; raise PatternError for a wrong or a dangerous one.

    >>> compile_pattern(r"(\\d+)").match("12").group(1)
    '12'
    >>> compile_pattern("(a+)+$")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
        ...
    marc2rdf.mapping.patterns.PatternError: '(a+)+$' repeats a repetition and could run for ever
    """
    if len(text) > MAX_LENGTH:
        raise PatternError(f"a pattern has at most {MAX_LENGTH} characters")
    try:
        pattern = re.compile(text)
        tree = importlib.import_module("re._parser").parse(text)
    except (re.error, RecursionError, OverflowError, FutureWarning) as error:
        raise PatternError(f"'{text}' is no regular expression: {error}") from None
    if any(_explodes(body) for body in _repeated(tree, _MANY)):
        raise PatternError(f"'{text}' repeats a repetition and could run for ever")
    return pattern


def search(pattern: re.Pattern[str], value: str) -> re.Match[str] | None:
    """Look for a pattern in as much of a value as a field can hold.

    >>> search(compile_pattern("b+"), "abbc")[0]
    'bb'
    """
    return pattern.search(value, 0, MAX_VALUE)


def _repeated(tree: Iterable[Any], many: int) -> Iterator[Any]:
    """Give the bodies of all repetitions that may have ``many`` rounds or more."""
    for operation, argument in tree:
        if _is_repeat(operation) and argument[1] >= many:
            yield argument[2]
        for inner in _parts(argument):
            yield from _repeated(inner, many)


def _is_repeat(operation: Any) -> bool:
    return str(operation) in ("MAX_REPEAT", "MIN_REPEAT")


def _parts(argument: Any) -> Iterator[Any]:
    """Give the trees inside an operation's argument."""
    if hasattr(argument, "data") and isinstance(argument.data, list):
        yield argument.data
    elif isinstance(argument, list | tuple):
        for item in argument:
            yield from _parts(item)


def _explodes(body: Any) -> bool:
    """Tell whether the rounds of a repetition with this body can be cut in several ways."""
    varying = list(_varying(body))
    if not varying:
        return False
    for operation, argument in body:
        if str(operation) in ("LITERAL", "IN"):
            marks = _characters(operation, argument)
            if marks and not any(_may_match(part, ord(c)) for part in varying for c in marks):
                return False
    return True


def _varying(tree: Iterable[Any]) -> Iterator[Any]:
    """Give the parts that can take more or less, or the same text in two ways."""
    for operation, argument in tree:
        if _is_repeat(operation) and argument[0] != argument[1]:
            yield argument[2]
        elif str(operation) == "BRANCH" and _overlap(argument[1]):
            yield [(operation, argument)]
        else:
            for inner in _parts(argument):
                yield from _varying(inner)


def _overlap(branches: Sequence[Any]) -> bool:
    """Tell whether two alternatives may begin with the same character, or one be empty."""
    if any(len(branch) == 0 for branch in branches):
        return True
    return any(
        sum(_may_match([branch[0]], ord(character)) for branch in branches) > 1
        for character in _SAMPLE
    )


def _characters(operation: Any, argument: Any) -> list[str]:
    """Give the characters of a literal, or those of the sample that are in a set."""
    if str(operation) == "LITERAL":
        return [chr(argument)]
    return [character for character in _SAMPLE if _in_set(argument, ord(character))]


def _may_match(tree: Any, character: int) -> bool:
    """Tell whether some part of a tree may match this character; in doubt it may."""
    for operation, argument in tree:
        name = str(operation)
        if name == "LITERAL":
            matches = argument == character
        elif name == "NOT_LITERAL":
            matches = argument != character
        elif name == "IN":
            matches = _in_set(argument, character)
        elif name in ("SUBPATTERN", "MAX_REPEAT", "MIN_REPEAT", "BRANCH"):
            matches = any(_may_match(part, character) for part in _parts(argument))
        else:
            matches = name != "AT"
        if matches:
            return True
    return False


def _in_set(items: Any, character: int) -> bool:
    negated = found = False
    for operation, argument in items:
        name = str(operation)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            found |= argument == character
        elif name == "RANGE":
            found |= argument[0] <= character <= argument[1]
        else:
            found |= _in_category(str(argument), chr(character))
    return found != negated


def _in_category(name: str, character: str) -> bool:
    kinds = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}
    kind = next((kinds[key] for key in kinds if name.endswith(key)), r"[\s\S]")
    return (re.fullmatch(kind, character) is not None) != ("NOT_" in name)
