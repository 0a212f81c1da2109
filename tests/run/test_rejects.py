"""What could not be used is kept with its bytes, and can be converted again."""

from __future__ import annotations

import json

from marc2rdf.errors import RecordError
from marc2rdf.marc.reject import Reject
from marc2rdf.run.rejects import Rejects


def rejected(raw: bytes, format: str, number: int = 1) -> Reject:
    error = RecordError("it is broken", where=f"a: record {number}", code="record-invalid")
    return Reject(raw, error, "a", number, 40, format)


def test_bytes_are_kept_by_format_and_the_log_says_why(tmp_path):
    rejects = Rejects(tmp_path / "bad.mrc")
    rejects.add(rejected(b"one\x1d", "iso2709"), "read")
    rejects.add(rejected(b"<record/>", "marcxml", 2), "convert", "42", "m.yaml:3:5")
    rejects.add(rejected(b"two\x1d", "iso2709", 3), "read")
    rejects.close()
    assert (tmp_path / "bad.mrc").read_bytes() == b"one\x1dtwo\x1d"
    xml = (tmp_path / "bad.xml").read_bytes()
    assert (
        xml.startswith(b"<collection") and b"<record/>" in xml and xml.endswith(b"</collection>\n")
    )
    lines = [json.loads(line) for line in (tmp_path / "bad.jsonl").read_text().splitlines()]
    assert [line["record"] for line in lines] == [1, 2, 3]
    assert lines[1] == {
        "source": "a",
        "record": 2,
        "offset": 40,
        "id": "42",
        "stage": "convert",
        "code": "record-invalid",
        "message": "it is broken",
        "where": "a: record 2",
        "mapping": "m.yaml:3:5",
    }


def test_without_rejects_there_are_no_files(tmp_path):
    Rejects(tmp_path / "bad.mrc").close()
    assert list(tmp_path.iterdir()) == []


def test_rejects_are_never_written_over_the_file_that_is_read(tmp_path):
    source = tmp_path / "rejects.mrc"
    source.write_bytes(b"x")
    rejects = Rejects(tmp_path / "rejects.mrc")
    rejects.avoid([source])
    rejects.add(rejected(b"one\x1d", "iso2709"), "read")
    rejects.close()
    assert source.read_bytes() == b"x"
    assert (tmp_path / "rejects-2.mrc").read_bytes() == b"one\x1d"
