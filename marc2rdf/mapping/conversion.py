"""What one record became: its statements, where each comes from, and what was noted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from marc2rdf.mapping.plan import Clause
from marc2rdf.mapping.view import FieldView
from marc2rdf.notices import Notice
from marc2rdf.rdf.terms import IRI, Statement


class Origin(NamedTuple):
    """Where a statement comes from: the rule, its clause, and the field it was said of."""

    rule: str
    clause: Clause
    field: FieldView | None


@dataclass(eq=False)
class Conversion:
    """What one record became: its statements in order with their origins, and what was noted.

    A statement that several rules say stands once, with an origin for each.
    """

    iri: IRI
    key: str
    said: dict[Statement, list[Origin]] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    skipped: bool = False

    @property
    def statements(self) -> list[Statement]:
        """The statements, each once, in the order in which they were said."""
        return list(self.said)

    def warn(self, code: str, message: str) -> None:
        """Note a warning about the record as a whole."""
        self.notices.append(Notice(code, message))
