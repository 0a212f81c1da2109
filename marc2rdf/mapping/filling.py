"""Templates filled with what a clause sees: to an IRI, or to a text."""

from __future__ import annotations

from marc2rdf.mapping.reading import Reading
from marc2rdf.mapping.scope import Scope
from marc2rdf.mapping.templates import WHOLE, Slot, Template
from marc2rdf.rdf import iri


def fill_iri(template: Template, scope: Scope, read: Reading) -> str:
    """Fill a template for an IRI; "" when a place stays empty.

    What is filled in is percent-encoded, but for what is an IRI already and for a template
    of one place alone; whether the whole is a valid IRI is for the caller to ask.
    """
    alone = len(template.parts) == 1
    pieces = []
    for part in template.parts:
        if isinstance(part, str):
            pieces.append(part)
            continue
        value = _slot(part, template, scope, read)
        if not value:
            return ""
        taken = alone or part.selector.name in WHOLE
        pieces.append(value if taken else iri.encode(value))
    return "".join(pieces)


def fill(template: Template, scope: Scope, read: Reading) -> str:
    """Fill a template to a text; "" when a place stays empty.

    Over a linked 880 it must have taken something from there.
    """
    pieces, moved = [], False
    for part in template.parts:
        value = part if isinstance(part, str) else _slot(part, template, scope, read)
        if not value:
            return ""
        if scope.linked and isinstance(part, Slot):
            moved |= value != _slot(part, template, scope.original(), read)
        pieces.append(value)
    return "" if scope.linked and not moved else "".join(pieces)


def _slot(slot: Slot, template: Template, scope: Scope, read: Reading) -> str:
    for text in read.texts(slot.selector, scope):
        for value in read.chains.slot(slot.transforms, text, (template.text, slot)):
            return value
    return ""
