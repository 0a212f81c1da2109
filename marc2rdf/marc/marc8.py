"""The fields of MARC-8 records, and what looks wrong in them.

Text without escape sequences is read by a table.  The rest, and what is not in the table,
pymarc reads, and this module says when it had to guess.
Source: MARC-8 Encoding Environment
(https://www.loc.gov/marc/specifications/speccharmarc8.html).
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from marc2rdf.marc.ansel import ANSEL, decode_table

# C1 bytes (but the four that MARC-8 has) and combining marks with no letter behind them.
_STRAY = re.compile(rb"[\x80-\x87\x8a-\x8c\x8f-\x9f]|[\xe0-\xfe](?![\xe0-\xfeA-Za-z\xa1-\xbd])")
# An accent that stayed beside its letter: Unicode has no such letter, so it was hardly meant.
_LOOSE = re.compile("[\u0300-\u0304\u0306-\u030c]")
# East Asian text: three bytes a character, until the next escape sequence.
_WIDE = re.compile(rb"(\x1b\$[,(]?1)([^\x1b]+)")


class Value(NamedTuple):
    """The text of a field; whether bytes were not MARC-8, or are MARC-8 nobody would write."""

    text: str
    wrong: bool
    doubtful: bool


class _Doubts:
    """Stands for pymarc's ``quiet``, which it looks at only for a byte that it cannot read."""

    def __init__(self) -> None:
        self.count = 0

    def __bool__(self) -> bool:
        self.count += 1
        return True


def decode_marc8(chunk: bytes) -> Value:
    """Read one field, given as bytes without its end mark, each subfield for itself.

    The text is in NFC.  Nothing is refused: pymarc gives a blank for what it does not know.

    >>> decode_marc8(b"10\\x1faKo\\xf6benhavn\\x1fcD\\xb2d")
    Value(text='10\\x1faKob̲enhavn\\x1fcDød', wrong=False, doubtful=False)
    >>> decode_marc8(b"caf\\xe9").wrong
    True
    """
    head, *pieces = chunk.split(b"\x1f")
    if not pieces:
        return _decode_value(head)
    wrong = doubtful = False
    texts = [head.decode("ascii", "replace")]
    for piece in pieces:
        value = _decode_value(piece[1:])
        texts.append(piece[:1].decode("latin-1") + value.text)
        wrong = wrong or value.wrong
        doubtful = doubtful or value.doubtful
    return Value("\x1f".join(texts), wrong, doubtful)


def _decode_value(data: bytes) -> Value:
    if data.isascii() and b"\x1b" not in data:
        return Value(data.decode("ascii"), False, False)
    escaped = b"\x1b" in data
    if not escaped:
        stray = _STRAY.search(data) is not None
        text, unknown = decode_table(data, ANSEL), False
        if text is None:
            text, unknown = _translate(data)
        return Value(text, stray or unknown, _LOOSE.search(text) is not None)
    whole = _WIDE.sub(_drop_odd_bytes, data)
    text, unknown = _translate(whole)
    if whole != data:
        text += "\ufffd"
    return Value(text, unknown or whole != data, False)


def _drop_odd_bytes(match: re.Match[bytes]) -> bytes:
    """Cut a run of East Asian text to whole characters, as pymarc needs it."""
    size = len(match[2])
    return match[1] + match[2][: size - size % 3]


def _translate(data: bytes) -> tuple[str, bool]:
    from pymarc.marc8 import MARC8ToUnicode

    doubts: Any = _Doubts()
    converter: Any = MARC8ToUnicode(quiet=doubts)
    try:
        text = str(converter.translate(data))
    except (IndexError, TypeError, ValueError):
        return data.decode("ascii", "replace"), True
    return text, doubts.count > 0
