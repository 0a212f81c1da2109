"""Rules taken apart into what they say of one field each, gathered again by the fields' tags.

A rule that only goes through fields says its *piece* of each.  All pieces of a tag become one
function, which says a whole field; so a field that was met before, in whatever record, need
not be looked at again (`generate.memory`).  What a piece reads of the rest of the record is
asked before its function is called, and is given to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from marc2rdf.generate.code import Code
from marc2rdf.generate.reads import Reads, merged

_LOOP = re.compile(r" *for (f\d+), (n\d+) in by\.get\((\w+), \(\)\):")
_TAGS = re.compile(r" *for (tag\d+) in (\w+):")
_LIFTED = re.compile(r" *(r\d+) = (.+)")
_IF = re.compile(r" *if ((?:(?!:=).)+):")
_ASKED = re.compile(r"\br\d+\b")


class Loop(NamedTuple):
    """The lines that a rule has for each field with one of some tags.

    ``field``, ``place`` and ``tag`` are their variables (``tag`` may be a constant),
    ``tests`` the expressions without which nothing is said, and ``reads`` those that the
    lines, or the nodes they make, read of the rest of the record.
    """

    tags: tuple[str, ...]
    field: str
    place: str
    tag: str
    tests: tuple[str, ...]
    lines: list[str]
    reads: frozenset[str] = frozenset()


class Piece(NamedTuple):
    """A loop's part in the function of one tag: its number in the order of what is said."""

    number: int
    loop: Loop
    name: str


class Functions(NamedTuple):
    """The names of a tag's functions: what says a field, and what asks the record before.

    ``alone`` tells that no text of another field becomes part of what is said.
    """

    says: str
    asks: str
    alone: bool


