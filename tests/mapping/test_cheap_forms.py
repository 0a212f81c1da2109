"""Transforms written for speed give what their simple forms give, which stand here."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from marc2rdf.mapping import dates, punctuation
from marc2rdf.mapping.needles import has_needle, is_of_beginning, needles_of
from marc2rdf.mapping.punctuation import isbd_trim
from marc2rdf.mapping.transforms import SLUG_LENGTH, mark_signs, slug
from marc2rdf.rdf import iri

MARKS, STOPS, STATES = punctuation._MARKS, punctuation._STOPS, punctuation._STATES
VOWELS = set("aeiouy")
NEVER = re.compile("(?!)")
often = settings(max_examples=600, deadline=None)

PIECES = [*" \t\n\u00a0\u2003/:;,=.-–()[]\"'aBé字Ⅷ1\u0301\x85", "..", "...", "N.Z.", "Minn", "Verl"]
PIECES += ["Ch", "etc", "Sons", "вып", "Вып", "History", " [electronic", "resource]", "(Firm)", "ß"]
values = st.one_of(st.lists(st.sampled_from(PIECES), max_size=9).map("".join), st.text(max_size=12))


def simple_trim(text: str) -> str:
    text = text.strip(MARKS)
    if text[-1:] in "-–" and text[-2:-1] in (" ", "."):
        text = text[:-1].rstrip(MARKS)
    text = re.sub(r"(?<!\.)\.\. ", ". ", text)
    if text[-2:] == ".." and text[-3:] != "...":
        text = text[:-1]
    if text[-1:] == "." and text[-2:] != ".." and not is_abbreviation(text):
        text = text[:-1].rstrip(MARKS)
    for left, right in ("[]", "()"):
        text = without_halves(text, left, right)
        if left == "[" and text.startswith("[") and text.find("]") == len(text) - 1:
            text = text[1:-1]
    return text.strip(MARKS)


def is_abbreviation(text: str) -> bool:
    word = text[:-1].rsplit(None, 1)[-1].lstrip("([\"'") if text[:-1].strip() else ""
    if len(word) > 4 and "." not in word and "-" not in word:
        return word.casefold() in STOPS or (word.casefold() in STATES and word.istitle())
    letters, pieces = word.replace("-", "").replace(".", ""), word.split(".")
    if len(pieces) > 1 and letters.isalpha() and all(len(p) <= 3 or p.istitle() for p in pieces):
        return True
    if len(word) == 1 and word.isalpha() and word.isupper():
        return True
    if len(word) <= 4 and word.istitle() and word.isalpha() and not VOWELS & set(word.casefold()):
        return word.isascii()
    last = word.rpartition("-")[2].casefold()
    return last in STOPS or (word.istitle() and last in STATES)


def without_halves(text: str, left: str, right: str) -> str:
    opened, half = [], set()
    for index, character in enumerate(text):
        if character == left:
            opened.append(index)
        elif character == right:
            half.discard(opened.pop()) if opened else half.add(index)
    return "".join(c for at, c in enumerate(text) if at not in half.union(opened))


@often
@given(values)
@example("abcde.. .")
@example("[electronic resource].")
def test_trimming(text) -> None:
    assert isbd_trim(text) == simple_trim(text)


def simple_slug(text: str) -> str:
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    kept = (
        c if c.isalnum() or (c > "\x7f" and unicodedata.category(c)[0] == "M") else " "
        for c in folded
    )
    joined = "-".join("".join(kept).split())
    return joined if len(joined) <= SLUG_LENGTH else joined[:SLUG_LENGTH].rstrip("-")


@often
@given(st.one_of(values, st.text(max_size=100), st.text("aé_ -’\u093f\u0939", max_size=90)))
def test_slugs(text) -> None:
    assert slug(text) == simple_slug(text)


@given(st.text("a1é. -(\u0301", max_size=6))
def test_signs(text) -> None:
    lost = any(not c.isalnum() and c not in ". " for c in text)
    assert (mark_signs(text) != text) is lost


YEARS = st.lists(
    st.sampled_from([*"[]()<>cp©.,;:?-–/ uXs٢", "19", "87", "2001", "ca. ", " or ", "00s", "H"]),
    max_size=7,
).map("".join)


@often
@given(YEARS)
@example("c1987.")
@example("[1987]-")
def test_a_year_that_stands_alone(text) -> None:
    found = dates.find_year(text), dates.read_year(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dates, "_LONE_YEAR", NEVER)
        assert dates.find_year(text) == found[0]
    year = found[0]
    if re.fullmatch(r"[0-9]{4}", text):
        assert found == (text, (text, "gYear") if text != "0000" else None)
    wanted = [f"{int(year) - 1} {year} {int(year) + 1}"] if re.fullmatch(r"\d{4}", year) else []
    assert dates.years_near(text) == wanted


@given(st.integers(0, 9999), st.integers(0, 99))
def test_the_century_of_six_digits(latest, year) -> None:
    century = latest // 100 - (year > latest % 100)
    wanted = f"{century:02d}{year:02d}-03-16"
    if century >= 0:
        assert dates._with_century(f"{year:02d}0316", f"{latest:04d}") == wanted


@often
@given(
    st.lists(st.sampled_from(["2016", "12", "3", "05", "99", "T", " ", "-", ":", ".0", "Z", "٣"]))
)
@example(["20161223171341.0"])
@example(["20161323171341.0"])
def test_time_stamps(pieces) -> None:
    text = "".join(pieces)
    found = dates.read_datetime(text)
    if re.fullmatch(r"\d{14}(?:\.0)?", text):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(dates, "_is_digits", lambda text, number: False)
            assert dates.read_datetime(text) == found


PATTERNS = [
    r"^\s*(=)\s*|\s*([=;])\s*$",
    r"⟨([=;])⟩⟨b⟩(?:⟨=⟩)?|⟨b⟩⟨(=)⟩",
    r"⟨h⟩[^⟨]*|⟨n⟩[^\w⟨]*(?=⟨)",
    r"^Imprint:\s*|\s*\[(?:u\. ?a\.?|etc\.?)\]?",
    r"(?i)^imprint:|b{2,}=",
    r"(?:(?i:a=)|b;)+",
    r"a(?:=|;)?b|(=;){2}",
    r"[=;]{0,2}--",
    r"^a|=b",
    r"^(?:a|=)",
    r"(?m)^a",
]


@often
@given(
    st.sampled_from(PATTERNS),
    st.lists(st.sampled_from([*"⟨⟩hnb=;a AB[].u-\n", "⟨b⟩", "Imprint:", "imprint:", "[etc"])),
)
def test_no_match_without_a_needle(text, pieces) -> None:
    pattern, value = re.compile(text), "".join(pieces)
    found = pattern.search(value)
    assert found is None or has_needle(value, needles_of(pattern))
    if is_of_beginning(pattern):
        tried = pattern.match(value)
        assert (found and found.span()) == (tried and tried.span())


def test_all_letters_and_digits_may_stand_in_an_iri() -> None:
    everything = "".join(map(chr, (*range(0x80, 0xD800), *range(0xE000, sys.maxunicode + 1))))
    letters = "".join(re.findall(r"\w+", everything))
    assert re.fullmatch(f"[{iri._UCSCHAR}]+", letters)
    assert not re.search(f"[{iri._BLANKS}{iri._DIRECTIONS}]", letters)


IRIS = st.lists(
    st.sampled_from(
        [
            "http:",
            "https://",
            "HTTP://",
            "x-no:",
            "urn:",
            "//",
            "/",
            "example.org",
            "é",
            "字",
            "%41",
        ]
        + ["%é1", "%4", ":80", ":٣", "@", "?", "#", "a", "[::1]", "\u2003", "\ue000", "\u0301", " "]
    ),
    max_size=8,
).map("".join)


@often
@given(IRIS)
def test_usual_iris(text) -> None:
    found = iri.is_valid(text), iri.repair(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(iri, "_USUAL", NEVER)
        assert (iri.is_valid(text), iri.repair(text)) == found


@often
@given(st.one_of(st.text(max_size=20), IRIS))
def test_encoding(text) -> None:
    wanted = re.sub(iri._NOT_PLAIN, iri._escape, text)
    assert iri.encode(text) == wanted
