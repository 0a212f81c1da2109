"""All triples of a load on disk: sorted, each once, counted, and cut into chunks.

Runs of lines are sorted in memory, written to a temporary folder and merged, so that any number
of triples needs the same memory; the disk takes about twice the size of the N-Triples.
"""

from __future__ import annotations

import hashlib
import heapq
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

from marc2rdf.errors import OutputError

RUN_BYTES: Final = 64 * 1024 * 1024  # sorted in memory at a time
_LANGUAGE: Final = re.compile(rb'"@([A-Za-z0-9-]+) \.\Z')


class Chunk(NamedTuple):
    """Lines of N-Triples that are sent at once, and how many there are up to their end."""

    body: bytes
    triples: int
    reached: int


class Spool:
    r"""Takes lines of N-Triples in any order and gives them sorted, each once.

    It is written to like a binary file.  A language tag becomes lower-case, since RDF compares
    tags without regard to case.  Source: RDF 1.1 Concepts, section 3.3.
    Raises OutputError where the temporary folder cannot be written.

    >>> with Spool() as spool:
    ...     _ = spool.write(b'<x:b> <x:p> "t"@EN .\n<x:a> <x:p> <x:o> .\n<x:a> <x:p> <x:o> .\n')
    ...     spool.finish()
    ...     [chunk.body.decode() for chunk in spool.chunks(1, 100)]
    2
    ['<x:a> <x:p> <x:o> .\n', '<x:b> <x:p> "t"@en .\n']
    """

    def __init__(self, run_bytes: int = RUN_BYTES) -> None:
        self.triples = 0
        self.bytes = 0
        self.sha256 = ""
        self._run_bytes = run_bytes
        self._lines: list[bytes] = []
        self._size = 0
        self._rest = b""
        self._runs: list[Path] = []
        try:
            self._folder = tempfile.TemporaryDirectory(prefix="marc2rdf-load-")
        except OSError as error:
            raise _no_room(error) from error

    @property
    def path(self) -> Path:
        """The file of all triples, once it is finished."""
        return Path(self._folder.name) / "all.nt"

    def write(self, data: bytes) -> int:
        """Take bytes of N-Triples; a line may come in pieces."""
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            self.add(line)
        return len(data)

    def flush(self) -> None:
        """Do nothing; there for those who write to it as to a file."""

    def add(self, line: bytes) -> None:
        """Take one triple: a line of canonical N-Triples, ground, without the line feed."""
        if b'"@' in line and (match := _LANGUAGE.search(line)):
            line = line[: match.start(1)] + match[1].lower() + line[match.end(1) :]
        self._lines.append(line)
        self._size += len(line) + 60  # what Python takes for a short line
        if self._size >= self._run_bytes:
            self._spill()

    def finish(self) -> int:
        """Sort and merge, and give the number of distinct triples."""
        if self._rest:
            self.add(self._rest)
            self._rest = b""
        self._spill()
        digest = hashlib.sha256()
        last = b""
        try:
            with ExitStack() as opened, open(self.path, "wb") as out:
                runs = [opened.enter_context(open(run, "rb")) for run in self._runs]
                for line in heapq.merge(*runs):
                    if line != last:
                        out.write(line)
                        digest.update(line)
                        self.triples += 1
                        last = line
                self.bytes = out.tell()
            for run in self._runs:
                run.unlink()
        except OSError as error:
            raise _no_room(error) from error
        self.sha256 = digest.hexdigest()
        return self.triples

    def lines(self) -> Iterator[bytes]:
        """Give the sorted lines, each with its line feed."""
        with open(self.path, "rb") as stream:
            yield from stream

    def chunks(self, triples: int, size: int) -> Iterator[Chunk]:
        """Cut into chunks of at most so many triples and bytes.

        A chunk ends where a subject ends, unless one subject alone is more than fits.
        """
        body: list[bytes] = []
        length = reached = 0

        def chunk() -> Chunk:
            nonlocal body, length, reached
            reached += len(body)
            made = Chunk(b"".join(body), len(body), reached)
            body, length = [], 0
            return made

        for _, group in groupby(self.lines(), key=subject_of):
            lines = list(group)
            more = sum(map(len, lines))
            if body and (len(body) + len(lines) > triples or length + more > size):
                yield chunk()
            for line in lines:
                if body and (len(body) >= triples or length + len(line) > size):
                    yield chunk()
                body.append(line)
                length += len(line)
        if body:
            yield chunk()

    def distinct_as(self, fold: Callable[[bytes], bytes]) -> int:
        """Count the triples that stay distinct for a store that holds ``fold`` of a line."""
        groups = groupby(self.lines(), key=subject_of)
        return sum(len({fold(line) for line in group}) for _, group in groups)

    def close(self) -> None:
        """Take the temporary folder away."""
        self._folder.cleanup()

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _spill(self) -> None:
        if not self._lines:
            return
        run = Path(self._folder.name) / f"run-{len(self._runs):05}"
        try:
            with open(run, "wb") as out:
                out.write(b"\n".join(sorted(set(self._lines))) + b"\n")
                out.flush()
        except OSError as error:
            raise _no_room(error) from error
        self._runs.append(run)
        self._lines, self._size = [], 0


def subject_of(line: bytes) -> bytes:
    """Give the subject of a line of N-Triples.

    >>> subject_of(b"<x:a> <x:p> <x:o> .")
    b'<x:a>'
    """
    return line[: line.index(b" ")]


def _no_room(error: OSError) -> OutputError:
    what = f"the triples cannot be kept in a temporary folder ({error.strerror or error})"
    place = os.path.dirname(str(error.filename or "")) or tempfile.gettempdir()
    return OutputError(what, where=place, hint="Set TMPDIR to a folder with space.")
