"""Records for the tests, and how to write them without pymarc's help."""

from __future__ import annotations

from pathlib import Path

import pymarc

from marc2rdf.marc.record import Record

DATA = Path(__file__).parent / "data"


def field(tag: str, text: str) -> tuple[str, bytes]:
    return tag, text.encode()


def iso2709(*fields: tuple[str, bytes], coding: str = "a") -> bytes:
    """Write one record; each field is its tag and its bytes without the end mark."""
    body, directory = b"", b""
    for tag, data in fields:
        directory += b"%s%04d%05d" % (tag.encode(), (len(data) + 1) % 10_000, len(body) % 100_000)
        body += data + b"\x1e"
    base = 24 + len(directory) + 1
    size = base + len(body) + 1
    leader = b"%05dnam %s22%05d a 4500" % (min(size, 99_999), coding.encode(), base)
    return leader + directory + b"\x1e" + body + b"\x1d"


def book(key: str, title: str = "A title") -> bytes:
    """Write a small book."""
    return iso2709(field("001", key), field("245", f"10\x1fa{title}"))


def keys(items: object) -> list[str]:
    """Give the 001 of each record, ``!`` for a Reject."""
    assert hasattr(items, "__iter__")
    return [item.get("001") if isinstance(item, Record) else "!" for item in items]


def content(record: Record) -> list[tuple[str, str]]:
    return list(zip(record.tags, record.fields, strict=True))


def pymarc_content(record: pymarc.Record, ends: str = "") -> list[tuple[str, str]]:
    """Give the fields of a pymarc record in the form of a Record's."""
    made = []
    for one in record.fields:
        if one.control_field:
            made.append((one.tag, one.data or ""))
        else:
            pieces = [s.code + s.value for s in one.subfields]
            made.append((one.tag, "\x1f".join(["".join(one.indicators or ()), *pieces])))
    return made
