"""Transforms: one value in; none, one or many out.

==================== ===========================================================
isbd_trim            takes off ISBD punctuation and half brackets at the end
squeeze              makes every run of blanks one blank
lower, upper         small or capital letters
first, last          only the first or last value of the field
slug                 letters and digits joined by ``-``, for IRIs
url issn isbn10      the normal form of an address or number, or a warning and
isbn13 lccn doi      nothing
year number pages    the year, the first number, the page numbers in a text
family_name          what stands before the comma of a name
given_name           what stands after it
strip_nonsort        takes off marks of words that do not count in sorting
drop_article         takes off an article at the beginning
mark_symbols         puts a hash behind a text with symbols that a slug would lose
mark_signs           the same for all signs but stops: for class numbers
unproxied            the address that a library's proxy was put before
years_near           a year between its neighbours, to compare with another
date_differs         nothing but a warning: field 008 has another date
degrees duration     a coordinate of 034, a playing time of 306
coded_date           a packed date of 033 or 046, time_period one of 045
{split: ';'}         cuts at a text · {split_every: 3} cuts every 3 characters
{drop: [und, mul]}   leaves these values out
{regex: {find: …, replace: …}}   replaces what a pattern finds
{match: pattern}     group 1 of the first hit, or the whole hit, or nothing
{between: ['(', ')']} what stands between two texts
{prefix: table}      replaces the longest prefix that the table knows
==================== ===========================================================

A plug-in adds its own: a function from text to a text, a list of texts or None.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from marc2rdf.mapping import coded, dates, identifiers
from marc2rdf.mapping.punctuation import isbd_trim

Argument = str | tuple[str, ...] | tuple[tuple[str, str], ...] | None
Function = Callable[..., "str | Iterable[str] | None"]

SLUG_LENGTH = 80
_ARTICLE = re.compile(
    r"(?:the|an?|le|la|les|un|une|des|der|die|das|den|dem|ein|eine|el|los|las|una|il|lo|gli|uno|"
    r"de|het|een|os|as|um|uma|et|ett)\s+|(?:l|un)['’]\s*",
    re.IGNORECASE,
)
_TO_SMALL_OR_BLANK = bytes(c if chr(c).isalnum() else 32 for c in range(128)).lower() + b" " * 128
_WORDS = re.compile(r"[^\W_]+")
_BEYOND_WORDS = re.compile(r"[^\w\x00-\x7f]")  # marks among them, which belong to their letters
_IN_BRACKETS = re.compile(r"<([^<>]{1,8})>")
_SYMBOLS = re.compile(r"[$+<=>^`|~#%*@]")  # of ASCII: Unicode's category S, and four more
_NONSORT = re.compile("[\u0088\u0089\u0098\u009c¬]|<<|>>")


@dataclass(frozen=True, slots=True)
class Transform:
    """A transform by name with its argument, as plain data."""

    name: str
    argument: Argument = None


def squeeze(text: str) -> str:
    """Make every run of blanks one blank.

    >>> squeeze("a  b ")
    'a b'
    """
    return " ".join(text.split())


def slug(text: str) -> str:
    """Join letters and digits of any script by hyphens, in small letters.

    >>> slug("Sicilia, Mariafrancesca"), slug("Война и мир!"), slug("...")
    ('sicilia-mariafrancesca', 'война-и-мир', '')
    """
    if text.isascii():
        joined = b"-".join(text.encode().translate(_TO_SMALL_OR_BLANK).split()).decode()
    else:
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
        if _BEYOND_WORDS.search(folded):
            folded = "".join(c if c.isalnum() or _is_mark(c) else " " for c in folded)
            joined = "-".join(folded.split())
        else:
            joined = "-".join(_WORDS.findall(folded))
    return joined if len(joined) <= SLUG_LENGTH else joined[:SLUG_LENGTH].rstrip("-")


def year(text: str) -> str:
    """Give the year that a text states, in EDTF where it is uncertain.

    >>> year("c1987.")
    '1987'
    """
    return dates.find_year(text)


def number(text: str) -> list[str]:
    """Give the first whole number of a text.

    >>> number("xii, 310 p.")
    ['310']
    """
    match = re.search(r"\d+", text, re.ASCII)
    return [match[0]] if match else []


def pages(text: str) -> list[str]:
    """Give the numbers of pages, a shortened last one filled up.

    >>> pages("p. 11-32"), pages("S. 123–45"), pages("xi-xx"), pages("p. e7")
    (['11', '32'], ['123', '145'], ['xi', 'xx'], ['e7'])
    """
    text = re.sub(
        r"\b(?:pp?|pages?|s|ss|seiten?|págs?|pags?|str)\b\.?", " ", text, flags=re.IGNORECASE
    )
    found = re.findall(r"\b(?:[A-Za-z]{0,3}\d+[a-z]?|[ivxlc]+|[IVXLC]+)\b", text)
    for index in range(1, len(found)):
        before, now = found[index - 1], found[index]
        shorter = before.isdigit() and now.isdigit() and len(now) < len(before)
        if shorter and now.zfill(len(before)) < before:
            found[index] = before[: len(before) - len(now)] + now
    return found


def family_name(text: str) -> list[str]:
    """Give what stands before the comma of an inverted name; nothing without a comma.

    >>> family_name("Sicilia, Mariafrancesca"), family_name("Plato")
    (['Sicilia'], [])
    """
    family, comma, given = text.partition(",")
    return [family.strip()] if comma and given.strip(" ,.") else []


def given_name(text: str) -> list[str]:
    """Give what stands after the comma of an inverted name.

    >>> given_name("Rowling, J. K.,")
    ['J. K.']
    """
    return [isbd_trim(text.partition(",")[2])]


def strip_nonsort(text: str) -> str:
    """Take off the marks around words that do not count in sorting, not the words.

    Single angle brackets are such marks around an article at the beginning only.

    >>> strip_nonsort("<<The>> book"), strip_nonsort("\\x98Der \\x9cBerg"), strip_nonsort("¬L'¬eau")
    ('The book', 'Der Berg', "L'eau")
    >>> strip_nonsort("<Les> choses"), strip_nonsort("<L'>eau"), strip_nonsort("<html> at work")
    ('Les choses', "L'eau", '<html> at work')
    """
    if text.isascii() and "<" not in text and ">" not in text:
        return text
    if text[:1] == "<" and (match := _IN_BRACKETS.match(text)):
        word = match[1]
        if word[-1] in "'’" or _ARTICLE.fullmatch(word.strip() + " "):
            text = word + text[match.end() :]
    return _NONSORT.sub("", text)


def drop_article(text: str) -> str:
    """Take off an article at the beginning, of the commoner European languages.

    >>> drop_article("The castle"), drop_article("L'eau"), drop_article("Theory")
    ('castle', 'eau', 'Theory')
    """
    rest = _ARTICLE.sub("", text, count=1) if _ARTICLE.match(text) else text
    return rest or text


def mark_symbols(text: str) -> str:
    """Put a hash behind a text with symbols that a slug loses: C, C++ and C# are three things.

    >>> mark_symbols("C++ (Language)"), mark_symbols("Arts, French")
    ('C++ (Language) 6853b504', 'Arts, French')
    """
    if text.isascii():
        lost = _SYMBOLS.search(text) is not None
    else:
        others = (c for c in text if not c.isalnum())
        lost = any(unicodedata.category(c)[0] == "S" or c in "#%*@" for c in others)
    return f"{text} {_hash(text)}" if lost else text


def mark_signs(text: str) -> str:
    """Put a hash behind a class number with signs that a slug loses: 821(31) is not 821-31.

    >>> mark_signs("823.7"), mark_signs("QA76.73 C15"), mark_signs("821.111(31)")
    ('823.7', 'QA76.73 C15', '821.111(31) e9fe33cd')
    """
    rest = text.replace(".", "").replace(" ", "")
    lost = rest != "" and not rest.isalnum()
    return f"{text} {_hash(text)}" if lost else text


def _is_mark(character: str) -> bool:
    return character > "\x7f" and unicodedata.category(character)[0] == "M"


def _hash(text: str) -> str:
    plain = squeeze(text).casefold()
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()[:8]


SIMPLE: Mapping[str, Function] = MappingProxyType(
    {
        "isbd_trim": isbd_trim,
        "squeeze": squeeze,
        "lower": str.lower,
        "upper": str.upper,
        "slug": slug,
        "url": identifiers.url,
        "issn": identifiers.issn,
        "isbn10": identifiers.isbn10,
        "isbn13": identifiers.isbn13,
        "lccn": identifiers.lccn,
        "doi": identifiers.doi,
        "year": year,
        "number": number,
        "pages": pages,
        "family_name": family_name,
        "given_name": given_name,
        "strip_nonsort": strip_nonsort,
        "drop_article": drop_article,
        "mark_symbols": mark_symbols,
        "mark_signs": mark_signs,
        "unproxied": identifiers.unproxied,
        "years_near": dates.years_near,
        "date_differs": dates.date_differs,
        "degrees": coded.degrees,
        "duration": coded.duration,
        "coded_date": coded.coded_date,
        "time_period": coded.time_period,
    }
)
OVER_ALL = ("first", "last")
WITH_ARGUMENT = ("split", "split_every", "drop", "regex", "match", "between", "prefix")
NUMBERS = ("issn", "isbn10", "isbn13", "lccn", "doi", "url", "year", "number", "pages", "slug")
NAMES = (*SIMPLE, *OVER_ALL, *WITH_ARGUMENT)
