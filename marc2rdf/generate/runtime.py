"""What generated source calls to read a field.

The text of a field is ``indicators + (U+001F + code + value) …``; a *mark* is U+001F and a
code.  Every function here gives what ``mapping.reading`` gives for the same field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from unicodedata import normalize

from marc2rdf.mapping.parts import Cut
from marc2rdf.rdf import iri as iris

Chain = Callable[[str], Iterable[str]]
ONCE = ("001", "003", "005", "008")  # what a record has once, or goes the interpreter's way


class Unlike(Exception):
    """A record that is not as most are: the interpreter converts it."""


def check(field: str) -> None:
    """Raise Unlike for a damaged data field: without indicators, or with an empty subfield."""
    if field[2:3] != "\x1f" or "\x1f\x1f" in field or field[-1] == "\x1f":
        raise Unlike


# A value that begins or ends with a blank; the second indicator may be one.
_BLANK = re.compile("\x1f. | \x1f(?<!\x1e. \x1f)")


def is_untidy(text: str) -> bool:
    r"""Tell whether fields may hold what `tidy` changes.

    >>> is_untidy("1 \x1faOne\x1e2 \x1faTwo"), is_untidy("10\x1faOne \x1fb2")
    (False, True)
    """
    return (
        not text.isascii()
        or text[-1:] == " "
        or " \x1e" in text
        or _BLANK.search(text, 2) is not None
        or not text.replace("\x1f", "").replace("\x1e", "").isprintable()
    )


def is_plain(text: str) -> bool:
    r"""Tell whether fields hold no character that N-Triples would escape.

    >>> is_plain("10\x1faOne"), is_plain('10\x1faThe "one"')
    (True, False)
    """
    printable = text.replace("\x1f", "").replace("\x1e", "").isprintable()
    return printable and '"' not in text and "\\" not in text


def tidy(raw: str) -> str:
    """Give a data field in composed characters, without blanks around its values."""
    head, *pieces = raw.split("\x1f")
    values = (piece[:1] + normalize("NFC", piece[1:]).strip() for piece in pieces)
    return "\x1f".join([head, *values])


# Digits that are no decimal ones, and still no codes of a field's own subfields.
_ODD_DIGITS = "".join(
    c for c in map(chr, range(0x80, 0x20000)) if c.isdigit() and not c.isdecimal()
)


def finder(codes: str, pairs: bool = False) -> Callable[[str], list[Any]]:
    r"""Give a function that finds the values of subfields in a field without needless blanks.

    Empty values are none; without codes all but the control subfields are looked for.  With
    ``pairs`` each value comes with its code.

    >>> finder("a")("1 \x1faOne\x1fb2\x1fa\x1faTwo"), finder("ab", True)("1 \x1faA\x1fbB")
    (['One', 'Two'], [('a', 'A'), ('b', 'B')])
    >>> finder("")("1 \x1faOne\x1f6x"), finder("a")("1 \x1fa\x1f")
    (['One'], [])
    """
    return _pattern(codes, pairs).findall


def searcher(codes: str) -> Callable[[str], re.Match[str] | None]:
    r"""Give a function that finds the first value of one of several subfields, as group 1.

    >>> searcher("ba")("1 \x1fa\x1fbx")[1]
    'x'
    """
    return _pattern(codes, False).search


def _pattern(codes: str, pairs: bool) -> re.Pattern[str]:
    taken = f"[{re.escape(codes)}]" if codes else rf"[^\x1f\d{_ODD_DIGITS}]"
    if pairs:
        taken = f"({taken})"
    return re.compile(rf"\x1f{taken}([^\x1f]+)")


def joined(pairs: Iterable[tuple[str, str]], default: str, before: Mapping[str, str]) -> str:
    """Join values; ``before`` is what goes before that of a code other than ``default``.

    >>> joined([("a", "One"), ("b", "two")], " ", {"b": " : "})
    'One : two'
    """
    text = ""
    for code, value in pairs:
        text += (before.get(code, default) if text else "") + value
    return text.strip()


def cut(text: str, start: int, end: int) -> str:
    """Give positions of a text; nothing where it is too short for all of them.

    >>> cut("abcd", 1, 3), cut("abcd", 3, 5)
    ('bc', '')
    """
    return text[start:end] if len(text) >= end else ""


def cut_into(found: dict[str, str], cuts: Iterable[Cut], text: str) -> None:
    """Fill the names that are not filled yet with the parts of a text."""
    for one in cuts:
        for name, part in (one.match(text) or {}).items():
            found.setdefault(name, part)


def texts(by: Mapping[str, list[tuple[str, int]]], tag: str) -> tuple[str, ...]:
    """Give the fields with a tag."""
    return tuple([text for text, _ in by.get(tag, ())])


def first_through(chain: Chain | None, texts: Iterable[str], make: Callable[[str], str]) -> str:
    """Give the first value that comes out of a chain and of which something can be made."""
    for text in texts:
        for value in (text,) if chain is None else chain(text):
            if make(value):
                return value
    return ""


def some(text: str) -> tuple[str, ...]:
    """Give a text as the only one, or none if it is empty."""
    return (text,) if text else ()


def encoded(text: str) -> str:
    """Write a text so that it can stand as one part of an IRI."""
    return text if text.isascii() and text.isalnum() else iris.encode(text)
