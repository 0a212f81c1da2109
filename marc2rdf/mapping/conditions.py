"""Conditions: ``LDR/06 in 'at' and (773$x or not 786$n contains ' | ')``.

A comparison is true if any occurrence is.  ``not`` binds tighter than ``and``, ``and``
tighter than ``or``.  On the right stands a text in quotes, a number, or a selector.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from marc2rdf.mapping.patterns import PatternError, compile_pattern
from marc2rdf.mapping.selectors import Selector, SelectorError, parse_selector

COMPARISONS = ("=", "!=", "in", "contains", "starts", "matches")
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*'|\"[^\"]*\")|(?P<op>!=|=)"
    r"|(?P<word>(?:and|or|not)(?=[\s()])|[^\s()='\"!]+(?:\([^()\s]{2}\)[^\s()='\"!]*)?)|(?P<bracket>[()]))"
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison; without ``how`` it asks whether the selector gives anything."""

    left: Selector
    how: str = ""
    right: str | Selector | re.Pattern[str] = ""


@dataclass(frozen=True, slots=True)
class Not:
    """True when its part is not."""

    part: Condition


@dataclass(frozen=True, slots=True)
class And:
    """True when all its parts are."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True when one of its parts is."""

    parts: tuple[Condition, ...]


Condition = Comparison | Not | And | Or


class ConditionError(ValueError):
    """A condition that cannot be read; the message says why."""


def parse_condition(text: str) -> Condition:
    """Read a condition; raise ConditionError for what is none.

    >>> parse_condition("i1 = 1").how
    '='
    >>> parse_condition("not $t").part.left.codes
    't'
    """
    reader = _Reader(_tokens(text))
    condition = reader.alternatives()
    if reader.tokens:
        raise ConditionError(f"'{reader.tokens[0][1]}' is too much: is 'and' or 'or' missing?")
    return condition


def comparisons_of(condition: Condition) -> list[Comparison]:
    """List the comparisons that a condition is made of.

    >>> [test.left.text for test in comparisons_of(parse_condition("$a = $b or not $c"))]
    ['$a', '$c']
    """
    if isinstance(condition, Comparison):
        return [condition]
    parts = (condition.part,) if isinstance(condition, Not) else condition.parts
    return [test for part in parts for test in comparisons_of(part)]


def map_comparisons(condition: Condition, change: Callable[[Comparison], Comparison]) -> Condition:
    """Give the condition with each of its comparisons changed.

    >>> condition = parse_condition("not ($a or $b)")
    >>> map_comparisons(condition, lambda test: test) == condition
    True
    """
    if isinstance(condition, Comparison):
        return change(condition)
    if isinstance(condition, Not):
        return Not(map_comparisons(condition.part, change))
    return type(condition)(tuple(map_comparisons(part, change) for part in condition.parts))


def names_of(condition: Condition) -> set[str]:
    """Give the names (not fields) that a condition looks at.

    >>> names_of(parse_condition("value = $b or not journal")) == {"value", "journal"}
    True
    """
    sides = [side for test in comparisons_of(condition) for side in (test.left, test.right)]
    return {side.name for side in sides if isinstance(side, Selector) and side.name}


def compare(how: str, left: str, right: str, exact: bool) -> bool:
    """Compare two texts; ``exact`` (indicators, positions) reads ``#`` on the right as a blank.

    >>> compare("in", "#", "#3", True), compare("in", " ", "#3", True)
    (False, True)
    >>> compare("in", "gnd", "fast gnd", False)
    True
    """
    words = right.split()
    if exact:
        right = right.replace("#", " ")
        words = [word.replace("#", " ") for word in words]
    if how == "=":
        return left == right
    if how == "!=":
        return left != right
    if how == "contains":
        return right in left
    if how == "starts":
        return left.startswith(right)
    if len(left) == 1 and len(words) <= 1:
        return left in right
    return left in words


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            what = text[at:].strip()[:1]
            hint = ": a quote is not closed" if what in "'\"" else ""
            raise ConditionError(f"'{what}' cannot stand in a condition{hint}")
        tokens.append((str(match.lastgroup), match[str(match.lastgroup)]))
        at = match.end()
    if not tokens:
        raise ConditionError("a condition is empty")
    return tokens


class _Reader:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens

    def peek(self) -> str:
        kind, text = self.tokens[0] if self.tokens else ("end", "")
        return text if kind != "text" else ""

    def take(self, what: str) -> tuple[str, str]:
        if not self.tokens:
            raise ConditionError(f"{what} is missing at the end")
        return self.tokens.pop(0)

    def alternatives(self, depth: int = 0) -> Condition:
        parts = [self.all_of(depth)]
        while self.peek() == "or":
            self.take("or")
            parts.append(self.all_of(depth))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def all_of(self, depth: int) -> Condition:
        parts = [self.one(depth)]
        while self.peek() == "and":
            self.take("and")
            parts.append(self.one(depth))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def one(self, depth: int) -> Condition:
        if depth > 40:
            raise ConditionError("a condition is nested too deeply")
        if self.peek() == "not":
            self.take("not")
            return Not(self.one(depth + 1))
        if self.peek() == "(":
            self.take("(")
            inner = self.alternatives(depth + 1)
            if self.take("')'")[1] != ")":
                raise ConditionError("a bracket is not closed")
            return inner
        return self.comparison()

    def comparison(self) -> Condition:
        kind, text = self.take("a selector")
        if kind == "text":
            raise ConditionError(f"{text} stands where a selector is wanted, such as 245$a")
        if kind != "word" or text in COMPARISONS or text in ("and", "or"):
            raise ConditionError(f"a selector is wanted before '{text}'")
        left = _selector(text)
        if self.peek() not in COMPARISONS:
            return Comparison(left)
        how = self.take("a comparison")[1]
        kind, text = self.take(f"what comes after '{how}'")
        right: str | Selector | re.Pattern[str]
        if kind == "text":
            right = text[1:-1].replace("''", "'") if text[0] == "'" else text[1:-1]
        elif re.fullmatch(r"\d+|#+", text):
            right = text
        elif kind == "word":
            right = _right(text)
        else:
            raise ConditionError(f"a text in quotes is wanted after '{how}', not '{text}'")
        if how == "matches":
            if not isinstance(right, str):
                raise ConditionError("after 'matches' a pattern in quotes is wanted")
            try:
                right = compile_pattern(right)
            except PatternError as error:
                raise ConditionError(str(error)) from None
        return Comparison(left, how, right)


def _selector(text: str) -> Selector:
    try:
        return parse_selector(text)
    except SelectorError as error:
        raise ConditionError(str(error)) from None


def _right(text: str) -> Selector:
    try:
        return parse_selector(text)
    except SelectorError:
        raise ConditionError(f"'{text}' is no selector; a text stands in quotes") from None
