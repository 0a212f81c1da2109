"""Clauses as the lines that say them: properties, objects, nodes, alternatives.

A statement is a row of four texts, ``out[subject, predicate, text, closing]`` (`rdf.rows`).
``flag`` is the variable that learns whether anything was said; empty where nobody asks.
"""

from __future__ import annotations

import re
from dataclasses import replace

from marc2rdf.generate.chains import Transformed
from marc2rdf.generate.code import Code
from marc2rdf.generate.conditions import Conditions
from marc2rdf.generate.needs import has_codes, names_in
from marc2rdf.generate.objects import Objects
from marc2rdf.generate.reading import Reading
from marc2rdf.generate.scope import At, Untold
from marc2rdf.generate.values import Values
from marc2rdf.mapping.plan import Clause, Node
from marc2rdf.mapping.templates import Template
from marc2rdf.rdf.rows import opening

_WORD = re.compile(r"[a-z0-9_]+")


class Statements:
    """Writes what clauses say."""

    def __init__(self, code: Code, reading: Reading, transformed: Transformed) -> None:
        self.code = code
        self.reading = reading
        self.transformed = transformed
        self.conditions = Conditions(reading)
        self.values = Values(code, reading, self.conditions, transformed)
        self.objects = Objects(code, reading, transformed, self.node)
        self.functions: dict[str, str] = {}  # the sources of nodes and pieces, by their names
        self._nodes: dict[object, str] = {}

    def forget(self) -> None:
        """Forget the nodes whose functions were taken back."""
        self._nodes = {shape: name for shape, name in self._nodes.items() if name in self.functions}

    def say(self, clause: Clause, at: At, flag: str = "") -> None:
        """Write what says a clause."""
        code = self.code
        if not clause.default:
            self.values.each(clause, at, lambda inner: self._value(clause, inner, flag))
            return
        gave = code.variable("gave")
        code.line(f"{gave} = False")

        def noted(inner: At) -> None:
            code.line(f"{gave} = True")
            self._value(clause, inner, flag)

        self.values.each(clause, at, noted)
        test = self._may(clause, at)
        default = code.constant(clause.default, "k")
        with code.block(f"if not {gave}{test}:"):
            self._value(
                clause, replace(at, value=default, authored=True, sure=False, filled=True), flag
            )

    def _may(self, clause: Clause, at: At) -> str:
        return f" and {self.conditions.test(clause.before, at)}" if clause.before else ""

    def _value(self, clause: Clause, at: At, flag: str) -> None:
        code = self.code
        if clause.choose:
            said = code.variable("said")
            code.line(f"{said} = False")
            for number, alternative in enumerate(clause.choose):
                if number:
                    with code.block(f"if not {said}:"):
                        self.say(alternative, at, said)
                else:
                    self.say(alternative, at, said)
            if flag:
                with code.block(f"if {said}:"):
                    code.line(f"{flag} = True")
        if clause.to is not None:
            self._say_objects(clause, at, flag)
        elif clause.node is not None:
            found = self.node(clause.node, at)
            if flag:
                with code.block(f"if {found}:"):
                    code.line(f"{flag} = True")
        for entry in clause.entries:
            self.say(entry, at, flag)

    def _say_objects(self, clause: Clause, at: At, flag: str) -> None:
        code = self.code
        if isinstance(clause.to, Clause):
            found, to = code.variable("to"), code.variable("p")
            code.line(f"{found}: list[str] = []")
            self.terms(clause.to, at, found)
            with code.block(f"if {found}:"):

                def emit_each(kind: str, text: str, closing: str) -> None:
                    with code.block(f"for {to} in dict.fromkeys({found}):"):
                        self._emit(
                            clause, at, (kind, f"opening({to}, {kind == 'iri'})"), text, closing, to
                        )
                    if flag:
                        code.line(f"{flag} = True")

                self.objects.make(clause, at, emit_each)
            return
        target = str(clause.to)

        def emit(kind: str, text: str, closing: str) -> None:
            name = code.constant(opening(target, kind == "iri"), "iri" if kind == "iri" else "text")
            self._emit(clause, at, (kind, name), text, closing, "")
            if flag:
                code.line(f"{flag} = True")

        self.objects.make(clause, at, emit)

    def _emit(
        self, clause: Clause, at: At, predicate: tuple[str, str], text: str, closing: str, to: str
    ) -> None:
        """Write one statement, and the item of a list that it may be."""
        code, order = self.code, clause.list
        kind, name = predicate
        if kind == "text":
            text = f"{text} if plain else escape({text})"
        code.line(f"out[{at.subject}, {name}, {text}, {closing}] = None")
        if order is None or kind != "iri":
            return
        if not at.index:
            raise Untold("a list of what a control field says")
        if order.only is not None and not to and order.only != clause.to:
            return
        listed = (
            f"run.listed({at.subject}, {code.constant(order.property, 'list')}, {at.index}, {text})"
        )
        if order.only is not None and to:
            with code.block(f"if {to} == {code.constant(str(order.only), 'k')}:"):
                code.line(listed)
        else:
            code.line(listed)

    # -- nodes and terms ---------------------------------------------------------------------

    def node(self, node: Node, at: At) -> str:
        """Write the call of a node's function; give the variable of its IRI, empty for none."""
        names = sorted(names_in(node) & set(at.parts))
        at = replace(at, known=at.known[:1] if has_codes(node, "8") else "")
        there = (at.known, bool(at.field), at.control, bool(at.index))
        worth = (at.authored, at.sure, at.filled)
        shape = (id(node), *there, *worth, *names)
        if shape not in self._nodes:
            self._nodes[shape] = self._function(node, at, names)
        found = self.code.variable("node")
        given = [at.field or "''", at.index or "0", at.tag, at.subfield, at.value, at.raw]
        arguments = ", ".join([*given, *(at.parts[name] for name in names)])
        self.code.line(f"{found} = {self._nodes[shape]}(run, {arguments})")
        return found

    def _function(self, node: Node, at: At, names: list[str]) -> str:
        """Write the function of a node for places of one shape; give its name."""
        outer, self.code.lines = self.code.lines, []
        depth, self.code.depth = self.code.depth, 0
        name = self.code.named("node_" + node.name)
        parts = {part: f"{part}_" for part in names}
        arguments = ["f", "n", "tag", "code", "value", "raw", *parts.values()]
        with self.code.function(f"def {name}(run, {', '.join(arguments)}):"):
            inside = replace(
                at,
                subject="me",
                field="f" if at.field else "",
                index="n" if at.index else "",
                tag="tag",
                value="value",
                raw="raw",
                subfield="code",
                parts=parts,
                places="",
            )
            made = self.first_iri(node.iri, inside)
            with self.code.block(f"if not {made}:"):
                self.code.line("return ''")
            own = self.code.variable("me")
            self.code.line(f"{own} = f'<{{{made}}}>'")
            for entry in node.entries:
                self.say(entry, replace(inside, subject=own))
            self.code.line(f"return {made}")
        self.functions[name] = with_locals(self.code.lines)
        self.code.lines, self.code.depth = outer, depth
        return name

    def first_iri(self, makers: tuple[Template | Clause, ...], at: At) -> str:
        """Write what gives the first IRI that can be made; give its variable."""
        code = self.code
        made = code.variable("iri")
        for number, maker in enumerate(makers):
            with code.when(f"not {made}" if number else ""):
                if isinstance(maker, Template):
                    code.line(f"{made} = {self.objects.templates.iri(maker, at, None)}")
                else:
                    found = code.variable("iris")
                    code.line(f"{found}: list[str] = []")
                    self.terms(maker, at, found)
                    code.line(f"{made} = {found}[0] if {found} else ''")
        if not makers:
            code.line(f"{made} = ''")
        return made

    def terms(self, clause: Clause, at: At, into: str, literals: bool = False) -> None:
        """Write what gives the IRIs (or with ``literals`` the texts too) of a clause."""
        code = self.code

        def emit(kind: str, text: str, closing: str) -> None:
            if kind == "typed":
                text = f"unescape({text})"
            if kind == "iri" or literals:
                code.line(f"{into}.append({text})")

        def one(inner: At) -> None:
            if not clause.choose:
                self.objects.make(clause, inner, emit)
                return
            before = code.variable("had")
            code.line(f"{before} = len({into})")
            for number, alternative in enumerate(clause.choose):
                with code.when(f"len({into}) == {before}" if number else ""):
                    self.terms(alternative, inner, into, literals)

        before = code.variable("had")
        if clause.default:
            code.line(f"{before} = len({into})")
        self.values.each(clause, at, one)
        if clause.default:
            default = code.constant(clause.default, "k")
            plain = replace(clause, kind="value") if clause.choose else clause
            authored = replace(at, value=default, authored=True, sure=False, filled=True)
            with code.block(f"if len({into}) == {before}{self._may(clause, at)}:"):
                self.objects.make(plain, authored, emit)


LOCALS = {
    "by": "run.by",
    "out": "run.out",
    "me": "run.me",
    "ldr": "run.ldr",
    "marks": "run.marks",
    "ascii": "run.ascii",
    "plain": "run.plain",
    "c001": "run.c001",
    "c003": "run.c003",
    "c005": "run.c005",
    "c008": "run.c008",
}


def with_locals(lines: list[str]) -> str:
    """Give the source of a function, with the variables of the run that it uses set first."""
    head, *body = lines
    words = set(_WORD.findall("\n".join(body)))
    setting = [f"    {name} = {given}" for name, given in LOCALS.items() if name in words]
    return "\n".join([head, *setting, *body])
