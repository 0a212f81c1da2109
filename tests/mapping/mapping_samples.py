"""Small mappings and records for the tests, and their statements as short lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from marc2rdf.errors import MappingError, Problem
from marc2rdf.mapping.compile import Compiled, compile_text
from marc2rdf.mapping.conversion import Conversion
from marc2rdf.mapping.examples import example_record
from marc2rdf.mapping.interpret import interpret
from marc2rdf.rdf.prefixes import BUILT_IN, compact
from marc2rdf.rdf.terms import IRI, Literal, Object, OrderedList, Statement

DATA = Path(__file__).parent / "data"
BASE = "https://example.org/"
Plugins = Mapping[str, Callable[..., object]]


def mapping(rule: str = "", top: str = "") -> str:
    """Write a mapping of one rule ``r`` (flow style, or an indented block) and more keys."""
    body = f" {rule}" if rule.startswith("{") else "\n" + _indent(rule, 4)
    return "mapping: 1\n" + (top.strip("\n") + "\n" if top else "") + f"rules:\n  r:{body}\n"


def compiled(rule: str = "", top: str = "", plugins: Plugins | None = None) -> Compiled:
    return compile_text(mapping(rule, top), plugins or {})


def convert(rule: str, *marc: str, top: str = "", plugins: Plugins | None = None) -> Conversion:
    plan = compiled(rule, top, plugins).plan
    return interpret(plan, example_record(list(marc)), plugins or {})


def gives(rule: str, *marc: str, top: str = "", plugins: Plugins | None = None) -> list[str]:
    """Give what one rule says of a record of these fields, as ``p o`` or ``<s> p o``."""
    return lines(convert(rule, *marc, top=top, plugins=plugins))


def objects(rule: str, *marc: str, top: str = "", plugins: Plugins | None = None) -> list[str]:
    """Give only the objects of what a rule says; texts without quotes."""
    conversion = convert(rule, *marc, top=top, plugins=plugins)
    return [
        s.object.value
        if isinstance(s.object, Literal) and not s.object.language
        else term(s.object)
        for s in conversion.statements
    ]


def notices(rule: str, *marc: str, top: str = "") -> list[str]:
    return [n.code for n in convert(rule, *marc, top=top).notices]


def lines(conversion: Conversion) -> list[str]:
    return [line(s, conversion.iri) for s in conversion.statements]


def line(statement: Statement, resource: IRI) -> str:
    subject = "" if statement.subject == resource else term(statement.subject) + " "
    predicate = compact(statement.predicate, BUILT_IN) or f"<{statement.predicate}>"
    predicate = "a" if predicate == "rdf:type" else predicate
    return f"{subject}{predicate} {term(statement.object)}"


def term(found: Object) -> str:
    if isinstance(found, IRI):
        return compact(found, BUILT_IN) or f"<{found.removeprefix(BASE)}>"
    if isinstance(found, OrderedList):
        return f"( {' '.join(map(term, found.items))} )"
    tail = f"@{found.language}" if found.language else ""
    tail = f"^^{compact(found.datatype, BUILT_IN) or found.datatype}" if found.datatype else tail
    return f'"{found.value}"{tail}'


def problems_of(
    text: str | bytes, plugins: Plugins | None = None, file: str = "m.yaml"
) -> list[Problem]:
    """Give the mistakes of a mapping; none when it is right."""
    try:
        compile_text(text, plugins or {}, file=file)
    except MappingError as error:
        return error.problems
    return []


def codes_of(text: str | bytes) -> list[str]:
    return [problem.code for problem in problems_of(text)]


def _indent(text: str, by: int) -> str:
    return "\n".join(" " * by + one for one in text.strip("\n").split("\n"))
