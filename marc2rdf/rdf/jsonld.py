"""JSON-LD: one streamed document, or one small document a line.

Both say strictly the triples they were given: where an IRI's scheme is also a prefix, that
prefix is switched off for the record.  Source: JSON-LD 1.1; RFC 8259.
"""

from __future__ import annotations

from json import JSONEncoder
from typing import Any

from marc2rdf.rdf.context import Context
from marc2rdf.rdf.grouping import Groups
from marc2rdf.rdf.memo import Memo
from marc2rdf.rdf.nesting import Nesting, iris_of
from marc2rdf.rdf.stream import RecordStream
from marc2rdf.rdf.terms import IRI


class _JsonStream(RecordStream):
    def _set_up(self) -> None:
        self._encoder = JSONEncoder(ensure_ascii=False, separators=(",", ":"))
        self._contexts: Memo[frozenset[str], Context] = Memo(self._context.without, limit=64)
        self._nesting = Nesting(self._context)

    def _json(self, value: Any) -> str:
        return self._encoder.encode(value)

    def _objects(
        self, groups: Groups, root: IRI
    ) -> tuple[list[dict[str, Any]], Nesting, frozenset[str]]:
        """A record's objects, what they were made with, and the prefixes to do without."""
        clashes = self._context.clashes(iris_of(groups))
        nesting = Nesting(self._contexts[clashes]) if clashes else self._nesting
        nesting.used.clear()
        return nesting.objects(groups, root), nesting, clashes


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

    def _grouped(self, groups: Groups, root: IRI) -> str:
        objects, _, clashes = self._objects(groups, root)
        if clashes:
            off = {"@context": dict.fromkeys(sorted(clashes))}
            objects = [{**off, **node} for node in objects]
        return ",".join(map(self._json, objects))

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
        self._documents: Memo[tuple[frozenset[str], frozenset[str]], dict[str, Any]] = Memo(
            lambda key: self._contexts[key[0]].document(key[1])
        )

    def _grouped(self, groups: Groups, root: IRI) -> str:
        objects, nesting, clashes = self._objects(groups, root)
        names = self._documents[clashes, frozenset(nesting.used)]
        head = {"@context": names} if names else {}
        line = {**head, **objects[0]} if len(objects) == 1 else {**head, "@graph": objects}
        return self._json(line) + "\n"
