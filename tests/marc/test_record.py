from __future__ import annotations

import pickle

import pymarc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marc_samples import content, pymarc_content

from marc2rdf.marc import Field, Record, Subfield


def make() -> Record:
    record = Record(source="file.mrc", number=3)
    record.add_control("001", "123")
    record.add("245", "1 ", [("a", "Title /"), ("c", "X")])
    record.add("650", " 0", [("a", "One")])
    record.add("650", " 0", [("a", "Two")])
    return record


def test_fields_are_looked_at_as_views() -> None:
    record = make()
    assert record["245"].subfields == [Subfield("a", "Title /"), Subfield("c", "X")]
    assert (record["245"].indicator1, record["245"].indicator2) == ("1", " ")
    assert str(record["245"]) == "245 1# $aTitle /$cX"
    assert record["001"].is_control and record["001"].data == "123"
    assert record["001"].indicator1 == "" and record["001"].subfields == []
    assert [f.get("a") for f in record.get_fields("650", "001")] == [[], ["One"], ["Two"]]
    assert "650" in record and "651" not in record
    assert [f.tag for f in record] == ["001", "245", "650", "650"]
    with pytest.raises(KeyError):
        record["999"]


def test_get_gives_the_first_value_or_nothing() -> None:
    record = make()
    assert record.get("650", "a") == "One"
    assert record.get("001") == "123"
    assert record.get("245") == "Title /"
    assert record.get("245", "z") == record.get("999") == record.get("001", "a") == ""


def test_where_names_the_record_by_its_number_and_id() -> None:
    record = make()
    assert record.where == "file.mrc: record 3 (id 123)"
    record = Record(source="<stdin>", number=1)
    assert record.where == "<stdin>: record 1"
    record.add("999", "  ", [("c", "7"), ("d", "7")])
    assert record.where == "<stdin>: record 1 (id 7)"


def test_a_field_without_delimiter_is_a_control_field_whatever_its_tag() -> None:
    assert Field("FMT", "BK").is_control
    assert Field("008", "a\x1fb").is_control
    assert not Field("245", "  \x1fa").is_control


def test_marks_inside_a_value_cannot_end_it() -> None:
    record = Record()
    record.add("245", "10", [("a", "one\x1ftwo\x1ethree\x1d")])
    record.add_control("001", "1\x1e2")
    assert record.get("245", "a") == "one two three "
    assert record.get("001") == "1 2"


@pytest.mark.parametrize("code", ["", "ab", "\x1f"])
def test_a_code_is_one_character(code: str) -> None:
    with pytest.raises(ValueError, match="one character"):
        Record().add("245", "10", [(code, "x")])


def test_a_data_field_needs_subfields_and_a_tag_of_its_own() -> None:
    with pytest.raises(ValueError):
        Record().add("245", "10", [])
    with pytest.raises(ValueError):
        Record().add("001", "10", [("a", "x")])


def test_records_survive_pickling() -> None:
    record = make()
    record.warn("field-repaired", "it was wrong", "245")
    copy = pickle.loads(pickle.dumps(record))
    assert content(copy) == content(record)
    assert (copy.where, copy.notices) == (record.where, record.notices)


VALUE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x1d\x1e\x1f"))
SUBFIELDS = st.lists(st.tuples(st.sampled_from("abcxyz0239"), VALUE), min_size=1, max_size=4)
DATA_FIELD = st.tuples(st.sampled_from(["010", "245", "880", "9XX"]), st.just("1 "), SUBFIELDS)
CONTROL_FIELD = st.tuples(st.sampled_from(["001", "003", "008"]), VALUE)


@st.composite
def records(draw: st.DrawFn) -> Record:
    record = Record("00000cas a2200000 i 4500")
    for tag, text in draw(st.lists(CONTROL_FIELD, max_size=2)):
        record.add_control(tag, text)
    for tag, indicators, subfields in draw(st.lists(DATA_FIELD, min_size=1, max_size=5)):
        record.add(tag, indicators, subfields)
    return record


@given(records())
def test_to_pymarc_and_back_is_the_same_record(record: Record) -> None:
    made = record.to_pymarc()
    assert pymarc_content(made) == content(record)
    back = Record.from_pymarc(made)
    assert (back.leader, content(back), back.notices) == (record.leader, content(record), [])


def test_a_named_control_field_is_a_subfield_in_pymarc() -> None:
    record = Record(tags=["FMT"], fields=["BK"])
    assert record.to_pymarc()["FMT"]["a"] == "BK"


def test_from_pymarc_mends_what_pymarc_lets_through() -> None:
    made = pymarc.Record()
    made.leader = "00000nam a2200000 a4500"  # type: ignore[assignment]
    made.fields = [
        pymarc.Field("001", data=None),
        pymarc.Field("245", pymarc.Indicators("", "0"), [pymarc.Subfield("a", "x\x1fy")]),
        pymarc.Field("500", subfields=[]),
    ]
    record = Record.from_pymarc(made, "here", 5)
    assert content(record) == [("001", ""), ("245", " 0\x1fax y")]
    assert record.leader == "00000nam a2200000 a 4500"
    assert [n.code for n in record.notices] == ["leader-repaired", "field-repaired"]
    assert record.where == "here: record 5"
