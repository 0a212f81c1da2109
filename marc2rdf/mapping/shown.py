"""Which example of a mapping shows what: every statement of a rule, by the triples it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from marc2rdf.errors import RecordError
from marc2rdf.mapping.compile import Compiled
from marc2rdf.mapping.examples import ExampleError, example_record
from marc2rdf.mapping.interpret import interpret
from marc2rdf.mapping.pieces import texts
from marc2rdf.mapping.plan import Clause
from marc2rdf.mapping.source import Map, Node, Seq
from marc2rdf.rdf.short import Short


class Example(NamedTuple):
    """Fields in, triples out (none: the rule gives nothing)."""

    fields: tuple[str, ...]
    gives: tuple[str, ...]


class Shown:
    """The examples of a mapping, run; each statement is shown by the first that it speaks in.

    >>> from marc2rdf.mapping.compile import compile_text
    >>> text = "mapping: 1\\nrules: {title: {from: 245$a, to: dcterms:title, examples: "
    >>> text += "[{marc: ['245 10 $aOne'], gives: ['dcterms:title \\"One\\"']}]}}"
    >>> compiled = compile_text(text, {})
    >>> Shown(compiled).by(compiled.plan.rules[0])
    Example(fields=('245 10 $aOne',), gives=('dcterms:title "One"',))
    """

    def __init__(
        self, compiled: Compiled, plugins: Mapping[str, Callable[..., object]] | None = None
    ) -> None:
        plan = compiled.plan
        short = Short.of(plan.prefixes, plan.base)
        self._by_clause: dict[int, Example] = {}
        self._rest: dict[str, list[Example]] = {}
        for rule, node in compiled.examples.items():
            for example in _examples(node):
                used = False
                try:
                    conversion = interpret(plan, example_record(list(example.fields)), plugins)
                except (RecordError, ExampleError):
                    continue
                for statement, origins in conversion.said.items():
                    triple = short.triple(statement)
                    if statement.subject == conversion.iri:
                        triple = triple.partition(" ")[2]
                    for origin in origins:
                        if origin.rule == rule and id(origin.clause) not in self._by_clause:
                            shown = Example(example.fields, (triple,))
                            self._by_clause[id(origin.clause)] = shown
                            used = True
                if not used:
                    self._rest.setdefault(rule, []).append(example)

    def by(self, clause: Clause) -> Example | None:
        """Give the example of a statement, and the triple that it gives there."""
        return self._by_clause.get(id(clause))

    def rest(self, rule: str) -> list[Example]:
        """Give the examples of a rule that show nothing which others do not."""
        return self._rest.get(rule, [])


def _examples(node: Node) -> Iterator[Example]:
    for item in node.items if isinstance(node, Seq) else ():
        if isinstance(item, Map):
            fields = tuple(text.value for text in texts(item.get("marc")))
            yield Example(fields, tuple(text.value for text in texts(item.get("gives"))))
