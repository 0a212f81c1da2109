"""Two records never become one, in memory and on disk."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from marc2rdf.marc.record import Record
from marc2rdf.run.keys import Keys, Seen, digest


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.binary(max_size=1)), max_size=60))
def test_keys_on_disk_know_what_keys_in_memory_know(records):
    memory, disk = Keys(), Keys(in_memory=2)
    first: dict[str, bytes] = {}
    for key, content in records:
        expected = Seen.NEW if key not in first else Seen.OTHER
        if first.setdefault(key, content) == content and expected is not Seen.NEW:
            expected = Seen.SAME
        record = Record(tags=["001"], fields=[content.hex()])
        assert memory.see(key, record) is disk.see(key, record) is expected
    disk.close()


def test_the_temporary_file_goes(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    keys = Keys(in_memory=0)
    assert keys.see("a", Record()) is Seen.NEW
    assert len(os.listdir(tmp_path)) == 1
    keys.close()
    assert os.listdir(tmp_path) == []


def test_lengths_in_the_leader_make_no_other_record():
    one = Record("01234nam a2200289 a 4500", ["001"], ["1"])
    two = Record("00000nam a2200000 a 4500", ["001"], ["1"])
    other = Record("00000cam a2200000 a 4500", ["001"], ["1"])
    assert digest(one) == digest(two) != digest(other)
