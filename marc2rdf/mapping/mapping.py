"""A mapping, loaded and ready: the way in for programs and commands.

Without a mapping of one's own two shipped ones are used: ``koha`` for a record in Koha's
text view or with Koha's number (999 $c equal to $d), ``marc21`` for all others.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from marc2rdf import shipped
from marc2rdf.errors import MappingError, UsageError
from marc2rdf.mapping.compile import Compiled, compile_file, compile_text, why_no_base
from marc2rdf.mapping.examples import check_examples
from marc2rdf.mapping.interpret import Conversion, interpret
from marc2rdf.mapping.plan import Clause, Plan, clauses_of
from marc2rdf.mapping.plugins import Plugins
from marc2rdf.mapping.problems import Problems, did_you_mean
from marc2rdf.marc.record import Record
from marc2rdf.rdf.context import PROPERTY_ORDER, Context, build_context
from marc2rdf.rdf.prefixes import BUILT_IN, expand
from marc2rdf.vocab import terms

if TYPE_CHECKING:
    import pymarc

RDF_TYPE = BUILT_IN["rdf"] + "type"
_DATES = (BUILT_IN["xsd"], BUILT_IN["edtf"])
_SHORT = {
    "int": _DATES[:1],
    "bool": _DATES[:1],
    "datetime": _DATES[:1],
    "year": _DATES,
    "date": _DATES,
    "edtf": _DATES,
}


class Mapping:
    """One mapping, or the pair that is used when none is named.

    >>> mapping = Mapping.from_text("mapping: 1\\nrules: {title: {from: 245$a, to: dcterms:title}}")
    >>> record = Record()
    >>> record.add_control("001", "42")
    >>> record.add("245", "10", [("a", "Title")])
    >>> [statement.object.value for statement in mapping.convert(record).statements]
    ['Title']
    """

    def __init__(self, compiled: Compiled, plugins: Plugins, koha: Compiled | None = None) -> None:
        self._compiled = compiled
        self._koha = koha
        self._plugins = plugins

    @classmethod
    def load(
        cls, source: str | os.PathLike[str], base: str = "", plugins: Plugins | None = None
    ) -> Mapping:
        """Load a shipped mapping by its name, or a file; raise MappingError with all mistakes.

        ``base`` takes the place of the mapping's own.  Raises UsageError for a name that is
        neither, or a base that can be none.
        """
        check_base(base)
        plugins = plugins or Plugins()
        return cls(compile_file(find_mapping(source), plugins, base), plugins)

    @classmethod
    def from_text(
        cls, text: str | bytes, base: str = "", plugins: Plugins | None = None, file: str = "<text>"
    ) -> Mapping:
        """Load a mapping from a text; ``file`` is what messages call it."""
        check_base(base)
        plugins = plugins or Plugins()
        return cls(compile_text(text, plugins, base, file), plugins)

    @classmethod
    def default(cls, base: str = "", plugins: Plugins | None = None) -> Mapping:
        """Load the shipped pair: ``koha`` for Koha's records, ``marc21`` for all others."""
        check_base(base)
        plugins = plugins or Plugins()
        marc21 = compile_file(find_mapping("marc21"), plugins, base)
        return cls(marc21, plugins, compile_file(find_mapping("koha"), plugins, base))

    def convert(self, record: Record | pymarc.Record, suffix: str = "") -> Conversion:
        """Convert one record; ``suffix`` goes behind its key, where another has the same."""
        own = record if isinstance(record, Record) else Record.from_pymarc(record)
        return interpret(self.plan_for(own), own, self._plugins, suffix)

    def plan_for(self, record: Record) -> Plan:
        """Give the plan that a record is converted by."""
        if self._koha is not None and is_koha(record):
            return self._koha.plan
        return self._compiled.plan

    @property
    def plans(self) -> list[Plan]:
        """The plans of this mapping: one, or two where none was named."""
        return [self._compiled.plan, *([self._koha.plan] if self._koha else [])]

    @property
    def plugins(self) -> Plugins:
        """The transforms that came with it."""
        return self._plugins

    @property
    def base(self) -> str:
        """What the IRIs of the library's own things begin with."""
        return self._compiled.plan.base

    @property
    def title(self) -> str:
        """What the mapping says it is for."""
        return self._compiled.plan.title

    @property
    def sha256(self) -> str:
        """The SHA-256 of the content of all files the mapping was read from."""
        return self._compiled.plan.sha256

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes, the built-in ones first."""
        return dict(self._compiled.plan.prefixes)

    @cached_property
    def used_prefixes(self) -> dict[str, str]:
        """The prefixes of what this mapping can say; those that it declares itself always."""
        said = " ".join([*self._said[0], *self._said[1], *self._texts])
        return {
            name: namespace
            for name, namespace in self.prefixes.items()
            if name not in BUILT_IN or namespace in said
        }

    @cached_property
    def context(self) -> Context:
        """The JSON-LD context for all that this mapping can say."""
        properties, classes = self._said
        return build_context(
            sorted(properties),
            sorted(classes),
            self.used_prefixes,
            {prefix: terms.locals_of(prefix) for prefix in PROPERTY_ORDER},
            terms.properties_with_iri_values(),
        )

    @cached_property
    def _said(self) -> tuple[set[str], set[str]]:
        """The properties and classes that this mapping can say."""
        properties: set[str] = set()
        classes: set[str] = set()
        for plan in self.plans:
            for clause in clauses_of(plan):
                _collect(clause, plan, properties, classes)
        return properties, classes

    @cached_property
    def _texts(self) -> set[str]:
        """The namespaces of datatypes, templates and tables, as far as they are known."""
        found: set[str] = set()
        for plan in self.plans:
            for clause in clauses_of(plan):
                found.update(_SHORT.get(clause.datatype, (clause.datatype,)))
                if clause.template is not None:
                    found.update(part for part in clause.template.parts if isinstance(part, str))
                if clause.table:
                    found.update(_terms_of(clause, plan))
        return found

    def check_examples(self) -> int:
        """Run every example; give their number, or raise MappingError with those that fail."""
        problems, run = Problems(), 0
        for compiled in (self._compiled, self._koha):
            if compiled is not None:
                run += check_examples(compiled, self._plugins, problems)
        problems.raise_any()
        return run


def find_mapping(source: str | os.PathLike[str]) -> Path:
    """Find a mapping by a shipped name or as a file; raise UsageError for neither.

    >>> find_mapping("koha").name
    'koha.yaml'
    """
    text = os.fspath(source)
    path = Path(text)
    if not path.is_file() and (found := shipped.find(text)) is not None and "/" not in text:
        return found
    if not path.exists():
        raise UsageError(
            f"there is no mapping '{text}'",
            hint=did_you_mean(text, shipped.names())
            or "'marc2rdf mapping list' shows the shipped ones.",
        )
    return path


def is_koha(record: Record) -> bool:
    """Tell whether a record is Koha's: from its text view, or with its number in 999 $c and $d.

    >>> record = Record()
    >>> record.add("999", "  ", [("c", "7"), ("d", "7")])
    >>> is_koha(record)
    True
    """
    if record.format == "koha":
        return True
    return any(
        field.get("c") and field.get("c")[0].strip() == (field.get("d") or [""])[0].strip()
        for field in record.get_fields("999")
        if not field.is_control
    )


def check_base(base: str) -> None:
    """Raise UsageError for a base that can be none; an empty one is that of the mapping."""
    if base and (why := why_no_base(base)):
        raise UsageError(why, hint="Such as https://data.example.org/.")


def _collect(clause: Clause, plan: Plan, properties: set[str], classes: set[str]) -> None:
    """Add the properties and classes that a clause may say."""
    if isinstance(clause.to, str):
        properties.add(clause.to)
    elif isinstance(clause.to, Clause):
        properties.update(_terms_of(clause.to, plan))
    if clause.list is not None:
        properties.add(clause.list.property)
    if clause.to == RDF_TYPE:
        classes.update(_terms_of(clause, plan))


def _terms_of(clause: Clause, plan: Plan) -> Iterable[str]:
    """Give the terms that a clause in the place of a term may give."""
    for alternative in clause.choose:
        yield from _terms_of(alternative, plan)
    if clause.template is not None and not clause.template.slots and clause.template.parts:
        yield str(clause.template.parts[0])
    texts = [clause.default] if clause.default else []
    if clause.table:
        texts += [value for values in plan.tables[clause.table].rows.values() for value in values]
    for text in texts:
        yield expand(text, plan.prefixes) or text


__all__ = ["Mapping", "MappingError", "check_base", "find_mapping", "is_koha"]
