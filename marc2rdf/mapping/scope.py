"""What a clause sees while it runs: the subject, the field at hand, the value, the parts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from marc2rdf.mapping.view import FieldView
from marc2rdf.rdf.terms import IRI

NO_PARTS: Mapping[str, str] = MappingProxyType({})


class Scope(NamedTuple):
    """The surroundings of a clause.

    ``value`` is the value at hand and ``raw`` what it was before the transforms; it is
    ``authored`` when the mapping wrote it (a table or a default), so that CURIEs in it
    count.  In a run over a linked 880 (``linked``), ``twin`` is the 880 field, and
    ``twin_value`` and ``twin_parts`` are what its text gives: only these are printed.
    ``occurrence`` is the place of the field among those that the selector takes: its
    number, from 1, and how many there are.
    """

    subject: IRI
    view: FieldView | None = None
    value: str = ""
    raw: str = ""
    code: str = ""
    authored: bool = False
    parts: Mapping[str, str] = NO_PARTS
    occurrence: tuple[int, int] = (0, 0)
    linked: bool = False
    twin: FieldView | None = None
    twin_value: str = ""
    twin_raw: str = ""
    twin_parts: Mapping[str, str] = NO_PARTS

    def original(self) -> Scope:
        """Give the same surroundings without the linked 880."""
        return self._replace(linked=False) if self.linked else self
