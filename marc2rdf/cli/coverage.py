"""``marc2rdf coverage``: what of a file the mapping carries, and what it drops."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from marc2rdf.cli.options import (
    load_mapping,
    make_messages,
    mapping_options,
    message_options,
    source_options,
)

if TYPE_CHECKING:
    from marc2rdf.coverage.counts import Counts

_COLOURS = {"head": {"bold": True}, "lost": {"fg": "yellow"}}


@click.command("coverage")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@mapping_options
@source_options
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "html")),
    default="text",
    help="Text, JSON, or a page with bars.",
)
@click.option(
    "-o", "--output", default="-", metavar="OUT", help="The file to write; - is standard output."
)
@message_options
def command(
    sources: tuple[str, ...],
    mapping: str,
    base: str,
    plugins: tuple[str, ...],
    key: str,
    skip: int,
    limit: int | None,
    input_format: str | None,
    form: str,
    output: str,
    quiet: bool,
    verbose: bool,
    log_json: bool,
) -> int:
    """Count which fields and subfields the mapping carries, and which it drops.

    For each subfield: in how many records it is, how often, how much of it is carried, left
    out on purpose or dropped, by which rules or why, with samples.  Memory stays the same
    however many records there are.

    \b
      marc2rdf coverage catalogue.mrc
      marc2rdf coverage catalogue.mrc -m my-library.yaml --format html -o coverage.html
    """
    from marc2rdf.cli.looking import look
    from marc2rdf.coverage.counts import Counts, Coverer
    from marc2rdf.run.pipeline import Options
    from marc2rdf.run.report import Report
    from marc2rdf.run.sink import open_sink

    messages = make_messages(quiet, verbose, log_json)
    chosen = load_mapping(mapping, base, plugins)
    report = Report(warn=messages.warning, mapping_sha256=chosen.sha256)
    options = Options(input_format or "", skip, -1 if limit is None else limit, key)
    counts = Counts()
    with open_sink(output) as out:
        status = look(sources, options, messages, Coverer(chosen, counts), report)
        terminal = output == "-" and sys.stdout.isatty()
        text = _render(form, counts, report.warnings, terminal, chosen.title)
        out.write(text.encode("utf-8", "replace"))
    return status


def _render(form: str, counts: Counts, warnings: Counter[str], terminal: bool, title: str) -> str:
    if form == "json":
        from marc2rdf.coverage.counts import as_dict

        return json.dumps(as_dict(counts, warnings), ensure_ascii=False, indent=2) + "\n"
    if form == "html":
        from marc2rdf.coverage.page import page

        return page(counts, warnings, title)
    from marc2rdf.coverage.text import columns, table

    lines: Iterable[str] = columns(counts, warnings)
    if terminal:
        width = shutil.get_terminal_size((120, 24)).columns
        lines = table(counts, warnings, width, _style)
    return "".join(f"{line}\n" for line in lines)


def _style(text: str, kind: str) -> str:
    if "NO_COLOR" in os.environ or kind not in _COLOURS:
        return text
    return click.style(text, **_COLOURS[kind])  # type: ignore[arg-type]
