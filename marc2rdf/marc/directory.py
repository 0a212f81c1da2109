"""The fields of an ISO 2709 record that does not keep to the plain order.

Most records can be cut at their end marks, with the tags beside them.  For the others the
directory is read entry by entry, and believed only where its places fit the marks.
Source: ISO 2709; MARC 21 Specifications for Record Structure, "Directory"
(https://www.loc.gov/marc/specifications/specrecstruc.html#direct).
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import NamedTuple

from marc2rdf.errors import RecordError
from marc2rdf.marc.leader import LENGTH, repair_leader
from marc2rdf.notices import Notice

_ENTRIES = re.compile(rb"(?:[0-9A-Za-z]{3}[0-9]{9})+")
_ENTRY = 12


class Pieces(NamedTuple):
    """The leader, and the tags and fields (bytes without end marks) side by side."""

    leader: str
    tags: list[str]
    chunks: list[bytes]
    notices: list[Notice]


class Entry(NamedTuple):
    """An entry of the directory: tag, length with the end mark, place after the directory."""

    tag: str
    length: int
    start: int


def split_record(raw: bytes) -> Pieces:
    """Cut a record, given without its end mark 0x1D, into leader, tags and fields.

    Raises RecordError when there is no directory, when it is not to be understood, or when
    its lengths sum to more than the record (so that the work stays within the record's size).

    >>> raw = b"00050nam a2200049 a 4500245000500000001000200005\\x1e1\\x1fab\\x1e1\\x1e"
    >>> split_record(raw).tags
    ['245', '001']
    """
    head, mark, body = raw.partition(b"\x1e")
    if not mark:
        raise RecordError("the record has no directory", code="directory-invalid")
    if body and not body.endswith(b"\x1e"):
        body += b"\x1e"
    chunks = body.split(b"\x1e")[:-1]
    size = _leader_size(head)
    leader, problem = repair_leader(head[:size].decode("latin-1"))
    notices = [Notice("leader-repaired", problem)] if problem else []
    entries, whole = _read_entries(head[size:], [len(chunk) + 1 for chunk in chunks])
    if not entries:
        raise RecordError("the record holds no field", code="record-empty")
    tags = [entry.tag for entry in entries]
    if len(tags) == len(chunks) and (not whole or _in_order(entries, chunks)):
        return Pieces(leader, tags, chunks, notices)
    notices.append(Notice("framing-repaired", "the directory does not fit the fields' end marks"))
    found = _follow(entries, body, len(raw))
    unnamed = len(body) - sum(map(len, found)) - len(found)
    if unnamed > 0:
        message = f"{unnamed} bytes of fields that the directory does not name are left out"
        notices.append(Notice("framing-repaired", message))
    return Pieces(leader, tags, [chunk.replace(b"\x1e", b" ") for chunk in found], notices)


def _leader_size(head: bytes) -> int:
    """Tell how long the leader is: 24, or 22 to 26 when only then the directory is whole."""
    for size in (LENGTH, 23, 25, 22, 26):
        if _ENTRIES.fullmatch(head, size):
            return size
    # A length of six digits, as some programs write it, pushes the leader to 25.
    return 25 if re.match(rb"[0-9]{6}[a-z]", head) else LENGTH


def _read_entries(data: bytes, lengths: list[int]) -> tuple[list[Entry], bool]:
    """Read the directory, and tell whether its numbers have their form.

    Numbers that outgrew their four and five digits are told apart by what they must be:
    the fields' true lengths.
    """
    if _ENTRIES.fullmatch(data):
        return [
            Entry(data[i : i + 3].decode(), int(data[i + 3 : i + 7]), int(data[i + 7 : i + 12]))
            for i in range(0, len(data), _ENTRY)
        ], True
    entries, place, start = [], 0, 0
    for length in lengths:
        numbers = b"%04d%05d" % (length, start)
        if not data.startswith(numbers, place + 3):
            break
        entries.append(Entry(data[place : place + 3].decode("ascii", "replace"), length, start))
        place += 3 + len(numbers)
        start += length
    if place == len(data):
        return entries, False
    tags = [data[i : i + 3] for i in range(0, len(data), _ENTRY)]
    if len(data) % _ENTRY or len(tags) != len(lengths):
        raise RecordError("the directory cannot be read", code="directory-invalid")
    return [Entry(tag.decode("ascii", "replace"), 0, 0) for tag in tags], False


def _in_order(entries: list[Entry], chunks: list[bytes]) -> bool:
    """Tell whether the entries' places rise as the fields do, or begin again at 100,000."""
    starts = [entry.start for entry in entries]
    sizes = [len(chunk) + 1 for chunk in chunks]
    true = accumulate(sizes[:-1], initial=0)
    return starts == sorted(starts) or starts == [place % 100_000 for place in true]


def _follow(entries: list[Entry], body: bytes, size: int) -> list[bytes]:
    """Give the field of each entry by its place and length, in bytes or in characters."""
    if sum(entry.length for entry in entries) > size:
        raise RecordError(
            "the lengths in the directory sum to more than the record", code="directory-invalid"
        )
    if all(_fits(entry, body) for entry in entries):
        return [body[e.start : e.start + e.length - 1] for e in entries]
    # A careless writer counts characters, not bytes.
    text = body.decode("utf-8", "surrogateescape")
    slices = [text[e.start : e.start + e.length] for e in entries]
    if not all(part.endswith("\x1e") for part in slices):
        raise RecordError("the directory does not fit the fields", code="directory-invalid")
    return [part[:-1].encode("utf-8", "surrogateescape") for part in slices]


def _fits(entry: Entry, body: bytes) -> bool:
    """Tell whether an entry's field begins behind an end mark and ends with one."""
    end = entry.start + entry.length
    return (
        entry.length > 0
        and end <= len(body)
        and body[end - 1] == 0x1E
        and (entry.start == 0 or body[entry.start - 1] == 0x1E)
    )
