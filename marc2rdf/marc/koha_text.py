"""Records as Koha shows them in its plain text view, copied or saved as text.

The view has two forms.  In fixed columns, the indicators stand in columns 4 and 5 and each
further subfield on a line of its own below; copied from a page, runs of blanks are joined
and blank indicators are gone.  Both may lie in one file.
Source: Koha's ``plainMARC.xsl``, and ``MARC::Record``'s ``as_formatted`` that made the older
form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from marc2rdf.errors import RecordError
from marc2rdf.marc.charset import compose, decode_text
from marc2rdf.marc.framing import SupportsRead
from marc2rdf.marc.koha_lines import Parser, find_tag
from marc2rdf.marc.lines import read_lines
from marc2rdf.marc.mojibake import note_double
from marc2rdf.marc.record import Record
from marc2rdf.marc.reject import Reject, reject

NAME = "koha"
MAX_RECORD = 16 * 1024 * 1024

_LEADER_LINE = re.compile(rb"[\s\xef\xbb\xbf]*(?:LDR|LEADER|Leader|000)(?=\s)")
_LEADER = re.compile(rb"\s[0-9 ]{0,6}[a-z0-9 ][a-z].{0,5}22")


@dataclass(slots=True)
class _Block:
    """The lines of one record."""

    offset: int = 0
    lines: list[bytes] = field(default_factory=list)
    size: int = 0
    has_leader: bool = False
    last_tag: str = ""
    after_blank: bool = True  # a blank line came after the last field

    def add(self, offset: int, line: bytes) -> None:
        if not self.lines:
            self.offset = offset
        self.size += len(line)
        # What goes beyond the bound is not kept: the record will be a Reject.
        if self.size <= MAX_RECORD:
            self.lines.append(line)
        tag = find_tag(line)
        self.last_tag = tag or self.last_tag
        self.after_blank = not line.strip() or (self.after_blank and not tag)

    def ends_before(self, line: bytes, starts_record: bool) -> bool:
        """Tell whether the next line belongs to another record.

        It does when it is a leader; without leaders, when it follows a blank line and its
        tag is lower than the last one.  Control fields always come first.
        """
        if not self.last_tag:
            return starts_record and self.has_leader
        if starts_record:
            return True
        tag = find_tag(line) if self.after_blank else ""
        is_control = tag.startswith("00")
        return "" < tag < self.last_tag and (is_control or not self.has_leader)


def read_koha(stream: SupportsRead, source: str) -> Iterator[Record | Reject]:
    """Read the records of a text; what cannot be used comes as a Reject.

    A record begins at each leader (``000`` or ``LDR``), or after a blank line with a tag
    that is lower than the last.  The text is UTF-8, or else read as Windows-1252.

    >>> import io
    >>> text = b"000 00000nam a2200000 a 4500\\n100 1 _a Diallo, Awa\\n_eauthor\\n"
    >>> [record] = read_koha(io.BytesIO(text), "a.txt")
    >>> print(record["100"])
    100 1# $aDiallo, Awa$eauthor
    """
    for number, block in enumerate(_read_blocks(stream, source), 1):
        try:
            yield _read_record(block, source, number)
        except RecordError as error:
            raw = b"".join(block.lines)
            yield reject(raw, error, source, number, block.offset, NAME)


def _read_blocks(stream: SupportsRead, source: str) -> Iterator[_Block]:
    block = _Block()
    for offset, line in read_lines(stream, source):
        starts_record = _starts_record(line, block.after_blank)
        if block.ends_before(line, starts_record):
            yield block
            block = _Block()
        if not block.lines and not line.strip(b"\xef\xbb\xbf \t\r\n"):
            continue
        block.add(offset, line)
        block.has_leader = block.has_leader or starts_record
    if block.lines:
        yield block


def _starts_record(line: bytes, after_blank: bool) -> bool:
    match = _LEADER_LINE.match(line)
    if match is None:
        return False
    # "000" may also begin a line of wrapped text.
    is_certain = after_blank or not match[0].endswith(b"000")
    return is_certain or _LEADER.match(line, match.end()) is not None


def _read_record(block: _Block, source: str, number: int) -> Record:
    if block.size > MAX_RECORD:
        raise RecordError(f"the record has more than {MAX_RECORD} bytes", code="record-too-large")
    record = Record(source=source, number=number, offset=block.offset, format=NAME)
    record.raw = b"".join(block.lines)
    text, record.encoding, record.notices = decode_text(record.raw)
    parser = Parser(record)
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        parser.read_line(line)
    parser.finish()
    if not text.isascii():
        record.fields = list(map(compose, record.fields))
    if not record.tags:
        raise RecordError("no line of the record is a field", code="record-empty")
    note_double(record, record.raw)
    return record
