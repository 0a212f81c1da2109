from __future__ import annotations

import io
import random
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pymarc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marc_samples import DATA, book, content, field, iso2709, keys, pymarc_content
from shared_data import shared_files
from test_record import records

from marc2rdf.marc import Record, Reject, framing
from marc2rdf.marc.framing import read_frames
from marc2rdf.marc.iso2709 import read_iso2709


def read_all(raw: bytes) -> list[Record | Reject]:
    return list(read_iso2709(io.BytesIO(raw), "file.mrc"))


def one(raw: bytes) -> Record:
    [record] = read_all(raw)
    assert isinstance(record, Record), record
    return record


def codes(record: Record | Reject) -> list[str]:
    assert isinstance(record, Record)
    return [notice.code for notice in record.notices]


def code(item: Record | Reject) -> str:
    assert isinstance(item, Reject)
    return item.error.code


class Trickle:
    """A stream that gives a few bytes at a time, and cannot seek."""

    def __init__(self, data: bytes, size: int) -> None:
        self.data, self.size = data, size

    def read(self, _size: int = -1, /) -> bytes:
        part, self.data = self.data[: self.size], self.data[self.size :]
        return part


@pytest.mark.parametrize("path", [*sorted(DATA.glob("*.mrc")), *shared_files("*.mrc")], ids=str)
def test_real_files_are_read_as_pymarc_reads_them(path: Path) -> None:
    raw = path.read_bytes()
    ours = read_all(raw)
    theirs = list(pymarc.MARCReader(raw))
    assert len(ours) == len(theirs) > 0
    for mine, other in zip(ours, theirs, strict=True):
        assert isinstance(mine, Record) and other is not None
        # pymarc leaves text as it finds it; ours is composed.
        composed = [(t, unicodedata.normalize("NFC", text)) for t, text in pymarc_content(other)]
        assert content(mine) == composed
        assert (mine.leader, mine.notices) == (str(other.leader), [])
        size = int(mine.leader[:5])
        assert raw[mine.offset : mine.offset + size].endswith(b"\x1d")
        assert (
            pymarc.Record(data=raw[mine.offset : mine.offset + size]).as_marc() == other.as_marc()
        )


@given(st.lists(records(), min_size=1, max_size=4))
def test_what_pymarc_writes_is_read_back(made: list[Record]) -> None:
    read = read_all(b"".join(record.to_pymarc().as_marc() for record in made))
    assert len(read) == len(made)
    for number, (before, after) in enumerate(zip(made, read, strict=True), 1):
        assert isinstance(after, Record)
        nfc = [(t, unicodedata.normalize("NFC", v)) for t, v in pairs(before)]
        assert list(pairs(after)) == nfc
        # What looks like UTF-8 encoded twice is told, whoever meant it.
        others = [notice for notice in after.notices if notice.code != "encoding-double"]
        assert (after.number, after.format, others) == (number, "iso2709", [])


def pairs(record: Record) -> Iterator[tuple[str, str]]:
    for one_field in record:
        if one_field.is_control:
            yield one_field.tag, one_field.data
        else:
            yield one_field.tag, one_field.indicator1 + one_field.indicator2
            yield from ((s.code, s.value) for s in one_field.subfields)


@pytest.mark.parametrize("size", [1, 7, 100])
def test_the_size_of_the_chunks_does_not_matter(size: int) -> None:
    raw = book("1", "é") + b"\r\n" + book("2") + book("3")
    read = list(read_iso2709(Trickle(raw, size), "x"))
    assert keys(read) == ["1", "2", "3"]
    assert [raw[r.offset : r.offset + 5].isdigit() for r in read] == [True] * 3


def test_what_lies_between_records_is_skipped_and_offsets_are_kept() -> None:
    gaps = [b"\xef\xbb\xbf", b"\n", b"\r\n \r\n", b"\x00\x00", b"  ", b"\n\x1a"]
    raw, starts = b"", []
    for number, gap in enumerate(gaps):
        starts.append(len(raw) + len(gap))
        raw += gap + book(str(number))
    read = read_all(raw + b"\n\x1a")
    assert keys(read) == list("012345")
    assert [record.offset for record in read] == starts
    assert [codes(record) for record in read] == [[]] * 6


