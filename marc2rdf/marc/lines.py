"""The lines of a text, cut out of a stream of bytes."""

from __future__ import annotations

from collections.abc import Iterator

from marc2rdf.errors import InputError
from marc2rdf.marc.framing import SupportsRead

CHUNK = 64 * 1024
MAX_LINE = 16 * 1024 * 1024


def read_lines(stream: SupportsRead, source: str) -> Iterator[tuple[int, bytes]]:
    """Give each line with its end (LF, CR LF or CR), and the place of its first byte.

    Raises InputError for a line of more than 16 MiB.

    >>> import io
    >>> list(read_lines(io.BytesIO(b"one\\r\\ntwo"), "a.txt"))
    [(0, b'one\\r\\n'), (5, b'two')]
    """
    rest, offset = b"", 0
    held: list[bytes] = []  # what came behind ``rest`` without a line end
    size = 0
    while chunk := stream.read(CHUNK):
        held.append(chunk)
        size += len(chunk)
        if b"\n" not in chunk and b"\r" not in chunk and size <= MAX_LINE:
            continue
        lines = b"".join([rest, *held]).splitlines(keepends=True)
        # A CR may have its LF in the next chunk.
        rest = b"" if lines[-1].endswith(b"\n") else lines.pop()
        for line in lines:
            yield offset, line
            offset += len(line)
        held, size = [], len(rest)
        if len(rest) > MAX_LINE:
            raise InputError(
                f"a line is longer than {MAX_LINE} bytes", where=source, code="line-too-long"
            )
    for line in b"".join([rest, *held]).splitlines(keepends=True):
        yield offset, line
        offset += len(line)
