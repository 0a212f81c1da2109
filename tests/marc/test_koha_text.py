from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marc_samples import DATA, content, keys
from shared_data import shared_files

from marc2rdf.errors import InputError
from marc2rdf.marc import Record, Reject, koha_text, lines
from marc2rdf.marc.koha_text import read_koha

LDR = "000 00000nam a2200000 a 4500\n"


def read_all(text: str | bytes) -> list[Record | Reject]:
    raw = text.encode() if isinstance(text, str) else text
    return list(read_koha(io.BytesIO(raw), "file.txt"))


def one(text: str | bytes) -> Record:
    [record] = read_all(text)
    assert isinstance(record, Record), record
    return record


def shown(text: str | bytes) -> list[str]:
    return [str(field) for field in one(text)]


def codes(record: Record) -> list[str]:
    return [notice.code for notice in record.notices]


def test_both_forms_of_a_record_are_the_same_record() -> None:
    collapsed = one((DATA / "koha-collapsed.txt").read_bytes())
    columns = one((DATA / "koha-columns.txt").read_bytes())
    assert content(collapsed) == content(columns)
    assert collapsed.leader == columns.leader == "00822cab a2200217   4500"
    assert codes(collapsed) == ["leader-repaired"]
    assert codes(columns) == []
    assert [str(field) for field in columns] == [
        "001 4711",
        "003 XX-TEST",
        "005 20240131120000.0",
        "041 ## $afre",
        "100 1# $aDiallo, Aïssatou$eauteur",
        "245 10 $aL’eau et la ville :$bétude /$cpar Aïssatou Diallo",
        "260 ## $aDakar :$bPresses,$c2019.",
        "520 ## $aA value that is long and holds a mark like _a in the middle of it, "
        "so that nobody may take it for a subfield.",
        "786 0# $nRevue de la ville | 12 | 3 | 2019-05-01 | p. 1-20 | 1234-5679",
        "856 41 $uhttps://example.org/eau?lang=fr",
        "999 ## $c4711$d4711",
    ]


ARTICLES = [DATA / "koha-article.txt", *shared_files("koha-*.txt")]


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.name)
def test_the_article_this_began_with(path: Path) -> None:
    raw = path.read_bytes()
    record = one(raw)
    assert record.leader == "02238cam a2200205   4500"
    assert codes(record) == ["leader-repaired"]
    assert len(record.tags) == 15
    assert str(record["041"]) == "041 ## $afre"
    assert str(record["100"]) == "100 10 $aSicilia, Mariafrancesca$eauthor"
    assert [f.get("a") for f in record.get_fields("700")] == [
        ["Guarini, Enrico"], ["Sancino, Alessandro"], ["Andreani, Martino"], ["Ruffini, Renato"],
    ]  # fmt: skip
    assert (record["786"].indicator1, record["786"].indicator2) == ("0", " ")
    assert record["786"].get("n")[0].endswith("| p. 11-32 | 0303-965X")
    assert (record["856"].indicator1, record["856"].indicator2) == ("4", "1")
    assert record.where == f"file.txt: record 1 (id {record.get('999', 'd')})"
    # Nothing of the text is lost.
    for line in raw.decode().splitlines()[2:]:
        value = line.partition("_")[2][1:].strip()
        assert any(value in field.text for field in record), line


def test_several_records_begin_at_their_leaders() -> None:
    first, second = (
        (DATA / "koha-collapsed.txt").read_bytes(),
        (DATA / "koha-columns.txt").read_bytes(),
    )
    raw = first + second + b"\n\n" + first
    read = read_all(raw)
    assert keys(read) == ["4711"] * 3
    assert [r.offset for r in read] == [0, len(first), len(first) + len(second) + 2]
    assert [r.number for r in read] == [1, 2, 3]
    assert len({str(content(r)) for r in read if isinstance(r, Record)}) == 1


def test_records_without_leaders_begin_where_tags_fall_after_a_blank_line() -> None:
    read = read_all("001 1\n245 10 _aA\n999 _c1\n\n001 2\n245 10 _aB\n\n500 _aNote\n\n245 10 _aC\n")
    assert [r.get("245", "a") for r in read if isinstance(r, Record)] == ["A", "B", "C"]
    assert [codes(r) for r in read if isinstance(r, Record)] == [["leader-repaired"]] * 3
    assert isinstance(read[1], Record) and read[1].get("500", "a") == "Note"
    assert all(len(r.leader) == 24 for r in read if isinstance(r, Record))


