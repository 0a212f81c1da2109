"""One record being converted: its fields, what they say, and what is noted.

Generated source has each rule's piece of a field say rows into ``out``; `put` gathers them
under the piece's number, so that in the end all stands in the order of the rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from marc2rdf.generate.memory import Besides, Fields, Known, Noted, Said, Slug, Told
from marc2rdf.generate.runtime import ONCE, is_plain, tidy
from marc2rdf.mapping.slugs import compared
from marc2rdf.mapping.view import RecordView, fixed, format_of, has_fixed_008
from marc2rdf.marc.record import Record
from marc2rdf.notices import Notice
from marc2rdf.rdf.rows import Row, Rows, closing_of
from marc2rdf.rdf.terms import IRI, OrderedList, Statement
from marc2rdf.vocab.languages import tag_of

Says = Callable[["Run", str, int, tuple[Any, ...]], None]
Asks = Callable[["Run"], tuple[Any, ...]]


class Sayer(NamedTuple):
    """What says a field with one tag, what asks the record before, and `Functions.alone`."""

    says: Says
    asks: Asks | None
    alone: bool


# A value that begins or ends with a blank; the second indicator may be one.
_BLANK = re.compile("\x1f. | \x1f(?<!\x1e. \x1f)")
_NUMBER, _WHAT, _PLACE = itemgetter(0), itemgetter(1), itemgetter(1)


class Unlike(Exception):
    """A record that is not as most are: the interpreter converts it."""


class Run:
    """One record on its way: its fields by tag, what was said, and what was noted.

    ``by`` gives for a tag its fields in their order, each with its place in the record.
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
        "items",
        "known",
        "ldr",
        "lists",
        "marks",
        "me",
        "met",
        "noted",
        "notes",
        "out",
        "own",
        "plain",
        "record",
        "said",
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
        self.out: dict[Row, None] = {}
        self.notes: list[Notice] = []
        self.said: list[Said] = []
        self.noted: list[Noted] = []
        self.items: list[tuple[str, str, int, str]] = []
        self.lists: dict[tuple[str, str], list[tuple[int, int, int, str]]] = {}
        self.slugs: list[Slug] = []
        self.shared: dict[int, bool] = {}  # what was found out of the record
        self.key = self.iri = self.me = self.about = self.type = ""
        self.own: list[tuple[str, str]] = []
        self.fragment = False
        self._look_at(record)
        self.c001, self.c003, self.c005, c008 = [self._once(tag) for tag in ONCE]
        has_008 = "008" in self.by and has_fixed_008(self.by)
        self.c008, notice = fixed(c008) if has_008 else (c008, None)
        if notice is not None:
            self.noted.append((-1, [notice]))
        self.twins = "880" in self.by
        self.format = format_of(self.ldr)

    def _look_at(self, record: Record) -> None:
        """Give each field its text, by its tag and in the order of the record."""
        tags, fields = record.tags, record.fields
        met = list(map(self.known.find, tags, fields))
        text = "\x1e".join([raw for raw, found in zip(fields, met, strict=True) if found is None])
        if "\x1f\x1f" in text or "\x1f\x1e" in text or text[-1:] == "\x1f":
            raise Unlike
        ascii, plain = text.isascii(), is_plain(text)
        dirty = not ascii or not text.replace("\x1f", "").replace("\x1e", "").isprintable()
        spaced = dirty or " \x1e" in text or text[-1:] == " " or _BLANK.search(text) is not None
        by: dict[str, list[tuple[str, int]]] = {}
        marks = 0
        for index, (tag, raw, found) in enumerate(zip(tags, fields, met, strict=True)):
            if found is None:
                if raw[2:3] != "\x1f" and tag[:2] != "00":
                    raise Unlike
                if spaced and (dirty or raw[-1:] == " " or _BLANK.search(raw, 2)):
                    raw = tidy(tag, raw)
                marks |= self.known.marks(tag, raw)
            else:
                raw = found.text
                marks |= found.marks
                ascii, plain = ascii and found.ascii, plain and found.plain
            if tag in by:
                by[tag].append((raw, index))
            else:
                by[tag] = [(raw, index)]
        self.ascii, self.plain, self.by, self.met, self.marks = ascii, plain, by, met, marks

    def _once(self, tag: str) -> str:
        found = self.by.get(tag)
        if found is None:
            return ""
        if len(found) > 1:
            raise Unlike
        return found[0][0]

    @property
    def language(self) -> str:
        """The closing of a literal in the record's language (008/35-37)."""
        return closing_of("", tag_of(self.c008[35:38].lower()))

    # -- the record's own IRIs ---------------------------------------------------------------

    def stand_in(self) -> None:
        """Let the IRIs that stand for those of any record stand for those of this one.

        A record keeps its own where another IRI can begin like it by chance, and then nothing
        is remembered of it.
        """
        known, iri, about = self.known, self.iri, self.about
        if self.fragment or not about or iri.startswith(about):
            return
        instead = known.iri + about[len(iri) :] if about.startswith(iri) else known.about
        if instead != known.first_about(instead):
            return
        self.own = [(known.iri, iri)]
        if instead is known.about:
            self.own.append((instead, about))
        self.iri, self.about, self.me = known.iri, instead, f"<{known.iri}>"

    def with_own(self, say: Callable[[Run], None]) -> None:
        """Let a rule say what it says with the record's own IRIs."""
        iri, about, me = self.iri, self.about, self.me
        self.iri, self.about = self.real(iri), self.real(about)
        self.me = f"<{self.iri}>"
        say(self)
        self.items = [(me if item[0] == self.me else item[0], *item[1:]) for item in self.items]
        self.iri, self.about, self.me = iri, about, me

    def real(self, text: str) -> str:
        """Give a text with the record's own IRIs."""
        for stand, own in self.own:
            text = text.replace(stand, own)
        return text

    # -- what is said ------------------------------------------------------------------------

    def put(self, number: int) -> dict[Row, None]:
        """Gather what was said and noted last under a number; give an empty ``out``."""
        if self.out:
            self.said.append((number, tuple(self.out)))
            self.out = {}
            if self.items:
                for subject, holder, index, item in self.items:
                    self._put_item(number, subject, holder, index, item)
                self.items = []
        if self.notes:
            self.noted.append((number, self.notes))
            self.notes = []
        return self.out

    def _put_item(self, number: int, subject: str, holder: str, index: int, item: str) -> None:
        entries = self.lists.setdefault((subject, holder), [])
        entries.append((index, number, len(entries), item))

    def say_fields(self, sayers: Mapping[str, Sayer]) -> None:
        """Say all fields, from memory where they were met before."""
        of_record = self.ascii
        for tag, fields in self.by.items():
            if tag not in sayers:
                continue
            says, asks, alone = sayers[tag]
            asked = () if asks is None else asks(self)
            for text, index in fields:
                field = self.met[index] if self.own else None
                if field is None:
                    self.ascii = alone and text.isascii()
                    says(self, text, index, asked)
                else:
                    self.ascii = alone and field.ascii
                    self.say_known(field, says, text, index, asked)
        self.ascii = of_record

    def say_known(
        self, known: Known, says: Says, text: str, index: int, asked: tuple[Any, ...]
    ) -> None:
        """Say what was said before for the same; if nothing was, say it and remember it."""
        told = known.told.get(asked)
        if told is None:
            told = self._told(says, text, asked)
            known.remember(asked, told)
        self.said += told.said
        self.slugs += told.slugs
        if told.besides is not None:
            self.noted += told.besides.notes
            for number, subject, holder, item in told.besides.items:
                self._put_item(number, subject, holder, index, item)

    def _told(self, says: Says, text: str, asked: tuple[Any, ...]) -> Told:
        """Have a field say all it says, apart from what the record says."""
        kept = self.said, self.noted, self.slugs, self.lists
        self.said, self.noted, self.slugs, self.lists = [], [], [], {}
        says(self, text, 0, asked)
        items = tuple(
            (number, subject, holder, item)
            for (subject, holder), entries in self.lists.items()
            for _, number, _, item in entries
        )
        besides = Besides(tuple(self.noted), items) if self.noted or items else None
        told = Told(tuple(self.said), tuple(self.slugs), besides)
        self.said, self.noted, self.slugs, self.lists = kept
        return told

    def matching(self, fits: Callable[[str], object]) -> list[tuple[str, int]]:
        """Give the fields whose tags fit a pattern, in their order."""
        found = [entry for tag, entries in self.by.items() if fits(tag) for entry in entries]
        found.sort(key=_PLACE)
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
        self.items.append((subject, holder, index, item))

    def slug(self, value: str, made: str, place: str) -> str:
        """Remember the slug of a value in a place."""
        if made:
            self.slugs.append(((place, made), value))
        return made

    def check_slugs(self) -> None:
        """Raise Unlike where a slug stands in one place for values that are not the same."""
        found = set(self.slugs)
        values = dict(found)
        if len(values) < len(found) and any(
            compared(value) != compared(values[key]) for key, value in found
        ):
            raise Unlike

    # -- what was said -----------------------------------------------------------------------

    def rows(self, plain: bool, distinct: bool) -> Rows:
        """Give what was said, in the order of the rules; the other two are as in `Rows`."""
        self.said.sort(key=_NUMBER)
        rows = dict.fromkeys(chain.from_iterable(map(_WHAT, self.said)))
        return Rows(rows, self._ordered(), plain and self.plain, distinct, self.own)

    def _ordered(self) -> list[Statement]:
        lists = []
        for (subject, holder), entries in self.lists.items():
            entries.sort()
            items = [IRI(self.real(item)) for item in dict.fromkeys(entry[-1] for entry in entries)]
            if len(items) > 1:
                about = IRI(self.real(subject[1:-1]))
                lists.append(Statement(about, IRI(holder), OrderedList(tuple(items))))
        return lists

    def notices(self) -> list[Notice]:
        """Give what was noted, in the order of the rules."""
        self.noted.sort(key=_NUMBER)
        found = chain.from_iterable(map(_WHAT, self.noted))
        return [notice._replace(message=self.real(notice.message)) for notice in found]
