from __future__ import annotations

import io
import re
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
    ("broken", "code"),
    [
        ("<collection>\n{}\n<record></collection>", "xml-invalid"),
        ("<collection>\n{}\n<record>&nbsp;</record></collection>", "xml-invalid"),
        ("<collection>\n{}\n<record><leader>x\x01</leader></record></collection>", "xml-invalid"),
        ("<collection>\n{}\n<record><lea", "record-cut"),
        ("<collection>\n{}\n", "record-cut"),
    ],
)
def test_broken_xml_costs_the_record_it_is_in(broken: str, code: str) -> None:
    text = broken.format(book("1"))
    one, lost = read_marcxml(io.BytesIO(text.encode()), "file.xml")
    assert keys([one]) == ["1"]
    assert isinstance(lost, Reject)
    assert (lost.error.code, lost.number) == (code, 2)
    assert "file.xml: line 3" in str(lost.error)


DAMAGE = {
    "an ampersand": ("Title", "Tom & Jerry"),
    "a control character": ("Title", "Ti\x01tle"),
    "a byte that is no UTF-8": ("Title", "Ti\udcfftle"),
    "an entity": ("Title", "Caf&eacute;"),
    "a wrong end": ("</subfield>", "</subfeld>"),
    "no end": ("</record>", ""),
    "no end of a field": ("</datafield>", ""),
    "a broken start": ("<record>", "<record <>"),
    "an attribute without quotes": ('tag="245"', "tag=245"),
    "an attribute twice": ('tag="245"', 'tag="245" tag="246"'),
    "a cut": ('ind2="0"', 'ind2="0'),
}


@pytest.mark.parametrize("what", DAMAGE)
@pytest.mark.parametrize("prefix", ["", "marc:"])
def test_a_broken_record_costs_no_other(what: str, prefix: str) -> None:
    """Wherever it stands, in whatever chunks it comes."""
    old, new = DAMAGE[what]
    good = [prefixed(book(str(number)), prefix) for number in range(1, 6)]
    for at in range(5):
        records = list(good)
        damaged = book(str(at + 1)).replace(old, new, 1)
        records[at] = prefixed(damaged, prefix)
        head, tail = f"<{prefix}collection xmlns:marc='m'>\n", f"\n</{prefix}collection>\n"
        data = (head + "\n".join(records) + tail).encode("utf-8", "surrogateescape")
        for size in (1 << 16, 7):
            read = list(read_marcxml(Slow(data, size), "file.xml"))
            lost = [item for item in read if isinstance(item, Reject)]
            kept = keys([item for item in read if isinstance(item, Record)])
            assert kept == [str(n) for n in range(1, 6) if n != at + 1], (what, at, size)
            assert len(lost) == 1
            assert [item.number for item in read] == [1, 2, 3, 4, 5]
            assert lost[0].raw.strip().startswith(f"<{prefix}record".encode())
            assert data[lost[0].offset :].startswith(lost[0].raw)


