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
KEPT = 1 << 14  # of so many it is known what they said

# What says a rule of a field: a run, the field, its place in the record, its tag, and then
# what is the same for all fields of the record.
Body = Callable[..., None]

RECORD, OWN_OBJECT, FOREIGN, FOREIGN_TO_OWN, OWN_NODE, OWN_BOTH = range(6)


class Said(NamedTuple):
    """What a rule said of a field; ``rows`` is None where that cannot be said again so.

    A row begins with what of it is the record's own: ``RECORD`` (the subject is the record),
    ``OWN_OBJECT`` (and the text goes on behind its IRI), ``FOREIGN`` (nothing),
    ``FOREIGN_TO_OWN`` (the text), ``OWN_NODE`` (the subject goes on behind it), ``OWN_BOTH``.
    ``items`` are those of the record's ordered lists: the list, whether the item goes on behind
    the record's IRI, and its text.
    """

    rows: tuple[tuple[int, str, str, str, str], ...] | None
    slugs: tuple[tuple[tuple[str, str], str], ...] = ()
    items: tuple[tuple[str, bool, str], ...] = ()
    notes: tuple[Notice, ...] = ()


UNFIT = Said(None)
NOTHING = Said(())

# What the rules said of one field, by their numbers.
Told = dict[int, Said]


class Fields:
    r"""The fields that were met, and for those met twice their text and what was said of them.

    ``tidy`` gives the text of a field that conversion reads.  ``iri`` is that of no record,
    which no field can hold: what begins with it is the record's.

    >>> fields = Fields({"650"}, lambda tag, raw: raw.strip())
    >>> fields.find("650", " 0\x1fax "), fields.find("650", " 0\x1fax ")
    (None, ('0\x1fax', {}))
    """

    def __init__(self, tags: Iterable[str], tidy: Callable[[str, str], str]) -> None:
        self.iri = f"x-no-record:{secrets.token_hex(8)}"
        self._tidy = tidy
        self._known: dict[str, dict[str, tuple[str, Told]]] = {tag: {} for tag in tags}
        self._met: set[int] = set()
        self._kept = 0

    def find(self, tag: str, raw: str) -> tuple[str, Told] | None:
        """Give the text of a field and what was said of it; None if it was not met before."""
        known = self._known.get(tag)
        if known is None:
            return None
        return known.get(raw) or self._met_again(tag, raw)

    def _met_again(self, tag: str, raw: str) -> tuple[str, Told] | None:
        if raw[2:3] != "\x1f" and tag[:2] != "00":  # no field at all
            return None
        number = hash(raw)
        if number not in self._met:
            if len(self._met) >= MET:
                self._met.clear()
            self._met.add(number)
            return None
        if self._kept >= KEPT:
            self._kept = 0
            for fields in self._known.values():
                fields.clear()
        self._kept += 1
        found: tuple[str, Told] = (self._tidy(tag, raw), {})
        self._known[tag][raw] = found
        return found


def recorded(run: Run, body: Body, field: str, tag: str, *shared: bool) -> Said:
    """Let a rule say its piece of a field in a run of no record; give what can be said again."""
    body(run, field, 0, tag, *shared)
    me, iri = run.me, run.iri
    items = [
        (holder, item.startswith(iri), item.removeprefix(iri))
        for (subject, holder), entries in run.lists.items()
        for _, _, item in entries
        if subject == me
    ]
    if any(iri in note.message for note in run.notes) or len(items) < sum(
        map(len, run.lists.values())
    ):
        return UNFIT
    subjects: dict[str, str] = {}
    rows: list[tuple[int, str, str, str, str]] = []
    for subject, opened, text, end in run.out:
        own = text.startswith(iri)
        text = text.removeprefix(iri)
        if iri in text or iri in opened or iri in end:
            return UNFIT
        if subject == me:
            rows.append((OWN_OBJECT if own else RECORD, "", opened, text, end))
        elif subject.startswith(me[:-1]):
            tail = subject.removeprefix(me[:-1])
            tail = subjects.setdefault(tail, tail)
            rows.append((OWN_BOTH if own else OWN_NODE, tail, opened, text, end))
        elif iri in subject:
            return UNFIT
        else:
            rows.append((FOREIGN_TO_OWN if own else FOREIGN, subject, opened, text, end))
    if not rows and not run.slugs and not run.notes:
        return NOTHING
    return Said(tuple(rows), tuple(run.slugs.items()), tuple(items), tuple(run.notes))


def say_again(run: Run, said: Said, index: int) -> bool:
    """Say for a record what was said before; False where a slug has another value there.

    ``index`` is the place of the field in the record.
    """
    slugs = run.slugs
    for key, value in said.slugs:
        if slugs.setdefault(key, value) != value:
            return False
    out, me, iri = run.out, run.me, run.iri
    last = own = ""
    for kind, subject, opened, text, end in said.rows or ():
        if kind == RECORD:
            out[me, opened, text, end] = None
        elif kind == OWN_OBJECT:
            out[me, opened, iri + text, end] = None
        elif kind == FOREIGN:
            out[subject, opened, text, end] = None
        elif kind == FOREIGN_TO_OWN:
            out[subject, opened, iri + text, end] = None
        else:
            if subject is not last:
                last, own = subject, f"<{iri}{subject}"
            out[own, opened, text if kind == OWN_NODE else iri + text, end] = None
    if said.notes:
        run.notes += said.notes
    for holder, is_own, item in said.items:
        run.listed(me, holder, index, iri + item if is_own else item)
    return True
