"""What the generator knows of the place where it writes a line: which variables hold what."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace


class Untold(Exception):
    """Something that no source is generated for; the interpreter says it."""


@dataclass(frozen=True)
class At:
    """The variables of the subject, the field and the value at hand, each as an expression.

    ``field`` is empty where no field is at hand; ``control`` tells a control field; ``known``
    is how its tag begins where that is the same every time.  ``sure`` says that the value is a
    valid IRI, ``authored`` that the mapping wrote it, ``filled`` that it is not empty.
    ``parts`` are the variables of the parts, ``places`` that of the places in the record of all
    fields that the selector takes.
    """

    subject: str = "me"
    field: str = ""
    control: bool = False
    index: str = "-1"
    tag: str = "''"
    known: str = ""
    value: str = "''"
    raw: str = "''"
    subfield: str = "''"
    authored: bool = False
    sure: bool = False
    filled: bool = False
    parts: Mapping[str, str] = dataclasses.field(default_factory=dict)
    places: str = ""

    def valued(
        self, value: str, raw: str, authored: bool, sure: bool = False, filled: bool = True
    ) -> At:
        """Give the same place with another value."""
        return replace(self, value=value, raw=raw, authored=authored, sure=sure, filled=filled)
