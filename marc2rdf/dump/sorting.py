"""Sorting and counting on the disk, for more lines and terms than memory holds.

Lines are sorted as bytes, which is the order of Unicode's code points, in runs that are then
merged.  Terms are counted by 16 bytes of hash, thrown into so many buckets that each fits
into memory: two terms among a thousand million would have the same hash once in 10²⁰ dumps.
"""

from __future__ import annotations

import heapq
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from hashlib import blake2b
from pathlib import Path

IN_MEMORY = 8 << 20  # bytes of lines that are sorted at a time
FAN_IN = 48  # files that are merged at a time
SIZE = 16
BUCKET = 100_000  # hashes in a bucket, about
LATELY = 40_000  # hashes that are remembered so as not to be written again


class LineSorter:
    """Takes lines of bytes, each ended by a line feed, and gives them sorted and each once.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sorter = LineSorter(Path(folder) / "lines", in_memory=8)
    ...     for line in (b"b b b\\n", b"a\\n", b"b b b\\n", b"c\\n"):
    ...         sorter.add(line)
    ...     sorter.finish()
    ...     (Path(folder) / "lines").read_bytes()
    b'a\\nb b b\\nc\\n'
    """

    def __init__(self, path: Path, in_memory: int = IN_MEMORY) -> None:
        self._path = path
        self._limit = in_memory
        self._lines: set[bytes] = set()
        self._size = 0
        self._runs: list[Path] = []

    def add(self, line: bytes) -> None:
        """Take a line."""
        if line not in self._lines:
            self._lines.add(line)
            self._size += len(line)
            if self._size > self._limit:
                self._spill()

    def finish(self) -> None:
        """Write all lines, sorted and each once, to the sorter's file."""
        if not self._runs:
            self._path.write_bytes(b"".join(sorted(self._lines)))
        else:
            self._spill()
            with open(self._path, "wb") as out:
                out.writelines(merged(self._runs))
            for run in self._runs:
                run.unlink()
        self._lines.clear()

    def _spill(self) -> None:
        run = self._path.with_name(f"{self._path.name}.run{len(self._runs)}")
        run.write_bytes(b"".join(sorted(self._lines)))
        self._runs.append(run)
        self._lines.clear()
        self._size = 0


def merged(paths: Sequence[Path]) -> Iterator[bytes]:
    """Give the lines of sorted files in one order, each once; ``paths`` may be many."""
    made: list[Path] = []
    waiting = list(paths)
    while len(waiting) > FAN_IN:
        target = paths[0].with_name(f"{paths[0].name}.merge{len(made)}")
        with open(target, "wb") as out:
            out.writelines(_merge(waiting[:FAN_IN]))
        waiting = [*waiting[FAN_IN:], target]
        made.append(target)
    yield from _merge(waiting)
    for path in made:
        path.unlink()


def _merge(paths: Sequence[Path]) -> Iterator[bytes]:
    with ExitStack() as stack:
        files = [stack.enter_context(open(path, "rb")) for path in paths]
        before = b""
        for line in heapq.merge(*files):
            if line != before:
                yield line
                before = line


def digest(term: bytes) -> bytes:
    """Give the hash that a term is counted by."""
    return blake2b(term, digest_size=SIZE).digest()


class Digests:
    """Writes the hashes of terms to a file.

    Terms written lately are not written again, but where ``all`` is asked for.
    """

    def __init__(self, path: Path, all: bool = False) -> None:
        self._file = open(path, "wb")  # noqa: SIM115
        self._most = -1 if all else LATELY
        self._lately: set[bytes] = set()

    def add(self, terms: Iterable[bytes]) -> None:
        """Take terms."""
        lately = self._lately
        for term in terms:
            if term not in lately:
                lately.add(term)
                self._file.write(digest(term))
        if len(lately) > self._most:
            lately.clear()

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class Buckets:
    """Hashes of one or more files, thrown into numbered buckets in a folder, for counting.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     terms = Digests(Path(folder) / "terms")
    ...     terms.add([b"a", b"b", b"a"])
    ...     terms.close()
    ...     count_distinct([Path(folder) / "terms"], Path(folder) / "buckets")
    2
    """

    def __init__(self, paths: Sequence[Path], folder: Path, number: int) -> None:
        self._folder = folder
        self.number = number
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self._fill(paths, number)

    def __iter__(self) -> Iterator[list[bytes]]:
        for number in range(self.number):
            path = self._folder / f"{number:05d}"
            yield list(hashes(path)) if path.exists() else []

    def close(self) -> None:
        """Take the buckets away."""
        shutil.rmtree(self._folder)

    def _fill(self, paths: Sequence[Path], buckets: int) -> None:
        held: dict[int, list[bytes]] = {}
        count = 0
        for path in paths:
            for found in hashes(path):
                number = int.from_bytes(found[:4]) * buckets >> 32
                held.setdefault(number, []).append(found)
                count += 1
                if count >= BUCKET:
                    self._write(held)
                    count = 0
        self._write(held)

    def _write(self, held: dict[int, list[bytes]]) -> None:
        for number, found in held.items():
            with open(self._folder / f"{number:05d}", "ab") as file:
                file.write(b"".join(found))
        held.clear()


def hashes(path: Path) -> Iterator[bytes]:
    """Give the hashes of a file."""
    with open(path, "rb") as file:
        while block := file.read(SIZE << 12):
            for place in range(0, len(block), SIZE):
                yield block[place : place + SIZE]


def buckets_for(paths: Sequence[Path]) -> int:
    """Give a number of buckets that makes none too large."""
    total = sum(os.path.getsize(path) for path in paths) // SIZE
    return min(max(total // BUCKET, 1), 1 << 16)


def count_distinct(paths: Sequence[Path], folder: Path) -> int:
    """Count the different hashes of files; ``folder`` is used for the buckets."""
    with closing(Buckets(paths, folder, buckets_for(paths))) as buckets:
        return sum(len(set(bucket)) for bucket in buckets)
