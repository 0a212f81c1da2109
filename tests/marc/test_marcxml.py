from __future__ import annotations

import io
import time
import tracemalloc
import unicodedata
from pathlib import Path
from xml.sax.saxutils import escape

import pymarc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marc_samples import DATA, content, keys, pymarc_content
from shared_data import shared_files

from marc2rdf.errors import FormatError, InputError
from marc2rdf.marc import Record, Reject, marcxml, read_source
from marc2rdf.marc.marcxml import read_marcxml

LEADER = "<leader>00000nam a2200000 a 4500</leader>"


def read_all(xml: str | bytes) -> list[Record | Reject]:
    raw = xml.encode() if isinstance(xml, str) else xml
    return list(read_marcxml(io.BytesIO(raw), "file.xml"))


def one(xml: str | bytes) -> Record:
    [record] = read_all(xml)
    assert isinstance(record, Record), record
    return record


def book(key: str, title: str = "Title") -> str:
    return (
        f'<record>{LEADER}<controlfield tag="001">{key}</controlfield>'
        f'<datafield tag="245" ind1="1" ind2="0"><subfield code="a">{title}</subfield>'
        "</datafield></record>"
    )


REAL = [*sorted(DATA.glob("*.xml")), *shared_files("*.xml", "880/*.xml")]


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_real_files_are_read_as_pymarc_reads_them(path: Path) -> None:
    ours = list(read_source(path))
    if path.name == "oai.xml":
        # pymarc stops at a leader with white space around it: nothing to compare with.
        assert keys(ours) == ["1", "3"]
        return
    theirs = pymarc.parse_xml_to_array(str(path), normalize_form="NFC")
    # OAI's own records and ours have the same name: pymarc never saw those here.
    assert len(ours) == len(theirs) > 0
    for number, (mine, other) in enumerate(zip(ours, theirs, strict=True), 1):
        assert isinstance(mine, Record)
        assert content(mine) == pymarc_content(other)
        assert mine.leader == str(other.leader)
        assert (mine.number, mine.format, mine.notices) == (number, "marcxml", [])


def test_offsets_are_the_places_of_the_records() -> None:
    raw = (DATA / "oai.xml").read_bytes()
    for record in read_all(b"\n \n" + raw):
        start = record.offset - 3
        assert raw[start:].startswith((b"<marc:record", b"<record xmlns"))


VALUES = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))


@given(st.lists(st.tuples(st.sampled_from("abc9"), VALUES), min_size=1, max_size=4), VALUES)
def test_what_pymarc_writes_is_read_back(subfields: list[tuple[str, str]], control: str) -> None:
    made = Record("00000cas a2200000 i 4500")
    made.add_control("001", control)
    made.add("245", "1 ", subfields)
    record = one(pymarc.record_to_xml(made.to_pymarc(), namespace=True))
    nfc = [(code, unicodedata.normalize("NFC", value)) for code, value in subfields]
    assert record["245"].subfields == nfc
    assert record.get("001") == unicodedata.normalize("NFC", control)
    assert (record.leader, record.notices) == (made.leader, [])


@pytest.mark.parametrize(
    ("before", "prefix", "after"),
    [
        ("", "", ""),
        ('<collection xmlns="http://www.loc.gov/MARC21/slim">', "", "</collection>"),
        ('<m:collection xmlns:m="http://www.loc.gov/MARC21/slim">', "m:", "</m:collection>"),
        ("<collection>", "undeclared:", "</collection>"),
        ('<zs:searchRetrieveResponse xmlns:zs="http://www.loc.gov/zing/srw/"><zs:records>'
         "<zs:record><zs:recordPacking>xml</zs:recordPacking><zs:recordData>", "",
         "</zs:recordData></zs:record></zs:records></zs:searchRetrieveResponse>"),
        ("<record><header/><metadata>", "marc:", "</metadata></record>"),
    ],
)  # fmt: skip
def test_names_count_without_namespace_and_envelope(before: str, prefix: str, after: str) -> None:
    inner = book("1").replace("</", f"</{prefix}").replace("<", f"<{prefix}", 1)
    inner = inner.replace("><", f"><{prefix}").replace(f"<{prefix}/{prefix}", f"</{prefix}")
    assert content(one(before + inner + after)) == [("001", "1"), ("245", "10\x1faTitle")]