@pytest.mark.parametrize("length", [b"00000", b"99999", b"00001", b"abcde", b"     ", b"00120"])
def test_a_wrong_length_costs_nothing(length: bytes) -> None:
    wrong = length + book("2")[5:]
    read = read_all(book("1") + wrong + book("3"))
    assert keys(read) == ["1", "2", "3"]
    assert codes(read[1]) == ["framing-repaired"]
    assert codes(read[0]) == codes(read[2]) == []


def test_a_length_that_covers_the_neighbour_costs_nothing() -> None:
    second, third = book("2"), book("3")
    wrong = b"%05d" % (len(second) + len(third)) + second[5:]
    assert keys(read_all(book("1") + wrong + third + book("4"))) == ["1", "2", "3", "4"]


def test_a_length_that_spans_a_neighbour_without_a_leader_costs_nothing() -> None:
    second, third = book("2"), b"\xff" * 5 + book("3")[5:]
    wrong = b"%05d" % (len(second) + len(third)) + second[5:]
    read = read_all(book("1") + wrong + third + book("4"))
    assert keys(read) == ["1", "2", "3", "4"] and codes(read[1]) == ["framing-repaired"]


def test_an_end_mark_inside_a_field_still_cuts_no_record() -> None:
    whole = iso2709(field("001", "2"), field("245", "10\x1faOne\x1dtwo"))
    assert content(one(whole)) == [("001", "2"), ("245", "10\x1faOne two")]


def test_lengths_counted_in_characters_are_read() -> None:
    raw = book("1", "Ünïcödé")
    body = raw.partition(b"\x1e")[2]
    text = raw.decode()
    counted = b"%05d" % len(text) + raw[5:24] + b"001000200000" + b"245001200002\x1e" + body
    assert one(counted).get("245", "a") == "Ünïcödé"


def test_a_record_over_99999_bytes_is_read() -> None:
    value = "é" * 4000
    big = iso2709(field("001", "big"), *[field("500", f"  \x1fa{value}")] * 20)
    read = read_all(book("1") + big + book("3"))
    assert keys(read) == ["1", "big", "3"]
    assert isinstance(read[1], Record)
    assert len(read[1].get_fields("500")) == 20
    assert codes(read[1]) == []


def test_numbers_that_outgrew_the_directory_are_read() -> None:
    made = Record()
    made.add_control("001", "big")
    for _ in range(5):
        made.add("505", "0 ", [("a", "x" * 30_000)])
    raw = made.to_pymarc().as_marc()
    assert raw[:6].isdigit()
    read = read_all(book("1") + raw + book("3"))
    assert keys(read) == ["1", "big", "3"]
    assert isinstance(read[1], Record)
    assert content(read[1]) == content(made)
    assert "leader-repaired" in codes(read[1])


def test_an_end_mark_inside_a_record_is_found_out_by_the_length() -> None:
    inside = iso2709(field("001", "2"), field("245", "10\x1faOne\x1dtwo"))
    read = read_all(book("1") + inside + book("3"))
    assert keys(read) == ["1", "2", "3"]
    assert isinstance(read[1], Record)
    assert read[1].get("245", "a") == "One two"
    assert codes(read[1]) == ["framing-repaired"]


@pytest.mark.parametrize("mark", [b"", b"\n", b" "])
def test_a_missing_end_mark_is_found_by_the_next_leader(mark: bytes) -> None:
    read = read_all(book("1") + book("2")[:-1] + mark + book("3") + book("4")[:-1])
    assert keys(read) == ["1", "2", "3", "4"]
    assert [codes(record) for record in read] == [
        [],
        ["framing-repaired"],
        [],
        ["framing-repaired"],
    ]


def test_a_record_cut_before_the_next_one_is_rejected_alone() -> None:
    cut = book("2")[:-8]
    read = read_all(book("1") + cut + book("3"))
    assert keys(read) == ["1", "!", "3"]
    assert isinstance(read[1], Reject)
    assert (read[1].error.code, read[1].raw, read[1].offset) == ("record-cut", cut, len(book("1")))


