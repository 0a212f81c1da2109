"""What may stand where in a YAML file: a small language of shapes, checked and printed.

A shape says of a place whether a text, a list or a map may stand there, and which keys the
map may have.  ``check`` holds a tree against a shape; ``json_schema`` prints the same shape
as JSON Schema, so that the two can never disagree.

Source: JSON Schema draft-07, https://json-schema.org/draft-07/json-schema-release-notes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from marc2rdf.mapping.problems import Problems, did_you_mean, shorten
from marc2rdf.mapping.source import Map, Node, Seq, Text, is_off

NULLS = ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True)
class Word:
    """A text; of certain words only where ``among`` lists them."""

    doc: str = ""
    among: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListOf:
    """A list of things of one shape."""

    item: Shape
    doc: str = ""


@dataclass(frozen=True)
class MapOf:
    """A map with keys of the writer's choice and values of one shape."""

    value: Shape
    doc: str = ""


@dataclass(frozen=True)
class Keys:
    """A map with known keys."""

    keys: Mapping[str, Shape]
    required: tuple[str, ...] = ()
    doc: str = ""


@dataclass(frozen=True)
class Choice:
    """A text, a list or a map, each with its own shape; what is None is not allowed."""

    text: Word | None = None
    seq: ListOf | None = None
    map: Keys | MapOf | Ref | None = None
    doc: str = ""


@dataclass(frozen=True)
class Ref:
    """A shape by its name in the table of shapes, for shapes that contain themselves."""

    name: str
    doc: str = ""


Shape = Word | ListOf | MapOf | Keys | Choice | Ref
_NAMES = {Text: "a text", Seq: "a list", Map: "a map"}


@dataclass(frozen=True)
class Shapes:
    """A table of shapes by name; ``root`` is the shape of the whole file."""

    root: Shape
    named: Mapping[str, Shape] = field(default_factory=dict)

    def check(self, node: Node, problems: Problems) -> None:
        """Hold a tree against the root shape; every difference goes to ``problems``."""
        self._check(node, self.root, "the mapping", problems)

    def _check(self, node: Node, shape: Shape, name: str, problems: Problems) -> None:
        chosen = self._choose(node, shape)
        if chosen is None:
            wanted = " or ".join(self._wanted(shape))
            got = _NAMES[type(node)]
            problems.add(node.place, "wrong-shape", f"{name} is {wanted}, not {got}")
        elif isinstance(chosen, Word) and isinstance(node, Text):
            _check_word(node, chosen, name, problems)
        elif isinstance(chosen, ListOf) and isinstance(node, Seq):
            for item in node.items:
                self._check(item, chosen.item, f"an item of {name}", problems)
        elif isinstance(chosen, MapOf | Keys) and isinstance(node, Map):
            self._check_map(node, chosen, name, problems)

    def _check_map(self, node: Map, shape: MapOf | Keys, name: str, problems: Problems) -> None:
        for key, value in node.items.items():
            if isinstance(shape, MapOf):
                known: Shape | None = shape.value
            else:
                known = shape.keys.get(key)
            if known is None and isinstance(shape, Keys):
                problems.add(
                    node.keys[key],
                    "unknown-key",
                    f"{name} has no key '{shorten(key)}'",
                    did_you_mean(key, shape.keys) or f"it may have: {', '.join(shape.keys)}",
                )
            elif known is not None and not is_off(value):
                self._check(value, known, f"'{shorten(key)}'", problems)
        if isinstance(shape, Keys):
            for key in shape.required:
                if key not in node.items:
                    problems.add(node.place, "missing-key", f"{name} needs the key '{key}'")

    def _choose(self, node: Node, shape: Shape) -> Word | ListOf | MapOf | Keys | None:
        while isinstance(shape, Ref):
            shape = self.named[shape.name]
        if isinstance(shape, Choice):
            of_kind: Shape | None
            if isinstance(node, Text):
                of_kind = shape.text
            else:
                of_kind = shape.seq if isinstance(node, Seq) else shape.map
            return self._choose(node, of_kind) if of_kind is not None else None
        kinds: dict[type, tuple[type, ...]] = {Text: (Word,), Seq: (ListOf,), Map: (MapOf, Keys)}
        return shape if isinstance(shape, kinds[type(node)]) else None

    def _wanted(self, shape: Shape) -> list[str]:
        if isinstance(shape, Ref):
            return self._wanted(self.named[shape.name])
        if isinstance(shape, Choice):
            parts = [part for part in (shape.text, shape.seq, shape.map) if part is not None]
            return [name for part in parts for name in self._wanted(part)]
        kind = Text if isinstance(shape, Word) else Seq if isinstance(shape, ListOf) else Map
        return [_NAMES[kind]]

    def json_schema(self, title: str, identifier: str) -> dict[str, Any]:
        """Give the shapes as a JSON Schema (draft-07)."""
        named = {name: _schema(shape) for name, shape in self.named.items()}
        return {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "$id": identifier,
            "title": title,
            **_schema(self.root),
            "definitions": named,
        }


def _check_word(node: Text, word: Word, name: str, problems: Problems) -> None:
    if node.plain and node.value in NULLS:
        problems.add(
            node.place, "empty-value", f"{name} has no value", "write '' for an empty text"
        )
    elif word.among and node.value not in word.among:
        hint = did_you_mean(node.value, word.among) or f"one of: {', '.join(word.among)}"
        what = f"{name} cannot be '{shorten(node.value)}'"
        problems.add(node.place, "unknown-word", what, hint)


def _schema(shape: Shape) -> dict[str, Any]:
    described = {"description": shape.doc} if shape.doc else {}
    if isinstance(shape, Ref):
        return {"$ref": f"#/definitions/{shape.name}"}
    if isinstance(shape, Word):
        if not shape.among:
            return {"type": ["string", "number", "boolean"], **described}
        variants = [variant for word in shape.among for variant in _typed(word)]
        return {"enum": variants, **described}
    if isinstance(shape, ListOf):
        return {"type": "array", "items": _schema(shape.item), **described}
    if isinstance(shape, MapOf):
        return {"type": "object", "additionalProperties": _or_off(shape.value), **described}
    if isinstance(shape, Keys):
        return {
            "type": "object",
            "properties": {key: _or_off(value) for key, value in shape.keys.items()},
            "additionalProperties": False,
            **({"required": list(shape.required)} if shape.required else {}),
            **described,
        }
    parts = [_schema(part) for part in (shape.text, shape.seq, shape.map) if part is not None]
    return {"anyOf": parts, **described} if len(parts) > 1 else {**parts[0], **described}


def _or_off(shape: Shape) -> dict[str, Any]:
    takes_text = isinstance(shape, Word) and not shape.among
    if takes_text or (isinstance(shape, Choice) and shape.text and not shape.text.among):
        return _schema(shape)
    return {"anyOf": [_schema(shape), {"enum": ["off", False]}]}


def _typed(word: str) -> list[Any]:
    """Give a word in every type that a YAML reader may make of it."""
    typed: dict[str, list[Any]] = {
        "1": ["1", 1],
        "true": ["true", True],
        "false": ["false", False],
    }
    return typed.get(word, [word])
