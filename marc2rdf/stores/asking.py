"""Asking a store in a folder, in a process of its own that can be ended.

pyoxigraph has no time limit, and a query can take for ever or all memory.  The store is opened
for reading only, and what is not a query is not understood by the call that is used.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from marc2rdf.errors import InputError, OutputError, StoreError, UsageError
from marc2rdf.stores.embedded import is_store
from marc2rdf.stores.http import MOST
from marc2rdf.stores.oxigraph import pyoxigraph

MEMORY: Final = 8 * 1024**3
_START: Final = (
    "import sys, json; task = json.load(sys.stdin.buffer); sys.path[:] = task.pop('path');"
    "from marc2rdf.stores.asking import answer; sys.exit(answer(**task))"
)
_WRONG, _FULL, _FAILED = 3, 4, 5


def ask_folder(folder: Path, query: str, turtle: bool, seconds: float) -> bytes:
    """Ask a query that only reads, and give the answer: JSON results, or Turtle.

    Raises InputError where there is no store, UsageError for a query that cannot be read,
    StoreError (``query-timeout``) when it takes longer than ``seconds``.
    """
    pyoxigraph()
    if not is_store(folder):
        hint = "Make one with: marc2rdf load FILE --to FOLDER"
        raise InputError("there is no store in this folder", where=str(folder), hint=hint)
    task = {"folder": str(folder.resolve()), "query": query, "turtle": turtle, "path": sys.path}
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(
            [sys.executable, "-c", _START], stdin=subprocess.PIPE, stdout=out,
            stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            _, said = process.communicate(json.dumps(task).encode(), timeout=seconds)
        except subprocess.TimeoutExpired:
            what = f"the query took longer than {seconds:g} seconds"
            hint = "Ask for less, or give more time with --timeout."
            raise StoreError(what, where=str(folder), hint=hint, code="query-timeout") from None
        finally:
            process.kill()
            process.communicate()
        out.seek(0)
        _judge(process.returncode, said.decode("utf-8", "replace").strip(), folder)
        return out.read()


def answer(folder: str, query: str, turtle: bool) -> int:
    """Write the answer to a query to standard output; the work of the other process."""
    _bound_memory()
    ox = pyoxigraph()
    try:
        results = ox.Store.read_only(folder).query(query)
    except SyntaxError as error:
        sys.stderr.write(error.msg)
        return _WRONG
    except OSError as error:
        sys.stderr.write(str(error))
        return _FAILED
    try:
        if isinstance(results, ox.QueryTriples):
            results.serialize(_Capped(), format=ox.RdfFormat.TURTLE)
        else:
            results.serialize(_Capped(), format=ox.QueryResultsFormat.JSON)
    except (OSError, ValueError, RuntimeError) as error:
        sys.stderr.write(str(error))
        return _FULL if isinstance(error, _TooMuch) else _FAILED
    sys.stdout.flush()
    return 0


class _TooMuch(OSError):
    """The answer is too large."""


class _Capped:
    """Standard output, for so many bytes."""

    def __init__(self) -> None:
        self._left = MOST

    def write(self, data: bytes) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise _TooMuch(f"the answer is over {MOST:,} bytes")
        return sys.stdout.buffer.write(data)

    def flush(self) -> None:
        sys.stdout.buffer.flush()


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # not on this system
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def _judge(status: int, said: str, folder: Path) -> None:
    if status == 0:
        return
    where = str(folder)
    if status == _WRONG:
        raise UsageError(f"the query cannot be read: {said}", where="query", code="query")
    if status == _FULL:
        raise OutputError(said, where=where, hint="Ask for less, with LIMIT.")
    if "memory" in said or status < 0:
        what = "the query needs too much memory, or its process was ended"
        raise StoreError(what, where=where, hint="Ask for less.")
    last = said.splitlines()[-1] if said else f"status {status}"
    raise StoreError(f"the query failed ({last})", where=where)
