"""Text that was made UTF-8 twice: it is told, and never changed.

A program that took UTF-8 for Windows-1252 and wrote it as UTF-8 again leaves ``Ã©`` where
``é`` was.  Such text may also be meant, so what it says is for a cataloguer to decide.
Source: The Unicode Standard, "UTF-8" (table 3-7), and the code page Windows-1252.
"""

from __future__ import annotations

import re

from marc2rdf.marc.record import Record

# The letters that a first byte of UTF-8 turns into, and behind them what a further byte does.
_TWICE = re.compile(
    rb"\xc3[\x82-\x85\x8e-\x91\x97-\x99\xa0-\xa9]"
    rb"(?:\xc2[\x80-\xbf]|\xe2[\x80\x82\x84]|\xc5[\x92\x93\xa0\xa1\xb8\xbd\xbe]|\xc6\x92|\xcb[\x86\x9c])"
)
_RUN = re.compile("[ÂÃÄÅÎÏÐÑ×ØÙà-é][^\x00-\x7f]+")


def note_double(record: Record, raw: bytes) -> None:
    """Say which field of a record seems to be encoded twice; ``raw`` holds its bytes.

    >>> record = Record(tags=["245"], fields=["10\\x1faCafÃ© Ã la carte, École"])
    >>> note_double(record, record.fields[0].encode())
    >>> print(record.notices[0].message)
    the text seems to be UTF-8 encoded twice: 'Ã©' may stand for 'é'
    """
    if _TWICE.search(raw) is None:
        return
    for tag, text in zip(record.tags, record.fields, strict=True):
        if text.isascii():
            continue
        for match in _RUN.finditer(text):
            meant = once(match[0])
            if meant:
                message = "the text seems to be UTF-8 encoded twice: "
                message += f"{match[0][:20]!r} may stand for {meant[:20]!r}"
                record.warn("encoding-double", message, tag)
                break


def once(text: str) -> str:
    """Undo one encoding of a text, or give nothing where that makes no sense.

    >>> once("Ã©"), once("â€™"), once("É»"), once("éà")
    ('é', '’', 'ɻ', '')
    """
    try:
        return b"".join(map(_byte, text)).decode()
    except UnicodeError:
        return ""


def _byte(char: str) -> bytes:
    return bytes((ord(char),)) if char < "\u0100" else char.encode("cp1252")
