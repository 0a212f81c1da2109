"""Which rules of a plan could take a subfield, by what their selectors say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from marc2rdf.mapping.plan import Clause, Node, Plan
from marc2rdf.mapping.selectors import Selector
from marc2rdf.mapping.templates import Template

MANY = 5_000


class Take(NamedTuple):
    """One place of a plan that takes something: the clauses from its rule down to there.

    ``tag``, ``i1`` and ``i2`` are those of a selector; ``codes`` "" means the whole field.
    """

    chain: tuple[Clause, ...]
    tag: str
    i1: str
    i2: str
    codes: str

    @property
    def rule(self) -> str:
        """The name of the rule."""
        return self.chain[0].rule


class Reach:
    """The takes of a plan, looked up by field and subfield.

    >>> from marc2rdf.mapping.compile import compile_text
    >>> text = "mapping: 1\\nrules: {title: {from: 245$a$b, to: dcterms:title}}"
    >>> reach = Reach(compile_text(text, {}).plan)
    >>> [take.rule for take in reach.of("245", "1", "0", "b")], reach.of("245", "1", "0", "c")
    (['title'], ())
    """

    def __init__(self, plan: Plan) -> None:
        self._takes: list[Take] = []
        self._known: dict[tuple[str, str, str, str], tuple[Take, ...]] = {}
        for rule in plan.rules:
            self._clause(rule, (), ())

    def of(self, tag: str, i1: str, i2: str, code: str) -> tuple[Take, ...]:
        """Give what could take a subfield, or with code "" a control field."""
        key = (tag, i1, i2, code)
        if key not in self._known:
            found = tuple(take for take in self._takes if _fits(take, *key))
            if len(self._known) >= MANY:  # strange records have any number of strange tags
                return found
            self._known[key] = found
        return self._known[key]

    def _clause(
        self, clause: Clause, fields: tuple[Selector, ...], chain: tuple[Clause, ...]
    ) -> None:
        chain = (*chain, clause)
        selectors = [selector for options in clause.sources for selector in options]
        own = tuple(selector for selector in selectors if selector.tag) or fields
        for selector in selectors:
            if not selector.name and (selector.codes or selector.start >= 0 or uses_value(clause)):
                self._add(selector, fields, chain)
            elif selector.name == "value" or not selectors:
                self._whole(fields, chain)
        self._add_all((source.selector for source in clause.parts), own, chain)
        if isinstance(clause.lang, Selector):
            self._add(clause.lang, own, chain)
        if clause.template is not None:
            self._template(clause.template, own, chain)
        if isinstance(clause.to, Clause):
            self._clause(clause.to, own, chain)
        if clause.node is not None:
            self._node(clause.node, own, chain)
        for inner in (*clause.choose, *clause.entries):
            self._clause(inner, own, chain)

    def _node(self, node: Node, fields: tuple[Selector, ...], chain: tuple[Clause, ...]) -> None:
        for maker in node.iri:
            if isinstance(maker, Template):
                self._template(maker, fields, chain)
            else:
                self._clause(maker, fields, chain)
        for entry in node.entries:
            self._clause(entry, fields, chain)

    def _template(
        self, template: Template, fields: tuple[Selector, ...], chain: tuple[Clause, ...]
    ) -> None:
        told = [slot.selector for slot in template.slots if "slug" not in slot.transforms]
        self._add_all(told, fields, chain)

    def _add_all(
        self, selectors: Iterable[Selector], fields: tuple[Selector, ...], chain: tuple[Clause, ...]
    ) -> None:
        for selector in selectors:
            if not selector.name:
                self._add(selector, fields, chain)

    def _add(
        self, selector: Selector, fields: tuple[Selector, ...], chain: tuple[Clause, ...]
    ) -> None:
        for field in (selector,) if selector.tag else fields:
            self._takes.append(Take(chain, field.tag, field.i1, field.i2, selector.codes))

    def _whole(self, fields: tuple[Selector, ...], chain: tuple[Clause, ...]) -> None:
        for field in fields:
            self._takes.append(Take(chain, field.tag, field.i1, field.i2, field.codes))


def uses_value(clause: Clause) -> bool:
    """Tell whether a clause says the text of its field, and not only what stands in it.

    >>> from marc2rdf.mapping.problems import Place
    >>> uses_value(Clause(Place("m.yaml", 1, 1), "r", kind="nothing"))
    False
    """
    if clause.kind == "value" and clause.to is not None:
        return True
    if clause.table or any(source.selector.name == "value" for source in clause.parts):
        return True
    template = clause.template
    if template is not None and any(slot.selector.name == "value" for slot in template.slots):
        return True
    inner = [*clause.choose, *clause.entries, *(clause.node.entries if clause.node else ())]
    return any(_sees_value(one) and uses_value(one) for one in inner)


def _sees_value(clause: Clause) -> bool:
    names = {selector.name for options in clause.sources for selector in options}
    return not clause.sources or "value" in names


def _fits(take: Take, tag: str, i1: str, i2: str, code: str) -> bool:
    if take.tag == "LDR" or len(tag) != 3:
        return take.tag == tag
    if take.i1 not in (".", i1) or take.i2 not in (".", i2):
        return False
    if not all(w == t or (w == "X" and t.isdigit()) for w, t in zip(take.tag, tag, strict=True)):
        return False
    return code in take.codes if take.codes else not code.isdigit()
