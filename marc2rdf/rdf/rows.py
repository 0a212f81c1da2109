r"""Statements as rows of texts that are N-Triples when joined, and tell their kind to others.

A row is the subject ``<iri>``, the predicate with what opens the object (`` <p> <`` or
`` <p> "``), the text as it is escaped there, and what closes it (``> .\n``, ``" .\n``, ``"@fr .\n``).  So a
mapping can make rows without knowing the notation, and N-Triples needs no work at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from marc2rdf.rdf.literals import closing, escape, unescape
from marc2rdf.rdf.terms import IRI, Literal, OrderedList, Statement

Row = tuple[str, str, str, str]
END_IRI = "> .\n"
END_TEXT = '" .\n'


class Rows(NamedTuple):
    """The rows of one record, each once, and its statements about lists, which come last.

    ``distinct`` promises that no two rows differ in the case of a language tag only.  ``own`` are the IRIs that stand
    for the record's own in the rows, each with the one it stands for (`settled`).
    """

    rows: Mapping[Row, None]
    lists: Sequence[Statement] = ()
    distinct: bool = True
    own: Sequence[tuple[str, str]] = ()

    def settled(self) -> Rows:
        """Give the same rows with the record's own IRIs.

        >>> row = ("<i:#host>", " <http://purl.org/dc/terms/isPartOf> <", "x:b", END_IRI)
        >>> [*Rows({row: None}, own=[("i:", "x:a")]).settled().rows][0][0]
        '<x:a#host>'
        """
        rows = self.rows
        for stand, iri in self.own:
            rows = _with(rows, stand, iri)
        return self._replace(rows=rows, own=())

    def statements(self) -> list[Statement]:
        """Give the same as statements.

        >>> a = opening("http://purl.org/dc/terms/title", False)
        >>> Rows({("<x:a>", a, "Title", END_TEXT): None}).statements()[0].object
        Literal(value='Title', datatype='', language='')
        """
        found: list[Statement] = []
        for subject, predicate, text, end in self.settled().rows:
            value = IRI(text) if predicate[-1] == "<" else Literal(unescape(text), *kind_of(end))
            found.append(Statement(IRI(subject[1:-1]), IRI(predicate[2:-3]), value))
        return [*found, *self.lists]


def _with(rows: Mapping[Row, None], stand: str, iri: str) -> dict[Row, None]:
    """Give rows with one IRI in the place of another wherever an IRI begins with that."""
    begin, length = f"<{stand}", len(stand)
    found: dict[Row, None] = {}
    last = whole = ""
    for row in rows:
        subject, opened, text, end = row
        if subject is not last:  # they come in runs
            last = subject
            whole = f"<{iri}{subject[length + 1 :]}" if subject.startswith(begin) else subject
        if text.startswith(stand):
            found[whole, opened, iri + text[length:], end] = None
        elif whole is subject:
            found[row] = None
        else:
            found[whole, opened, text, end] = None
    return found


def rows_of(statements: Iterable[Statement]) -> Rows:
    """Give distinct statements as rows, those about lists behind all others.

    Raises RecordError for a literal that RDF does not know.

    >>> a = IRI("https://example.org/a")
    >>> list(rows_of([Statement(a, a, Literal("x"))]).rows)[0][2]
    'x'
    """
    rows: dict[Row, None] = {}
    lists: list[Statement] = []
    for statement in statements:
        subject, predicate, value = statement
        if isinstance(value, Literal):
            end = closing_of(value.datatype, value.language)
            rows[f"<{subject}>", opening(predicate, False), escape(value.value), end] = None
        elif isinstance(value, OrderedList):
            lists.append(statement)
        else:
            rows[f"<{subject}>", opening(predicate, True), value, END_IRI] = None
    return Rows(rows, lists)


@lru_cache(maxsize=4096)
def opening(predicate: str, iri: bool) -> str:
    """Give the second text of a row.

    >>> opening("http://purl.org/dc/terms/title", False)
    ' <http://purl.org/dc/terms/title> "'
    """
    return f" <{predicate}> <" if iri else f' <{predicate}> "'


@lru_cache(maxsize=4096)
def predicate_of(opened: str) -> IRI:
    """Give the predicate that the second text of a row names.

    >>> predicate_of(opening("http://purl.org/dc/terms/title", False))
    IRI('http://purl.org/dc/terms/title')
    """
    return IRI(opened[2:-3])


@lru_cache(maxsize=4096)
def closing_of(datatype: str, language: str = "") -> str:
    r"""Give the last text of a literal's row; raise RecordError for what RDF does not know.

    >>> closing_of("", "fr")
    '"@fr .\n'
    """
    return closing(datatype, language) + " .\n"


@lru_cache(maxsize=4096)
def kind_of(end: str) -> tuple[str, str]:
    """Give the datatype and the language that the last text of a literal's row states.

    >>> kind_of(closing_of("http://www.w3.org/2001/XMLSchema#gYear")), kind_of(END_TEXT)
    (('http://www.w3.org/2001/XMLSchema#gYear', ''), ('', ''))
    """
    if end.startswith('"@'):
        return "", end[2:-3]
    return (end[4:-4], "") if end.startswith('"^^<') else ("", "")
