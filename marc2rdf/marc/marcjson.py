"""MARC-in-JSON: an array of records, one record, or one after another (one a line).

A record begins where an object begins with the key that the first one begins with (``leader``
or ``fields``): no value of valid JSON can hold that text with its quotes, so a record that is
broken never costs the one behind it.
Source: Ross Singer's proposal for MARC in JSON, as pymarc and MARC::File::JSON write it; RFC 8259;
the older form with "controlfield" and "datafield" is read by the names that MARCXML gives them.
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
_BOM = b"\xef\xbb\xbf"
_BETWEEN = _BLANKS + b",[]\x1e" + _BOM  # U+001E stands before each text of RFC 7464
_LONGEST_START = 200
# Objects become tuples of pairs: a key that stands twice in one loses no value.
_DECODER = json.JSONDecoder(object_pairs_hook=tuple)
_ODD = re.compile("[\x1d-\x1f\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_OLDER = ("controlfield", "datafield")
_MARKS = str.maketrans("\x1d\x1e\x1f", "   ")


def read_marcjson(stream: SupportsRead, source: str) -> Iterator[Record | Reject]:
    """Read the records of a JSON text; what cannot be used comes as a Reject.

    >>> import io
    >>> text = b'[{"leader": "00000nam a2200000 a 4500", "fields": [{"245": {"ind1": "1",'
    >>> text += b' "ind2": "0", "subfields": [{"a": "Title"}]}}]}]'
    >>> [record] = read_marcjson(io.BytesIO(text), "a.json")
    >>> print(record["245"])
    245 10 $aTitle
    """
    number = offset = 0
    piece = first = b""
    whole = True
    for offset, piece in _read_pieces(stream):
        first = first or piece.lstrip(_BLANKS + _BOM)[:1]
        for start, end, value in _parse(piece):
            raw, place = piece[start:end], offset + start
            number += 1
            try:
                if isinstance(value, RecordError):
                    raise value
                record = _record(value)
            except RecordError as error:
                whole = False
                yield reject(raw, error, source, number, place, NAME)
                continue
            record.source, record.number, record.format = source, number, NAME
            record.offset, record.raw = place, raw
            yield record
    if whole and first == b"[" and not piece.rstrip(_BLANKS).endswith(b"]"):
        what = "the JSON is cut short: the end of its array is missing"
        cut = RecordError(what, hint="Fetch the file again.", code="record-cut")
        yield reject(b"", cut, source, number + 1, offset + len(piece), NAME)


def _read_pieces(stream: SupportsRead) -> Iterator[tuple[int, bytes]]:
    """Cut the text before each record, and give each piece with its place."""
    data, offset, begin = b"", 0, None
    lost = False  # whether the data goes on with what was too large, and was given up
    while chunk := stream.read(CHUNK):
        searched = max(len(data) - _LONGEST_START, 0 if lost else 1)
        data += chunk
        if begin is None:
            begin = _begin_of(data)
            searched = 1
        cuts = [match.start() for match in begin.finditer(data, searched)]
        for start, end in zip(cuts if lost else [0, *cuts], cuts[lost:], strict=False):
            yield offset + start, data[start:end]
        if cuts:
            offset, data, lost = offset + cuts[-1], data[cuts[-1] :], False
        if len(data) > MAX_RECORD:
            yield offset, data
            lost = True
        if lost:  # but what another record may begin with is kept
            gone = max(len(data) - _LONGEST_START, 0)
            offset, data = offset + gone, data[gone:]
    if data and not lost:
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
    found = dict(value) if isinstance(value, tuple) else {}
    fields = found.get("fields")
    if fields is None and not found.keys().isdisjoint(_OLDER):
        fields = _older_fields(found)
    if not isinstance(fields, list):
        raise RecordError("it is JSON, but no MARC record", code="json-invalid")
    record = Record()
    for item in fields:
        for tag, content in item if isinstance(item, tuple) else ():
            _add(record, tag, content)
    if not record.tags:
        raise RecordError("the record holds no field", code="record-empty")
    leader = found.get("leader")
    record.leader, problem = repair_leader(leader if isinstance(leader, str) else "")
    if problem:
        record.warn("leader-repaired", problem if leader else "the record has no leader")
    return record


def _older_fields(found: dict[str, Any]) -> list[Any]:
    """Give the fields of the older form in today's; ``@`` and ``#`` come from XML.

    >>> _older_fields({"controlfield": [(("tag", "001"), ("data", "1"))]})
    [(('001', '1'),)]
    """
    made: list[Any] = []
    for one in _objects(found.get("controlfield")):
        made.append(((str(one.get("tag")), one.get("data")),))
    for one in _objects(found.get("datafield")):
        both = str(one.get("ind", ""))
        ind1, ind2 = one.get("ind1", both[:1]), one.get("ind2", both[1:])
        parts = _objects(one.get("subfield"))
        pairs = [tuple((str(part.get("code")), part.get("data")) for part in parts)]
        content = (("ind1", ind1), ("ind2", ind2), ("subfields", pairs))
        made.append(((str(one.get("tag")), content),))
    return made


def _objects(value: Any) -> list[dict[str, Any]]:
    values = value if isinstance(value, list) else [value]
    objects = [item for item in values if isinstance(item, tuple)]
    names = {"text": "data", "value": "data"}
    stripped = [[(key.lstrip("@#$"), text) for key, text in item] for item in objects]
    return [{names.get(key, key): text for key, text in item} for item in stripped]


def _add(record: Record, tag: str, content: Any) -> None:
    is_tag = len(tag) == 3 and tag.isprintable()
    if isinstance(content, str) and is_tag:
        record.tags.append(tag)
        record.fields.append(_text(record, tag, content))
        return
    found = dict(content) if isinstance(content, tuple) else {}
    subfields = found.get("subfields")
    if isinstance(subfields, tuple):  # some writers make one object of them
        subfields = [subfields]
    pairs = [
        pair
        for subfield in (subfields if isinstance(subfields, list) else ())
        for pair in (subfield if isinstance(subfield, tuple) else ())
    ]
    good = [
        (code, text)
        for code, text in pairs
        if len(code) == 1 and code.isprintable() and isinstance(text, str)
    ]
    if not is_tag or not good:
        record.warn("field-repaired", f"the field {tag!r} is no MARC field; it is left out", tag)
        return
    if len(good) < len(pairs):
        record.warn("field-repaired", "a subfield is none; it is left out", tag)
    indicators = [str(found.get(name, "")) for name in ("ind1", "ind2")]
    if any(len(indicator) != 1 or not indicator.isprintable() for indicator in indicators):
        record.warn("indicator-repaired", f"the indicators are {indicators}", tag)
    head = "".join(i[:1] if i[:1].isprintable() and i else " " for i in indicators)
    text = "".join(f"{DELIMITER}{code}{_text(record, tag, value)}" for code, value in good)
    record.tags.append(tag)
    record.fields.append(head + text)


def _text(record: Record, tag: str, text: str) -> str:
    """Give a value in NFC, without marks of ISO 2709 and halves of characters."""
    if _ODD.search(text):
        clean = _SURROGATE.sub("\ufffd", text)
        if clean != text:
            record.warn("encoding-repaired", "what is no character was replaced by U+FFFD", tag)
        text = clean.translate(_MARKS)
    return text if text.isascii() else normalize("NFC", text)
