"""Where one ISO 2709 record ends and the next begins.

The end mark 0x1D decides.  The length in the leader is only a hint: it is often wrong, and
it helps where an end mark lies inside a record or is missing between two.
Source: ISO 2709; MARC 21 Specifications for Record Structure
(https://www.loc.gov/marc/specifications/specrecstruc.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple, Protocol

CHUNK = 256 * 1024
MAX_RECORD = 16 * 1024 * 1024

# A leader with the first entry of a directory behind it: nothing else looks like this.
_LEADER = rb"[0-9]{5}[a-z ][a-z][ -~]{3}22[0-9]{5}[ -~]{3}45[ -~]{2}[0-9A-Z]{3}[0-9]{9}"
# Some programs write a length of six digits; that counts only at the very start.
LEADER = re.compile(rb"[0-9]?" + _LEADER)
# Leaders may overlap, where a record is cut inside its own.
_LEADERS = re.compile(rb"\A(?=[0-9]?%b)|(?<!\A[0-9])(?=%b)" % (_LEADER, _LEADER))

# What may lie between records: white space, NUL, Control-Z, a byte order mark.
_BLANK = re.compile(rb"[\s\x00\x1a\xef\xbb\xbf]*")


class SupportsRead(Protocol):
    """Any stream of bytes: nothing but ``read`` is used, so a pipe will do."""

    def read(self, size: int = ..., /) -> bytes:
        """Give up to ``size`` bytes, none at the end."""
        ...


class Frame(NamedTuple):
    """The bytes of one record.

    ``raw`` is without the end mark; ``ended`` tells whether there was one; ``offset`` counts
    bytes from the start of the source; ``note`` says what was wrong with the frame, if
    anything; ``known`` is false for bytes that are no record; ``before`` is what was skipped
    between the record before and this one.
    """

    raw: bytes
    offset: int
    ended: bool
    note: str = ""
    known: bool = True
    before: bytes = b""


def read_frames(stream: SupportsRead) -> Iterator[Frame]:
    """Cut a stream into records; white space, NUL and byte order marks between them go.

    At most ``MAX_RECORD`` bytes (16 MiB) are kept in memory for one record; a longer one is
    given in parts that ``known`` marks as no records.

    >>> import io
    >>> [(frame.raw, frame.offset) for frame in read_frames(io.BytesIO(b"one\\x1d\\ntwo\\x1d"))]
    [(b'one', 0), (b'two', 5)]
    """
    held: list[Frame] = []
    for frame in _read_pieces(stream):
        length = _declared(frame.raw)
        if not held and length == len(frame.raw) + 1 and frame.ended:
            yield frame
            continue
        longer = frame.known and frame.ended and length > len(frame.raw) + 1
        longer = longer and not _is_record(frame.raw)
        if not held:
            if longer:
                held = [frame]
            else:
                yield from split_frame(frame)
            continue
        held.append(frame)
        size = frame.offset + len(frame.raw) + 1 - held[0].offset
        wanted = _declared(held[0].raw)
        if size < wanted and frame.ended and frame.known and not LEADER.match(frame.raw):
            continue
        if size == wanted and not LEADER.match(frame.raw) and _is_whole(held):
            yield _join(held)
            held = []
            continue
        # The length was wrong: each piece is a record of its own.
        for piece in held[:-1]:
            yield from split_frame(piece)
        held = [frame] if longer else []
        if not longer:
            yield from split_frame(frame)
    for piece in held:
        yield from split_frame(piece)


def _read_pieces(stream: SupportsRead) -> Iterator[Frame]:
    rest, offset, gap = b"", 0, b""
    held: list[bytes] = []  # what came behind ``rest`` without an end mark
    skipping, size = False, 0
    while chunk := stream.read(CHUNK):
        held.append(chunk)
        size += len(chunk)
        if b"\x1d" not in chunk and size <= MAX_RECORD:
            continue
        pieces = b"".join([rest, *held]).split(b"\x1d")
        rest = pieces.pop()
        held, size = [], len(rest)
        for piece in pieces:
            start = 0 if piece[:1].isdigit() else _skip(piece)
            if skipping:
                yield Frame(piece, offset, True, known=False)
                skipping = False
            elif start or gap or not piece:
                gap += piece[:start]
                if start < len(piece):
                    yield Frame(piece[start:], offset + start, True, before=gap)
                    gap = b""
                else:
                    # More than a few blanks lie in no record.
                    gap = (gap + b"\x1d")[-CHUNK:]
            else:
                yield Frame(piece, offset, True)
            offset += len(piece) + 1
        if len(rest) > MAX_RECORD:
            last = max((match.start() for match in _LEADERS.finditer(rest)), default=0)
            cut = last or len(rest)
            yield Frame(rest[:cut], offset, False, known=last > 0)
            offset += cut
            rest, skipping = rest[cut:], skipping or not last
            size = len(rest)
    rest = b"".join([rest, *held])
    start = _skip(rest)
    if start < len(rest):
        yield Frame(rest[start:], offset + start, False, known=not skipping)


def _skip(piece: bytes) -> int:
    """Count the bytes before a record; a leader may begin with five blanks for its length."""
    match = _BLANK.match(piece)
    end = match.end() if match else 0
    if not piece[end : end + 1].isdigit() and LEADER.match(b"00000" + piece[end : end + 40]):
        blanks = end - len(piece[:end].rstrip(b" "))
        return end - min(blanks, 5)
    return end


def _declared(raw: bytes) -> int:
    digits = raw[:5]
    return int(digits) if digits.isdigit() else 0


def _is_record(raw: bytes) -> bool:
    """Tell whether a piece is a record by itself: its directory names as many fields as it has.

    >>> _is_record(b"00099nam a2200037 a 4500001000200000\\x1e1\\x1e")
    True
    """
    entries, odd = divmod(raw.find(b"\x1e") - 24, 12)
    return not odd and raw.endswith(b"\x1e") and raw.count(b"\x1e") == entries + 1 > 1


def _is_whole(held: list[Frame]) -> bool:
    """Tell whether all bytes between the pieces were kept."""
    return all(
        last.offset + len(last.raw) + 1 + len(piece.before) == piece.offset
        for last, piece in pairwise(held)
    )


def _join(held: list[Frame]) -> Frame:
    """Make one record of pieces that an end mark inside it had cut."""
    raw = held[0].raw
    for piece in held[1:]:
        raw += b"\x1d" + piece.before + piece.raw
    note = "an end mark lies inside the record; the length in its leader shows where it ends"
    return Frame(raw, held[0].offset, held[-1].ended, note)


def split_frame(frame: Frame) -> Iterator[Frame]:
    """Give the records that lie in one piece without end marks, and what is between them."""
    if not frame.known:
        yield frame
        return
    raw = frame.raw
    starts = [match.start() for match in _LEADERS.finditer(raw)]
    if not starts or starts == [0]:
        yield frame._replace(note=_wrong_length(raw))
        return
    cuts = ([0] if starts[0] else []) + starts + [len(raw)]
    for start, end in pairwise(cuts):
        part, last = raw[start:end], end == len(raw)
        if start or starts[0] == 0:
            ended = frame.ended and last
            note = _wrong_length(part) if ended else "the record's end mark is missing"
            yield Frame(part, frame.offset + start, ended, note)
        else:
            yield Frame(part, frame.offset, False, known=False)


def _wrong_length(raw: bytes) -> str:
    """Say that the length in the leader is wrong; five digits cannot tell more than 99,999."""
    size = len(raw) + 1
    declared = _declared(raw)
    if declared == size or (size > 99_999 and declared in (0, 99_999, size % 100_000)):
        return ""
    return f"the leader gives a length of {raw[:5].decode('latin-1')!r}, the record has {size}"
