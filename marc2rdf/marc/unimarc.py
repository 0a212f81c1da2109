"""The character set of UNIMARC records, which their field 100 names and their leader does not.

Only a record that has UNIMARC's shape is looked at: a field 200, no 245, and 36 characters in
100 $a, of which 26-27 and 28-29 name the sets.
Source: UNIMARC Manual, Bibliographic Format, field 100, and its appendix J; ISO 5426:1983,
Extension of the Latin alphabet coded character set; ISO 6630 for 88 and 89, the marks around
what is not sorted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from marc2rdf.marc.ansel import ASCII, decode_table
from marc2rdf.marc.charset import Text, decode_fields, is_utf8

Piece = TypeVar("Piece", str, bytes)

_NONE = "\ufffe"
ISO_5426 = (
    ASCII
    + _NONE * 8
    + "\u0098\u009c\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe"  # 88
    + _NONE * 16
    + "\ufffe\u00a1\u201e\u00a3\u0024\u00a5\u2020\u00a7"  # A0
    "\u2032\u2018\u201c\u00ab\u266d\u00a9\u2117\u00ae"  # A8
    "\u02bb\u02bc\u201a\ufffe\ufffe\ufffe\u2021\u00b7"  # B0
    "\u2033\u2019\u201d\u00bb\u266f\u02b9\u02ba\u00bf"  # B8
    "\u0309\u0300\u0301\u0302\u0303\u0304\u0306\u0307"  # C0
    "\u0308\u0308\u030a\u0315\u0313\u030b\u031b\u030c"  # C8
    "\u0327\u031c\u0326\u0328\u0325\u032e\u0323\u0324"  # D0
    "\u0332\u0333\u0329\u032d\ufffe\u0360\ufffe\ufffe"  # D8
    "\ufffe\u00c6\u0110\ufffe\ufffe\ufffe\u0132\ufffe"  # E0
    "\u0141\u00d8\u0152\ufffe\u00de\ufffe\ufffe\ufffe"  # E8
    "\ufffe\u00e6\u0111\u00f0\ufffe\u0131\u0133\ufffe"  # F0
    "\u0142\u00f8\u0153\u00df\u00fe\ufffe\ufffe\ufffe"  # F8
)


def names_utf8(tags: Sequence[str], fields: Iterable[str]) -> bool:
    """Tell whether a record has UNIMARC's shape and names ISO 10646 (``50``) as its set.

    >>> names_utf8(["100", "200"], ["  \\x1fa" + "20200101d2020    k  y0frey50      ba", ""])
    True
    """
    return "50" in _sets([field.encode("utf-8", "replace") for field in _hundreds(tags, fields)])


def decode_unimarc(
    tags: Sequence[str], fields: Iterable[bytes], odd_tags: list[str], chunks: list[bytes]
) -> Text | None:
    """Read those fields of a record that are not ASCII, if its field 100 says how.

    ``tags`` and ``fields`` are the whole record's, ``odd_tags`` and ``chunks`` those to read.
    Gives nothing where the record is not UNIMARC, names another set than ISO 10646 or ISO 646
    with ISO 5426 (``01``, ``03``), or holds what is not in the set: then the bytes decide.
    """
    sets = _sets(_hundreds(tags, fields))
    if "50" in sets:
        return decode_fields(True, odd_tags, chunks)
    if "03" not in sets and sets != ["01", "  "]:
        return None
    wide = [chunk for chunk in chunks if not chunk.isascii()]
    if not wide or sum(map(is_utf8, wide)) * 2 >= len(wide):
        return None
    texts = [_decode(chunk) for chunk in chunks]
    found = [text for text in texts if text is not None]
    return Text(found, "iso-5426", []) if len(found) == len(texts) else None


def _hundreds(tags: Sequence[str], fields: Iterable[Piece]) -> list[Piece]:
    if "200" not in tags or "245" in tags:
        return []
    return [field for tag, field in zip(tags, fields, strict=True) if tag == "100"]


def _sets(hundreds: list[bytes]) -> list[str]:
    """Give the two sets that the first field 100 names; none for a record of another shape."""
    if not hundreds:
        return []
    value = hundreds[0].partition(b"\x1fa")[2].partition(b"\x1f")[0].decode("latin-1")
    return [value[26:28], value[28:30]] if len(value) == 36 else []


def _decode(chunk: bytes) -> str | None:
    """Read one field, each subfield for itself."""
    head, *pieces = chunk.split(b"\x1f")
    texts = [decode_table(head, ISO_5426)]
    for piece in pieces:
        value = decode_table(piece[1:], ISO_5426) if piece[:1].isascii() else None
        texts.append(None if value is None else piece[:1].decode("ascii") + value)
    found = [text for text in texts if text is not None]
    return "\x1f".join(found) if len(found) == len(texts) else None
