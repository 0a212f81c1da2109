"""``marc2rdf resolve``: checks the ISSNs, DOIs and addresses of a catalogue into a cache."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from marc2rdf.cli.asking import ask_of, asking_options, read_settings
from marc2rdf.cli.options import (
    INPUT_FORMATS,
    load_mapping,
    make_messages,
    mapping_options,
    message_options,
)
from marc2rdf.errors import Marc2RdfError

if TYPE_CHECKING:
    from marc2rdf.cli.messages import Messages
    from marc2rdf.marc import Record
    from marc2rdf.run.progress import Progress

EVERY = 0.2


@click.command("resolve")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--cache", required=True, metavar="FILE", help="The cache, made if it is not there.")
@mapping_options
@click.option(
    "-f",
    "--format",
    "format",
    type=click.Choice(INPUT_FORMATS),
    default=None,
    help="The input format; without it by the first bytes.",
)
@click.option("--limit", type=click.IntRange(0), default=None, metavar="N", help="N records only.")
@click.option("--id", "key", default="", metavar="KEY", help="The record with this key only.")
@click.option("--offline", is_flag=True, help="Ask nobody; check digits and the cache only.")
@click.option("--report", default="", metavar="FILE", help="What to look at: .csv, .json, .html.")
@click.option("--issn-table", default="", metavar="FILE", help="The ISSN centre's ISSN-L table.")
@asking_options
@click.option(
    "--settings",
    default="",
    metavar="FILE",
    is_eager=True,
    callback=read_settings,
    help="A YAML file with these options.",
)
@message_options
def command(
    sources: tuple[str, ...],
    cache: str,
    mapping: str,
    base: str,
    plugins: tuple[str, ...],
    format: str | None,
    limit: int | None,
    key: str,
    offline: bool,
    report: str,
    issn_table: str,
    settings: str,
    quiet: bool,
    verbose: bool,
    log_json: bool,
    **asking: Any,
) -> int:
    """Check the ISSNs, DOIs and addresses of a catalogue, once and politely.

    What is learnt is kept in a cache, which 'convert --links' reads. The run can be stopped
    and begun again at any time: what is known is not asked again.

    \b
      marc2rdf resolve catalogue.mrc --cache links.db --contact me@library.example
      marc2rdf resolve catalogue.mrc --cache links.db --offline --report links.html

    Exit status: 0 whatever was found, 5 when a service could not be used at all.
    """
    from marc2rdf.links.cache import Cache
    from marc2rdf.links.clock import Clock
    from marc2rdf.links.collecting import Collector
    from marc2rdf.links.issntable import use_table
    from marc2rdf.links.lock import locked
    from marc2rdf.links.report import format_of
    from marc2rdf.links.resolving import Outcome, resolve

    messages = make_messages(quiet, verbose, log_json)
    form = format_of(report) if report else ""
    ask = ask_of(**asking)
    chosen = load_mapping(mapping, base, plugins)
    progress = messages.progress(sources)
    outcome = Outcome()
    with _going_on(messages, progress), locked(cache), Cache.open(cache) as opened:
        run = opened.begin()
        step = progress.step if progress else lambda item: None
        most = -1 if limit is None else limit
        collector = Collector(chosen, format or "", most, key, step, _is_left_out)
        try:
            collector.collect(sources, opened, run)
        finally:
            if progress:
                progress.clear()
        if issn_table:
            use_table(issn_table, opened, Clock().now())
        if not offline:
            if not ask.contact:
                messages.note(
                    "Without --contact the requests go at a third of the rate: with it those who"
                    " are asked can write to you rather than shut you out"
                )
            shown = _Line() if progress else None
            outcome = (
                resolve(opened, run, ask, begin=shown.begin, step=shown.step)
                if shown
                else resolve(opened, run, ask)
            )
            if progress:
                progress.clear()
        findings = _report(opened, report, form) if report else -1
    broken = f" ({collector.broken:,} of them cannot be used)" if collector.broken else ""
    records = "1 record" if collector.read == 1 else f"{collector.read:,} records"
    messages.note(f"{records}{broken}: {_counts(outcome, findings, report)}")
    if not outcome.complete:
        messages.note("The budget ended before all was asked; run it again to go on")
    if outcome.failed:
        names = ", ".join(outcome.failed)
        messages.error(
            Marc2RdfError(
                f"no request to {names} was answered as it should be",
                hint="Try again later; what is known is kept.",
                code="provider-failed",
            )
        )
        return 5
    return 0


@contextmanager
def _going_on(messages: Messages, progress: Progress | None) -> Iterator[None]:
    """Say to whoever stops a run how it goes on."""
    try:
        yield
    except BaseException as stop:
        if not isinstance(stop, Exception):
            if progress:
                progress.clear()
            messages.note("Stopped: what is known is kept; run it again to go on")
        raise


def _is_left_out(record: Record) -> bool:
    """Tell whether 'convert' would leave a record out: it is deleted, or describes no document."""
    from marc2rdf.run.pipeline import NOT_BIBLIOGRAPHIC

    return record.leader[5:6] == "d" or record.leader[6:7] in NOT_BIBLIOGRAPHIC


class _Line:
    """Draws how far the asking is."""

    def __init__(self) -> None:
        self._total = self._done = 0
        self._began = time.monotonic()
        self._next = 0.0

    def begin(self, count: int) -> None:
        """Begin with a round of so many look-ups."""
        self._total, self._done, self._began = count, 0, time.monotonic()

    def step(self) -> None:
        """Count one that is done."""
        self._done += 1
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + EVERY
        left = (now - self._began) / self._done * max(self._total - self._done, 0)
        line = f"{self._done:,} of {self._total:,} links · {left // 60:.0f}:{left % 60:02.0f} left"
        sys.stderr.write(f"\r\x1b[K{line}")
        sys.stderr.flush()


def _report(cache: Any, name: str, form: str) -> int:
    from marc2rdf.links.findings import find
    from marc2rdf.links.report import write_report
    from marc2rdf.run.sink import open_sink

    with open_sink(name) as out:
        return write_report(find(cache), form, out)


def _counts(outcome: Any, findings: int, report: str) -> str:
    parts = [f"{count:,} {status}" for status, count in sorted(outcome.verdicts.items())]
    text = f"{outcome.asked:,} links asked"
    text += f" ({', '.join(parts)})" if parts else ""
    text += f" with {outcome.requests:,} requests"
    return text + (f" · {findings:,} to look at ({report})" if findings >= 0 else "")
