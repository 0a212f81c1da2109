"""From the bytes of fields to text: UTF-8, MARC-8, and what is neither.

The leader says which of the two a record is in (position 09: ``a`` for UTF-8, blank for
MARC-8), and is often wrong.  The bytes are believed first: text that is not ASCII and yet
valid UTF-8 is UTF-8.  All text comes out in the normalization form NFC.
Source: MARC 21 Specifications, "Character Sets and Encoding Options"
(https://www.loc.gov/marc/specifications/speccharintro.html).
"""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import is_normalized, normalize

from marc2rdf.marc.field import DELIMITER
from marc2rdf.marc.latin import is_latin
from marc2rdf.marc.marc8 import decode_marc8
from marc2rdf.notices import Notice

# What switches the character set in MARC-8: ESC, then one of the sets of the specification.
_ESCAPE = re.compile(rb"\x1b(?:[bgps]|[(,)\-](?:!E|[1-4BENQS])|\$[(,)\-]?1)")
# Half of a character that UTF-16 has in two halves: damaged UTF-8, and nothing else.
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
# Fewer bytes than this say nothing about the character set they are in.
_EVIDENCE = 3


class Text(NamedTuple):
    """Fields as text, how they were read, and what was mended."""

    fields: list[str]
    encoding: str
    notices: list[Notice]


def decode_fields(utf8: bool, tags: list[str], chunks: list[bytes]) -> Text:
    """Read the fields of one record, given as bytes without their end marks.

    ``utf8`` tells what the leader declares; ``tags`` runs beside ``chunks`` and only names
    fields in notices.  Nothing is refused: a byte that cannot be read becomes U+FFFD.

    >>> decode_fields(False, ["245"], [b"10\\x1faCafe\\xcc\\x81"]).fields
    ['10\\x1faCafé']
    >>> decode_fields(False, ["245"], [b"10\\x1faCaf\\xe2e"])
    Text(fields=['10\\x1faCafé'], encoding='marc-8', notices=[])
    """
    wide = [chunk for chunk in chunks if not chunk.isascii()]
    valid = sum(map(is_utf8, wide))
    if (valid < len(wide) or not wide) and _has_escapes(chunks):
        utf8_bytes = wide and valid > len(wide) - valid
    elif utf8:
        utf8_bytes = True
    else:
        utf8_bytes = bool(wide) and valid * 2 >= len(wide)
    if utf8_bytes:
        guess = _guess([chunk for chunk in wide if not is_utf8(chunk)])
        fields, notices = _decode_utf8(tags, chunks, guess)
        encoding, misdeclared = "utf-8", not utf8
        if guess and not valid:
            encoding, misdeclared, notices = guess, True, []
    else:
        fields, encoding, notices = _decode_marc8(tags, chunks)
        misdeclared = utf8 or encoding != "marc-8"
    if misdeclared:
        notices.insert(0, misdeclared_notice("UTF-8" if utf8 else "MARC-8", encoding))
    return Text(fields, encoding, notices)


def misdeclared_notice(declared: str, encoding: str) -> Notice:
    """Say that the text is not in the character set it should be in."""
    found = {"utf-8": "UTF-8", "marc-8": "MARC-8", "cp1252": "Windows-1252"}[encoding]
    return Notice("encoding-misdeclared", f"the text should be {declared} but was read as {found}")


def compose(text: str) -> str:
    """Bring the text of one field to NFC, each subfield for itself.

    A value may begin with a combining mark, which must not melt into the subfield's code.

    >>> compose("10\\x1fae\\u0301\\x1fb\\u0301x") == "10\\x1fa\\xe9\\x1fb\\u0301x"
    True
    """
    if text.isascii() or is_normalized("NFC", text):
        return text
    head, *pieces = text.split(DELIMITER)
    if not pieces:
        return normalize("NFC", head)
    return DELIMITER.join([head, *(piece[:1] + normalize("NFC", piece[1:]) for piece in pieces)])


def is_utf8(chunk: bytes) -> bool:
    """Tell whether bytes are valid UTF-8."""
    try:
        chunk.decode()
    except UnicodeDecodeError:
        return False
    return True


def _has_escapes(chunks: list[bytes]) -> bool:
    return any(b"\x1b" in chunk and _ESCAPE.search(chunk) for chunk in chunks)


