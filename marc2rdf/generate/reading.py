"""Selectors as expressions: what the generated lines read of a record.

An expression is of one of three kinds: ``one`` text (empty: there is none), ``many`` texts,
or the text of a ``whole`` field, which counts even if it is empty.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from marc2rdf.generate.chains import Transformed
from marc2rdf.generate.code import Code
from marc2rdf.generate.runtime import ONCE, finder
from marc2rdf.generate.scope import At, Untold
from marc2rdf.mapping.plan import Join
from marc2rdf.mapping.selectors import OCCURRENCE, Selector
from marc2rdf.mapping.transforms import Transform

LEADER = 24


class Texts(NamedTuple):
    """The texts that a selector gives: their kind, and the expression that gives them."""

    kind: str
    given: str

    @property
    def listed(self) -> str:
        """An expression of all of them."""
        return self.given if self.kind == "many" else f"some({self.given})"


NONE = Texts("one", "''")


class Reading:
    """Gives expressions for selectors; ``record`` names what key, iri and the like stand for."""

    def __init__(self, code: Code, transformed: Transformed, base: str) -> None:
        self.code = code
        self.transformed = transformed
        self.named = {
            "base": code.constant(base, "base", "-"),
            "key": "run.key",
            "iri": "run.iri",
            "about": "run.about",
            "type": "run.type",
            "format": "run.format",
        }

    def mark(self, code: str) -> str:
        """Name the mark of a subfield."""
        return self.code.constant("\x1f" + code, "s", code)

    def name(self, name: str, at: At, raw: bool = False) -> str:
        """Give what a name stands for; only ``raw`` a blank indicator is a text."""
        if name == OCCURRENCE:
            raise Untold("the place of a field among others")
        if name in ("tag", "i1", "i2"):
            if not at.field:
                return "''"
            if name == "tag":
                return at.tag
            blank = "" if raw else ".strip()"
            return f"' '{blank}" if at.control else f"{at.field}[{int(name[1]) - 1}]{blank}"
        if name == "value":
            return at.value
        return at.parts.get(name) or self.named.get(name, "''")

    def texts(self, selector: Selector, at: At, raw: bool = False) -> Texts:
        """Give the texts of a selector for a template or, with ``raw``, for a condition."""
        if selector.name:
            return Texts("one", self.name(selector.name, at, raw))
        if not selector.tag:
            return self.of_field(selector, at, Join(), (), raw) if at.field else NONE
        if selector.tag == "LDR":
            return self._sliced(selector, "ldr", raw, LEADER)
        if selector.tag in ONCE:
            return self.control(selector, f"c{selector.tag}", raw)
        entries = self.entries(selector.tag)
        inner = self.entered(selector, "g")
        found = self.of_field(selector, inner, Join(), (), raw)
        test = self.indicators(selector, "g")
        guard = f" if {test}" if test else ""
        if found.kind == "one":
            return Texts("many", f"[x for g, _ in {entries}{guard} for x in ({found.given},) if x]")
        if found.kind == "whole":
            return Texts("many", f"[{found.given} for g, _ in {entries}{guard}]")
        return Texts("many", f"[x for g, _ in {entries}{guard} for x in {found.given}]")

    def entries(self, tag: str) -> str:
        """Give the fields with a tag, in which X is any digit."""
        if "X" not in tag:
            return f"by.get({self.code.constant(tag, 't')}, ())"
        if tag[0] in "0X":
            raise Untold(f"fields {tag}")
        fits = self.code.constant(Fits(tag), "fits", tag)
        return f"run.matching({fits})"

    def entered(self, selector: Selector, field: str, index: str = "0") -> At:
        """Give the place where a field of a selector's tag is at hand."""
        known = selector.tag
        tag = "''" if "X" in known else self.code.constant(known, "t")
        control = selector.tag.startswith("00")
        return At(field=field, control=control, index=index, tag=tag, known=known)

    def indicators(self, selector: Selector, field: str) -> str:
        """Give the test that a field has a selector's indicators; "" when any will do."""
        tests = [
            f"{field}[{place}] == {self.code.constant(wanted, 'i')}"
            for place, wanted in enumerate((selector.i1, selector.i2))
            if wanted != "."
        ]
        if tests and selector.tag.startswith("00"):
            raise Untold("indicators of a control field")
        return " and ".join(tests)

    def of_field(
        self,
        selector: Selector,
        at: At,
        join: Join,
        each: tuple[Transform, ...],
        raw: bool = False,
    ) -> Texts:
        """Give the texts that a selector takes of the field at hand."""
        field, codes = at.field, selector.codes
        if at.control:
            return self.control(selector, field, raw)
        if not raw:
            codes = self._printed(codes, at)
            if selector.codes and not codes:
                return NONE if len(selector.codes) > 1 else Texts("many", "()")
        if selector.start >= 0:
            return self._positions(selector, field, codes, raw)
        if len(selector.codes) == 1:
            mark = self.mark(codes)
            given = self.values(codes, field)
            if each:
                given = f"[y for x in {given} {self.transformed.loop(each, 'x', 'y')}]"
            return Texts("many", f"({given} if {mark} in {field} else ())")
        given = self._joined(codes, field, join, each)
        return Texts("one" if selector.codes else "whole", given)

    def values(self, codes: str, field: str) -> str:
        """Give the expression of all values of some subfields."""
        return f"{self.code.constant(finder(codes), 'find', codes or 'all')}({field})"

    def _joined(self, codes: str, field: str, join: Join, each: tuple[Transform, ...]) -> str:
        default = self.code.constant(join.default, "k", "join")
        if not join.before:
            given = self.values(codes, field)
            if each:
                given = f"[y for x in {given} {self.transformed.loop(each, 'x', 'y')}]"
            return f"{default}.join({given}).strip()"
        pairs = f"{self.code.constant(finder(codes, True), 'pairs', codes or 'all')}({field})"
        if each:
            pairs = f"[(c, y) for c, x in {pairs} {self.transformed.loop(each, 'x', 'y')}]"
        before = self.code.constant(join.before, "before", "join")
        return f"joined({pairs}, {default}, {before})"

    def control(self, selector: Selector, text: str, raw: bool) -> Texts:
        """Give what a selector takes of a control field, as one text."""
        if selector.codes:
            return NONE
        if selector.start >= 0:
            return self._sliced(selector, text, raw)
        return Texts("one", f"({text} if {text}.strip() else '')" if raw else f"{text}.strip()")

    def _sliced(self, selector: Selector, text: str, raw: bool, sure: int = 0) -> Texts:
        start, end = selector.start, selector.end
        if start < 0:
            return Texts("one", text if raw else f"{text}.strip()")
        if not raw:
            return Texts("one", f"{text}[{start}:{end}].strip()")
        if end - start == 1:
            return Texts("one", f"{text}[{start}]" if end <= sure else f"{text}[{start}:{end}]")
        return Texts("one", whole_or_none(text, start, end))

    def _positions(self, selector: Selector, field: str, codes: str, raw: bool) -> Texts:
        if len(codes) != 1:
            raise Untold("positions of a whole data field")
        mark, start, end = self.mark(codes), selector.start, selector.end
        values = f"for x in {self.values(codes, field)}"
        if raw:
            given = f"[x[{start}:{end}] {values} if len(x) >= {end}]"
        else:
            given = f"[y {values} for y in (x[{start}:{end}].strip(),) if y]"
        return Texts("many", f"({given} if {mark} in {field} else ())")

    def _printed(self, codes: str, at: At) -> str:
        """Leave out the control subfields; $8 counts in a local field."""
        if "8" in codes and not at.known:
            raise Untold("$8 of a field whose tag is not known")
        local = at.known.startswith("9")
        return "".join(code for code in codes if code != "6" and (code != "8" or local))


def whole_or_none(text: str, start: int, end: int) -> str:
    """Give the expression of positions, nothing where the text is too short for all of them.

    Field 008 has 40 characters, or 15 of which the rest cannot be trusted, or none.
    """
    if text == "c008" and (end <= 15 or (start >= 15 and end <= 40)):
        return f"{text}[{start}:{end}]"
    return f"cut({text}, {start}, {end})"


class Fits:
    """Tells whether a tag fits one in which X stands for any digit."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __call__(self, tag: str) -> bool:
        return len(tag) == len(self.pattern) and all(
            c == p or (p == "X" and c.isdecimal()) for c, p in zip(tag, self.pattern, strict=True)
        )


Predicate = Callable[[str], str]
