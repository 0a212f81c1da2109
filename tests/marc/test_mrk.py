"""MarcEdit's mnemonic form, against yaz and pymarc."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from pathlib import Path

import pymarc
import pytest
from marc_samples import content, keys
from six_formats import sample, written

from marc2rdf.errors import InputError
from marc2rdf.marc import Record, Reject, lines, read_source

YAZ = shutil.which("yaz-marcdump")
LEADER = b"=LDR  00000nam a2200000 a 4500\n"


def read_mrk(data: bytes) -> list[Record | Reject]:
    return list(read_source(io.BytesIO(data), "mrk"))


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("between", [b"", b"\n", b"\n\n \n"])
def test_records_end_at_blank_lines_or_at_the_next_leader(end: bytes, between: bytes) -> None:
    one = LEADER + b"=001  1\n=245  10$aA\n"
    two = LEADER + b"=001  2\n=245  10$aB\n"
    items = read_mrk((one + between + two).replace(b"\n", end))
    assert keys(items) == ["1", "2"]
    assert [item.number for item in items] == [1, 2]


def test_a_record_without_leader_begins_behind_a_blank_line() -> None:
    items = read_mrk(b"=001  1\n=245  10$aA\n\n=001  2\n=245  10$aB\n")
    assert keys(items) == ["1", "2"]
    assert all(
        "leader-repaired" in [n.code for n in i.notices] for i in items if hasattr(i, "tags")
    )


def test_pymarc_and_we_say_the_same_of_a_record() -> None:
    """pymarc's text of a record is this form, but for the names of characters."""
    made = [sample("1", "Été"), sample("2", "百年の孤独")]
    text = "\n".join(str(record.to_pymarc()) for record in made)
    items = read_mrk(text.encode())
    assert [content(item) for item in items if isinstance(item, Record)] == list(map(content, made))
    assert isinstance(made[0].to_pymarc(), pymarc.Record)


@pytest.mark.skipif(YAZ is None and "CI" not in os.environ, reason="yaz is not installed")
def test_the_lines_that_yaz_writes_are_those_of_this_form(tmp_path: Path) -> None:
    assert YAZ is not None, "yaz-marcdump has to be there: apt install yaz"
    made = [sample("1"), sample("2", "Война и мир")]
    source = tmp_path / "a.mrc"
    source.write_bytes(written(made, "iso2709"))
    done = subprocess.run([YAZ, "-o", "line", str(source)], capture_output=True, check=True)
    text = re.sub(r"(?m)^([0-9]{5}.{19})$", r"=LDR  \1", done.stdout.decode())
    text = re.sub(r"(?m)^(00[1-9]) ", r"=\1  ", text)
    text = re.sub(r"(?m)^([0-9]{3}) (..) ", r"=\1  \2", text)
    text = re.sub(r" ?\$([a-z0-9]) ", r"$\1", text)
    items = read_mrk(text.encode())
    assert [content(item) for item in items if isinstance(item, Record)] == list(map(content, made))


def test_what_is_no_field_is_told_and_costs_nothing_else() -> None:
    data = written([sample("1"), sample("2"), sample("3")], "mrk")
    items = read_mrk(data.replace(b"=001  2", b"=!!\x80\xff\n=001  2"))
    assert keys(items) == ["1", "2", "3"]
    codes = [[n.code for n in item.notices] for item in items if isinstance(item, Record)]
    assert (codes[0], codes[2]) == ([], [])
    assert "line-unknown" in codes[1]


def test_a_record_that_is_not_utf8_changes_no_other() -> None:
    one = LEADER + "=001  1\n=245  10$aété\n\n".encode("cp1252")
    two = LEADER + "=001  2\n=245  10$aété\n".encode()
    first, second = read_mrk(one + two)
    assert isinstance(first, Record) and isinstance(second, Record)
    assert (first.encoding, second.encoding) == ("cp1252", "utf-8")
    assert first.get("245", "a") == second.get("245", "a") == "été"


def test_a_line_without_end_is_an_error_after_what_came_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lines, "MAX_LINE", 100_000)
    got = []
    with pytest.raises(InputError) as caught:
        for item in read_source(
            io.BytesIO(written([sample("1")], "mrk") * 2 + b"=500  $a" + b"x" * 400_000), "mrk"
        ):
            got.append(item)
    assert caught.value.code == "line-too-long"
    assert keys(got)[:1] == ["1"]
