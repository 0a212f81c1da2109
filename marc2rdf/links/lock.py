"""One run at a time on one cache: a lock that ends with its process, however that ends.

The lock is on a file beside the cache, never on the cache: closing a second handle of that would
end SQLite's own locks.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from marc2rdf.errors import OutputError

ENDING = ".lock"
_BUSY = "another 'marc2rdf resolve' works on this cache"


@contextmanager
def locked(cache: str | os.PathLike[str]) -> Iterator[None]:
    """Hold the lock of a cache for a block; raise OutputError while another process holds it.

    What a killed process leaves behind locks nothing.

    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> with locked(f"{folder.name}/links.db"):
    ...     sorted(os.listdir(folder.name))
    ['links.db.lock']
    >>> folder.cleanup()
    """
    name = os.fspath(cache)
    try:
        handle = open(name + ENDING, "a+b")  # noqa: SIM115 - it is closed below
    except OSError as error:
        raise OutputError(f"it cannot be written ({error.strerror})", where=name) from error
    with handle:
        if not _take(handle):
            handle.seek(0)
            who = handle.read(200).decode("utf-8", "replace").strip()
            raise OutputError(
                f"{_BUSY} ({who})" if who else _BUSY,
                where=name,
                hint="Wait until it has ended, or stop it: what it learnt is kept."
                " Another catalogue is best given a cache of its own.",
                code="cache-locked",
            )
        with suppress(OSError):
            handle.truncate(0)
            handle.write(f"process {os.getpid()} on {socket.gethostname()}\n".encode())
            handle.flush()
        try:
            yield
        finally:
            with suppress(OSError):
                handle.truncate(0)


def _take(handle: BinaryIO) -> bool:
    """Take the lock; where the system has none, there is nobody to wait for."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows has no such lock
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True
