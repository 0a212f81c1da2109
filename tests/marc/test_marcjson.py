"""MARC-in-JSON, against what pymarc and yaz write, in both of its forms."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
from pathlib import Path

import pymarc
import pytest
from marc_samples import content, keys, pymarc_content
from shared_data import shared_files
from six_formats import sample

from marc2rdf.marc import Record, Reject, marcjson, read_source
from marc2rdf.marc.marcjson import read_marcjson

YAZ = shutil.which("yaz-marcdump")
OLDER = [
    {
        "leader": "00000nam a2200000 a 4500",
        "controlfield": [{"tag": "001", "data": "1"}],
        "datafield": [
            {"tag": "245", "ind": "10", "subfield": [{"code": "a", "data": "T"}]},
            {"tag": "500", "ind1": " ", "ind2": "1", "subfield": [{"code": "a", "data": "N"}]},
        ],
    },
    {
        "leader": "00000nam a2200000 a 4500",
        "controlfield": {"@tag": "001", "#text": "1"},
        "datafield": [
            {"@tag": "245", "@ind1": "1", "@ind2": "0", "subfield": {"@code": "a", "#text": "T"}},
            {"@tag": "500", "@ind1": " ", "@ind2": "1", "subfield": {"@code": "a", "#text": "N"}},
        ],
    },
]


def read_json(text: str | bytes) -> list[Record | Reject]:
    data = text.encode() if isinstance(text, str) else text
    return list(read_source(io.BytesIO(data), "marcjson"))


def good(key: str, title: str = "T") -> str:
    return str(sample(key, title).to_pymarc().as_json())


@pytest.mark.parametrize("between", ["[{},{}]", "[\n{},\n{}\n]\n", "{}\n{}\n", "{}{}", "{}\r\n{}"])
def test_what_pymarc_writes_is_read(between: str) -> None:
    first, second = good("1", "Été"), good("2", '百年の孤独 {$} "x" \\')
    items = read_json(between.replace("{}", "%s") % (first, second))
    assert [content(item) for item in items if isinstance(item, Record)] == [
        pymarc_content(record) for record in pymarc.JSONReader(f"[{first},{second}]")
    ]
    assert [item.number for item in items] == [1, 2]


@pytest.mark.parametrize("older", OLDER)
def test_the_older_form_is_read(older: dict[str, object]) -> None:
    [record] = read_source(io.BytesIO(json.dumps([older]).encode()))
    assert isinstance(record, Record)
    assert (record.format, record.leader) == ("marcjson", older["leader"])
    assert content(record) == [("001", "1"), ("245", "10\x1faT"), ("500", " 1\x1faN")]
    assert record.notices == []


@pytest.mark.parametrize("value", ["5", "null", "[]", "{}", "[[]]", '["x"]', '[{"tag": 5}]'])
@pytest.mark.parametrize("key", ["controlfield", "datafield"])
def test_nothing_in_the_older_form_is_a_crash(key: str, value: str) -> None:
    for item in read_json('{"leader": "", "%s": %s}' % (key, value)):  # noqa: UP031
        assert isinstance(item, Reject)
        assert item.error.code == "record-empty"


@pytest.mark.parametrize(
    "broken",
    [
        '{"leader": "x", "fields": [',
        '{"leader": "x", "fields": [}}}}',
        '{"leader": "x',
        '{"leader": "x", "fields": 5}',
        '{"leader": {"a": ["}"]}}',
        '{"leader": "\\ud8',
        '"a text"',
        "5",
    ],
)
def test_one_broken_object_costs_itself_alone(broken: str) -> None:
    items = read_json(f"[{good('1')},\n{broken},\n{good('3')}]")
    assert keys(items) == ["1", "!", "3"]
    assert [item.number for item in items] == [1, 2, 3]


@pytest.mark.parametrize("beyond", range(-14, 4))
def test_a_record_without_measure_is_one_reject(
    beyond: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """... wherever the next one begins behind the limit, and however often it is passed."""
    monkeypatch.setattr(marcjson, "MAX_RECORD", 200_000)
    endless = '{"leader": "' + "x" * (4 * marcjson.CHUNK * 2 - len(good("1")) - 16 + beyond)
    items = read_json(f"[{good('1')},{endless}{good('3')}]")
    assert keys(items) == ["1", "!", "3"]
    assert [item.number for item in items] == [1, 2, 3]
    assert isinstance(items[1], Reject) and items[1].error.code == "record-too-large"
    assert len(items[1].raw) <= marcjson.MAX_RECORD + marcjson.CHUNK


def test_lone_surrogates_become_the_sign_of_what_was_lost() -> None:
    [record] = read_json(good("1", "TITLE").replace("TITLE", "\\ud800x\\ud83d\\ude00"))
    assert isinstance(record, Record)
    assert record.get("245", "a") == "\ufffdx😀 /"
    assert [notice.code for notice in record.notices] == ["encoding-repaired"]


def test_what_is_read_is_kept_as_it_came() -> None:
    text = f"[{good('1')} , {good('2')}]".encode()
    for item in read_marcjson(io.BytesIO(text), "a.json"):
        assert text[item.offset : item.offset + len(item.raw)] == item.raw
        assert json.loads(item.raw)


@pytest.mark.skipif(YAZ is None and "CI" not in os.environ, reason="yaz is not installed")
@pytest.mark.parametrize("path", shared_files("nlnz-1000.mrc"), ids=lambda path: path.name)
def test_real_records_are_the_same_in_the_json_of_yaz(path: Path) -> None:
    assert YAZ is not None, "yaz-marcdump has to be there: apt install yaz"
    done = subprocess.run([YAZ, "-o", "json", str(path)], capture_output=True, check=True)
    ours = [item for item in read_source(path) if isinstance(item, Record)]
    theirs = [item for item in read_json(done.stdout) if isinstance(item, Record)]
    assert len(ours) == len(theirs) == path.read_bytes().count(b"\x1d")
    for one, other in zip(ours, theirs, strict=True):
        assert content(other) == content(one)
        assert (other.leader[5:12], other.leader[17:]) == (one.leader[5:12], one.leader[17:])
