"""What of a record is to be resolved: the values that a mapping marks with ``resolve:``.

``Marks.of`` is the one place that knows how a conversion carries the marks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from marc2rdf.links.marked import Marked, said_in_part
from marc2rdf.links.numbers import doi_in_address, is_issn, normal_issn
from marc2rdf.mapping.conversion import Conversion
from marc2rdf.mapping.families import is_unimarc
from marc2rdf.mapping.mapping import Mapping
from marc2rdf.mapping.plan import Clause, Plan
from marc2rdf.mapping.view import FieldView
from marc2rdf.marc import Record
from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.terms import IRI, OrderedList, Statement

TITLE = IRI(BUILT_IN["dcterms"] + "title")
EISSN = IRI(BUILT_IN["bibo"] + "eissn")
KINDS = ("issn", "doi", "url")
REFUSED = {"issn-check-digit": "bad-issn", "doi-invalid": "bad-doi"}

# Of 022 in MARC 21 and 011 in UNIMARC; $m and $g are cancelled ISSN-Ls.
_MARC21 = {"y": "bad-issn-incorrect", "z": "bad-issn-cancelled", "m": "bad-issn-cancelled"}
_UNIMARC = {"y": "bad-issn-cancelled", "z": "bad-issn-incorrect", "g": "bad-issn-cancelled"}
_ONLINE = re.compile(r"(?i)\b(?:online|on-line|electronic|e-?issn|en ligne|elektronisch\w*|web)\b")
_PRINT = re.compile(r"(?i)\b(?:print(?:ed)?|p-?issn|imprim[ée]\w*|impreso|druck\w*|paper)\b")


class Mark(NamedTuple):
    """A value to be resolved: of which thing it was said, its titles, its medium if known."""

    kind: str
    value: str
    statement: Statement
    titles: tuple[str, ...]
    medium: str
    field: str


class Marks:
    """The marks of a mapping, learnt plan by plan."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._marked: dict[int, Marked] = {}

    def candidates(
        self, statements: Iterable[Statement], record: Record
    ) -> Iterator[tuple[str, str]]:
        """Give kind and value of what may be marked, told from the property alone."""
        return self._of(self._mapping.plan_for(record)).candidates(statements)

    def of(
        self,
        conversion: Conversion,
        record: Record | None = None,
        kinds: Collection[str] = KINDS,
    ) -> Iterator[Mark]:
        """Give what is marked in a conversion, in the order in which it was said.

        With the record, only the rules that hold a mark of these kinds are interpreted again.
        """
        plans = self._mapping.plans if record is None else [self._mapping.plan_for(record)]
        learnt = [self._of(plan) for plan in plans]
        if record is None or conversion.rows is None:
            said = conversion.said
        else:
            part = learnt[0].part(frozenset(kinds))
            said = said_in_part(part, self._mapping, conversion, record)
        titles: dict[str, list[str]] = {}
        for statement in conversion.statements:
            if statement.predicate == TITLE and not isinstance(statement.object, IRI | OrderedList):
                titles.setdefault(statement.subject, []).append(statement.object.value)
        for statement, origins in said.items():
            for origin in origins:
                kind = next((found for m in learnt if (found := m.kind(origin.clause))), "")
                if kind not in kinds or isinstance(statement.object, OrderedList):
                    continue
                object = statement.object
                value = str(object) if isinstance(object, IRI) else object.value
                if kind == "issn" and not is_issn(value):
                    continue
                if kind == "url" and not value.lower().startswith(("http://", "https://")):
                    continue
                known = tuple(titles.get(statement.subject, ()))
                medium = medium_of(statement, origin.field)
                yield Mark(
                    kind, value, statement, known, medium, place_of(origin.clause, origin.field)
                )
                break

    def _of(self, plan: Plan) -> Marked:
        if id(plan) not in self._marked:
            self._marked[id(plan)] = Marked(plan)
        return self._marked[id(plan)]


def more_of(mark: Mark) -> str:
    """Give the DOI that the address of a mark holds, or nothing."""
    return doi_in_address(mark.value) if mark.kind == "url" else ""


def refused_of(conversion: Conversion) -> Iterator[tuple[str, str, str]]:
    """Give kind, value and field of the ISSNs and DOIs that the conversion refused."""
    for notice in conversion.notices:
        kind = REFUSED.get(notice.code)
        value = re.search(r"'(.*)'", notice.message, re.DOTALL)
        if kind and value:
            yield kind, value[1], notice.place


def left_behind_of(record: Record) -> Iterator[tuple[str, str, str]]:
    """Give kind, value and field of the ISSNs that a record itself calls incorrect or cancelled.

    >>> record = Record()
    >>> record.add("022", "  ", [("a", "0303-965X"), ("y", "0303-9651"), ("z", "00280836")])
    >>> for found in left_behind_of(record):
    ...     print(*found)
    bad-issn-incorrect 0303-9651 022 $y
    bad-issn-cancelled 0028-0836 022 $z
    """
    tag, codes = ("011", _UNIMARC) if is_unimarc(record) else ("022", _MARC21)
    for field in record.get_fields(tag):
        for code, value in () if field.is_control else field.subfields:
            if (kind := codes.get(code)) and (text := value.strip()):
                yield kind, normal_issn(text) or text, f"{tag} ${code}"


def medium_of(statement: Statement, view: FieldView | None) -> str:
    """Tell whether the record says print or online of a number; nothing if it says neither.

    >>> issn = Statement(IRI("x:a"), IRI("x:issn"), IRI("x:b"))
    >>> medium_of(issn, FieldView(0, "022", subfields=[("a", "1530-5309"), ("q", "print")]))
    'print'
    """
    if statement.predicate == EISSN:
        return "online"
    if view is None:
        return ""
    if view.tag in ("011", "022"):
        texts = [value for code, value in view.subfields if code in "abq"]
    else:
        texts = [
            found
            for _, value in view.subfields
            for found in re.findall(r"\d{4}-?\d{3}[\dXx]\s*\(([^()]*)\)", value)
        ]
    text = " ".join(texts)
    online, printed = bool(_ONLINE.search(text)), bool(_PRINT.search(text))
    return "" if online == printed else "online" if online else "print"


def place_of(clause: Clause, view: FieldView | None) -> str:
    """Give the field that a mark was read from, as cataloguers write it."""
    if view is None:
        return ""
    codes = [alternatives[0].codes for alternatives in clause.sources if alternatives[0].codes]
    return f"{view.tag} ${codes[0]}" if codes and len(codes[0]) == 1 else view.tag
