"""Reading the compressed files of a dump, line by line, in bounded memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from marc2rdf.errors import InputError

CHUNK = 1 << 18
LONGEST = 64 << 20  # a line of a record in JSON-LD may be long, but not so long


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, /) -> bytes: ...


def read_lines(path: Path) -> Iterator[bytes]:
    """Give the lines of a ``.gz`` or ``.zst`` file, or of a plain one, each with its end.

    Raises InputError, with what is wrong, for a file that is damaged or cut, or cannot be read.
    """
    rest = b""
    for block in read_blocks(path):
        *lines, rest = (rest + block).split(b"\n")
        for line in lines:
            yield line + b"\n"
        if len(rest) > LONGEST:
            raise InputError("a line of it has no end", where=path.name)
    if rest:
        yield rest


def read_blocks(path: Path) -> Iterator[bytes]:
    """Give the content of a file in pieces, unpacked; errors are those of `read_lines`."""
    try:
        with open(path, "rb") as file:
            packed = iter(lambda: file.read(CHUNK), b"")
            if path.suffix == ".gz":
                yield from _unpack(packed, _gzip, path.name)
            elif path.suffix == ".zst":
                yield from _unpack(packed, _zstandard, path.name)
            else:
                yield from packed
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"it cannot be read ({reason})", where=path.name) from error


def _unpack(packed: Iterator[bytes], make: type | object, name: str) -> Iterator[bytes]:
    unpacker: _Unpacker = make()  # type: ignore[operator]
    for block in packed:
        try:
            yield unpacker.decompress(block)
        except Exception as error:  # zlib.error, zstandard.ZstdError
            raise InputError(
                f"it is damaged ({error})", where=name, code="compressed-damaged"
            ) from error
        if unpacker.eof and unpacker.unused_data:
            raise InputError(
                "there is something behind its end", where=name, code="compressed-damaged"
            )
    if not unpacker.eof:
        raise InputError("it ends too early", where=name, code="compressed-cut")


def _gzip() -> _Unpacker:
    return zlib.decompressobj(31)


def _zstandard() -> _Unpacker:
    try:
        import zstandard
    except ImportError as error:
        what = "reading .zst needs the package zstandard"
        raise InputError(what, hint="pip install 'marc2rdf[zstd]'.") from error
    found: _Unpacker = zstandard.ZstdDecompressor().decompressobj()
    return found
