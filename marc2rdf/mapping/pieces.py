"""The pieces that say where a value comes from: selectors, conditions, transforms, parts.

Each method reads one piece of YAML, notes what is wrong with it and gives what is right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from marc2rdf.mapping import transforms as library
from marc2rdf.mapping.arguments import TransformError, bind, takes
from marc2rdf.mapping.conditions import (
    Comparison,
    Condition,
    ConditionError,
    comparisons_of,
    map_comparisons,
    parse_condition,
)
from marc2rdf.mapping.names import Names
from marc2rdf.mapping.parts import Cut, PartsError, parse_cut
from marc2rdf.mapping.plan import Join, PartSource
from marc2rdf.mapping.problems import Place, Problems
from marc2rdf.mapping.selectors import (
    NAMES,
    OCCURRENCE,
    Selector,
    SelectorError,
    parse_alternatives,
    parse_selector,
)
from marc2rdf.mapping.source import Map, Node, Seq, Text
from marc2rdf.mapping.transforms import Argument, Transform
from marc2rdf.rdf.prefixes import compact

VALUE = Selector("value", name="value")


class Pieces:
    """Reads pieces; ``parts`` and ``tables`` are the names that the mapping has."""

    def __init__(
        self,
        names: Names,
        parts: frozenset[str],
        tables: frozenset[str],
        plugins: Mapping[str, Callable[..., object]],
        problems: Problems,
    ) -> None:
        self.names = names
        self.parts = parts
        self.tables = tables
        self.plugins = plugins
        self.problems = problems

    def sources(self, node: Node | None) -> tuple[tuple[Selector, ...], ...]:
        """Read ``from``: of a list all, of ``A or B`` the first that gives a value."""
        return tuple(self.alternatives(text) for text in texts(node))

    def alternatives(self, text: Text) -> tuple[Selector, ...]:
        """Read ``A or B``."""
        try:
            found = parse_alternatives(text.value)
        except SelectorError as error:
            self.problems.add(text.place, "selector", str(error))
            return ()
        self.check_names(found, text.place)
        return found

    def check_names(self, selectors: tuple[Selector, ...] | list[Selector], place: Place) -> None:
        """Note the names among selectors that nobody knows."""
        if self.problems.trusting:
            return
        for selector in selectors:
            if selector.name and selector.name not in NAMES and selector.name not in self.parts:
                if selector.name == OCCURRENCE:
                    what = f"'{OCCURRENCE}' is only for conditions: an insertion would change it"
                    self.problems.add(place, "unknown-name", what)
                    continue
                known = (*NAMES, *self.parts)
                self.problems.unknown(place, "unknown-name", "name", selector.name, known)

    def condition(self, node: Node | None) -> Condition | None:
        """Read a condition."""
        if not isinstance(node, Text):
            return None
        try:
            condition = parse_condition(node.value)
        except ConditionError as error:
            self.problems.add(node.place, "condition", str(error))
            return None
        for test in comparisons_of(condition):
            selectors = [test.left, *([test.right] if isinstance(test.right, Selector) else [])]
            if test.left.name == OCCURRENCE:
                self._occurrence_compared(test, node.place)
                selectors.pop(0)
            self.check_names(selectors, node.place)
        return map_comparisons(condition, lambda test: self._class_compared(test, node.place))

    def _occurrence_compared(self, test: Comparison, place: Place) -> None:
        """Check what ``occurrence`` is compared with."""
        right = test.right if isinstance(test.right, str) else ""
        if test.how != "=" or not re.fullmatch(r"first|last|[1-9]\d{0,3}", right):
            what = f"write '{OCCURRENCE}' as in occurrence = 'first', = 'last' or = 2"
            self.problems.add(place, "condition", what, "for its contrary: not occurrence = 'last'")

    def _class_compared(self, test: Comparison, place: Place) -> Comparison:
        """Check the classes that ``type`` is compared with, and write them as ``type`` is."""
        if test.left.name != "type" or test.how not in ("=", "!=", "in"):
            return test
        if not isinstance(test.right, str):
            return test
        words = test.right.split()
        found = [self.names.term(word, "class", place, self.problems) for word in words]
        known = self.names.prefixes
        return replace(test, right=" ".join(compact(f, known) or f for f in found if f))

    def transforms(self, node: Node | None) -> tuple[Transform, ...]:
        """Read ``each`` or ``do``."""
        items = node.items if isinstance(node, Seq) else ()
        return tuple(t for item in items if (t := self.transform(item)) is not None)

    def transform(self, node: Node) -> Transform | None:
        """Read one transform: its name, or a map of its name and argument."""
        if isinstance(node, Map) and len(node.items) == 1:
            name, value = next(iter(node.items.items()))
            place, argument = node.keys[name], _argument(value)
        elif isinstance(node, Text):
            name, place, argument = node.value, node.place, None
        else:
            self.problems.add(node.place, "transform", "one transform an item: {name: argument}")
            return None
        if name not in library.NAMES and name not in self.plugins:
            known = (*library.NAMES, *self.plugins)
            self.problems.unknown(place, "unknown-transform", "transform", name, known)
            return None
        transform = Transform(name, argument)
        if not self.problems.trusting:
            self._check_transform(transform, place)
        return transform

    def _check_transform(self, transform: Transform, place: Place) -> None:
        name, argument = transform.name, transform.argument
        if name == "prefix":
            if not isinstance(argument, str):
                self.problems.add(place, "transform", f"'prefix' takes {takes('prefix')}")
            elif argument not in self.tables:
                self.problems.unknown(place, "unknown-table", "table", argument, self.tables)
        elif name in library.WITH_ARGUMENT:
            try:
                bind(transform)
            except TransformError as error:
                self.problems.add(place, "transform", str(error))
        elif argument is not None and name in library.NAMES:
            self.problems.add(place, "transform", f"'{name}' takes no argument")

    def join(self, node: Node | None) -> Join:
        """Read ``join``."""
        if isinstance(node, Text):
            return Join(node.value)
        default, before = " ", {}
        for key, value in node.items.items() if isinstance(node, Map) else ():
            if not isinstance(value, Text):
                continue
            if key == "default":
                default = value.value
            elif re.fullmatch(r"\$[A-Za-z0-9]", key):
                before[key[1]] = value.value
            elif isinstance(node, Map):
                what = f"'{key}' is no subfield: write it as $b, or default"
                self.problems.add(node.keys[key], "join", what)
        return Join(default, before)

    def part_sources(self, node: Node | None) -> tuple[PartSource, ...]:
        """Read ``parts``."""
        if isinstance(node, Text | Seq):
            return (PartSource(VALUE, self._cuts(node)),)
        found = []
        for key, value in node.items.items() if isinstance(node, Map) else ():
            place = node.keys[key] if isinstance(node, Map) else value.place
            try:
                selector = parse_selector(key)
            except SelectorError as error:
                self.problems.add(place, "selector", str(error))
                continue
            self.check_names([selector], place)
            found.append(PartSource(selector, self._cuts(value)))
        return tuple(found)

    def _cuts(self, node: Node) -> tuple[Cut, ...]:
        found = []
        for text in texts(node):
            try:
                found.append(parse_cut(text.value))
            except PartsError as error:
                self.problems.add(text.place, "parts", str(error))
        return tuple(found)

    def table(self, node: Node | None) -> str:
        """Read the name of a table."""
        if isinstance(node, Text) and node.value not in self.tables:
            self.problems.unknown(node.place, "unknown-table", "table", node.value, self.tables)
        return node.value if isinstance(node, Text) else ""


def texts(node: Node | None) -> list[Text]:
    """Give a text, or the texts of a list."""
    nodes = node.items if isinstance(node, Seq) else (node,)
    return [item for item in nodes if isinstance(item, Text)]


def word(node: Node | None, default: str = "") -> str:
    """Give a text's value, or the default where there is none."""
    return node.value if isinstance(node, Text) else default


def _argument(node: Node) -> Argument:
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Seq):
        return tuple(word(item) for item in node.items)
    return tuple((key, word(value)) for key, value in node.items.items())
