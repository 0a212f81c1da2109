"""Records in MARCXML, alone or inside the envelopes of OAI-PMH and SRU.

Names count without their namespace, so records with a prefix, with a default namespace and
with none are read alike.  What makes an element ``record`` a MARC record is what it holds:
OAI-PMH has an element of that name too.  Where the XML is broken, reading goes on at the next
``<record``; several documents behind one another are read as one.
Source: MARCXML schema 1.2 (https://www.loc.gov/standards/marcxml/), ISO 25577 MarcXchange.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from marc2rdf.errors import InputError, RecordError
from marc2rdf.marc.framing import SupportsRead
from marc2rdf.marc.record import Record
from marc2rdf.marc.reject import Reject, reject
from marc2rdf.marc.window import Window
from marc2rdf.marc.xmlevents import NAME, Collector
from marc2rdf.marc.xmlfields import doctype_refused
from marc2rdf.marc.xmlhidden import HidesRecord
from marc2rdf.marc.xmllean import Skipper
from marc2rdf.marc.xmlmarks import DOCUMENT, NARROW, marks_at

CHUNK = 64 * 1024
MAX_RECORD = 16 * 1024 * 1024
MAX_BETWEEN = 1024 * 1024

# The errors of a document that ends too early.
_CUT = frozenset(
    expat.errors.codes[text]
    for text in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
)
_LONGEST_START = 256
_STEP = 4096  # a parser that begins anew may soon stop again


def read_marcxml(stream: SupportsRead, source: str) -> Iterator[Record | Reject]:
    """Read the records of a stream of XML; what cannot be used comes as a Reject.

    Memory stays bounded whatever the input.  Raises InputError for XML in which no record can
    be found, and for a document type declaration: MARCXML needs none, and entities can hide
    text or fill the memory.

    >>> import io
    >>> xml = b'''<record><leader>00000nam a2200000 a 4500</leader>
    ... <datafield tag="245" ind1="1" ind2="0"><subfield code="a">Title</subfield></datafield>
    ... </record>'''
    >>> [record] = read_marcxml(io.BytesIO(xml), "file.xml")
    >>> print(record["245"])
    245 10 $aTitle
    """
    reader = _Reader(source)
    while chunk := stream.read(CHUNK):
        yield from reader.take(chunk)
    yield from reader.end()


class _Reader:
    """Feeds a parser, and a new one where the XML is broken."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.window = Window(MAX_RECORD)
        self.collector = Collector(source, self.window)
        self.skipper = Skipper(self.window, self.collector)
        self.parser: expat.XMLParserType | None = None
        self.marks = NARROW
        self.broken: InputError | None = None  # why the parser stopped
        self.bad_from = 0  # where the bytes begin that may be lost
        self.bad_to = -1  # where the parser began anew
        self.restarted = False
        self.fed = 0  # the place up to which the parser was given the bytes

    def take(self, chunk: bytes) -> Iterator[Record | Reject]:
        """Take the next bytes, and give the records that are complete."""
        self.window.add(chunk)
        if self.parser is None:
            # expat wants an XML declaration to be the very first thing.
            blanks = len(chunk) - len(chunk.lstrip(b" \t\r\n"))
            if blanks == len(chunk):
                self.window.forget(self.window.size)
                return
            chunk = chunk[blanks:]
            self.marks = marks_at(chunk)
            self.parser = expat.ParserCreate()
            self.fed = self.window.size - len(chunk)
            self.collector.attach(self.parser, self.fed, self.marks)
        if self.broken is None:
            yield from self._advance(last=False)
        yield from self._go_on(last=False)
        self._forget()

    def end(self) -> Iterator[Record | Reject]:
        """Finish, and give what is left; raise the error of XML that held no record."""
        if self.broken is None and self.parser is not None:
            yield from self._advance(last=True)
        yield from self._go_on(last=True)
        if self.parser is None:
            raise InputError("the XML is empty", where=self.source, code="xml-cut")
        if self.broken is not None:
            if not self.collector.number and not self.collector.is_open:
                raise self.broken
            yield from self._rejected(self.window.size, last=True)

    def _go_on(self, last: bool) -> Iterator[Record | Reject]:
        """Where the XML is broken, begin anew at the next record, as often as it takes."""
        while self.broken is not None and self._restart():
            yield from self._rejected(self.bad_to)
            self.broken = None
            self.fed = self.bad_to
            yield from self._advance(last)

    def _advance(self, last: bool) -> Iterator[Record | Reject]:
        """Read on from where the parser is; records without faults need no parser."""
        window, skipper = self.window, self.skipper
        while self.broken is None and self.fed < window.size:
            if not skipper.is_useful(self.marks):
                yield from self._feed(window.get(self.fed, window.size))
                continue
            yield from skipper.read(self.fed)
            self.fed = max(self.fed, self.collector.ended)
            end = window.search_end(self.marks.end, self.fed)
            if end < 0:
                left = window.size - self.fed
                if not last and self.collector.ended == self.fed and left < MAX_BETWEEN:
                    return  # the rest of a record is still to come
                end = window.size
            yield from self._feed(window.get(self.fed, end))
            skipper.learn(self.fed)
        if last and self.broken is None:
            yield from self._parse(b"", last=True)

    def _feed(self, chunk: bytes) -> Iterator[Record | Reject]:
        step = _STEP if self.restarted else len(chunk)
        for start in range(0, len(chunk), step):
            yield from self._parse(chunk[start : start + step], last=False)
            if self.broken is not None:
                return

    def _parse(self, chunk: bytes, last: bool) -> Iterator[Record | Reject]:
        """Parse some bytes; an error that only breaks the XML is kept in ``broken``."""
        assert self.parser is not None
        collector = self.collector
        self.fed += len(chunk)
        try:
            self.parser.Parse(chunk, last)
            if not last:
                begin = collector.hidden.begin(collector.place)
                collector.hidden.check(begin, self.fed, collector.hidden.in_record)
        except HidesRecord as hidden:
            line, column = self.window.line_of(hidden.place)
            where = f"{self.source}: line {line}, column {column}"
            what = "the XML is broken (a comment or the like hides the beginning of a record)"
            self.broken = InputError(what, where=where, code="xml-invalid")
            self.bad_from = max(collector.open_from, collector.done_to, self.bad_to)
        except InputError as refused:
            if refused.code != "xml-depth" or not collector.is_open:
                yield from collector.take()
                raise
            self.broken = refused
            self.bad_from = max(collector.open_from, collector.done_to, self.bad_to)
        except expat.ExpatError as wrong:
            self.broken = self._explain(wrong)
            self.bad_from = max(collector.open_from, collector.done_to, self.bad_to)
        except (LookupError, ValueError) as wrong:
            raise self._unreadable(wrong) from None
        yield from collector.take()

    def _unreadable(self, wrong: Exception) -> InputError:
        """Explain what Python says of the declared encoding, when the parser asks for it."""
        what = f"the XML declares an {wrong}"
        if not isinstance(wrong, LookupError):
            what = f"the encoding that the XML declares cannot be read ({wrong})"
        hint = "Save the file as UTF-8, and let its first line say so."
        return InputError(what, where=self.source, hint=hint, code="xml-invalid")

    def _explain(self, wrong: expat.ExpatError) -> InputError:
        message = expat.ErrorString(wrong.code)
        line, column = wrong.lineno + self.collector.skipped_lines, wrong.offset + 1
        where = f"{self.source}: line {line}, column {column}"
        if self.restarted:  # its lines count from where the parser began
            line, column = self.window.line_of(self.collector.place)
            where = f"{self.source}: line {line}, column {column}"
        if wrong.code in _CUT:
            what = f"the XML is cut short ({message})"
            return InputError(what, where=where, hint="Fetch the file again.", code="xml-cut")
        return InputError(f"the XML is broken ({message})", where=where, code="xml-invalid")

    def _restart(self) -> bool:
        """Begin anew at the next record, if it is there already."""
        failed = self.collector.is_open or self.bad_from == self.bad_to  # what begins there
        start = self._next_record(self.bad_from + failed)
        if start < 0:
            return False
        self._refuse_doctype(start)
        self.bad_to = start
        self.parser = expat.ParserCreate(self.marks.encoding)
        self.restarted = True
        return True

    def _next_record(self, place: int) -> int:
        """Find the next record; a document that begins before it brings its own encoding."""
        window = self.window
        start = window.search(self.marks.start, place)
        while (begun := window.search(DOCUMENT, place, start)) >= 0:
            self.marks = marks_at(window.get(begun, begun + _LONGEST_START))
            start = window.search(self.marks.start, begun)
            place = begun + 1
        return start

    def _refuse_doctype(self, end: int) -> None:
        """Refuse a document type declaration among the bytes that are passed over."""
        begin = max(self.bad_from, self.window.start)
        if self.collector.is_open:  # what damage left of a record says nothing
            behind = self.window.search(self.marks.end, begin, end)
            begin = behind if behind >= 0 else end
        place = self.window.search(self.marks.doctype, begin, end)
        if place >= 0:
            line, column = self.window.line_of(self.window.find(b"<", place))
            raise doctype_refused(f"{self.source}: line {line}, column {column}")

    def _rejected(self, end: int, last: bool = False) -> Iterator[Reject]:
        """Give the bytes that are lost as a Reject, and let the new parser begin behind them."""
        assert self.broken is not None
        offset = max(self.bad_from, self.window.start)
        raw = self.window.get(offset, end)
        if begun := self.marks.start.search(raw):
            raw, offset = raw[begun.start() :], offset + begun.start()
        # Damage may have put an end into the record: what it holds behind that is lost as well.
        field = max((match.start() for match in self.marks.content.finditer(raw)), default=0)
        if found := self.marks.end.search(raw, field):
            raw = raw[: found.end()]
        cut = self.broken.code == "xml-cut"
        if last and cut and self.restarted and self.collector.depth <= 1:
            return  # nothing is open but the root that we gave the parser ourselves
        if self.collector.is_open or self.marks.content.search(raw) or (last and cut):
            self.collector.number += 1
            code = "record-cut" if cut else self.broken.code
            error = RecordError(f"{self.broken.where}: {self.broken.what}", code=code)
            number = self.collector.number
            yield reject(raw, error, self.source, number, offset, NAME)
        self.collector.reset()
        if not last and self.parser is not None:
            root = self.marks.root  # a parser that begins in the middle is given it first
            self.collector.attach(self.parser, end - len(root), self.marks)
            try:
                self.parser.Parse(root, False)
            except (LookupError, ValueError) as wrong:
                raise self._unreadable(wrong) from None
            self.window.forget(end)

    def _forget(self) -> None:
        """Let go of the bytes that no record needs any more."""
        collector, window = self.collector, self.window
        if self.broken is not None:
            if window.size - self.bad_from > MAX_RECORD:  # too much to keep: look on without it
                self.bad_from = window.size - _LONGEST_START
            window.forget(self.bad_from)
            return
        if self.parser is None:
            return
        if window.size - collector.place > MAX_RECORD:
            what = f"a tag or comment is longer than {MAX_RECORD} bytes"
            raise InputError(what, where=self.source, code="xml-too-large")
        if not collector.is_open:  # what lies behind the last record may prove to be broken
            last = max(collector.done_to, self.bad_to)
            window.forget(last if collector.place - last < MAX_BETWEEN else collector.place)
            return
        window.forget(collector.open_from)
        if window.is_cut(collector.open_from):
            collector.drop()
