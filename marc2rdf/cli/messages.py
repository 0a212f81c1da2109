"""What is said to people, on standard error: warnings, errors, the summary line.

With ``--log-json`` each line is a JSON object instead, for programs.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from marc2rdf.errors import MappingError, Marc2RdfError

if TYPE_CHECKING:
    from marc2rdf.run.progress import Progress


@dataclass(frozen=True)
class Messages:
    """Writes messages; ``quiet`` leaves out all but errors."""

    quiet: bool = False
    verbose: bool = False
    as_json: bool = False

    def progress(self, sources: Sequence[str]) -> Progress | None:
        """Give the line that shows how far a run is, on a terminal only."""
        if self.quiet or self.as_json or not sys.stderr.isatty():
            return None
        from marc2rdf.run.progress import Progress

        return Progress(sources, sys.stderr)

    def warning(self, code: str, line: str) -> None:
        """Say a warning with its code."""
        if not self.quiet:
            self._write("warning", code, f"{line} [{code}]", line, "yellow")

    def note(self, line: str) -> None:
        """Say something that is no warning."""
        if not self.quiet:
            self._write("info", "", line, line, "")

    def error(self, error: Marc2RdfError) -> None:
        """Say why the run ended."""
        if isinstance(error, MappingError):
            for problem in error.problems:
                self._write("error", problem.code, str(problem), str(problem), "")
            count = len(error.problems)
            line = f"the mapping has {count} {'mistake' if count == 1 else 'mistakes'}"
            self._write("error", error.code, f"error: {line}", line, "red")
        else:
            self._write("error", error.code, f"error: {error}", str(error), "red")

    def _write(self, level: str, code: str, line: str, message: str, colour: str) -> None:
        if self.as_json:
            entry = {"level": level, "code": code, "message": message}
            click.echo(
                json.dumps({k: v for k, v in entry.items() if v}, ensure_ascii=False), err=True
            )
            return
        if sys.stderr.isatty():
            line = f"\r\x1b[K{line}"  # over the line of progress
        coloured = colour and "NO_COLOR" not in os.environ and sys.stderr.isatty()
        click.echo(click.style(line, fg=colour) if coloured else line, err=True)
