r"""The answer to a query as a table for people, CSV, TSV or JSON.

Source: SPARQL 1.1 Query Results JSON Format; SPARQL 1.1 Query Results CSV and TSV Formats.
"""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from marc2rdf.errors import StoreError
from marc2rdf.rdf.literals import XSD_STRING, escape

FORMS: Final = ("table", "csv", "tsv", "json")
WIDEST: Final = 60
Row = Mapping[str, Mapping[str, str]]


@dataclass
class Results:
    """Rows of terms by name, or with ``boolean`` the answer to an ASK."""

    names: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    boolean: bool | None = None


def read_results(body: bytes, where: str) -> Results:
    """Read SPARQL results in JSON; raise StoreError for anything else.

    >>> read_results(b'{"head": {}, "boolean": true}', "a store").boolean
    True
    """
    try:
        found: Any = json.loads(body)
        if "boolean" in found:
            if not isinstance(found["boolean"], bool):
                raise TypeError
            return Results(boolean=found["boolean"])
        names = [str(name) for name in found["head"]["vars"]]
        rows = [_row(binding) for binding in found["results"]["bindings"]]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        what = "the store answers something else than SPARQL results in JSON"
        hint = "Is the address right, and the flavour?"
        raise StoreError(what, where=where, hint=hint) from None
    return Results(names, rows)


def as_text(results: Results, form: str) -> str:
    r"""Write results as ``table``, ``csv``, ``tsv`` or ``json``.

    In a table terms are short: a text without its quotes, control characters as a blank.

    >>> one = Results(["t"], [{"t": {"type": "literal", "value": "Émile", "xml:lang": "fr"}}])
    >>> as_text(one, "tsv"), as_text(one, "csv")
    ('?t\n"Émile"@fr\n', 't\r\nÉmile\r\n')
    >>> print(as_text(one, "table"), end="")
    t
    -----
    Émile
    1 row
    """
    return {"table": _table, "csv": _csv, "tsv": _tsv, "json": _json}[form](results)


def _row(binding: Any) -> Row:
    row = {}
    for name, term in binding.items():
        if not (isinstance(term, dict) and isinstance(term.get("value"), str)):
            raise TypeError
        row[str(name)] = {str(k): v for k, v in term.items() if isinstance(v, str)}
    return row


def _table(results: Results) -> str:
    if results.boolean is not None:
        return "yes\n" if results.boolean else "no\n"
    heads = [_shown(name) for name in results.names]
    rows = [[_short(row.get(name)) for name in results.names] for row in results.rows]
    widths = [max(map(_width, column)) for column in zip(heads, *rows, strict=True)]
    text = ""
    for line in (heads, ["-" * width for width in widths], *rows):
        cells = zip(line, widths, strict=True)
        padded = [cell + " " * (width - _width(cell)) for cell, width in cells]
        text += "  ".join(padded).rstrip() + "\n"
    return text + ("1 row\n" if len(rows) == 1 else f"{len(rows):,} rows\n")


def _csv(results: Results) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    if results.boolean is not None:
        writer.writerows([["boolean"], [str(results.boolean).lower()]])
        return out.getvalue()
    writer.writerow(results.names)
    for row in results.rows:
        writer.writerow([_plain(row.get(name)) for name in results.names])
    return out.getvalue()


def _tsv(results: Results) -> str:
    if results.boolean is not None:
        return f"?boolean\n{str(results.boolean).lower()}\n"
    lines = ["\t".join(f"?{name}" for name in results.names)]
    lines += ["\t".join(_term(row.get(name)) for name in results.names) for row in results.rows]
    return "".join(f"{line}\n" for line in lines)


def _json(results: Results) -> str:
    if results.boolean is not None:
        found: dict[str, Any] = {"head": {}, "boolean": results.boolean}
    else:
        found = {"head": {"vars": results.names}, "results": {"bindings": results.rows}}
    return json.dumps(found, ensure_ascii=False, indent=1).replace("\x7f", "\\u007f") + "\n"


def _plain(term: Mapping[str, str] | None) -> str:
    if term is None:
        return ""
    return f"_:{term['value']}" if term.get("type") == "bnode" else term["value"]


def _term(term: Mapping[str, str] | None) -> str:
    if term is None:
        return ""
    if term.get("type") == "uri":
        return f"<{_shown(term['value'])}>"
    if term.get("type") == "bnode":
        return f"_:{_shown(term['value'])}"
    text = f'"{escape(term["value"])}"'
    if language := term.get("xml:lang"):
        return f"{text}@{_shown(language)}"
    datatype = term.get("datatype", XSD_STRING)
    return text if datatype == XSD_STRING else f"{text}^^<{_shown(datatype)}>"


def _short(term: Mapping[str, str] | None) -> str:
    text = _shown(_plain(term))
    return text if len(text) <= WIDEST or " " not in text else text[: WIDEST - 1] + "…"


def _shown(text: str) -> str:
    """Make a text harmless for a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def _width(text: str) -> int:
    """Give the columns that a text takes: two for a wide letter, none for a mark on another."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
