"""Extended Latin in one byte a character, with accents before their letters: ANSEL.

MARC-8 is in this set where no escape sequence says otherwise.
Source: ANSI/NISO Z39.47 (ANSEL) as MARC-8 has it
(https://www.loc.gov/marc/specifications/codetables/ExtendedLatin.html).
"""

from __future__ import annotations

import re
from codecs import charmap_decode
from unicodedata import normalize

_NONE = "\ufffe"  # what a table holds for a byte that stands for nothing
ASCII = _NONE * 32 + "".join(map(chr, range(32, 127))) + _NONE
# From A0 on; what lies before is for controls.
ANSEL = (
    ASCII + _NONE * 32 + "\ufffe\u0141\u00d8\u0110\u00de\u00c6\u0152\u02b9"  # A0
    "\u00b7\u266d\u00ae\u00b1\u01a0\u01af\u02bc\ufffe"  # A8
    "\u02bb\u0142\u00f8\u0111\u00fe\u00e6\u0153\u02ba"  # B0
    "\u0131\u00a3\u00f0\ufffe\u01a1\u01b0\ufffe\ufffe"  # B8
    "\u00b0\u2113\u2117\u00a9\u266f\u00bf\u00a1\u00df"  # C0
    "\u20ac\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe"  # C8
    "\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe"  # D0
    "\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe"  # D8
    "\u0309\u0300\u0301\u0302\u0303\u0304\u0306\u0307"  # E0
    "\u0308\u030c\u030a\ufe20\ufe21\u0315\u030b\u0310"  # E8
    "\u0327\u0328\u0323\u0324\u0325\u0333\u0332\u0326"  # F0
    "\u031c\u032e\ufe22\ufe23\ufffe\ufffe\u0313\ufffe"  # F8
)
_BEFORE = re.compile("([\u0300-\u036f\ufe20-\ufe2f]+)([^\u0300-\u036f\ufe20-\ufe2f]?)")


def decode_table(data: bytes, table: str) -> str | None:
    """Read one value by a table of 256 characters; give nothing where a byte is not in it.

    Combining characters go behind the letter that follows them, or where there is none; the
    text is in NFC.

    >>> decode_table(b"Caf\\xe2e", ANSEL), decode_table(b"Caf\\xd0", ANSEL)
    ('Café', None)
    """
    try:
        text = charmap_decode(data, "strict", table)[0]
    except UnicodeDecodeError:
        return None
    return normalize("NFC", _BEFORE.sub(_move, text))


def _move(found: re.Match[str]) -> str:
    return found[2] + found[1] if found[2] else ""
