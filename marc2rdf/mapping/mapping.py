"""A mapping, loaded and ready: the way in for programs and commands.

Without a mapping of one's own the shipped ones are used (``default.py``).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from marc2rdf import shipped
from marc2rdf.errors import UsageError
from marc2rdf.mapping.compile import Compiled, compile_file, compile_text, why_no_base
from marc2rdf.mapping.interpret import Conversion, interpret
from marc2rdf.mapping.plan import Plan
from marc2rdf.mapping.plugins import Plugins
from marc2rdf.mapping.problems import Problems, did_you_mean
from marc2rdf.mapping.sayable import Sayable
from marc2rdf.marc.record import Record
from marc2rdf.rdf.context import PROPERTY_ORDER, Context, build_context
from marc2rdf.vocab import terms

if TYPE_CHECKING:
    import pymarc


class Mapping:
    """One mapping, or the shipped ones that are used when none is named.

    >>> mapping = Mapping.from_text("mapping: 1\\nrules: {title: {from: 245$a, to: dcterms:title}}")
    >>> record = Record()
    >>> record.add_control("001", "42")
    >>> record.add("245", "10", [("a", "Title")])
    >>> [statement.object.value for statement in mapping.convert(record).statements]
    ['Title']
    """

    def __init__(self, compiled: Compiled, plugins: Plugins) -> None:
        self._compiled = compiled
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
        plugins = Plugins() if plugins is None else plugins
        return cls(compile_file(find_mapping(source), plugins, base), plugins)

    @classmethod
    def from_text(
        cls, text: str | bytes, base: str = "", plugins: Plugins | None = None, file: str = "<text>"
    ) -> Mapping:
        """Load a mapping from a text; ``file`` is what messages call it."""
        check_base(base)
        plugins = Plugins() if plugins is None else plugins
        return cls(compile_text(text, plugins, base, file), plugins)

    @staticmethod
    def default(base: str = "", plugins: Plugins | None = None) -> Mapping:
        """Load the shipped mappings: each record is converted by the one for its shape."""
        from marc2rdf.mapping.default import DefaultMapping  # which is a mapping itself

        check_base(base)
        return DefaultMapping(base, Plugins() if plugins is None else plugins)

    def convert(self, record: Record | pymarc.Record, suffix: str = "") -> Conversion:
        """Convert one record; ``suffix`` goes behind its key, where another has the same."""
        own = record if isinstance(record, Record) else Record.from_pymarc(record)
        return interpret(self.plan_for(own), own, self._plugins, suffix)

    def plan_for(self, record: Record) -> Plan:
        """Give the plan that a record is converted by."""
        return self._compiled.plan

    @property
    def plans(self) -> list[Plan]:
        """The plans of this mapping: one, or one for each family of records."""
        return [compiled.plan for compiled in self._all]

    @property
    def _all(self) -> list[Compiled]:
        """All that it was compiled to."""
        return [self._compiled]

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
        """The SHA-256 of what the mapping was read from: its files and its tables."""
        return self._compiled.plan.sha256

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes, the built-in ones first."""
        return dict(self._compiled.plan.prefixes)

    @cached_property
    def used_prefixes(self) -> dict[str, str]:
        """The prefixes of what this mapping can say; those that it declares itself always."""
        return Sayable([self._compiled.plan]).namespaces(self.prefixes)

    @cached_property
    def context(self) -> Context:
        """The JSON-LD context for all that this mapping can say."""
        return context_of(self.plans, self.used_prefixes)

    def check_examples(self) -> int:
        """Run every example; give their number, or raise MappingError with those that fail."""
        from marc2rdf.mapping.examples import check_examples  # converting runs none

        problems, run = Problems(), 0
        for compiled in self._all:
            run += check_examples(compiled, self._plugins, problems)
        problems.raise_any()
        return run


def context_of(plans: Sequence[Plan], prefixes: dict[str, str]) -> Context:
    """Make the JSON-LD context for all that plans can say.

    >>> plans = Mapping.from_text("mapping: 1\\nrules: {t: {from: 245$a, to: dcterms:title}}").plans
    >>> list(context_of(plans, {}).terms)
    ['title']
    """
    said = Sayable(plans)
    return build_context(
        sorted(said.properties),
        sorted(said.classes),
        prefixes,
        {prefix: terms.locals_of(prefix) for prefix in PROPERTY_ORDER},
        terms.properties_with_iri_values(),
    )


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


def check_base(base: str) -> None:
    """Raise UsageError for a base that can be none; an empty one is that of the mapping."""
    if base and (why := why_no_base(base)):
        raise UsageError(why, hint="Such as https://data.example.org/.")
