"""Decompressors that give at most so much at a time, all used alike.

A few bytes can hold gigabytes, so each step is told how much may come out of it.
Source: the modules zlib, bz2 and lzma of the standard library; zstandard's documentation.
"""

from __future__ import annotations

import bz2
import importlib
import lzma
import zlib
from collections.abc import Callable
from typing import Any, Protocol

from marc2rdf.errors import InputError

# The largest dictionary of xz's own levels is 64 MiB.
_XZ_MEMORY = 80 * 1024 * 1024
# So many compressed bytes of Zstandard hold at most 8 MiB (a block of 4 bytes holds 128 KiB).
_ZSTD_STEP = 256


class Decompressor(Protocol):
    """What bz2 and lzma bring, and zlib and zstandard are given here."""

    @property
    def eof(self) -> bool:
        """Whether the end of a member was reached."""
        ...

    @property
    def needs_input(self) -> bool:
        """Whether there is nothing left to give of what was taken."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What follows the member in what was taken."""
        ...

    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes:
        """Take some bytes, perhaps none, and give at most so many."""
        ...


class Gzip:
    """One member of a gzip file.

    >>> import gzip
    >>> member = Gzip()
    >>> member.decompress(gzip.compress(b"MARC") + b"more", 3), member.needs_input
    (b'MAR', False)
    >>> member.decompress(b"", 3), member.eof, member.unused_data
    (b'C', True, b'more')
    """

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        limit = max(max_length, 0)  # which means no limit
        out = self._inner.decompress(self._inner.unconsumed_tail + data, limit)
        self.needs_input = not self._inner.unconsumed_tail and not 0 < limit <= len(out)
        return out


class Zstandard:
    """One frame of a Zstandard file; ``inner`` is zstandard's own object for it."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._held = b""

    @property
    def eof(self) -> bool:
        return bool(self._inner.eof)

    @property
    def needs_input(self) -> bool:
        return not self._held

    @property
    def unused_data(self) -> bytes:
        return bytes(self._inner.unused_data) + self._held

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        self._held += data
        out, size, place = [], 0, 0
        while place < len(self._held) and not 0 <= max_length <= size and not self.eof:
            out.append(self._inner.decompress(self._held[place : place + _ZSTD_STEP]))
            size += len(out[-1])
            place += _ZSTD_STEP
        self._held = self._held[place:]
        return b"".join(out)


def decompressor(name: str, source: str) -> Callable[[], Decompressor]:
    """Give what makes a decompressor: for ``gzip``, ``bzip2``, ``xz`` or ``zstd``.

    Raises InputError where Zstandard is not installed.
    """
    if name == "gzip":
        return Gzip
    if name == "bzip2":
        return bz2.BZ2Decompressor
    if name == "xz":
        return lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)
    try:
        zstandard = importlib.import_module("zstandard")
    except ImportError:
        hint = "pip install 'marc2rdf[zstd]', or unpack it first."
        what = "reading a zstd file needs the package zstandard"
        raise InputError(what, where=source, hint=hint, code="input") from None
    return lambda: Zstandard(zstandard.ZstdDecompressor().decompressobj())
