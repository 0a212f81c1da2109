"""What is particular to MarcEdit's form, Aleph's form and JSON."""

from __future__ import annotations

import io
import json
import time

import pytest
from marc_samples import content, keys
from six_formats import sample, written

from marc2rdf.marc import Record, Reject, read_source

MRK = b"=LDR  00000nam a2200000 a 4500\n"
ALEPH = b"000000001 LDR   L ^^^^^nam^a22002057^^4500\n"


def read_all(data: bytes, form: str) -> list[Record | Reject]:
    return list(read_source(io.BytesIO(data), form))


def one(data: bytes, form: str) -> Record:
    [record] = read_all(data, form)
    assert isinstance(record, Record), record
    return record


@pytest.mark.parametrize(
    ("written_as", "expected"),
    [
        ("{dollar}5 {lcub}x{rcub} {bsol}", "$5 {x} \\"),
        ("{acute}etude", "étude"),
        ("{eacute}tude, K{ostrok}benhavn", "étude, København"),
        ("{llig}i{rlig}a", "i\ufe20a\ufe21"),
        ("{macr}{acute}o", "ṓ"),
        ("{ayn}{alif}{24}{4A}", "ʻʼ$J"),
        ("{unknown} {} {x", "{unknown} {} {x"),
    ],
)
def test_the_names_of_characters_in_mrk(written_as: str, expected: str) -> None:
    record = one(MRK + f"=245  10$a{written_as}$b{{acute}}$cx".encode(), "mrk")
    assert record.get("245", "a") == expected
    assert [subfield.code for subfield in record["245"].subfields] == ["a", "b", "c"]


def test_blanks_and_control_fields_in_mrk() -> None:
    record = one(MRK + b"=008  7601\\\\s1975\n=245  \\0$aA \\ b\n=500 10$aone blank\n", "mrk")
    assert content(record) == [
        ("008", "7601  s1975"), ("245", " 0\x1faA \\ b"), ("500", "10\x1faone blank"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "subfields"),
    [
        ("$c$9.00", [("c", "$9.00")]),
        ("$ax (pbk.) :$c$39.95 or $5,00", [("a", "x (pbk.) :"), ("c", "$39.95 or $5,00")]),
        ("$81.10\\x$ax$2fast$5.x", [("8", "1.10\\x"), ("a", "x"), ("2", "fast"), ("5", ".x")]),
        ("$ax$912.50", [("a", "x"), ("9", "12.50")]),
    ],
)
def test_prices_in_mrk(value: str, subfields: list[tuple[str, str]]) -> None:
    record = one(MRK + rb"=020  \\" + value.encode() + b"\n", "mrk")
    assert record["020"].subfields == subfields
    assert [notice.code for notice in record.notices] == ["field-repaired"] * ("$c$" in value)


def test_long_fields_in_alephs_form_go_on_in_further_lines() -> None:
    lines = [
        b"000000001 5050  L $$aOne -^",
        b"000000001 5050  L $$9^^$$atwo cu",
        b"000000001 5050  L $$9^^$$at - $$bx",
        b"000000001 5050  L $$9^$$cthree",
        b"000000001 500   L $$aNo more$$9FENNI<KEEP>",
        b"000000001 500   L $$9^not so$$ax",
    ]
    record = one(ALEPH + b"\n".join(lines), "alephseq")
    assert content(record) == [
        ("001", "000000001"),
        ("505", "0 \x1faOne - two cut - \x1fbx\x1fcthree"),
        ("500", "  \x1faNo more\x1f9FENNI<KEEP>"),
        ("500", "  \x1f9^not so\x1fax"),
    ]


@pytest.mark.parametrize("form", ["mrk", "alephseq", "koha", "marcjson"])
def test_marks_of_iso2709_inside_a_value_do_not_end_it(form: str) -> None:
    """They would make subfields of what somebody wrote into a note."""
    data = written([sample("1", "TI")], form)
    mark = b"\\u001fz\\u001e\\u001d" if form == "marcjson" else b"\x1fz\x1e\x1d"
    record = one(data.replace(b"TI", b"TI" + mark), form)
    assert [subfield.code for subfield in record["245"].subfields] == ["a", "c"]
    assert record.get("245", "a").replace(" ", "") == "TIz/"


