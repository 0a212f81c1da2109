"""Conditions written out again as a mapping writes them, for people to read."""

from __future__ import annotations

import re

from marc2rdf.mapping.conditions import And, Comparison, Condition, Not, Or
from marc2rdf.mapping.selectors import Selector


def condition_text(condition: Condition | None) -> str:
    """Write a condition; nothing for none.

    >>> from marc2rdf.mapping.conditions import parse_condition
    >>> condition_text(parse_condition("not ($a or i1 = '#') and 008/35-37 in 'fre eng'"))
    "not ($a or i1 = '#') and 008/35-37 in 'fre eng'"
    """
    if condition is None:
        return ""
    if isinstance(condition, Comparison):
        return _comparison(condition)
    if isinstance(condition, Not):
        inner = condition_text(condition.part)
        return f"not ({inner})" if isinstance(condition.part, And | Or) else f"not {inner}"
    if isinstance(condition, And) and len(condition.parts) == 1:
        return condition_text(condition.parts[0])
    if isinstance(condition, Or):
        return " or ".join(condition_text(part) for part in condition.parts)
    parts = [
        f"({condition_text(part)})" if _is_or(part) else condition_text(part)
        for part in condition.parts
    ]
    return " and ".join(parts)


def both(*conditions: Condition | None) -> str:
    """Write conditions that must all be true.

    >>> both(None, None)
    ''
    """
    parts = tuple(condition for condition in conditions if condition is not None)
    return condition_text(parts[0] if len(parts) == 1 else And(parts)) if parts else ""


def _is_or(condition: Condition) -> bool:
    """Tell whether a condition needs brackets inside an ``and``."""
    if isinstance(condition, And) and len(condition.parts) == 1:
        return _is_or(condition.parts[0])
    return isinstance(condition, Or)


def _comparison(test: Comparison) -> str:
    if not test.how:
        return test.left.text
    if isinstance(test.right, Selector):
        right = test.right.text
    else:
        text = test.right.pattern if isinstance(test.right, re.Pattern) else test.right
        right = "'" + text.replace("'", "''") + "'"
    return f"{test.left.text} {test.how} {right}"
