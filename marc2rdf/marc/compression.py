"""Compressed sources, told from their first bytes and never from their name.

What comes out is bounded by what went in, and an end that comes too early is an error, not an
end: both would otherwise be found out by nobody.
Source: RFC 1952 (gzip), RFC 8878 (Zstandard), and the modules of the standard library.
"""

from __future__ import annotations

import bz2
import importlib
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, BinaryIO, cast

from marc2rdf.errors import InputError
from marc2rdf.marc.framing import SupportsRead

CHUNK = 64 * 1024
FREE = 100 * 1024 * 1024  # bytes that may come out of however few
RATIO = 1000
MAGIC: Mapping[bytes, str] = MappingProxyType(
    {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zstd"}
)
ZIP = b"PK\x03\x04"


def compression_of(head: bytes) -> str:
    """Name the compression that a source begins with; nothing for one that is not compressed.

    >>> compression_of(b"\\x1f\\x8b\\x08"), compression_of(b"00714cam"), compression_of(ZIP)
    ('gzip', '', 'zip')
    """
    if head.startswith(ZIP):
        return "zip"
    return next((name for magic, name in MAGIC.items() if head.startswith(magic)), "")


class Unpacked:
    """A stream of what a compressed stream holds.

    Raises InputError for an end that comes too early, for damage, for what grows more than a
    thousandfold, and where Zstandard is not installed; what came before was given.

    >>> import gzip, io
    >>> Unpacked(io.BytesIO(gzip.compress(b"MARC")), "gzip", "a.mrc.gz").read()
    b'MARC'
    """

    def __init__(self, stream: SupportsRead, name: str, source: str) -> None:
        self._stream = stream
        self._name = name
        self._source = source
        self._make = _maker(name, source)
        self._unpack: Any = None
        self._rest = b""
        self._taken = self._given = 0
        self._ended = False

    def read(self, size: int = -1, /) -> bytes:
        """Give some bytes, as they come; none at the end."""
        while not self._ended:
            data = self._rest or self._stream.read(CHUNK)
            self._taken += 0 if self._rest else len(data)
            self._rest = b""
            if not data:
                self._finish()
                return b""
            if self._unpack is None:
                if self._taken > len(data) and not self._begins(data):
                    self._ended = True  # what follows the last member is padding
                    return b""
                self._unpack = self._make()
            if out := self._step(data):
                return out
        return b""

    def _step(self, data: bytes) -> bytes:
        try:
            out = cast("bytes", self._unpack.decompress(data))
        except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
            raise self._damaged(error) from error
        except Exception as error:  # zstandard has errors of its own
            raise self._damaged(error) from error
        if self._unpack.eof:
            self._rest = self._unpack.unused_data
            self._unpack = None
        self._given += len(out)
        if self._given > FREE and self._given > RATIO * self._taken:
            what = f"it grows more than {RATIO} times when it is unpacked"
            hint = "If that is meant, unpack it first."
            raise InputError(what, where=self._source, hint=hint, code="compression-ratio")
        return out

    def _begins(self, data: bytes) -> bool:
        return any(data.startswith(magic) for magic, name in MAGIC.items() if name == self._name)

    def _finish(self) -> None:
        self._ended = True
        if self._unpack is not None or not self._taken:
            what = f"the {self._name} file is cut short"
            raise InputError(what, where=self._source, hint="Get it again.", code="compressed-cut")

    def _damaged(self, error: Exception) -> InputError:
        return InputError(
            f"the {self._name} file is damaged ({error})",
            where=self._source,
            hint="Get it again.",
            code="compressed-damaged",
        )


def open_members(stream: SupportsRead, source: str) -> Iterator[tuple[str, BinaryIO]]:
    """Give the files in a zip file in their order, each under ``source/name``.

    The table of a zip file is at its end, so the stream is kept in a temporary file first.
    Raises InputError for a zip file that is damaged or encrypted.
    """
    with tempfile.TemporaryFile() as spool:
        while data := stream.read(CHUNK):
            spool.write(data)
        try:
            with zipfile.ZipFile(spool) as archive:
                for info in archive.infolist():
                    if not info.is_dir():
                        with archive.open(info) as member:
                            name = f"{source}/{info.filename}"
                            yield name, cast("BinaryIO", _Member(member, name, info.compress_size))
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            what = f"the zip file cannot be read ({error})"
            raise InputError(what, where=source, code="compressed-damaged") from error


class _Member:
    """One file of a zip file, whose errors say what they are about."""

    def __init__(self, stream: Any, source: str, packed: int) -> None:
        self._stream, self._source, self._packed, self._given = stream, source, packed, 0

    def read(self, size: int = -1, /) -> bytes:
        try:
            data = cast("bytes", self._stream.read(CHUNK))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            what = f"the zip file is damaged ({error})"
            raise InputError(what, where=self._source, code="compressed-damaged") from error
        self._given += len(data)
        if self._given > FREE and self._given > RATIO * self._packed:
            what = f"it grows more than {RATIO} times when it is unpacked"
            raise InputError(what, where=self._source, code="compression-ratio")
        return data


def _maker(name: str, source: str) -> Callable[[], Any]:
    if name == "gzip":
        return lambda: zlib.decompressobj(16 + zlib.MAX_WBITS)
    if name == "bzip2":
        return bz2.BZ2Decompressor
    if name == "xz":
        return lzma.LZMADecompressor
    try:
        zstandard = importlib.import_module("zstandard")
    except ImportError:
        hint = "pip install 'marc2rdf[zstd]', or unpack it first."
        what = "reading a zstd file needs the package zstandard"
        raise InputError(what, where=source, hint=hint, code="input") from None
    return lambda: zstandard.ZstdDecompressor().decompressobj()
