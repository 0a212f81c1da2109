"""The examples of a rule: fields in, triples out, run by ``marc2rdf check``.

``marc`` lines are fields as cataloguers write them (``245 10 $aTitle``, ``001 123``) or set
positions (``LDR/06-07 as``, ``008/21 j``) of a leader ``00000nam a2200000 a 4500`` and an
008 of 40 blanks.  The key is ``1`` unless 001 says another.  ``gives`` lists triples that
must be among what the rule gives; an empty list means nothing at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from marc2rdf.errors import RecordError
from marc2rdf.mapping.compile import Compiled
from marc2rdf.mapping.gives import Pattern, PatternError, matches, parse_pattern
from marc2rdf.mapping.interpret import Conversion, interpret
from marc2rdf.mapping.pieces import texts
from marc2rdf.mapping.problems import Problems
from marc2rdf.mapping.source import Map, Seq, Text
from marc2rdf.marc.record import Record
from marc2rdf.rdf.prefixes import compact
from marc2rdf.rdf.terms import IRI, Literal, OrderedList, Statement

_ONCE = ("001", "003", "005", "008")
LEADER = "00000nam a2200000 a 4500"
_POSITIONS = re.compile(r"(LDR|00\d)/(\d{1,4})(?:-\d{1,4})? (.+)")
_CONTROL = re.compile(r"(00\d|LDR)(?: (.*))?")
_DATA = re.compile(r"([0-9A-Z]{3}) ([0-9a-z# |])([0-9a-z# |]) ?(\$.*)", re.DOTALL)


class ExampleError(ValueError):
    """A ``marc`` line that cannot be read; the message says why."""


def check_examples(
    compiled: Compiled, plugins: Mapping[str, Callable[..., object]], problems: Problems
) -> int:
    """Run every example of a mapping, note those that fail; give how many were run."""
    run = 0
    for name, node in compiled.examples.items():
        for example in node.items if isinstance(node, Seq) else ():
            if isinstance(example, Map):
                run += 1
                _check(name, example, compiled, plugins, problems)
    return run


def example_record(lines: list[str]) -> Record:
    """Make the record of an example; raise ExampleError for a line that is no field.

    >>> record = example_record(["LDR/06-07 as", "022 ## $a0303965x"])
    >>> record.leader[6:8], str(record["022"]), record.get("001")
    ('as', '022 ## $a0303965x', '1')
    """
    leader = list(LEADER)
    controls: list[tuple[str, list[str]]] = [("001", ["1"]), ("008", [" "] * 40)]
    record = Record(LEADER, source="example", number=1)
    for line in lines:
        if match := _POSITIONS.fullmatch(line):
            start, value = int(match[2]), match[3].replace("#", " ")
            cells = leader if match[1] == "LDR" else _last(controls, match[1])
            cells.extend(" " * (start + len(value) - len(cells)))
            cells[start : start + len(value)] = value
        elif match := _DATA.fullmatch(line):
            pieces = re.split(r"\$(?=[0-9A-Za-z])", match[4])[1:]
            indicators = (match[2] + match[3]).replace("#", " ")
            values = [(piece[0], piece[1:].replace("{dollar}", "$")) for piece in pieces]
            record.add(match[1], indicators, values)
        elif match := _CONTROL.fullmatch(line):
            if match[1] == "LDR":
                leader = list(match[2] or "")
                continue
            if match[1] in _ONCE:
                controls = [control for control in controls if control[0] != match[1]]
            controls.append((match[1], list(match[2] or "")))
        else:
            hint = "write it as '245 10 $aTitle', '001 123' or '008/21 j'"
            raise ExampleError(f"'{line}' is no field: {hint}")
    record.leader = "".join(leader)[:24].ljust(24)
    controls.sort(key=lambda control: control[0])
    record.tags[:0] = [tag for tag, _ in controls]
    record.fields[:0] = ["".join(cells) for _, cells in controls]
    return record


def _last(controls: list[tuple[str, list[str]]], tag: str) -> list[str]:
    """Give the characters of the last control field with a tag; make one where there is none."""
    for known, cells in reversed(controls):
        if known == tag:
            return cells
    controls.append((tag, []))
    return controls[-1][1]


def _check(
    rule: str,
    example: Map,
    compiled: Compiled,
    plugins: Mapping[str, Callable[..., object]],
    problems: Problems,
) -> None:
    plan = compiled.plan
    fields = texts(example.get("marc"))
    for text in fields:
        try:
            example_record([text.value])
        except ExampleError as error:
            problems.add(text.place, "example", str(error))
            return
    record = example_record([text.value for text in fields])
    wanted: list[tuple[Text, Pattern]] = []
    for text in texts(example.get("gives")):
        try:
            wanted.append((text, parse_pattern(text.value, plan.prefixes, plan.base)))
        except PatternError as error:
            problems.add(text.place, "example", f"'{text.value}' is no triple: {error}")
    try:
        conversion = interpret(plan, record, plugins)
    except RecordError as error:
        problems.add(example.place, "example-fails", f"the record is refused: {error}")
        return
    gave = _given_by(conversion, rule)
    if not texts(example.get("gives")) and gave:
        what = f"the rule '{rule}' gives something here: {_show(gave, plan.prefixes)}"
        problems.add(example.place, "example-fails", what)
    for text, pattern in wanted:
        if not matches(pattern, gave, conversion.iri):
            what = f"the rule '{rule}' does not give {text.value}"
            shown = _show(gave, plan.prefixes) if gave else "nothing"
            noted = "".join(f" ({notice.message})" for notice in conversion.notices[:1])
            problems.add(text.place, "example-fails", what, f"it gives {shown}{noted}")


def _given_by(conversion: Conversion, rule: str) -> list[Statement]:
    return [s for s, origins in conversion.said.items() if any(o.rule == rule for o in origins)]


def _show(statements: list[Statement], prefixes: Mapping[str, str]) -> str:
    """Print a few statements for a message."""
    shown = [f"{_term(s.predicate, prefixes)} {_term(s.object, prefixes)}" for s in statements[:6]]
    more = f" and {len(statements) - 6} more" if len(statements) > 6 else ""
    return "; ".join(shown) + more


def _term(term: object, prefixes: Mapping[str, str]) -> str:
    if isinstance(term, IRI):
        return compact(term, prefixes) or f"<{term}>"
    if isinstance(term, Literal):
        tail = f"@{term.language}" if term.language else ""
        tail = f"^^{compact(term.datatype, prefixes)}" if term.datatype else tail
        return f'"{term.value}"{tail}'
    items = term.items if isinstance(term, OrderedList) else ()
    return f"( {' '.join(_term(item, prefixes) for item in items)} )"
