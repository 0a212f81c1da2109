"""The small pieces of a statement: selectors, conditions, transforms, parts, templates, types.

Each method reads one piece of YAML, notes what is wrong with it and gives what is right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from marc2rdf.mapping import transforms as library
from marc2rdf.mapping.conditions import (
    Condition,
    ConditionError,
    Test,
    map_tests,
    parse_condition,
    tests_of,
)
from marc2rdf.mapping.names import SCHEMES, Names
from marc2rdf.mapping.parts import Cut, PartsError, parse_cut
from marc2rdf.mapping.plan import Join, ListOrder, PartSource
from marc2rdf.mapping.problems import Place, Problems
from marc2rdf.mapping.selectors import (
    NAMES,
    Selector,
    SelectorError,
    parse_alternatives,
    parse_selector,
)
from marc2rdf.mapping.source import Map, Node, Seq, Text
from marc2rdf.mapping.templates import WHOLE, Template, TemplateError, parse_template
from marc2rdf.mapping.transforms import Argument, Transform, TransformError
from marc2rdf.rdf import iri
from marc2rdf.rdf.prefixes import compact
from marc2rdf.rdf.terms import IRI

TYPES = ("iri", "literal", "int", "year", "date", "datetime", "edtf", "bool")
VALUE = Selector("value", name="value")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_PREFIX = re.compile(r"([A-Za-z][\w-]*):(?!//)")


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
        for selector in selectors:
            if selector.name and selector.name not in NAMES and selector.name not in self.parts:
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
        for test in tests_of(condition):
            selectors = [test.left, *([test.right] if isinstance(test.right, Selector) else [])]
            self.check_names(selectors, node.place)
        return map_tests(condition, lambda test: self._class_test(test, node.place))

    def _class_test(self, test: Test, place: Place) -> Test:
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
        self._check_transform(transform, place)
        return transform

    def _check_transform(self, transform: Transform, place: Place) -> None:
        name, argument = transform.name, transform.argument
        if name in self.plugins:
            return
        if name == "prefix":
            if not isinstance(argument, str):
                self.problems.add(place, "transform", f"'prefix' takes {library.takes('prefix')}")
            elif argument not in self.tables:
                self.problems.unknown(place, "unknown-table", "table", argument, self.tables)
        elif name in library.WITH_ARGUMENT:
            try:
                library.bind(transform)
            except TransformError as error:
                self.problems.add(place, "transform", str(error))
        elif argument is not None:
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

    def template(self, text: Text, for_iri: bool) -> Template | None:
        """Read a template; one for an IRI must be able to give one."""
        try:
            template = parse_template(text.value)
        except TemplateError as error:
            self.problems.add(text.place, "template", str(error))
            return None
        for slot in template.slots:
            self.check_names([slot.selector], text.place)
            for name in slot.transforms:
                self.transform(Text(name, text.place))
        return self._iri_template(template, text.place) if for_iri else template

    def _iri_template(self, template: Template, place: Place) -> Template | None:
        first = template.parts[0] if template.parts else ""
        if not isinstance(first, str):
            if len(template.parts) > 1 and first.selector.name not in WHOLE:
                what = f"'{template.text}' cannot give an IRI"
                hint = "begin with {base}, {iri}, a prefix or a scheme"
                self.problems.add(place, "template", what, hint)
            return template
        if not template.slots:
            term = self.names.term(first, "", place, self.problems)
            return Template(template.text, (term,)) if term is not None else None
        match = _PREFIX.match(first)
        if match and match[1] in self.names.prefixes:
            first = self.names.prefixes[match[1]] + first[match.end() :]
        elif match and match[1] not in SCHEMES:
            known = self.names.prefixes
            self.problems.unknown(place, "unknown-prefix", "prefix", match[1], known)
            return None
        filled = first + "".join(p if isinstance(p, str) else "x" for p in template.parts[1:])
        if not iri.is_valid(filled):
            hint = "begin with {base}, {iri}, a prefix or a scheme"
            self.problems.add(place, "template", f"'{template.text}' gives no valid IRI", hint)
        return Template(template.text, (first, *template.parts[1:]))

    def table(self, node: Node | None) -> str:
        """Read the name of a table."""
        if isinstance(node, Text) and node.value not in self.tables:
            self.problems.unknown(node.place, "unknown-table", "table", node.value, self.tables)
        return node.value if isinstance(node, Text) else ""

    def datatype(self, node: Node | None) -> str:
        """Read ``as``: one of the short types, or the IRI of a datatype."""
        if not isinstance(node, Text):
            return ""
        if node.value in TYPES:
            return "" if node.value == "literal" else node.value
        if ":" not in node.value:
            self.problems.unknown(node.place, "unknown-type", "type", node.value, TYPES)
            return ""
        return self.names.term(node.value, "datatype", node.place, self.problems) or ""

    def language(self, node: Node | None) -> str | Selector:
        """Read ``lang``: a tag, ``record``, or the selector of a language."""
        if not isinstance(node, Text) or node.value == "none":
            return ""
        if "$" in node.value or "/" in node.value:
            found = self.alternatives(node)
            return found[0] if found else ""
        if node.value != "record" and not _LANGUAGE.fullmatch(node.value):
            what = f"'{node.value}' is no language tag"
            self.problems.add(node.place, "language", what, "such as fr, $y, record or none")
        return node.value

    def list_order(self, node: Node | None) -> ListOrder | None:
        """Read ``list``."""
        if not isinstance(node, Map):
            return None
        holder, only = self.term(node.get("property")), self.term(node.get("only"))
        return ListOrder(holder, only) if holder else None

    def term(self, node: Node | None, wanted: str = "property") -> IRI | None:
        """Read a property or class."""
        if not isinstance(node, Text):
            return None
        return self.names.term(node.value, wanted, node.place, self.problems)


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
