"""``marc2rdf explain``: for each triple where it comes from, and what nothing took."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

import click

from marc2rdf.cli.options import (
    load_mapping,
    make_messages,
    mapping_options,
    message_options,
    source_options,
)

if TYPE_CHECKING:
    from marc2rdf.explain.explanation import Explanation
    from marc2rdf.mapping.mapping import Mapping

_COLOURS = {"head": {"bold": True}, "rule": {"fg": "cyan"}, "step": {"dim": True}}


@click.command("explain")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@mapping_options
@source_options
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "html")),
    default="text",
    help="Text, one JSON object a line, or a page.",
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
    """Show where each triple comes from, and what no rule took.

    For each triple: the field and subfields, the rule with its file and line, and the value
    before and after each step.  Then each subfield that nothing took, and why.

    \b
      marc2rdf explain catalogue.mrc --id 42
      marc2rdf explain catalogue.mrc --id 42 --format html -o record-42.html
      marc2rdf explain catalogue.mrc | grep dcterms:title

    On a terminal it is a table; in a pipe each line has three columns between tabs: key and
    field, triple, rule.
    """
    from marc2rdf.cli.looking import look
    from marc2rdf.explain.explainer import Explainer
    from marc2rdf.run.pipeline import Options
    from marc2rdf.run.report import Report
    from marc2rdf.run.sink import open_sink

    messages = make_messages(quiet, verbose, log_json)
    chosen = load_mapping(mapping, base, plugins)
    report = Report(warn=messages.warning, mapping_sha256=chosen.sha256)
    options = Options(input_format or "", skip, -1 if limit is None else limit, key)
    with open_sink(output) as out:
        show, close = _SHOW[form](chosen, out, output == "-" and sys.stdout.isatty())
        status = look(sources, options, messages, Explainer(chosen, show), report)
        close()
    return status


Shower = tuple[Callable[["Explanation"], None], Callable[[], None]]


def _text(mapping: Mapping, out: BinaryIO, terminal: bool) -> Shower:
    from marc2rdf.explain.text import columns, table
    from marc2rdf.rdf.short import Short

    names = Short.of(mapping.prefixes, mapping.base)
    width = shutil.get_terminal_size((100, 24)).columns

    def show(explanation: Explanation) -> None:
        if terminal:
            lines = table(explanation, names, width, _style)
        else:
            lines = columns(explanation, names)
        out.write("".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))

    return show, lambda: None


def _json(mapping: Mapping, out: BinaryIO, terminal: bool) -> Shower:
    from marc2rdf.explain.explanation import as_dict

    def show(explanation: Explanation) -> None:
        line = json.dumps(as_dict(explanation), ensure_ascii=False) + "\n"
        out.write(line.encode("utf-8", "replace"))

    return show, lambda: None


def _html(mapping: Mapping, out: BinaryIO, terminal: bool) -> Shower:
    from marc2rdf.explain.page import ExplanationPage
    from marc2rdf.rdf.short import Short

    page = ExplanationPage(out, Short.of(mapping.prefixes, mapping.base))
    return page.add, page.close


def _style(text: str, kind: str) -> str:
    if "NO_COLOR" in os.environ or kind not in _COLOURS:
        return text
    return click.style(text, **_COLOURS[kind])  # type: ignore[arg-type]


_SHOW: dict[str, Callable[[Mapping, BinaryIO, bool], Shower]] = {
    "text": _text,
    "json": _json,
    "html": _html,
}
