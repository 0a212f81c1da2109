"""YAML, read as text with the place of every word.

Mappings may come from strangers: the size and depth are bounded, tags, anchors, aliases
and further documents are refused, and a key that stands twice is an error.  Every scalar
is kept as it was written (YAML 1.1 reads ``020`` as 16 and ``no`` as false); what it means
is decided by the key it belongs to.  The tree is built from the parser's events, so no
depth of nesting can exhaust the stack.

Source: YAML 1.1; https://pyyaml.org/wiki/PyYAMLDocumentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from marc2rdf.mapping.problems import Place, Problems, shorten

MAX_BYTES = 1 << 20
MAX_DEPTH = 64
_STARTS: Mapping[type, type] = MappingProxyType({SequenceStartEvent: list, MappingStartEvent: dict})
_ENDS = (SequenceEndEvent, MappingEndEvent)
_NODES = (ScalarEvent, AliasEvent, *_STARTS)
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class Text(NamedTuple):
    """A scalar as written; ``plain`` is true when it stands without quotes."""

    value: str
    place: Place
    plain: bool = True


class Seq(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    place: Place


class Map(NamedTuple):
    """A map: its values by key, and the place of each key."""

    items: dict[str, Node]
    place: Place
    keys: dict[str, Place]

    def get(self, key: str) -> Node | None:
        """Give the value of a key, or None."""
        return self.items.get(key)


Node = Text | Seq | Map


def is_off(node: Node) -> bool:
    """Tell whether a value is the bare word ``off``, which removes its key.

    >>> is_off(Text("off", Place("m", 1, 1))), is_off(Text("off", Place("m", 1, 1), plain=False))
    (True, False)
    """
    return isinstance(node, Text) and node.plain and node.value == "off"


def parse(data: bytes, file: str, problems: Problems) -> Map | None:
    """Read a mapping's YAML; every mistake goes to ``problems``, and then None comes back.

    >>> problems = Problems()
    >>> tree = parse(b"rules: {title: {from: 245$a}}", "my.yaml", problems)
    >>> tree.items["rules"].items["title"].items["from"].place
    Place(file='my.yaml', line=1, column=23)
    """
    text = _decode(data, file, problems)
    if text is None:
        return None
    try:
        events = _events(text, file, problems)
        tree = _build(events, file, problems)
        for _ in events:  # what comes behind may still be wrong
            pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = shorten(f"{error.problem or error}")
        at = mark.index if mark else 0
        hint = _yaml_hint(what, text[at : at + 1])
        code = "yaml-refused" if "nesting depth" in what else "yaml"
        problems.add(_place(file, mark), code, f"this is not YAML: {what}", hint)
        return None
    except yaml.YAMLError as error:
        problems.add(Place(file, 1, 1), "yaml", f"this is not YAML: {shorten(str(error))}")
        return None
    except _Refused:
        return None
    if not isinstance(tree, Map):
        place = tree.place if tree else Place(file, 1, 1)
        problems.add(place, "yaml", "a mapping is a YAML map", "begin with 'mapping: 1'")
        return None
    return tree


class _Refused(Exception):
    """What was read breaks a bound; the problem is noted already."""


def _decode(data: bytes, file: str, problems: Problems) -> str | None:
    start = Place(file, 1, 1)
    if len(data) > MAX_BYTES:
        problems.add(start, "too-large", f"a mapping has at most {MAX_BYTES} bytes")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before) - (before.rfind(b"\n") + 1) + 1
        place = Place(file, before.count(b"\n") + 1, column)
        problems.add(place, "encoding", "this is not UTF-8", "save the mapping as UTF-8")
        return None
    if match := _FORBIDDEN.search(text):
        what = f"the character U+{ord(match[0]):04X} cannot stand here"
        problems.add(_place_of(file, text, match.start()), "yaml", what)
        return None
    return text


def _place_of(file: str, text: str, index: int) -> Place:
    before = text[:index]
    return Place(file, before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1)


def _events(text: str, file: str, problems: Problems) -> Iterator[Any]:
    """Give the parser's events, as long as they keep within the bounds."""
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    depth = documents = 0
    event: Any
    for event in yaml.parse(text, Loader=loader):
        kind, refused = type(event), ""
        if kind in _STARTS:
            depth += 1
            refused = f"deeper than {MAX_DEPTH} levels" if depth > MAX_DEPTH else ""
        elif kind in _ENDS:
            depth -= 1
        elif kind is DocumentStartEvent:
            documents += 1
            refused = "a mapping is one YAML document" if documents > 1 else ""
        if kind in _NODES:
            if kind is AliasEvent or event.anchor:
                refused = "anchors (&) and aliases (*) are not used in a mapping"
            elif event.tag:
                refused = "tags (!) are not used in a mapping"
        if refused:
            problems.add(_place(file, event.start_mark), "yaml-refused", refused)
            raise _Refused
        yield event


def _build(events: Iterator[Any], file: str, problems: Problems) -> Node | None:
    stack: list[tuple[Place, list[Node] | dict[str, Node], dict[str, Place]]] = []
    waiting: list[Text | None] = []  # the key whose value comes next, one a level
    for event in events:
        node: Node
        kind = type(event)
        if kind is ScalarEvent:
            node = Text(event.value, _place(file, event.start_mark), not event.style)
        elif kind in _STARTS:
            stack.append((_place(file, event.start_mark), _STARTS[kind](), {}))
            waiting.append(None)
            continue
        elif kind in _ENDS:
            place, content, keys = stack.pop()
            waiting.pop()
            if isinstance(content, list):
                node = Seq(tuple(content), place)
            else:
                node = Map(content, place, keys)
        else:
            continue
        if not stack:
            return node
        _, content, keys = stack[-1]
        if isinstance(content, list):
            content.append(node)
        elif (key := waiting[-1]) is None:
            waiting[-1] = _key(node, keys, problems)
        else:
            waiting[-1] = None
            content[key.value] = node
            keys[key.value] = key.place
    return None


def _key(node: Node, keys: dict[str, Place], problems: Problems) -> Text:
    if not isinstance(node, Text):
        problems.add(node.place, "yaml", "a key is a word, not a list or a map", "put it in quotes")
        raise _Refused
    if node.value in keys:
        first = keys[node.value].line
        problems.add(
            node.place,
            "key-twice",
            f"the key '{shorten(node.value)}' stands twice",
            f"the first is on line {first}",
        )
    return node


def _place(file: str, mark: Any) -> Place:
    return Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)


def _yaml_hint(what: str, character: str) -> str:
    if character == "\t":
        return "indent with blanks, not with tabs"
    if character and character in "@`%":
        return "put the value in quotes"
    if "cannot start any token" in what or "expected" in what or "did not find" in what:
        return "is a quote, bracket or comma missing?"
    return ""
