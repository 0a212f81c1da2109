"""The keys of a run, so that two records never become one.

An identical record that comes again is a duplicate; a different one with a key that was
seen gets ``~`` and eight hexadecimal digits of its content's SHA-256 behind it.  Kept are
eight bytes of hash for the key and eight for the content.
"""

from __future__ import annotations

import hashlib
from enum import Enum

from marc2rdf.marc.record import Record


class Seen(Enum):
    """What is known of a record's key."""

    NEW = "new"
    SAME = "same"
    OTHER = "other"


class Keys:
    """The keys seen so far, by their IRI, with the content that had each first.

    >>> keys = Keys()
    >>> keys.see("bib/1", b"one"), keys.see("bib/1", b"one"), keys.see("bib/1", b"two")
    (<Seen.NEW: 'new'>, <Seen.SAME: 'same'>, <Seen.OTHER: 'other'>)
    """

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}

    def see(self, key: str, digest: bytes) -> Seen:
        """Note a key with the digest of its record, and tell whether it was seen before."""
        name, content = _hash(key.encode("utf-8", "replace")), _hash(digest)
        first = self._seen.get(name)
        if first is None:
            self._seen[name] = content
            return Seen.NEW
        return Seen.SAME if first == content else Seen.OTHER


def digest(record: Record) -> bytes:
    """Give the SHA-256 of a record's leader and fields, whatever format it came in.

    >>> digest(Record(tags=["001"], fields=["1"])).hex()[:8]
    'ddb9e02f'
    """
    pieces = [record.leader]
    for tag, field in zip(record.tags, record.fields, strict=True):
        pieces += [tag, field]
    return hashlib.sha256("\x1e".join(pieces).encode("utf-8", "surrogatepass")).digest()


def _hash(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")
