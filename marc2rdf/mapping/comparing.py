"""Conditions held against a record: always the original field, never its linked 880."""

from __future__ import annotations

import re

from marc2rdf.mapping.conditions import And, Comparison, Condition, Not, Or, compare
from marc2rdf.mapping.patterns import search
from marc2rdf.mapping.reading import Reading
from marc2rdf.mapping.scope import Scope


def holds(condition: Condition, scope: Scope, read: Reading) -> bool:
    """Tell whether a condition is true where ``scope`` stands; any occurrence may make it so."""
    if isinstance(condition, And):
        return all(holds(part, scope, read) for part in condition.parts)
    if isinstance(condition, Or):
        return any(holds(part, scope, read) for part in condition.parts)
    if isinstance(condition, Not):
        return not holds(condition.part, scope, read)
    return _is_true(condition, scope, read)


def _is_true(test: Comparison, scope: Scope, read: Reading) -> bool:
    lefts = read.texts(test.left, scope, raw=True)
    if not test.how:
        whole = bool(test.left.tag) and not test.left.codes and not test.left.exact
        return any(text.strip() for text in lefts) or (whole and bool(lefts))
    if isinstance(test.right, re.Pattern):
        if test.left.exact and "#" in test.right.pattern:
            lefts = [text.replace(" ", "#") for text in lefts]
        return any(search(test.right, text) for text in lefts)
    if isinstance(test.right, str):
        return any(compare(test.how, left, test.right, test.left.exact) for left in lefts)
    rights = read.texts(test.right, scope, raw=True)
    return any(compare(test.how, left, right, False) for left in lefts for right in rights)
