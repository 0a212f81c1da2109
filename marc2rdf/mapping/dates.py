"""Dates as MARC writes them, made into XML Schema and EDTF values, never guessed.

Sources: MARC 21 008/06-14, 260 $c, 264 $c and 005; ISO 8601-2:2019 (EDTF) levels 0 and 1;
XML Schema 1.1 part 2, section 3.3.
"""

from __future__ import annotations

import datetime as calendar
import re

from marc2rdf.mapping.identifiers import Refused

_EDTF_DATE = r"-?[\dX]{4}(?:-[\dX]{2}(?:-[\dX]{2})?)?[?~%]?"
_EDTF = re.compile(
    rf"{_EDTF_DATE}|(?:{_EDTF_DATE}|\.\.|)/(?:{_EDTF_DATE}|\.\.|)|[\[{{](?:{_EDTF_DATE}|\.\.|,\s?)+[\]}}]"
    r"|\d{4}-(?:2[1-4])|Y-?\d{5,}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d(?::\d\d)?)?"
)
_READ = re.compile(
    r"[\dX]{4}[?~%]?(?:/(?:[\dX]{4}[?~%]?|\.\.))?|/\d{4}|\[\d{4}(?:,|\.\.)\d{4}\]|\[\.\.\d{4}\]|\[\d{4}\.\.\]"
)
# A year of the Hijra, and the one or two years that it lies in.
_HIJRI = re.compile(
    r"\D{0,6}(1[34]\d\d)\D{0,8}[\[(]\D{0,4}(\d{4})(?:\s*[-–/]\s*(\d{4}|\d\d))?(?!\d)"
)
_EITHER = re.compile(r"(?i)\b(\d{4})\s*(?:or|oder|ou|o|eller|of|tai|или)\s*(\d{4}|\d{1,2})\b")
_BETWEEN = re.compile(
    r"(?i)\b(?:between|zwischen|entre|tra|tussen|mellan|mellem|mellom|между)\s*(\d{4})\s*"
    r"(?:and|und|et|y|e|en|och|og|и)\s*(\d{4})\b"
)
_LATEST = ("not before", "nicht vor", "pas avant", "after", "nach", "après")
_NOT_BEYOND = re.compile(
    r"(?i)\b(not before|nicht vor|pas avant|not after|nicht nach|pas après|before|after|vor|nach|"
    r"avant|après)\s*(\d{4})\b"
)
_ROMAN = re.compile(
    r"(?<![A-Za-z])(?:M[.\s]*){1,2}(?:[DCLXVI]+[.\s]*(?:M[.\s]*)?){1,8}(?![A-Za-z])"
)
# A year of another era (of Vikram, Buddha, the Creation, Saka) before a Gregorian one in brackets.
_OTHER_ERA = re.compile(r"(\D*)(\d{4})\D{0,8}[\[(]\D{0,4}(\d{4})")
_NUMERALS = dict(zip("MDCLXVI", (1000, 500, 100, 50, 10, 5, 1), strict=True))
_YEAR = re.compile(
    r"(?<!\d)(\d{4}(?=(?:\d{4})?(?!\d))|\d{3}[-–?](?!\d)|\d{2}--)(\s?\??)"
    r"(?:[\])>]?\s*[-–/]\s*[\[(<]?(\d{4}|\d{2})(?!\d))?"
)
_LONE_YEAR = re.compile(r"[\[(<\s]*[cp©]?([0-9]{4})[\])>.,;:\s]*")
_OPEN_END = re.compile(r"[\])>]?\s*[-–]\s*[\])>]?\W*$")
_CIRCA = r"(?:ca\.?|circa|approximately|um|vers|env\.?|about)"


