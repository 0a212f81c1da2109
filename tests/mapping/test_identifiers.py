"""Identifier transforms, with python-stdnum as the judge of check digits."""

from __future__ import annotations

import time

import pytest
import stdnum.isbn
import stdnum.issn
from hypothesis import given
from hypothesis import strategies as st
from mapping_samples import gives, notices
from stdnum.exceptions import ValidationError

from marc2rdf.mapping import identifiers
from marc2rdf.mapping.identifiers import Refused, doi, isbn10, isbn13, issn, lccn, url


def result(function, text: str) -> str:
    """Give what a transform gives, "" for nothing, the code of a refusal."""
    try:
        return "".join(function(text))
    except Refused as refused:
        return refused.code


@given(st.from_regex(r"[0-9]{4}-?[0-9]{3}[0-9Xx]", fullmatch=True))
def test_issn_agrees_with_the_judge(text) -> None:
    try:
        wanted = stdnum.issn.format(stdnum.issn.validate(text.upper()))
    except ValidationError:
        wanted = "issn-check-digit"
    assert result(issn, text) == wanted


@given(st.integers(0, 9_999_999), st.sampled_from(["{}", "ISSN {}", "{} (print)", " {} :", "({})"]))
def test_every_valid_issn_is_found_in_its_surroundings(number, around) -> None:
    digits = f"{number:07}"
    full = digits + stdnum.issn.calc_check_digit(digits)
    for written in (
        full,
        f"{full[:4]}-{full[4:]}",
        f"{full[:4]}–{full[4:]}",
        f"{full[:4]} {full[4:]}",
    ):
        assert result(issn, around.format(written)) == f"{full[:4]}-{full[4:]}"


@given(st.from_regex(r"(97[89])?[0-9]{9}[0-9X]", fullmatch=True))
def test_isbn_agrees_with_the_judge(text) -> None:
    try:
        compact = stdnum.isbn.validate(text)
    except ValidationError:
        assert result(isbn13, text) == result(isbn10, text) == "isbn-check-digit"
        return
    assert result(isbn13, text) == stdnum.isbn.to_isbn13(compact)
    if compact.startswith("979"):
        assert result(isbn10, text) == ""
    else:
        assert result(isbn10, text) == stdnum.isbn.compact(stdnum.isbn.to_isbn10(compact))


@given(st.integers(0, 999_999_999))
def test_both_forms_of_an_isbn_give_the_same(number) -> None:
    digits = f"{number:09}"
    ten = digits + stdnum.isbn._calc_isbn10_check_digit(digits)
    thirteen = stdnum.isbn.to_isbn13(ten)
    for written in (
        ten,
        thirteen,
        f"{ten} (pbk.) :",
        f"ISBN {thirteen}",
        stdnum.isbn.format(thirteen),
    ):
        assert result(isbn13, written) == thirteen
        assert result(isbn10, written) == ten


@pytest.mark.parametrize(
    ("function", "text", "wanted"),
    [
        (issn, "0303965x", "0303-965X"),
        (issn, "0303-9651", "issn-check-digit"),
        (issn, "0303-965", "issn-check-digit"),
        (issn, "9780141439518", "issn-check-digit"),
        (issn, "", "issn-check-digit"),
        (issn, "ISSN: 0028-0836 ;", "0028-0836"),
        (isbn13, "0141439513 (pbk.) :", "9780141439518"),
        (isbn13, "0-14-143951-3", "9780141439518"),
        (isbn13, "978-0-14-143951-8 (hbk)", "9780141439518"),
        (isbn13, "0141439514", "isbn-check-digit"),
        (isbn13, "(pbk.)", "isbn-check-digit"),
        (isbn13, "080442957x", "9780804429573"),
        (isbn10, "080442957x", "080442957X"),
        (isbn10, "9791090636071", ""),
        (isbn13, "9791090636071", "9791090636071"),
        (isbn13, "01414395130141439513", "isbn-check-digit"),
        (lccn, "   85000002 ", "85000002"),
        (lccn, "85-2 ", "85000002"),
        (lccn, "2001-000002", "2001000002"),
        (lccn, "n 78-890351", "n78890351"),
        (lccn, "n78-89035", "n78089035"),
        (lccn, "75-425165//r75", "75425165"),
        (lccn, " 79139101 /AC/r932", "79139101"),
        (lccn, "agr25000003", "agr25000003"),
        (lccn, "sn  2001012345", "sn2001012345"),
        (lccn, "abc", "lccn-invalid"),
        (lccn, "123", "lccn-invalid"),
        (doi, "10.1177/0020852314566008", "10.1177/0020852314566008"),
        (doi, "doi:10.1000/XYZ", "10.1000/xyz"),
        (doi, "https://doi.org/10.1000/XYZ", "10.1000/xyz"),
        (doi, "http://dx.doi.org/10.1000%2Fxyz", "10.1000/xyz"),
        (doi, "DOI 10.1000/xyz.", "10.1000/xyz"),
        (doi, "10.1016/S0140-6736(05)17769-8", "10.1016/s0140-6736(05)17769-8"),
        (doi, "(doi: 10.1000/xyz)", "10.1000/xyz"),
        (doi, "see [10.1000/xyz]).", "10.1000/xyz"),
        (doi, "10.1000", "doi-invalid"),
        (doi, "10.10/xyz", "doi-invalid"),
        (doi, "x10.1000/xyz", "doi-invalid"),
        (doi, "", "doi-invalid"),
        (url, " https://example.com/a b?x=1 ", "https://example.com/a%20b?x=1"),
        (url, "https://example.com/é", "https://example.com/é"),
        (url, "www.example.com", "iri-invalid"),
        (url, "http://", "iri-invalid"),
        (url, "mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_identifiers_as_catalogues_have_them(function, text, wanted) -> None:
    assert result(function, text) == wanted


@pytest.mark.parametrize("name", ["issn", "isbn10", "isbn13", "lccn", "doi", "url"])
@given(text=st.text(max_size=40))
def test_any_text_gives_a_normal_form_or_a_refusal(name, text) -> None:
    function = getattr(identifiers, name)
    first = result(function, text)
    if first and not first.endswith(("-check-digit", "-invalid")):
        assert result(function, first) == first  # what is normal stays as it is


def test_a_refused_number_costs_the_value_and_a_notice() -> None:
    rule = "{from: 022$a, do: [issn], to: bibo:issn}"
    marc = ["022 ## $a0303-9651", "022 ## $a0303-965X"]
    assert gives(rule, *marc) == ['bibo:issn "0303-965X"']
    assert notices(rule, *marc) == ["issn-check-digit"]


@pytest.mark.parametrize(
    "hostile",
    [
        ")" * 1_000_000,
        "1" * 1_000_000,
        "1-" * 500_000,
        "10.1000/" + ")]" * 500_000,
        "1234 " * 200_000,
    ],
)
@pytest.mark.parametrize("function", [issn, isbn13, isbn10, lccn, doi])
def test_identifiers_take_linear_time(function, hostile) -> None:
    start = time.process_time()
    result(function, hostile)
    assert time.process_time() - start < 3
