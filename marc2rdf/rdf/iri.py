"""IRIs: whether a text is one, and how to make one of a text.

The grammar is that of RFC 3987, section 2.2, with RFC 3986 for the parts that are ASCII.
Every function here is pure, and none of them looks anything up.
"""

from __future__ import annotations

import re
from functools import cache
from ipaddress import AddressValueError, IPv6Address
from re import Match, Pattern
from typing import Final

# RFC 3987, section 2.2: ucschar and iprivate.
_UCSCHAR: Final = "\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef" + "".join(
    f"{chr(plane << 16 | (0x1000 if plane == 14 else 0))}-{chr(plane << 16 | 0xFFFD)}"
    for plane in range(1, 15)
)
_PRIVATE: Final = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_UNRESERVED: Final = r"A-Za-z0-9\-._~"
_SUB_DELIMS: Final = "!$&'()*+,;="
_ESCAPE: Final = "%[0-9A-Fa-f]{2}"
_NAME: Final = _UNRESERVED + _UCSCHAR + _SUB_DELIMS
_USERINFO: Final = _NAME + ":"
_PATH: Final = _NAME + ":@/"
_QUERY: Final = _PATH + "?" + _PRIVATE
_FRAGMENT: Final = _PATH + "?"


def _run(characters: str) -> str:
    return f"(?:[{characters}]++|{_ESCAPE})*+"


_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_LITERAL_HOST: Final = (
    r"\[(?:(?P<six>[0-9A-Fa-f:.]+)"
    rf"|[vV][0-9A-Fa-f]+\.[{_UNRESERVED}{_SUB_DELIMS}:]+)\]"
)
_AUTHORITY: Final = rf"(?:{_run(_USERINFO)}@)?(?:{_LITERAL_HOST}|{_run(_NAME)})(?::[0-9]*)?"
_IRI: Final = (
    rf"{_SCHEME.pattern}(?://{_AUTHORITY}(?:/{_run(_PATH)})?|(?!//){_run(_PATH)})"
    rf"(?:\?{_run(_QUERY)})?(?:\#{_run(_FRAGMENT)})?"
)
_PARTS: Final = re.compile(r"(?://([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_BASE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://[^/?#]+/(?:[^?#]*/)?")
_DOTS: Final = re.compile(r"/\.{1,2}/")
_TAIL: Final = re.compile(r"(?![/=])(?!\.{1,2}(?:[/?#]|\Z))[^:/]*(?:/.*)?", re.DOTALL)
_TAIL_DOTS: Final = re.compile(r"[^?#]*/\.{1,2}(?:[/?#]|\Z)")
_BLANKS: Final = "\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_DIRECTIONS: Final = "\u200e\u200f\u202a-\u202e"  # RFC 3987, section 4.1: never in an IRI
_TRIMMED: Final = "".join(map(chr, (*range(0x21), 0x7F, 0x85, *range(0x2000, 0x200B)))) + (
    "\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"
)
_WITH_HOST: Final = frozenset({"http", "https", "ftp"})


# What most IRIs look like: no need to look closer.  Letters and digits of all scripts (``\w``)
# are among the characters that RFC 3987 allows, and a pattern with them is short.
_USUAL_HOST: Final = r"//[A-Za-z0-9\-]++(?:\.[A-Za-z0-9\-]++)*+(?::[0-9]++)?(?=[/?#]|\Z)"
_USUAL_RUN: Final = rf"(?:[\w{_UNRESERVED}{_SUB_DELIMS}:@/]++|{_ESCAPE})*+"
_USUAL: Final = re.compile(
    rf"{_SCHEME.pattern}(?:{_USUAL_HOST}|(?!//)){_USUAL_RUN}(?:\?{_USUAL_RUN})?(?:\#{_USUAL_RUN})?"
)
_NOT_USUAL: Final = re.compile(rf"[^\w{_UNRESERVED}]")


@cache
def _pattern(text: str) -> Pattern[str]:
    """Compile a pattern when it is asked for: those with all scripts take long."""
    return re.compile(text)


@cache
def _outside(characters: str, ascii: bool) -> Pattern[str]:
    """Find what may not stand among characters; of ASCII texts without those of all scripts."""
    bad = rf"[^{characters}%]|[{_BLANKS}{_DIRECTIONS}]|%(?![0-9A-Fa-f]{{2}})"
    if ascii:
        letters = characters.replace(_UCSCHAR, "").replace(_PRIVATE, "")
        bad = rf"[^{letters}%]|%(?![0-9A-Fa-f]{{2}})"
    return re.compile(bad)


_NOT_PLAIN: Final = f"[^{_UNRESERVED}{_UCSCHAR}]|[{_BLANKS}{_DIRECTIONS}]"


def is_valid(text: str) -> bool:
    """Tell whether a text is an absolute IRI: a scheme, and no character out of place.

    Only the grammar counts: the scheme need not be registered, nor the host exist.
    Source: RFC 3987, section 2.2; RFC 3986, sections 3.2.2 (IP literals) and 3.2.3 (port).

    >>> is_valid("https://example.org/Ж?q=a#b"), is_valid("urn:isbn:9780140328721")
    (True, True)
    >>> is_valid("bib/1"), is_valid("https://example.org/a b"), is_valid("http://[::1/")
    (False, False, False)
    """
    if _USUAL.fullmatch(text):
        return True
    match = _pattern(_IRI).fullmatch(text)
    if match is None:
        return False
    six = match["six"]
    if six is not None:
        try:
            IPv6Address(six)
        except AddressValueError:
            return False
    return True


