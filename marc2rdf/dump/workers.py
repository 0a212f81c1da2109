"""Processes that convert parts at the same time, each reading the sources on its own.

A worker takes the next part that nobody has, as if no part were before it; what an earlier part
changes in it (a key that both have) is settled by the one who started them.  Since a part is
files and a note that it is finished, nothing but its number goes through a pipe.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from contextlib import suppress
from multiprocessing import connection
from typing import TYPE_CHECKING, Any

from marc2rdf.dump.items import Items
from marc2rdf.dump.job import Job
from marc2rdf.dump.part import convert_part
from marc2rdf.dump.state import State
from marc2rdf.errors import Marc2RdfError, OutputError, UsageError
from marc2rdf.run.converter import Converter

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess


class Workers:
    """Some processes at work, or none for one job; `close` ends them."""

    def __init__(self, job: Job, sha256: str, jobs: int) -> None:
        self.number = jobs if jobs > 1 else 0
        self._job = job
        self._sha256 = sha256
        self._running: dict[Connection, BaseProcess] = {}
        self._finished: set[int] = set()
        self._counter: Any = None

    def wait_for(self, index: int) -> bool:
        """Wait until a part is finished; False where the sources end before it.

        Raises what a worker raised, and OutputError for a worker that was killed.
        """
        if not self._running and not self._finished:
            self._start()
        while index not in self._finished and self._running:
            for ready in connection.wait(list(self._running)):
                self._receive(ready)
        return index in self._finished

    def close(self) -> None:
        """End all workers."""
        for pipe, process in self._running.items():
            process.kill()
            process.join()
            pipe.close()
        self._running.clear()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        counter = self._counter = context.Value("q", 0)  # it goes with its last name
        for _ in range(self.number):
            mine, theirs = context.Pipe(duplex=False)
            process = context.Process(
                target=work, args=(self._job, self._sha256, counter, theirs), daemon=True
            )
            process.start()
            theirs.close()
            self._running[mine] = process

    def _receive(self, pipe: Any) -> None:
        try:
            said = pipe.recv()
        except EOFError:
            process = self._running.pop(pipe)
            pipe.close()
            process.join()
            if process.exitcode:
                raise OutputError(
                    f"a process ended with status {process.exitcode}",
                    hint="Give the same command again to go on, perhaps with fewer --jobs.",
                ) from None
            return
        if isinstance(said, Marc2RdfError):
            raise said
        self._finished.add(said)


def work(job: Job, sha256: str, counter: Any, pipe: Connection) -> None:
    """Convert parts until the sources end; a Marc2RdfError goes through the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started us ends us
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    try:
        mapping = job.load_mapping()
        if mapping.sha256 != sha256:
            raise UsageError("the mapping was changed in the meantime")
        items = Items(job.sources, job.format, job.part_size, job.skip, job.limit)
        state, converter = State(job.path), Converter(mapping)
        while True:
            with counter.get_lock():
                index = counter.value
                counter.value += 1
            if state.result(index) is None and not convert_part(job, converter, items, index):
                return
            pipe.send(index)
    except Marc2RdfError as error:
        pipe.send(error)
    except OSError as error:
        pipe.send(OutputError(f"a part cannot be written ({error.strerror or error})"))
    finally:
        with suppress(OSError):
            pipe.close()


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
