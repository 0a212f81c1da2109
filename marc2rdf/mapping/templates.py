"""Templates: a text with places to fill, ``{base}journal/{issn|issn}``.

In an IRI what is filled in is percent-encoded, but for what is an IRI already (``{base}``,
``{iri}``, ``{about}``) and for a template of one place alone, which is taken whole.  A
template may begin with a prefix (``country:{value}``); ``{dollar}`` is a dollar sign.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from marc2rdf.mapping.selectors import Selector, SelectorError, parse_selector

WHOLE = ("base", "iri", "about")
_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to fill: the selector, and the names of the transforms its value goes through."""

    selector: Selector
    transforms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """Texts and slots in their order."""

    text: str
    parts: tuple[str | Slot, ...]

    @property
    def slots(self) -> list[Slot]:
        """The slots in their order."""
        return [part for part in self.parts if isinstance(part, Slot)]


class TemplateError(ValueError):
    """A template that cannot be read; the message says why."""


def parse_template(text: str) -> Template:
    """Read a template; raise TemplateError for what is none.

    >>> parse_template("{base}bib/{key}").parts[1]
    'bib/'
    >>> parse_template("{$x|issn|lower}").slots[0].transforms
    ('issn', 'lower')
    """
    parts: list[str | Slot] = []
    at = 0
    for match in _PLACE.finditer(text):
        _add_text(parts, text[at : match.start()], text)
        name, *transforms = (piece.strip() for piece in match[1].split("|"))
        if name == "dollar" and not transforms:
            _add_text(parts, "$", text)
        else:
            try:
                parts.append(Slot(parse_selector(name), tuple(transforms)))
            except SelectorError as error:
                raise TemplateError(f"in '{text}': {error}") from None
        at = match.end()
    _add_text(parts, text[at:], text)
    return Template(text, tuple(parts))


def _add_text(parts: list[str | Slot], piece: str, text: str) -> None:
    if "{" in piece or "}" in piece:
        raise TemplateError(f"in '{text}' a brace is not closed or not opened")
    if re.search(r"\$[a-z0-9]\b", piece):
        raise TemplateError(f"in '{text}' a selector stands without braces; a dollar is {{dollar}}")
    if not piece:
        return
    if parts and isinstance(parts[-1], str):
        parts[-1] += piece
    else:
        parts.append(piece)
