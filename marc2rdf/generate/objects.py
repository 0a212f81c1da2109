"""Objects as the lines that make them: IRIs, typed literals, texts with or without a language.

They are what `mapping.objects` makes of the same value.
"""

from __future__ import annotations

from collections.abc import Callable

from marc2rdf.generate.chains import Transformed
from marc2rdf.generate.code import Code
from marc2rdf.generate.reading import Reading
from marc2rdf.generate.scope import At, Untold
from marc2rdf.generate.templates import Templates
from marc2rdf.mapping.plan import Clause, Node
from marc2rdf.mapping.wording import TYPES
from marc2rdf.rdf.literals import check_kind
from marc2rdf.rdf.rows import closing_of

Emit = Callable[[str, str, str], None]  # kind of object, its text, its closing
Describe = Callable[[Node, At], str]  # writes what says a node, gives the variable of its IRI


class Objects:
    """Writes what makes the objects of clauses; ``describe`` writes nodes."""

    def __init__(
        self, code: Code, reading: Reading, transformed: Transformed, describe: Describe
    ) -> None:
        self.code = code
        self.reading = reading
        self.transformed = transformed
        self.templates = Templates(code, reading, transformed)
        self.describe = describe

    def make(self, clause: Clause, at: At, emit: Emit) -> None:
        """Write what makes the objects of a clause."""
        code = self.code
        if clause.kind == "node" and clause.node is not None:
            found = self.describe(clause.node, at)
            with code.block(f"if {found}:"):
                emit("iri", found, "END_IRI")
        elif clause.kind == "iri" and clause.template is not None:
            if not clause.template.slots and len(clause.template.parts) == 1:
                emit("iri", code.constant(str(clause.template.parts[0]), "iri_"), "END_IRI")
                return
            made = self.templates.iri(clause.template, at, clause)
            with code.block(f"if {made}:"):
                emit("iri", made, "END_IRI")
        elif clause.kind in ("text", "value"):
            text = at.value
            if clause.template is not None:
                text = self.templates.text(clause.template, at)
            known = at.filled and clause.template is None
            with code.when("" if known else text):
                self._literal(clause, at, text, emit)

    def _literal(self, clause: Clause, at: At, text: str, emit: Emit) -> None:
        """Write what makes the object of a text, as `mapping.objects` does."""
        code = self.code
        place = code.constant(str(clause.place), "place")
        value = code.variable("o")
        code.line(f"{value} = {text} if ascii else normalize('NFC', {text})")
        if clause.datatype == "iri":
            if at.sure and text == at.value:
                emit("iri", value, "END_IRI")
                return
            made = code.variable("iri")
            valid = f"{value} if is_valid({value}) else None"
            code.line(f"{made} = expanded[{value}]" if at.authored else f"{made} = {valid}")
            with code.block(f"if {made} is not None:"):
                emit("iri", made, "END_IRI")
            with code.block("else:"):
                what = f"f\"'{{{value}}}' is no IRI\""
                code.line(f"run.note('iri-invalid', {what}, {at.tag}, {at.subfield}, {place})")
        elif clause.datatype:
            self._typed(clause, at, value, place, emit)
        elif not clause.lang:
            emit("text", value, "END_TEXT")
        elif clause.lang == "record":
            emit("text", value, "run.language")
        elif isinstance(clause.lang, str):
            check_kind("", clause.lang)
            if clause.lang != clause.lang.lower():
                raise Untold("a language tag with capitals")
            emit("text", value, code.constant(closing_of("", clause.lang), "end"))
        else:
            tags = self.reading.texts(clause.lang, at)
            if tags.kind == "whole":
                raise Untold("the language of a whole field")
            emit("text", value, f"spoken({tags.listed})")

    def _typed(self, clause: Clause, at: At, value: str, place: str, emit: Emit) -> None:
        code = self.code
        if clause.datatype not in TYPES:
            check_kind(clause.datatype, "")
        found = code.variable("typed")
        name = self.transformed.type(clause.datatype)
        key = f"{value}, run.c005[:4]" if clause.datatype == "date" else value
        code.line(f"{found} = {name}[{key}]")
        with code.block(f"if {found} is not None:"):
            emit("typed", f"{found}[0]", f"{found}[1]")
        with code.block(f"elif {value}.strip('|# '):"):
            kind = code.constant(clause.datatype.rpartition("#")[2], "k")
            what = f"f\"'{{{value}}}' cannot be read as {{{kind}}}\""
            code.line(f"run.note('datatype-invalid', {what}, {at.tag}, {at.subfield}, {place})")
