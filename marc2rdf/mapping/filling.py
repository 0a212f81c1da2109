"""Templates filled with what a clause sees: to an IRI, or to a text."""

from __future__ import annotations

from marc2rdf.mapping.reading import Reading
from marc2rdf.mapping.scope import Scope
from marc2rdf.mapping.templates import WHOLE, Slot, Template
from marc2rdf.mapping.transforms import Transform, slug
from marc2rdf.rdf import iri


def fill_iri(template: Template, scope: Scope, read: Reading) -> str:
    """Fill a template for an IRI; "" when a place stays empty.

    What is filled in is percent-encoded, but for what is an IRI already and for a template
    of one place alone; whether the whole is a valid IRI is for the caller to ask.
    """
    alone = len(template.parts) == 1
    made = bare = ""  # bare: without the hashes that tell slugs apart
    for part in template.parts:
        if isinstance(part, str):
            made, bare = made + part, bare + part
            continue
        value = _slot(part, scope, read)
        if not value:
            return ""
        if "slug" in part.transforms:
            made += read.slugs.make(value, bare)
            bare += slug(value)
        else:
            taken = value if alone or part.selector.name in WHOLE else iri.encode(value)
            made, bare = made + taken, bare + taken
    return made


def fill(template: Template, scope: Scope, read: Reading) -> str:
    """Fill a template to a text; "" when a place stays empty.

    Over a linked 880 it must have taken something from there.
    """
    pieces, moved = [], False
    for part in template.parts:
        if isinstance(part, str):
            pieces.append(part)
            continue
        value = _slot(part, scope, read)
        if not value:
            return ""
        if scope.linked:
            moved |= value != _slot(part, scope.original(), read)
        pieces.append(slug(value) if "slug" in part.transforms else value)
    return "" if scope.linked and not moved else "".join(pieces).strip()


def _slot(slot: Slot, scope: Scope, read: Reading) -> str:
    """Give the first value of a place, before it becomes a slug; "" when there is none."""
    names = tuple(Transform(name) for name in slot.transforms if name != "slug")
    for text in read.texts(slot.selector, scope):
        for value in read.chains.apply(names, [text]):
            if "slug" not in slot.transforms or slug(value):
                return value
    return ""
