"""The keys of a run, so that two records never become one.

An identical record that comes again is a duplicate; a different one with a key that was
seen gets ``~`` and eight hexadecimal digits of its content's SHA-256 behind it.  Kept are
eight bytes of hash for the key and eight for the content: the first hundred thousand in
memory, all others in a temporary file, so that a run of any length needs the same memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from itertools import chain
from typing import TYPE_CHECKING

from marc2rdf.errors import OutputError
from marc2rdf.marc.record import Record

if TYPE_CHECKING:
    import sqlite3
    import tempfile

IN_MEMORY = 100_000


class Seen(Enum):
    """What is known of a record's key."""

    NEW = "new"
    SAME = "same"
    OTHER = "other"


class Keys:
    """The keys seen so far, by their IRI, with the content that had each first.

    >>> keys, one, two = Keys(), Record(tags=["001"], fields=["1"]), Record()
    >>> keys.see("bib/1", one), keys.see("bib/1", one), keys.see("bib/1", two)
    (<Seen.NEW: 'new'>, <Seen.SAME: 'same'>, <Seen.OTHER: 'other'>)
    """

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._in_memory = in_memory
        self._seen: dict[int, int] = {}
        self._disk: sqlite3.Connection | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def see(self, key: str, record: Record) -> Seen:
        """Note a key with what its record holds, and tell whether it was seen before.

        Raises OutputError when the temporary file cannot be written.
        """
        name, content = self.numbers(key, record)
        first = self.find(name)
        if first is None:
            self.add(name, content)
            return Seen.NEW
        return Seen.SAME if first == content else Seen.OTHER

    def numbers(self, key: str, record: Record) -> tuple[int, int]:
        """Give the hashes of a key and of what its record holds, good for this process."""
        return hash(key), hash((_fixed(record), *record.tags, *record.fields))

    def find(self, name: int) -> int | None:
        """Give the hash of the content that a key had first, by the hash of the key."""
        first = self._seen.get(name)
        if first is None and self._disk is not None:
            with _explained():
                found = self._disk.execute("SELECT content FROM keys WHERE name = ?", (name,))
                row = found.fetchone()
            return None if row is None else int(row[0])
        return first

    def add(self, name: int, content: int) -> None:
        """Note the hashes of a key that was not seen yet and of its content."""
        if len(self._seen) < self._in_memory:
            self._seen[name] = content
            return
        with _explained():
            disk = self._disk or self._open()
            disk.execute("INSERT INTO keys VALUES (?, ?)", (name, content))

    def close(self) -> None:
        """Take the temporary file away."""
        if self._disk is not None:
            self._disk.close()
            self._disk = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _open(self) -> sqlite3.Connection:
        import sqlite3  # most runs have fewer keys
        import tempfile

        self._folder = tempfile.TemporaryDirectory(prefix="marc2rdf-keys-")
        self._disk = sqlite3.connect(f"{self._folder.name}/keys", isolation_level=None)
        self._disk.execute("PRAGMA journal_mode = OFF")
        self._disk.execute("PRAGMA synchronous = OFF")
        self._disk.execute("PRAGMA cache_size = -16000")
        self._disk.execute("CREATE TABLE keys (name INTEGER PRIMARY KEY, content INTEGER)")
        self._disk.execute("BEGIN")
        return self._disk


def digest(record: Record) -> bytes:
    """Give the SHA-256 of a record's leader and fields, whatever format it came in.

    The lengths and addresses in the leader do not count: they belong to ISO 2709 alone.

    >>> digest(Record(tags=["001"], fields=["1"])).hex()[:8]
    '1e89f0de'
    """
    pieces = chain.from_iterable(zip(record.tags, record.fields, strict=True))
    return hashlib.sha256(
        "\x1e".join([_fixed(record), *pieces]).encode("utf-8", "surrogatepass")
    ).digest()


def _fixed(record: Record) -> str:
    """Give what the leader says of the record itself."""
    return record.leader[5:12] + record.leader[17:20]


@contextmanager
def _explained() -> Iterator[None]:
    import sqlite3

    try:
        yield
    except (sqlite3.Error, OSError) as error:
        hint = "Set TMPDIR to a folder with space."
        raise OutputError(f"the keys cannot be kept ({error})", hint=hint) from error


def as_number(digest: bytes) -> int:
    """Give the first eight bytes of a digest as a number."""
    return int.from_bytes(digest[:8], "big", signed=True)


def hashed(data: bytes) -> int:
    """Give eight bytes of hash as a number."""
    return as_number(hashlib.blake2b(data, digest_size=8).digest())
