"""Records in the exchange format ISO 2709, the ``.mrc`` files of libraries.

Source: ISO 2709; MARC 21 Specifications for Record Structure
(https://www.loc.gov/marc/specifications/specrecstruc.html).
"""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import is_normalized

from marc2rdf.errors import RecordError
from marc2rdf.marc.charset import compose, decode_fields, misdeclared_notice
from marc2rdf.marc.directory import split_record
from marc2rdf.marc.field import DELIMITER
from marc2rdf.marc.framing import Frame, SupportsRead, read_frames, split_frame
from marc2rdf.marc.lean import Lean
from marc2rdf.marc.mojibake import note_double
from marc2rdf.marc.record import Record
from marc2rdf.marc.reject import Reject, reject
from marc2rdf.notices import Notice

NAME = "iso2709"


def read_iso2709(stream: SupportsRead, source: str) -> Iterator[Record | Reject]:
    """Read the records of a stream of bytes; what cannot be used comes as a Reject.

    One wrong record never costs the next one.  Memory stays bounded whatever the input.

    >>> import io
    >>> raw = b"00055nam a2200037 a 4500245001700000\\x1e10\\x1faA history\\x1e\\x1d"
    >>> [record] = read_iso2709(io.BytesIO(raw), "file.mrc")
    >>> record.get("245", "a"), [notice.code for notice in record.notices]
    ('A history', ['framing-repaired'])
    """
    number = 0
    lean = Lean()
    for whole in read_frames(stream):
        if not whole.note and whole.ended:
            record = _read_lean(whole.raw, lean)
            if record is not None:
                number += 1
                record.source = source
                record.number = number
                record.offset = whole.offset
                record.raw = whole.raw + b"\x1d"
                yield record
                continue
        frames = [whole]
        while frames:
            frame = frames.pop()
            number += 1
            try:
                yield _read_record(frame, source, number)
            except RecordError as error:
                # Its length may be right by chance, and another record lie in it.
                parts = list(split_frame(frame))
                if len(parts) > 1:
                    number -= 1
                    frames += reversed(parts)
                    continue
                raw = frame.raw + b"\x1d" if frame.ended else frame.raw
                yield reject(raw, error, source, number, frame.offset, NAME)


def _read_lean(raw: bytes, lean: Lean) -> Record | None:
    """Read a record that is UTF-8 (or ASCII) and has no faults; give nothing for another.

    The guards are strict decoding, no escape sequences, those of :meth:`Lean.split`, and a
    leader of printable characters.  What costs time is done for text beyond ASCII only.
    """
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return None
    pieces = lean.split(raw, text)
    if pieces is None or "\x1b" in text:
        return None
    tags, head, fields, _ = pieces
    leader = head[:24]
    if not leader.isprintable():
        return None
    utf8 = leader[9] == "a"
    if text.isascii():
        encoding = "utf-8" if utf8 else "marc-8"
        return Record(leader, tags, fields, "", 0, -1, NAME, encoding)
    if not _is_latin1(text):
        fields = [field if field.isascii() else compose(field) for field in fields]
    record = Record(leader, tags, fields, "", 0, -1, NAME)
    if not utf8:
        record.notices.append(misdeclared_notice("MARC-8", "utf-8"))
    note_double(record, raw)
    return record


def _is_latin1(text: str) -> bool:
    """Tell whether all characters lie below U+0100: then there is nothing to compose."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True


def _read_record(frame: Frame, source: str, number: int) -> Record:
    raw = frame.raw
    notices: list[Notice] = []
    if frame.note or not frame.ended:
        raw, notices = _check_frame(frame)
    record = _read_plain(raw) or _read_odd(raw)
    record.source = source
    record.number = number
    record.offset = frame.offset
    record.format = NAME
    record.raw = frame.raw + b"\x1d" if frame.ended else frame.raw
    if notices:
        record.notices[:0] = notices
    if sum([text[2:3] != DELIMITER for text in record.fields]) != _count_controls(record.tags):
        _repair_fields(record)
    return record


def _check_frame(frame: Frame) -> tuple[bytes, list[Notice]]:
    """Refuse what is no record or is cut short; say what else was wrong with the frame."""
    size = len(frame.raw)
    if not frame.known:
        raise RecordError(
            f"{size} bytes between the records belong to none, or a record has no end mark",
            code="record-unknown",
        )
    if frame.ended:
        return frame.raw.replace(b"\x1d", b" "), [Notice("framing-repaired", frame.note)]
    raw = frame.raw.rstrip(b" \t\r\n\x00\x1a")
    if not raw.endswith(b"\x1e"):
        raise RecordError(
            f"the record is cut: {size} of {frame.raw[:5].decode('latin-1')} bytes are there",
            hint="Fetch the file again.",
            code="record-cut",
        )
    return raw, [Notice("framing-repaired", "the record's end mark is missing")]


def _read_plain(raw: bytes) -> Record | None:
    """Read a record that keeps to the rules; give nothing for one that needs more care.

    The bytes are UTF-8 (or ASCII), and there are as many fields as entries in the
    directory, in the same order.
    """
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return None
    leader = text[:24]
    parts = text.split("\x1e")
    directory = parts[0]
    size = len(directory)
    tags = [directory[i : i + 3] for i in range(24, size, 12)]
    starts = [directory[i : i + 5] for i in range(31, size, 12)]
    if (
        len(parts) != len(tags) + 2
        or not tags
        or parts[-1]
        or size % 12
        or starts != sorted(starts)
        or not (leader.isascii() and leader.isprintable())
        or "\x1b" in text
    ):
        return None
    fields = parts[1:-1]
    utf8 = leader[9] == "a"
    if text.isascii():
        return Record(leader, tags, fields, encoding="utf-8" if utf8 else "marc-8")
    if not is_normalized("NFC", text):
        fields = list(map(compose, fields))
    record = Record(leader, tags, fields)
    if not utf8:
        record.notices.append(misdeclared_notice("MARC-8", "utf-8"))
    note_double(record, raw)
    return record


def _read_odd(raw: bytes) -> Record:
    """Read a record field by field: another character set, or something is wrong with it."""
    if len(raw) < 24:
        raise RecordError(
            f"the record has only {len(raw)} bytes, less than a leader", code="record-cut"
        )
    leader, tags, chunks, notices = split_record(raw)
    text = decode_fields(leader[9] == "a", tags, chunks)
    notices += text.notices
    record = Record(leader, tags, text.fields, encoding=text.encoding, notices=notices)
    if text.encoding == "utf-8":
        note_double(record, raw)
    return record


def _count_controls(tags: list[str]) -> int:
    return sum([tag[:2] == "00" for tag in tags])


def _repair_fields(record: Record) -> None:
    """Give each data field two indicators; leave out a field that holds nothing."""
    tags, fields = record.tags, record.fields
    record.tags, record.fields = [], []
    for tag, text in zip(tags, fields, strict=True):
        head, mark, tail = text.partition(DELIMITER)
        if tag.startswith("00") or (not mark and not tag.isdigit()):
            pass
        elif not mark:
            rest = "it is left out" if len(text) <= 2 else "its text cannot be used"
            record.warn("field-repaired", f"the field has no subfield; {rest}", tag)
            if len(text) <= 2:
                continue
        elif len(head) != 2:
            text = head[:2].ljust(2) + mark + tail
            message = f"two characters stand before the first subfield, not {head!r}"
            record.warn("indicator-repaired", message, tag)
        record.tags.append(tag)
        record.fields.append(text)