def test_a_record_cut_at_the_end_is_rejected() -> None:
    whole = book("1") + book("2", "A long title that is cut")
    for size in range(len(book("1")) + 1, len(whole) - 2):
        read = read_all(whole[:size])
        assert keys(read) == ["1", "!"], size
        reject = read[1]
        assert isinstance(reject, Reject)
        assert reject.raw == whole[len(book("1")) : size]
        assert reject.error.where == "file.mrc: record 2"
        assert (reject.number, reject.offset, reject.format) == (2, len(book("1")), "iso2709")


def test_junk_between_records_is_rejected_and_the_neighbours_live() -> None:
    raw = book("1") + b"GARBAGE AND MORE\n" + book("2") + b"\x1d\x1d" + b"junk\x1d" + book("3")
    read = read_all(raw)
    assert keys(read) == ["1", "!", "2", "!", "3"]
    assert [item.raw for item in read if isinstance(item, Reject)] == [
        b"GARBAGE AND MORE\n",
        b"junk\x1d",
    ]
    assert [item.number for item in read] == [1, 2, 3, 4, 5]


def test_a_field_mark_inside_a_value_is_found_out_by_the_directory() -> None:
    raw = iso2709(field("001", "1"), field("245", "10\x1faOne\x1etwo"), field("500", "  \x1faNote"))
    record = one(raw)
    assert record.get("245", "a") == "One two"
    assert record.get("500", "a") == "Note"
    assert codes(record) == ["framing-repaired"]


def test_fields_in_another_order_than_the_directory_go_by_the_directory() -> None:
    head, body = b"00000nam a2200049 a 4500", b"10\x1faTitle\x1e1\x1e"
    raw = head + b"001000200010" + b"245001000000" + b"\x1e" + body + b"\x1d"
    assert content(one(raw)) == [("001", "1"), ("245", "10\x1faTitle")]


def test_fields_that_the_directory_does_not_name_are_told() -> None:
    raw = b"00000nam a2200037 a 4500" + b"001000200000" + b"\x1e1\x1e10\x1faX\x1e\x1d"
    record = one(raw)
    assert content(record) == [("001", "1")]
    assert "6 bytes of fields that the directory does not name" in record.notices[-1].message


def test_a_directory_that_points_often_at_one_field_is_refused() -> None:
    body = b"10\x1fa" + b"x" * 9000 + b"\x1e"
    raw = b"00000nam a2200000 a 4500" + b"500900500000" * 7000 + b"\x1e" + body + b"\x1d"
    read = read_all(book("1") + raw + book("3"))
    assert keys(read) == ["1", "!", "3"]
    assert code(read[1]) == "directory-invalid"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"00026nam a2200025 a 4500\x1e\x1d", "record-empty"),
        (b"00026nam a2200025 a 4500\x1d", "directory-invalid"),
        (b"00026nam\x1d", "record-cut"),
        (b"00000nam a2200049 a 4500001009900000\x1e1\x1e2\x1e\x1d", "directory-invalid"),
        (b"00000nam a2200049 a 4500!?%$\x1e1\x1e2\x1e\x1d", "directory-invalid"),
    ],
)
def test_what_cannot_be_read_is_rejected(raw: bytes, expected: str) -> None:
    read = read_all(book("1") + raw + book("3"))
    assert keys(read) == ["1", "!", "3"]
    assert code(read[1]) == expected
    assert isinstance(read[1], Reject) and read[1].raw == raw


@pytest.mark.parametrize("size", [22, 23, 25, 26])
def test_leaders_of_another_size_are_mended(size: int) -> None:
    raw = book("1")
    leader = (raw[:20] + b"45000000")[:size] if size > 24 else raw[: size - 4] + b"4500"
    record = one(leader + raw[24:])
    assert content(record) == content(one(raw))
    assert len(record.leader) == 24 and record.leader.endswith("4500")
    assert "leader-repaired" in codes(record)


@pytest.mark.parametrize("place", [5, 8, 20, 21, 22, 23])
@pytest.mark.parametrize("byte", [b"\xe9", b"\x00", b"\x1b"])
def test_a_wrong_byte_in_the_leader_is_mended(place: int, byte: bytes) -> None:
    raw = book("1", "Café")
    record = one(raw[:place] + byte + raw[place + 1 :])
    assert content(record) == content(one(raw))
    assert record.leader[20:] == "4500"
    assert codes(record) == ["leader-repaired"]


