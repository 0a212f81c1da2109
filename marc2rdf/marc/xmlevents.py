"""What the XML parser meets, gathered into records.

Source: MARCXML schema 1.2 (https://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd).
"""

from __future__ import annotations

from unicodedata import normalize
from xml.parsers.expat import XMLParserType

from marc2rdf.errors import FormatError, InputError, RecordError
from marc2rdf.marc.field import DELIMITER
from marc2rdf.marc.record import Record
from marc2rdf.marc.reject import Reject, reject
from marc2rdf.marc.window import Window
from marc2rdf.marc.xmlfields import OpenRecord, doctype_refused, read_code, read_tag, set_leader
from marc2rdf.marc.xmlhidden import HiddenText
from marc2rdf.marc.xmlmarks import NARROW, Marks
from marc2rdf.marc.xmlpacked import read_packed

NAME = "marcxml"
MAX_DEPTH = 200


class Collector:
    """Takes the events of an XML parser and makes records of them.

    Only the innermost open ``record`` collects.  ``window`` holds the bytes that the parser
    got, ``ready`` the records that are complete, ``number`` counts them all.  ``is_inner``
    tells that what it gets was packed as text in another document; it unpacks no further.
    """

    def __init__(self, source: str, window: Window, is_inner: bool = False) -> None:
        self.source = source
        self._is_inner = is_inner
        self.window = window
        self.number = 0
        self.done_to = 0  # the place behind the last record
        self.ended = -1  # the place behind the end tag that left no record open
        self.last_raw = b""  # the bytes of the last record
        self.skipped_lines = 0  # that end in what the parser did not get
        self.hidden = HiddenText(window)
        self.ready: list[Record | Reject] = []
        self.base = 0
        self._marks = NARROW
        self._path: list[str] = []
        self._open: list[OpenRecord] = []
        self._field_depth = -1
        self._tag = ""
        self._pieces: list[str] = []
        self._text: list[str] | None = None
        self._text_depth = 0

    def attach(self, parser: XMLParserType, base: int, marks: Marks) -> None:
        """Let a parser report to this collector; ``base`` is the place of its first byte."""
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        self.hidden.attach(parser, base, marks)
        parser.StartDoctypeDeclHandler = self._refuse
        self._parser = parser
        self.base, self._marks = base, marks

    @property
    def place(self) -> int:
        """The place in the source of the event that is being told."""
        return self.base + self._parser.CurrentByteIndex

    @property
    def is_open(self) -> bool:
        """Whether a record has begun and not ended."""
        return bool(self._open)

    @property
    def depth(self) -> int:
        """How many elements are open."""
        return len(self._path)

    @property
    def open_from(self) -> int:
        """Where the innermost open record begins; -1 when none is open."""
        return self._open[-1].offset if self._open else -1

    def take(self) -> list[Record | Reject]:
        """Give the records that are complete, once."""
        ready, self.ready = self.ready, []
        return ready

    def reset(self) -> None:
        """Forget what is open: the XML is broken there."""
        self._path.clear()
        self._open.clear()
        self._pieces, self._text, self._field_depth = [], None, -1
        self.hidden.in_record = False

    def add(self, record: Record, raw: bytes, offset: int) -> None:
        """Say of a record that is complete where it was read."""
        record.source, record.number, record.format = self.source, self.number, NAME
        record.raw, record.offset = raw, offset

    def skip(self, size: int, lines: int) -> None:
        """Take note that the parser does not get so many bytes and lines of whole records."""
        self.base += size
        self.hidden.base += size
        self.ended += size
        self.done_to = self.ended
        self.skipped_lines += lines

    def drop(self) -> None:
        """Forget the fields of the open record: it is too large, and will be a Reject."""
        record = self._open[-1].record
        record.tags.clear()
        record.fields.clear()
        del self._pieces[1:]
        self._text, self._field_depth = None, -1

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2] if ":" in name else name
        path = self._path
        path.append(local)
        depth = len(path)
        if depth == self._field_depth + 1 and local == "subfield":
            self._text, self._text_depth = [], depth
            code = attributes.get("code", "")
            if len(code) != 1:
                code = read_code(code, self._open[-1].record, self._tag)
            self._pieces.append(code)
        elif local == "record":
            if depth > MAX_DEPTH:
                self._too_deep()
            if self._open and self._open[-1].is_marc:
                self._leave_unfinished()
            for outer in self._open:
                outer.has_records = True
            self._open.append(OpenRecord(depth, self.place))
            self.hidden.in_record = True
            self._text, self._field_depth = None, -1
        elif self._open and depth == self._open[-1].depth + 1:
            self._start_field(local, attributes)
        elif depth > MAX_DEPTH:
            self._too_deep()
        elif self._text is not None and path[-2] == "recordData":
            self._text = None  # no record that is packed as text

    def _start_field(self, local: str, attributes: dict[str, str]) -> None:
        current = self._open[-1]
        current.has_children = True
        if local == "datafield":
            self._tag = read_tag(attributes.get("tag", ""))
            ind1, ind2 = attributes.get("ind1", ""), attributes.get("ind2", "")
            if len(ind1) != 1 or len(ind2) != 1:
                message = f"the indicators are {ind1!r} and {ind2!r}"
                current.record.warn("indicator-repaired", message, self._tag)
                ind1, ind2 = ind1[:1] or " ", ind2[:1] or " "
            self._pieces = [ind1 + ind2]
            self._field_depth = len(self._path)
        elif local in ("controlfield", "leader"):
            self._tag = read_tag(attributes.get("tag", ""))
            self._text, self._text_depth = [], len(self._path)
        else:
            if local == "recordData" and not self._is_inner:
                self._text, self._text_depth = [], len(self._path)
                self.hidden.in_record = False  # a section may hold the record
            return
        current.is_marc = True

    def _characters(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def _end(self, _name: str) -> None:
        depth = len(self._path)
        local = self._path.pop()
        if self._text is not None and depth == self._text_depth:
            text = "".join(self._text)
            self._text = None
            if local == "recordData":
                self._open[-1].packed = text
                self.hidden.in_record = True
                return
            if not text.isascii():
                text = normalize("NFC", text)
            if local == "subfield":
                self._pieces[-1] += text
            elif local == "leader":
                self._open[-1].leader = text
            else:
                self._add(text)
        elif depth == self._field_depth:
            self._field_depth = -1
            self._end_datafield()
        elif self._open and depth == self._open[-1].depth:
            self._end_record()

    def _end_datafield(self) -> None:
        record = self._open[-1].record
        if len(self._pieces) == 1:
            message = "the field has no subfield; it is left out"
            record.warn("field-repaired", message, self._tag)
        elif self._tag.startswith("00"):
            message = "a control field has no subfields; their values are its value"
            record.warn("field-repaired", message, self._tag)
            self._add("".join(piece[1:] for piece in self._pieces[1:]))
        else:
            self._add(DELIMITER.join(self._pieces))

    def _add(self, text: str) -> None:
        record = self._open[-1].record
        if len(self._tag) != 3:
            message = f"a tag has three characters, not {self._tag!r}; the field is left out"
            record.warn("field-repaired", message, self._tag)
            return
        record.tags.append(self._tag)
        record.fields.append(text)

    def _end_record(self) -> None:
        current = self._open.pop()
        self.hidden.in_record = bool(self._open)
        end = self._end_of_tag()
        if self._open:
            self._open[-1].offset = end
        else:
            self.ended = end
        record = current.record
        is_packed = current.packed.lstrip().startswith("<")
        if not current.is_marc and (
            current.has_records
            or (current.has_children and self._path[-1:] != ["collection"] and not is_packed)
        ):
            return
        self.done_to = end
        if is_packed and not current.is_marc and not self.window.is_cut(current.offset):
            self._unpack(current, end)
            return
        self.number += 1
        if not record.tags or self.window.is_cut(current.offset):
            error = RecordError("the record holds no field", code="record-empty")
            if self.window.is_cut(current.offset):
                error = RecordError("the record is too large", code="record-too-large")
            self._reject(error, current.offset, end)
            return
        self.last_raw = self.window.get(current.offset, end)
        self.add(record, self.last_raw, current.offset)
        set_leader(record, current.leader)
        self.ready.append(record)

    def _unpack(self, current: OpenRecord, end: int) -> None:
        """Give the record that is text in another; its bytes are those of the outer one."""
        raw = self.window.get(current.offset, end)
        inner = Collector(self.source, Window(self.window.limit), is_inner=True)
        for item in read_packed(current.packed, inner):
            self.number += 1
            if isinstance(item, Record):
                item.number, item.offset, item.raw = self.number, current.offset, raw
                self.ready.append(item)
                continue
            error = RecordError(item.what, hint=item.hint, code=item.code)
            self._reject(error, current.offset, end)

    def _leave_unfinished(self) -> None:
        """Give up the open record: MARC records do not lie in one another, its end is missing."""
        start, end = self._open.pop().offset, self.place
        self.number += 1
        self.done_to = end
        error = RecordError("the end of the record is missing", code="xml-invalid")
        self._reject(error, start, end)

    def _reject(self, error: RecordError, start: int, end: int) -> None:
        raw = self.window.get(start, end)
        self.ready.append(reject(raw, error, self.source, self.number, start, NAME))

    def _end_of_tag(self) -> int:
        """The place behind the end tag; an element without one has it already."""
        start = self.window.get(self.place, self.place + 4).replace(b"\x00", b"")
        if start[:2] != b"</":
            return self.place
        close = self._marks.close
        return self.window.find(close, self.place) + len(close)

    def _too_deep(self) -> None:
        raise InputError(
            f"its elements lie more than {MAX_DEPTH} deep", where=self._where(), code="xml-depth"
        )

    def _refuse(self, name: str, *_: object) -> None:
        if name.lower() == "html":
            raise FormatError("it is an HTML page, not MARCXML", where=self._where())
        raise doctype_refused(self._where())

    def _where(self) -> str:
        parser = self._parser
        line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        line += self.skipped_lines
        return f"{self.source}: line {line}, column {column}"
