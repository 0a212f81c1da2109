"""``marc2rdf load``: RDF files, or MARC converted on the way, into a triple store."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from marc2rdf.cli.gathering import RDF_FORMATS, Gathering
from marc2rdf.cli.messages import Messages
from marc2rdf.cli.options import (
    INPUT_FORMATS,
    make_messages,
    mapping_options,
    message_options,
)
from marc2rdf.errors import UsageError

if TYPE_CHECKING:
    from marc2rdf.stores.remote import Remote
    from marc2rdf.stores.spool import Spool

FLAVOUR_NAMES = ("oxigraph", "virtuoso", "fuseki", "graphdb", "rdf4j", "qlever", "generic")


def store_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options that say how a store behind an address is spoken to."""
    command = click.option(
        "--timeout", type=click.FloatRange(0.01), default=300.0, metavar="SECONDS",
        help="How long the store may take for one request.", show_default=True,
    )(command)  # fmt: skip
    return click.option(
        "--flavour", type=click.Choice(FLAVOUR_NAMES), default=None,
        help="What kind of store it is; without it by its address or its own word.",
    )(command)  # fmt: skip


@click.command("load")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--to",
    "store",
    required=True,
    metavar="STORE",
    help="A folder for an embedded store, or the address of a server.",
)
@click.option("--graph", default="", metavar="IRI", help="The graph; without it the default graph.")
@click.option(
    "--replace",
    "mode",
    flag_value="replace",
    help="Put the triples in the place of the graph; so it is for a named graph.",
)
@click.option(
    "--add",
    "mode",
    flag_value="add",
    help="Add the triples to the graph; so it is for the default graph.",
)
@store_options
@click.option(
    "--deadline",
    type=click.FloatRange(0.01),
    default=86_400.0,
    metavar="SECONDS",
    help="How long all of it may take.",
    show_default=True,
)
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and send nothing.")
@mapping_options
@click.option(
    "-f",
    "--format",
    "format",
    type=click.Choice((*RDF_FORMATS, *INPUT_FORMATS)),
    default=None,
    help="The format of the sources; without it by their names, and for MARC by the first bytes.",
)
@click.option(
    "--rejects",
    default="rejects.mrc",
    metavar="FILE",
    help="Where rejected records go.",
    show_default=True,
)
@click.option("--strict", is_flag=True, help="End with the first rejected record or warning.")
@click.option(
    "--limit", type=click.IntRange(0), default=None, metavar="N", help="Convert N records only."
)
@click.option(
    "--id", "key", default="", metavar="KEY", help="Convert the record with this key only."
)
@click.option("--without", default="", metavar="PROPERTY,...", help="Leave out these properties.")
@message_options
def command(
    sources: tuple[str, ...],
    store: str,
    graph: str,
    mode: str | None,
    flavour: str | None,
    timeout: float,
    deadline: float,
    dry_run: bool,
    mapping: str,
    base: str,
    plugins: tuple[str, ...],
    format: str | None,
    rejects: str,
    strict: bool,
    limit: int | None,
    key: str,
    without: str,
    quiet: bool,
    verbose: bool,
    log_json: bool,
) -> int:
    """Load RDF files, or MARC records converted on the way, into a triple store.

    STORE is a folder, which is made if it is not there, or the http(s) address of a server.
    A SOURCE whose name is that of an RDF file (.nt, .ttl, .jsonld …, packed or not) is loaded
    as it is, any other is MARC:

    \b
      marc2rdf load catalogue.mrc --to store --base https://data.example.org/
      marc2rdf load catalogue.nt.gz --to http://localhost:7878 --graph https://data.example.org/g

    User and password are taken from MARC2RDF_USER and MARC2RDF_PASSWORD, a token from
    MARC2RDF_TOKEN, else from a netrc file.

    Exit status: 0 all is there, 1 some records were rejected, 2 wrong usage, 4 a file or folder
    failed, 5 the store failed or does not hold as many triples as were sent.
    """
    from marc2rdf.stores.loading import check_graph
    from marc2rdf.stores.preview import preview
    from marc2rdf.stores.spool import Spool

    messages = make_messages(quiet, verbose, log_json)
    began = time.monotonic()
    check_graph(graph)
    mode = mode or ("replace" if graph else "add")
    with Spool() as spool:
        gather = Gathering(spool, messages, base, graph, format or "")
        if not dry_run and "://" in store:
            _check_remote(store, flavour or "", graph)
        rejected = gather.all(
            sources, mapping=mapping, plugins=plugins, rejects=rejects, strict=strict,
            limit=limit, key=key, without=without,
        )  # fmt: skip
        spool.finish()
        if dry_run:
            click.echo(preview(spool, store, flavour or "", graph, mode), nl=False)
        elif "://" in store:
            with _opened(store, flavour or "", deadline, timeout) as remote:
                said = _send(remote, spool, graph, mode, messages)
                _conclude(messages, spool, said, began)
        else:
            said = _keep(Path(store), spool, graph, mode, messages)
            _conclude(messages, spool, said, began)
    return 1 if rejected else 0


