"""UNIMARC records in the character set that their field 100 names; yaz judges the table."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from unicodedata import normalize

import pytest
from marc_samples import iso2709

from marc2rdf.marc import Record
from marc2rdf.marc.ansel import decode_table
from marc2rdf.marc.iso2709 import read_iso2709
from marc2rdf.marc.unimarc import ISO_5426

YAZ = shutil.which("yaz-iconv")


@pytest.mark.skipif(YAZ is None and "CI" not in os.environ, reason="yaz is not installed")
def test_the_table_is_that_of_yaz() -> None:
    assert YAZ is not None, "yaz-iconv has to be there: apt install yaz"
    known = [byte for byte in range(0x80, 256) if ISO_5426[byte] != "\ufffe"]
    data = b"|".join(bytes((byte,)) + b"e" for byte in known)
    command = [YAZ, "-f", "iso5426", "-t", "utf-8"]
    theirs = subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode()
    ours = [decode_table(line, ISO_5426) for line in data.split(b"|")]
    assert ours == [normalize("NFC", line) for line in theirs.split("|")]
    assert len(known) == 76


def general(sets: str) -> tuple[str, bytes]:
    return "100", b"  \x1fa" + f"20200101d2020    k  y0frey{sets:8}ba".encode()


def read(*fields: tuple[str, bytes], coding: str = " ") -> Record:
    [record] = read_iso2709(io.BytesIO(iso2709(*fields, coding=coding)), "file.mrc")
    assert isinstance(record, Record), record
    return record


@pytest.mark.parametrize("sets", ["0103", "01", "  03"])
def test_iso_5426_is_read(sets: str) -> None:
    title = b"1 \x1fa\x88L'\x89\xc2et\xc2e\x1fe\xc9uber \xf1gir"
    record = read(("001", b"1"), general(sets), ("200", title))
    assert record.fields[2] == "1 \x1fa\x98L'\x9c\xe9t\xe9\x1fe\xfcber \xe6gir"
    assert (record.encoding, record.notices) == ("iso-5426", [])


def test_utf8_that_field_100_names_is_no_mistake() -> None:
    title = "1 \x1fa\xc9t\xe9".encode()
    record = read(("001", b"1"), general("50"), ("200", title))
    assert (record.get("200", "a"), record.encoding, record.notices) == ("\xc9t\xe9", "utf-8", [])
    damaged = read(("001", b"1"), general("50"), ("200", title + b"\xff"))
    assert (damaged.encoding, [n.code for n in damaged.notices]) == ("utf-8", ["encoding-repaired"])


def test_utf8_is_believed_where_field_100_names_another_set() -> None:
    record = read(("001", b"1"), general("0103"), ("200", "1 \x1fa\xc9t\xe9".encode()))
    assert record.get("200", "a") == "\xc9t\xe9"
    assert [notice.code for notice in record.notices] == ["encoding-misdeclared"]


@pytest.mark.parametrize("tag", ["245", "246"])
def test_marc_21_is_not_touched(tag: str) -> None:
    fields = [("001", b"1"), general("0103"), (tag, b"10\x1fa\xe2et\xe2e")]
    record = read(*fields, *([("200", b"  \x1fax")] if tag == "245" else []))
    assert (record.get(tag, "a"), record.encoding) == ("\xe9t\xe9", "marc-8")


def test_bytes_that_are_not_in_the_set_go_the_old_way() -> None:
    record = read(("001", b"1"), general("0103"), ("200", b"1 \x1fa\xe2et\xe2e \xe4 \xe0e"))
    assert record.encoding != "iso-5426"
