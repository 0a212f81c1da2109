"""The account of a run: what became of every record, and its warnings, few of a kind shown."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from marc2rdf.errors import OutputError
from marc2rdf.notices import Notice

SHOWN = 5


@dataclass
class Report:
    """Counts of a run; always read = converted + rejected + skipped + deleted + duplicates.

    ``warn`` is called with each line for people: the first five warnings of a kind.

    >>> report = Report()
    >>> report.read = report.converted = 2
    >>> report.summary().startswith("2 records: 2 converted, 0 rejected · 0 triples · ")
    True
    """

    warn: Callable[[str, str], None] = lambda code, line: None
    read: int = 0
    converted: int = 0
    rejected: int = 0
    skipped: int = 0
    skipped_kinds: Counter[str] = field(default_factory=Counter)
    deleted: int = 0
    duplicates: int = 0
    triples: int = 0
    warnings: Counter[str] = field(default_factory=Counter)
    started: float = field(default_factory=time.monotonic)
    rejects: str = ""
    mapping_sha256: str = ""

    def notice(self, where: str, notice: Notice) -> None:
        """Count a warning, and show it if it is among the first of its kind."""
        self.warnings[notice.code] += 1
        if self.warnings[notice.code] <= SHOWN:
            place = f"{where}, {notice.place}" if notice.place else where
            mapping = f" ({notice.mapping})" if notice.mapping else ""
            self.warn(notice.code, f"{place}: {notice.message}{mapping}")

    def skip(self, kind: str) -> None:
        """Count a record that is left out for a reason that is no error."""
        self.skipped += 1
        self.skipped_kinds[kind] += 1

    def close(self) -> None:
        """Say how many warnings of each kind were not shown."""
        for code, count in sorted(self.warnings.items()):
            if count > SHOWN:
                self.warn(code, f"{count - SHOWN:,} more of this kind")

    def summary(self) -> str:
        """Give the one line that ends a run."""
        what = [f"{self.converted:,} converted", f"{self.rejected:,} rejected"]
        if self.rejected and self.rejects:
            what[-1] += f" ({self.rejects})"
        others = {
            self._skipped: self.skipped,
            "deleted": self.deleted,
            "duplicates": self.duplicates,
        }
        what += [f"{count:,} {name}" for name, count in others.items() if count]
        records = "1 record" if self.read == 1 else f"{self.read:,} records"
        triples = "1 triple" if self.triples == 1 else f"{self.triples:,} triples"
        return f"{records}: {', '.join(what)} · {triples} · {self.seconds:.1f} s"

    @property
    def _skipped(self) -> str:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(self.skipped_kinds.items()))
        return f"skipped ({kinds})" if kinds else "skipped"

    @property
    def seconds(self) -> float:
        """The seconds since the run began."""
        return time.monotonic() - self.started

    def as_dict(self) -> dict[str, object]:
        """Give the account for ``--summary``."""
        return {
            "read": self.read,
            "converted": self.converted,
            "rejected": self.rejected,
            "skipped": self.skipped,
            "deleted": self.deleted,
            "duplicates": self.duplicates,
            "triples": self.triples,
            "warnings": dict(sorted(self.warnings.items())),
            "seconds": round(self.seconds, 3),
            "mapping_sha256": self.mapping_sha256,
        }

    def write(self, path: Path) -> None:
        """Write the account as JSON; raise OutputError where that cannot be."""
        try:
            path.write_text(json.dumps(self.as_dict(), indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            reason = error.strerror or str(error)
            raise OutputError(f"it cannot be written ({reason})", where=str(path)) from error
