"""The short way gives what the long way gives, or nothing."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from damage import damaged
from hypothesis import given, settings
from hypothesis import strategies as st
from marc_samples import DATA, book, field, iso2709
from shared_data import shared_files
from test_record import records

from marc2rdf.errors import RecordError
from marc2rdf.marc import Record
from marc2rdf.marc import iso2709 as reader
from marc2rdf.marc.framing import Frame, read_frames
from marc2rdf.marc.lean import Lean

MEMBERS = [name for name in Record.__slots__ if name not in ("source", "number", "offset", "raw")]


def both(raw: bytes, lean: Lean) -> bool:
    """Read a record, given without its end mark, both ways; tell whether the short one does."""
    short = reader._read_lean(raw, lean)
    if short is None:
        return False
    long = reader._read_record(Frame(raw, 0, True), "", 0)
    for name in MEMBERS:
        assert getattr(short, name) == getattr(long, name), name
    return True


@pytest.mark.parametrize("path", [*sorted(DATA.glob("*.mrc")), *shared_files("*.mrc")], ids=str)
def test_real_records_go_the_short_way(path: Path) -> None:
    lean = Lean()
    with path.open("rb") as stream:
        assert all([both(frame.raw, lean) for frame in read_frames(stream)])


@given(st.lists(records(), min_size=1, max_size=3))
def test_both_ways_give_the_same(made: list[Record]) -> None:
    lean = Lean()
    for record in made:
        both(record.to_pymarc().as_marc()[:-1], lean)


@settings(max_examples=500, deadline=None)
@given(st.integers(0, 2**32))
def test_both_ways_give_the_same_of_damaged_records(seed: int) -> None:
    chance = random.Random(seed)
    lean = Lean()
    whole = iso2709(
        field("001", "12"),
        field("008", "760101s1975    nyu"),
        field("100", "1 \x1faDiallo, A\u00efssatou"),
        field("245", "10\x1faUn \u00e9te\u0301 \u00c3\u00a9 \u4e2d"),
        coding=chance.choice(("a", " ")),
    )
    raw = whole[:-1] if chance.random() < 0.2 else damaged(whole[:-1], chance)
    try:
        both(raw, lean)
    except RecordError as error:
        pytest.fail(f"the long way refuses {raw!r}: {error}")


@pytest.mark.parametrize(
    "raw",
    [
        iso2709(field("245", "10\x1faA"), field("001", "1")),
        iso2709(field("001", "1"), field("FMT", "BK")),
        iso2709(field("001", "1"), field("2.5", "10\x1faA")),
        iso2709(field("001", "1"), field("245", "1\x1faA")),
        iso2709(field("001", "1"), field("245", "")),
        iso2709(field("001", "10\x1faA"), field("245", "10\x1faA")),
        iso2709(field("001", "1"), field("245", "10\x1faA\x1b(B")),
        iso2709(field("001", "1"), ("245", b"10\x1faA\xe9")),
        b"00050nam a2200049 a 4500245000500000001000200005\x1e1\x1e10\x1fa\x1e\x1d",
        b"00026nam a2200025 a 4500\x1e\x1d",
        b"\x1d",
    ],
)
def test_what_goes_the_long_way(raw: bytes) -> None:
    assert not both(raw[:-1], Lean())


def test_many_tags_take_no_memory() -> None:
    lean = Lean()
    for number in range(10_000):
        assert both(book(str(number)).replace(b"245", b"%03X" % (number % 4000 + 16))[:-1], lean)
    assert len(lean._names) <= 4096 and len(lean._layouts) == 1


def test_the_short_way_keeps_what_rejects_need() -> None:
    raw = book("1") + b"\n" + book("2", "\u00e9")
    read = list(reader.read_iso2709(io.BytesIO(raw), "file.mrc"))
    assert [item.raw for item in read] == [book("1"), book("2", "\u00e9")]
    assert [item.offset for item in read] == [0, len(book("1")) + 1]
