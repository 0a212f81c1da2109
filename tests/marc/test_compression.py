"""Compressed sources: whole, cut, damaged, endless; folders and zip files."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import subprocess
import sys
import zipfile
import zlib
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


PEAK = """
import sys
from marc2rdf.errors import InputError
from marc2rdf.marc import read_source
try:
    sum(1 for _ in read_source(sys.argv[1], "iso2709"))
except InputError as error:
    print(error.code)
with open("/proc/self/status") as status:
    print(int(next(line for line in status if line.startswith("VmHWM")).split()[1]) // 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this is no Linux")
@pytest.mark.parametrize("name", [*PACK, "zip", "twice"])
def test_a_bomb_does_not_fill_the_memory(name, tmp_path):
    """A few kilobytes that hold gigabytes are unpacked bit by bit, and given up soon."""
    path = tmp_path / "bomb"
    zeros = bytes(1 << 20)
    if name == "gzip":
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    elif name == "bzip2":
        packer = bz2.BZ2Compressor()
    elif name == "xz":
        packer = lzma.LZMACompressor(preset=1)
    else:
        packer = zstandard.ZstdCompressor().compressobj()
    if name == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(30):
                archive.writestr(f"{number}.mrc", zeros * 10)
    else:
        data = b"".join(packer.compress(zeros) for _ in range(150)) + packer.flush()
        path.write_bytes(PACK["gzip"](data) if name == "twice" else data)
    program = [sys.executable, "-W", "error", "-c", PEAK, str(path)]
    done = subprocess.run(program, capture_output=True, text=True, check=True)
    *code, peak = done.stdout.split()
    assert int(peak) < 100
    if name not in ("gzip", "zip"):  # whose ratio is hardly ever more than 1000
        assert code == ["compression-ratio"]


def test_a_file_in_a_file_in_a_file_ends():
    data = BOOKS[1]
    for depth in range(12):
        if depth == 8:
            assert read(data) == ["1"]
        data = PACK["gzip"](data)
    with pytest.raises(InputError, match="packed more than 8 times"):
        read(data)


def test_rare_methods_in_zip_files_are_named():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.mrc", BOOKS[1])
    with pytest.raises(
        InputError, match=r"packed in a way that is not read here\. Unpack it first"
    ):
        read(stream.getvalue())


def test_what_follows_a_packed_file_and_is_no_padding_is_told():
    got = []
    with pytest.raises(InputError, match="something else follows"):
        for item in read_source(io.BytesIO(PACK["gzip"](BOOKS[1]) + BOOKS[2]), "iso2709"):
            got.append(item)
    assert keys(got) in ([], ["1"])


def test_the_magic_of_a_member_may_be_cut_by_a_chunk():
    class Drip(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(1)

    for name in PACK:
        data = PACK[name](BOOKS[1]) + PACK[name](BOOKS[2])
        assert keys(read_source(Drip(data))) == ["1", "2"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_in_a_folder_does_not_keep_us_waiting(tmp_path):
    (tmp_path / "a.mrc").write_bytes(BOOKS[1])
    os.mkfifo(tmp_path / "b")
    assert keys(read_source(tmp_path)) == ["1"]


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
