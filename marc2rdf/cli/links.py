"""``marc2rdf links``: what the cache of ``marc2rdf resolve`` holds."""

from __future__ import annotations

import json
import time
from typing import Any

import click

from marc2rdf.cli.options import make_messages, message_options
from marc2rdf.errors import InputError, UsageError

AGENT = "https://pypi.org/project/marc2rdf/"


@click.group("links")
def command() -> None:
    """Show what a cache of links holds, export it, and clear it."""


@command.command("show")
@click.argument("link", metavar="ISSN|DOI|URL")
@click.option("--cache", required=True, metavar="FILE", help="The cache.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def show(link: str, cache: str, as_json: bool) -> int:
    """Show what is known of one ISSN, DOI or address."""
    from marc2rdf.links.cache import Cache

    with Cache.read(cache) as opened:
        entries = [
            _entry(kind, value, verdict)
            for kind, value in _kinds(link)
            for verdict in opened.all(kind, value)
        ]
    if not entries:
        raise InputError(f"nothing is known of '{link}'", where=cache, code="link-unknown")
    if as_json:
        click.echo(json.dumps(entries, ensure_ascii=False, indent=2))
        return 0
    for entry in entries:
        reason = f" ({entry['reason']})" if entry["reason"] else ""
        click.echo(f"{entry['value']}: {entry['status']}{reason}, says {entry['provider']}")
        click.echo(f"  checked {entry['checked']}, holds until {entry['until']}")
        for name, text in entry["said"].items():
            click.echo(f"  {name}: {', '.join(text) if isinstance(text, list) else text}")
    return 0


@command.command("export")
@click.option("--cache", required=True, metavar="FILE", help="The cache.")
@click.option("--csv", "form", flag_value="csv", help="As CSV.")
@click.option("--json", "form", flag_value="json", default="json", help="As JSON, one a line.")
@click.option("--nq", "form", flag_value="nq", help="As N-Quads in the graph BASE/graph/links.")
@click.option("--base", default="", metavar="IRI", help="What the name of the graph begins with.")
@click.option("-o", "--output", default="-", metavar="OUT", help="The file; - is standard output.")
def export(cache: str, form: str, base: str, output: str) -> int:
    """Write everything that a cache holds."""
    from marc2rdf.links.cache import Cache
    from marc2rdf.links.report import csv_row
    from marc2rdf.run.sink import open_sink

    if form == "nq" and not base:
        raise UsageError("--nq needs a base", hint="Such as --base https://data.example.org/.")
    with Cache.read(cache) as opened, open_sink(output) as out:
        if form == "nq":
            _write_graph(opened, base, out)
            return 0
        if form == "csv":
            out.write(csv_row(_FIELDS).encode())
        for kind, value, verdict in opened.entries():
            entry = _entry(kind, value, verdict)
            if form == "csv":
                said = json.dumps(entry["said"], ensure_ascii=False)
                out.write(csv_row([*(entry[name] for name in _FIELDS[:-1]), said]).encode())
            else:
                out.write((json.dumps(entry, ensure_ascii=False) + "\n").encode())
    return 0


@command.command("stats")
@click.option("--cache", required=True, metavar="FILE", help="The cache.")
def stats(cache: str) -> int:
    """Count what a cache holds, by kind, provider and verdict."""
    from marc2rdf.links.cache import Cache

    with Cache.read(cache) as opened:
        rows = opened.db.execute(
            "SELECT kind, provider, status, count(*), sum(until < ?) FROM verdict"
            " GROUP BY kind, provider, status ORDER BY kind, provider, status",
            (time.time(),),
        )
        for kind, provider, status, count, old in rows:
            click.echo(f"{kind} {provider} {status}: {count:,} ({old:,} to be asked again)")
    return 0


@command.command("prune")
@click.option("--cache", required=True, metavar="FILE", help="The cache.")
@message_options
def prune(cache: str, quiet: bool, verbose: bool, log_json: bool) -> int:
    """Forget what no longer holds."""
    from marc2rdf.links.cache import Cache

    Cache.read(cache).close()
    with Cache.open(cache) as opened:
        gone = opened.prune(time.time())
    make_messages(quiet, verbose, log_json).note(f"{gone:,} verdicts forgotten")
    return 0


_FIELDS = ("kind", "value", "provider", "status", "reason", "checked", "until", "said")


def _kinds(link: str) -> list[tuple[str, str]]:
    """Tell what a link is, and its normal form; an address may hold a DOI too."""
    from marc2rdf.links.numbers import doi_in_address, issn_hints, normal_issn
    from marc2rdf.mapping.identifiers import Refused, doi, url

    if link.lower().startswith(("http://", "https://")):
        held = doi_in_address(link)
        try:
            address = url(link)[0]
        except Refused:
            address = link
        return [*([("doi", held)] if held else []), ("url", address)]
    try:
        return [("doi", doi(link)[0])]
    except Refused:
        pass
    if found := normal_issn(link):
        return [("issn", found)]
    if hints := issn_hints(link):
        what = f"the check digit of '{link}' is wrong"
        raise UsageError(what, hint=f"Perhaps {' or '.join(hints)}.")
    raise UsageError(f"'{link}' is no ISSN, DOI or address")


def _entry(kind: str, value: str, verdict: Any) -> dict[str, Any]:
    from marc2rdf.links.provenance import when

    return {
        "kind": kind,
        "value": value,
        "provider": verdict.provider,
        "status": verdict.status,
        "reason": verdict.reason,
        "checked": when(verdict.checked),
        "until": when(verdict.until),
        "said": verdict.said,
    }


def _write_graph(cache: Any, base: str, out: Any) -> None:
    from itertools import islice

    from marc2rdf.links.provenance import provenance
    from marc2rdf.mapping.mapping import check_base
    from marc2rdf.rdf.terms import IRI
    from marc2rdf.rdf.writer import open_writer

    check_base(base)
    writer = open_writer("nq", out, base=base)
    statements = provenance(cache, AGENT)
    while piece := list(islice(statements, 1000)):
        writer.write(piece, IRI(f"{base}graph/links"))
    writer.close()
