from __future__ import annotations

import io
import json
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marc_samples import DATA, book
from shared_data import shared_files

from marc2rdf import errors
from marc2rdf.errors import FormatError
from marc2rdf.marc.detect import detect

KINDS = {".mrc": "iso2709", ".xml": "marcxml", ".txt": "koha"}
REAL = [
    path
    for path in [*sorted(DATA.iterdir()), *shared_files("*.*", "880/*")]
    if path.suffix in KINDS
]


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n\n", b"\r\n  "])
def test_real_files_are_told_apart(path: Path, before: bytes) -> None:
    assert detect(before + path.read_bytes()[:65536]) == KINDS[path.suffix]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"00000" + book("1")[5:], "iso2709"),
        (b"     " + book("1")[5:], "iso2709"),
        (b"abcde" + book("1")[5:], "iso2709"),
        (b"some junk\n" + book("1"), "iso2709"),
        (book("1")[:100_000], "iso2709"),
        (b"<?xml version='1.0'?>\n<!-- x -->\n<marc:record xmlns:marc='x'>", "marcxml"),
        (b"<!DOCTYPE record [<!ENTITY a 'b'>]><record/>", "marcxml"),
        ("<?xml version='1.0' encoding='UTF-16'?><collection/>".encode("utf-16"), "marcxml"),
        ("<record><leader/>".encode("utf-16-le"), "marcxml"),
        (b"<OAI-PMH><error code='noRecordsMatch'/></OAI-PMH>", "marcxml"),
        (b"<mods><extension><marc:leader >", "marcxml"),
        (b"LDR 00000nam a2200000 a 4500\n", "koha"),
        (b"001     12\r\n245 10 _aTitle\r\n", "koha"),
        (b"MARC view\n\n100 1 0 _aDiallo\n", "koha"),
        (b"100\t1\t0\t_aDiallo\n", "koha"),
    ],
)
def test_the_three_formats(head: bytes, expected: str) -> None:
    assert detect(head) == expected


def zipped(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("head", "message"),
    [
        (b"", "it is empty"),
        (b" \n\n", "nothing but blanks"),
        (b"<!DOCTYPE html>\n<html>", "HTML"),
        (b"\n<HTML><head>", "HTML"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", "HTML"),
        (b"%PDF-1.7\n", "PDF"),
        (zipped("xl/workbook.xml"), "spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x1e\x1f", "image"),
        (bytes(range(256)), "binary"),
        (b'{"@context": {}}', "JSON-LD"),
        (b"[1, 2]", "JSON, not MARC"),
        (b"@prefix dcterms: <http://purl.org/dc/terms/> .\n", "Turtle"),
        (b"# x\nPREFIX a: <http://a/>\n", "Turtle"),
        (b"<http://a/b> <http://a/c> \"d\" .\n", "N-Triples"),
        (b'<?xml version="1.0"?><rdf:RDF xmlns:rdf="x">', "RDF/XML"),
        (b"<mods xmlns='http://www.loc.gov/mods/v3'/>", "<mods> outside"),
        (b"00986cam a2200289\n245 10 $a Title\n", "another form than Koha's"),
        (b"a;b;c\n1;2;3\n", "table"),
        (b"Dear colleague,\nno records today.\n", "plain text"),
        ("245 10 _aTitle".encode("utf-16"), "UTF-16"),
    ],
)  # fmt: skip
def test_what_is_no_marc_is_named(head: bytes, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        detect(head)
    assert message in str(caught.value)
    assert caught.value.code == "format-unknown"


@pytest.mark.parametrize(
    ("head", "format"),
    [
        (json.dumps({"leader": "x", "fields": []}).encode(), "marcjson"),
        (b'[\n {"fields": [{"001": "1"}], "leader": ""}]', "marcjson"),
        (b"=LDR  00000nam a2200000 a 4500\n=245  10$aTitle\n", "mrk"),
        (b"\xef\xbb\xbf\n=LDR  00000nam a2200000 a 4500\n", "mrk"),
        (b"000408932 FMT   L BK\n000408932 24510 L $$aT\n", "alephseq"),
        (zipped("records.mrc"), "zip"),
    ],
)
def test_each_form_is_told_from_its_first_bytes(head: bytes, format: str) -> None:
    assert detect(head) == format


OTHER = [Path(errors.__file__), *shared_files("*.md")]


@pytest.mark.parametrize("path", OTHER, ids=lambda path: path.name)
def test_other_real_files_are_refused(path: Path) -> None:
    with pytest.raises(FormatError, match="text"):
        detect(path.read_bytes()[:65536])


@pytest.mark.parametrize(
    "head",
    [b"#" * 65536, b"x" + b"\n" * 65535, b"," * 65536, b"<?" * 30000, b"1 " * 32000],
    ids=lambda head: repr(head[:3]),
)
def test_no_input_takes_long(head: bytes) -> None:
    begun = time.perf_counter()
    with suppress(FormatError):
        assert detect(head) == "marcxml"
    assert time.perf_counter() - begun < 2


@given(st.binary(max_size=200))
def test_any_bytes_get_an_answer(head: bytes) -> None:
    try:
        assert detect(head) in {*KINDS.values(), "zip"}
    except FormatError as error:
        assert str(error).startswith("it ")
