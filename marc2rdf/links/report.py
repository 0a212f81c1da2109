"""The report that a cataloguer works through: CSV, JSON or a page of HTML.

Cells that a spreadsheet would take for a formula get an apostrophe before them.
Source: OWASP, "CSV Injection".
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from html import escape
from typing import BinaryIO

from marc2rdf.errors import UsageError
from marc2rdf.links.findings import FINDINGS, Finding

FORMATS = ("csv", "json", "html")
_HEAD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Links to look at</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body { font-family: sans-serif; margin: 2em; }
table { border-collapse: collapse; }
td, th { border: 1px solid #bbb; padding: .3em .6em; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
</style></head><body><h1>Links to look at</h1><table><thead><tr>
<th>Problem</th><th>Number or address</th><th>Record</th><th>Field</th><th>Title</th>
<th>What was found</th><th>Hint</th></tr></thead><tbody>
"""


def format_of(name: str) -> str:
    """Tell the form of a report by its name; raise UsageError for another."""
    form = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if form not in FORMATS:
        raise UsageError(
            f"what should the report '{name}' be?", hint="Let it end with .csv, .json or .html."
        )
    return form


def write_report(findings: Iterable[Finding], form: str, out: BinaryIO) -> int:
    """Write findings in one of FORMATS as they come; give their number."""
    count = 0

    def counted() -> Iterator[Finding]:
        nonlocal count
        for finding in findings:
            count += 1
            yield finding

    for text in {"csv": _csv, "json": _json, "html": _html}[form](counted()):
        out.write(text.encode("utf-8", "replace"))
    return count


def safe(cell: str) -> str:
    """Give a cell that no spreadsheet takes for a formula.

    >>> safe("=1+1"), safe("0303-965X")
    ("'=1+1", '0303-965X')
    """
    return (
        f"'{cell}"
        if cell.lstrip()[:1] in ("=", "+", "-", "@") or (cell[:1] in "\t\r\n" and cell)
        else cell
    )


def _csv(findings: Iterable[Finding]) -> Iterator[str]:
    yield csv_row(["problem", *Finding._fields[1:], "meaning"])
    for finding in findings:
        yield csv_row([*finding, FINDINGS[finding.problem]])


def csv_row(cells: Iterable[str]) -> str:
    """Give one line of CSV with safe cells.

    >>> csv_row(["@a", 'b"c'])
    '\\'@a,"b""c"\\r\\n'
    """
    line = io.StringIO()
    csv.writer(line).writerow([safe(cell) for cell in cells])
    return line.getvalue()


def _json(findings: Iterable[Finding]) -> Iterator[str]:
    yield "["
    for number, finding in enumerate(findings):
        yield ",\n" if number else "\n"
        yield json.dumps(finding._asdict(), ensure_ascii=False)
    yield "\n]\n"


def _html(findings: Iterable[Finding]) -> Iterator[str]:
    yield _HEAD
    for finding in findings:
        cells = [FINDINGS[finding.problem], *finding[1:]]
        yield "<tr>" + "".join(f"<td>{_cell(cell)}</td>" for cell in cells) + "</tr>\n"
    yield "</tbody></table></body></html>\n"


def _cell(text: str) -> str:
    shown = escape(text)
    if text.startswith(("http://", "https://")):
        return f'<a href="{shown}" rel="noreferrer noopener nofollow">{shown}</a>'
    return shown
