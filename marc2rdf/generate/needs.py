"""What a clause looks at: whether it needs its value, and the tags and names it mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from marc2rdf.mapping import transforms as library
from marc2rdf.mapping.conditions import Condition, comparisons_of
from marc2rdf.mapping.plan import Clause, Node, Plan, clauses_of
from marc2rdf.mapping.selectors import Selector
from marc2rdf.mapping.templates import Template


def needs_value(clause: Clause) -> bool:
    """Tell whether what a clause says depends on the value that its sources give."""
    if clause.do or clause.each or clause.table or clause.default:
        return True
    if clause.kind == "value" and clause.to is not None:
        return True
    return _looks_at_value(clause)


def _looks_at_value(clause: Clause) -> bool:
    """Tell whether the parts of a clause look at the enclosing value."""
    looked = [*_selectors(clause.before), *_selectors(clause.after)]
    looked += [source.selector for source in clause.parts]
    looked += _slots(clause.template)
    if isinstance(clause.lang, Selector):
        looked.append(clause.lang)
    if any(selector.name == "value" for selector in looked):
        return True
    inner = [*clause.entries, *clause.choose]
    inner += [clause.to] if isinstance(clause.to, Clause) else []
    if clause.node is not None:
        if any(
            s.name == "value" for m in clause.node.iri if isinstance(m, Template) for s in _slots(m)
        ):
            return True
        inner += [*clause.node.entries, *(m for m in clause.node.iri if isinstance(m, Clause))]
    return any(_inherits_value(entry) for entry in inner)


def _inherits_value(clause: Clause) -> bool:
    for alternatives in clause.sources:
        if any(selector.name == "value" for selector in alternatives):
            return True
    if clause.sources:
        return _looks_at_value(clause)
    return needs_value(clause)


def selectors_of(clause: Clause) -> Iterator[Selector]:
    """Give every selector that a clause, or one inside it, mentions."""
    yield from (selector for alternatives in clause.sources for selector in alternatives)
    yield from _selectors(clause.before)
    yield from _selectors(clause.after)
    yield from (source.selector for source in clause.parts)
    yield from _slots(clause.template)
    if isinstance(clause.lang, Selector):
        yield clause.lang
    inner = [*clause.entries, *clause.choose]
    inner += [clause.to] if isinstance(clause.to, Clause) else []
    if clause.node is not None:
        yield from _of_node(clause.node)
    for entry in inner:
        yield from selectors_of(entry)


def _of_node(node: Node) -> Iterator[Selector]:
    for maker in node.iri:
        yield from _slots(maker) if isinstance(maker, Template) else selectors_of(maker)
    for entry in node.entries:
        yield from selectors_of(entry)


def names_in(node: Node) -> set[str]:
    """Give the names that the selectors of a node mention."""
    return {selector.name for selector in _of_node(node) if selector.name}


def _slots(template: Template | None) -> list[Selector]:
    return [slot.selector for slot in template.slots] if template is not None else []


def _selectors(condition: Condition | None) -> list[Selector]:
    if condition is None:
        return []
    sides = [side for test in comparisons_of(condition) for side in (test.left, test.right)]
    return [side for side in sides if isinstance(side, Selector)]


_ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f]')
_GROUPS = re.compile(r"\\(?:\d|g<\w+>)")


def adds_no_escapes(plan: Plan) -> bool:
    """Tell whether a plan puts no character into its texts that N-Triples would escape."""
    return not any(
        _ESCAPED.search(text) for clause in clauses_of(plan) for text in _said(clause, plan)
    )


def _said(clause: Clause, plan: Plan) -> Iterator[str]:
    """Give the texts of the mapping's own that may become part of a literal."""
    yield clause.default
    yield clause.join.default
    yield from clause.join.before.values()
    if clause.kind == "text" and clause.template is not None:
        yield from (part for part in clause.template.parts if isinstance(part, str))
    if clause.table:
        yield from (text for values in plan.tables[clause.table].rows.values() for text in values)
    for transform in (*clause.each, *clause.do):
        if transform.name not in library.NAMES:
            yield '"'  # a plug-in may give anything
        if transform.name == "prefix":
            rows = plan.tables[str(transform.argument)].rows
            yield from (text for values in rows.values() for text in values)
        if transform.name == "regex" and isinstance(transform.argument, tuple):
            pairs = dict(pair for pair in transform.argument if isinstance(pair, tuple))
            yield _GROUPS.sub("", str(pairs.get("replace", "")))
