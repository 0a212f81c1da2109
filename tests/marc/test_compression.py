"""Compressed sources: whole, cut, damaged, endless; folders and zip files."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from pathlib import Path

import pytest
import zstandard
from marc_samples import book, keys

from marc2rdf.errors import FormatError, InputError
from marc2rdf.marc import read_source
from marc2rdf.marc.compression import FREE

PACK = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": lambda data: zstandard.ZstdCompressor().compress(data),
}
BOOKS = [book(str(number), f"Title {number} {number * 7919}") for number in range(3000)]


def read(data: bytes) -> list[str]:
    return keys(read_source(io.BytesIO(data)))


@pytest.mark.parametrize("name", PACK)
def test_a_packed_file_is_read_whatever_it_is_called(name, tmp_path):
    (tmp_path / "records.mrc").write_bytes(PACK[name](b"".join(BOOKS)))
    assert keys(read_source(tmp_path / "records.mrc")) == [str(n) for n in range(3000)]


@pytest.mark.parametrize("name", PACK)
def test_several_members_behind_one_another_are_one(name):
    data = PACK[name](BOOKS[1]) + PACK[name](BOOKS[2])
    assert read(data) == ["1", "2"]


def test_blanks_behind_gzip_are_no_damage():
    assert read(PACK["gzip"](BOOKS[1]) + b"\0" * 512) == ["1"]


@pytest.mark.parametrize("name", PACK)
def test_an_end_that_comes_too_early_is_an_error_after_what_came_before(name):
    data = PACK[name](b"".join(BOOKS))
    for tenth in range(1, 10):
        cut = data[: len(data) * tenth // 10]
        got = []
        with pytest.raises(InputError) as caught:
            for item in read_source(io.BytesIO(cut)):
                got.append(item)
        assert caught.value.code in ("compressed-cut", "compressed-damaged")
        assert keys(got)[:-1] == [str(n) for n in range(max(len(got) - 1, 0))]


@pytest.mark.parametrize("name", PACK)
def test_damage_is_an_error(name):
    data = bytearray(PACK[name](b"".join(BOOKS)))
    data[len(data) // 2 : len(data) // 2 + 40] = bytes(40)
    with pytest.raises(InputError) as caught:
        read(bytes(data))
    assert caught.value.code in ("compressed-cut", "compressed-damaged", "record-too-large")


@pytest.mark.parametrize("name", ["gzip", "zstd", "xz"])
def test_a_bomb_is_refused(name):
    zeros = bytes(1 << 20)
    if name == "gzip":
        bomb = gzip.compress(BOOKS[1] + zeros * 130, 9)
    elif name == "zstd":
        bomb = zstandard.ZstdCompressor(19).compress(BOOKS[1] + zeros * 130)
    else:
        bomb = lzma.compress(BOOKS[1] + zeros * 130)
    assert len(bomb) * 1000 < FREE * 2
    with pytest.raises(InputError) as caught:
        read(bomb + bomb)
    assert caught.value.code == "compression-ratio"


def test_without_zstandard_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "zstandard", None)
    with pytest.raises(InputError, match=r"marc2rdf\[zstd\]"):
        read(PACK["zstd"](BOOKS[1]))


def test_all_files_of_a_zip_are_read(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b/two.mrc", BOOKS[2])
        archive.writestr("readme.txt", "Dear colleague, here they are.")
        archive.writestr("three.mrc.gz", gzip.compress(BOOKS[3]))
    skipped: list[FormatError] = []
    path = tmp_path / "all.zip"
    path.write_bytes(stream.getvalue())
    items = list(read_source(path, on_skip=skipped.append))
    assert keys(items) == ["2", "3"]
    assert items[0].source == f"{path}/b/two.mrc"
    assert [str(error).split(":")[0] for error in skipped] == [f"{path}/readme.txt"]
    with pytest.raises(InputError) as caught:
        read(stream.getvalue()[:-40])
    assert caught.value.code == "compressed-damaged"


def test_a_folder_is_its_files_in_order(tmp_path: Path):
    (tmp_path / "b").mkdir()
    (tmp_path / ".hidden.mrc").write_bytes(BOOKS[9])
    (tmp_path / "b" / "1.mrc").write_bytes(BOOKS[1])
    (tmp_path / "c.xml").write_text("<html></html>")
    (tmp_path / "a.mrc").write_bytes(BOOKS[2])
    skipped: list[FormatError] = []
    assert keys(read_source(tmp_path, on_skip=skipped.append)) == ["2", "1"]
    assert len(skipped) == 1 and "HTML" in str(skipped[0])


def test_a_stream_that_cannot_seek_can_be_packed():
    class Pipe(io.RawIOBase):
        def __init__(self, data: bytes) -> None:
            self.inner = io.BytesIO(data)

        def read(self, size: int = -1, /) -> bytes:
            return self.inner.read(min(size, 100) if size > 0 else 100)

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("two.mrc", BOOKS[2])
    for data in (PACK["gzip"](BOOKS[2]), stream.getvalue()):
        assert keys(read_source(Pipe(data))) == ["2"]  # type: ignore[arg-type]
