"""Parts: a packed value cut into named pieces.

A *skeleton* is written as the value looks, ``"{journal} | {volume} | {issue}"``: names in
braces, other text as it stands, blanks elastic.  The whole value must fit, any part may be
empty, and where a separator occurs too often the first name takes the rest.  A text with
``(?P<name>`` is a regular expression, which may hit anywhere in the value.

Skeletons are matched by looking for the separators from the right, in a time that grows
with the length of the value only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from marc2rdf.mapping.patterns import PatternError, compile_pattern, search

_PLACE = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Names and what stands before, between and after them (patterns of one separator)."""

    names: tuple[str, ...]
    before: re.Pattern[str]
    between: tuple[re.Pattern[str], ...]
    after: re.Pattern[str]

    def match(self, value: str) -> dict[str, str] | None:
        """Give the parts by name, or None when the value has another shape."""
        value = value.strip()
        head = self.before.match(value)
        tails = [hit for hit in self.after.finditer(value) if hit.end() == len(value)]
        if head is None or not tails or tails[0].start() < head.end():
            return None
        start, end = head.end(), tails[0].start()
        found: list[str] = []
        hits: dict[re.Pattern[str], list[tuple[int, int]]] = {}
        for separator in reversed(self.between):
            if separator not in hits:
                hits[separator] = [hit.span() for hit in separator.finditer(value, start, end)]
            places = hits[separator]
            while places and places[-1][1] > end:
                places.pop()
            if not places:
                return None
            left, right = places.pop()
            found.append(value[right:end].strip())
            end = left
        found.append(value[start:end].strip())
        return dict(zip(self.names, reversed(found), strict=True))


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression with named groups."""

    pattern: re.Pattern[str]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its groups."""
        return tuple(self.pattern.groupindex)

    def match(self, value: str) -> dict[str, str] | None:
        """Give the groups that took part by name, or None when it does not hit."""
        match = search(self.pattern, value)
        if match is None:
            return None
        return {name: text.strip() for name, text in match.groupdict().items() if text is not None}


Cut = Skeleton | Expression


class PartsError(ValueError):
    """A skeleton or pattern that cannot be read; the message says why."""


def parse_cut(text: str) -> Cut:
    """Read a skeleton or a pattern; raise PartsError for what is neither.

    >>> parse_cut("{journal} | {volume}").match("Law | Ethics | 82")
    {'journal': 'Law | Ethics', 'volume': '82'}
    >>> parse_cut(r"S\\. (?P<pages>[\\d-]+)").match("Bd. 3, S. 11-32")
    {'pages': '11-32'}
    """
    if "(?P<" in text:
        try:
            return Expression(compile_pattern(text))
        except PatternError as error:
            raise PartsError(str(error)) from None
    names: list[str] = []
    literals: list[str] = []
    at = 0
    for match in _PLACE.finditer(text):
        literals.append(text[at : match.start()])
        names.append(match[1].strip())
        if not _NAME.fullmatch(names[-1]):
            raise PartsError(f"'{match[1]}' is no name of a part: small letters, digits and _")
        at = match.end()
    literals.append(text[at:])
    if not names:
        raise PartsError(f"'{text}' names no part: write it as in '{{journal}} | {{volume}}'")
    if any("{" in literal or "}" in literal for literal in literals):
        raise PartsError(f"in '{text}' a brace is not closed or not opened")
    if len(set(names)) < len(names):
        raise PartsError(f"in '{text}' a part stands twice")
    if any(not literal for literal in literals[1:-1]):
        raise PartsError(f"in '{text}' two parts touch: nothing says where one ends")
    return Skeleton(
        tuple(names),
        _separator(literals[0], or_else=""),
        tuple(_separator(literal, or_else=r"\s+") for literal in literals[1:-1]),
        _separator(literals[-1], or_else=r"\Z"),
    )


def _separator(literal: str, or_else: str) -> re.Pattern[str]:
    core = literal.strip()
    if not core:
        return re.compile(or_else)
    words = [re.escape(word) for word in core.split()]
    pattern = words[0]
    for previous, word, plain in zip(words, words[1:], core.split()[1:], strict=False):
        both = previous[-1].isalnum() and plain[0].isalnum()
        pattern += (r"\s+" if both else r"\s*") + word
    if core[0].isalpha():
        pattern = r"(?<![^\W\d_])" + pattern
    if core[-1].isalpha():
        pattern += r"(?![^\W\d_])"
    return re.compile(pattern)