def record_json(**more: object) -> dict[str, object]:
    fields = [{"001": "1"}, {"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": "T"}]}}]
    return {"leader": "00000nam a2200000 a 4500", "fields": fields, **more}


def test_a_key_that_stands_twice_in_json_loses_nothing() -> None:
    text = json.dumps(record_json()).replace('{"a": "T"}', '{"a": "T", "a": "U"}')
    assert one(text.encode(), "marcjson")["245"].get("a") == ["T", "U"]
    text = json.dumps(record_json()).replace('[{"a": "T"}]', '{"a": "T", "b": "U"}')
    assert str(one(text.encode(), "marcjson")["245"]) == "245 10 $aT$bU"


@pytest.mark.parametrize("value", ['"\\ud800"', '"\\u001f"', "5", "null", "{}", "[]", '""'])
@pytest.mark.parametrize(
    "key", ['"T"', '"1"', '"245"', '"a"', '"001"', '"00000nam a2200000 a 4500"']
)
def test_nothing_in_json_makes_a_record_that_cannot_be_written(key: str, value: str) -> None:
    text = json.dumps(record_json()).replace(key, value, 1)
    for item in read_all(text.encode(), "marcjson"):
        if isinstance(item, Record):
            assert len(item.leader) == 24
            for field in item:
                f"{field.tag}{field.text}".encode()
                assert len(field.tag) == 3 and all(len(s.code) == 1 for s in field.subfields)


def test_an_array_without_end_is_told() -> None:
    whole = json.dumps([record_json(), record_json()]).encode()
    for cut in (whole[:-1], whole[:-1] + b", \n"):
        read = read_all(cut, "marcjson")
        assert keys(read) == ["1", "1", "!"]
        assert isinstance(read[2], Reject)
        assert (read[2].error.code, read[2].raw, read[2].number) == ("record-cut", b"", 3)
    lines = whole[1:-1].replace(b'}, {"leader"', b'}\n{"leader"')
    for good in (whole, whole + b"\n", lines, whole[1:-1] + b","):
        assert keys(read_all(good, "marcjson")) == ["1", "1"]


@pytest.mark.parametrize(
    ("form", "data"),
    [
        ("koha", b"LDR 00000nam a2200000 a 4500\n245 10 _aX\n" + b"\x0c" * 20_000 + b"x\n"),
        ("koha", b"LDR 00000nam a2200000 a 4500\n245" + b" " * 20_000 + b"x" + b" " * 20_000),
        ("koha", b"LDR 00000nam a2200000 a 4500\n245 10 _a" + b" _bx" * 5_000),
        ("mrk", MRK + b"=650  10$ax\n\n" * 20_000),
        ("mrk", MRK + b"=650  10$a" + b"{acute}" * 20_000),
        ("mrk", MRK + b"=650  10" + b"$a" * 20_000 + b"{" * 20_000),
        ("alephseq", ALEPH + b"000000001 5050  L $$9^^$$a" * 5_000),
        ("marcjson", b'[{"leader":' * 5_000),
        ("marcjson", b'{"leader": "", "fields": ' + b"[" * 100_000),
        ("marcjson", b'{"leader": "' + b"\\u" * 50_000),
    ],
    ids=str,
)  # fmt: skip
def test_no_text_takes_long(form: str, data: bytes) -> None:
    begun = time.perf_counter()
    assert len(read_all(data, form)) >= 1
    assert time.perf_counter() - begun < 10


@pytest.mark.parametrize("form", ["mrk", "alephseq", "koha", "marcjson", "marcxml", "iso2709"])
def test_a_value_that_begins_with_a_combining_mark_keeps_its_code(form: str) -> None:
    made = sample("1")
    made.add("500", "  ", [("a", "\u0301x"), ("b", "e\u0301")])
    read = one(written([made], form), form)
    assert content(read)[-1] == ("500", "  \x1fa\u0301x\x1fb\xe9")
