from __future__ import annotations

import io
import unicodedata

import pymarc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marc_samples import content, field, iso2709, pymarc_content
from pymarc.marc8_mapping import CODESETS

from marc2rdf.marc import Record, read
from marc2rdf.marc.charset import compose
from marc2rdf.marc.iso2709 import read_iso2709
from marc2rdf.marc.marc8 import decode_marc8


def one(raw: bytes) -> Record:
    [record] = read(io.BytesIO(raw), "iso2709")
    return record


def codes(record: Record) -> list[str]:
    return [notice.code for notice in record.notices]


def title(data: bytes, coding: str) -> Record:
    return one(iso2709(field("001", "1"), ("245", b"10\x1fa" + data), coding=coding))


def test_utf8_is_read_and_composed() -> None:
    record = title("e\u0301tude \u1100\u1161".encode(), "a")
    assert record.get("245", "a") == "étude 가"
    assert (record.encoding, record.notices) == ("utf-8", [])


def test_a_value_that_begins_with_a_combining_mark_keeps_its_code() -> None:
    record = one(iso2709(field("001", "1"), field("245", "10\x1fa\u0301x\x1fbe\u0301")))
    assert [s.code for s in record["245"].subfields] == ["a", "b"]
    assert record.get("245", "b") == "é"


@given(st.text(), st.text())
def test_composing_is_nfc_for_each_value(first: str, second: str) -> None:
    first, second = (t.replace("\x1f", "") for t in (first, second))
    nfc = [unicodedata.normalize("NFC", t) for t in (first, second)]
    assert compose(f"10\x1fa{first}\x1fb{second}") == f"10\x1fa{nfc[0]}\x1fb{nfc[1]}"


def test_a_bad_byte_in_utf8_costs_one_character_of_one_field() -> None:
    raw = iso2709(field("001", "1"), ("245", b"10\x1faCaf\xe9 noir"), field("500", "  \x1faété"))
    record = one(raw)
    assert record.get("245", "a") == "Caf\ufffd noir"
    assert record.get("500", "a") == "été"
    assert [(n.code, n.tag) for n in record.notices] == [("encoding-repaired", "245")]
    assert record.encoding == "utf-8"


def test_a_character_cut_at_the_end_of_a_subfield_keeps_the_next_one() -> None:
    record = one(iso2709(("245", b"10\x1faCaf\xc3\x1fbnoir")))
    assert record["245"].get("b") == ["noir"]


def test_a_lone_surrogate_and_nul_are_survived() -> None:
    record = title(b"a\xed\xa0\x80b\x00c", "a")
    assert record.get("245", "a") == "a\ufffd\ufffd\ufffdb\x00c"
    record.get("245", "a").encode()


def test_utf8_that_says_it_is_marc8_is_utf8() -> None:
    record = title("Müller".encode(), " ")
    assert record.get("245", "a") == "Müller"
    assert (record.encoding, codes(record)) == ("utf-8", ["encoding-misdeclared"])


def test_utf8_that_says_it_is_marc8_may_have_a_bad_field() -> None:
    raw = iso2709(field("245", "10\x1faMüller"), ("500", b"  \x1faCaf\xe9"), coding=" ")
    record = one(raw)
    assert (record.get("245", "a"), record.get("500", "a")) == ("Müller", "Caf\ufffd")
    assert codes(record) == ["encoding-misdeclared", "encoding-repaired"]


def test_ascii_needs_no_decoding() -> None:
    assert title(b"Title", " ").encoding == "marc-8"
    assert title(b"Title", "a").encoding == "utf-8"
    assert title(b"Title", " ").notices == []


def test_marc8_diacritics_come_before_their_letter() -> None:
    record = title(b"\xe2Etude f\xe8ur Kob\xb2ln", " ")
    assert record.get("245", "a") == "Étude für Kobøln"
    assert (record.encoding, record.notices) == ("marc-8", [])


def test_windows_1252_is_what_is_neither() -> None:
    raw = iso2709(
        ("245", b"10\x1faZ\xfcrich \x93caf\xe9\x94"), ("500", b"  \x1fa\xc9t\xe9"), coding=" "
    )
    record = one(raw)
    assert (record.get("245", "a"), record.get("500", "a")) == ("Zürich “café”", "Été")
    assert (record.encoding, codes(record)) == ("cp1252", ["encoding-misdeclared"])


def test_one_bad_field_does_not_make_marc8_something_else() -> None:
    good = ("500", b"  \x1fa\xe2etude")
    raw = iso2709(("245", b"10\x1fa\xe2etude \xd5"), good, good, coding=" ")
    record = one(raw)
    assert record.get("500", "a") == "étude"
    assert [(n.code, n.tag) for n in record.notices] == [("encoding-repaired", "245")]
    assert record.encoding == "marc-8"


ESCAPES = {0x32: b"(2", 0x33: b"(3", 0x34: b"(4", 0x4E: b"(N", 0x51: b"(Q", 0x53: b"(S"}