def find_year(text: str) -> str:
    """Find the year that a date of publication states, in EDTF where it is not certain.

    >>> find_year("c1987."), find_year("[183-?]"), find_year("19uu"), find_year("1987-1990")
    ('1987', '183X?', '19XX', '1987/1990')
    >>> find_year("1404 [1983-84]"), find_year("[ca. 1650]"), find_year("[n.d.]")
    ('[1983,1984]', '1650~', '')
    >>> find_year("1405 H [1984 or 5]"), find_year("[between 1906 and 1912]")
    ('[1984,1985]', '[1906..1912]')
    >>> find_year("M.DC.LXI.")
    '1661'
    >>> find_year("[not after 1600]"), find_year("1500s"), find_year("[16]98")
    ('[..1600]', '15XX', '1698')
    >>> find_year("[1966]-"), find_year("-1995"), find_year("Samvat 2030 [1973]")
    ('1966/..', '/1995', '1973')
    """
    if match := _LONE_YEAR.fullmatch(text):
        return match[1]
    text = _with_plain_digits(text)
    if found := _find_choice(text):
        return found
    if match := re.fullmatch(r"\s*(\d{2,4})([uX]{0,2})\s*", text):
        year = match[1] + match[2].replace("u", "X")
        return year if len(year) == 4 else ""
    if match := re.search(r"\bi\.\s?e\.,?\s*\D{0,4}(\d{4})\b", text):
        return match[1]
    if match := _HIJRI.match(text):
        if int(match[2]) - int(match[1]) <= 400:
            return match[1]
        last = match[3] and match[2][: 4 - len(match[3])] + match[3]
        return f"[{match[2]},{last}]" if last else match[2]
    if (match := _OTHER_ERA.match(text)) and (
        int(match[2]) - int(match[3]) >= 40 or re.search(r"(?i)\bs[h]?aka\b", match[1])
    ):
        text = text[match.start(3) :]
    match = _YEAR.search(text)
    if match is None:
        return ""
    year = re.sub(r"\D", "X", match[1])
    if match[3] and match[1].isdigit():
        last = match[3] if len(match[3]) == 4 else year[:2] + match[3]
        return f"{year}{'?' if '?' in match[2] else ''}/{last}" if last > year else year
    before = text[: match.start()]
    if re.search(rf"{_CIRCA}\s*\[?$", before, re.IGNORECASE):
        return year + "~"
    doubt = "?" in match[2] or (match[1].endswith("?"))
    if match[1].isdigit() and _OPEN_END.match(text, match.end()):
        return f"{year}{'?' if doubt else ''}/.."
    if match[1].isdigit() and re.fullmatch(r"\s*[-–]\s*", before):
        return f"/{year}"
    return year + "?" if doubt else year


def _find_choice(text: str) -> str:
    """Give the years that a date leaves to choose from, and years written otherwise."""
    if match := _EITHER.search(text):
        first, last = match[1], match[2]
        return f"[{first},{first[: 4 - len(last)]}{last}]"
    if match := _BETWEEN.search(text):
        return f"[{match[1]}..{match[2]}]"
    if match := _NOT_BEYOND.search(text):
        return f"[{match[2]}..]" if match[1].lower() in _LATEST else f"[..{match[2]}]"
    if match := re.search(r"\b(1[4-9]|20)00s\b", text):
        return f"{match[1]}XX"
    if match := re.fullmatch(r"\W*\[(1[4-9]|20)\](\d\d)\W*", text):
        return match[1] + match[2]
    if not any(c.isdigit() for c in text) and (match := _ROMAN.search(text)):
        return _roman(match[0])
    return ""


def _roman(text: str) -> str:
    """Give a year in Roman numerals, with stops and blanks or without, also of additive kind.

    >>> _roman("M. DC. LXI."), _roman("MDCCLXXXIX"), _roman("MDXXXXIIII"), _roman("MIX")
    ('1661', '1789', '1544', '')
    """
    values = [_NUMERALS[c] for c in text.upper() if c in _NUMERALS]
    after = [*values[1:], 0]
    year = sum(-a if a < b else a for a, b in zip(values, after, strict=True))
    return str(year) if 1400 <= year <= 2100 else ""


def years_near(text: str) -> list[str]:
    """Give a certain year between its two neighbours, for a look at whether another is near.

    >>> years_near("c1987."), years_near("19XX"), years_near("[1987 or 1988]")
    (['1986 1987 1988'], [], [])
    """
    year = find_year(text)
    if not _is_digits(year, 4):
        return []
    number = int(year)
    return [f"{number - 1} {year} {number + 1}"]


def date_differs(text: str) -> list[str]:
    """Refuse a date that is not field 008's: nothing comes out but the warning."""
    raise Refused("date-differs", f"'{text}' is taken, though field 008 has another date")


