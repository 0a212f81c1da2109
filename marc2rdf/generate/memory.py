"""What fields said before: one that comes again, in whatever record, says the same again.

A heading, a place or a series stands in many records.  What a rule says of such a field
depends on nothing else but the IRI of the record, so it is remembered with that left out: the
third time a field is met, its rows are only copied.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from marc2rdf.notices import Notice

if TYPE_CHECKING:
    from marc2rdf.generate.runtime import Run

MET = 1 << 16  # so many fields are known to have been met
KEPT = 1 << 15  # of so many it is known what they said

# What says a rule of a field: a run, the field, its place in the record, its tag, and then
# what is the same for all fields of the record.
Body = Callable[..., None]

# What a subject or an object begins with, whether one is spoken of that belongs to the record.
NOTHING_OWN, IRI_OF, ABOUT = range(3)


class Said(NamedTuple):
    """What a rule said of a field; ``rows`` is None where that cannot be said again so.

    A row begins with what its subject and its object begin with in each record anew: its IRI
    (``IRI_OF``), that of its own description (``ABOUT``), or ``NOTHING_OWN``; the subject and
    text that follow are the rest.  ``items`` are those of the record's ordered lists: the list,
    whether the item goes on behind the record's IRI, and its text.
    """

    rows: tuple[tuple[int, int, str, str, str, str], ...] | None
    slugs: tuple[tuple[tuple[str, str], str], ...] = ()
    items: tuple[tuple[str, bool, str], ...] = ()
    notes: tuple[Notice, ...] = ()


UNFIT = Said(None)
NOTHING = Said(())

# What the rules said of one field, by their numbers.
Told = dict[int, Said]


class Known(NamedTuple):
    """A field that was met before: its text, what was said of it, and what it is made of."""

    text: str
    told: Told
    ascii: bool
    plain: bool


class Fields:
    r"""The fields that were met, and for those met twice their text and what was said of them.

    ``tidy`` gives the text of a field that conversion reads, ``is_plain`` tells whether
    N-Triples would escape nothing of it.  ``own`` begins the IRIs of no record, and no field
    can hold it: what begins with them is the record's.

    >>> fields = Fields({"650"}, lambda tag, raw: raw.strip(), str.isalnum)
    >>> fields.find("650", " 0\x1fax "), fields.find("650", " 0\x1fax ")
    (None, Known(text='0\x1fax', told={}, ascii=True, plain=False))
    """

    def __init__(
        self,
        tags: Iterable[str],
        tidy: Callable[[str, str], str],
        is_plain: Callable[[str], bool],
    ) -> None:
        self.own = f"x-no-record:{secrets.token_hex(8)}"
        self._tidy = tidy
        self._is_plain = is_plain
        self._known: dict[str, dict[str, Known]] = {tag: {} for tag in tags}
        self._met: set[int] = set()
        self._kept = 0

    def find(self, tag: str, raw: str) -> Known | None:
        """Give the text of a field and what was said of it; None if it was not met before."""
        known = self._known.get(tag)
        if known is None:
            return None
        return known.get(raw) or self._met_again(tag, raw)

    def _met_again(self, tag: str, raw: str) -> Known | None:
        number = hash(raw)
        if number not in self._met:
            if len(self._met) >= MET:
                self._met.clear()
            self._met.add(number)
            return None
        if (raw[2:3] != "\x1f" and tag[:2] != "00") or "\x1f\x1f" in raw or raw[-1:] == "\x1f":
            return None  # a damaged one
        if self._kept >= KEPT:
            self._kept = 0
            for fields in self._known.values():
                fields.clear()
        self._kept += 1
        text = self._tidy(tag, raw)
        found = Known(text, {}, raw.isascii(), self._is_plain(raw))
        self._known[tag][raw] = found
        return found


def recorded(run: Run, body: Body, field: str, tag: str, *shared: bool) -> Said:
    """Let a rule say its piece of a field in a run of no record; give what can be said again."""
    body(run, field, 0, tag, *shared)
    own = run.known.own
    items = [
        (holder, item.startswith(run.iri), item.removeprefix(run.iri))
        for (subject, holder), entries in run.lists.items()
        for _, _, item in entries
        if subject == run.me
    ]
    if len(items) < sum(map(len, run.lists.values())):
        return UNFIT
    if any(own in note.message for note in run.notes):
        return UNFIT
    tails: dict[str, str] = {}
    rows: list[tuple[int, int, str, str, str, str]] = []
    for subject, opened, text, end in run.out:
        of_subject, subject = _cut_off(run, subject[1:])
        of_object, text = _cut_off(run, text)
        if own in subject or own in text or own in opened or own in end:
            return UNFIT
        rows.append((of_subject, of_object, tails.setdefault(subject, subject), opened, text, end))
    if not rows and not run.slugs and not run.notes:
        return NOTHING
    return Said(tuple(rows), tuple(run.slugs.items()), tuple(items), tuple(run.notes))


def _cut_off(run: Run, text: str) -> tuple[int, str]:
    """Give what a text begins with that is the record's own, and the rest."""
    if text.startswith(run.iri):
        return IRI_OF, text[len(run.iri) :]
    if text.startswith(run.about):
        return ABOUT, text[len(run.about) :]
    return NOTHING_OWN, text


def say_again(run: Run, said: Said, index: int) -> bool:
    """Say for a record what was said before; False where a slug has another value there.

    ``index`` is the place of the field in the record.
    """
    slugs = run.slugs
    for key, value in said.slugs:
        if slugs.setdefault(key, value) != value:
            return False
    out, me, iri = run.out, run.me, run.iri
    begins = ("", iri, run.about)
    last = whole = ""
    last_of = NOTHING_OWN
    for of_subject, of_object, subject, opened, text, end in said.rows or ():
        if of_object:
            text = begins[of_object] + text
        if of_subject == IRI_OF and subject == ">":
            out[me, opened, text, end] = None
        else:
            if subject is not last or of_subject != last_of:
                last, last_of, whole = subject, of_subject, f"<{begins[of_subject]}{subject}"
            out[whole, opened, text, end] = None
    if said.notes:
        run.notes += said.notes
    for holder, is_own, item in said.items:
        run.listed(me, holder, index, iri + item if is_own else item)
    return True
