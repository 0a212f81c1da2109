"""A file appears under its name only when it is complete."""

from __future__ import annotations

import gzip
import os
import stat

import pytest
import zstandard

from marc2rdf.errors import OutputError
from marc2rdf.run.sink import open_sink


def test_a_file_is_replaced_only_by_success(tmp_path):
    path = tmp_path / "a.nt"
    path.write_bytes(b"old")
    with pytest.raises(RuntimeError), open_sink(str(path)) as out:
        out.write(b"new")
        raise RuntimeError
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.nt"]
    with open_sink(str(path)) as out:
        out.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a.nt"]


def test_a_new_file_has_the_usual_rights(tmp_path):
    with open_sink(str(tmp_path / "a.nt")) as out:
        out.write(b"x")
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE((tmp_path / "a.nt").stat().st_mode) == 0o666 & ~mask


def test_compressed_files_hold_what_was_written(tmp_path):
    for name in ("a.nt.gz", "a.nt.zst"):
        with open_sink(str(tmp_path / name)) as out:
            out.write(b"one\n")
            out.write(b"two\n")
    packed = (tmp_path / "a.nt.gz").read_bytes()
    assert gzip.decompress(packed) == b"one\ntwo\n"
    assert packed[3] == 0 and packed[4:8] == b"\0\0\0\0"  # no name, no time
    reader = zstandard.ZstdDecompressor().decompressobj()
    assert reader.decompress((tmp_path / "a.nt.zst").read_bytes()) == b"one\ntwo\n"
    assert reader.eof


@pytest.mark.parametrize(
    ("name", "message"),
    [("folder", "it is a folder"), ("no/folder/a.nt", "there is no such folder")],
)
def test_what_cannot_be_written_says_why(tmp_path, name, message):
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match=message), open_sink(str(tmp_path / name)) as out:
        out.write(b"x")


def test_a_full_disk_leaves_nothing(tmp_path):
    with pytest.raises(OutputError, match="No space left"), open_sink("/dev/full") as out:
        out.write(b"x" * 100_000)
    assert os.listdir(tmp_path) == []