def _guess(chunks: list[bytes]) -> str:
    r"""Tell which character set fields are in that are no UTF-8; nothing when it is not clear.

    One wrong byte is damage.  Several that all make sense as MARC-8 or as Windows-1252, and
    none as UTF-8, were never UTF-8.

    >>> _guess([b"d\xe9j\xe0 vu, na\xefve"]), _guess([b"\xe2etude f\xe8ur K\xb2ln"])
    ('cp1252', 'marc-8')
    >>> _guess([b"Caf\xe9"]), _guess([b"\xc3\xa9t\xe9 \xe9 \xe9"])
    ('', '')
    """
    size = sum(byte > 0x7F for chunk in chunks for byte in chunk)
    if size < _EVIDENCE or any(_SURROGATE.search(chunk) for chunk in chunks):
        return ""
    if any(chunk.decode("ascii", "ignore") != chunk.decode("utf-8", "ignore") for chunk in chunks):
        return ""
    values = [decode_marc8(chunk) for chunk in chunks]
    if not any(value.wrong or value.doubtful for value in values):
        return "marc-8"
    return "cp1252" if all(map(is_latin, chunks)) else ""


def _decode_utf8(
    tags: list[str], chunks: list[bytes], guess: str
) -> tuple[list[str], list[Notice]]:
    fields, notices = [], []
    for tag, chunk in zip(tags, chunks, strict=True):
        try:
            text = chunk.decode()
        except UnicodeDecodeError as error:
            if guess:
                fields.append(_decode_as(guess, chunk))
                notices.append(misdeclared_notice("UTF-8", guess)._replace(tag=tag))
                continue
            text = chunk.decode("utf-8", "replace")
            byte = chunk[error.start]
            message = f"the byte 0x{byte:02X} is not UTF-8; U+FFFD stands in its place"
            notices.append(Notice("encoding-repaired", message, tag))
        fields.append(compose(text))
    return fields, notices


def _decode_as(encoding: str, chunk: bytes) -> str:
    return decode_marc8(chunk).text if encoding == "marc-8" else compose(chunk.decode("cp1252"))


def decode_text(raw: bytes) -> tuple[str, str, list[Notice]]:
    r"""Read the lines of one record of a text format: UTF-8, or else Windows-1252.

    Gives the text, its encoding, and what was mended.  It is not composed yet: a value may
    begin with a combining mark, which must not melt into what stands before it.

    >>> text, encoding, notices = decode_text(b"Caf\xe9")
    >>> text, encoding, notices[0].code
    ('Café', 'cp1252', 'encoding-misdeclared')
    """
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return _decode_lines(raw)
    return text, "utf-8", []


def _decode_lines(raw: bytes) -> tuple[str, str, list[Notice]]:
    """Read lines some of which are no UTF-8: damage if others are, else Windows-1252."""
    wide = [line for line in raw.split(b"\n") if not line.isascii()]
    if any(map(is_utf8, wide)):
        notice = Notice("encoding-repaired", "bytes that are not UTF-8 were replaced by U+FFFD")
        return raw.decode("utf-8", "replace"), "utf-8", [notice]
    notice = misdeclared_notice("UTF-8", "cp1252")
    return raw.decode("cp1252", "replace"), "cp1252", [notice]


def _decode_marc8(tags: list[str], chunks: list[bytes]) -> tuple[list[str], str, list[Notice]]:
    """Read fields as MARC-8, or as Windows-1252 where that fails in at least half of them."""
    fields, notices, good, odd = [], [], 0, 0
    for tag, chunk in zip(tags, chunks, strict=True):
        if chunk.isascii() and b"\x1b" not in chunk:
            fields.append(chunk.decode("ascii"))
            continue
        value = decode_marc8(chunk)
        fields.append(value.text)
        if value.wrong:
            message = "the field holds bytes that are not MARC-8"
            notices.append(Notice("encoding-repaired", message, tag))
        if value.wrong or value.doubtful:
            odd += 1
        else:
            good += 1
    if notices and odd >= good and not _has_escapes(chunks):
        try:
            return [compose(chunk.decode("cp1252")) for chunk in chunks], "cp1252", []
        except UnicodeDecodeError:
            pass
    return fields, "marc-8", notices
