"""The values of a clause as lines: loops over fields and subfields, down to a value at hand.

Each method writes lines and calls ``body`` with the place where a value is at hand, once for
each way to get there: the lines of the body stand inside the loops.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

from marc2rdf.generate.chains import Transformed
from marc2rdf.generate.code import Code
from marc2rdf.generate.conditions import Conditions, is_of_record
from marc2rdf.generate.needs import needs_value, selectors_of
from marc2rdf.generate.reading import NONE, Reading, Texts
from marc2rdf.generate.runtime import ONCE
from marc2rdf.generate.scope import At
from marc2rdf.mapping import transforms as library
from marc2rdf.mapping.conditions import And, Condition
from marc2rdf.mapping.plan import Clause
from marc2rdf.mapping.selectors import OCCURRENCE, Selector

Body = Callable[[At], None]


class Values:
    """Writes the loops over a clause's values."""

    def __init__(
        self, code: Code, reading: Reading, conditions: Conditions, transformed: Transformed
    ) -> None:
        self.code = code
        self.reading = reading
        self.conditions = conditions
        self.transformed = transformed

    def each(self, clause: Clause, at: At, body: Body) -> None:
        """Write what gives each value of a clause: from, do, parts, when and table."""
        if not clause.sources:
            value = at.raw if clause.from_raw else at.value
            with self._where(clause, at):
                self._refine(clause, at, Texts("whole", value), body)
            return
        shared, rest = _split(clause.before)
        with self.code.when(self.conditions.test(shared, at) if shared is not None else ""):
            self._each(replace(clause, before=rest), at, body)

    def _each(self, clause: Clause, at: At, body: Body) -> None:
        for alternatives in _groups(clause):
            if len(alternatives) == 1:
                self._select(clause, alternatives[0], at, body)
                continue
            gave = self.code.variable("gave")
            self.code.line(f"{gave} = False")

            def noted(inner: At, gave: str = gave) -> None:
                self.code.line(f"{gave} = True")
                body(inner)

            for number, selectors in enumerate(alternatives):
                if number:
                    with self.code.block(f"if not {gave}:"):
                        self._select(clause, selectors, at, noted)
                else:
                    self._select(clause, selectors, at, noted)

    def _where(self, clause: Clause, at: At) -> AbstractContextManager[None]:
        """Open a block for the part of ``when`` that needs no value."""
        test = self.conditions.test(clause.before, at) if clause.before is not None else ""
        return self.code.when(test)

    def _select(self, clause: Clause, selectors: tuple[Selector, ...], at: At, body: Body) -> None:
        """Write the loop over the fields of selectors that differ in their tag only."""
        selector, code = selectors[0], self.code
        own = f"'{selector.codes}'" if len(selector.codes) == 1 else ""
        if selector.name or not selector.tag:
            inner = replace(at, subfield=own or at.subfield, authored=False)
            with self._where(clause, inner):
                if selector.name:
                    texts = Texts("one", self.reading.name(selector.name, at))
                else:
                    texts = self._of_field(clause, selector, at)
                self._refine(clause, inner, texts, body)
            return
        if selector.tag == "LDR":
            with self._where(clause, at):
                self._refine(clause, at, self.reading.texts(selector, at), body)
            return
        if selector.tag in ONCE:
            field = f"c{selector.tag}"
            inner = self._entered(selector, at, field, "", own)
            with code.block(f"if {field}:"), self._where(clause, inner):
                self._refine(clause, inner, self._of_field(clause, selector, inner), body)
            return
        field, index = code.variable("f"), code.variable("n")
        inner = self._entered(selector, at, field, index, own)
        test = self.reading.indicators(selector, field)
        entries = self.reading.entries(selector.tag)
        if "X" in selector.tag:
            tag = code.variable("tag")
            with code.block(f"for {field}, {index} in {entries}:"):
                code.line(f"{tag} = run.record.tags[{index}]")
                inner = replace(inner, tag=tag)
                self._in_field(clause, selector, inner, test, body)
            return
        tags = tuple(one.tag for one in selectors)
        if len(tags) == 1:
            if any(one.name == OCCURRENCE for one in selectors_of(clause)):
                inner = replace(inner, places=code.variable("places"))
                guard = f" if {self.reading.indicators(selector, 'g')}".removesuffix(" if ")
                code.line(f"{inner.places} = [n for g, n in {entries}{guard}]")
            with code.block(f"for {field}, {index} in {entries}:"):
                self._in_field(clause, selector, inner, test, body)
            return
        tag = code.variable("tag")
        several = code.constant(tags, "tags", selector.tag)
        fields = f"for {field}, {index} in by.get({tag}, ()):"
        with code.block(f"for {tag} in {several}:"), code.block(fields):
            alike = len({one.tag[0] for one in selectors}) == 1
            inner = replace(inner, tag=tag, known=selector.tag[0] if alike else "")
            self._in_field(clause, selector, inner, test, body)

    def _in_field(
        self, clause: Clause, selector: Selector, inner: At, test: str, body: Body
    ) -> None:
        with self.code.when(test), self._where(clause, inner):
            self._refine(clause, inner, self._of_field(clause, selector, inner), body)

    def _entered(self, selector: Selector, at: At, field: str, index: str, code: str) -> At:
        inner = self.reading.entered(selector, field, index)
        return replace(
            inner,
            subject=at.subject,
            value=at.value,
            raw=at.raw,
            filled=at.filled,
            subfield=code or "''",
            parts=at.parts,
        )

    def _of_field(self, clause: Clause, selector: Selector, at: At) -> Texts:
        if not at.field:
            return NONE
        return self.reading.of_field(selector, at, clause.join, clause.each)

    def _refine(self, clause: Clause, at: At, texts: Texts, body: Body) -> None:
        """Write the transforms of the values, then parts, the test of the value, the table."""
        code = self.code
        authored = at.authored and not clause.sources and not clause.do
        if not clause.do:
            if texts.kind == "whole" and not clause.table:
                if not clause.sources:
                    own = at.valued(texts.given, texts.given, authored, at.sure, at.filled)
                    self._cut(clause, own, body)
                elif needs_value(clause):
                    value = code.variable("v")
                    code.line(f"{value} = {texts.given}")
                    self._cut(clause, at.valued(value, value, authored, filled=False), body)
                else:
                    self._cut(clause, at.valued("''", "''", authored, filled=False), body)
                return
            value = code.variable("v")
            with self._looped(texts, value):
                self._cut(clause, at.valued(value, value, authored), body)
            return
        place = code.constant(str(clause.place), "place")
        if any(transform.name in library.OVER_ALL for transform in clause.do):
            values, refused = code.variable("vs"), code.variable("no")
            name = self.transformed.over_all(clause.do)
            code.line(f"{values}, {refused} = {name}(list({texts.listed}))")
            with code.block(f"if {refused}:"):
                code.line(f"run.refuse({refused}, {at.tag}, {at.subfield}, {place})")
            value = code.variable("v")
            with code.block(f"for {value} in {values}:"):
                self._cut(clause, at.valued(value, value, authored), body)
            return
        raw = code.variable("v")
        if plain := self.transformed.plain(clause.do, raw):
            with self._looped(texts, raw):
                value = code.variable("v")
                with code.block(f"if {value} := {plain}:"):
                    self._cut(clause, at.valued(value, raw, authored), body)
            return
        with self._looped(texts, raw):
            values, name = code.variable("vs"), self.transformed.remembered(clause.do)
            value = code.variable("v")
            if self.transformed.may_refuse(clause.do):
                refused = code.variable("no")
                code.line(f"{values}, {refused} = {name}[{raw}]")
                with code.block(f"if {refused}:"):
                    code.line(f"run.refuse({refused}, {at.tag}, {at.subfield}, {place})")
            else:
                values = f"{name}[{raw}]"
            sure = clause.do[-1].name == "url"
            with code.block(f"for {value} in {values}:"):
                self._cut(clause, at.valued(value, raw, authored, sure), body)

    def _looped(self, texts: Texts, value: str) -> AbstractContextManager[None]:
        """Open a block in which a variable holds each of the texts that are not empty."""
        if texts.kind == "many":
            return self.code.block(f"for {value} in {texts.given}:")
        return self.code.block(f"if {value} := {texts.given}:")

    def _cut(self, clause: Clause, at: At, body: Body) -> None:
        code = self.code
        if clause.parts:
            found, text = code.variable("parts"), code.variable("x")
            code.line(f"{found}: dict[str, str] = {{}}")
            names: dict[str, str] = {}
            for source in clause.parts:
                texts = self.reading.texts(source.selector, at)
                cuts = code.constant(source.cuts, "cuts")
                with code.block(f"for {text} in {texts.listed}:"):
                    code.line(f"cut_into({found}, {cuts}, {text})")
                names.update(dict.fromkeys(source.names, ""))
            for name in names:
                names[name] = code.variable(f"{name}_")
                key = code.constant(name, "k")
                code.line(f"{names[name]} = {found}.get({key}, '')")
            at = replace(at, parts={**at.parts, **names})
        if clause.after is not None:
            with code.block(f"if {self.conditions.test(clause.after, at)}:"):
                self._look_up(clause, at, body)
        else:
            self._look_up(clause, at, body)

    def _look_up(self, clause: Clause, at: At, body: Body) -> None:
        if not clause.table or clause.choose:
            body(at)
            return
        code = self.code
        found, value = code.variable("rows"), code.variable("v")
        code.line(f"{found} = {self.transformed.table(clause.table)}[{at.value}]")
        with code.block(f"for {value} in {found}:"):
            body(replace(at, value=value, authored=True, sure=False, filled=True))
        if clause.missing == "drop":
            return
        with code.block(f"if not {found}:"):
            if clause.missing == "keep":
                body(at)
                return
            place = code.constant(str(clause.place), "place")
            table = code.constant(clause.table, "k")
            what = f"f\"'{{{at.value}}}' is not in the table '{{{table}}}'\""
            if clause.missing == "error":
                code.line(f"raise missing({what}, {place})")
            else:
                code.line(f"run.note('not-in-table', {what}, {at.tag}, {at.subfield}, {place})")


