"""What is to be told of a part, kept until its turn comes: rejected records and warnings.

Parts may be converted in any order and more than once; rejects and warnings come out in the
order of the records, as of one run.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from marc2rdf.errors import LimitError, RecordError
from marc2rdf.marc import Reject
from marc2rdf.run.pipeline import Options
from marc2rdf.run.rejects import Rejects
from marc2rdf.run.report import SHOWN, Report


class KeptRejects(Rejects):
    """Takes rejected records as Rejects does, and writes them to a part's own file."""

    def __init__(self, path: Path, mode: Literal["wb", "ab"] = "wb") -> None:
        super().__init__(path)
        self._events = open(path, mode)  # noqa: SIM115

    @property
    def log_name(self) -> str:
        """Nothing: the name is known when the part's turn comes."""
        return ""

    def add(self, reject: Reject, stage: str, key: str = "", mapping: str = "") -> None:
        """Keep one record."""
        error = reject.error
        self.write(
            {
                "raw": base64.b64encode(reject.raw).decode(),
                "error": [error.what, error.where, error.hint, error.code],
                "reject": [reject.source, reject.number, reject.offset, reject.format],
                "stage": [stage, key, mapping],
            }
        )

    def warn(self, code: str, line: str) -> None:
        """Keep a warning; those about rejects are made anew."""
        if not line.startswith("rejected: "):
            self.write({"warning": [code, line]})

    def write(self, event: dict[str, object]) -> None:
        """Write one event as a line of JSON."""
        self._events.write(json.dumps(event).encode() + b"\n")

    def avoid(self, sources: Iterable[object]) -> None:
        """Do nothing: no source is in the folder of a dump's work."""

    def close(self) -> None:
        """Finish the file."""
        self._events.close()


def replay(
    path: Path, counts: dict[str, object], report: Report, rejects: Rejects, options: Options
) -> None:
    """Tell a part's events to the report and the rejects of the run, and check its limits.

    ``counts`` are those of the part, as `Report.as_dict` gives them.  Raises LimitError as a
    run does, but the counts are then those of the whole part.
    """
    for name in ("read", "converted", "skipped", "deleted", "duplicates", "triples"):
        setattr(report, name, getattr(report, name) + counts[name])
    kinds, warnings = counts["skipped_kinds"], counts["warnings"]
    assert isinstance(kinds, dict) and isinstance(warnings, dict)
    report.skipped_kinds.update(kinds)
    shown = dict(report.warnings)
    report.warnings.update(warnings)
    with open(path, "rb") as events:
        for line in events:
            event = json.loads(line)
            if "warning" in event:
                code, text = event["warning"]
                shown[code] = shown.get(code, 0) + 1
                if shown[code] <= SHOWN or code == "file-skipped":
                    report.warn(code, text)
                if options.strict and code != "file-skipped":
                    raise LimitError(f"{text} (--strict)")
            else:
                _reject(event, report, rejects, options)


def _reject(
    event: dict[str, list[str]], report: Report, rejects: Rejects, options: Options
) -> None:
    what, where, hint, code = event["error"]
    error = RecordError(what, where=where, hint=hint, code=code)
    source, number, offset, format = event["reject"]
    raw = base64.b64decode(str(event["raw"]))
    reject = Reject(raw, error, source, int(number), int(offset), format)
    report.rejected += 1
    rejects.add(reject, *event["stage"])
    report.rejects = rejects.log_name
    report.warn(code, f"rejected: {error}")
    if options.strict:
        raise LimitError("a record was rejected (--strict)", where=where)
    if not options.percent and 0 <= options.max_errors < report.rejected:
        raise LimitError(
            f"{report.rejected:,} records were rejected, more than {options.max_errors:g}"
        )


def check_share(report: Report, options: Options) -> None:
    """Raise LimitError when more of all records were rejected than a share that is allowed."""
    if options.percent and report.rejected > report.read * options.max_errors / 100 >= 0:
        share = f"{options.max_errors:g}%"
        raise LimitError(f"{report.rejected:,} records were rejected, more than {share}")
