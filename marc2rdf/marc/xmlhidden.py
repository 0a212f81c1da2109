"""Comments and the like that hide the beginning of a record.

``<!--``, ``<![CDATA[`` and ``<?`` go on until their end mark, whatever lies between.  One that
came into a record by damage would hide all the records behind it; so inside a record they end,
for us, where another record begins.
Source: Extensible Markup Language (XML) 1.0, sections 2.5 to 2.7.
"""

from __future__ import annotations

from xml.parsers.expat import XMLParserType

from marc2rdf.marc.window import Window
from marc2rdf.marc.xmlmarks import NARROW, Marks

# Between records a comment may be this long, and hold records that somebody took out.
MAX_COMMENT = 8 * 1024 * 1024


class HidesRecord(Exception):
    """A comment or the like that begins at ``place`` holds the beginning of a record."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


class HiddenText:
    """Watches what a parser passes over, in the bytes of its window."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._marks = NARROW
        self._section = -1  # where an open CDATA section begins
        self.in_record = False

    def attach(self, parser: XMLParserType, base: int, marks: Marks) -> None:
        """Let a parser report to this; ``base`` is the place of its first byte."""
        self._marks = marks
        parser.StartCdataSectionHandler = self._begin_section
        parser.EndCdataSectionHandler = self._end_section
        parser.CommentHandler = self._pass
        parser.ProcessingInstructionHandler = self._pass
        self._parser, self.base, self._section = parser, base, -1

    def begin(self, place: int) -> int:
        """Tell where what is passed over now begins, if the parser waits at this place."""
        return self._section if self._section >= 0 else place

    def check(self, begin: int, end: int, in_record: bool) -> None:
        """Raise HidesRecord where what begins and goes on to ``end`` hides a record."""
        if begin >= end or (not in_record and end - begin < MAX_COMMENT):
            return
        found = self._window.search(self._marks.start, begin + 1)
        first = self._window.get(begin, begin + 4).replace(b"\x00", b"")[:2]
        if 0 <= found < end and first in (b"<!", b"<?"):
            raise HidesRecord(begin)

    def _begin_section(self) -> None:
        self._section = self.base + self._parser.CurrentByteIndex

    def _end_section(self) -> None:
        begin, self._section = self._section, -1
        self.check(begin, self.base + self._parser.CurrentByteIndex, self.in_record)

    def _pass(self, *texts: str) -> None:
        if self.in_record and any(NARROW.start.search(text.encode()) for text in texts):
            raise HidesRecord(self.base + self._parser.CurrentByteIndex)
