"""The source of a whole plan: how a record begins, what says a rule, and what says a field.

Rules that only go through fields are said by the functions of their tags (`generate.pieces`),
all others by one of their own.  What is said is numbered in the order in which the interpreter
says it: the class first, which conditions ask for, then as the mapping has the rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import count

from marc2rdf.generate.chains import Transformed
from marc2rdf.generate.code import Code
from marc2rdf.generate.needs import selectors_of
from marc2rdf.generate.pieces import Pieces
from marc2rdf.generate.reading import Reading
from marc2rdf.generate.scope import At, Untold
from marc2rdf.generate.statements import Statements, with_locals
from marc2rdf.mapping.plan import Clause, Plan

FEW = 4  # so many tags are looked up one by one


class Way(Enum):
    """Who says a rule."""

    WHOLE = "its function"
    OWN = "its function, with the record's own IRIs"
    BY_FIELD = "the functions of its tags"
    INTERPRETED = "the interpreter"


@dataclass(frozen=True)
class Step:
    """A rule: how it is said, the tags without which it says nothing, and those it mentions.

    ``way`` tells whether its ``function`` says it, the interpreter, or those of its tags.
    What it says comes with ``number``, what linked 880 fields say of it with the next.
    """

    rule: Clause
    way: Way
    function: str
    number: int
    called_for: tuple[str, ...]
    mentions: tuple[str, ...]


class Source:
    """The source of a plan: its text, the constants it names, its steps, what says its tags."""

    def __init__(self, plan: Plan, transformed: Transformed, code: Code) -> None:
        self.plan = plan
        self.code = code
        self.steps: list[Step] = []
        self._numbers = count()
        self._pieces = Pieces(code, self._numbers.__next__)
        self._statements = Statements(code, Reading(code, transformed, plan.base), transformed)
        parts = [self._begin()]
        rules = sorted(plan.rules, key=lambda rule: rule.rule != "kind")
        parts += filter(None, map(self._rule, rules))
        parts += map(with_locals, self._pieces.functions())
        parts.append(self._say())
        shared = map(with_locals, code.shared_functions())
        parts = [*shared, *self._statements.functions.values(), *parts]
        self.text = "\n\n\n".join(parts) + "\n"
        self.constants = code.constants
        self.tags = self._pieces.tags

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
            code.line(f"return {test}")
        return with_locals(code.lines)

    def _rule(self, rule: Clause) -> str:
        """Write the function of a rule; none where others say it."""
        code, statements = self.code, self._statements
        name = code.named(f"rule_{rule.rule}")
        made = len(statements.functions)
        code.lines, code.depth = [], 0
        try:
            with code.function(f"def {name}(run):", lifting=True):
                statements.say(rule, At())
                if rule.rule == "kind":
                    code.line("run.type = kind_of(run)")
        except Untold:
            code.depth = 0
            for unfinished in [*statements.functions][made:]:
                del statements.functions[unfinished]
            statements.forget()
            way = Way.INTERPRETED
        else:
            if self._pieces.take(code.lines, statements.functions):
                way = Way.BY_FIELD
            else:
                text = "\n".join(code.lines)
                way = Way.WHOLE
                if not self._pieces.stands_in(text, statements.functions):
                    way = Way.OWN
        mentions = tuple(dict.fromkeys(s.tag for s in selectors_of(rule) if s.tag))
        number = next(self._numbers)
        next(self._numbers)
        self.steps.append(Step(rule, way, name, number, _tags(rule), mentions))
        return with_locals(code.lines) if way in (Way.WHOLE, Way.OWN) else ""

    def _say(self) -> str:
        """Write the function that says all rules but those that are said by field."""
        code = self.code
        code.lines = []
        with code.function("def say(run):"):
            for place, step in enumerate(self.steps):
                if step.way is Way.BY_FIELD:
                    continue
                calls = {
                    Way.WHOLE: f"{step.function}(run)",
                    Way.OWN: f"run.with_own({step.function})",
                    Way.INTERPRETED: f"interpreted(run, {place}, False)",
                }
                with code.when(self._any_of(step)):
                    code.line(calls[step.way])
                    code.line(f"run.put({step.number})")
        return with_locals(code.lines)

    def _any_of(self, step: Step) -> str:
        """Give the test that a record has one of the tags that a step is called for."""
        tags = step.called_for
        if len(tags) <= FEW:
            return " or ".join(f"{self.code.constant(tag, 't')} in by" for tag in tags)
        several = self.code.constant(frozenset(tags), "any", step.rule.rule)
        return f"not {several}.isdisjoint(by)"


def _tags(rule: Clause) -> tuple[str, ...]:
    """Give the tags without which a rule says nothing; none where it must always be asked."""
    selectors = [selector for alternatives in rule.sources for selector in alternatives]
    if rule.default or not selectors:
        return ()
    if any(not s.tag or s.tag == "LDR" or "X" in s.tag for s in selectors):
        return ()
    return tuple(dict.fromkeys(selector.tag for selector in selectors))
