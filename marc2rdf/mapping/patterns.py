"""Regular expressions of a mapping, refused when a hostile value could make them run for ever.

A repetition inside a repetition, such as ``(a+)+``, tries every way to cut a value in two
and takes time without bound.  It is allowed only where a character that the inner one
cannot match stands between the rounds, as in ``(?:,\\d+)*``.

Source: Python's ``re``; OWASP, "Regular expression Denial of Service".
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator
from typing import Any

MAX_LENGTH = 2_000
_UNBOUNDED = 50


class PatternError(ValueError):
    """A pattern that is none, or one that could run for ever; the message says why."""


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
    if any(_explodes(body) for body in _repeated(tree)):
        raise PatternError(f"'{text}' repeats a repetition and could run for ever")
    return pattern


def _repeated(tree: Iterable[Any]) -> Iterator[Any]:
    """Give the bodies of all repetitions without a small bound."""
    for operation, argument in tree:
        if str(operation) in ("MAX_REPEAT", "MIN_REPEAT") and argument[1] >= _UNBOUNDED:
            yield argument[2]
        for inner in _parts(argument):
            yield from _repeated(inner)


def _parts(argument: Any) -> Iterator[Any]:
    """Give the trees inside an operation's argument."""
    if hasattr(argument, "data") and isinstance(argument.data, list):
        yield argument.data
    elif isinstance(argument, list | tuple):
        for item in argument:
            yield from _parts(item)


def _explodes(body: Any) -> bool:
    inner = [repeated for repeated in _repeated(body)]
    if not inner:
        return False
    for operation, argument in body:
        if str(operation) == "LITERAL" and not any(_may_match(part, argument) for part in inner):
            return False
    return True


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