def test_text_is_kept_and_leaders_are_trimmed() -> None:
    record = one(
        "<record><leader>\n      00000nam a2200000 a 4500\n   </leader>"
        '<controlfield tag="008">  x  </controlfield>'
        '<datafield tag="245" ind1=" " ind2=" "><subfield code="a"> A <i>B</i>'
        "&amp;\n<![CDATA[<C>]]> </subfield></datafield></record>"
    )
    assert record.get("245", "a") == " A B&\n<C> "
    assert record.get("008") == "  x  "
    assert (record.leader, record.notices) == ("00000nam a2200000 a 4500", [])


@pytest.mark.parametrize(
    ("leader", "expected"),
    [
        ("     nam a22     uu 4500", "     nam a22     uu 4500"),
        ("\n     nam a22     uu 4500\n", "     nam a22     uu 4500"),
        ("\n  00000nam a2200000 4500\n", "00000nam a2200000   4500"),
        ("00000nam a2200000 a 450000", "00000nam a2200000 a 4500"),
    ],
)
def test_leaders_get_24_characters(leader: str, expected: str) -> None:
    record = one(book("1").replace(LEADER, f"<leader>{leader}</leader>"))
    assert record.leader == expected
    assert len(record.notices) == (expected not in leader or len(leader.strip("\n")) != 24)


def test_a_record_without_leader_gets_one() -> None:
    record = one(book("1").replace(LEADER, ""))
    assert len(record.leader) == 24
    assert [n.code for n in record.notices] == ["leader-repaired"]


def test_what_is_wrong_in_a_field_is_mended_and_told() -> None:
    record = one(
        f'<record>{LEADER}<controlfield tag="1">x</controlfield>'
        '<datafield tag="245" ind1="" ind2="0"><subfield code="a">A</subfield></datafield>'
        '<datafield tag="246"><subfield>B</subfield><subfield code=" c">C</subfield></datafield>'
        '<datafield tag="500" ind1=" " ind2=" "></datafield>'
        '<datafield ind1=" " ind2=" "><subfield code="a">D</subfield></datafield>'
        '<datafield tag="008" ind1=" " ind2=" "><subfield code="a">E</subfield></datafield>'
        "</record>"
    )
    assert content(record) == [
        ("001", "x"), ("245", " 0\x1faA"), ("246", "  \x1f?B\x1fcC"), ("008", "E"),
    ]  # fmt: skip
    assert [(n.code, n.tag) for n in record.notices] == [
        ("indicator-repaired", "245"), ("indicator-repaired", "246"), ("field-repaired", "246"),
        ("field-repaired", "246"), ("field-repaired", "500"), ("field-repaired", ""),
        ("field-repaired", "008"),
    ]  # fmt: skip


@pytest.mark.parametrize("empty", ["<record/>", "<record></record>", f"<record>{LEADER}</record>"])
def test_an_empty_record_is_rejected_with_its_bytes(empty: str) -> None:
    read = read_all(f"<collection>{book('1')}{empty}{book('3')}</collection>")
    assert keys(read) == ["1", "!", "3"]
    reject = read[1]
    assert isinstance(reject, Reject)
    assert (reject.raw.decode(), reject.error.code) == (empty, "record-empty")
    assert reject.error.where == "file.xml: record 2"
    assert [item.number for item in read] == [1, 2, 3]


