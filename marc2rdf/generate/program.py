"""A plan as a program: its source put together, run on records, and looked at by people.

One function a rule, called only where the record has a tag that the rule reads; one function
a node.  What is rare is left to the interpreter: a rule for which no source is generated, the
880 fields that are linked to others, and whole records that are damaged or in which two
values would share a slug.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from unicodedata import normalize

from marc2rdf.errors import RecordError
from marc2rdf.generate import runtime
from marc2rdf.generate.chains import REMEMBERED, SMALL, Transformed
from marc2rdf.generate.code import Code
from marc2rdf.generate.memory import Fields, Known
from marc2rdf.generate.needs import adds_no_escapes
from marc2rdf.generate.reading import Fits
from marc2rdf.generate.run import Run
from marc2rdf.generate.runtime import Unlike
from marc2rdf.generate.saying import Sayer, say_fields, say_group
from marc2rdf.generate.source import Source
from marc2rdf.mapping import transforms as library
from marc2rdf.mapping.chains import Chains
from marc2rdf.mapping.conditions import compare
from marc2rdf.mapping.conversion import Conversion
from marc2rdf.mapping.interpret import interpret, interpret_rule
from marc2rdf.mapping.names import Names
from marc2rdf.mapping.patterns import search
from marc2rdf.mapping.plan import Plan, clauses_of
from marc2rdf.mapping.transforms import slug
from marc2rdf.mapping.view import RecordView, format_of
from marc2rdf.marc.record import Record
from marc2rdf.notices import distinct
from marc2rdf.rdf import iri as iris
from marc2rdf.rdf.literals import escape, unescape
from marc2rdf.rdf.memo import Memo
from marc2rdf.rdf.prefixes import BUILT_IN, Namespaces
from marc2rdf.rdf.rows import END_IRI, END_TEXT, closing_of, opening, rows_of
from marc2rdf.rdf.terms import IRI
from marc2rdf.vocab.languages import tag_of

Plugins = Mapping[str, Callable[..., object]]


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
        kinds = Namespaces(plan.prefixes)
        self._types: Memo[str, str] = Memo(lambda iri: kinds.compact(iri) or iri)
        code = Code()
        transformed = Transformed(code, self.chains, Names(plan.prefixes))
        made = Source(plan, transformed, code)
        self.source, self.steps, self.constants = made.text, made.steps, made.constants
        plain = adds_no_escapes(plan)
        self._distinct = not any(
            isinstance(c.lang, str) and c.lang != c.lang.lower() for c in clauses_of(plan)
        )
        self._names: dict[str, Any] = {**self.constants, **self._library(transformed)}
        exec(compile(self.source, f"<mapping {plan.name}>", "exec"), self._names)
        names = self._names
        self._sayers = {
            tag: Sayer(names[says], names.get(asks), alone)
            for tag, (says, asks, alone) in made.tags.items()
        }
        self._groups = [(names[group.asks], names[group.says], Known()) for group in made.groups]
        marks = {tag: names[function] for tag, function in made.marks.items()}
        self._fields = Fields({*made.tags, *marks}, marks, made.wanted, plain)

    def _library(self, transformed: Transformed) -> dict[str, object]:
        """Give what the source calls by name."""
        slugs: Memo[str, str] = Memo(slug, limit=REMEMBERED)
        names = ("cut", "cut_into", "encoded", "first_through", "joined", "some")
        return {
            **{name: getattr(runtime, name) for name in names},
            **{name: library.SIMPLE[name] for name in SMALL},
            "END_IRI": END_IRI,
            "END_TEXT": END_TEXT,
            "Unlike": Unlike,
            "base": self.plan.base,
            "compare_any": compare_any,
            "escape": escape,
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
            "remembered": self._remembered,
            "texts": runtime.texts,
            "unescape": unescape,
            "interpreted": self._interpreted,
        }

    @property
    def listing(self) -> str:
        """The source as people read it: the constants first, then the functions."""
        lines = [f"# {self.plan.name}: what convert runs, made from {self.plan.sha256[:12]}"]
        for name, value in sorted(self.constants.items()):
            shown = repr(value)
            lines.append(f"# {name} = {shown if len(shown) <= SHOWN else shown[:SHOWN] + ' …'}")
        return "\n".join(lines) + "\n\n\n" + self.source

    def convert(self, record: Record, suffix: str = "") -> Conversion:
        """Convert a record, as `interpret` does."""
        try:
            return self._convert(record, suffix)
        except Unlike:
            return interpret(self.plan, record, self.plugins, suffix)

    def _convert(self, record: Record, suffix: str) -> Conversion:
        run = Run(record, self._fields)
        view = self._view(run) if run.twins else None
        skipped = self._names["begin"](run, suffix)
        run.put(-1)
        iri, key = IRI(run.iri), run.key
        if not skipped:
            run.stand_in()
            self._names["say"](run)
            say_fields(run, self._sayers)
            if view is not None and view.has_linked:
                self._say_linked(run, view)
            run.check_slugs()
        notes = [*record.notices, *run.notices()] if run.noted or record.notices else []
        return Conversion(
            iri,
            key,
            distinct(notes),
            skipped,
            run.rows(self._distinct),
            lambda: interpret(self.plan, record, self.plugins, suffix),
        )

    def _view(self, run: Run) -> RecordView:
        run.view = view = RecordView(run.record)
        if any(field.script for field in view.fields):
            raise Unlike
        return view

    def _say_linked(self, run: Run, view: RecordView) -> None:
        """Say what the linked 880 fields say of each rule."""
        linked = {field.tag for field in view.fields if field.linked}
        for place, step in enumerate(self.steps):
            if step.rule.linked and any(Fits(tag)(one) for tag in step.mentions for one in linked):
                self._interpreted(run, place, True)
                run.put(step.number + 1)

    def _interpreted(self, run: Run, place: int, linked: bool) -> None:
        """Let the interpreter say a rule, and take over what it said."""
        rule, iri = self.steps[place].rule, run.real(run.iri)
        named = {"key": run.key, "iri": iri, "about": run.real(run.about), "type": run.type}
        named |= {"base": self.plan.base, "format": format_of(run.ldr)}
        view = run.view = run.view or RecordView(run.record)
        said = interpret_rule(self.plan, view, self.chains, named, rule, linked)
        run.out.update(dict.fromkeys(rows_of(said.statements)))
        for about, holder, index, item in said.items:
            run.listed(run.me if about == iri else f"<{about}>", holder, index, item)
        run.notes += said.notices
        for (place_of, made), values in said.slugs.values.items():
            where = place_of.removeprefix(iri).replace(named["about"], run.about)
            run.slugs += [(f"{where} {made}", one) for one in values]

    def _remembered(self, run: Run, number: int) -> None:
        """Say a group of rules, from memory where all that they read is as it was before."""
        say_group(run, *self._groups[number])

    def _type(self, run: Run) -> str:
        """Give the class that was said first, as mappings write it."""
        me = run.real(run.me)
        for _, rows in run.said:
            for subject, predicate, text, _ in rows:
                if predicate == TYPE and run.real(subject) == me:
                    return self._types[text]
        return ""


SHOWN = 200  # so much of a constant is shown to people
TYPE = opening(BUILT_IN["rdf"] + "type", True)


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
