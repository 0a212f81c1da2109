"""RDF files in any of our notations, packed or not, as lines of canonical N-Triples.

The parsers are pyoxigraph's, which stream; JSON-LD alone is held in memory, a line of JSON
lines at a time.  Blank nodes become IRIs, and the graphs of N-Quads are left out.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from types import MappingProxyType
from typing import Any, BinaryIO, Final, cast

from marc2rdf.errors import InputError, UsageError
from marc2rdf.marc.compression import Unpacked, compression_of
from marc2rdf.rdf.lists import genid_of
from marc2rdf.stores.oxigraph import pyoxigraph
from marc2rdf.stores.skolem import Skolems, sha256_of

# Our name of a notation, and pyoxigraph's.
NOTATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "turtle": "TURTLE",
        "nt": "N_TRIPLES",
        "nq": "N_QUADS",
        "trig": "TRIG",
        "rdfxml": "RDF_XML",
        "jsonld": "JSON_LD",
        "jsonl": "JSON_LD",
    }
)
SUFFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".ttl": "turtle",
        ".nt": "nt",
        ".nq": "nq",
        ".trig": "trig",
        ".rdf": "rdfxml",
        ".rdfxml": "rdfxml",
        ".jsonld": "jsonld",
        ".jsonl": "jsonl",
        ".ndjson": "jsonl",
    }
)
_PACKED: Final = (".gz", ".zst", ".bz2", ".xz")
_DESCRIPTIONS: Final = ("void.ttl", "dcat.ttl")  # of a dump, not in it
_LINE: Final = 64 * 1024 * 1024


def notation_of(name: str) -> str:
    """Give the notation of a file by its name; nothing for one that is no RDF.

    >>> notation_of("a.nt.gz"), notation_of("A.TTL"), notation_of("catalogue.mrc")
    ('nt', 'turtle', '')
    """
    name = name.lower()
    for packed in _PACKED:
        name = name.removesuffix(packed)
    return SUFFIXES.get(os.path.splitext(name)[1], "")


def rdf_files_in(folder: str) -> list[str]:
    """List the RDF files of a folder by name, but for a dump's descriptions of itself.

    Raises InputError for a folder that cannot be read.
    """
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        what = f"the folder cannot be read ({error.strerror or error})"
        raise InputError(what, where=folder) from error
    return [os.path.join(folder, n) for n in names if notation_of(n) and n not in _DESCRIPTIONS]


def read_rdf(path: str, notation: str, base: str) -> Iterator[bytes]:
    """Give the triples of a file as lines of N-Triples, without the line feed.

    ``path`` may be ``-`` for standard input; ``base`` resolves relative IRIs and gives the host
    of the IRIs of blank nodes.  Raises InputError where the file cannot be read or is not well
    formed, UsageError where there are blank nodes or relative IRIs and no base.
    """
    with _seekable(path) as (file, name), closing(_Names(base, file, name)) as names:
        for triple in _triples(file, name, notation, base):
            yield names.line(triple)


class _Names:
    """Writes triples, with IRIs for blank nodes."""

    def __init__(self, base: str, file: str, where: str) -> None:
        self._base, self._file, self._where = base, file, where
        self._skolems: Skolems | None = None

    def line(self, triple: str) -> bytes:
        """Write a triple, given as pyoxigraph writes it: canonical, without the full stop."""
        if triple.startswith("_:"):
            label, _, rest = triple.partition(" ")
            triple = f"<{self._iri(label)}> {rest}"
        at = triple.rfind(" _:")
        if at > 0 and '"' not in triple[at:] and " " not in triple[at + 1 :]:
            triple = f"{triple[:at]} <{self._iri(triple[at + 1 :])}>"
        elif triple.endswith(")>>"):
            what = "a triple within a triple (RDF 1.2) cannot be loaded"
            raise InputError(what, where=self._where, code="rdf-invalid")
        return f"{triple} .".encode()

    def _iri(self, label: str) -> str:
        if self._skolems is None:
            if not self._base:
                raise UsageError(
                    "there are blank nodes, which need IRIs in a store",
                    where=self._where,
                    hint="Say with --base what your IRIs begin with.",
                )
            self._skolems = Skolems(genid_of(self._base), lambda: sha256_of(self._file))
        return self._skolems.iri(label[2:])

    def close(self) -> None:
        """Take temporary files away."""
        if self._skolems is not None:
            self._skolems.close()


def _triples(file: str, name: str, notation: str, base: str) -> Iterator[str]:
    kind = getattr(pyoxigraph().RdfFormat, NOTATIONS[notation])
    number = 0
    try:
        with open(file, "rb") as raw:
            stream = _unpacked(raw, name)
            documents: Iterator[tuple[int, Any]] = iter([(0, stream)])
            if notation == "jsonl":
                documents = _lines(stream, name)
            for number, document in documents:  # noqa: B007 - told in errors
                for quad in pyoxigraph().parse(document, format=kind, base_iri=base or None):
                    yield str(quad.triple)
    except SyntaxError as error:
        line = number or error.lineno or 0
        where = f"{name}, line {line}" if line else name
        what, hint = error.msg, ""
        if "IRI" in what and not base:
            hint = "If IRIs are relative, say with --base to what."
        raise InputError(what, where=where, hint=hint, code="rdf-invalid") from error
    except OSError as error:
        reason = "there is no such file" if isinstance(error, FileNotFoundError) else None
        what = reason or f"it cannot be read ({error.strerror or error})"
        raise InputError(what, where=name) from error


def _lines(stream: BinaryIO, name: str) -> Iterator[tuple[int, bytes]]:
    """Cut JSON lines at line feeds alone: other line ends stand in values."""
    rest, number = bytearray(), 0
    while data := stream.read(64 * 1024):
        rest += data
        if len(rest) > _LINE:
            raise InputError("a line is too long", where=name, code="line-too-long")
        if b"\n" in data:
            *lines, last = bytes(rest).split(b"\n")
            rest = bytearray(last)
            for line in lines:
                number += 1
                if line.strip():
                    yield number, line
    if rest.strip():
        yield number + 1, bytes(rest)


def _unpacked(raw: BinaryIO, name: str) -> BinaryIO:
    kind = compression_of(raw.read(6))
    raw.seek(0)
    if kind == "zip":
        raise InputError("it is a zip file", where=name, hint="Unpack it first.")
    return cast("BinaryIO", _Measured(Unpacked(raw, kind, name))) if kind else raw


class _Measured:
    """A stream that gives no more bytes than it is asked for; the parser has room for no more."""

    def __init__(self, stream: Unpacked) -> None:
        self._stream = stream
        self._rest = b""

    def read(self, size: int = -1, /) -> bytes:
        """Give at most so many bytes; all that is left without a size."""
        if size < 0:
            pieces = [self._rest, *iter(self._stream.read, b"")]
            self._rest = b""
            return b"".join(pieces)
        data = self._rest or self._stream.read()
        self._rest = data[size:]
        return data[:size]


@contextmanager
def _seekable(path: str) -> Iterator[tuple[str, str]]:
    """Give the name of a plain file, for what is read more than once, and its name for people."""
    if os.path.isfile(path) or path != "-":
        yield path, path
        return
    with tempfile.NamedTemporaryFile(prefix="marc2rdf-stdin-") as spool:
        shutil.copyfileobj(sys.stdin.buffer, spool)
        spool.flush()
        yield spool.name, "<stdin>"
