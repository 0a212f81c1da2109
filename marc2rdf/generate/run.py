"""One record being converted: its fields, what they say, and what is noted.

Generated source has each rule's piece of a field say rows into ``out``; `put` gathers them
under the piece's number, so that in the end all stands in the order of the rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from operator import itemgetter

from marc2rdf.generate.memory import (
    NOT_ASCII,
    NOT_PLAIN,
    Fields,
    Noted,
    Said,
    Slug,
)
from marc2rdf.generate.runtime import ONCE, Unlike, encoded
from marc2rdf.mapping.slugs import compared
from marc2rdf.mapping.view import RecordView, fixed, format_of, has_fixed_008
from marc2rdf.marc.record import Record
from marc2rdf.notices import Notice
from marc2rdf.rdf.rows import Own, Portion, Row, Rows, closing_of
from marc2rdf.rdf.terms import IRI, OrderedList, Statement
from marc2rdf.vocab.languages import tag_of

_FIRST, _SECOND = itemgetter(0), itemgetter(1)


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
        "fields",
        "format",
        "fragment",
        "hashes",
        "iri",
        "items",
        "key",
        "known",
        "ldr",
        "lists",
        "marks",
        "me",
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
        self.hashes: list[int] = []  # of the rows that were said from memory
        self.noted: list[Noted] = []
        self.items: list[tuple[str, str, int, str]] = []
        self.lists: dict[tuple[str, str], list[tuple[int, int, int, str]]] = {}
        self.slugs: list[Slug] = []
        self.shared: dict[int, bool] = {}  # what was found out of the record
        self.key = self.iri = self.me = self.about = self.type = ""
        self.own: Own | None = None
        self.fragment = False
        self.fields = known.of(record.tags, record.fields)
        self._look_at(record.tags)
        self.c001, self.c003, self.c005, c008 = [self._once(tag) for tag in ONCE]
        has_008 = "008" in self.by and has_fixed_008(record.tags)
        self.c008, notice = fixed(c008) if has_008 else (c008, None)
        if notice is not None:
            self.noted.append((-1, [notice]))
        self.twins = "880" in record.tags
        self.format = format_of(self.ldr)

    def _look_at(self, tags: Sequence[str]) -> None:
        """Sort the fields that are looked for by their tags, and gather the marks of all."""
        wanted = self.known.wanted or frozenset(tags)
        by: dict[str, list[tuple[str, int]]] = {}
        marks = 0
        for index, (tag, field) in enumerate(zip(tags, self.fields, strict=True)):
            marks |= field.marks
            if tag in wanted:
                if tag in by:
                    by[tag].append((field.text, index))
                else:
                    by[tag] = [(field.text, index)]
        self.by, self.marks = by, marks
        self.look_at_marks(marks)

    def look_at_marks(self, marks: int) -> None:
        """Learn what characters the text is made of that comes next."""
        self.ascii = not marks & NOT_ASCII
        self.plain = self.known.plain and not marks & NOT_PLAIN

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
        """Let another key stand for the record's in its IRIs.

        A record whose IRIs are not made as the first one's keeps its own, and nothing is
        remembered of it.
        """
        key, stand = encoded(self.key), self.known.stand
        before, found, after = self.iri.rpartition(key)
        begin, there, end = self.about.rpartition(key)
        if self.fragment or not (found and there and self.known.frames(before, after, begin, end)):
            return
        self.own = Own(stand, key, (before, begin))
        self.iri, self.about = f"{before}{stand}{after}", f"{begin}{stand}{end}"
        self.me = f"<{self.iri}>"

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
        return text if self.own is None else text.replace(self.own.stand, self.own.key)

    # -- what is said ------------------------------------------------------------------------

    def put(self, number: int) -> dict[Row, None]:
        """Gather what was said and noted last under a number; give an empty ``out``."""
        if self.out:
            self.said.append((number, self.out))
            self.out = {}
            if self.items:
                for subject, holder, index, item in self.items:
                    self.put_item(number, subject, holder, index, item)
                self.items = []
        if self.notes:
            self.noted.append((number, self.notes))
            self.notes = []
        return self.out

    def put_item(self, number: int, subject: str, holder: str, index: int, item: str) -> None:
        """Gather an item of an ordered list under a number."""
        entries = self.lists.setdefault((subject, holder), [])
        entries.append((index, number, len(entries), item))

    def matching(self, fits: Callable[[str], object]) -> list[tuple[str, int]]:
        """Give the fields whose tags fit a pattern, in their order."""
        found = [entry for tag, entries in self.by.items() if fits(tag) for entry in entries]
        found.sort(key=_SECOND)
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
            self.slugs.append((f"{place} {made}", value))
        return made

    def check_slugs(self) -> None:
        """Raise Unlike where a slug stands in one place for values that are not the same."""
        values = dict(self.slugs)
        if len(values) < len(self.slugs):
            for key, value in self.slugs:
                if value != values[key] and compared(value) != compared(values[key]):
                    raise Unlike

    # -- what was said -----------------------------------------------------------------------

    def rows(self, distinct: bool) -> Rows:
        """Give what was said, in the order of the rules; ``distinct`` is as in `Rows`."""
        self.said.sort(key=_FIRST)
        portions: list[Portion] = []
        fresh: dict[Row, None] = {}
        for _, rows in self.said:
            if isinstance(rows, dict):
                fresh |= rows
                continue
            if fresh:
                portions.append(self._fresh(fresh))
                fresh = {}
            portions.append(rows)
        if fresh:
            portions.append(self._fresh(fresh))
        hashes = self.hashes
        if len(set(hashes)) < len(hashes):
            portions = [*_each_once(portions, hashes)]
        return Rows(portions, self._ordered(), distinct, self.own)

    def _fresh(self, rows: Iterable[Row]) -> Portion:
        portion = Portion(rows)
        self.hashes += portion.hashes
        return portion

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
        self.noted.sort(key=_FIRST)
        found = chain.from_iterable(map(_SECOND, self.noted))
        return [notice._replace(message=self.real(notice.message)) for notice in found]


def _each_once(portions: list[Portion], hashes: list[int]) -> Iterator[Portion]:
    """Leave out rows that came before; ``hashes`` are those of all rows."""
    counted = Counter(hashes)
    double = {number for number, times in counted.items() if times > 1}
    before: set[Row] = set()
    for portion in portions:
        if not double.isdisjoint(portion.hashes):
            again = tuple([row for row in portion.rows if row in before])
            before.update(portion.rows)
            portion = portion.without(again) if again else portion
        if portion.rows:
            yield portion