def _split(condition: Condition | None) -> tuple[Condition | None, Condition | None]:
    """Give the part of a condition that is the same for all fields of a record, and the rest."""
    if condition is None or is_of_record(condition):
        return condition, None
    if not isinstance(condition, And):
        return None, condition
    shared = tuple(part for part in condition.parts if is_of_record(part))
    rest = tuple(part for part in condition.parts if not is_of_record(part))
    return (And(shared) if shared else None), And(rest)


def _groups(clause: Clause) -> list[tuple[tuple[Selector, ...], ...]]:
    """Give the sources, those behind each other that differ in their tag only as one."""
    groups: list[tuple[tuple[Selector, ...], ...]] = []
    for alternatives in clause.sources:
        wrapped = tuple((selector,) for selector in alternatives)
        last = groups[-1] if groups else ()
        if len(wrapped) == 1 and len(last) == 1 and _alike(last[0][-1], wrapped[0][0]):
            groups[-1] = ((*last[0], wrapped[0][0]),)
        else:
            groups.append(wrapped)
    return groups


def _alike(one: Selector, other: Selector) -> bool:
    """Tell whether two selectors differ in nothing but the tag of a data field."""
    tags = (one.tag, other.tag)
    if any(not tag or "X" in tag or tag == "LDR" or tag.startswith("00") for tag in tags):
        return False
    return replace(one, tag="", text="") == replace(other, tag="", text="")