def _check_remote(store: str, flavour: str, graph: str) -> None:
    """Find what is wrong with the address before any record is read."""
    from marc2rdf.stores.credentials import find_credentials
    from marc2rdf.stores.flavours import FLAVOURS, check_url, detect

    found = FLAVOURS.get(flavour or detect(check_url(store)))
    if found is not None and found.names and not graph:
        raise UsageError(f"{found.name} has no default graph to load into", hint="Give --graph.")
    find_credentials(store)


@contextmanager
def _opened(store: str, flavour: str, deadline: float, timeout: float) -> Iterator[Remote]:
    from marc2rdf.stores.credentials import find_credentials
    from marc2rdf.stores.deadline import Deadline
    from marc2rdf.stores.remote import open_remote

    remote = open_remote(store, flavour, find_credentials(store), Deadline(deadline), timeout)
    try:
        yield remote
    finally:
        remote.close()


def _send(remote: Remote, spool: Spool, graph: str, mode: str, messages: Messages) -> str:
    from marc2rdf.stores.loading import add, replace

    _check_remote(remote.addresses.store, remote.flavour.name, graph)
    where = f"{graph or 'the default graph'} of {remote.name} ({remote.flavour.name})"
    with _progress(messages, spool.triples) as step:
        if mode == "replace":
            return f"{replace(remote, graph, spool, step):,} triples in {where}"
        new, now = add(remote, graph, spool, step)
    return f"{new:,} of them new, {now:,} triples in {where}"


def _keep(folder: Path, spool: Spool, graph: str, mode: str, messages: Messages) -> str:
    from marc2rdf.stores.embedded import add_in_folder, forget, replace_in_folder

    forget(folder)
    where = f"{graph or 'the default graph'} of {folder}"
    with _progress(messages, spool.triples) as step:
        if mode == "replace":
            return f"{replace_in_folder(folder, graph, spool, step):,} triples in {where}"
        new, now = add_in_folder(folder, graph, spool, step)
    return f"{new:,} of them new, {now:,} triples in {where}"


def _conclude(messages: Messages, spool: Spool, said: str, began: float) -> None:
    seconds = time.monotonic() - began
    messages.note(f"{spool.triples:,} distinct triples sent · {said} · {seconds:.1f} s")


@contextmanager
def _progress(messages: Messages, total: int) -> Iterator[Callable[[int], None]]:
    """Show on a terminal how many triples were sent."""
    terminal: TextIO = sys.stderr
    if messages.quiet or messages.as_json or not terminal.isatty():
        yield lambda sent: None
        return

    def step(sent: int) -> None:
        share = f"{sent / total:.0%}".replace("%", " %") if total else ""
        terminal.write(f"\r\x1b[K{sent:,} of {total:,} triples sent · {share}")
        terminal.flush()

    try:
        yield step
    finally:
        terminal.write("\r\x1b[K")
        terminal.flush()
