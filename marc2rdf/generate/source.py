"""The source of a whole plan: how a record begins, a function a rule, and one that says all.

The rules stand in the order in which the interpreter says them: the class first, which
conditions ask for, then as the mapping has them.
"""

from __future__ import annotations

from dataclasses import dataclass

from marc2rdf.generate.chains import Transformed
from marc2rdf.generate.code import Code
from marc2rdf.generate.needs import selectors_of
from marc2rdf.generate.pieces import Pieces
from marc2rdf.generate.reading import Reading
from marc2rdf.generate.scope import At, Untold
from marc2rdf.generate.statements import Statements, with_locals
from marc2rdf.mapping.plan import Clause, Plan

FEW = 4  # so many tags are looked up one by one


@dataclass(frozen=True)
class Step:
    """A rule: the function that says it, the tags it is called for, and those it mentions."""

    rule: Clause
    name: str
    called_for: tuple[str, ...]
    mentions: tuple[str, ...]


class Source:
    """The source of a plan: its text, the constants it names, and its steps."""

    def __init__(self, plan: Plan, transformed: Transformed, code: Code) -> None:
        self.plan = plan
        self.code = code
        self.steps: list[Step] = []
        self._pieces = Pieces(code)
        self._statements = Statements(code, Reading(code, transformed, plan.base), transformed)
        parts = [self._begin()]
        rules = sorted(plan.rules, key=lambda rule: rule.rule != "kind")
        parts += [self._rule(rule) for rule in rules]
        parts.append(self._main())
        shared = map(with_locals, code.shared_functions())
        self.text = (
            "\n\n\n".join([*shared, *self._statements.functions.values(), *filter(None, parts)])
            + "\n"
        )
        self.constants = code.constants
        self.remembered = self._pieces.tags

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
        """Write the function of a rule; none where the interpreter must say it."""
        code, statements = self.code, self._statements
        name = code.named(f"rule_{rule.rule}")
        made = len(statements.functions)
        code.lines, code.depth = [], 0
        try:
            with code.function(f"def {name}(run):", lifting=True):
                statements.say(rule, At())
                if rule.rule == "kind":
                    code.line("run.type = kind_of(run)")
            body, functions = self._pieces.taken_out(code.lines, statements.functions)
            for piece, written in functions.items():
                statements.functions[piece] = with_locals(written)
            lines = with_locals(body)
        except Untold:
            code.depth = 0
            for unfinished in [*statements.functions][made:]:
                del statements.functions[unfinished]
            statements.forget()
            name, lines = "", ""
        mentions = tuple(dict.fromkeys(s.tag for s in selectors_of(rule) if s.tag))
        self.steps.append(Step(rule, name, _tags(rule), mentions))
        return lines

    def _main(self) -> str:
        """Write the function that says all rules."""
        code = self.code
        code.lines = []
        with code.function("def say(run):"):
            for number, step in enumerate(self.steps):
                tags = step.called_for
                named = [code.constant(tag, "t") for tag in tags]
                call = f"{step.name}(run)" if step.name else f"interpreted(run, {number}, False)"
                if not tags:
                    code.line(call)
                    continue
                if len(tags) <= FEW:
                    test = " or ".join(f"{name} in by" for name in named)
                else:
                    several = code.constant(frozenset(tags), "any", step.rule.rule)
                    test = f"not {several}.isdisjoint(by)"
                with code.block(f"if {test}:"):
                    code.line(call)
        return with_locals(code.lines)


def _tags(rule: Clause) -> tuple[str, ...]:
    """Give the tags without which a rule says nothing; none where it must always be asked."""
    selectors = [selector for alternatives in rule.sources for selector in alternatives]
    if rule.default or not selectors:
        return ()
    if any(not s.tag or s.tag == "LDR" or "X" in s.tag for s in selectors):
        return ()
    return tuple(dict.fromkeys(selector.tag for selector in selectors))
