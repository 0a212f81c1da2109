"""The marks of records in the bytes of XML, for where no parser can look.

UTF-16 has two bytes for each character of a mark; every other encoding that is read has one.
Source: Extensible Markup Language (XML) 1.0, section 4.3.3 and appendix F
(https://www.w3.org/TR/xml/#sec-guessing).
"""

from __future__ import annotations

import re
from typing import NamedTuple

# What a document begins with, when it begins behind another one.
DOCUMENT = re.compile(rb"<\?xml\s|\xff\xfe<\x00|\xfe\xff\x00<")
_BOM = b"\xef\xbb\xbf"
_DECLARATION = re.compile(rb"""<\?xml\s(?:[^>]*?\sencoding\s*=\s*["']([\w.\-]+))?""")
# Declared by programs that had the text in memory so; these bytes say that the file is not.
_WIDE_NAME = re.compile(r"utf-?(?:16|32)|ucs-?[24]|iso-10646-ucs", re.IGNORECASE)


class Marks(NamedTuple):
    """How records begin and end in an encoding.

    ``encoding`` is what a parser that begins in the middle must be told (nothing: UTF-8);
    ``start``, ``end`` and ``content`` find the tags of a record and of a MARC element in it;
    ``doctype`` finds a document type declaration behind the end of a tag; ``root`` opens an
    element around what such a parser is given; ``close`` ends a tag.
    """

    encoding: str | None
    start: re.Pattern[bytes]
    end: re.Pattern[bytes]
    content: re.Pattern[bytes]
    doctype: re.Pattern[bytes]
    root: bytes
    close: bytes


def _write(encoding: str | None, before: bytes, after: bytes) -> Marks:
    def char(some: bytes) -> bytes:
        return before + some + after

    def word(text: bytes) -> bytes:
        return b"".join(char(text[i : i + 1]) for i in range(len(text)))

    prefix = b"(?:(?:%b)+%b)?" % (char(rb"[\w.\-]"), char(b":"))
    names = b"|".join(map(word, (b"leader", b"controlfield", b"datafield", b"subfield")))
    return Marks(
        encoding,
        re.compile(word(b"<") + prefix + word(b"record") + b"(?=%b)" % char(rb"[\s>/]")),
        re.compile(word(b"</") + prefix + word(b"record") + b"(?:%b)*" % char(rb"\s") + word(b">")),
        re.compile(word(b"<") + prefix + b"(?:%b)" % names + char(rb"[\s>]")),
        re.compile(b"(?:%b)(?:%b)*" % (char(b">"), char(rb"\s")) + word(b"<!DOCTYPE")),
        word(b"<rest>"),
        word(b">"),
    )


NARROW = _write(None, b"", b"")
_LITTLE = _write("UTF-16LE", b"", b"\x00")
_BIG = _write("UTF-16BE", b"\x00", b"")


def marks_at(head: bytes) -> Marks:
    r"""Give the marks of a document from its first bytes.

    >>> marks_at(b"<?xml version='1.0' encoding='iso-8859-1'?><collection>").encoding
    'iso-8859-1'
    >>> marks_at(b"<\x00r\x00").encoding, marks_at(b"<record>").encoding
    ('UTF-16LE', None)
    """
    if head.startswith((b"\xff\xfe", b"<\x00")):
        return _LITTLE
    if head.startswith((b"\xfe\xff", b"\x00<")):
        return _BIG
    declared = _DECLARATION.match(head.removeprefix(_BOM))
    name = declared[1].decode("ascii", "replace") if declared and declared[1] else ""
    return NARROW if _WIDE_NAME.match(name) else NARROW._replace(encoding=name or None)