def encode(text: str) -> str:
    """Write a text so that it can stand as one part of an IRI.

    Letters, digits, ``-._~`` and the characters of all scripts stay; everything else becomes
    the %-escapes of its UTF-8 bytes.  So do the blanks beyond ASCII, which a reader may take
    for the end of an IRI, and the marks of writing direction.  A lone surrogate counts as
    U+FFFD.  Source: RFC 3987, sections 2.2 (iunreserved), 3.1 and 4.1.

    >>> encode("Война и мир / 1")
    'Война%20и%20мир%20%2F%201'
    """
    return text if text.isalnum() else _NOT_USUAL.sub(_escape_if_unfit, text)


def repair(text: str) -> str:
    """Make a valid IRI of an address as it stands in a catalogue, or "" when none can be made.

    Blanks at both ends go; blanks of any kind and forbidden characters inside, a ``%`` that
    begins no escape, and brackets outside an IP address become %-escapes.  Escapes that are
    right stay as they are, and nothing is added: "" comes back for an address without a
    scheme or with nothing after it, with a wrong port or IP address, and for http, https and
    ftp without a host.  Source: RFC 3987, sections 3.1 and 4.1; RFC 3986, section 2.1.

    >>> repair(" http://example.org/a b[1]?p=100%&q=%C3%A9 ")
    'http://example.org/a%20b%5B1%5D?p=100%25&q=%C3%A9'
    >>> repair("mailto:x@example.org"), repair("www.example.org"), repair("http:/a")
    ('mailto:x@example.org', '', '')
    """
    if text.startswith(("http://", "https://")) and _USUAL.fullmatch(text):
        return text
    text = text.strip(_TRIMMED)
    scheme = _SCHEME.match(text)
    if scheme is None or scheme.end() == len(text):
        return ""
    parts = _PARTS.fullmatch(text, scheme.end())
    if parts is None:  # pragma: no cover - the pattern matches any text
        return ""
    authority, path, query, fragment = parts.groups(default="")
    if parts[1] is not None:
        authority = "//" + _repair_authority(authority)
    if scheme[0][:-1].lower() in _WITH_HOST and not _host(authority):
        return ""
    mended = scheme[0] + authority + _escape_outside(_PATH, path)
    if query:
        mended += "?" + _escape_outside(_QUERY, query[1:])
    if fragment:
        mended += "#" + _escape_outside(_FRAGMENT, fragment[1:])
    return mended if is_valid(mended) else ""


def is_base(text: str) -> bool:
    """Tell whether IRIs can be shortened against a text: an IRI with a host that ends in "/".

    Source: RFC 3986, section 5.2: a query, a fragment or a dot segment would be lost.

    >>> is_base("https://example.org/"), is_base("https://example.org/a"), is_base("urn:a/")
    (True, False, False)
    """
    return _BASE.fullmatch(text) is not None and _DOTS.search(text) is None and is_valid(text)


def relativize(iri: str, base: str) -> str | None:
    """Shorten an IRI against a base, or None where it might not resolve to the same again.

    Shortened is only what begins with the base, and whose rest is not empty, begins with no
    "/", has no ":" before its first "/" and no "." or ".." as a segment.  Nor may it begin
    with "=" or have ":" behind an early "?" or "#": that is right, but some readers stumble.
    Source: RFC 3986, sections 4.2 and 5.2; RDF 1.1 Turtle, section 2.4.

    >>> relativize("https://example.org/bib/1#a:b", "https://example.org/")
    'bib/1#a:b'
    >>> relativize("https://example.org/a:b", "https://example.org/") is None
    True
    """
    return shorten(iri, base) if is_base(base) else None


def shorten(iri: str, base: str) -> str | None:
    """Do as `relativize` does, for a base that `is_base` has already found good.

    >>> shorten("https://example.org/bib/1", "https://example.org/")
    'bib/1'
    """
    if not iri.startswith(base) or len(iri) == len(base):
        return None
    tail = iri[len(base) :]
    if tail[0].isalnum() and ":" not in tail.partition("/")[0] and "/." not in tail:
        return tail
    if _TAIL.fullmatch(tail) is None or ("/." in tail and _TAIL_DOTS.match(tail)):
        return None
    return tail


def authority(iri: str) -> str:
    """The scheme and authority of an IRI as it stands, without a slash behind; "" without one.

    Source: RFC 3986, section 3.2.

    >>> authority("https://example.org:8080/bib/1"), authority("urn:isbn:1")
    ('https://example.org:8080', '')
    """
    scheme = _SCHEME.match(iri)
    parts = _PARTS.fullmatch(iri, scheme.end()) if scheme else None
    return f"{scheme[0]}//{parts[1]}" if scheme and parts and parts[1] else ""


def _host(authority: str) -> str:
    return re.sub(r":[0-9]*\Z", "", authority.removeprefix("//").rpartition("@")[2])


def _repair_authority(authority: str) -> str:
    user, at, host = authority.rpartition("@")
    if not host.startswith("["):
        host = _escape_outside(_USERINFO, host)
    return _escape_outside(_USERINFO, user) + at + host


def _escape_outside(characters: str, text: str) -> str:
    return _outside(characters, text.isascii()).sub(_escape, text)


def _escape_if_unfit(match: Match[str]) -> str:
    if match[0].isascii() or _pattern(_NOT_PLAIN).match(match[0]):
        return _escape(match)
    return match[0]


def _escape(match: Match[str]) -> str:
    text = "\ufffd" if "\ud800" <= match[0] <= "\udfff" else match[0]
    return "".join(f"%{byte:02X}" for byte in text.encode())
