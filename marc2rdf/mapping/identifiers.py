"""Identifier transforms: each gives the normal form of a number, or refuses it.

Sources: ISO 3297 (ISSN), ISO 2108 and the ISBN Users' Manual, DOI Handbook 2.2,
https://www.loc.gov/marc/lccn-namespace.html.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import mul
from urllib.parse import unquote

from marc2rdf.rdf import iri

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad"), "-")

# The way of EZproxy and others: the address is what follows url= or qurl=.
_PROXY = re.compile(
    r"(?i)https?://(?:[^/?#]*proxy[^/?#]*/[^?#]*|[^/?#]+/(?:[^?#]*/)?login[^/?#]*)"
    r"\?(?:[^#]*&)?q?url=(https?(?::|%3a)\S+)$"
)
_EIGHT = re.compile(r"(?<![\dXx])(\d{4})[\s-]*(\d{3})[\s-]?([\dXx])(?![\dXx])")
_TEN_OR_THIRTEEN = re.compile(r"(?<![\dXx-])(?:97[89][\s-]?)?(?:\d[\s-]?){9}[\dXx](?![\dXx])")
_EAN_WEIGHTS = (1, 3) * 6
_LCCN = re.compile(r"([a-z]{0,3})(\d{2}|\d{4})(?:-(\d{1,6})|(\d{6}))", re.ASCII)
_END = ".,;:'\"»”"


class Refused(ValueError):
    """A value that has not the form it should have; ``code`` names the notice."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def issn(text: str) -> list[str]:
    """Give an ISSN as NNNN-NNNC, its check digit tested (modulus 11, X is ten).

    >>> issn("0303965x"), issn("ISSN 0284-771X (print)")
    (['0303-965X'], ['0284-771X'])
    """
    match = _EIGHT.search(_plain(text))
    if match is None:
        raise Refused("issn-check-digit", f"'{text}' holds no ISSN of eight characters")
    digits = (match[1] + match[2] + match[3]).upper()
    if check_digit(digits[:7], range(8, 1, -1)) != digits[7]:
        raise Refused("issn-check-digit", f"the check digit of '{text}' is wrong")
    return [f"{digits[:4]}-{digits[4:]}"]


def isbn13(text: str) -> list[str]:
    """Give an ISBN as 13 digits, computed from ten where need be.

    >>> isbn13("0-14-143951-3 (pbk.) :")
    ['9780141439518']
    """
    digits = _isbn(text)
    if len(digits) == 13:
        return [digits]
    return [_with_ean_check("978" + digits[:9])]


def isbn10(text: str) -> list[str]:
    """Give an ISBN as ten characters; one of the 979 range has none.

    >>> isbn10("9780141439518"), isbn10("979-10-90636-07-1")
    (['0141439513'], [])
    """
    digits = _isbn(text)
    if len(digits) == 10:
        return [digits]
    if not digits.startswith("978"):
        return []
    return [digits[3:12] + check_digit(digits[3:12], range(10, 1, -1))]


def lccn(text: str) -> list[str]:
    """Give a Library of Congress control number in its normal form.

    >>> lccn("   85-2 "), lccn("n 78-890351"), lccn("75-425165//r75")
    (['85000002'], ['n78890351'], ['75425165'])
    """
    match = _LCCN.fullmatch("".join(text.split()).partition("/")[0])
    if match is None:
        raise Refused("lccn-invalid", f"'{text}' is no LCCN")
    prefix, year, serial, full = match.groups()
    return [prefix + year + (full or serial.zfill(6))]


def doi(text: str) -> list[str]:
    """Give a DOI in small letters, without the address or the word before it.

    >>> doi("https://doi.org/10.1000%2FXYZ123."), doi("doi:10.1177/0020852314566008")
    (['10.1000/xyz123'], ['10.1177/0020852314566008'])
    """
    match = re.search(r"(?:^|[\s/:=(\[])(10\.\d{4,9}(?:\.\d+)*/\S+)", unquote(text))
    if match is None:
        raise Refused("doi-invalid", f"'{text}' is no DOI (10.NNNN/suffix)")
    found = match[1].rstrip(_END)
    while found.endswith((")", "]")) and _opened(found) < 0:
        found = found[: -min(-_opened(found), len(found) - len(found.rstrip(")]")))].rstrip(_END)
    return [found.lower()]


def url(text: str) -> list[str]:
    """Give an address as a valid IRI; what an IRI forbids is percent-encoded.

    >>> url("https://example.com/a b?x=1")
    ['https://example.com/a%20b?x=1']
    """
    repaired = iri.repair(text)
    if not repaired:
        raise Refused("iri-invalid", f"'{text}' is no address with a scheme and a host")
    return [repaired]


def unproxied(text: str) -> str:
    """Give the address that a library's proxy was put before; any other as it is.

    >>> unproxied("https://ezproxy.example.edu/login?url=https://www.jstor.org/stable/1")
    'https://www.jstor.org/stable/1'
    >>> unproxied("http://proxy.example.org/login?qurl=https%3A%2F%2Fexample.com%2Fx%3Fa%3D1")
    'https://example.com/x?a=1'
    """
    match = _PROXY.match(text.strip()) if "=" in text else None
    if match is None:
        return text
    return unquote(match[1]) if "%3a" in match[1][:9].lower() else match[1]


def _opened(text: str) -> int:
    """Give how many brackets are opened more often than closed."""
    return sum(text.count(left) - text.count(right) for left, right in ("()", "[]"))


def check_digit(digits: str, weights: range) -> str:
    """Give the modulus 11 check character that ISSN and ISBN-10 share.

    >>> check_digit("0303965", range(8, 1, -1))
    'X'
    """
    if digits.isascii():
        total = sum(map(mul, digits.encode(), weights)) - ord("0") * sum(weights)
    else:
        total = sum(map(mul, map(int, digits), weights))
    return "0123456789X"[-total % 11]


@lru_cache(maxsize=256)
def _isbn(text: str) -> str:
    match = _TEN_OR_THIRTEEN.search(_plain(text))
    digits = match[0].upper() if match else ""
    if not digits.isalnum():
        digits = "".join(digits.replace("-", " ").split())
    if len(digits) == 10 and check_digit(digits[:9], range(10, 1, -1)) == digits[9]:
        return digits
    if len(digits) == 13 and digits.isdigit() and _with_ean_check(digits[:12]) == digits:
        return digits
    if match is None:
        raise Refused("isbn-check-digit", f"'{text}' holds no ISBN of 10 or 13 characters")
    raise Refused("isbn-check-digit", f"the check digit of '{text}' is wrong")


def _with_ean_check(digits: str) -> str:
    total = sum(map(mul, digits.encode(), _EAN_WEIGHTS)) - ord("0") * sum(_EAN_WEIGHTS)
    return digits + str(-total % 10)


def _plain(text: str) -> str:
    """Give the text with ASCII digits and plain hyphens only."""
    if text.isascii():
        return text
    text = text.translate(_DASHES)
    return "".join(c if c.isascii() else " " for c in text)