def marc8_texts() -> list[tuple[bytes, str]]:
    """Give bytes in each of the escaped character sets, and their text by the tables."""
    made = []
    for charset, escape in ESCAPES.items():
        known = [
            (k, c) for k, (c, mark) in sorted(CODESETS[charset].items()) if k < 0x80 and not mark
        ]
        data = b"\x1b" + escape + bytes(k for k, _ in known) + b"\x1b(B tail"
        made.append((data, "".join(chr(c) for _, c in known) + " tail"))
    wide = [(k, c) for k, (c, mark) in sorted(CODESETS[0x31].items()) if not mark]
    for start in range(0, len(wide), 997):
        some = wide[start : start + 9]
        data = b"\x1b$1" + b"".join(k.to_bytes(3, "big") for k, _ in some) + b"\x1b(B tail"
        made.append((data, "".join(chr(c) for _, c in some) + " tail"))
    return made


@pytest.mark.parametrize(("data", "text"), marc8_texts())
@pytest.mark.parametrize("coding", [" ", "a"])
def test_escapes_are_read_as_the_tables_say(data: bytes, text: str, coding: str) -> None:
    record = title(data, coding)
    assert record.get("245", "a") == unicodedata.normalize("NFC", text)
    assert record.encoding == "marc-8"
    # In a record that says it is UTF-8, escape sequences show that it is not.
    assert codes(record) == (["encoding-misdeclared"] if coding == "a" else [])


@pytest.mark.parametrize(("data", "text"), marc8_texts())
def test_escapes_are_read_as_pymarc_reads_them(data: bytes, text: str) -> None:
    raw = iso2709(field("001", "1"), ("880", b"10\x1f6245-01\x1fa" + data), coding=" ")
    theirs = pymarc.Record(data=raw)
    assert content(one(raw)) == pymarc_content(theirs)


def test_three_scripts_in_one_record() -> None:
    raw = iso2709(
        field("001", "1"),
        ("880", b"10\x1fa\x1b(2ylem\x1b(B"),
        ("880", b"10\x1fa\x1b(NmIR\x1b(B"),
        ("880", b"10\x1fa\x1b(3SdGe\x1b(B"),
        coding=" ",
    )
    record = one(raw)
    assert content(record) == pymarc_content(pymarc.Record(data=raw))
    scripts = [
        {unicodedata.name(c).split()[0] for c in f.get("a")[0]} for f in record.get_fields("880")
    ]
    assert scripts == [{"HEBREW"}, {"CYRILLIC"}, {"ARABIC"}]


def test_east_asian_text_cut_inside_a_character_is_marked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    wide = next(k for k, (_, mark) in CODESETS[0x31].items() if not mark).to_bytes(3, "big")
    value = decode_marc8(b"  \x1fa\x1b$1" + wide + wide[:2])
    assert value.wrong and value.text.endswith("\ufffd")
    assert len(value.text) == len("  \x1fa") + 2
    assert capsys.readouterr() == ("", "")


@given(st.binary(max_size=40))
def test_no_bytes_make_marc8_fail_or_talk(data: bytes) -> None:
    data = data.replace(b"\x1d", b"").replace(b"\x1e", b"")
    value = decode_marc8(data)
    assert isinstance(value.text, str)
    value.text.encode()


@given(st.binary(max_size=60), st.sampled_from("a "))
def test_no_bytes_in_a_field_cost_the_record(data: bytes, coding: str) -> None:
    data = data.replace(b"\x1d", b"").replace(b"\x1e", b"")
    raw = iso2709(field("001", "7"), ("245", b"10\x1fa" + data), coding=coding)
    [record] = read_iso2709(io.BytesIO(raw), "x")
    assert isinstance(record, Record)
    assert record.get("001") == "7"
    assert record["245"].text.startswith("10\x1fa")
    "".join(record.fields).encode()


def test_a_leader_that_lies_about_utf8_is_found_out_by_several_bytes() -> None:
    """Three bytes that make sense as another character set were never UTF-8."""
    record = title("Déjà vu à Köln".encode("cp1252"), "a")
    assert record.get("245", "a") == "Déjà vu à Köln"
    assert record.encoding == "cp1252"
    assert [notice.code for notice in record.notices] == ["encoding-misdeclared"]
    record = title(b"\xe2etude \xe1a la mode, K\xe8oln", "a")
    assert record.get("245", "a") == "étude à la mode, Köln"
    assert record.encoding == "marc-8"


def test_text_that_was_encoded_twice_is_told_and_kept() -> None:
    twice = "Caf\u00e9".encode().decode("cp1252").encode()
    record = title(twice, "a")
    assert record.get("245", "a") == "CafÃ©"
    assert [notice.code for notice in record.notices] == ["encoding-double"]
    assert title("São Paulo, Ångström, Œuvre".encode(), "a").notices == []
