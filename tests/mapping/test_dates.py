"""Dates: what MARC writes, as XML Schema and EDTF values."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mapping_samples import gives, notices

from marc2rdf.mapping.dates import (
    find_year,
    read_date,
    read_datetime,
    read_edtf,
    read_year,
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1987", "1987"),
        ("c1987.", "1987"),
        ("©1987", "1987"),
        ("[1987]", "1987"),
        ("p1987,", "1987"),
        ("19uu", "19XX"),
        ("198u", "198X"),
        ("uuuu", ""),
        ("||||", ""),
        ("[183-?]", "183X?"),
        ("[18--]", "18XX"),
        ("[1987?]", "1987?"),
        ("[ca. 1650]", "1650~"),
        ("um 1650", "1650~"),
        ("1987-1990", "1987/1990"),
        ("1987-90", "1987/1990"),
        ("1987-", "1987/.."),
        ("[1987]-", "1987/.."),
        ("<1987- >", "1987/.."),
        ("[1987?]-[1990]", "1987?/1990"),
        ("-1987", "/1987"),
        ("MCMXCVIII", "1998"),
        ("MM. Dupont", ""),
        ("Samvat 2030 [1973]", "1973"),
        ("Saka 1895 [1973]", "1973"),
        ("1895 [1973]", "1895"),
        ("2516 [1973]", "1973"),
        ("1404 [1984]", "1984"),
        ("1987 [i.e. 1978]", "1978"),
        ("[n.d.]", ""),
        ("", ""),
        ("12345", ""),
        ("١٩٨٧", "1987"),
    ],
)
def test_a_year_is_found_and_never_guessed(text, wanted) -> None:
    assert find_year(text) == wanted


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("year", "1987", '"1987"^^xsd:gYear'),
        ("year", "19uu", '"19XX"^^edtf:EDTF'),
        ("year", "1987-1990", '"1987/1990"^^edtf:EDTF'),
        ("date", "2016-03-16", '"2016-03-16"^^xsd:date'),
        ("date", "20160316", '"2016-03-16"^^xsd:date'),
        ("date", "760101", '"1976-01-01"^^xsd:date'),
        ("date", "160101", '"2016-01-01"^^xsd:date'),
        ("date", "2016-03", '"2016-03"^^xsd:gYearMonth'),
        ("date", "2016", '"2016"^^xsd:gYear'),
        ("date", "19uu", '"19XX"^^edtf:EDTF'),
        ("datetime", "20250112055905.0", '"2025-01-12T05:59:05"^^xsd:dateTime'),
        ("datetime", "2025-01-12T05:59:05Z", '"2025-01-12T05:59:05Z"^^xsd:dateTime'),
        ("edtf", "19uu", '"19XX"^^edtf:EDTF'),
        ("edtf", "1990/..", '"1990/.."^^edtf:EDTF'),
        ("edtf", "1984?", '"1984?"^^edtf:EDTF'),
        ("int", "310", '"310"^^xsd:integer'),
        ("int", "310 p.", '"310"^^xsd:integer'),
        ("int", "007", '"7"^^xsd:integer'),
        ("bool", "1", '"true"^^xsd:boolean'),
        ("bool", "no", '"false"^^xsd:boolean'),
        ("literal", "x", '"x"'),
        ("xsd:anyURI", "http://x", '"http://x"^^xsd:anyURI'),
        ("xsd:gYear", "1987", '"1987"^^xsd:gYear'),
        ("xsd:duration", "PT2H", '"PT2H"^^xsd:duration'),
        ("edtf:EDTF", "1987", '"1987"^^edtf:EDTF'),
    ],
)
def test_types_read_marc_s_own_forms(kind, text, wanted) -> None:
    rule = f"{{from: 500$a, as: {kind!r}, to: dcterms:date}}"
    assert gives(rule, f"500 ## $a{text}") == [f"dcterms:date {wanted}"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("year", "no year"),
        ("date", "2016-13-16"),
        ("date", "2016-02-30"),
        ("date", "20161316"),
        ("datetime", "20250112"),
        ("datetime", "20250112256905.0"),
        ("edtf", "soon"),
        ("int", "many"),
        ("int", "12 and 13"),
        ("bool", "perhaps"),
        ("xsd:gYear", "198"),
        ("xsd:duration", "P"),
        ("xsd:date", "760101"),
        ("xsd:integer", "1.5"),
    ],
)
def test_what_has_not_the_form_is_left_out_with_a_notice(kind, text) -> None:
    rule = f"{{from: 500$a, as: {kind!r}, to: dcterms:date}}"
    assert gives(rule, f"500 ## $a{text}") == []
    assert notices(rule, f"500 ## $a{text}") == ["datatype-invalid"]


def test_the_century_of_six_digits_is_that_before_the_last_change() -> None:
    rule = "{from: 008/00-05, as: date, to: dcterms:created}"
    assert gives(rule, "008/00 160101") == ['dcterms:created "2016-01-01"^^xsd:date']
    assert gives(rule, "005 20150101000000.0", "008/00 160101") == [
        'dcterms:created "1916-01-01"^^xsd:date'
    ]
    assert gives(rule, "005 20250101000000.0", "008/00 760101") == [
        'dcterms:created "1976-01-01"^^xsd:date'
    ]


@given(st.dates())
def test_every_day_is_read(day) -> None:
    iso = day.isoformat()
    assert read_date(iso) == read_date(iso.replace("-", "")) == (iso, "date")


@given(st.datetimes(timezones=st.none()).map(lambda t: t.replace(microsecond=0)))
def test_every_005_is_read(moment) -> None:
    text = f"{moment.year:04}{moment:%m%d%H%M%S}.0"
    assert read_datetime(text) == (moment.isoformat(), "dateTime")


@given(st.text("0123456789uX-/?~[]. T:", max_size=20) | st.text(max_size=12))
def test_what_is_read_has_the_form_of_its_type(text) -> None:
    for read in (read_year, read_date, read_datetime, read_edtf):
        found = read(text)
        if found is None:
            continue
        value, kind = found
        if kind == "date":
            datetime.date.fromisoformat(value)
        elif kind == "dateTime":
            datetime.datetime.fromisoformat(value)
        elif kind == "gYear":
            assert len(value) == 4 and value.isascii() and value.isdigit()
        elif kind == "gYearMonth":
            datetime.date.fromisoformat(value + "-01")
        else:
            assert kind == "edtf" and value


def test_edtf_is_what_the_judge_takes() -> None:
    for text in ("1984", "198X", "19XX", "1984?", "1984~", "1984/1985", "1984/..", "../1984"):
        assert read_edtf(text) == (text, "edtf")
    for text in ("", "/", "84", "1984//1985", "XX", "1984-13x", "next year"):
        assert read_edtf(text) is None


@pytest.mark.parametrize("digits", ["١٩٨٧", "۱۹۸۷", "१९८७", "１９８７"])
def test_digits_of_all_scripts_are_read(digits) -> None:
    assert read_year(digits) == read_date(digits) == ("1987", "gYear")
    assert read_edtf(digits) == ("1987", "edtf")
