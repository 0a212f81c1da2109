"""Warnings about a value or a record: what was mended, left out or doubtful.

A notice never ends a run.  Its code is stable; CODES says what each one means.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Notice(NamedTuple):
    """One warning, with the field it is about and the mapping line that met it.

    >>> Notice("issn-check-digit", "the check digit of '0303-9651' is wrong", "022", "a").place
    '022 $a'
    """

    code: str
    message: str
    tag: str = ""
    subfield: str = ""
    mapping: str = ""

    @property
    def place(self) -> str:
        """The field and subfield as cataloguers write them, or nothing."""
        return f"{self.tag} ${self.subfield}" if self.subfield else self.tag


CODES: dict[str, str] = {
    "characters-replaced": "Characters that the notation cannot hold became U+FFFD.",
    "datatype-invalid": "A value does not have the form its datatype asks for; it is left out.",
    "date-differs": "Field 008 has another date than the statement of publication, which is taken.",
    "doi-invalid": "A DOI has not the form 10.NNNN/suffix; it is left out.",
    "encoding-double": "The text seems to be UTF-8 encoded twice; it was not changed.",
    "encoding-misdeclared": "The text is not in the declared character set; it was read as it is.",
    "duplicate-key": "Another record has the same key; this one gets a hash of its content behind.",
    "encoding-repaired": "Bytes that the declared character set does not allow were mended.",
    "008-length": "Field 008 has not 40 characters; positions beyond 14 are not used.",
    "field-repaired": "A field's tag, codes or subfields were mended, or it holds none.",
    "file-skipped": "A file of a folder or zip file holds no MARC and was left out.",
    "framing-repaired": "The length, directory or end mark of a record is wrong; it was mended.",
    "indicator-repaired": "A field has not two indicators; blanks stand for missing ones.",
    "iri-invalid": "A value cannot be made an IRI; the link is left out.",
    "isbn-check-digit": "An ISBN has a wrong check digit or length; it is left out.",
    "issn-check-digit": "An ISSN has a wrong check digit or length; it is left out.",
    "leader-repaired": "The leader has not 24 characters and was cut or filled.",
    "lccn-invalid": "An LCCN has not its form; it is left out.",
    "line-unknown": "A line of a text view belongs to no field; it was left out.",
    "no-key": "The record has no number; its key is computed from its content.",
    "not-in-table": "A code or term is in no table of the mapping.",
    "shape": "With --shapes: the triples lack a shape; its name follows, as in `shape/title`.",
    "shapes-unchecked": "With --shapes: a record has too many statements to be checked.",
}


def distinct(notices: Iterable[Notice]) -> list[Notice]:
    """Give each warning once, however many rules met the value; one with a subfield first.

    >>> whole, precise = Notice("a", "wrong", "773"), Notice("a", "wrong", "773", "x")
    >>> distinct([whole, precise]) == [precise]
    True
    """
    kept: dict[tuple[str, str, str], Notice] = {}
    for notice in notices:
        key = (notice.code, notice.message, notice.tag)
        if key not in kept or (notice.subfield and not kept[key].subfield):
            kept[key] = notice
    return list(kept.values())
