"""Which format a source is in, told from its first bytes and never from its name."""

from __future__ import annotations

import re

from marc2rdf.errors import FormatError
from marc2rdf.marc.framing import LEADER

HEAD = 64 * 1024

_MAGIC = (
    (b"7z\xbc\xaf", "a 7-Zip file", "Unpack it first."),
    (b"Rar!", "a RAR file", "Unpack it first."),
    (b"%PDF", "a PDF document", ""),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word document", ""),
    (b"SQLite format 3\x00", "an SQLite database", ""),
    (b"\x89PNG", "an image", ""),
    (b"\xff\xd8\xff", "an image", ""),
    (b"GIF8", "an image", ""),
    (b"II*\x00", "an image", ""),
    (b"MM\x00*", "an image", ""),
    (b"RIFF", "an image or a sound", ""),
    (b"{\\rtf", "a Word document (RTF)", ""),
    (b"PK\x05\x06", "a zip file without files", ""),
)
_TAR = slice(257, 262)  # where a tar archive has the letters "ustar"
_ZIPPED = (
    (b"xl/", "a spreadsheet"),
    (b"word/", "a Word document"),
    (b"mimetypeapplication/vnd.oasis.opendocument.s", "a spreadsheet"),
    (b"mimetypeapplication/", "a document"),
    (b"content.xml", "a document"),
)

# Patterns, each compiled when a source is first held against it: few sources need many.
_MEMBER = rb"(?s)PK\x03\x04.{26}([\w/.\-]{1,60})"

# With a line end behind it, it is the first line of a text.
_BARE_LEADER = rb"[0-9]{5}[a-z ][a-z][ -~]{3}22[0-9]{5}[ -~]{7}(?![\r\n])"
_MARC_ELEMENT = r"<(?:[\w.\-]+:)?(?:leader|controlfield|datafield)[\s>]"
_XML_ROOT = r"(?s)\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<([\w.\-]+:)?([\w.\-]+)"
_HTML = r"(?is)\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b"
_DOCTYPE = r"(?s)\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*<!DOCTYPE"
_ENVELOPES = frozenset({"collection", "record", "OAI-PMH", "searchRetrieveResponse"})
_TRIPLE = r"\s*(?:#[^\n]*\n\s*)*(?:<[^<>\s]+>|_:\S+)\s+<[^<>\s]+>\s"
_TURTLE_TRIPLE = r"<[^<>\s]*>\s+(?:a|[\w\-]*:[\w\-]+)\s+[<\w\"_\[(:]"
_TURTLE = r"(?im)^[ \t]*(?:@prefix|@base|prefix|base)\s+\S*\s*<"
_KOHA = (
    r"(?m)^[ \t]*(?:(?:000|LDR|LEADER|Leader)\s+[0-9 ]{0,6}[a-z]"
    r"|[0-9]{3}\s*(?:[^\s_]\s*){0,2}_[0-9a-z])"
)
_JSON_LD = r'"@(?:context|graph|id|type)"\s*:'
_JSON_CONTEXT = r'"@context"\s*:'
_MRK = r"(?m)^=(?:LDR|[0-9]{3})  "
_ALEPH = r"(?m)^[0-9]{9} [A-Z0-9]{3}.. . ?"
_JSON_MARC = r'"fields"\s*:\s*\[\s*\{\s*"[0-9A-Z]{3}"\s*:|"leader"\s*:'
_QUOTED = r'(?:^|(?<=[,;\t]))"[^"]*(?:""[^"]*)*"(?=[,;\t\r]|$)'
_LONGEST_ROW = 4096
_DOLLAR = r"(?m)^\W?[0-9]{3}\W.{0,6}\$\s?[a-z0-9]"


