"""A file, a pipe or a stream as records, whatever its format.

Source: the names of formats are those of the option ``-f``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import BinaryIO

from marc2rdf.errors import FormatError, InputError, UsageError
from marc2rdf.marc.compression import Meter, Unpacked, compression_of
from marc2rdf.marc.detect import HEAD, detect
from marc2rdf.marc.framing import SupportsRead
from marc2rdf.marc.record import Record
from marc2rdf.marc.reject import Reject

Reader = Callable[[SupportsRead, str], Iterator[Record | Reject]]

# So often may a file lie packed in a packed file; some hold themselves.
MAX_PACKED = 8

# The formats, and the module of each that has a reader ``read_FORMAT``; loaded when it is used.
FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "iso2709": "iso2709",
        "marcxml": "marcxml",
        "marcjson": "marcjson",
        "mrk": "mrk",
        "alephseq": "alephseq",
        "koha": "koha_text",
    }
)


def read(
    path: str | os.PathLike[str] | BinaryIO,
    format: str = "",
    *,
    on_reject: Callable[[Reject], None] | None = None,
) -> Iterator[Record]:
    """Read the records of a source, one after another.

    ``on_reject`` is called with what cannot be used; without it, the first such record
    raises its RecordError.  Everything else is as in :func:`read_source`.

    >>> import io
    >>> text = b"000 00000nam a2200000 a 4500\\n245 10 _aTitle\\n"
    >>> [record.get("245", "a") for record in read(io.BytesIO(text))]
    ['Title']
    """
    for item in read_source(path, format):
        if isinstance(item, Record):
            yield item
        elif on_reject is None:
            raise item.error
        else:
            on_reject(item)


def read_source(
    path: str | os.PathLike[str] | BinaryIO,
    format: str = "",
    *,
    on_skip: Callable[[FormatError], None] = lambda error: None,
) -> Iterator[Record | Reject]:
    """Read the records of a source, and what cannot be used as Rejects among them.

    ``path`` is the name of a file or folder, ``-`` for standard input, or an open binary stream
    that need not be able to seek.  Compressed files are unpacked; of a folder or zip file all
    files are read in the order of their names, and ``on_skip`` is told of one that holds no
    MARC.  ``format`` is one of FORMATS; when empty it is told from the first bytes.  Raises
    UsageError for another format, FormatError for a source that holds no MARC, InputError for
    one that cannot be read (to its end).

    >>> [*read_source("nowhere.mrc")]
    Traceback (most recent call last):
    ...
    marc2rdf.errors.InputError: nowhere.mrc: there is no such file. Check its name and folder.
    """
    if format and format not in FORMATS:
        raise UsageError(
            f"there is no input format {format!r}", hint=f"Use one of: {', '.join(FORMATS)}."
        )
    if not isinstance(path, str | os.PathLike):
        name = getattr(path, "name", "<stream>")
        return _read_stream(path, name if isinstance(name, str) else "<stream>", format, on_skip)
    if os.fspath(path) == "-":
        return _read_stream(sys.stdin.buffer, "<stdin>", format, on_skip)
    if os.path.isdir(path):
        return _read_any(_files_in(os.fspath(path)), os.fspath(path), format, on_skip)
    return _read_file(os.fspath(path), format, on_skip)


Skip = Callable[[FormatError], None]
Items = Iterator["Record | Reject"]


def _files_in(folder: str) -> Iterator[tuple[str, BinaryIO]]:
    """Open the files of a folder and of those in it, in order, but the hidden ones."""
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in names if not name.startswith(".")):
            path = os.path.join(here, name)
            if not os.path.isfile(path):
                continue  # a pipe or device would wait for ever
            try:
                stream = open(path, "rb")  # noqa: SIM115
            except OSError as error:
                raise _explain(error, path) from error
            with stream:
                yield path, stream


def _read_any(
    files: Iterator[tuple[str, BinaryIO]],
    source: str,
    format: str,
    on_skip: Skip,
    meter: Meter | None = None,
    packed: int = 0,
) -> Items:
    """Read all of several files that hold MARC; one at least has to."""
    found = False
    for name, stream in files:
        try:
            yield from _read_stream(stream, name, format, on_skip, meter, packed)
            found = True
        except FormatError as error:
            on_skip(error)
    if not found:
        raise FormatError("no file in it holds MARC", where=source)


def _read_file(path: str, format: str, on_skip: Skip) -> Items:
    try:
        stream = open(path, "rb")  # noqa: SIM115
    except (OSError, ValueError) as error:
        raise _explain(error, path) from error
    with stream:
        yield from _read_stream(stream, path, format, on_skip)


def _read_stream(
    stream: SupportsRead,
    source: str,
    format: str,
    on_skip: Skip,
    meter: Meter | None = None,
    packed: int = 0,
) -> Items:
    """Read a stream; ``meter`` belongs to the stream that it was ``packed`` in, so often."""
    whole = _Stream(stream, source)
    if meter is None:
        meter = Meter()
        whole.meter = meter
    whole.head = whole.read_fully(HEAD)
    compression = compression_of(whole.head)
    if compression:
        packed += 1
        if packed > MAX_PACKED:
            what = f"it is packed more than {MAX_PACKED} times"
            raise InputError(what, where=source, code="compression-ratio")
    if compression and compression != "zip":
        inner = Unpacked(whole, compression, source, meter)
        yield from _read_stream(inner, source, format, on_skip, meter, packed)
        return
    if not format or compression == "zip":
        try:
            found = detect(whole.head)
        except FormatError as error:
            error.where = source
            raise
        if found == "zip":
            from marc2rdf.marc.zipped import open_members

            members = open_members(whole, source, meter)
            yield from _read_any(members, source, format, on_skip, meter, packed)
            return
        format = format or found
    yield from _reader(format)(whole, source)


def _reader(format: str) -> Reader:
    module = import_module(f"marc2rdf.marc.{FORMATS[format]}")
    reader: Reader = getattr(module, f"read_{format}")
    return reader


class _Stream:
    """A stream whose first bytes were looked at, and that explains its errors."""

    def __init__(self, stream: SupportsRead, source: str) -> None:
        self.stream = stream
        self.source = source
        self.head = b""
        self.failed: InputError | None = None  # met while looking; told when it is reached
        self.meter: Meter | None = None  # that counts what is read

    def read(self, size: int = -1, /) -> bytes:
        if self.head:
            head, self.head = self.head, b""
            return head
        if self.failed is not None:
            raise self.failed
        try:
            data = self.stream.read(size)
        except OSError as error:
            raise _explain(error, self.source) from error
        if self.meter is not None:
            self.meter.take(len(data))
        return data

    def read_fully(self, size: int) -> bytes:
        """Read until there are so many bytes, or the stream ends."""
        parts: list[bytes] = []
        try:
            while size > 0 and (part := self.read(size)):
                parts.append(part)
                size -= len(part)
        except InputError as error:
            if not parts:
                raise
            self.failed = error
        return b"".join(parts)


def _explain(error: OSError | ValueError, source: str) -> InputError:
    if isinstance(error, FileNotFoundError):
        return InputError("there is no such file", where=source, hint="Check its name and folder.")
    if isinstance(error, IsADirectoryError):
        return InputError("it is a folder", where=source)
    if isinstance(error, PermissionError):
        return InputError("you may not read it", where=source)
    reason = error.strerror if isinstance(error, OSError) else ""
    return InputError(f"it cannot be read ({reason or error})", where=source)
