"""Transforms with an argument: what they take, and the function that comes of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from marc2rdf.mapping.needles import Needles, has_needle, is_of_beginning, needles_of
from marc2rdf.mapping.patterns import MAX_VALUE, PatternError, compile_pattern
from marc2rdf.mapping.transforms import Function, Transform


class TransformError(ValueError):
    """A transform with an argument that it cannot take; the message says why."""


def bind(transform: Transform) -> Function:
    """Give the function of one of the transforms with an argument (all but ``prefix``).

    >>> list(bind(Transform("split_every", "3"))("engfre"))
    ['eng', 'fre']
    >>> bind(Transform("regex", (("find", "-+$"), ("replace", ""))))("e-gx---")
    'e-gx'
    """
    name, argument = transform.name, transform.argument
    if name == "split" and isinstance(argument, str) and argument:
        return lambda text: [piece.strip() for piece in text.split(argument)]
    if name == "split_every" and isinstance(argument, str) and re.fullmatch(r"[1-9]\d?", argument):
        step = int(argument)
        return lambda text: [text[at : at + step] for at in range(0, len(text), step)]
    if name == "drop" and isinstance(argument, tuple):
        dropped = {str(item).casefold() for item in argument}
        longest = max(map(len, dropped), default=0)  # no text is shorter when it is folded
        return lambda text: "" if len(text) <= longest and text.casefold() in dropped else text
    if name == "between" and isinstance(argument, tuple) and len(argument) == 2:
        return lambda text: _between(text, str(argument[0]), str(argument[1]))
    if name == "match" and isinstance(argument, str):
        return _matching(_pattern(argument))
    if name == "regex" and isinstance(argument, tuple):
        return _replacing(argument)
    raise TransformError(f"'{name}' takes {_TAKES[name]}")


_TAKES: Mapping[str, str] = MappingProxyType(
    {
        "split": "a text: {split: ';'}",
        "split_every": "a number: {split_every: 3}",
        "drop": "a list: {drop: [und, mul]}",
        "between": "two texts: {between: ['(', ')']}",
        "match": "a pattern: {match: '[0-9]+'}",
        "prefix": "the name of a table: {prefix: authority}",
        "regex": "a map: {regex: {find: 'a', replace: 'b'}}",
    }
)


def takes(name: str) -> str:
    """Say what a transform takes, for messages.

    >>> takes("split_every")
    'a number: {split_every: 3}'
    """
    return _TAKES[name]


def _matching(pattern: re.Pattern[str]) -> Function:
    find = pattern.match if is_of_beginning(pattern) else pattern.search
    group = 1 if pattern.groups else 0
    needle, needles = _needle(pattern)

    def match(text: str) -> str:
        if needle not in text or not (needle or has_needle(text, needles)):
            return ""
        found = find(text, 0, MAX_VALUE)
        return found[group] or "" if found is not None else ""

    return match


def _replacing(argument: tuple[object, ...]) -> Function:
    pairs = dict(pair for pair in argument if isinstance(pair, tuple) and len(pair) == 2)
    if set(pairs) != {"find", "replace"}:
        raise TransformError(f"'regex' takes {_TAKES['regex']}")
    pattern, replacement = _pattern(str(pairs["find"])), str(pairs["replace"])
    substitute = pattern.sub
    try:
        substitute(replacement, "")
    except (re.error, IndexError) as error:
        raise TransformError(f"'{replacement}' is no replacement: {error}") from None
    needle, needles = _needle(pattern)

    def replace(text: str) -> str:
        if needle not in text or not (needle or has_needle(text, needles)):
            return text
        return substitute(replacement, text).strip() if len(text) <= MAX_VALUE else text

    return replace


def _needle(pattern: re.Pattern[str]) -> tuple[str, Needles]:
    """Give the one needle of a pattern, "" if there are several, and the needles."""
    needles = needles_of(pattern)
    return needles[0] if len(needles) == 1 else "", needles


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return compile_pattern(text)
    except PatternError as error:
        raise TransformError(str(error)) from None


def _between(text: str, left: str, right: str) -> str:
    _, found, rest = text.partition(left)
    inner, closed, _ = rest.partition(right)
    return inner.strip() if found and closed else ""