def test_blank_lines_inside_a_record_with_a_leader_do_not_cut_it() -> None:
    assert shown(LDR + "\n700 1 _aB\n\n_eauthor\n\n245 10 _aA\n") == [
        "700 1# $aB$eauthor", "245 10 $aA",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("245 10 _aT", "245 10 $aT"),
        ("245  0 _aT", "245 #0 $aT"),
        ("245 1  _aT", "245 1# $aT"),
        ("245    _aT", "245 ## $aT"),
        ("245 10  _aT", "245 10 $aT"),
        ("245 1 0 _aT", "245 10 $aT"),
        ("245   0 _aT", "245 #0 $aT"),
        ("245 1   _aT", "245 1# $aT"),
        ("245     _aT", "245 ## $aT"),
        ("245 1 _aT", "245 1# $aT"),
        ("245 _aT", "245 ## $aT"),
        ("245 _a T ", "245 ## $aT"),
        ("245\t1\t0\t_aT", "245 10 $aT"),
        ("245\t\t0\t_aT", "245 #0 $aT"),
        ("245\t1\t\t_aT", "245 1# $aT"),
        ("245\t\t\t_aT", "245 ## $aT"),
        ("245\t10\t_aT", "245 10 $aT"),
        ("245\xa01\xa00\xa0_aT", "245 10 $aT"),
        ("245 ## _aT", "245 ## $aT"),
        ("245 _9T", "245 ## $9T"),
        ("245 10 _a_bT", "245 10 $a_bT"),
        ("245 10 _aUse _a of it", "245 10 $aUse _a of it"),
    ],
)  # fmt: skip
def test_indicators_are_read_from_their_place(line: str, expected: str) -> None:
    assert shown(f"{LDR}{line}\n") == [expected]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff", "\n\n"])
def test_line_ends_and_marks_at_the_start_do_not_matter(end: str, start: str) -> None:
    text = (DATA / "koha-columns.txt").read_text(encoding="utf-8")
    expected = content(one(text))
    assert content(one(start + text.replace("\n", end))) == expected


def test_control_fields_keep_their_inner_blanks() -> None:
    value = "850423s1985    xxu     b    |00| 0 eng d"
    record = one(f"{LDR}001     12\n007 ta\n008     {value}\n245 10 _aT\n")
    assert [f.data for f in record.get_fields("001", "007", "008")] == ["12", "ta", value]
    # Blanks lost at the end come back only where the others are all there.
    full = "850423s1985    xxu           000 0 eng  "
    assert one(f"{LDR}008 {full.rstrip()}\n").get("008") == full
    short = "850423s1985 xxu 000 0 eng d"
    assert one(f"{LDR}008 {short}\n").get("008") == short


def test_wrapped_values_are_one_value() -> None:
    text = (
        "520 _aThe first line of it\n500 copies were made, and\n007 James Bond came, in\n"
        "245 places\n000 is no leader here\n\n  a last paragraph\n_bmore\nof it\n"
        "856 40 _uhttps://example.org/a/very/long/path/that/no/screen/can/show/whole/and\n"
        "/so/it/was/cut\n"
    )
    assert shown(LDR + text) == [
        "520 ## $aThe first line of it 500 copies were made, and 007 James Bond came, in "
        "245 places 000 is no leader here a last paragraph$bmore of it",
        "856 40 $uhttps://example.org/a/very/long/path/that/no/screen/can/show/whole/and"
        "/so/it/was/cut",
    ]


def test_subfields_below_a_tag_that_stands_alone() -> None:
    assert shown(f"{LDR}100 1 0\n_aDiallo\n_eauthor\n245\n_aT\n") == [
        "100 10 $aDiallo$eauthor", "245 ## $aT",
    ]  # fmt: skip


