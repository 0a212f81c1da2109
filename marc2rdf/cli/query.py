"""``marc2rdf query``: ask a triple store, and only ask."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from marc2rdf.cli.load import FLAVOUR_NAMES
from marc2rdf.errors import InputError, StoreError, UsageError

LONGEST = 1_000_000


@click.command("query")
@click.argument("store", metavar="STORE")
@click.argument("query", metavar="QUERY|FILE")
@click.option(
    "-t",
    "--to",
    "form",
    type=click.Choice(("table", "csv", "tsv", "json", "turtle")),
    default=None,
    help="How the answer is written: a table, or Turtle for CONSTRUCT and DESCRIBE.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.01),
    default=60.0,
    metavar="SECONDS",
    help="How long it may take.",
    show_default=True,
)
@click.option(
    "--flavour",
    type=click.Choice(FLAVOUR_NAMES),
    default=None,
    help="What kind of store it is; without it by its address or its own word.",
)
def command(store: str, query: str, form: str | None, timeout: float, flavour: str | None) -> int:
    """Ask a triple store a SPARQL query; nothing is ever changed.

    STORE is a folder or an http(s) address, QUERY the query itself, the name of a file that
    holds it, or - for standard input:

    \b
      marc2rdf query store 'SELECT ?t { ?b <http://purl.org/dc/terms/title> ?t } LIMIT 10'
      marc2rdf query http://localhost:7878 titles.rq --to csv

    User and password, or a token, are taken from where `load` takes them.

    Exit status: 0 answered, 2 wrong usage, 4 there is no store, 5 the store failed or took too
    long.
    """
    from marc2rdf.stores.questions import form_of

    text = _text(query)
    remote = "://" in store
    graph = form_of(text, service=remote) in ("CONSTRUCT", "DESCRIBE")
    form = form or ("turtle" if graph else "table")
    if graph != (form == "turtle"):
        kind = "CONSTRUCT and DESCRIBE give" if graph else "SELECT and ASK give no"
        raise UsageError(f"{kind} Turtle, not {form}" if graph else f"{kind} Turtle")
    body = _ask_remote(store, text, graph, timeout, flavour or "") if remote else _ask(
        store, text, graph, timeout
    )  # fmt: skip
    if graph:
        sys.stdout.buffer.write(body)
    else:
        from marc2rdf.stores.answers import as_text, read_results

        sys.stdout.buffer.write(as_text(read_results(body, store), form).encode("utf-8", "replace"))
    return 0


def _text(query: str) -> str:
    """Give the query: the argument, or what the file of that name holds."""
    try:
        if query == "-":
            text = sys.stdin.buffer.read(LONGEST + 1).decode("utf-8-sig")
        elif "\n" not in query and len(query) < 4096 and os.path.isfile(query):
            with open(query, "rb") as stream:
                text = stream.read(LONGEST + 1).decode("utf-8-sig")
        else:
            text = query
    except UnicodeDecodeError:
        raise InputError("the query is not in UTF-8", where=query) from None
    except (OSError, ValueError) as error:
        raise InputError(f"the query cannot be read ({error})", where=query) from error
    if len(text) > LONGEST:
        raise UsageError("the query is too long", code="query")
    if query.endswith((".rq", ".sparql")) and text == query:
        raise InputError("there is no such file", where=query)
    return text


def _ask(store: str, text: str, graph: bool, timeout: float) -> bytes:
    from marc2rdf.stores.asking import ask_folder

    return ask_folder(Path(store), text, graph, timeout)


def _ask_remote(store: str, text: str, graph: bool, timeout: float, flavour: str) -> bytes:
    from marc2rdf.stores.credentials import find_credentials
    from marc2rdf.stores.deadline import Deadline
    from marc2rdf.stores.remote import RESULTS, open_remote

    accept = "text/turtle" if graph else RESULTS
    credentials = find_credentials(store)
    try:
        remote = open_remote(store, flavour, credentials, Deadline(timeout), timeout)
        try:
            return remote.ask(text, accept)
        finally:
            remote.close()
    except StoreError as error:
        if error.code != "store-deadline":
            raise
        what = f"the query took longer than {timeout:g} seconds"
        hint = "Ask for less, or give more time with --timeout."
        raise StoreError(what, where=error.where, hint=hint, code="query-timeout") from None
