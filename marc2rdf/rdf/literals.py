"""Literals as text: escapes, and the datatype or language that stands behind them.

The escapes are those of canonical N-Triples; Turtle reads the same ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from re import Pattern
from types import MappingProxyType
from typing import Final

from marc2rdf.errors import RecordError
from marc2rdf.rdf.iri import is_valid

XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
RDF_LANG_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"

_SPECIAL: Final = re.compile(r'[\x00-\x1f"\\\x7f]')
_ESCAPES: Final[Mapping[int, str]] = MappingProxyType(
    {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)}
    | {ord(char): f"\\{letter}" for char, letter in zip('\b\t\n\f\r"\\', 'btnfr"\\', strict=True)}
)
_UNESCAPES: Final[Mapping[str, str]] = MappingProxyType(
    {escaped: chr(code) for code, escaped in _ESCAPES.items()}
)
_ESCAPED: Final = re.compile(r"\\(?:u00[01].|u007F|.)")
SURROGATES: Final = re.compile("[\ud800-\udfff]")
# RFC 5646, section 2.1, without the tags that it calls grandfathered.
_LANGUAGE: Final = re.compile(
    r"(?:(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})"
    r"(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?"
    r"|x(?:-[a-z0-9]{1,8})+)",
    re.ASCII | re.IGNORECASE,
)


def escape(text: str) -> str:
    r"""Escape a text for N-Triples and Turtle, without its quotes.

    Escaped are ``"``, the backslash, control characters and DEL; all else stays as it is.
    Source: RDF Dataset Canonicalization (RDFC-1.0), section 5 (canonical N-Quads).

    >>> print(escape('a "b"\n\x00 é'))
    a \"b\"\n\u0000 é
    """
    if text.isprintable() and '"' not in text and "\\" not in text:
        return text
    return text.translate(_ESCAPES) if _SPECIAL.search(text) else text


def unescape(text: str) -> str:
    r"""Give the text that `escape` escaped.

    >>> unescape(escape('a "b"\n\x00 é')) == 'a "b"\n\x00 é'
    True
    """
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda match: _UNESCAPES[match[0]], text)


def scrub(text: str, unfit: Pattern[str] = SURROGATES) -> str:
    r"""Put U+FFFD in the place of unfit characters: lone surrogates, which UTF-8 cannot carry.

    A notation that can carry even less gives its own pattern.  Source: RFC 3629, section 3.

    >>> scrub("a\ud800b")
    'a�b'
    """
    return unfit.sub("\ufffd", text)


def is_language(tag: str) -> bool:
    """Tell whether a text is a well-formed language tag; the subtags need not be registered.

    Source: RFC 5646, section 2.1.

    >>> is_language("zh-Hant-TW"), is_language("e"), is_language("en_US")
    (True, False, False)
    """
    return _LANGUAGE.fullmatch(tag) is not None


def check_kind(datatype: str, language: str) -> None:
    """Make sure that a literal with this datatype and language can be written.

    Raises RecordError (``literal-invalid``) for both at once, a datatype that is no IRI, a
    language tag that is not well formed, and rdf:langString without a language.
    Source: RDF 1.1 Concepts, section 3.3.

    >>> check_kind("http://www.w3.org/2001/XMLSchema#gYear", "")
    >>> check_kind("", "e")
    Traceback (most recent call last):
    marc2rdf.errors.RecordError: a literal has the language tag 'e', which is not well formed
    """
    if language:
        if datatype not in ("", RDF_LANG_STRING):
            raise _invalid("a literal has both a datatype and a language")
        if not is_language(language):
            raise _invalid(f"a literal has the language tag {language!r}, which is not well formed")
    elif datatype == RDF_LANG_STRING:
        raise _invalid("a literal is an rdf:langString without a language")
    elif datatype and not is_valid(datatype):
        raise _invalid(f"a literal has the datatype {datatype!r}, which is no IRI")


def closing(datatype: str, language: str) -> str:
    """The closing quote of a literal in N-Triples, with the datatype or language behind it.

    Raises what `check_kind` raises.  Source: RDF 1.1 N-Triples, section 2.4.

    >>> closing("http://www.w3.org/2001/XMLSchema#gYear", ""), closing("", "fr")
    ('"^^<http://www.w3.org/2001/XMLSchema#gYear>', '"@fr')
    """
    check_kind(datatype, language)
    if language:
        return f'"@{language}'
    return f'"^^<{datatype}>' if datatype and datatype != XSD_STRING else '"'


def _invalid(what: str) -> RecordError:
    return RecordError(what, code="literal-invalid")