class Slow:
    """A stream that gives so many bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        self.stream, self.size = io.BytesIO(data), size

    def read(self, size: int = -1, /) -> bytes:
        return self.stream.read(min(size, self.size) if size >= 0 else self.size)


def prefixed(xml: str, prefix: str) -> str:
    return (
        xml.replace("</", f"</{prefix}")
        .replace("<", f"<{prefix}")
        .replace(f"<{prefix}/{prefix}", f"</{prefix}")
    )


def test_documents_behind_one_another_are_read_as_one() -> None:
    one = f'<?xml version="1.0"?>\n<collection>{book("1")}</collection>\n'
    two = f'<?xml version="1.0"?>\n<collection>{book("2")}</collection>\n'
    read = list(read_marcxml(io.BytesIO((one + two + book("3")).encode()), "file.xml"))
    assert keys(read) == ["1", "2", "3"]


def test_the_bytes_of_each_record_are_kept() -> None:
    text = f"<collection>\n{book('1')}\n{book('2')}</collection>"
    read = list(read_marcxml(io.BytesIO(text.encode()), "file.xml"))
    assert [item.raw.decode() for item in read] == [book("1"), book("2")]


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


def test_behind_a_broken_record_oais_deleted_headers_are_still_no_records() -> None:
    inside = [book("1"), book("2").replace("Title", "Tom & Jerry"), book("3")]
    records = "".join(f"<record><metadata>{one}</metadata></record>" for one in inside)
    deleted = '<record><header status="deleted"><identifier>x</identifier></header></record>'
    text = f"<OAI-PMH><ListRecords>{records}{deleted}</ListRecords></OAI-PMH>"
    read = list(read_marcxml(io.BytesIO(text.encode()), "file.xml"))
    assert keys(read) == ["1", "!", "3"]


HIDING = ["<!-- ", "<![CDATA[", "<?x "]


@pytest.mark.parametrize("begin", HIDING)
@pytest.mark.parametrize("size", [1 << 16, 50])
def test_a_comment_without_end_costs_the_record_it_is_in(begin: str, size: int) -> None:
    """... however much follows, and wherever the next end of a comment is."""
    broken = book("bad").replace("Title", begin)
    many = [book(str(number)) for number in range(500)]
    for end in ("", "<!-- x --><?x y?>" + book("501", "<![CDATA[x]]>")):
        data = "".join(["<collection>\n", *many[:5], "\n", broken, *many[5:], end, "</collection>"])
        read = list(read_marcxml(Slow(data.encode(), size), "file.xml"))
        rejects = [item for item in read if isinstance(item, Reject)]
        assert len([item for item in read if isinstance(item, Record)]) == 500 + bool(end)
        assert [item.raw.decode() for item in rejects] == [broken]
        assert "file.xml: line 3, column" in str(rejects[0].error) or size < 100


def test_records_that_somebody_took_out_are_not_read() -> None:
    text = f"<collection>{book('1')}<!-- {book('2') * 300} -->{book('3')}</collection>"
    for size in (1 << 16, 1000):
        assert keys(read_marcxml(Slow(text.encode(), size), "file.xml")) == ["1", "3"]


def test_lines_are_right_behind_a_broken_record() -> None:
    broken = book("x").replace("</leader>", "\n\n&</leader>")
    data = (
        "<collection>"
        + "".join(f"\n{book(str(n))}\n{broken}" for n in range(200))
        + "</collection>"
    )
    found = [
        int(str(item.error).split("line ")[1].split(",")[0])
        for item in read_marcxml(Slow(data.encode(), 1 << 16), "file.xml")
        if isinstance(item, Reject)
    ]
    assert found == [data[: place.start()].count("\n") + 1 for place in re.finditer("&", data)]


def document(encoding: str, *books: str, before: str = "") -> bytes:
    """Write a document that says in its first line which encoding it is in."""
    head = f"<?xml version='1.0' encoding='{encoding}'?>\n{before}<collection>"
    return (head + "".join(books) + "</collection>\n").encode(encoding)


@pytest.mark.parametrize("first", ["utf-8", "iso-8859-1", "utf-16", "windows-1251"])
@pytest.mark.parametrize("second", ["utf-8", "iso-8859-1", "utf-16"])
def test_each_document_has_its_own_encoding(first: str, second: str) -> None:
    raw = document(first, book("1", "Ж" if first == "windows-1251" else "é"))
    raw += document(second, book("2", "été"), book("3", "à")) + document(first, book("4"))
    read = read_all(raw)
    assert keys(read) == ["1", "2", "3", "4"]
    titles = [item.get("245", "a") for item in read if isinstance(item, Record)]
    assert titles[1:] == ["été", "à", "Title"] and titles[0] in "éЖ"
    assert [item.number for item in read] == [1, 2, 3, 4]


def test_a_document_without_declaration_is_utf8_whatever_came_before() -> None:
    later = b"<?xml version='1.0'?><collection>" + book("2", "é").encode() + b"</collection>"
    [_, record] = read_all(document("iso-8859-1", book("1")) + later)
    assert isinstance(record, Record) and record.get("245", "a") == "é"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("declared", ["<!DOCTYPE c [<!ENTITY e 'x'>]>", "<!DOCTYPE c SYSTEM 'c'>"])
def test_a_doctype_in_a_later_document_is_refused(encoding: str, declared: str) -> None:
    raw = document(encoding, book("1")) + document(encoding, book("2"), before=declared)
    read = []
    with pytest.raises(InputError, match="document type declaration") as caught:
        for item in read_marcxml(io.BytesIO(raw), "file.xml"):
            read.append(item)
    assert (keys(read), caught.value.code) == (["1"], "xml-doctype")
    line = document(encoding, book("1")).decode(encoding).count("\n") + 2
    assert f"line {line}," in str(caught.value)


def test_a_doctype_that_damage_put_into_a_record_costs_that_record() -> None:
    broken = book("2").replace("Title", "Ti<x><!DOCTYPE tle")
    assert keys(read_all(f"<c>{book('1')}{broken}{book('3')}</c>")) == ["1", "!", "3"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_a_broken_record_in_utf16_costs_no_other(encoding: str) -> None:
    books = [book(str(number), "été") for number in range(300)]
    books[7] = books[7].replace("</subfield>", "")
    books[9] = books[9].replace("Title", "&nothing;").replace("été", "&")
    text = "<?xml version='1.0' encoding='UTF-16'?><collection>" + "".join(books) + "</collection>"
    raw = text.encode(encoding)
    read = read_all(raw)
    assert keys(read) == [("!" if number in (7, 9) else str(number)) for number in range(300)]
    for item, expected in zip(read, books, strict=True):
        wanted = expected.encode("utf-16-be" if encoding == "utf-16-be" else "utf-16-le")
        assert raw[item.offset : item.offset + len(wanted)] == wanted == item.raw


def sru(*packed: str) -> str:
    """Write an answer of an SRU server with records packed as text."""
    inner = "".join(
        "<zs:record><zs:recordSchema>marcxml</zs:recordSchema>"
        f"<zs:recordPacking>string</zs:recordPacking><zs:recordData>{text}</zs:recordData>"
        f"<zs:recordPosition>{number}</zs:recordPosition></zs:record>"
        for number, text in enumerate(packed, 1)
    )
    return (
        '<zs:searchRetrieveResponse xmlns:zs="http://www.loc.gov/zing/srw/"><zs:records>'
        f"{inner}</zs:records></zs:searchRetrieveResponse>"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("before", ["", "\n ", "<?xml version='1.0' encoding='latin-1'?>\n"])
def test_records_that_are_packed_as_text_are_read(before: str, encoding: str) -> None:
    title = "Ünïcode &amp; &#x65;\u0301"
    packed = [escape(before + book("1", title)), f"<![CDATA[{before}{book('2', title)}]]>"]
    raw = sru(*packed, escape(before + book("3"))).encode(encoding)
    read = read_all(raw)
    assert keys(read) == ["1", "2", "3"]
    mark = "<zs:record>".encode("utf-16-le" if encoding == "utf-16" else "utf-8")
    for number, record in enumerate(read, 1):
        assert isinstance(record, Record)
        assert (record.number, record.notices) == (number, [])
        assert raw[record.offset :].startswith(mark) and record.raw.startswith(mark)
        assert record.get("245", "a") == ("Title" if number == 3 else "Ünïcode & \xe9")
    # What is kept of a record can be read again by itself.
    if encoding == "utf-8":
        assert keys(read_all(read[1].raw)) == ["2"]


@pytest.mark.parametrize(
    ("packed", "code"),
    [
        ("<record><leader>", "xml-invalid"),
        ("<diagnostic>Record not available</diagnostic>", "record-empty"),
        ("<!DOCTYPE r [<!ENTITY e 'x'>]>" + book("1", "&e;"), "xml-invalid"),
        ("<record><leader/></record>", "record-empty"),
        ("<r>" * 500 + "</r>" * 500, "xml-invalid"),
        (sru(escape(book("1"))), "record-empty"),
    ],
)
def test_what_is_packed_as_text_and_no_record_is_told(packed: str, code: str) -> None:
    read = read_all(sru(escape(book("1")), escape(packed), escape(book("3"))))
    assert keys(read) == ["1", "!", "3"]
    assert isinstance(read[1], Reject) and read[1].error.code == code
    assert read[1].raw.startswith(b"<zs:record>") and read[1].raw.endswith(b"</zs:record>")
    assert [item.number for item in read] == [1, 2, 3]


def test_a_section_that_damage_opened_in_an_envelope_costs_no_more() -> None:
    data = sru(*[book(str(number)) for number in range(5)])
    cut = data.replace(book("2"), "<![CDATA[" + book("2"))
    assert keys(read_all(cut))[:2] == ["0", "1"] and keys(read_all(cut))[-2:] == ["3", "4"]


@pytest.mark.parametrize("begin", ["", *HIDING, "<", "&"])
def test_many_broken_records_take_no_time(begin: str) -> None:
    data = b"<collection>" + b"<record>" + (begin.encode() + b"<record>") * 20_000
    begun = time.perf_counter()
    read = list(read_marcxml(io.BytesIO(data), "file.xml"))
    assert time.perf_counter() - begun < 15
    assert len(read) >= bool(begin)