def read_year(text: str) -> tuple[str, str] | None:
    """Give a year as (value, type), the type ``gYear`` or ``edtf``; None when it is none.

    >>> read_year("1987"), read_year("19uu"), read_year("never")
    (('1987', 'gYear'), ('19XX', 'edtf'), None)
    """
    text = _with_plain_digits(text)
    if _is_digits(text, 4):
        return (text, "gYear") if text != "0000" else None
    found = text if _READ.fullmatch(text) else find_year(text)
    if not found or found.strip("X?~%/") == "":
        return None
    return (found, "gYear" if _is_digits(found, 4) else "edtf") if found != "0000" else None


def read_date(text: str, latest: str = "") -> tuple[str, str] | None:
    """Give a date as (value, type): ``date``, ``gYearMonth``, ``gYear`` or ``edtf``.

    ``latest`` is the four-digit year in which the record was last changed; it decides the
    century of a date of six digits (without it, 66 to 99 are of the twentieth).

    >>> read_date("2016-03-16"), read_date("760101"), read_date("201603"), read_date("2016-13-16")
    (('2016-03-16', 'date'), ('1976-01-01', 'date'), ('2016-03', 'gYearMonth'), None)
    """
    text = _with_plain_digits(text.strip().rstrip("."))
    if _is_digits(text, 6) and _is_day(day := _with_century(text, latest)):
        return day, "date"
    if match := re.fullmatch(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ].*)?", text):
        value = "-".join(match.groups())
        return (value, "date") if _is_day(value) else None
    if match := re.fullmatch(r"([1-9]\d{3})-?(0[1-9]|1[0-2])", text):
        return f"{match[1]}-{match[2]}", "gYearMonth"
    if re.fullmatch(r"\d{5,}", text):
        return None
    if re.search(r"[-/.]\s*\d{1,2}\s*[-/.]", text):
        return None
    return read_year(text)


def read_datetime(text: str) -> tuple[str, str] | None:
    """Give a date and time of MARC 005 or of ISO 8601 as (value, ``dateTime``).

    >>> read_datetime("20250112055905.0")
    ('2025-01-12T05:59:05', 'dateTime')
    """
    if _is_digits(d := text.removesuffix(".0"), 14):  # as MARC 005 has it
        value, zone = f"{d[:4]}-{d[4:6]}-{d[6:8]}T{d[8:10]}:{d[10:12]}:{d[12:]}", ""
    elif match := _DATETIME.match(text):
        year, month, day, hour, minute, second, zone = match.groups(default="")
        value = f"{year}-{month}-{day}T{hour}:{minute}:{second}"
    else:
        return None
    try:
        calendar.datetime.fromisoformat(value)
    except ValueError:
        return None
    return value + zone, "dateTime"


def read_edtf(text: str) -> tuple[str, str] | None:
    """Give a value of the Extended Date/Time Format, MARC's ``u`` read as ``X``.

    >>> read_edtf("19uu"), read_edtf("1990/.."), read_edtf("soon")
    (('19XX', 'edtf'), ('1990/..', 'edtf'), None)
    """
    value = _with_plain_digits(text.strip().replace("u", "X"))
    return (value, "edtf") if _EDTF.fullmatch(value) and value.strip("/") else None


_DIGITS = {zero + n: str(n) for zero in (0x660, 0x6F0, 0x966, 0xFF10) for n in range(10)}


_DATETIME = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)[T ]?(\d\d):?(\d\d):?(\d\d)(?:\.\d*)?(Z|[+-]\d\d:\d\d)?$"
)


def _with_plain_digits(text: str) -> str:
    return text if text.isascii() else text.translate(_DIGITS)


def _is_digits(text: str, number: int) -> bool:
    return len(text) == number and text.isdecimal()


def _is_day(value: str) -> bool:
    try:
        calendar.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _with_century(six: str, latest: str) -> str:
    """Give a date of six digits with the last year that is not after ``latest``."""
    year = six[:2]
    if _is_digits(latest, 4):
        last = int(latest)
        year = str(last - (last - int(year)) % 100).zfill(4)
    else:
        year = f"19{year}" if year >= "66" else f"20{year}"
    return f"{year}-{six[2:4]}-{six[4:]}"
