"""The source of a whole plan: how a record begins, what says a rule, and what says a field.

Rules that only go through fields are said by the functions of their tags (`generate.pieces`),
all others by one of their own, those that read the same fields in groups.  What is said is
numbered in the order in which the interpreter says it: the class first, which conditions ask
for, then as the mapping has the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import count
from typing import Any, NamedTuple

from marc2rdf.generate.chains import Transformed
from marc2rdf.generate.code import Code
from marc2rdf.generate.needs import selectors_of
from marc2rdf.generate.pieces import Pieces
from marc2rdf.generate.reading import Reading
from marc2rdf.generate.reads import Reads, merged
from marc2rdf.generate.runtime import ONCE
from marc2rdf.generate.scope import At, Untold
from marc2rdf.generate.statements import Statements, with_locals
from marc2rdf.mapping.plan import Clause, Plan

_NAMED = re.compile(r"\b(?:t|tags|any)_\w+")

FEW = 4  # so many tags are looked up one by one


class Way(Enum):
    """Who says a rule."""

    FIELDS = "the functions of its tags"
    GROUP = "its function, together with rules that read the same fields"
    WHOLE = "its function"
    OWN = "its function, with the record's own IRIs"
    INTERPRETED = "the interpreter"


@dataclass(frozen=True)
class Step:
    """A rule: how it is said, the tags without which it says nothing, and those it mentions.

    What it says comes with ``number``, what linked 880 fields say of it with the next.
    ``reads`` are the expressions of all that it reads of a record, where that can be told.
    """

    rule: Clause
    way: Way
    function: str
    number: int
    reads: frozenset[str]
    called_for: tuple[str, ...]
    mentions: tuple[str, ...]


class Group(NamedTuple):
    """The functions of rules that are remembered together, and the tags they are called for."""

    asks: str
    says: str
    called_for: tuple[str, ...]


class Source:
    """The source of a plan: its text, the constants it names, its steps, what says its tags.

    ``tags`` has the functions of each tag's fields, ``marks`` those that mark them, ``groups``
    those of rules that are remembered together; ``wanted`` are the tags that are looked for
    beside the field at hand, all where there are none.
    """

    def __init__(self, plan: Plan, transformed: Transformed, code: Code) -> None:
        self.plan = plan
        self.code = code
        self.steps: list[Step] = []
        self.groups: list[Group] = []
        self._numbers = count()
        self._statements = Statements(code, Reading(code, transformed, plan.base), transformed)
        self._reads = Reads(self._statements.functions)
        self._pieces = Pieces(code, self._reads, self._numbers.__next__)
        begin = self._begin()
        rules = sorted(plan.rules, key=lambda rule: rule.rule != "kind")
        said = [*filter(None, map(self._rule, rules))]
        by_field = [*map(with_locals, self._pieces.functions())]
        grouped = [*self._grouped()]
        marks = dict(code.marks_functions())
        parts = [begin, *said, *by_field, *grouped, self._say()]
        shared = [*map(with_locals, code.shared_functions()), *map("\n".join, marks.values())]
        parts = [*shared, *self._statements.functions.values(), *parts]
        self.text = "\n\n\n".join(parts) + "\n"
        self.wanted = self._wanted(parts)
        self.constants = code.constants
        self.tags = self._pieces.tags
        self.marks = {tag: f"marks_{tag}" for tag in marks}

    def _wanted(self, functions: list[str]) -> frozenset[str]:
        """Give the tags that functions other than those of one field look for."""
        of_field = ("def field_", "def piece_", "def marks_")
        text = "\n".join(function for function in functions if not function.startswith(of_field))
        if "run.matching(" in text:
            return frozenset()
        constants = self.code.constants
        named: list[Any] = [
            constants[name] for name in set(_NAMED.findall(text)) if name in constants
        ]
        return frozenset(ONCE).union(*([one] if isinstance(one, str) else one for one in named))

    def _begin(self) -> str:
        """Write what gives a record its key and IRIs and tells whether it is skipped."""
        plan, code, statements = self.plan, self.code, self._statements
        code.lines = []
        with code.function("def begin(run, suffix):"):
            code.line("key = ''")
            for clause in plan.key:
                with code.block("if not key:"):
                    code.line("texts = []")
                    statements.terms(clause, At(), "texts", literals=True)
                    code.line("key = next(filter(None, map(str.strip, texts)), '')")
            with code.block("if not key:"):
                code.line("raise Unlike")
            code.line("run.key = key + suffix")
            made = statements.first_iri(plan.iri, At())
            code.line(f"run.iri = {made} or f'{{base}}bib/{{encoded(run.key)}}'")
            code.line("run.me = f'<{run.iri}>'")
            code.line("run.fragment = '#' in run.iri")
            code.line(f"run.about = {statements.first_iri(plan.about, At())}")
            skip = plan.skip_when
            test = statements.conditions.test(skip, At()) if skip is not None else "False"
            code.line(f"return bool({test})")
        return with_locals(code.lines)

    def _rule(self, rule: Clause) -> str:
        """Write the function of a rule; none where others say it."""
        code, statements = self.code, self._statements
        name = code.named(f"rule_{rule.rule}")
        made = len(statements.functions)
        code.lines, code.depth = [], 0
        reads = None
        try:
            with code.function(f"def {name}(run):", lifting=True):
                statements.say(rule, At())
        except Untold:
            code.depth = 0
            for unfinished in [*statements.functions][made:]:
                del statements.functions[unfinished]
            statements.forget()
            self._reads.forget()
            way = Way.INTERPRETED
        else:
            text = "\n".join(code.lines[1:])
            if rule.rule != "kind" and self._pieces.take(code.lines):
                way = Way.FIELDS
            elif (reads := self._reads.of(text)) is not None:
                way = Way.GROUP
            else:
                way = Way.WHOLE if self._reads.stands_in(text) else Way.OWN
        mentions = tuple(dict.fromkeys(s.tag for s in selectors_of(rule) if s.tag))
        number = next(self._numbers)
        next(self._numbers)
        self.steps.append(
            Step(rule, way, name, number, reads or frozenset(), _tags(rule), mentions)
        )
        return "" if way in (Way.FIELDS, Way.INTERPRETED) else with_locals(code.lines)

    def _grouped(self) -> Iterator[str]:
        """Write the functions of rules that read the same fields, which are remembered together.

        The class is a group of its own: others may read it.
        """
        groups: dict[object, list[Step]] = {}
        for step in self.steps:
            if step.way is Way.GROUP:
                fields = frozenset(read for read in step.reads if "by" in read)
                groups.setdefault((step.rule.rule == "kind", fields), []).append(step)
        shared = self._reads.shared(self.code)
        for steps in groups.values():
            reads = merged((read for step in steps for read in step.reads), shared)
            name = self.code.named(f"group_{steps[0].rule.rule}")
            tags = dict.fromkeys(tag for step in steps for tag in step.called_for)
            always = not all(step.called_for for step in steps)
            self.groups.append(Group(f"asks_{name}", name, () if always else tuple(tags)))
            asked = "".join(f"{read}, " for read in reads)
            yield with_locals([f"def asks_{name}(run):", f"    return ({asked})"])
            self.code.lines = []
            with self.code.function(f"def {name}(run, f, n, asked):"):
                for step in steps:
                    self._call(step, f"{step.function}(run)")
            yield with_locals(self.code.lines)

    def _say(self) -> str:
        """Write the function that says all but what is said by field: the class before others."""
        code, steps = self.code, self.steps
        kinds = [step for step in steps if step.rule.rule == "kind"]
        first = sum(step.way is Way.GROUP for step in kinds)  # its group is the first
        code.lines = []
        with code.function("def say(run):"):
            for step in kinds:
                if step.way is Way.GROUP:
                    code.line("remembered(run, 0)")
                self._say_alone(step)
                code.line("run.type = kind_of(run)")
            for number, group in enumerate(self.groups[first:], first):
                with code.when(self._any_of(group.called_for, group.says)):
                    code.line(f"remembered(run, {number})")
            for step in steps[len(kinds) :]:
                self._say_alone(step)
        return with_locals(code.lines)

    def _say_alone(self, step: Step) -> None:
        """Write the call of what says a step, if it is said neither by field nor in a group."""
        if step.way is Way.WHOLE:
            self._call(step, f"{step.function}(run)")
        elif step.way is Way.OWN:
            self._call(step, f"run.with_own({step.function})")
        elif step.way is Way.INTERPRETED:
            self._call(step, f"interpreted(run, {self.steps.index(step)}, False)")

    def _call(self, step: Step, call: str) -> None:
        """Write the call of what says a step, where a record has one of its tags."""
        with self.code.when(self._any_of(step.called_for, step.rule.rule)):
            self.code.line(call)
            self.code.line(f"run.put({step.number})")

    def _any_of(self, tags: tuple[str, ...], name: str) -> str:
        """Give the test that a record has one of some tags; none where no tag is wanted."""
        if len(tags) <= FEW:
            return " or ".join(f"{self.code.constant(tag, 't')} in by" for tag in tags)
        several = self.code.constant(frozenset(tags), "any", name)
        return f"not {several}.isdisjoint(by)"


def _tags(rule: Clause) -> tuple[str, ...]:
    """Give the tags without which a rule says nothing; none where it must always be asked."""
    selectors = [selector for alternatives in rule.sources for selector in alternatives]
    if rule.default or not selectors:
        return ()
    if any(not s.tag or s.tag == "LDR" or "X" in s.tag for s in selectors):
        return ()
    return tuple(dict.fromkeys(selector.tag for selector in selectors))
