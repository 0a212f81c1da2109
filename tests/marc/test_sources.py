"""Sources that are packed, damaged on their way, or folders: never a crash, never in silence."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from marc_samples import book, keys

from marc2rdf.errors import FormatError, InputError
from marc2rdf.marc import Record, Reject, read_source

Pack = Callable[[bytes], bytes]


def zipped(data: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("é.mrc", data)
        archive.writestr("b/two.mrc", data)
    return stream.getvalue()


PACK: dict[str, Pack] = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "zip": zipped,
    "zip, stored": lambda data: zipped(data, zipfile.ZIP_STORED),
}
BOOKS = b"".join(book(str(number), f"Title {number * 7919}") for number in range(20))
CODES = {"compressed-cut", "compressed-damaged"}


def read(data: bytes, format: str = "") -> tuple[list[Record | Reject], str]:
    """Give what is read before the end or an error, and the error's code."""
    got: list[Record | Reject] = []
    try:
        got.extend(read_source(io.BytesIO(data), format))
    except InputError as error:
        return got, error.code
    return got, ""


@pytest.mark.parametrize("name", ["gzip", "bzip2", "xz", "zstd"])
def test_cut_at_every_tenth_byte(name: str) -> None:
    data = PACK[name](BOOKS)
    for end in range(10, len(data), 10):
        try:
            items = []
            with pytest.raises(InputError) as caught:
                for item in read_source(io.BytesIO(data[:end]), "iso2709"):
                    items.append(item)
        finally:
            assert all(isinstance(item, Record) for item in items[:-1])
        assert caught.value.code in CODES, end


@pytest.mark.parametrize("name", PACK)
def test_damage_in_a_packed_file_is_an_error_with_a_code(name: str) -> None:
    chance = random.Random(name)
    packed = PACK[name](BOOKS)
    told = 0
    for _ in range(1500):
        data = bytearray(packed)
        for _ in range(chance.choice((1, 1, 2, 4))):
            near_end = max(len(data) - 200, 0) if chance.random() < 0.5 else 0
            place = chance.randrange(near_end, max(len(data), 1))
            kind = chance.randrange(3)
            if kind == 0 and data:
                data[place] ^= 1 << chance.randrange(8)
            elif kind == 1:
                del data[place : place + chance.choice((1, 5, 50))]
            else:
                data[place : place + 4] = chance.randbytes(chance.choice((1, 4)))
        _, code = read(bytes(data), "iso2709")
        assert code in {"", "input", "compression-ratio", "format-unknown", *CODES}
        told += code in CODES
    assert told > 700


@pytest.mark.parametrize("number", range(16))
def test_frames_of_zstd_that_are_to_be_skipped_are_skipped(number: int) -> None:
    frame = bytes([0x50 + number]) + b"\x2a\x4d\x18\x04\x00\x00\x00skip"
    one, two = PACK["zstd"](book("1")), PACK["zstd"](book("2"))
    for data in (frame + one + two, one + frame + two, one + two + frame):
        got, code = read(data)
        assert (keys(got), code) == (["1", "2"], "")


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def write(self, data: object, /) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", Full)
    with pytest.raises(
        InputError, match=r"No space left on device\)\. Unpack it first\."
    ) as caught:
        list(read_source(io.BytesIO(zipped(BOOKS))))
    assert caught.value.code == "input"


def test_no_place_for_temporary_files_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(InputError, match="No usable temporary directory"):
        list(read_source(io.BytesIO(zipped(BOOKS))))


def test_folders_in_folders_with_packed_files_of_all_kinds(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.mrc").write_bytes(book("hidden"))
    (tmp_path / "a.gz").write_bytes(gzip.compress(book("1")))
    (tmp_path / "b" / "b.zip").write_bytes(zipped(gzip.compress(book("2"))))
    (tmp_path / "b" / "c" / "c.xml").write_text("<html></html>")
    (tmp_path / "b" / "c" / "d").write_bytes(b"")
    skipped: list[FormatError] = []
    items = list(read_source(tmp_path, on_skip=skipped.append))
    assert keys(items) == ["1", "2", "2"]
    assert [item.source for item in items][1:] == [
        f"{tmp_path}/b/b.zip/é.mrc", f"{tmp_path}/b/b.zip/b/two.mrc",
    ]  # fmt: skip
    assert [error.where for error in skipped] == [f"{tmp_path}/b/c/c.xml", f"{tmp_path}/b/c/d"]
    assert keys(read_source(tmp_path)) == ["1", "2", "2"]


def test_a_folder_whose_files_hold_no_marc_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Dear colleague,\n")
    with pytest.raises(FormatError, match="no file in it holds MARC"):
        list(read_source(tmp_path))


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (b"a.mrc".ljust(257, b"\0") + b"ustar\x0000" + b"\0" * 248 + BOOKS, "a tar archive"),
        (rb"{\rtf1\ansi Dear colleague}", "RTF"),
        (b"II*\x00\x08\x00\x00\x00", "an image"),
        (b"MM\x00*\x00\x00\x00\x08", "an image"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "an image"),
        (b"PK\x05\x06" + bytes(18), "a zip file without files"),
        (b'id,title\n1,"Foo, bar"\n', "a table"),
        (b'id,title,author\n1,"Foo, bar",x\n', "a table"),
        (b"<http://a/b> a <http://a/C> .\n", "Turtle"),
        (b"<http://a/b> foaf:name \"x\" .\n", "Turtle"),
        (b'{"fields": [{"name": "id", "type": "integer"}]}', "JSON, not MARC"),
        (b'{"@context": "x", "leader": "y"}', "JSON-LD"),
    ],
)  # fmt: skip
def test_what_is_no_marc_is_named(head: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        list(read_source(io.BytesIO(head)))
    for name in ("gzip", "zstd"):
        with pytest.raises(FormatError, match=message):
            list(read_source(io.BytesIO(PACK[name](head))))


def test_prose_with_commas_is_no_table() -> None:
    with pytest.raises(FormatError, match="plain text"):
        list(read_source(io.BytesIO(b'Dear colleague,\nhere are "the records", at last.\n')))