def detect(head: bytes) -> str:
    """Name the format of a source: ``iso2709 marcxml marcjson mrk alephseq koha``.

    ``head`` is the first bytes of the source, unpacked, best 64 KiB; a zip file of any files
    is ``zip``.  Raises FormatError, which names
    what the source is instead as well as can be told.

    >>> detect(b"<record><leader>")
    'marcxml'
    >>> detect(b"%PDF-1.7")
    Traceback (most recent call last):
    ...
    marc2rdf.errors.FormatError: it is a PDF document, not MARC
    """
    head = head[:HEAD]
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise FormatError("it is empty" if not head else "it holds nothing but blanks")
    for magic, name, hint in _MAGIC:
        if head.startswith(magic):
            raise _refuse(name, hint)
    if head.startswith(b"PK\x03\x04"):
        members = re.findall(_MEMBER, head)
        for mark, name in _ZIPPED:
            if any(member.startswith(mark) for member in members):
                raise _refuse(name)
        return "zip"
    if head[_TAR] == b"ustar":
        raise _refuse("a tar archive", "Unpack it first.")
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")):
        return _detect_utf16(head)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if _is_iso2709(start):
        return "iso2709"
    if sum(byte < 9 or 13 < byte < 32 for byte in start[:1024]) > 2:
        raise _refuse("a binary file of some kind")
    return _detect_text(start.decode("utf-8", "replace"))


def _is_iso2709(start: bytes) -> bool:
    """A leader, or the marks of ISO 2709 behind something that looks like one."""
    if LEADER.match(start) or re.match(_BARE_LEADER, start):
        return True
    marks = b"\x1e" in start and b"\x1f" in start
    printable = sum(0x20 <= byte < 0x7F for byte in start[:24]) >= 20
    return marks and (printable or LEADER.search(start) is not None)


def _detect_utf16(head: bytes) -> str:
    encoding = "utf-16-be" if head[:1] in (b"\xfe", b"\x00") else "utf-16-le"
    text = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        return _detect_xml(text)
    raise _refuse("text in UTF-16", "Save it as UTF-8.")


def _detect_text(text: str) -> str:
    if text.startswith("<"):
        if re.match(_TRIPLE, text):
            raise _refuse("RDF (N-Triples)")
        if re.match(_TURTLE_TRIPLE, text):
            raise _refuse("RDF (Turtle)")
        return _detect_xml(text)
    if text.startswith(("{", "[")):
        if re.search(_JSON_MARC, text) and not re.search(_JSON_CONTEXT, text):
            return "marcjson"
        raise _refuse("JSON-LD" if re.search(_JSON_LD, text) else "JSON")
    if re.search(_MRK, text):
        return "mrk"
    if re.search(_ALEPH, text):
        return "alephseq"
    if re.search(_KOHA, text):
        return "koha"
    if re.search(_TURTLE, text) or re.match(_TRIPLE, text):
        raise _refuse("RDF (Turtle)")
    if re.search(_DOLLAR, text):
        raise _refuse("text with fields in another form than Koha's")
    if _is_table(text):
        raise _refuse("a table (CSV or the like)")
    raise FormatError("it is plain text that holds no MARC fields")


def _is_table(text: str) -> bool:
    """Two lines of as many cells, three or more, or two with a quoted one."""
    lines = [line[:_LONGEST_ROW] for line in text.split("\n", 2)[:2]]
    for mark in ",;\t":
        counts = [re.sub(_QUOTED, "", line).count(mark) for line in lines]
        quoted = any(re.search(_QUOTED, line) for line in lines)
        if len(counts) == 2 and counts[0] == counts[1] > (0 if quoted else 1):
            return True
    return False


def _detect_xml(text: str) -> str:
    if re.match(_HTML, text):
        raise _refuse("an HTML page", "Was a login or error page saved instead of the records?")
    if re.search(_MARC_ELEMENT, text) or re.match(_DOCTYPE, text):
        return "marcxml"
    root = re.match(_XML_ROOT, text)
    if root is None:
        # What is broken in it, the reader says with its place.
        return "marcxml"
    if root[2] in _ENVELOPES:
        return "marcxml"
    if root[2] == "RDF":
        raise _refuse("RDF/XML")
    raise _refuse(f"XML with <{root[2]}> outside")


def _refuse(what: str, hint: str = "") -> FormatError:
    return FormatError(f"it is {what}, not MARC", hint=hint)
