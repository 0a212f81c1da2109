"""The short way through MARCXML, for records that are laid out as programs write them.

Such a record is cut at its tags without a parser.  Each guard is cheap, and sends a record that
it does not let pass to the parser: both give the same.
Source: MARCXML schema 1.2 (https://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd);
Extensible Markup Language (XML) 1.0, sections 2.2, 2.4 and 2.11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from marc2rdf.marc.charset import compose
from marc2rdf.marc.field import DELIMITER
from marc2rdf.marc.record import Record
from marc2rdf.marc.window import Window
from marc2rdf.marc.xmlfields import set_leader
from marc2rdf.marc.xmlmarks import Marks

if TYPE_CHECKING:
    from marc2rdf.marc.xmlevents import Collector

_MOST_KEPT = 4096
_MOST_FORMS = 16
_MOST_FAILURES = 50
_DEEPEST = 100
_START = re.compile(rb"<((?:[A-Za-z][\w.\-]*:)?)record[\s>]")
# Bytes that XML does not allow, and the carriage return, which it changes.
_FORBIDDEN = bytes(range(9)) + bytes(range(11, 32))
_CLEAN = bytes.maketrans(_FORBIDDEN, b"?" * len(_FORBIDDEN))
_ENTITY = re.compile("&(amp|lt|gt|quot|apos);")
_CHARS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ATTRIBUTES = re.compile(
    r'(?:tag="(?P<tag>(?!00)[0-9A-Za-z]{3})"\s+()|ind1="(?P<one>[ -!#-%\'-;=-~])"\s+()'
    r'|ind2="(?P<two>[ -!#-%\'-;=-~])"\s+()){3}\2\4\6'
)


class Skipper:
    """Reads the records behind the one that a parser has just read, as long as they are plain.

    It begins only where the parser stands behind the end tag of a record in some element, with
    no other record open; there a record means the same whatever came before.
    """

    def __init__(self, window: Window, collector: Collector) -> None:
        self._window = window
        self._collector = collector
        self._forms: dict[bytes, LeanXml] = {}
        self._failures = 0  # since the last record that was read

    def is_useful(self, marks: Marks) -> bool:
        """Tell whether it is worth a try: the bytes are UTF-8, and some records were plain."""
        narrow = marks.encoding is None or marks.encoding.lower() == "utf-8"
        return narrow and marks.close == b">" and self._failures < _MOST_FAILURES

    def learn(self, fed: int) -> None:
        """Remember the start tag of the record that a parser has just read, if it did."""
        collector = self._collector
        if collector.ended != fed or collector.done_to != fed or collector.is_open:
            self._failures += 1
            return
        raw = collector.last_raw
        start = raw[: raw.find(b">") + 1]
        if start not in self._forms and len(self._forms) < _MOST_FORMS:
            self._forms[start] = LeanXml(raw)

    def read(self, fed: int) -> Iterator[Record]:
        """Give the plain records behind a place, up to where the parser was given the bytes."""
        collector = self._collector
        if collector.ended != fed or collector.is_open or not 0 < collector.depth < _DEEPEST:
            return
        data = self._window.get(fed, self._window.size)
        done = 0
        while True:
            begin = data.find(b"<", done)
            if begin < 0 or data[done:begin].strip(b" \t\n"):
                break
            form = self._forms.get(data[begin : data.find(b">", begin) + 1])
            end = data.find(form.end, begin) if form else -1
            if form is None or end < 0:
                break
            end += len(form.end)
            raw = data[begin:end]
            record = form.read(raw)
            if record is None:
                self._failures += 1
                break
            self._failures = 0
            collector.number += 1
            collector.add(record, raw, fed + begin)
            done = end
            yield record
        if done:
            collector.skip(done, data.count(b"\n", 0, done))


class LeanXml:
    """Reads records that have the start tag of one that a parser has read.

    >>> raw = b'<record><leader>00000nam a2200000 a 4500</leader><datafield tag="245" ind1="1"'
    >>> raw += b' ind2="0"><subfield code="a">A &amp; B</subfield></datafield></record>'
    >>> lean = LeanXml(raw)
    >>> lean.read(raw).get("245", "a")
    'A & B'
    """

    def __init__(self, raw: bytes) -> None:
        """Learn the start tag from the bytes of a record in UTF-8."""
        found = _START.match(raw)
        prefix = found[1].decode() if found else "?"
        self.start = raw[: raw.find(b">") + 1]
        self.end = f"</{prefix}record>".encode()
        self._field = f"<{prefix}datafield "
        self._subfield = f'<{prefix}subfield code="'
        self._subfield_end = f"</{prefix}subfield>"
        self._control = f'<{prefix}controlfield tag="'
        self._control_end = f"</{prefix}controlfield>"
        self._leader = re.compile(rf"\s*<{prefix}leader>([^<]*)</{prefix}leader>\s*")
        self._field_end = re.compile(rf"\s*</{prefix}datafield>\s*")
        self._heads: dict[str, tuple[str, str]] = {}
        self._codes = _Codes()
        self._inner: set[str] = set()  # what stands between subfields
        self._last: set[str] = set()  # what stands behind the last subfield

    def read(self, raw: bytes) -> Record | None:
        """Read a record, from its start tag to its end tag; give nothing where that is unsafe.

        A record passes that is UTF-8 without characters that XML forbids or changes; whose
        leader comes first, then its control fields, then its data fields; whose tags are
        written as those of the schema, with double quotes; that has no other tags, comments,
        sections (the number of ``<`` tells) or entities than the five of XML; and whose data
        fields have tags, indicators and codes of the right length.
        """
        if raw.translate(_CLEAN) is not raw or b"\xef\xbf" in raw or b"]]>" in raw:
            return None
        try:
            text = raw[len(self.start) : -len(self.end)].decode()
        except UnicodeDecodeError:
            return None
        first, *pieces = text.split(self._field)
        top, *controls = first.split(self._control)
        leader = self._leader.fullmatch(top)
        if leader is None:
            return None
        tags: list[str] = []
        fields: list[str] = []
        control_end, subfield, subfield_end = self._control_end, self._subfield, self._subfield_end
        inner, last, heads, codes = self._inner, self._last, self._heads, self._codes
        for control in controls:
            value, mark, tail = control.partition(control_end)
            if value[3:5] != '">' or not mark:
                return None
            if tail not in inner and not self._learn_inner(tail):
                return None
            tags.append(value[:3])
            fields.append(value[5:])
        if tags and not "".join(tags).isalnum():
            return None
        marks = 2 + 2 * len(controls) + 2 * len(pieces)
        try:
            for piece in pieces:
                start, *parts = piece.split(subfield)
                tag, field = heads[start] if start in heads else self._learn_head(start)
                marks += 2 * len(parts)
                tail = ""
                for part in parts:
                    if tail not in inner and not self._learn_inner(tail):
                        return None
                    value, mark, tail = part.partition(subfield_end)
                    field += codes[value[:3]] + value[3:]
                    if not mark:
                        return None
                if tail not in last and not self._learn_last(tail):
                    return None
                tags.append(tag)
                fields.append(field)
        except KeyError:
            return None
        if not fields or text.count("<") != marks:
            return None
        return self._finish(text, leader[1], tags, fields)

    def _finish(self, text: str, leader: str, tags: list[str], fields: list[str]) -> Record | None:
        """Replace entities and compose characters, where there are any."""
        if "&" in text:
            if len(_ENTITY.findall(text)) != text.count("&"):
                return None
            leader = _ENTITY.sub(_character, leader)
            fields = [_ENTITY.sub(_character, field) for field in fields]
        if not text.isascii():
            leader = compose(leader)
            fields = [field if field.isascii() else compose(field) for field in fields]
        record = Record(tags=tags, fields=fields)
        set_leader(record, leader)
        return record

    def _learn_head(self, start: str) -> tuple[str, str]:
        """Read the start tag of a data field; raise KeyError for one that is unusual."""
        inside, mark, blank = start.partition(">")
        found = _ATTRIBUTES.fullmatch(inside.rstrip() + " ")
        if not mark or found is None or blank.strip(" \t\n"):
            raise KeyError(start)
        if len(self._heads) >= _MOST_KEPT:
            self._heads.clear()
        return self._heads.setdefault(start, (found["tag"], found["one"] + found["two"]))

    def _learn_inner(self, tail: str) -> bool:
        if tail.strip(" \t\n"):
            return False
        if len(tail) < 100 and len(self._inner) < _MOST_KEPT:
            self._inner.add(tail)
        return True

    def _learn_last(self, tail: str) -> bool:
        if self._field_end.fullmatch(tail) is None:
            return False
        if len(tail) < 100 and len(self._last) < _MOST_KEPT:
            self._last.add(tail)
        return True


class _Codes(dict[str, str]):
    """What the beginning of a subfield stands for: ``a">`` for U+001F and ``a``."""

    def __missing__(self, begin: str) -> str:
        code = begin[:1]
        if begin[1:] != '">' or not " " <= code <= "~" or code in '"<&':
            raise KeyError(begin)
        return self.setdefault(begin, DELIMITER + code)


def _character(entity: re.Match[str]) -> str:
    return _CHARS[entity[1]]
