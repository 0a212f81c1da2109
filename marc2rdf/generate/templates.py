"""Templates as lines: an IRI or a text put together from constants and filled places."""

from __future__ import annotations

import re

from marc2rdf.generate.chains import Transformed
from marc2rdf.generate.code import Code
from marc2rdf.generate.reading import Reading
from marc2rdf.generate.scope import At
from marc2rdf.mapping.plan import Clause
from marc2rdf.mapping.templates import WHOLE, Slot, Template
from marc2rdf.mapping.transforms import Transform

# What may stand in a path or fragment: a template of such texts and of encoded values is
# a valid IRI if what it begins with is one.
_SAFE = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/-]*#?[A-Za-z0-9._~!$&'()*+,;=:@/-]*")


class Templates:
    """Writes the lines that fill templates."""

    def __init__(self, code: Code, reading: Reading, transformed: Transformed) -> None:
        self.code = code
        self.reading = reading
        self.transformed = transformed

    def iri(self, template: Template, at: At, clause: Clause | None) -> str:
        """Write what fills a template for an IRI; give the variable, empty where none is made.

        With a clause a text that is no IRI is noted.
        """
        code = self.code
        made = code.variable("made")
        code.line(f"{made} = ''")
        depth = code.depth
        pieces: list[str] = []
        alone = len(template.parts) == 1
        for part in template.parts:
            if isinstance(part, str):
                pieces.append(code.constant(part, "k"))
            elif part.selector.name in WHOLE and not part.transforms:
                name = self.reading.name(part.selector.name, at)
                pieces.append(name)
                if part.selector.name == "about":
                    code.line(f"if {name}:")
                    code.depth += 1
            else:
                value = self._slot(part, at)
                if "slug" in part.transforms:
                    slug = code.variable("slug")
                    place = _joined(pieces[1:] if pieces[:1] == ["run.iri"] else pieces)
                    code.line(f"{slug} = run.slug({value}, slugs[{value}], {place})")
                    code.line(f"if {slug}:")
                    pieces.append(slug)
                else:
                    code.line(f"if {value}:")
                    pieces.append(value if alone else f"encoded({value})")
                code.depth += 1
        code.line(f"{made} = {_joined(pieces)}")
        self._check(template, made, at, clause)
        code.depth = depth
        return made

    def _check(self, template: Template, made: str, at: At, clause: Clause | None) -> None:
        """Write the test that an IRI is valid, where it is not plain that it is."""
        code = self.code
        first = template.parts[0]
        begins = isinstance(first, Slot) and first.selector.name in WHOLE and not first.transforms
        texts = "".join(part for part in template.parts if isinstance(part, str))
        slots = template.slots[1:] if begins else template.slots
        inside = any(slot.selector.name in WHOLE for slot in slots)
        if begins and not slots and not texts:
            return
        safe = begins and not inside and _SAFE.fullmatch(texts) and texts.count("#") < 2
        if not begins and isinstance(first, str) and re.match(r"https?://[a-z.]+/", first):
            safe = not inside and bool(_SAFE.fullmatch(texts.partition("://")[2]))
        test = f"not ascii and not is_valid({made})" if safe else f"not is_valid({made})"
        if safe and "#" in texts and begins:
            test = f"(not ascii or run.fragment) and not is_valid({made})"
        with code.block(f"if {test}:"):
            if clause is not None:
                place = code.constant(str(clause.place), "place")
                what = f"f\"'{{{made}}}' is no IRI\""
                code.line(f"run.note('iri-invalid', {what}, {at.tag}, {at.subfield}, {place})")
            code.line(f"{made} = ''")

    def text(self, template: Template, at: At) -> str:
        """Write what fills a template to a text; give the variable, empty where none is made."""
        code = self.code
        made = code.variable("made")
        code.line(f"{made} = ''")
        depth = code.depth
        pieces: list[str] = []
        for part in template.parts:
            if isinstance(part, str):
                pieces.append(code.constant(part, "k"))
                continue
            value = self._slot(part, at)
            slugged = "slug" in part.transforms
            code.line(f"if {value} and slugs[{value}]:" if slugged else f"if {value}:")
            code.depth += 1
            pieces.append(f"slugs[{value}]" if slugged else value)
        code.line(f"{made} = ({_joined(pieces)}).strip()")
        code.depth = depth
        return made

    def _slot(self, slot: Slot, at: At) -> str:
        """Write what gives the first value of a place; give its variable.

        Of a value that becomes a slug, which may be empty, it is the caller who asks.
        """
        code = self.code
        names = tuple(Transform(name) for name in slot.transforms if name != "slug")
        texts = self.reading.texts(slot.selector, at)
        value = code.variable("x")
        slugged = "slug" in slot.transforms
        memory = self.transformed.text(names) if names and texts.kind != "many" else ""
        if memory:
            code.line(f"{value} = {memory}[{texts.given}]")
        elif names or (slugged and texts.kind == "many"):
            chain = self.transformed.chain(names) if names else "None"
            make = "slugs.__getitem__" if slugged else "str"
            code.line(f"{value} = first_through({chain}, {texts.listed}, {make})")
        elif texts.kind == "many":
            code.line(f"{value} = next(iter({texts.given}), '')")
        else:
            code.line(f"{value} = {texts.given}")
        return value


def _joined(pieces: list[str]) -> str:
    """Give the expression of texts behind each other."""
    if not pieces:
        return "''"
    if len(pieces) == 1:
        return pieces[0]
    return "f'" + "".join(f"{{{piece}}}" for piece in pieces) + "'"
