"""The folder of a dump while it is made: what is finished, and who works in it.

Everything that is needed to go on stands in ``.unfinished`` in the dump's folder, which goes
away at the end.  A part is finished when its ``.json`` is there; that is written last.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from marc2rdf.errors import OutputError, UsageError
from marc2rdf.run.sink import open_sink

WORK = ".unfinished"
DONE = ".finished"
SUMS = "SHA256SUMS"


class State:
    """The work folder of a dump in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = folder / WORK

    def file(self, index: int, kind: str) -> Path:
        """Name a file of a part: its objects, subjects, shared lines, events, keys or json."""
        return self.work / f"part-{index + 1:05d}.{kind}"

    def result(self, index: int) -> dict[str, Any] | None:
        """Give what is known of a part, or None when it is not finished."""
        try:
            text = self.file(index, "json").read_bytes()
        except FileNotFoundError:
            return None
        found: dict[str, Any] = json.loads(text)
        return found

    def finish(self, index: int, result: dict[str, object]) -> None:
        """Note that a part is finished."""
        write_file(self.file(index, "json"), json.dumps(result).encode())

    def begin(self, fingerprint: str, restart: bool) -> bool:
        """Prepare the folder, and tell whether the work in it goes on.

        Raises UsageError where the folder holds something else.
        """
        plan = self.work / "plan"
        if restart and self.work.is_dir():
            self._sweep()
            shutil.rmtree(self.work)
        if plan.is_file():
            if plan.read_text(encoding="utf-8") != fingerprint:
                raise UsageError(
                    f"an unfinished dump of other sources or options is in '{self.folder}'",
                    hint="Give the same sources and options to go on, or --restart.",
                )
            for stray in self.folder.glob(".*.part"):
                stray.unlink()
            return True
        shutil.rmtree(self.folder / DONE, ignore_errors=True)
        if (self.folder / SUMS).exists():
            raise UsageError(
                f"the dump in '{self.folder}' is complete",
                hint="'marc2rdf dump --verify' checks it; name a new folder for another.",
            )
        if any(path.name != WORK for path in self.folder.iterdir()):
            raise UsageError(
                f"the folder '{self.folder}' is not empty", hint="Name a new one for the dump."
            )
        self.work.mkdir(parents=True, exist_ok=True)
        write_file(plan, fingerprint.encode())
        return False

    def end(self) -> None:
        """Take the work folder away: the dump is complete."""
        os.replace(self.work, self.folder / DONE)  # at once: a half of it could not be used
        shutil.rmtree(self.folder / DONE)

    def _sweep(self) -> None:
        """Take away what an unfinished dump has made."""
        if (self.folder / SUMS).exists():
            return
        for pattern in ("records-*", "shared-*", ".*.part", "*.ttl", "README.md", "index.html"):
            for path in self.folder.glob(pattern):
                path.unlink()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep others from working in a folder; raise OutputError where one does.

    The lock is on the folder itself and goes with the process, however that ends.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        reason = error.strerror or str(error)
        what = f"the folder cannot be made ({reason})"
        raise OutputError(what, where=str(folder)) from error
    try:
        _lock(handle, folder)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows has no such lock
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        what = "another process makes a dump there"
        raise OutputError(what, where=str(folder), hint="Let it finish.") from error


def write_file(path: Path, data: bytes) -> None:
    """Write a small file, which appears only when it is complete."""
    with open_sink(str(path)) as out:
        out.write(data)
