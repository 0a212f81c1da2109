"""The lines of one record, cut out of a text in which each field has lines of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from marc2rdf.errors import RecordError
from marc2rdf.marc.charset import compose, decode_text
from marc2rdf.marc.field import write_control
from marc2rdf.marc.framing import SupportsRead
from marc2rdf.marc.lines import read_lines
from marc2rdf.marc.mojibake import note_double
from marc2rdf.marc.record import Record
from marc2rdf.marc.reject import Reject, reject

MAX_RECORD = 16 * 1024 * 1024
_MARKS = frozenset(b"\x1d\x1e\x1f")
_BLANKS = b"\xef\xbb\xbf \t\r\n\x00\x1a"


@dataclass(slots=True)
class Block:
    """The lines of one record, and the place of the first in the source."""

    offset: int = 0
    lines: list[bytes] = field(default_factory=list)
    size: int = 0
    after_blank: bool = False

    @property
    def raw(self) -> bytes:
        """The bytes as they came."""
        return b"".join(self.lines)


def read_blocks(
    stream: SupportsRead, source: str, begins: Callable[[bytes, Block], bool]
) -> Iterator[Block]:
    """Give the lines of each record; ``begins`` tells whether a line is the first of another.

    >>> import io
    >>> text = io.BytesIO(b"=a\\n=b\\n\\n=a\\n")
    >>> [block.raw for block in read_blocks(text, "a", lambda line, block: line == b"=a\\n")]
    [b'=a\\n=b\\n\\n', b'=a\\n']
    """
    block = Block()
    for offset, line in read_lines(stream, source):
        blank = not line.strip(_BLANKS)
        if block.lines and not blank and begins(line, block):
            yield block
            block = Block()
        if not block.lines:
            if blank:
                continue
            block.offset = offset
        block.size += len(line)
        if block.size <= MAX_RECORD:  # what goes beyond is not kept: it will be a Reject
            block.lines.append(line)
        block.after_blank = blank
    if block.lines:
        yield block


def read_records(
    blocks: Iterator[Block], source: str, format: str, fill: Callable[[Record, list[str]], None]
) -> Iterator[Record | Reject]:
    """Make a record of each block: ``fill`` adds what the lines say, or raises RecordError."""
    for number, block in enumerate(blocks, 1):
        try:
            if block.size > MAX_RECORD:
                what = f"the record has more than {MAX_RECORD} bytes"
                raise RecordError(what, code="record-too-large")
            record = Record(source=source, number=number, offset=block.offset, format=format)
            record.raw = block.raw
            text, record.encoding, record.notices = decode_text(record.raw)
            if not _MARKS.isdisjoint(record.raw):
                text = write_control(text)  # they would end subfields and fields
            lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            fill(record, lines)
            if not text.isascii():
                record.fields = list(map(compose, record.fields))
            if not record.tags:
                raise RecordError("no line of the record is a field", code="record-empty")
            note_double(record, record.raw)
            yield record
        except RecordError as error:
            yield reject(block.raw, error, source, number, block.offset, format)
