"""Compressed sources, told from their first bytes and never from their name.

What comes out is bounded by what went in, and an end that comes too early is an error, not an
end: both would otherwise be found out by nobody.
Source: RFC 1952 (gzip), RFC 8878 (Zstandard), and the modules of the standard library.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from marc2rdf.errors import InputError
from marc2rdf.marc.framing import SupportsRead

if TYPE_CHECKING:
    from marc2rdf.marc.inflate import Decompressor

CHUNK = 64 * 1024
FREE = 100 * 1024 * 1024  # bytes that may come out of however few
RATIO = 1000
MAGIC: Mapping[bytes, str] = MappingProxyType(
    {
        b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zstd",
        # Frames to be skipped; pzstd begins with one.
        **{bytes([0x50 + number]) + b"\x2a\x4d\x18": "zstd" for number in range(16)},
    }
)  # fmt: skip
_PADDING = b"\x00\x1a \t\r\n"
ZIP = b"PK\x03\x04"


def compression_of(head: bytes) -> str:
    """Name the compression that a source begins with; nothing for one that is not compressed.

    >>> compression_of(b"\\x1f\\x8b\\x08"), compression_of(b"00714cam"), compression_of(ZIP)
    ('gzip', '', 'zip')
    """
    if head.startswith(ZIP):
        return "zip"
    return next((name for magic, name in MAGIC.items() if head.startswith(magic)), "")


class Meter:
    """Measures what came out of a source, however often it is packed, by what went in.

    >>> meter = Meter()
    >>> meter.take(1)
    >>> meter.give(FREE + 1, "bomb.gz")
    Traceback (most recent call last):
    ...
    marc2rdf.errors.InputError: bomb.gz: it grows more than 1000 times when it is unpacked. \
If that is meant, unpack it first.
    """

    def __init__(self) -> None:
        self.taken = self.given = 0

    def take(self, size: int) -> None:
        """Count bytes of the source itself."""
        self.taken += size

    def give(self, size: int, source: str) -> None:
        """Count unpacked bytes; raise InputError when there are too many."""
        self.given += size
        if self.given > FREE and self.given > RATIO * self.taken:
            what = f"it grows more than {RATIO} times when it is unpacked"
            hint = "If that is meant, unpack it first."
            raise InputError(what, where=source, hint=hint, code="compression-ratio")


class Unpacked:
    """A stream of what a compressed stream holds.

    ``meter`` counts what comes out of it; without one, a meter of its own counts what goes in
    too.  Raises InputError for an end that comes too early, for damage, for what grows more than
    a thousandfold, and where Zstandard is not installed; what came before was given.

    >>> import gzip, io
    >>> Unpacked(io.BytesIO(gzip.compress(b"MARC")), "gzip", "a.mrc.gz").read()
    b'MARC'
    """

    def __init__(
        self, stream: SupportsRead, name: str, source: str, meter: Meter | None = None
    ) -> None:
        from marc2rdf.marc.inflate import decompressor  # most sources are not packed

        self._stream = stream
        self._name = name
        self._source = source
        self._make = decompressor(name, source)
        self._own = Meter()
        self._meter = meter or self._own
        self._unpack: Decompressor | None = None
        self._rest = b""
        self._members = 0
        self._ended = False

    def read(self, size: int = -1, /) -> bytes:
        """Give some bytes, as they come; none at the end."""
        while not self._ended:
            data = b""
            if self._unpack is None or self._unpack.needs_input:
                data = self._take()
                if not data:
                    self._finish()
                    return b""
            if self._unpack is None:
                data = self._whole_magic(data)
                if self._members and compression_of(data) != self._name:
                    self._ended = True
                    if data.strip(_PADDING):
                        raise self._damaged("something else follows")
                    return b""
                self._unpack = self._make()
                self._members += 1
            if out := self._step(data):
                return out
        return b""

    def _take(self) -> bytes:
        """Give bytes that were not unpacked yet."""
        data, self._rest = self._rest, b""
        if not data:
            data = self._stream.read(CHUNK)
            self._own.take(len(data))
        return data

    def _step(self, data: bytes) -> bytes:
        assert self._unpack is not None
        try:
            out = self._unpack.decompress(data, CHUNK)
        except Exception as error:  # zstandard has errors of its own
            raise self._damaged(error) from error
        if self._unpack.eof:
            self._rest = self._unpack.unused_data
            self._unpack = None
        self._meter.give(len(out), self._source)
        return out

    def _whole_magic(self, data: bytes) -> bytes:
        """Give at least the magic bytes of another member; a chunk's end may cut them."""
        while len(data) < len(max(MAGIC, key=len)) and (more := self._take()):
            data += more
        return data

    def _finish(self) -> None:
        self._ended = True
        if self._unpack is not None or not self._members:
            what = f"the {self._name} file is cut short"
            raise InputError(what, where=self._source, hint="Get it again.", code="compressed-cut")

    def _damaged(self, error: object) -> InputError:
        return InputError(
            f"the {self._name} file is damaged ({error})",
            where=self._source,
            hint="Get it again.",
            code="compressed-damaged",
        )
