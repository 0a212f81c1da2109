"""The records that could not be used: their bytes as they came, and why, beside each other.

``NAME.mrc`` (or ``.xml``, ``.json``, ``.mrk``, ``.seq``, ``.txt``, as the input was) holds the
bytes, which can be converted again when they are mended; ``NAME.jsonl`` says of each record where
it was and what was wrong.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from marc2rdf.errors import OutputError, RecordError
from marc2rdf.marc import Record, Reject

SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        "iso2709": ".mrc",
        "marcxml": ".xml",
        "marcjson": ".json",
        "mrk": ".mrk",
        "alephseq": ".seq",
        "koha": ".txt",
    }
)
# The prefixes that MARCXML is seen with, so that a record cut out of its file can be read alone.
_SLIM = "http://www.loc.gov/MARC21/slim"
_HEADS: Mapping[str, bytes] = MappingProxyType(
    {
        "marcxml": (
            f'<collection xmlns="{_SLIM}" xmlns:marc="{_SLIM}" xmlns:marcxml="{_SLIM}"'
            f' xmlns:slim="{_SLIM}" xmlns:m="{_SLIM}">\n'
        ).encode()
    }
)
_TAILS: Mapping[str, bytes] = MappingProxyType({"marcxml": b"</collection>\n"})
_BETWEEN: Mapping[str, bytes] = MappingProxyType(
    {"marcxml": b"\n", "marcjson": b"\n", "mrk": b"\n\n", "alephseq": b"\n", "koha": b"\n\n"}
)


class Rejects:
    """Writes rejected records; the files are made when the first one of their format comes.

    ``path`` is what ``--rejects`` says, or where they go by themselves; the ending is that of the
    format.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._raw: dict[str, BinaryIO] = {}
        self._log: BinaryIO | None = None

    @property
    def log_name(self) -> str:
        """The name of the file that says why."""
        return self._path.with_suffix(".jsonl").name

    def add(self, reject: Reject, stage: str, key: str = "", mapping: str = "") -> None:
        """Keep one record: ``stage`` is read, convert or write, ``mapping`` a line of a mapping.

        Raises OutputError where that cannot be.
        """
        entry = {
            "source": reject.source,
            "record": reject.number,
            "offset": reject.offset,
            "id": key,
            "stage": stage,
            "code": reject.error.code,
            "message": reject.error.what,
            "where": reject.error.where,
            "mapping": mapping,
        }
        try:
            self._file(reject.format).write(reject.raw + _BETWEEN.get(reject.format, b""))
            if self._log is None:
                self._log = self._path.with_suffix(".jsonl").open("wb")
            line = json.dumps(entry, ensure_ascii=False) + "\n"
            self._log.write(line.encode("utf-8", "replace"))
        except OSError as error:
            reason = error.strerror or str(error)
            what = f"the rejects cannot be written ({reason})"
            raise OutputError(what, where=str(self._path)) from error

    def _file(self, format: str) -> BinaryIO:
        if format not in self._raw:
            self._raw[format] = self._path.with_suffix(SUFFIXES.get(format, ".mrc")).open("wb")
            self._raw[format].write(_HEADS.get(format, b""))
        return self._raw[format]

    def avoid(self, sources: Iterable[str | os.PathLike[str]]) -> None:
        """Take another name where this one's files are among the sources.

        >>> rejects = Rejects(Path("rejects.mrc"))
        >>> rejects.avoid(["rejects.mrc"])
        >>> rejects.log_name
        'rejects-2.jsonl'
        """
        taken = {Path(os.path.realpath(source)) for source in sources}
        first, number = self._path, 2
        while any(Path(os.path.realpath(name)) in taken for name in self._names()):
            self._path = first.with_name(f"{first.stem}-{number}{first.suffix}")
            number += 1

    def _names(self) -> list[Path]:
        return [self._path.with_suffix(suffix) for suffix in (*SUFFIXES.values(), ".jsonl")]

    def close(self) -> None:
        """Finish the files, if there are any."""
        for format, stream in self._raw.items():
            stream.write(_TAILS.get(format, b""))
            stream.close()
        if self._log is not None:
            self._log.close()


class NoRejects(Rejects):
    """Keeps nothing: for commands that only look at records.

    >>> NoRejects().log_name
    ''
    """

    def __init__(self) -> None:
        super().__init__(Path(os.devnull))

    @property
    def log_name(self) -> str:
        """There is no file."""
        return ""

    def add(self, reject: Reject, stage: str, key: str = "", mapping: str = "") -> None:
        """Keep nothing of it."""


def refused(record: Record, error: RecordError) -> Reject:
    """Make a Reject of a record that was read but could not be converted or written.

    Its bytes are those it came with; a record that came from a program is made ISO 2709.
    """
    error.where = f"{record.where}: {error.where}" if error.where else record.where
    raw = getattr(record, "raw", b"")
    format = record.format if raw else "iso2709"
    if not raw:
        raw = bytes(record.to_pymarc().as_marc())
    return Reject(raw, error, record.source, record.number, record.offset, format)
