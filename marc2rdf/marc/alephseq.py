"""Aleph sequential: ``000000001 24510 L $$aTitle``, one field a line.

Columns 1-9 hold the number of the record, 11-15 the tag and the indicators, 17 a code of the
script, and from 19 on the value; in fixed fields ``^`` is a blank.  A long field goes on in
another line: ``$$9^`` before a further subfield, ``$$9^^$$a`` inside the subfield a.
Source: Ex Libris, "Aleph Sequential Format" in the Aleph 500 system librarian's guide; for long
fields, what the National Library of Finland's marc-record-serializers writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from marc2rdf.marc.blocks import Block, read_blocks, read_records
from marc2rdf.marc.field import DELIMITER
from marc2rdf.marc.framing import SupportsRead
from marc2rdf.marc.leader import repair_leader
from marc2rdf.marc.record import Record
from marc2rdf.marc.reject import Reject

NAME = "alephseq"
_LINE = re.compile(r"\ufeff?([0-9]{9}) ([A-Z0-9]{3})(..) (.) ?(.*)", re.DOTALL)
_FURTHER = re.compile(r"\$\$9\^(\^\$\$[0-9a-z])?(?(1)|(?=\$\$))")
_NUMBER = re.compile(rb"(?:\xef\xbb\xbf)?([0-9]{9}) ")


def read_alephseq(stream: SupportsRead, source: str) -> Iterator[Record | Reject]:
    """Read the records of a text in Aleph's form; what cannot be used comes as a Reject.

    A record ends where the number in the first columns changes; without a field 001, that
    number becomes its 001.

    >>> import io
    >>> text = b"000000001 LDR   L ^^^^^nam^a22002057^^4500\\n000000001 24510 L $$aTitle\\n"
    >>> [record] = read_alephseq(io.BytesIO(text), "a.seq")
    >>> record.get("001"), str(record["245"])
    ('000000001', '245 10 $aTitle')
    """
    return read_records(read_blocks(stream, source, _begins), source, NAME, _fill)


def _begins(line: bytes, block: Block) -> bool:
    found, first = _NUMBER.match(line), _NUMBER.match(block.lines[0])
    return found is not None and (first is None or found[1] != first[1])


def _fill(record: Record, lines: list[str]) -> None:
    leader, number = "", ""
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None:
            if line.strip():
                message = f"a line is no field and was left out: {line[:40]!r}"
                record.warn("line-unknown", message)
            continue
        number, tag, indicators, _, value = match.groups()
        further = _FURTHER.match(value)
        if further and record.tags[-1:] == [tag] and DELIMITER in record.fields[-1]:
            _continue(record, further[1] is not None, value[further.end() :])
        elif tag == "LDR":
            leader = value.replace("^", " ")
        elif "$$" in value and not tag.startswith("00"):
            record.tags.append(tag)
            record.fields.append(indicators + _subfields(value))
        else:
            record.tags.append(tag)
            record.fields.append(value.replace("^", " ") if tag.startswith("00") else value)
    if record.tags and "001" not in record.tags:
        record.tags.insert(0, "001")
        record.fields.insert(0, number)
    record.leader, problem = repair_leader(leader)
    if problem:
        record.warn("leader-repaired", problem if leader else "the record has no leader")


def _subfields(value: str) -> str:
    """Give subfields their marks.

    >>> _subfields("$$aTitle /$$c$5")
    '\\x1faTitle /\\x1fc$5'
    """
    return "".join(DELIMITER + piece for piece in value.split("$$")[1:] if piece)


def _continue(record: Record, inside: bool, value: str) -> None:
    """Add the rest of a long field; ``^`` at the end of a line was a blank."""
    text = record.fields[-1]
    if text.endswith("^"):
        text = text[:-1] + " " * inside
    if inside:
        head, mark, tail = value.partition("$$")
        text, value = text + head, mark + tail
    record.fields[-1] = text + _subfields(value)
