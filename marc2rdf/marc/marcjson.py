"""MARC-in-JSON: an array of records, one record, or one after another (one a line).

A record begins where an object begins with the key that the first one begins with (``leader``
or ``fields``): no value of valid JSON can hold that text with its quotes, so a record that is
broken never costs the one behind it.
Source: Ross Singer's proposal for MARC in JSON, as pymarc and MARC::File::JSON write it; RFC 8259.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from unicodedata import normalize

from marc2rdf.errors import RecordError
from marc2rdf.marc.field import DELIMITER
from marc2rdf.marc.framing import SupportsRead
from marc2rdf.marc.leader import repair_leader
from marc2rdf.marc.record import Record
from marc2rdf.marc.reject import Reject, reject

NAME = "marcjson"
CHUNK = 64 * 1024
MAX_RECORD = 16 * 1024 * 1024
_FIRST = re.compile(rb'[\s\[\xef\xbb\xbf]*\{\s*"((?:[^"\\]|\\.){1,80})"\s*:')
_BLANKS = b" \t\r\n\x00\x1a"
_BETWEEN = _BLANKS + b",[]\x1e\xef\xbb\xbf"  # U+001E stands before each text of RFC 7464
_LONGEST_START = 200
_DECODER = json.JSONDecoder()


def read_marcjson(stream: SupportsRead, source: str) -> Iterator[Record | Reject]:
    """Read the records of a JSON text; what cannot be used comes as a Reject.

    >>> import io
    >>> text = b'[{"leader": "00000nam a2200000 a 4500", "fields": [{"245": {"ind1": "1",'
    >>> text += b' "ind2": "0", "subfields": [{"a": "Title"}]}}]}]'
    >>> [record] = read_marcjson(io.BytesIO(text), "a.json")
    >>> print(record["245"])
    245 10 $aTitle
    """
    number = 0
    for offset, piece in _read_pieces(stream):
        for start, end, value in _parse(piece):
            raw, place = piece[start:end], offset + start
            number += 1
            try:
                if isinstance(value, RecordError):
                    raise value
                record = _record(value)
            except RecordError as error:
                yield reject(raw, error, source, number, place, NAME)
                continue
            record.source, record.number, record.format = source, number, NAME
            record.offset, record.raw = place, raw
            yield record


def _read_pieces(stream: SupportsRead) -> Iterator[tuple[int, bytes]]:
    """Cut the text before each record, and give each piece with its place."""
    data, offset, begin = b"", 0, None
    while chunk := stream.read(CHUNK):
        searched = max(len(data) - _LONGEST_START, 1)
        data += chunk
        if begin is None:
            begin = _begin_of(data)
            searched = 1
        cuts = [match.start() for match in begin.finditer(data, searched)]
        for start, end in zip([0, *cuts], cuts, strict=False):
            yield offset + start, data[start:end]
        if cuts:
            offset, data = offset + cuts[-1], data[cuts[-1] :]
        if len(data) > MAX_RECORD:
            yield offset, data
            offset, data = offset + len(data), b""
    if data:
        yield offset, data


def _begin_of(data: bytes) -> re.Pattern[bytes]:
    """Make the pattern of what a record begins with, from how the first one does."""
    first = _FIRST.match(data)
    keys = {b"leader", b"fields", *([first[1]] if first else [])}
    return re.compile(rb'\{\s*"(?:' + b"|".join(map(re.escape, sorted(keys))) + rb')"\s*:')


def _parse(piece: bytes) -> Iterator[tuple[int, int, Any]]:
    """Give start, end and value of what a piece holds: an object, and what should not be there."""
    start = len(piece) - len(piece.lstrip(_BETWEEN))
    end = len(piece.rstrip(_BETWEEN)) if start < len(piece) else start
    while start < end:
        if len(piece) > MAX_RECORD:
            what = f"the record has more than {MAX_RECORD} bytes"
            yield start, end, RecordError(what, code="record-too-large")
            return
        text = piece[start:end].decode("utf-8", "surrogateescape")
        try:
            value, length = _DECODER.raw_decode(text)
        except (ValueError, RecursionError) as error:
            what = f"it is no JSON ({getattr(error, 'msg', 'it is nested too deeply')})"
            yield start, end, RecordError(what, code="json-invalid")
            return
        stop = start + len(text[:length].encode("utf-8", "surrogateescape"))
        yield start, stop, value
        rest = piece[stop:end]
        start = stop + len(rest) - len(rest.lstrip(_BETWEEN))


def _record(value: Any) -> Record:
    if not isinstance(value, dict) or not isinstance(value.get("fields"), list):
        raise RecordError("it is JSON, but no MARC record", code="json-invalid")
    record = Record()
    for item in value["fields"]:
        for tag, content in item.items() if isinstance(item, dict) else ():
            _add(record, str(tag), content)
    if not record.tags:
        raise RecordError("the record holds no field", code="record-empty")
    leader = value.get("leader")
    record.leader, problem = repair_leader(leader if isinstance(leader, str) else "")
    if problem:
        record.warn("leader-repaired", problem if leader else "the record has no leader")
    return record


def _add(record: Record, tag: str, content: Any) -> None:
    if isinstance(content, str) and len(tag) == 3:
        record.tags.append(tag)
        record.fields.append(_text(record, tag, content))
        return
    subfields = content.get("subfields") if isinstance(content, dict) else None
    pairs = [
        (str(code), text)
        for subfield in (subfields if isinstance(subfields, list) else ())
        for code, text in (subfield.items() if isinstance(subfield, dict) else ())
    ]
    good = [(code, text) for code, text in pairs if len(code) == 1 and isinstance(text, str)]
    if len(tag) != 3 or not good:
        record.warn("field-repaired", f"the field {tag!r} is no MARC field; it is left out", tag)
        return
    if len(good) < len(pairs):
        record.warn("field-repaired", "a subfield is none; it is left out", tag)
    indicators = [str(content.get(name, "")) for name in ("ind1", "ind2")]
    if any(len(indicator) != 1 for indicator in indicators):
        record.warn("indicator-repaired", f"the indicators are {indicators}", tag)
    head = "".join(indicator[:1] or " " for indicator in indicators)
    text = "".join(f"{DELIMITER}{code}{_text(record, tag, value)}" for code, value in good)
    record.tags.append(tag)
    record.fields.append(head + text)


def _text(record: Record, tag: str, text: str) -> str:
    """Give a value in NFC, without marks of ISO 2709 and halves of characters."""
    if text.isascii() and "\x1f" not in text:
        return text
    clean = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    if clean != text:
        record.warn("encoding-repaired", "what is no character was replaced by U+FFFD", tag)
    return normalize("NFC", clean.replace("\x1f", " "))
