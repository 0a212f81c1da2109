"""The lines of one record in Koha's text view, and the fields they make.

A line is a leader, a control field, the beginning of a data field, a further subfield, or
the rest of a long value.  Which of these it is, is told from its beginning alone.
"""

from __future__ import annotations

import re
from itertools import pairwise

from marc2rdf.marc.field import write_control, write_field
from marc2rdf.marc.leader import LENGTH, repair_leader
from marc2rdf.marc.record import DEFAULT_LEADER, Record

_LEADER = re.compile(r"[\s\ufeff]*(?:LDR|LEADER|Leader|000)(\s.*)", re.DOTALL)
_CONTROL = re.compile(r"\s*(00[1-9])\s+(.*)", re.DOTALL)
_DATA = re.compile(r"\s*([0-9]{3})(\s*(?:[^\s_]\s*){0,2})_([0-9A-Za-z])(.*)", re.DOTALL)
_SUBFIELD = re.compile(r"\s*_([0-9A-Za-z])(.*)", re.DOTALL)
_TAG_ALONE = re.compile(r"\s*([0-9]{3})((?:\s+[^\s_]){0,2}|\s+[^\s_]{2})\s*")
_NO_CODE = re.compile(r"\s*[0-9]{3}(?:\s+[0-9]){1,2}\s+\S")
_RULE = re.compile(r"[-=*_~]{3,}|")
_INLINE = re.compile(r"\s_([0-9a-z])(?=\S)")
_TAG = re.compile(rb"[\s\x1c-\x1f]*([0-9]{3})(?:\s*(?:[^\s_]\s*){0,2}_[0-9A-Za-z]|(?<=00[0-9])\s)")

# Subfields that follow another one so often that a mark in a line must be meant.
_USUAL = frozenset("100d 100e 245b 245c 260b 260c 264b 264c 300b 300c 700d 700e 999d".split())
# Where a line is this long, it may be one word cut in two.
_SCREEN = 60


def find_tag(line: bytes) -> str:
    """Give the tag of a line that begins a field, or nothing.

    >>> find_tag(b"100 1 0 _aDiallo"), find_tag(b"001 12"), find_tag(b"500 copies")
    ('100', '001', '')
    """
    match = _TAG.match(line)
    return match[1].decode() if match else ""


