"""JSON-LD: one streamed document, or one small document a line.

Both say strictly the triples they were given: where an IRI's scheme is also a prefix, that
prefix is switched off for the record.  Source: JSON-LD 1.1; RFC 8259.
"""

from __future__ import annotations

from json import JSONEncoder
from typing import Any

from marc2rdf.rdf.context import Context
from marc2rdf.rdf.memo import Memo
from marc2rdf.rdf.nesting import Nesting
from marc2rdf.rdf.rows import Rows
from marc2rdf.rdf.stream import RecordStream
from marc2rdf.rdf.terms import IRI


class _JsonStream(RecordStream):
    def _set_up(self) -> None:
        self._encoder = JSONEncoder(ensure_ascii=False, separators=(",", ":"))
        self._contexts: Memo[frozenset[str], Context] = Memo(self._context.without, limit=64)
        self._nesting = Nesting(self._context)

    def _json(self, value: Any) -> str:
        return self._encoder.encode(value)

    def _objects(self, rows: Rows, root: IRI) -> tuple[list[str], set[str], frozenset[str]]:
        """A record's objects, the names they use, and the prefixes to do without."""
        objects = self._nesting.objects(rows, root)
        if not self._nesting.clashes:
            return objects, self._nesting.used, frozenset()
        clashes = frozenset(self._nesting.clashes)
        nesting = Nesting(self._contexts[clashes])
        return nesting.objects(rows, root), nesting.used, clashes


class JsonldWriter(_JsonStream):
    """Writes one document, ``{"@context": …, "@graph": […]}``, with one record a line.

    A line is the record's object, its nodes nested in it; what the record does not refer to
    follows on the same line.  The context is written first, in full.

    >>> import io
    >>> from marc2rdf.rdf.terms import Statement
    >>> out, a, p = io.BytesIO(), IRI("http://example.org/a"), IRI("http://example.org/p")
    >>> writer = JsonldWriter(out, prefixes={"ex": "http://example.org/"})
    >>> writer.write([Statement(a, p, a)], a)
    1
    >>> writer.close()
    >>> print(out.getvalue().decode(), end="")
    {"@context":{"ex":"http://example.org/"},
    "@graph":[
    {"@id":"ex:a","ex:p":{"@id":"ex:a"}}
    ]}
    """

    _separator = ",\n"

    def _head(self) -> str:
        return f'{{"@context":{self._json(self._context.document())},\n"@graph":[\n'

    def _text(self, rows: Rows, root: IRI) -> str:
        objects, _, clashes = self._objects(rows, root)
        if clashes:
            off = f'{{"@context":{self._json(dict.fromkeys(sorted(clashes)))},'
            objects = [off + text[1:] for text in objects]
        return ",".join(objects)

    def _tail(self) -> str:
        return "\n]}\n" if self._records else "]}\n"


class JsonLinesWriter(_JsonStream):
    """Writes a document a line, each with a context of the names that the line uses.

    A line is the record's object; where that does not refer to all nodes, a ``@graph``.

    >>> import io
    >>> from marc2rdf.rdf.terms import Statement
    >>> out, a, p = io.BytesIO(), IRI("http://example.org/a"), IRI("http://example.org/p")
    >>> writer = JsonLinesWriter(out, prefixes={"ex": "http://example.org/", "x": "urn:x:"})
    >>> writer.write([Statement(a, p, a)], a)
    1
    >>> print(out.getvalue().decode(), end="")
    {"@context":{"ex":"http://example.org/"},"@id":"ex:a","ex:p":{"@id":"ex:a"}}
    """

    def _set_up(self) -> None:
        super()._set_up()
        self._heads: Memo[tuple[frozenset[str], frozenset[str]], str] = Memo(self._start, limit=512)

        self._entries: Memo[frozenset[str], dict[str, str]] = Memo(self._said, limit=8)
        self._needs: Memo[tuple[frozenset[str], str], frozenset[str]] = Memo(self._needed)

    def _start(self, key: tuple[frozenset[str], frozenset[str]]) -> str:
        clashes, used = key
        needed = frozenset().union(*[self._needs[clashes, name] for name in used])
        said = [text for name, text in self._entries[clashes].items() if name in needed]
        return f'{{"@context":{{{",".join(said)}}},' if said else "{"

    def _said(self, clashes: frozenset[str]) -> dict[str, str]:
        """Give what a context says of each of its names, as it is written."""
        document = self._contexts[clashes].document()
        return {name: self._json({name: said})[1:-1] for name, said in document.items()}

    def _needed(self, key: tuple[frozenset[str], str]) -> frozenset[str]:
        """Give the names that a context must have for a name to be used: itself, a prefix."""
        clashes, name = key
        return frozenset(self._contexts[clashes].document({name}))

    def _text(self, rows: Rows, root: IRI) -> str:
        objects, used, clashes = self._objects(rows, root)
        start = self._heads[clashes, frozenset(used)]
        if len(objects) == 1:
            return start + objects[0][1:] + "\n"
        return f'{start}"@graph":[{",".join(objects)}]}}\n'
