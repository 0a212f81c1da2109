"""The notations that can be written, by name, and how to open a writer for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import BinaryIO, Final, NamedTuple, Protocol

from marc2rdf.errors import UsageError
from marc2rdf.rdf.context import Context
from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.rows import Rows
from marc2rdf.rdf.terms import IRI, Statement


class Writer(Protocol):
    """Writes records to a binary file, which stays open.

    The bytes are UTF-8 with LF, and depend on nothing but what was given.  ``replaced`` is
    how many characters were written as U+FFFD so far, since the notation cannot carry them.
    """

    replaced: int

    def write(self, statements: Sequence[Statement], root: IRI) -> int:
        """Write all statements of one record and return the number of triples."""

    def write_rows(self, rows: Rows, root: IRI) -> int:
        """Write all rows of one record and return the number of triples."""

    def close(self) -> None:
        """Finish the document."""


class MakeWriter(Protocol):
    """What makes a writer: the class of a notation."""

    def __call__(
        self,
        out: BinaryIO,
        *,
        prefixes: Mapping[str, str],
        base: str = "",
        skolemize: bool = False,
        context: Context | None = None,
    ) -> Writer:
        """Open a writer."""


class Format(NamedTuple):
    """A notation: its name, its media type, the endings of its files and its writer.

    The writer is named by its module and class, to be loaded when it is used.
    """

    name: str
    media_type: str
    suffixes: tuple[str, ...]
    module: str
    writer: str

    def load(self) -> MakeWriter:
        """Give the class of the writer.

        >>> FORMATS["nt"].load().__name__
        'NTriplesWriter'
        """
        make: MakeWriter = getattr(import_module(f"marc2rdf.rdf.{self.module}"), self.writer)
        return make


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        format.name: format
        for format in (
            Format("turtle", "text/turtle", (".ttl",), "turtle", "TurtleWriter"),
            Format("jsonld", "application/ld+json", (".jsonld",), "jsonld", "JsonldWriter"),
            Format(
                "jsonl", "application/x-ndjson", (".jsonl", ".ndjson"), "jsonld", "JsonLinesWriter"
            ),
            Format("nt", "application/n-triples", (".nt",), "ntriples", "NTriplesWriter"),
            Format("nq", "application/n-quads", (".nq",), "nquads", "NQuadsWriter"),
            Format("rdfxml", "application/rdf+xml", (".rdf", ".rdfxml"), "rdfxml", "RdfXmlWriter"),
        )
    }
)


def open_writer(
    name: str,
    out: BinaryIO,
    *,
    prefixes: Mapping[str, str] = BUILT_IN,
    base: str = "",
    skolemize: bool = False,
    context: Context | None = None,
) -> Writer:
    """Open a writer for a notation by its name in ``FORMATS``.

    ``base`` shortens IRIs in Turtle and gives the host of Skolem IRIs; ``context`` gives the
    names of JSON-LD, which without it has the prefixes alone.
    Raises UsageError for an unknown name, a base that is no IRI, or ``skolemize`` with a base
    that has no host.

    >>> import io
    >>> out, a = io.BytesIO(), IRI("https://example.org/a")
    >>> writer = open_writer("nt", out)
    >>> writer.write([Statement(a, a, a)], a), writer.close()
    (1, None)
    >>> FORMATS["turtle"].media_type
    'text/turtle'
    """
    if name not in FORMATS:
        raise UsageError(
            f"there is no output format {name!r}", hint=f"Use one of: {', '.join(FORMATS)}."
        )
    return FORMATS[name].load()(
        out, prefixes=prefixes, base=base, skolemize=skolemize, context=context
    )