class Parser:
    """Turns lines into the leader and fields of a record; says which lines it cannot place."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self._has_leader = False
        # Tag, indicators, and the subfields with the lines of their values.
        self._fields: list[tuple[str, str, list[tuple[str, list[str]]]]] = []
        self._is_open = False  # a data field that lines can still add to
        self._has_further_lines = False
        self._tag_alone: tuple[str, str, str] | None = None
        self._waiting: list[str] = []  # text after a blank line
        self._after_blank = False

    def read_line(self, line: str) -> None:
        """Take one line, without its end."""
        alone, self._tag_alone = self._tag_alone, None
        if match := _SUBFIELD.fullmatch(line):
            if alone is not None:
                self._begin(alone[0], alone[1])
            if self._is_open or alone is not None:
                self._settle()
                if alone is None:
                    self._has_further_lines = True
                self._fields[-1][2].append((match[1], [match[2].strip()]))
                return
        elif alone is not None:
            self._add_text(alone[2])
        if _RULE.fullmatch(line.strip()):
            self._after_blank = True
        elif not self._has_leader and (match := _LEADER.fullmatch(line)):
            self._set_leader(match[1])
        elif (match := _CONTROL.fullmatch(line)) and self._may_be_control(match[1], match[2]):
            self._settle()
            self._add_control(match[1], match[2])
        elif match := _DATA.fullmatch(line):
            self._begin(match[1], _indicators(match[2]))
            self._fields[-1][2].append((match[3], [match[4].strip()]))
        elif match := _TAG_ALONE.fullmatch(line):
            self._tag_alone = match[1], _indicators(match[2]), line
        else:
            self._add_text(line)

    def finish(self) -> None:
        """Complete the record when all its lines are read."""
        if self._tag_alone is not None:
            self._add_text(self._tag_alone[2])
        for line in self._waiting:
            self._unknown(line)
        if not self._has_leader:
            self.record.leader = DEFAULT_LEADER
            self.record.warn("leader-repaired", "the record has no leader")
        fields = [
            (tag, indicators, [(code, _join(parts)) for code, parts in subfields])
            for tag, indicators, subfields in self._fields
        ]
        is_one_line = not self._has_further_lines and _has_inline_subfields(fields)
        for tag, indicators, subfields in fields:
            if is_one_line:
                subfields = _split_inline(subfields)
            self.record.tags.append(tag)
            self.record.fields.append(write_field(indicators, subfields))

    def _set_leader(self, text: str) -> None:
        self._has_leader = True
        for leader in (text[1:], text.strip()):
            if len(leader) == LENGTH:
                break
        self.record.leader, problem = repair_leader(leader)
        if problem:
            self.record.warn("leader-repaired", problem)

    def _may_be_control(self, tag: str, value: str) -> bool:
        """Tell a control field from wrapped text such as ``007 James Bond``."""
        return not self._fields or " " not in value.strip() or (tag == "008" and len(value) > 36)

    def _add_control(self, tag: str, value: str) -> None:
        if tag in ("006", "007", "008"):
            # Only the blanks at its end are gone where runs of blanks inside are still there.
            if tag == "008" and 36 <= len(value) < 40 and "  " in value.strip():
                value = value.ljust(40)
        else:
            value = value.strip()
        self.record.tags.append(tag)
        self.record.fields.append(write_control(value))
        self._is_open = False

    def _begin(self, tag: str, indicators: str) -> None:
        self._settle()
        self._fields.append((tag, indicators, []))
        self._is_open = True

    def _add_text(self, line: str) -> None:
        if not self._is_open or _NO_CODE.match(line):
            self._unknown(line)
        elif self._after_blank:
            self._waiting.append(line)
        else:
            self._append(line)

    def _settle(self) -> None:
        """A field follows: the text after a blank line belongs to the value before it."""
        for line in self._waiting:
            self._append(line)
        self._waiting.clear()
        self._after_blank = False

    def _append(self, line: str) -> None:
        self._fields[-1][2][-1][1].append(line.strip())

    def _unknown(self, line: str) -> None:
        text = line.strip()
        shown = text if len(text) <= 60 else text[:60] + "…"
        self.record.warn("line-unknown", f"the line {shown!r} belongs to no field")


def _has_inline_subfields(fields: list[tuple[str, str, list[tuple[str, str]]]]) -> bool:
    """Tell whether the fields' subfields follow one another on one line.

    One mark may be text.  Several, one of them where a subfield is usual, are not.
    """
    found = [
        tag + code
        for tag, _, subfields in fields
        for _, value in subfields
        for code in _INLINE.findall(value)[:1]
    ]
    return len(found) > 1 and not _USUAL.isdisjoint(found)


def _join(parts: list[str]) -> str:
    """Join the lines of a wrapped value; a long word is cut by the screen, not at a blank.

    >>> _join(["a long", "value"]), len(_join(["x" * 70, "y"]))
    ('a long value', 71)
    """
    text = parts[:1]
    for before, after in pairwise(parts):
        is_cut_word = len(before) >= _SCREEN and " " not in before and " " not in after
        text.append(after if is_cut_word else f" {after}")
    return "".join(text)


def _indicators(text: str) -> str:
    """Read two indicators from what stands between the tag and the first subfield.

    In fixed columns each has its place; where blanks were joined, a lone one is the first.

    >>> _indicators(" 10 "), _indicators("  0 "), _indicators(" 1 0 "), _indicators(" 0 ")
    ('10', ' 0', '10', '0 ')
    >>> _indicators("\\t\\t0\\t"), _indicators(" ")
    (' 0', '  ')
    """
    text = text.replace("\xa0", " ").replace("#", " ").replace("\\", " ")
    cells = text.split("\t")
    if len(cells) >= 4:
        found = (cells[1].strip() or " ") + (cells[2].strip() or " ")
    elif len(text) == 4 and text[0] == text[3] == " ":
        found = text[1:3]
    elif len(text) == 5 and text[0] == text[2] == text[4] == " ":
        found = text[1] + text[3]
    else:
        found = "".join(text.split())
    return found.ljust(2)[:2]


def _split_inline(subfields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    split: list[tuple[str, str]] = []
    for code, value in subfields:
        first, *rest = _INLINE.split(value)
        split.append((code, first.strip()))
        split += zip(rest[::2], (text.strip() for text in rest[1::2]), strict=True)
    return split
