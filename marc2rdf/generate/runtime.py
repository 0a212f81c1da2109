"""What generated source calls: one record being converted, and readings of its fields.

The text of a field is ``indicators + (U+001F + code + value) …``; a *mark* is U+001F and a
code.  Every function here gives what ``mapping.reading`` gives for the same field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from unicodedata import normalize

from marc2rdf.generate.memory import NOTHING, UNFIT, Body, Fields, Told, recorded, say_again
from marc2rdf.mapping.parts import Cut
from marc2rdf.mapping.slugs import compared
from marc2rdf.mapping.view import RecordView, fixed, format_of, has_fixed_008
from marc2rdf.marc.record import Record
from marc2rdf.notices import Notice
from marc2rdf.rdf import iri as iris
from marc2rdf.rdf.rows import Row, closing_of
from marc2rdf.vocab.languages import tag_of

Chain = Callable[[str], Iterable[str]]
ONCE = ("001", "003", "005", "008")  # what a record has once, or goes the interpreter's way


class Unlike(Exception):
    """A record that is not as most are: the interpreter converts it."""


class Run:
    """One record on its way: its fields by tag, what was said, and what was noted.

    ``by`` gives for a tag its fields in their order, each with its place in the record and
    what rules said of the same field before.
    Raises Unlike for a record with a damaged field, one of ``ONCE`` twice, or an 880 that is
    tied to no field.
    """

    __slots__ = (
        "about",
        "ascii",
        "by",
        "c001",
        "c003",
        "c005",
        "c008",
        "format",
        "fragment",
        "iri",
        "key",
        "known",
        "ldr",
        "lists",
        "me",
        "notes",
        "out",
        "plain",
        "record",
        "shared",
        "slugs",
        "twins",
        "type",
        "view",
    )

    def __init__(self, record: Record, known: Fields) -> None:
        self.record = record
        self.known = known
        self.view: RecordView | None = None  # for the interpreter, where it is asked
        self.ldr = record.leader.ljust(24)
        self.notes: list[Notice] = []
        self.out: dict[Row, None] = {}
        self.lists: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
        self.slugs: dict[tuple[str, str], str] = {}
        self.shared: dict[int, bool] = {}  # what was found out of the record
        self.key = self.iri = self.me = self.about = self.type = ""
        tags, fields = record.tags, record.fields
        met = list(map(known.find, tags, fields))
        text = "\x1e".join([raw for raw, found in zip(fields, met, strict=True) if found is None])
        if "\x1f\x1f" in text or "\x1f\x1e" in text or text[-1:] == "\x1f":
            raise Unlike
        ascii, plain = text.isascii(), is_plain(text)
        dirty = not ascii or not text.replace("\x1f", "").replace("\x1e", "").isprintable()
        spaced = dirty or " \x1e" in text or text[-1:] == " " or _BLANK.search(text) is not None
        by: dict[str, list[Entry]] = {}
        for index, (tag, raw, found) in enumerate(zip(tags, fields, met, strict=True)):
            if found is not None:
                entry: Entry = (found.text, index, found.told)
                ascii, plain = ascii and found.ascii, plain and found.plain
            else:
                if raw[2:3] != "\x1f" and tag[:2] != "00":
                    raise Unlike
                if spaced and (dirty or raw[-1:] == " " or _BLANK.search(raw, 2)):
                    raw = tidy(tag, raw)
                entry = (raw, index, None)
            if tag in by:
                by[tag].append(entry)
            else:
                by[tag] = [entry]
        self.ascii, self.plain = ascii, plain
        self.by = by
        self.c001, self.c003, self.c005, c008 = [self._once(tag) for tag in ONCE]
        self.c008, notice = fixed(c008) if "008" in by and has_fixed_008(by) else (c008, None)
        if notice is not None:
            self.notes.append(notice)
        self.twins = "880" in by
        self.fragment = False
        self.format = format_of(self.ldr)

    @property
    def language(self) -> str:
        """The closing of a literal in the record's language (008/35-37)."""
        return closing_of("", tag_of(self.c008[35:38].lower()))

    def _once(self, tag: str) -> str:
        found = self.by.get(tag)
        if found is None:
            return ""
        if len(found) > 1:
            raise Unlike
        return found[0][0]

    def again(
        self,
        told: Told,
        number: int,
        body: Body,
        field: str,
        index: int,
        tag: str,
        *shared: bool,
    ) -> None:
        """Say a rule's piece of a field that was met before; ``shared`` is what it asks besides."""
        said = told.get(number)
        if said is None:
            said = told[number] = recorded(self._of_none(field), body, field, tag, *shared)
            if said is NOTHING:
                return
        if self.fragment or not self.about or said is UNFIT or not say_again(self, said, index):
            body(self, field, index, tag, *shared)

    def _of_none(self, field: str) -> Run:
        """Give a run of no record, for what a rule says of one field."""
        run = Run.__new__(Run)
        run.known, run.fragment, run.ascii = self.known, False, field.isascii()
        run.iri, run.about = f"{self.known.own}/iri", f"{self.known.own}/about"
        run.me = f"<{run.iri}>"
        run.out, run.notes, run.lists, run.slugs = {}, [], {}, {}
        return run

    def matching(self, fits: Callable[[str], object]) -> list[Entry]:
        """Give the fields whose tags fit a pattern, in their order."""
        found = [entry for tag, entries in self.by.items() if fits(tag) for entry in entries]
        found.sort(key=lambda entry: entry[1])
        return found

    def note(self, code: str, message: str, tag: str, subfield: str, mapping: str) -> None:
        """Note a warning about the field at hand."""
        self.notes.append(Notice(code, message, tag, subfield, mapping))

    def refuse(
        self, refused: Iterable[tuple[str, str]], tag: str, subfield: str, mapping: str
    ) -> None:
        """Note what transforms refused: pairs of code and message."""
        for code, message in refused:
            self.note(code, message, tag, subfield, mapping)

    def listed(self, subject: str, holder: str, index: int, item: str) -> None:
        """Remember an item of an ordered list."""
        entries = self.lists.setdefault((subject, holder), [])
        entries.append((index, len(entries), item))

    def slug(self, value: str, made: str, place: str) -> str:
        """Remember the slug of a value in a place; raise Unlike where another has it."""
        if made and self.slugs.setdefault((place, made), value) != value:
            other = self.slugs[place, made]
            if compared(other) != compared(value):
                raise Unlike
        return made


