"""The records that could not be used: their bytes as they came, and why, beside each other.

``NAME.mrc`` (or ``.xml``, ``.txt``, as the input was) holds the bytes and can be read again;
``NAME.jsonl`` says of each where it was, and what was wrong.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from marc2rdf.errors import OutputError, RecordError
from marc2rdf.marc.record import Record
from marc2rdf.marc.reject import Reject

SUFFIXES = {"iso2709": ".mrc", "marcxml": ".xml", "koha": ".txt"}


class Rejects:
    """Writes rejected records; the files are made when the first one comes.

    ``path`` is what ``--rejects`` says, or where they go by themselves.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._raw: BinaryIO | None = None
        self._log: BinaryIO | None = None
        self._format = ""

    @property
    def log_name(self) -> str:
        """The name of the file that says why."""
        return self._path.with_suffix(".jsonl").name

    def add(self, reject: Reject, stage: str, key: str = "") -> None:
        """Keep one record; raise OutputError where that cannot be."""
        try:
            self._open(reject.format)
            if self._raw is None or self._log is None:
                return
            self._raw.write(reject.raw)
            if reject.format != "iso2709" and not reject.raw.endswith(b"\n"):
                self._raw.write(b"\n")
            error = reject.error
            entry = {
                "source": reject.source,
                "record": reject.number,
                "offset": reject.offset,
                "id": key,
                "stage": stage,
                "code": error.code,
                "message": error.what,
                "where": error.where,
            }
            self._log.write(
                json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
            )
        except OSError as error:
            reason = error.strerror or str(error)
            what = f"the rejects cannot be written ({reason})"
            raise OutputError(what, where=str(self._path)) from error

    def _open(self, format: str) -> None:
        if self._raw is not None:
            return
        self._format = format
        path = self._path.with_suffix(SUFFIXES.get(format, ".mrc"))
        self._raw = path.open("wb")
        self._log = self._path.with_suffix(".jsonl").open("wb")
        if format == "marcxml":
            self._raw.write(b'<collection xmlns="http://www.loc.gov/MARC21/slim">\n')

    def close(self) -> None:
        """Finish the files, if there are any."""
        if self._raw is not None and self._format == "marcxml":
            self._raw.write(b"</collection>\n")
        for stream in (self._raw, self._log):
            if stream is not None:
                stream.close()


def refused(record: Record, error: RecordError) -> Reject:
    """Make a Reject of a record that was read but could not be converted.

    Its bytes are made anew, in the format it came in.
    """
    error.where = f"{record.where}: {error.where}" if error.where else record.where
    raw = _BYTES.get(record.format, _as_iso2709)(record)
    return Reject(raw, error, record.source, record.number, record.offset, record.format)


def _as_iso2709(record: Record) -> bytes:
    return bytes(record.to_pymarc().as_marc())


def _as_marcxml(record: Record) -> bytes:
    from pymarc import record_to_xml

    return bytes(record_to_xml(record.to_pymarc()))  # type: ignore[no-untyped-call]


def _as_koha(record: Record) -> bytes:
    lines = [f"LDR {record.leader}"]
    for field in record:
        if field.is_control:
            lines.append(f"{field.tag}    {field.text}")
            continue
        start = f"{field.tag} {field.indicator1}{field.indicator2} "
        for subfield in field.subfields:
            lines.append(f"{start}_{subfield.code}{subfield.value}")
            start = " " * 7
    return ("\n".join(lines) + "\n\n").encode("utf-8", "replace")


_BYTES: Mapping[str, Callable[[Record], bytes]] = MappingProxyType(
    {"iso2709": _as_iso2709, "marcxml": _as_marcxml, "koha": _as_koha}
)
