"""Loading a graph into a store behind HTTP so that its readers see the old one or the new one.

All triples go into a staging graph first, chunk by chunk; it is counted, put in the place of
the graph by one MOVE (or added to it by one ADD), and the graph is counted again.  A second
graph holds one triple that says what the staging graph is being filled with: when a load was
cut off, the same load finds it and goes on behind the last chunk that is there.
Source: SPARQL 1.1 Update, sections 3.2.4 to 3.2.6 (COPY, MOVE, ADD).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from marc2rdf.errors import StoreError, StoreUnavailable, UsageError
from marc2rdf.rdf.iri import is_valid
from marc2rdf.stores.remote import Remote, pattern, target
from marc2rdf.stores.spool import Spool

STAGING: Final = "urn:marc2rdf:staging:"
HOLDS: Final = "urn:marc2rdf:holds"
Step = Callable[[int], None]


def check_graph(graph: str) -> str:
    """Give the IRI of a graph, checked; raise UsageError for a text that is no IRI.

    >>> check_graph("https://x.org/g> } ; DROP ALL #")
    Traceback (most recent call last):
    marc2rdf.errors.UsageError: the graph 'https://x.org/g> } ; DROP ALL #' is no absolute IRI. \
Such as https://data.example.org/graph/catalogue
    """
    if graph and not is_valid(graph):
        hint = "Such as https://data.example.org/graph/catalogue"
        raise UsageError(f"the graph {graph!r} is no absolute IRI", hint=hint)
    if graph.startswith(STAGING):
        raise UsageError(f"graphs that begin with {STAGING} are for marc2rdf's own use")
    return graph


def staging_of(graph: str) -> str:
    """Name the staging graph of a graph.

    >>> staging_of("https://x.org/g")
    'urn:marc2rdf:staging:b877a64ab64774a9'
    """
    return STAGING + hashlib.sha256(graph.encode()).hexdigest()[:16]


def replace(store: Remote, graph: str, spool: Spool, step: Step) -> int:
    """Put the triples in the place of a graph, and give how many it holds then.

    ``step`` is called with the number of triples sent so far.  Raises StoreError and leaves
    the old graph as it was, unless the store lost triples in the very move: then it says so.
    """
    wanted = _wanted(store, spool)
    if store.flavour.swap == "put":
        store.put(graph, spool.path)
        step(spool.triples)
    elif not wanted:
        store.drop(graph)
    else:
        staging = _stage(store, graph, spool, wanted, step)
        _move(store, staging, graph, wanted)
        store.drop(staging + ":state")
    return _checked(store, graph, wanted)


def add(store: Remote, graph: str, spool: Spool, step: Step) -> tuple[int, int]:
    """Add the triples to a graph: give how many were new, and how many it holds then.

    Raises StoreError; what is in the graph stays in it.
    """
    wanted = _wanted(store, spool)
    if store.flavour.swap == "put":
        before = store.count(graph)
        for chunk in spool.chunks(store.flavour.triples, store.flavour.size):
            store.add(graph, chunk.body)
            step(chunk.reached)
        return store.count(graph) - before, store.count(graph)
    before = store.count(graph)
    if not wanted:
        return 0, before
    staging = _stage(store, graph, spool, wanted, step)
    inside = f"GRAPH <{staging}> {{ ?s ?p ?o }} {pattern(graph)}"
    known = store.number(f"SELECT (COUNT(*) AS ?n) WHERE {{ {inside} }}") if before else 0
    store.update(f"ADD <{staging}> TO {_named(graph)}", again=True)
    now = _checked(store, graph, before + wanted - known)
    store.drop(staging)
    store.drop(staging + ":state")
    return wanted - known, now


def _stage(store: Remote, graph: str, spool: Spool, wanted: int, step: Step) -> str:
    """Fill the staging graph, from where an earlier load was cut off, and count it."""
    staging = staging_of(graph)
    there = _there(store, staging, spool, wanted)
    try:
        for chunk in spool.chunks(store.flavour.triples, store.flavour.size):
            if chunk.reached > there:
                store.add(staging, chunk.body, unseen=True)
            step(chunk.reached)
        found = store.count(staging)
        if found != wanted:
            raise _wrong(store, "the staging graph", wanted, found, "The old graph is untouched.")
    except StoreUnavailable:
        raise  # what is there is used by the next try
    except StoreError as error:
        if error.code != "store-deadline":
            with suppress(StoreError):
                store.drop(staging)
        raise
    return staging


def _there(store: Remote, staging: str, spool: Spool, wanted: int) -> int:
    """Give how many triples of this very load are there, in chunks that are whole."""
    state = staging + ":state"
    holds = f'<{staging}> <{HOLDS}> "{spool.sha256} {store.flavour.triples}"'
    same = store.number(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{state}> {{ {holds} }} }}")
    if same and wanted == spool.triples:
        return store.count(staging)
    if same:  # the store counts otherwise than we: send all again, twice is once
        return 0
    store.drop(staging)
    store.drop(state)
    store.add(state, f"{holds} .\n".encode())
    return 0


def _move(store: Remote, staging: str, graph: str, wanted: int) -> None:
    """Move once; when the answer is lost, look what became of it before trying again."""
    move = f"MOVE <{staging}> TO {_named(graph)}"
    for again in (True, True, False):
        try:
            store.update(move, again=False)
            return
        except StoreUnavailable:
            if store.count(staging) != wanted:
                return  # it was moved, or lost: the count of the graph tells
            if not again:
                raise
            store.client.deadline.pause(1.0)


def _wanted(store: Remote, spool: Spool) -> int:
    fold = store.flavour.fold
    return spool.triples if fold is None else spool.distinct_as(fold)


def _checked(store: Remote, graph: str, wanted: int) -> int:
    found = store.count(graph)
    if found != wanted:
        raise _wrong(store, f"the graph {graph}" if graph else "the default graph", wanted, found)
    return found


def _wrong(store: Remote, what: str, wanted: int, found: int, hint: str = "") -> StoreError:
    off = found - wanted
    much = f"{abs(off):,} {'more' if off > 0 else 'fewer'} than it should"
    text = f"{what} holds {found:,} triples, {much} ({wanted:,})"
    return StoreError(text, where=store.name, hint=hint, code="store-count")


def _named(graph: str) -> str:
    return target(graph).removeprefix("GRAPH ")
