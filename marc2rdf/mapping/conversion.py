"""What one record became: its statements, where each comes from, and what was noted."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from marc2rdf.mapping.plan import Clause
from marc2rdf.mapping.view import FieldView
from marc2rdf.notices import Notice
from marc2rdf.rdf.rows import Rows
from marc2rdf.rdf.terms import IRI, Statement


class Origin(NamedTuple):
    """Where a statement comes from: the rule, its clause, and the field it was said of."""

    rule: str
    clause: Clause
    field: FieldView | None


class Conversion:
    """What one record became: its statements in order, and what was noted.

    Generated source gives ``rows`` and leaves the origins to the interpreter, which is
    asked (``tell``) when somebody wants to know them.
    """

    def __init__(
        self,
        iri: IRI,
        key: str,
        notices: list[Notice] | None = None,
        skipped: bool = False,
        rows: Rows | None = None,
        tell: Callable[[], Conversion] | None = None,
    ) -> None:
        self.iri = iri
        self.key = key
        self.notices = [] if notices is None else notices
        self.skipped = skipped
        self.rows = rows
        self._tell = tell
        self._statements: list[Statement] | None = None  # of the rows, once they were asked for
        self._said: dict[Statement, list[Origin]] | None = {} if tell is None else None

    @property
    def said(self) -> dict[Statement, list[Origin]]:
        """The statements with their origins; one that several rules say has one for each."""
        if self._said is None:
            self._said = self._tell().said if self._tell is not None else {}
        return self._said

    @property
    def statements(self) -> list[Statement]:
        """The statements, each once, in the order in which they were said."""
        if self.rows is None:
            return list(self.said)
        if self._statements is None:
            self._statements = self.rows.statements()
        return list(self._statements)

    def warn(self, code: str, message: str) -> None:
        """Note a warning about the record as a whole."""
        self.notices.append(Notice(code, message))
