r"""Statements as rows of texts that are N-Triples when joined, and tell their kind to others.

A row is the subject ``<iri>``, the predicate with what opens the object (`` <p> <`` or
`` <p> "``), the text as it is escaped there, and what closes it (``> .\n``, ``" .\n``,
``"@fr .\n``).  So a mapping can make rows without knowing the notation, and N-Triples needs no
work at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from marc2rdf.rdf.literals import closing, escape, unescape
from marc2rdf.rdf.terms import IRI, Literal, OrderedList, Statement

Row = tuple[str, str, str, str]
WAYS = 8  # in so many ways it is remembered what is left of a portion
END_IRI = "> .\n"
END_TEXT = '" .\n'


class Own(NamedTuple):
    """What stands for the key of a record in its own IRIs, the key, and what begins such IRIs."""

    stand: str
    key: str
    begins: tuple[str, ...]


class Portion:
    r"""Rows that come together, each once; ``kept`` if they may come again in other records.

    >>> portion = Portion([("<x:a>", opening("x:p", False), "\u00e9", END_TEXT)])
    >>> portion.part(Own("KEY", "1", ("x:b",)))
    [b'<x:a> <x:p> "\xc3\xa9" .\n']
    """

    __slots__ = ("_hashes", "_without", "kept", "parts", "rows")

    def __init__(self, rows: Iterable[Row], kept: bool = False) -> None:
        self.kept = kept
        self.rows = tuple(rows)
        self._hashes: tuple[int, ...] | None = None
        self.parts: list[bytes] = []
        self._without: dict[tuple[Row, ...], Portion] | None = None

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @property
    def hashes(self) -> tuple[int, ...]:
        """The hash of each row."""
        if self._hashes is None:
            self._hashes = tuple(map(hash, self.rows))
        return self._hashes

    def without(self, rows: tuple[Row, ...]) -> Portion:
        """Leave out some rows.

        >>> a, b = (("<x:a>", opening("x:p", False), text, END_TEXT) for text in "ab")
        >>> Portion([a, b]).without((a,)).rows == (b,)
        True
        """
        if self._without is None or len(self._without) > WAYS:
            self._without = {}
        if rows not in self._without:
            left = (row for row in self.rows if row not in rows)
            self._without[rows] = Portion(left, self.kept)
        return self._without[rows]

    def part(self, own: Own) -> list[bytes]:
        """Give the rows as N-Triples, parted where the key stands; none if one may be the record's.

        That is where an IRI begins as the record's own do and has another key.  ``parts``
        remembers them.  Raises UnicodeError for what UTF-8 cannot carry.
        """
        text = "".join(chain.from_iterable(self.rows))
        other = any(text.count(begin) > text.count(begin + own.stand) for begin in own.begins)
        self.parts = [] if other else text.encode().split(own.stand.encode())
        return self.parts


class Rows:
    """The rows of one record, each once, and its statements about lists, which come last.

    ``distinct`` promises that no two rows differ in the case of a language tag only.  ``own``
    tells what stands for the record's key in the rows, until they are `settled`.
    """

    __slots__ = ("distinct", "lists", "own", "portions")

    def __init__(
        self,
        portions: Sequence[Portion],
        lists: Sequence[Statement] = (),
        distinct: bool = True,
        own: Own | None = None,
    ) -> None:
        self.portions = portions
        self.lists = lists
        self.distinct = distinct
        self.own = own

    def __len__(self) -> int:
        return sum([len(portion.rows) for portion in self.portions])

    def __iter__(self) -> Iterator[Row]:
        return chain.from_iterable([portion.rows for portion in self.portions])

    def settled(self) -> Rows:
        """Give the same rows with the record's own IRIs.

        >>> row = ("<x:KEY#host>", " <http://purl.org/dc/terms/isPartOf> <", "x:b", END_IRI)
        >>> [*Rows([Portion([row])], own=Own("KEY", "1", ("x:",))).settled()][0][0]
        '<x:1#host>'
        """
        if self.own is None:
            return self
        stand, key, _ = self.own
        found: dict[Row, None] = {}
        last = whole = ""
        for row in self:
            subject, opened, text, end = row
            if subject is not last:  # they come in runs
                last, whole = subject, subject.replace(stand, key)
            if stand in text:
                found[whole, opened, text.replace(stand, key), end] = None
            elif whole is subject:
                found[row] = None
            else:
                found[whole, opened, text, end] = None
        return Rows([Portion(found)], self.lists, self.distinct)

    def statements(self) -> list[Statement]:
        """Give the same as statements.

        >>> row = ("<x:a>", opening("http://purl.org/dc/terms/title", False), "Title", END_TEXT)
        >>> Rows([Portion([row])]).statements()[0].object
        Literal(value='Title', datatype='', language='')
        """
        found: list[Statement] = []
        for subject, predicate, text, end in self.settled():
            value = IRI(text) if predicate[-1] == "<" else Literal(unescape(text), *kind_of(end))
            found.append(Statement(IRI(subject[1:-1]), IRI(predicate[2:-3]), value))
        return [*found, *self.lists]


def rows_of(statements: Iterable[Statement]) -> Rows:
    """Give distinct statements as rows, those about lists behind all others.

    Raises RecordError for a literal that RDF does not know.

    >>> a = IRI("https://example.org/a")
    >>> list(rows_of([Statement(a, a, Literal("x"))]))[0][2]
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
    return Rows([Portion(rows)], lists)


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