def test_a_foreign_element_named_record_is_no_record() -> None:
    assert read_all("<list><record><title>x</title></record></list>") == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_the_encoding_of_the_xml_is_honoured(encoding: str) -> None:
    name = encoding.removesuffix("-sig")
    xml = f'<?xml version="1.0" encoding="{name}"?>{book("1", "Café")}'
    raw = xml.encode(encoding)
    [record] = read_source(io.BytesIO(raw))
    assert isinstance(record, Record)
    assert record.get("245", "a") == "Café"


@pytest.mark.parametrize(
    ("broken", "code", "line"),
    [
        ("<collection>\n{}\n<record></collection>", "xml-invalid", 3),
        ("<collection>\n{}\n<record>&nbsp;</record></collection>", "xml-invalid", 3),
        (
            "<collection>\n{}\n<record><leader>x\x01</leader></record></collection>",
            "xml-invalid",
            3,
        ),
        ("<collection>\n{}\n<record><lea", "xml-cut", 3),
        ("<collection>\n{}\n", "xml-cut", 3),
    ],
)
def test_broken_xml_ends_the_source_after_the_records_before(
    broken: str, code: str, line: int
) -> None:
    read = read_marcxml(io.BytesIO(broken.format(book("1")).encode()), "file.xml")
    assert keys([next(read)]) == ["1"]
    with pytest.raises(InputError) as caught:
        next(read)
    assert caught.value.code == code
    assert caught.value.where.startswith(f"file.xml: line {line}, column ")


def test_an_encoding_nobody_knows_is_told() -> None:
    with pytest.raises(InputError, match="declares an unknown encoding: UF-8"):
        read_all('<?xml version="1.0" encoding="UF-8"?>' + book("1"))


LAUGHS = "<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)
)


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE record>",
        '<!DOCTYPE record SYSTEM "http://example.org/x.dtd">',
        '<!DOCTYPE record [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        f"<!DOCTYPE record [{LAUGHS}]>",
    ],
)
def test_a_document_type_is_refused_at_once(doctype: str) -> None:
    xml = doctype + book("1", escape("&a11;").replace("&amp;", "&"))
    begun = time.perf_counter()
    with pytest.raises(InputError) as caught:
        list(read_source(io.BytesIO(xml.encode())))
    assert caught.value.code == "xml-doctype"
    assert "line 1" in caught.value.where
    assert time.perf_counter() - begun < 1


def test_html_is_named_as_such() -> None:
    with pytest.raises(FormatError, match="HTML page"):
        read_all("<!DOCTYPE html><html><body>Not found</body></html>")


def test_depth_is_bounded() -> None:
    assert keys(read_all("<x>" * 100 + book("1") + "</x>" * 100)) == ["1"]
    with pytest.raises(InputError, match="deep"):
        read_all("<x>" * 100_000)


def test_a_record_too_large_is_rejected_and_the_next_one_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(marcxml, "MAX_RECORD", 20_000)
    monkeypatch.setattr(marcxml, "CHUNK", 1000)
    for inside in (book("2", "x" * 100_000), book("2")[:-9] + "<a b='c'/>" * 10_000 + "</record>"):
        read = read_all(f"<collection>{book('1')}{inside}{book('3')}</collection>")
        assert keys(read) == ["1", "!", "3"]
        assert isinstance(read[1], Reject)
        assert read[1].error.code == "record-too-large"
        assert len(read[1].raw) <= 20_000
    with pytest.raises(InputError, match="longer than"):
        read_all(f"<collection><!--{'x' * 100_000}--></collection>")


class Endless:
    """A long document, made as it is read."""

    def __init__(self, count: int) -> None:
        self.left = count
        self.rest = b"<collection>"

    def read(self, _size: int = -1, /) -> bytes:
        if self.left:
            self.left -= 1
            self.rest += book(str(self.left), "Title " * 50).encode() * 50
            self.rest += b"" if self.left else b"</collection>"
        part, self.rest = self.rest, b""
        return part


def test_memory_is_constant() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        assert sum(1 for _ in read_marcxml(Endless(count), "x")) == count * 50
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    assert peak(60) < peak(6) * 1.5