# A field, its place in the record, and what rules said of the same field before.
Entry = tuple[str, int, Told | None]

# A value that begins or ends with a blank; the second indicator may be one.
_BLANK = re.compile("\x1f. | \x1f(?<!\x1e. \x1f)")


def is_plain(text: str) -> bool:
    r"""Tell whether fields hold no character that N-Triples would escape.

    >>> is_plain("10\x1faOne"), is_plain('10\x1faThe "one"')
    (True, False)
    """
    printable = text.replace("\x1f", "").replace("\x1e", "").isprintable()
    return printable and '"' not in text and "\\" not in text


def tidy(tag: str, raw: str) -> str:
    """Give a field in composed characters, without blanks around its values."""
    if tag[:2] == "00":
        return normalize("NFC", raw)
    head, *pieces = raw.split("\x1f")
    values = (piece[:1] + normalize("NFC", piece[1:]).strip() for piece in pieces)
    return "\x1f".join([head, *values])


# Digits that are no decimal ones, and still no codes of a field's own subfields.
_ODD_DIGITS = "".join(
    c for c in map(chr, range(0x80, 0x20000)) if c.isdigit() and not c.isdecimal()
)


def finder(codes: str, pairs: bool = False) -> Callable[[str], list[Any]]:
    r"""Give a function that finds the values of subfields in a field without needless blanks.

    Empty values are none; without codes all but the control subfields are looked for.  With
    ``pairs`` each value comes with its code.

    >>> finder("a")("1 \x1faOne\x1fb2\x1fa\x1faTwo"), finder("ab", True)("1 \x1faA\x1fbB")
    (['One', 'Two'], [('a', 'A'), ('b', 'B')])
    >>> finder("")("1 \x1faOne\x1f6x"), finder("a")("1 \x1fa\x1f")
    (['One'], [])
    """
    return _pattern(codes, pairs).findall


def searcher(codes: str) -> Callable[[str], re.Match[str] | None]:
    r"""Give a function that finds the first value of one of several subfields, as group 1.

    >>> searcher("ba")("1 \x1fa\x1fbx")[1]
    'x'
    """
    return _pattern(codes, False).search


def _pattern(codes: str, pairs: bool) -> re.Pattern[str]:
    taken = f"[{re.escape(codes)}]" if codes else rf"[^\x1f\d{_ODD_DIGITS}]"
    if pairs:
        taken = f"({taken})"
    return re.compile(rf"\x1f{taken}([^\x1f]+)")


def joined(pairs: Iterable[tuple[str, str]], default: str, before: Mapping[str, str]) -> str:
    """Join values; ``before`` is what goes before that of a code other than ``default``.

    >>> joined([("a", "One"), ("b", "two")], " ", {"b": " : "})
    'One : two'
    """
    text = ""
    for code, value in pairs:
        text += (before.get(code, default) if text else "") + value
    return text.strip()


def cut(text: str, start: int, end: int) -> str:
    """Give positions of a text; nothing where it is too short for all of them.

    >>> cut("abcd", 1, 3), cut("abcd", 3, 5)
    ('bc', '')
    """
    return text[start:end] if len(text) >= end else ""


def cut_into(found: dict[str, str], cuts: Iterable[Cut], text: str) -> None:
    """Fill the names that are not filled yet with the parts of a text."""
    for one in cuts:
        for name, part in (one.match(text) or {}).items():
            found.setdefault(name, part)


def first_through(chain: Chain | None, texts: Iterable[str], make: Callable[[str], str]) -> str:
    """Give the first value that comes out of a chain and of which something can be made."""
    for text in texts:
        for value in (text,) if chain is None else chain(text):
            if make(value):
                return value
    return ""


def some(text: str) -> tuple[str, ...]:
    """Give a text as the only one, or none if it is empty."""
    return (text,) if text else ()


def encoded(text: str) -> str:
    """Write a text so that it can stand as one part of an IRI."""
    return text if text.isascii() and text.isalnum() else iris.encode(text)
