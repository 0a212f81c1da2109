"""Forms that MARC codes rather than writes: coordinates, durations, periods, packed dates.

Sources: MARC 21 fields 033, 034, 045, 046 and 306; ISO 8601-2:2019 (EDTF); XML Schema 1.1
part 2, section 3.3.6.
"""

from __future__ import annotations

import re

_CENTURIES = {letter: index for index, letter in enumerate("efghijklmnopqrstuvwxy")}


def degrees(text: str) -> list[str]:
    """Give a coordinate of field 034 as decimal degrees, south and west below zero.

    >>> degrees("W1730000"), degrees("S0403000"), degrees("+079.533265"), degrees("E009.7500")
    (['-173'], ['-40.5'], ['79.533265'], ['9.75'])
    >>> degrees("W999"), degrees("unknown")
    ([], [])
    """
    text = re.sub(r"\s", "", text).replace(",", ".")
    match = re.fullmatch(r"([NSEWnsew+-]?)(\d{1,8})(?:\.(\d+))?", text)
    if match is None:
        return []
    sign, whole, rest = match[1].upper(), match[2], match[3] or ""
    if sign.isalpha() and len(whole) == 7:  # hdddmmss, perhaps with parts of a second
        seconds = float(f"{whole[5:7]}.{rest or 0}")
        if int(whole[3:5]) > 59 or seconds >= 60:
            return []
        value = int(whole[:3]) + int(whole[3:5]) / 60 + seconds / 3600
    elif sign.isalpha() and len(whole) == 5 and rest:  # hdddmm.mmmm
        value = int(whole[:3]) + float(f"{whole[3:]}.{rest}") / 60
    elif len(whole) <= 3:
        value = float(f"{whole}.{rest or 0}")
    else:
        return []
    if value > (90 if sign in ("N", "S") else 180):
        return []
    shown = f"{value:.6f}".rstrip("0").rstrip(".")
    return [shown if sign not in ("S", "W", "-") or shown == "0" else f"-{shown}"]


def duration(text: str) -> list[str]:
    """Give a playing time of field 306 (hhmmss) as an XML Schema duration.

    >>> duration("003100"), duration("014530"), duration("000000"), duration("------")
    (['PT31M'], ['PT1H45M30S'], [], [])
    """
    match = re.fullmatch(r"(\d\d)(\d\d)(\d\d)", text.strip())
    if match is None or int(match[2]) > 59 or int(match[3]) > 59:
        return []
    said = "".join(
        f"{int(part)}{unit}" for part, unit in zip(match.groups(), "HMS", strict=True) if int(part)
    )
    return [f"PT{said}"] if said else []


def coded_date(text: str) -> list[str]:
    """Give a packed date (yyyymmdd and less, hyphens for what is unknown) with its hyphens.

    >>> dates = ("20160316", "200112", "1982----", "19820909+0500")
    >>> [coded_date(date) for date in dates]
    [['2016-03-16'], ['2001-12'], ['1982'], ['1982-09-09']]
    >>> coded_date("198u"), coded_date("2016-03"), coded_date("May 2016")
    (['198u'], ['2016-03'], [])
    """
    match = re.match(
        r"\s*(\d{2}[\du]{2})(?:-?(0[1-9]|1[0-2])(?:-?([0-2]\d|3[01]))?)?(?!\d{5})", text
    )
    return ["-".join(part for part in match.groups() if part)] if match else []


def time_period(text: str) -> list[str]:
    """Give a period of field 045 in EDTF: a code of $a, or one formatted date of $b.

    >>> time_period("x7x8"), time_period("w-w-"), time_period("x9"), time_period("d1972")
    (['197X/198X'], ['18XX'], ['199X'], ['1972'])
    >>> time_period("c0221"), time_period("d19780304"), time_period("c1"), time_period("a0")
    (['-0220'], ['1978-03-04'], ['0000'], [])
    """
    text = text.strip().lower()
    if match := re.fullmatch(r"c(\d{1,4})\d*", text):  # before Christ: there is no year 0
        year = int(match[1]) - 1
        return [] if year < 0 else [f"-{year:04d}" if year else "0000"]
    if match := re.fullmatch(r"d(\d{4})(0[1-9]|1[0-2])?([0-2]\d|3[01])?\d*", text):
        return ["-".join(part for part in match.groups() if part)]
    decades = re.fullmatch(r"([e-y])([\d-])(?:([e-y])([\d-]))?", text)
    if decades is None:
        return []
    first = _decade(decades[1], decades[2])
    last = _decade(decades[3], decades[4]) if decades[3] else first
    return [first] if first == last else [f"{first}/{last}"]


def _decade(century: str, decade: str) -> str:
    return f"{_CENTURIES[century]:02d}{'X' if decade == '-' else decade}X"
