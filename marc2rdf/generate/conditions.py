"""Conditions as expressions, each comparison in the shortest form that its values allow."""

from __future__ import annotations

import re
from dataclasses import replace

from marc2rdf.generate.reading import LEADER, Predicate, Reading, whole_or_none
from marc2rdf.generate.runtime import ONCE, searcher
from marc2rdf.generate.scope import At, Untold
from marc2rdf.mapping.conditions import And, Comparison, Condition, Not, Or, comparisons_of
from marc2rdf.mapping.plan import Join
from marc2rdf.mapping.selectors import OCCURRENCE, OF_RECORD, Selector


def is_of_record(condition: Condition) -> bool:
    """Tell whether a condition is the same for all fields of a record."""
    sides = [side for test in comparisons_of(condition) for side in (test.left, test.right)]
    return all(s.tag or s.name in OF_RECORD for s in sides if isinstance(s, Selector))


class Conditions:
    """Gives the expression of a condition where ``at`` stands."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.code = reading.code

    def test(self, condition: Condition, at: At) -> str:
        """Give the expression of a condition; what all fields share is tested before them."""
        if at.index.startswith("n") and self.code.may_lift and is_of_record(condition):
            return self.code.lifted(self._test(condition, replace(at, index="")))
        return self._test(condition, at)

    def _test(self, condition: Condition, at: At) -> str:
        if isinstance(condition, And | Or):
            word = " and " if isinstance(condition, And) else " or "
            parts = [self.test(part, at) for part in condition.parts]
            return parts[0] if len(parts) == 1 else f"({word.join(parts)})"
        if isinstance(condition, Not):
            return f"not {self.test(condition.part, at)}"
        made = self._comparison(condition, at)
        costly = "any(" in made or "c001" in made
        if costly and is_of_record(condition) and "run.type" not in made:
            return self.code.shared(made)
        return made

    def _comparison(self, test: Comparison, at: At) -> str:
        left = test.left
        if left.name == OCCURRENCE:
            return self._occurs(str(test.right), at)
        if not test.how:
            return self._exists(left, at)
        if isinstance(test.right, Selector):
            lefts = self.reading.texts(left, at, raw=True)
            rights = self.reading.texts(test.right, at, raw=True)
            how = self.code.constant(test.how, "k")
            whole = "whole" in (lefts.kind, rights.kind)
            if whole:
                raise Untold("a whole field compared")
            if test.how == "contains" and lefts.kind == "many" and rights.kind == "one":
                sought = rights.given
                return f"('' != {sought} and any({sought} in x for x in {lefts.given}))"
            return f"compare_any({how}, {lefts.listed}, {rights.listed})"
        width = left.end - left.start if left.start >= 0 else 0
        if left.name in ("i1", "i2"):
            width = 1
        return self._any(left, at, self._predicate(test, width), test.how in ("=", "in"))

    def _occurs(self, which: str, at: At) -> str:
        """Give the test that the field at hand is the first, the last or another of its like."""
        if not at.places:
            raise Untold("the place of a field among others")
        number = {"first": 1, "last": 0}[which] if which.isalpha() else int(which)
        test = f"{at.index} == {at.places}[{number - 1}]"
        return test if number < 2 else f"(len({at.places}) >= {number} and {test})"

    def _any(self, left: Selector, at: At, holds: Predicate, whole_width: bool) -> str:
        """Give the test that a predicate holds for any of a selector's texts.

        ``whole_width``: the predicate is false for a text that is too short.
        """
        reading = self.reading
        if left.tag and left.tag != "LDR" and left.tag not in ONCE:
            inner = reading.entered(left, "g")
            guard = reading.indicators(left, "g")
            test = self._any_of_field(left, inner, holds, whole_width)
            both = f"{guard} and {test}" if guard else test
            return self._any_field(left.tag, both)
        if left.name:
            return holds(reading.name(left.name, at, raw=True))
        if not left.tag:
            return self._any_of_field(left, at, holds, whole_width) if at.field else "False"
        source = "ldr" if left.tag == "LDR" else f"c{left.tag}"
        if left.codes:
            return "False"
        return holds(self._positions(left, source, whole_width))

    def _any_of_field(self, left: Selector, at: At, holds: Predicate, whole_width: bool) -> str:
        if at.control:
            return "False" if left.codes else holds(self._positions(left, at.field, whole_width))
        texts = self.reading.of_field(left, at, Join(), (), raw=True)
        if texts.kind == "whole":
            raise Untold("a whole field compared")
        if texts.kind == "one":
            return f"any({holds('x')} for x in ({texts.given},))"
        if left.start >= 0:
            return f"any({holds('x')} for x in {texts.given})"
        reading = self.reading
        mark = reading.mark(left.codes)
        values = reading.values(left.codes, at.field)
        return f"({mark} in {at.field} and any({holds('x')} for x in {values}))"

    def _positions(self, selector: Selector, text: str, whole_width: bool) -> str:
        start, end = selector.start, selector.end
        if start < 0:
            return text if text == "ldr" else f"({text} if {text}.strip() else '')"
        if text == "ldr" and end - start == 1 and end <= LEADER:
            return f"{text}[{start}]"
        short = whole_width or end - start == 1
        return f"{text}[{start}:{end}]" if short else whole_or_none(text, start, end)

    def _predicate(self, test: Comparison, width: int) -> Predicate:
        """Give what makes a text into a comparison of it; false for an empty text."""
        constant, exact = self.code.constant, test.left.exact
        if isinstance(test.right, re.Pattern):
            pattern = constant(test.right, "p", test.right.pattern)
            changed = ".replace(' ', '#')" if exact and "#" in test.right.pattern else ""
            if width:
                return lambda x: f"('' != {x} and {pattern}.search({x}{changed}) is not None)"
            return lambda x: f"('' != {x} and search({pattern}, {x}{changed}) is not None)"
        right = str(test.right)
        words = right.split()
        if exact:
            right = right.replace("#", " ")
            words = [word.replace("#", " ") for word in words]
        if test.how == "in":
            wanted = {*words, *(right if len(words) <= 1 else "")} - {""}
            if width:
                wanted = {word for word in wanted if len(word) == width}
            fixed = constant(frozenset(wanted), "in", right)
            return lambda x: f"{x} in {fixed}"
        if not right:
            raise Untold("a comparison with nothing")
        if test.how == "=" and width and len(right) != width:
            return lambda x: "False"
        name = constant(right, "k")
        forms: dict[str, Predicate] = {
            "=": lambda x: f"{x} == {name}",
            "!=": lambda x: f"'' != {x} != {name}",
            "contains": lambda x: f"{name} in {x}",
            "starts": lambda x: f"{x}.startswith({name})",
        }
        return forms[test.how]

    def _exists(self, left: Selector, at: At) -> str:
        """Give the test that a selector gives anything."""
        reading = self.reading
        whole = bool(left.tag) and not left.codes and not left.exact
        if whole and left.tag != "LDR" and not left.tag.startswith("00"):
            guard = reading.indicators(left, "g")
            if guard or "X" in left.tag:
                return self._any_field(left.tag, guard or "True")
            return f"{self.code.constant(left.tag, 't')} in by"
        if left.codes and left.start < 0 and not left.tag:
            return self._has(left.codes, at.field) if at.field and not at.control else "False"
        if left.codes and left.start < 0 and not left.tag.startswith("00") and left.tag != "LDR":
            guard = reading.indicators(left, "g")
            has = self._has(left.codes, "g")
            return self._any_field(left.tag, f"{guard} and {has}" if guard else has)
        return self._any(left, at, lambda x: f"{x}.strip() != ''", False)

    def _any_field(self, tag: str, test: str) -> str:
        """Give the expression that a field with a tag passes a test of ``g``."""
        if "X" in tag:
            return f"any({test} for g, _ in {self.reading.entries(tag)})"
        return self.code.marked(tag, test)

    def _has(self, codes: str, field: str) -> str:
        has = self.code.constant(searcher(codes), "has", codes)
        if len(codes) == 1:
            mark = self.reading.mark(codes)
            return f"({mark} in {field} and {has}({field}) is not None)"
        return f"({has}({field}) is not None)"
