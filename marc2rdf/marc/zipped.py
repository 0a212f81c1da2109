"""The files in a zip file, as a folder of sources.

Source: the module zipfile of the standard library.
"""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any, BinaryIO, cast

from marc2rdf.errors import InputError
from marc2rdf.marc.compression import CHUNK, Meter
from marc2rdf.marc.framing import SupportsRead


def open_members(stream: SupportsRead, source: str, meter: Meter) -> Iterator[tuple[str, BinaryIO]]:
    """Give the files in a zip file in their order, each under ``source/name``.

    The table of a zip file is at its end, so the stream is kept in a temporary file first.
    Raises InputError for a zip file that is damaged, encrypted, or packed in a rare way.
    """
    with _spool(stream, source) as spool:
        try:
            with zipfile.ZipFile(spool) as archive:
                for info in archive.infolist():
                    name = f"{source}/{info.filename}"
                    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                        # zipfile unpacks the others without a bound
                        what = "the zip file is packed in a way that is not read here"
                        hint = "Unpack it first."
                        raise InputError(what, where=name, hint=hint, code="input")
                    if not info.is_dir():
                        with archive.open(info) as member:
                            yield name, cast("BinaryIO", _Member(member, name, meter))
        except InputError:
            raise
        except Exception as error:  # zipfile meets damage with errors of many kinds
            what = f"the zip file cannot be read ({error})"
            raise InputError(what, where=source, code="compressed-damaged") from error


def _spool(stream: SupportsRead, source: str) -> BinaryIO:
    """Copy a stream to a temporary file, which is gone when it is closed."""
    try:
        spool = tempfile.TemporaryFile()  # noqa: SIM115
    except OSError as error:
        raise _no_room(error, source) from error
    try:
        while data := stream.read(CHUNK):
            spool.write(data)
        spool.flush()
    except OSError as error:
        _close(spool)
        raise _no_room(error, source) from error
    except BaseException:
        _close(spool)
        raise
    return cast("BinaryIO", spool)


def _close(spool: IO[bytes]) -> None:
    with suppress(OSError):  # what could not be written before cannot be now
        spool.close()


def _no_room(error: OSError, source: str) -> InputError:
    what = f"the zip file cannot be copied to a temporary file ({error.strerror or error})"
    return InputError(what, where=source, hint="Unpack it first.", code="input")


class _Member:
    """One file of a zip file, whose errors say what they are about."""

    def __init__(self, stream: Any, source: str, meter: Meter) -> None:
        self._stream, self._source, self._meter = stream, source, meter

    def read(self, size: int = -1, /) -> bytes:
        try:
            data = cast("bytes", self._stream.read(CHUNK))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            what = f"the zip file is damaged ({error})"
            raise InputError(what, where=self._source, code="compressed-damaged") from error
        self._meter.give(len(data), self._source)
        return data