def test_missing_indicators_are_blank() -> None:
    raw = iso2709(
        field("001", "1"),
        field("245", "\x1faTitle"),
        field("246", "1\x1faOther"),
        field("500", "123\x1faNote"),
    )
    record = one(raw)
    assert content(record)[1:] == [
        ("245", "  \x1faTitle"),
        ("246", "1 \x1faOther"),
        ("500", "12\x1faNote"),
    ]
    assert [(n.code, n.tag) for n in record.notices] == [
        ("indicator-repaired", tag) for tag in ("245", "246", "500")
    ]


def test_fields_without_subfields_are_told() -> None:
    raw = iso2709(field("001", "1"), field("245", "10"), field("500", "A note"), field("FMT", "BK"))
    record = one(raw)
    assert content(record) == [("001", "1"), ("500", "A note"), ("FMT", "BK")]
    assert [(n.code, n.tag) for n in record.notices] == [
        ("field-repaired", "245"),
        ("field-repaired", "500"),
    ]


def test_memory_stays_bounded_without_end_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(framing, "MAX_RECORD", 1000)
    monkeypatch.setattr(framing, "CHUNK", 100)
    raw = book("1") + b"x" * 5000 + b"\x1d" + book("2")
    read = read_all(raw)
    assert keys(read)[0] == "1" and keys(read)[-1] == "2"
    rejected = [item for item in read if isinstance(item, Reject)]
    assert b"".join(item.raw for item in rejected) == b"x" * 5000 + b"\x1d"
    assert max(len(item.raw) for item in rejected) < 1300


def test_many_records_without_end_marks_are_still_told_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(framing, "MAX_RECORD", 1000)
    monkeypatch.setattr(framing, "CHUNK", 100)
    raw = b"".join(book(str(number))[:-1] for number in range(100))
    assert keys(read_all(raw)) == [str(number) for number in range(100)]


def test_an_empty_stream_gives_no_records() -> None:
    assert read_all(b"") == read_all(b"\n\n") == []


@pytest.mark.parametrize("size", [5, 12, 30, 36, 40, 50])
def test_a_record_cut_in_its_leader_or_directory_leaves_the_next_one(size: int) -> None:
    read = read_all(book("1") + book("2")[:size] + book("3") + book("4"))
    assert keys(read) == ["1", "!", "3", "4"]


def test_a_length_that_is_right_by_chance_does_not_hide_the_next_record() -> None:
    cut = b"00100" + b"x" * (100 - 5 - len(book("3")))
    read = read_all(book("1") + cut + book("3") + book("4"))
    assert keys(read) == ["1", "!", "3", "4"]
    assert [item.number for item in read] == [1, 2, 3, 4]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32))
def test_damage_costs_no_more_than_the_damaged_record(seed: int) -> None:
    chance = random.Random(seed)
    books = [book(str(n), "Titel é " * chance.randrange(1, 5)) for n in range(5)]
    victim = bytearray(books[2])
    for _ in range(chance.randrange(1, 4)):
        place = chance.randrange(len(victim))
        kind = chance.randrange(3)
        if kind == 0:
            victim[place] = chance.choice(b"\x1d\x1e\x1f\x1b\x00 9a\xff")
        elif kind == 1:
            del victim[place]
        else:
            victim.insert(place, chance.randrange(256))
    raw = b"".join([*books[:2], bytes(victim), *books[3:]])
    read = read_all(raw)
    whole = [item for item in read if isinstance(item, Record)]
    assert [content(item) for item in whole[:2]] == [content(one(b)) for b in books[:2]]
    assert [content(item) for item in whole[-2:]] == [content(one(b)) for b in books[3:]]
    assert [item.number for item in read] == list(range(1, len(read) + 1))
    for item in read:
        start = item.offset
        expected = item.raw[:5] if isinstance(item, Reject) else raw[start : start + 5]
        assert raw[start : start + len(expected)] == expected


def test_frames_lose_no_byte() -> None:
    chance = random.Random(7)
    raw = bytes(chance.choice(b"\x1d01234nam a22\x1e\n") for _ in range(5000))
    kept = sum(len(frame.raw) + frame.ended for frame in read_frames(io.BytesIO(raw)))
    blank = sum(raw.count(byte) for byte in (b"\n", b" ", b"\x1d"))
    assert len(raw) - blank <= kept <= len(raw)
