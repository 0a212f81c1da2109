"""What all writers share: distinct statements in, UTF-8 out, record after record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import BinaryIO

from marc2rdf.errors import UsageError
from marc2rdf.rdf.context import Context
from marc2rdf.rdf.grouping import count_triples, distinct, scrubbed
from marc2rdf.rdf.iri import is_valid
from marc2rdf.rdf.lists import genid_of, skolemized
from marc2rdf.rdf.literals import SURROGATES
from marc2rdf.rdf.rows import Rows, rows_of
from marc2rdf.rdf.terms import IRI, Statement


class RecordStream:
    """The base of the writers: a notation fills in ``_set_up``, ``_head``, ``_text``, ``_tail``.

    Nothing of a record is written unless all of it can be.  Characters that the notation
    cannot carry (lone surrogates, in XML control characters too) become U+FFFD; ``replaced``
    counts them.  Raises UsageError for a base that is no IRI, or that has no host where
    ``skolemize`` is asked for.

    >>> import io
    >>> RecordStream(io.BytesIO(), prefixes={}, base="bib/")
    Traceback (most recent call last):
    marc2rdf.errors.UsageError: the base 'bib/' is not an absolute IRI
    """

    _separator = ""
    _unfit = SURROGATES

    def __init__(
        self,
        out: BinaryIO,
        *,
        prefixes: Mapping[str, str],
        base: str = "",
        skolemize: bool = False,
        context: Context | None = None,
    ) -> None:
        if base and not is_valid(base):
            raise UsageError(f"the base {base!r} is not an absolute IRI")
        self._out = out
        self._prefixes = prefixes
        self._base = base
        self._genid = genid_of(base) if skolemize else ""
        self._context = context if context is not None else Context(prefixes)
        self.replaced = 0
        self._records = 0
        self._closed = False
        self._set_up()

    def write(self, statements: Sequence[Statement], root: IRI) -> int:
        """Write all statements of one record and return the number of triples.

        ``root`` is the record's main subject.  Statements that say the same are written once.
        Raises RecordError, with nothing written, for a literal that RDF does not know or a
        statement that the notation cannot make, and ValueError after `close`.
        """
        if self._closed:
            raise ValueError("the writer is closed")
        kept = distinct(statements)
        if not kept:
            return 0
        try:
            data = self._encode(kept, root)
        except UnicodeError:
            kept, replaced = scrubbed(kept, self._unfit)
            data = self._encode(kept, root)
            self.replaced += replaced
        self._put(data)
        return count_triples(kept)

    def write_rows(self, rows: Rows, root: IRI) -> int:
        """Write all rows of one record, as `write` does statements."""
        rows = rows.settled()
        if self._closed or not rows.distinct or not rows.portions or (rows.lists and self._genid):
            return self.write(rows.statements(), root)
        try:
            data = self._text(rows, root).encode()
        except UnicodeError:
            return self.write(rows.statements(), root)
        self._put(data)
        return len(rows) + count_triples(rows.lists)

    def close(self) -> None:
        """Finish the document; ``out`` stays open.  A second call does nothing."""
        if not self._closed:
            self._closed = True
            end = self._tail() if self._records else self._head() + self._tail()
            self._out.write(end.encode())

    def _encode(self, statements: list[Statement], root: IRI) -> bytes:
        if self._genid:
            statements = list(skolemized(statements, self._genid))
        return self._text(rows_of(statements), root).encode()

    def _put(self, data: bytes) -> None:
        """Write the bytes of one record behind those before it."""
        self._out.write((self._separator if self._records else self._head()).encode() + data)
        self._records += 1

    def _set_up(self) -> None:
        """Make ready what a notation needs; the base, prefixes and context are known."""

    def _head(self) -> str:
        return ""

    def _text(self, rows: Rows, root: IRI) -> str:
        """Give what stands in the document for one record."""
        raise NotImplementedError

    def _tail(self) -> str:
        return ""
