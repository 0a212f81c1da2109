"""A generator of damage: what happens to records on their way, by chance but seeded.

Everything here takes the bytes of one record and gives other bytes; nothing knows a reader.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Kind = Callable[[bytes, random.Random], bytes]

# What means something in one of the formats, or in a character set.
MARKS = [
    b"\x00", b"\x1d", b"\x1e", b"\x1f", b"\x1b$1", b"\x1b(B", b"\xff\xfe", b"\xed\xa0\x80", b"&",
    b"<", b">", b"]]>", b"{", b"}", b'"', b"\\", b"\n", b"\r", b"\r\n\r\n", b"$$", b"$", b"=",
    b"00000", b"99999", b"<record>", b"</record>", b"</collection>", b"<!--", b"-->", b"<![CDATA[",
    b"<?x", b"?>", b"\xef\xbb\xbf", b"LDR ", b"]", b"[", b",", b"&#0;", b"\\u0000", b"\\ud800",
    b"\x85", b"\x0c", b"\x0b", b"_", b"^", b"\xe2\x80\xa8",
]  # fmt: skip


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Do one to three bad things to the bytes of a record.

    >>> damaged(b"a record", random.Random(2)) == damaged(b"a record", random.Random(2))
    True
    """
    for _ in range(chance.choice((1, 1, 2, 3))):
        data = chance.choice(KINDS)(data, chance)
    return data


def _span(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + chance.choice((1, 1, 2, 5, 30, 200)))


def _noise(size: int, chance: random.Random) -> bytes:
    return bytes(chance.randrange(256) for _ in range(size))


def flip(data: bytes, chance: random.Random) -> bytes:
    """Turn one bit of a byte."""
    if not data:
        return data
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]


def overwrite(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + _noise(end - start, chance) + data[end:]


def delete(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def insert(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + _noise(end - start, chance) + data[start:]


def mark(data: bytes, chance: random.Random) -> bytes:
    """Put something in that has a meaning."""
    start, _ = _span(data, chance)
    return data[:start] + chance.choice(MARKS) + data[start:]


def control(data: bytes, chance: random.Random) -> bytes:
    start, _ = _span(data, chance)
    return data[:start] + bytes([chance.randrange(32)]) + data[start + 1 :]


def truncate(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def behead(data: bytes, chance: random.Random) -> bytes:
    return data[chance.randrange(min(len(data), 60) + 1) :]


def repeat(data: bytes, chance: random.Random) -> bytes:
    """Let a block stand twice."""
    start, end = _span(data, chance)
    return data[:end] + data[start:end] + data[end:]


def swap(data: bytes, chance: random.Random) -> bytes:
    """Let two blocks change places."""
    a, b, c = sorted(chance.randrange(len(data) + 1) for _ in range(3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def splice(data: bytes, chance: random.Random) -> bytes:
    """Begin as one record and end as another: here the same record, cut elsewhere."""
    return data[: chance.randrange(len(data) + 1)] + data[chance.randrange(len(data) + 1) :]


def numbers(data: bytes, chance: random.Random) -> bytes:
    """Change a run of digits: a length, an entry of a directory, a tag, a number."""
    found = list(re.finditer(rb"[0-9]{2,12}", data))
    if not found:
        return data
    place = chance.choice(found[:3] + found)
    size = len(place[0])
    digits = b"%0*d" % (size, chance.randrange(10**size))
    return data[: place.start()] + digits + data[place.end() :]


def recode(data: bytes, chance: random.Random) -> bytes:
    """Read the bytes in a wrong character set, or lose what is not ASCII."""
    wrong = chance.choice(("latin-1", "cp1252", "cp437", "ascii"))
    return data.decode(wrong, "replace").encode("utf-8")


def strip_to_seven_bits(data: bytes, chance: random.Random) -> bytes:
    return bytes(byte & 0x7F for byte in data)


KINDS: list[Kind] = [
    flip, flip, overwrite, delete, insert, mark, mark, control, truncate, behead, repeat, swap,
    splice, numbers, recode, strip_to_seven_bits,
]  # fmt: skip
