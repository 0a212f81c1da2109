"""A plan as a program: its source put together, run on records, and looked at by people.

One function a rule, called only where the record has a tag that the rule reads; one function
a node.  What is rare is left to the interpreter: a rule for which no source is generated, the
880 fields that are linked to others, and whole records that are damaged or in which two
values would share a slug.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from unicodedata import normalize

from marc2rdf.errors import RecordError
from marc2rdf.generate import runtime
from marc2rdf.generate.chains import REMEMBERED, Transformed
from marc2rdf.generate.code import Code
from marc2rdf.generate.needs import adds_no_escapes, selectors_of
from marc2rdf.generate.reading import Fits, Reading
from marc2rdf.generate.runtime import Run, Unlike
from marc2rdf.generate.scope import At, Untold
from marc2rdf.generate.statements import Statements, with_locals
from marc2rdf.mapping.chains import Chains
from marc2rdf.mapping.conditions import compare
from marc2rdf.mapping.conversion import Conversion
from marc2rdf.mapping.interpret import interpret, interpret_rule
from marc2rdf.mapping.names import Names
from marc2rdf.mapping.patterns import search
from marc2rdf.mapping.plan import Clause, Plan, clauses_of
from marc2rdf.mapping.slugs import compared
from marc2rdf.mapping.transforms import slug
from marc2rdf.mapping.view import RecordView, format_of
from marc2rdf.marc.record import Record
from marc2rdf.notices import distinct
from marc2rdf.rdf import iri as iris
from marc2rdf.rdf.memo import Memo
from marc2rdf.rdf.prefixes import BUILT_IN, Namespaces
from marc2rdf.rdf.rows import END_IRI, END_TEXT, Rows, closing_of, opening
from marc2rdf.rdf.terms import IRI, Literal, OrderedList, Statement
from marc2rdf.vocab.languages import tag_of

Plugins = Mapping[str, Callable[..., object]]
FEW = 4  # so many tags are looked up one by one


@dataclass(frozen=True)
class Step:
    """A rule: the function that says it, the tags it is called for, and those it mentions."""

    rule: Clause
    name: str
    called_for: tuple[str, ...]
    mentions: tuple[str, ...]


class Program:
    """A plan ready to run; ``source`` is what it runs, ``constants`` what that names.

    >>> from marc2rdf.mapping.compile import compile_text
    >>> text = "mapping: 1\\nrules: {title: {from: 245$a, to: dcterms:title}}"
    >>> record = Record(tags=["001", "245"], fields=["7", "10\\x1faTitle"])
    >>> Program(compile_text(text, {}).plan, {}).convert(record).statements[0].object.value
    'Title'
    """

    def __init__(self, plan: Plan, plugins: Plugins) -> None:
        self.plan = plan
        self.plugins = plugins
        self.chains = Chains(plan.tables, plugins)
        self.kinds = Namespaces(plan.prefixes)
        self.steps: list[Step] = []
        code = Code()
        transformed = Transformed(code, self.chains, Names(plan.prefixes))
        reading = Reading(code, transformed, plan.base)
        statements = Statements(code, reading, transformed)
        parts = [self._begin(code, statements)]
        parts += [self._rule(code, statements, rule) for rule in self._rules()]
        parts.append(self._main(code))
        self.source = "\n\n\n".join([*statements.functions, *filter(None, parts)]) + "\n"
        self.constants = code.constants
        self._plain = adds_no_escapes(plan)
        self._distinct = not any(
            isinstance(c.lang, str) and c.lang != c.lang.lower() for c in clauses_of(plan)
        )
        self._names: dict[str, object] = {**code.constants, **self._library(transformed)}
        exec(compile(self.source, f"<mapping {plan.name}>", "exec"), self._names)

    def _rules(self) -> list[Clause]:
        return sorted(self.plan.rules, key=lambda rule: rule.rule != "kind")

    def _library(self, transformed: Transformed) -> dict[str, object]:
        """Give what the source calls by name."""
        slugs: Memo[str, str] = Memo(slug, limit=REMEMBERED)
        names = ("cut", "cut_into", "encoded", "first_of", "first_through", "has_any")
        names += ("joined", "joined_each", "some", "values_of")
        return {
            **{name: getattr(runtime, name) for name in names},
            "END_IRI": END_IRI,
            "END_TEXT": END_TEXT,
            "Unlike": Unlike,
            "base": self.plan.base,
            "compare_any": compare_any,
            "expanded": transformed.expanded,
            "format_of": format_of,
            "is_valid": iris.is_valid,
            "missing": missing,
            "normalize": normalize,
            "opening": opening,
            "search": search,
            "slugs": slugs,
            "spoken": spoken,
            "kind_of": self._type,
            "interpreted": self._interpreted,
        }

    # -- source ------------------------------------------------------------------------------

    def _begin(self, code: Code, statements: Statements) -> str:
        """Write what gives a record its key and IRIs and tells whether it is skipped."""
        plan = self.plan
        code.lines = []
        with code.block("def begin(run, suffix):"):
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

    def _rule(self, code: Code, statements: Statements, rule: Clause) -> str:
        """Write the function of a rule."""
        name = code.named(f"rule_{rule.rule}")
        made = len(statements.functions)
        code.lines, code.depth = [], 0
        try:
            with code.block(f"def {name}(run):"):
                statements.say(rule, At())
                if rule.rule == "kind":
                    code.line("run.type = kind_of(run)")
            lines = with_locals(code.lines)
        except Untold:
            code.depth = 0
            del statements.functions[made:]
            statements.forget()
            name, lines = "", ""
        mentions = tuple(dict.fromkeys(s.tag for s in selectors_of(rule) if s.tag))
        self.steps.append(Step(rule, name, _tags(rule), mentions))
        return lines

    def _main(self, code: Code) -> str:
        """Write the function that says all rules."""
        code.lines = []
        with code.block("def say(run):"):
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

    # -- running -----------------------------------------------------------------------------

    def convert(self, record: Record, suffix: str = "") -> Conversion:
        """Convert a record, as `interpret` does."""
        try:
            return self._convert(record, suffix)
        except Unlike:
            return interpret(self.plan, record, self.plugins, suffix)

    def _convert(self, record: Record, suffix: str) -> Conversion:
        run = Run(record)
        view = self._view(record) if run.twins else None
        skipped = self._names["begin"](run, suffix)  # type: ignore[operator]
        if not skipped:
            if view is not None and view.has_linked:
                self._say_with_twins(run, view)
            else:
                self._names["say"](run)  # type: ignore[operator]
        return Conversion(
            IRI(run.iri),
            run.key,
            distinct([*record.notices, *run.notes]) if run.notes or record.notices else [],
            skipped,
            Rows(run.out, self._lists(run), run.plain and self._plain, self._distinct),
            lambda: interpret(self.plan, record, self.plugins, suffix),
        )

    def _view(self, record: Record) -> RecordView:
        view = RecordView(record)
        if any(field.script for field in view.fields):
            raise Unlike
        return view

    def _say_with_twins(self, run: Run, view: RecordView) -> None:
        """Say all rules, each followed by what the linked 880 fields say."""
        linked = {field.tag for field in view.fields if field.linked}
        for number, step in enumerate(self.steps):
            if not step.called_for or any(tag in run.by for tag in step.called_for):
                if step.name:
                    self._names[step.name](run)  # type: ignore[operator]
                else:
                    self._interpreted(run, number, False)
            if step.rule.linked and any(Fits(tag)(one) for tag in step.mentions for one in linked):
                self._interpreted(run, number, True)

    def _interpreted(self, run: Run, number: int, linked: bool) -> None:
        """Let the interpreter say a rule, and take over what it said."""
        named = {"key": run.key, "iri": run.iri, "about": run.about, "type": run.type}
        named |= {"base": self.plan.base, "format": format_of(run.ldr)}
        view = RecordView(run.record)
        said = interpret_rule(self.plan, view, self.chains, named, self.steps[number].rule, linked)
        for statement in said.statements:
            subject, predicate, value = statement
            row = _row(value)
            run.out[f"<{subject}>", opening(predicate, row[2]), row[0], row[1]] = None
        for item in said.items:
            run.listed(f"<{item[0]}>", item[1], item[2], item[3])
        run.notes += said.notices
        for (place, made), values in said.slugs.values.items():
            for value in values:
                if compared(run.slugs.setdefault((place, made), value)) != value:
                    raise Unlike
        if self.steps[number].rule.rule == "kind" and not linked:
            run.type = self._type(run)

    def _type(self, run: Run) -> str:
        """Give the class that was said first, as mappings write it."""
        for subject, predicate, text, _ in run.out:
            if subject == run.me and predicate == TYPE:
                return self.kinds.compact(text) or text
        return ""

    def _lists(self, run: Run) -> list[Statement]:
        lists = []
        for (subject, holder), entries in run.lists.items():
            entries.sort()
            items = tuple(IRI(item) for item in dict.fromkeys(entry[2] for entry in entries))
            if len(items) > 1:
                lists.append(Statement(IRI(subject[1:-1]), IRI(holder), OrderedList(items)))
        return lists


TYPE = opening(BUILT_IN["rdf"] + "type", True)


def _tags(rule: Clause) -> tuple[str, ...]:
    """Give the tags without which a rule says nothing; none where it must always be asked."""
    selectors = [selector for alternatives in rule.sources for selector in alternatives]
    if rule.default or not selectors:
        return ()
    if any(not s.tag or s.tag == "LDR" or "X" in s.tag for s in selectors):
        return ()
    return tuple(dict.fromkeys(selector.tag for selector in selectors))


def _row(value: IRI | Literal | OrderedList) -> tuple[str, str, bool]:
    if isinstance(value, Literal):
        return value.value, closing_of(value.datatype, value.language), False
    return str(value), END_IRI, True


def compare_any(how: str, lefts: list[str], rights: list[str]) -> bool:
    """Tell whether a comparison holds between any text on the left and any on the right."""
    return any(compare(how, left, right, False) for left in lefts for right in rights)


def missing(what: str, place: str) -> RecordError:
    """Make the error for ``missing: error``."""
    hint = "Mend the record, or let the rule say missing: warn."
    return RecordError(what, where=place, code="not-in-table", hint=hint)


def spoken(codes: Iterator[str] | list[str]) -> str:
    """Give the closing of a literal in the language of the first code."""
    code = next(iter(codes), "").strip().lower()
    tag = tag_of(code) or (code if len(code) == 2 and code.isascii() and code.isalpha() else "")
    return closing_of("", tag)
