r"""MarcEdit's mnemonic form: ``=245  10$aTitle /$cX``, one field a line.

A backslash is a blank in indicators and control fields; ``{dollar}`` and the like stand for
characters that have a meaning of their own, or that the form could not hold.
Source: MarcEdit's mnemonic format and the Library of Congress' MARCMaker and MARCBreaker
(https://www.loc.gov/marc/makrbrkr.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from marc2rdf.marc.blocks import Block, read_blocks, read_records
from marc2rdf.marc.field import DELIMITER, is_control
from marc2rdf.marc.framing import SupportsRead
from marc2rdf.marc.leader import repair_leader
from marc2rdf.marc.mnemonics import plain
from marc2rdf.marc.record import Record
from marc2rdf.marc.reject import Reject

NAME = "mrk"
_FIELD = re.compile(r"=(LDR|[0-9A-Za-z]{3}) {0,2}(.*)", re.DOTALL)
# A price that somebody wrote without {dollar}: a subfield 9 does not begin with ".00".
_PRICE = re.compile(r"(?<=\$[a-z]|[^0-9 ] |[A-Z]{2})\$(?=[0-9][0-9]{0,3}[.,][0-9]{2}(?![0-9\\]))")
_STARTS = re.compile(rb"[\xef\xbb\xbf\s]*=LDR")
_FIELD_STARTS = re.compile(rb"=([0-9A-Za-z]{3}) ")


def read_mrk(stream: SupportsRead, source: str) -> Iterator[Record | Reject]:
    r"""Read the records of a text in MarcEdit's form; what cannot be used comes as a Reject.

    A record begins at ``=LDR``, or behind a blank line where the tags begin anew.

    >>> import io
    >>> text = b"=LDR  00000nam" + rb"\a2200000\a\4500" + b"\n"
    >>> text += b"=245  1" + rb"\$aCost {dollar}5"
    >>> [record] = read_mrk(io.BytesIO(text), "a.mrk")
    >>> record.leader, str(record["245"])
    ('00000nam a2200000 a 4500', '245 1# $aCost $5')
    """
    return read_records(read_blocks(stream, source, _begins), source, NAME, _fill)


def _begins(line: bytes, block: Block) -> bool:
    if _STARTS.match(line):
        return True
    if not block.after_blank:
        return False
    found = _FIELD_STARTS.match(line)
    matches = map(_FIELD_STARTS.match, reversed(block.lines))
    last = next((match[1] for match in matches if match), b"")
    return found is None or not last or not found[1].isdigit() or found[1] < last


def _fill(record: Record, lines: list[str]) -> None:
    leader = ""
    for text in _joined(lines):
        match = _FIELD.fullmatch(text)
        if match is None:
            message = f"a line is no field and was left out: {text[:40]!r}"
            record.warn("line-unknown", message)
            continue
        tag, value = match[1], match[2]
        if tag in ("LDR", "000"):
            leader = value.replace("\\", " ")
        elif is_control(tag, value.replace("$", DELIMITER)):
            _add(record, tag, plain(value.replace("\\", " ")))
        else:
            _add_data(record, tag, value)
    record.leader, problem = repair_leader(leader)
    if problem:
        record.warn("leader-repaired", problem if leader else "the record has no leader")


def _joined(lines: list[str]) -> Iterator[str]:
    """Give the fields, each with the lines that continue it."""
    held = ""
    for line in lines:
        if line.lstrip("\ufeff").startswith("="):
            if held:
                yield held
            held = line.lstrip("\ufeff")
        elif line.strip() and held:
            held += " " + line.strip()
        elif line.strip():
            yield line
    if held:
        yield held


def _add_data(record: Record, tag: str, value: str) -> None:
    if _PRICE.search(value):
        record.warn("field-repaired", "a dollar sign before a price was read as such", tag)
        value = _PRICE.sub("{dollar}", value)
    indicators, *pieces = value.split("$")
    indicators = indicators.replace("\\", " ")
    if len(indicators) != 2:
        message = f"the indicators are {indicators!r}"
        record.warn("indicator-repaired", message, tag)
        indicators = indicators.strip()[:2].ljust(2)
    pieces = [piece[0] + plain(piece[1:]) for piece in pieces if piece]
    _add(record, tag, DELIMITER.join([indicators, *pieces]))


def _add(record: Record, tag: str, text: str) -> None:
    record.tags.append(tag)
    record.fields.append(text)