def test_subfields_on_one_line_only_where_the_whole_record_shows_it() -> None:
    text = LDR + "100 1  _aDiallo _eauthor\n245 10 _aTitle : _bmore / _cX\n999 _c1 _d1\n"
    assert shown(text) == [
        "100 1# $aDiallo$eauthor", "245 10 $aTitle :$bmore /$cX", "999 ## $c1$d1",
    ]  # fmt: skip
    # A further line shows that this record has one subfield a line.
    assert shown(text.replace("999 _c1 _d1", "999 _c1\n_d1"))[0] == "100 1# $aDiallo _eauthor"


def test_lines_that_are_no_field_are_told() -> None:
    text = f"MARC view\n{LDR}001 1\nNormal view\n245 10 _aT\n500 1 0 no code\n"
    text += "----\n\nPowered by Koha\n"
    record = one(text)
    assert [str(field) for field in record] == ["001 1", "245 10 $aT"]
    assert codes(record) == ["line-unknown"] * 4
    assert "'Powered by Koha'" in record.notices[-1].message


def test_text_that_is_not_utf8() -> None:
    record = one((LDR + "245 10 _aÉtude “café”\n").encode("cp1252"))
    assert record.get("245", "a") == "Étude “café”"
    assert (record.encoding, codes(record)) == ("cp1252", ["encoding-misdeclared"])
    record = one((LDR + "245 10 _aÉtude\n").encode() + b"500 _acaf\xe9\n")
    assert record.get("500", "a") == "caf\ufffd"
    assert (record.encoding, codes(record)) == ("utf-8", ["encoding-repaired"])
    assert one(LDR + "245 10 _ae\u0301\n").get("245", "a") == "é"


def test_a_leader_alone_is_rejected_with_its_bytes() -> None:
    read = read_all(f"{LDR}{LDR}245 10 _aT\n{LDR}")
    assert keys(read) == ["!", "", "!"]
    assert isinstance(read[2], Reject)
    assert (read[2].raw.decode(), read[2].error.code, read[2].number) == (LDR, "record-empty", 3)
    assert read_all("") == []
    assert keys(read_all("nothing of the kind\n")) == ["!"]


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(koha_text, "MAX_RECORD", 1000)
    read = read_all(LDR + "500 _aNote\n" * 1000 + LDR + "245 10 _aT\n")
    assert keys(read) == ["!", ""]
    assert isinstance(read[0], Reject)
    assert read[0].error.code == "record-too-large" and len(read[0].raw) <= 1000
    monkeypatch.setattr(lines, "MAX_LINE", 1000)
    with pytest.raises(InputError, match="a line is longer"):
        read_all("x" * 200_000)


def test_a_damaged_leader_line_does_not_join_two_records() -> None:
    good = (DATA / "koha-columns.txt").read_text(encoding="utf-8")
    for leader in ("LR ", "LD\xf7 ", "LDRx ", "DR "):
        read = read_all(good + "\n" + good.replace("LDR ", leader) + "\n" + good)
        assert keys(read) == ["4711"] * 3
        assert len({str(content(r)) for r in read if isinstance(r, Record)}) == 1


def test_a_value_of_a_million_lines_takes_no_time() -> None:
    record = one(LDR + "500 _ax\n" + "y\n" * 1_000_000)
    assert len(record.get("500", "a")) == 2_000_001


LINES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "245 10 _aT",
            "_bx",
            "",
            "000 00000nam a2200000 a 4500",
            "LDR x",
            "100 1 0",
            "008 85",
            "---",
        ]
    ),
)


@given(st.lists(LINES, max_size=12))
def test_no_text_makes_it_fail_and_no_value_is_lost(parts: list[str]) -> None:
    text = "\n".join(parts).encode("utf-8", "replace")
    read = read_all(text)
    assert [item.number for item in read] == list(range(1, len(read) + 1))
    whole = [item for item in read if isinstance(item, Record)]
    for item in whole:
        assert len(item.leader) == 24 and item.tags
    assert sum(str(item).count("$aT") for item in whole) >= parts.count("245 10 _aT")


def test_codes_may_be_capitals() -> None:
    lines = ["LDR 00000nam a2200000 a 4500", "689 00 _Dg", "       _aOsteuropa", "689 01 _Az"]
    [record] = read_koha(io.BytesIO("\n".join(lines).encode()), "a.txt")
    assert isinstance(record, Record)
    assert [str(field) for field in record] == ["689 00 $Dg$aOsteuropa", "689 01 $Az"]