class Pieces:
    """Takes rules apart; ``tags`` names the functions of each tag.

    ``numbers`` gives the next number in the order of what is said.

    >>> code, numbers = Code(), iter(range(9))
    >>> lines = ["def rule_a_1(run):", "    for f2, n3 in by.get(t_245, ()):",
    ...          "        if ldr[6] == k_a:", "            out[me, p, f2, END_TEXT] = None"]
    >>> code.constants["t_245"] = "245"
    >>> pieces = Pieces(code, Reads({}), numbers.__next__)
    >>> pieces.take(lines)
    True
    >>> print("\\n".join("\\n".join(function) for function in pieces.functions()))
    def asks_245_1(run):
        return (ldr[6],)
    def field_245_2(run, f, n, asked):
        if ldr[6] == k_a:
            out[me, p, f, END_TEXT] = None
        if out or run.notes:
            out = run.put(0)
    >>> pieces.tags
    {'245': Functions(says='field_245_2', asks='asks_245_1', alone=True)}
    """

    def __init__(self, code: Code, reads: Reads, numbers: Callable[[], int]) -> None:
        self.tags: dict[str, Functions] = {}
        self._code = code
        self._numbers = numbers
        self._pieces: dict[str, list[Piece]] = {}
        self._names: dict[str, str] = {}  # of what is asked of the record, by its expression
        self._shared: list[Piece] = []  # those that stand in several tags
        self._reads = reads

    def take(self, lines: list[str]) -> bool:
        """Take a rule apart; False where it does more than go through fields."""
        lifted: dict[str, str] = {}
        found: list[Loop] = []
        if not self._take_apart(lines[1:], (), {}, lifted, found):
            return False
        loops = []
        for loop in found:
            reads = self._reads.of("\n".join(loop.lines))
            if reads is None:
                return False
            loops.append(loop._replace(reads=reads))
        names = {name: self._name(expression, name) for name, expression in lifted.items()}
        stem = lines[0].removeprefix("def rule_").partition("(")[0]
        for loop in loops:
            loop = self._with_names(loop, names)
            name = self._code.named(f"piece_{stem}") if len(loop.tags) > 1 else ""
            for tag in loop.tags:
                piece = Piece(self._numbers(), loop, name)
                self._pieces.setdefault(tag, []).append(piece)
            if name:
                self._shared.append(piece)
        return True

    def functions(self) -> Iterator[list[str]]:
        """Give the lines of all functions."""
        for piece in self._shared:
            yield _shared_function(piece)
        for tag, pieces in self._pieces.items():
            yield from self._of_tag(tag, pieces)

    def _take_apart(
        self,
        lines: list[str],
        tests: tuple[str, ...],
        tags: Mapping[str, tuple[str, ...]],
        lifted: dict[str, str],
        loops: list[Loop],
    ) -> bool:
        """Find the loops of a rule; False where there are other lines."""
        for head, inner in _blocks(lines):
            if match := _LOOP.fullmatch(head):
                field, index, tag = match.groups()
                among = tags.get(tag) or (str(self._code.constants[tag]),)
                inner = _dedented(inner)
                loops.append(Loop(among, field, index, tag, tests, inner))
            elif match := _TAGS.fullmatch(head):
                several: Any = self._code.constants[match[2]]
                found = {match[1]: tuple(several)}
                if not self._take_apart(inner, tests, found, lifted, loops):
                    return False
            elif match := _LIFTED.fullmatch(head):
                lifted[match[1]] = match[2]
            elif match := _IF.fullmatch(head):
                if not self._take_apart(inner, (*tests, match[1]), tags, lifted, loops):
                    return False
            else:
                return False
        return True

    def _name(self, expression: str, name: str = "") -> str:
        """Give the variable of what is the same for all fields of a record."""
        if expression not in self._names:
            self._names[expression] = name or self._code.variable("r")
        return self._names[expression]

    def _with_names(self, loop: Loop, names: Mapping[str, str]) -> Loop:
        """Have a loop call all that is asked of the record by its one variable."""
        lines = [_ASKED.sub(lambda match: names[match[0]], line) for line in loop.lines]
        tests = tuple(names.get(test) or self._name(test) for test in loop.tests)
        return loop._replace(lines=lines, tests=tests)

    def _of_tag(self, tag: str, pieces: list[Piece]) -> Iterator[list[str]]:
        """Give the functions of a tag: what it asks of the record, and what says a field."""
        used: dict[str, str] = {}  # the variable of each expression that is asked, or "_"
        expressions = {name: expression for expression, name in self._names.items()}
        reads: set[str] = set()
        body: list[str] = []
        for piece in pieces:
            tests, asked = piece.loop.tests, _asked(piece.loop)
            used.update((expressions[name], name) for name in (*tests, *asked))
            reads |= piece.loop.reads
            lines = _lines_of(piece, self._code.constant(tag, "t"), asked)
            lines += ["if out or run.notes:", f"    out = run.put({piece.number})"]
            if tests:
                lines = [f"if {' and '.join(tests)}:", *(f"    {line}" for line in lines)]
            body += [f"    {line}" for line in lines]
        for read in merged(reads, self._reads.shared(self._code)):
            used.setdefault(read, "_")
        asks = self._code.named(f"asks_{tag}") if used else ""
        if asks:
            yield [f"def {asks}(run):", f"    return ({', '.join(used)},)"]
            if set(used.values()) != {"_"}:
                body.insert(0, f"    ({', '.join(used.values())},) = asked")
        says = self._code.named(f"field_{tag}")
        alone = not any("by" in read or "c00" in read for read in used)
        self.tags[tag] = Functions(says, asks, alone)
        yield [f"def {says}(run, f, n, asked):", *body]


def _blocks(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Give the lines of one depth, each with those that are indented below it."""
    at = 0
    while at < len(lines):
        head = lines[at]
        indent = head[: len(head) - len(head.lstrip())] + " "
        end = at + 1
        while end < len(lines) and lines[end].startswith(indent):
            end += 1
        yield head, lines[at + 1 : end]
        at = end


def _dedented(lines: list[str]) -> list[str]:
    depth = len(lines[0]) - len(lines[0].lstrip())
    return [line[depth:] for line in lines]


def _asked(loop: Loop) -> list[str]:
    """Give the variables that the lines of a loop are given from outside."""
    return sorted(set(_ASKED.findall("\n".join(loop.lines))))


def _lines_of(piece: Piece, tag: str, asked: list[str]) -> list[str]:
    """Give the lines that say a piece in the function of a tag."""
    loop = piece.loop
    if piece.name:
        return [f"{piece.name}({', '.join(['run', 'f', 'n', tag, *asked])})"]
    names = re.compile(rf"\b(?:({loop.field})|{loop.place})\b")
    return [names.sub(lambda match: "f" if match[1] else "n", line) for line in loop.lines]


def _shared_function(piece: Piece) -> list[str]:
    loop = piece.loop
    given = ", ".join(["run", loop.field, loop.place, loop.tag, *_asked(loop)])
    return [f"def {piece.name}({given}):", *(f"    {line}" for line in loop.lines)]
