"""Aleph sequential: where records end, which tags are kept, and what real files hold."""

from __future__ import annotations

import io
from pathlib import Path

import pymarc
import pytest
from marc_samples import content, keys, pymarc_content
from shared_data import shared_files
from six_formats import sample, written

from marc2rdf.marc import Record, Reject, read_source


def read_aleph(data: bytes) -> list[Record | Reject]:
    return list(read_source(io.BytesIO(data), "alephseq"))


def test_a_record_ends_where_the_number_changes() -> None:
    data = b"000000007 24510 L $$aA\n\n000000007 500   L $$aN\n000000003 24510 L $$aB\n"
    items = read_aleph(data)
    assert keys(items) == ["000000007", "000000003"]
    assert [len(item.raw) for item in items] == [47, 23]


def test_a_number_that_comes_again_is_another_record() -> None:
    data = b"000000001 24510 L $$aA\n000000002 24510 L $$aB\n000000001 24510 L $$aC\n"
    assert keys(read_aleph(data)) == ["000000001", "000000002", "000000001"]


def test_the_number_is_the_001_only_where_there_is_none() -> None:
    [record] = read_aleph(b"000000001 001   L abc\n000000001 24510 L $$aA\n")
    assert content(record) == [("001", "abc"), ("245", "10\x1faA")]  # type: ignore[arg-type]
    [record] = read_aleph(b"000000001 FMT   L BK\n000000001 24510 L $$aA\n")
    expected = [("001", "000000001"), ("FMT", "BK"), ("245", "10\x1faA")]
    assert content(record) == expected  # type: ignore[arg-type]


def test_a_roof_is_a_blank_in_fixed_fields_alone() -> None:
    [record] = read_aleph(
        b"000000001 LDR   L ^^^^^nam^a22002057^^4500\n"
        b"000000001 008   L 760101s1975^^^^nyu\n"
        b"000000001 CAT   L a^b\n"
        b"000000001 24510 L $$aa^b $5\n"
    )
    assert isinstance(record, Record)
    assert record.leader == "     nam a22002057  4500"
    assert record.get("CAT") == "a^b"
    assert (record.get("008"), record.get("245", "a")) == ("760101s1975    nyu", "a^b $5")


def test_a_broken_record_costs_itself_alone() -> None:
    data = written([sample("1"), sample("2"), sample("3")], "alephseq")
    lines = data.splitlines(keepends=True)
    broken = b"".join(
        b"000000002 \xff\xfe\x00\n" if line.startswith(b"000000002") else line for line in lines
    )
    items = read_aleph(broken)
    assert keys(items) == ["1", "!", "3"]
    assert [item.number for item in items] == [1, 2, 3]
    assert isinstance(items[1], Reject) and items[1].error.code == "record-empty"


@pytest.mark.parametrize("path", shared_files("alephseq/*.alephseq"), ids=lambda path: path.name)
def test_pymarc_takes_real_records_and_gives_them_back_the_same(path: Path) -> None:
    """Leaders aside, which pymarc computes; it holds no alphabetic control fields."""
    for item in read_source(path):
        assert isinstance(item, Record)
        again = pymarc.Record(data=item.to_pymarc().as_marc(), to_unicode=True, force_utf8=True)
        ours = [(tag, text) for tag, text in content(item) if tag.isdigit()]
        assert [one for one in pymarc_content(again) if one[0].isdigit()] == ours


@pytest.mark.parametrize("path", shared_files("alephseq/*.alephseq"), ids=lambda path: path.name)
def test_no_line_of_a_real_file_is_lost(path: Path) -> None:
    """Each line is the leader, a field, or the rest of a long field; and nothing was mended."""
    raw = path.read_bytes()
    items = [item for item in read_source(path) if isinstance(item, Record)]
    assert b"".join(item.raw for item in items) == raw
    assert {notice.code for item in items for notice in item.notices} <= {"leader-repaired"}
    lines = [line for line in raw.decode().splitlines() if line.strip()]
    further = sum(line[18:22] == "$$9^" for line in lines)
    leaders = sum(line[10:13] == "LDR" for line in lines)
    added = sum(item.raw.find(b" 001 ") < 0 for item in items)
    assert sum(len(item.tags) for item in items) == len(lines) - further - leaders + added
