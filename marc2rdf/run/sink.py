"""Where the output goes: standard output, or a file that appears only when it is complete."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

from marc2rdf.errors import OutputError


@contextmanager
def open_sink(name: str, level: int = 9) -> Iterator[BinaryIO]:
    """Open an output for bytes; ``-`` is standard output, and ``.gz`` and ``.zst`` are
    compressed.

    A file is written under another name in its folder, and is given its own, in place of a
    file that was there, only when all was written and is safe on the disk.  When the block
    ends with an error nothing appears.  ``level`` is gzip's, 1 to 9: at 6 a file is 4 % larger
    and made in half the time.  Raises OutputError where it cannot be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with open_sink(f"{folder}/a.nt") as out:
    ...         _ = out.write(b"<a:a> <a:b> <a:c> .")
    ...     os.listdir(folder)
    ['a.nt']
    """
    if name == "-":
        yield _Explaining(sys.stdout.buffer, "standard output")  # type: ignore[misc]
        _flush(sys.stdout.buffer)
        return
    target = Path(name)
    if target.is_dir():
        raise OutputError("it is a folder", where=name, hint="Name a file in it.")
    if target.exists() and not target.is_file():  # a device or a pipe: there is nothing to rename
        with _open(target) as stream, _compressed(stream, name, level) as out:
            yield out
        return
    # A signal may come at any moment: the name is known before there is a file to take away.
    temporary = target.with_name(f".{target.name}.{os.urandom(4).hex()}.part")
    try:
        with open(temporary, "xb") as stream:
            with _compressed(cast("BinaryIO", _Explaining(stream, name)), name, level) as out:
                yield out
            _sync(stream, name)
        os.replace(temporary, target)
        _sync_folder(target.parent)
    except OSError as error:
        raise _explain(error, name) from error
    finally:
        with suppress(OSError):
            os.unlink(temporary)


@contextmanager
def _compressed(stream: BinaryIO, name: str, level: int) -> Iterator[BinaryIO]:
    if name.endswith(".gz"):
        import gzip

        # without time or name inside: the same input gives the same bytes
        with gzip.GzipFile("", "wb", level, fileobj=stream, mtime=0) as out:
            yield cast("BinaryIO", out)
    elif name.endswith(".zst"):
        with _zstandard(name).ZstdCompressor().stream_writer(stream, closefd=False) as out:
            yield cast("BinaryIO", out)
    else:
        yield stream


def _zstandard(name: str) -> Any:
    try:
        return importlib.import_module("zstandard")
    except ImportError:
        what = "writing .zst needs the package zstandard"
        hint = "pip install 'marc2rdf[zstd]', or write .gz."
        raise OutputError(what, where=name, hint=hint) from None


class _Explaining:
    """A stream whose errors say which file they are about."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream = stream
        self._name = name

    def write(self, data: bytes) -> int:
        try:
            return self._stream.write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _explain(error, self._name) from error

    def flush(self) -> None:
        _flush(self._stream, self._name)


def _open(target: Path) -> BinaryIO:
    try:
        return cast("BinaryIO", _Device(open(target, "wb", buffering=0), str(target)))
    except OSError as error:
        raise _explain(error, str(target)) from error


class _Device(_Explaining):
    """A device or a pipe, which is closed at the end of a block."""

    def __enter__(self) -> _Device:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()


def _flush(stream: BinaryIO, name: str = "standard output") -> None:
    try:
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _explain(error, name) from error


def _sync(stream: BinaryIO, name: str) -> None:
    _flush(stream, name)
    os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _explain(error: OSError, name: str) -> OutputError:
    reason = error.strerror or str(error)
    hint = ""
    if isinstance(error, FileNotFoundError):
        reason, hint = "there is no such folder", "Make the folder first."
    elif isinstance(error, PermissionError):
        reason = "you may not write there"
    return OutputError(f"it cannot be written ({reason})", where=name, hint=hint)
