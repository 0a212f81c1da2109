"""A store in a folder, by pyoxigraph: nothing to install or start.

A graph is replaced by making a whole new folder beside the old one, which then takes its
place in one step: readers have the old one or the new one, a failure leaves the old one, and
neither needs the memory that one large transaction of the store would take.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from marc2rdf.errors import OutputError, StoreError
from marc2rdf.stores.oxigraph import pyoxigraph
from marc2rdf.stores.remote import pattern
from marc2rdf.stores.spool import Spool

CHUNK: Final = 500_000
CHUNK_BYTES: Final = 100_000_000
Step = Callable[[int], None]


def replace_in_folder(folder: Path, graph: str, spool: Spool, step: Step) -> int:
    """Put the triples in the place of a graph of the store, made if it is not there.

    Gives the number of triples that the graph holds then.  Raises OutputError where the
    folder cannot be written or is in use, StoreError when the count is wrong; the old store
    is then as it was.
    """
    check_folder(folder)
    with _explained(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
        try:
            found = _make(folder, fresh, graph, spool, step)
            _swap(fresh, folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return found


def add_in_folder(folder: Path, graph: str, spool: Spool, step: Step) -> tuple[int, int]:
    """Add the triples to a graph: give how many were new, and how many it holds then.

    The store itself is changed, chunk by chunk; done again after a failure, it completes.
    """
    check_folder(folder)
    with _explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        store = pyoxigraph().Store(str(folder))
        before = count(store, graph)
        for chunk in spool.chunks(CHUNK, CHUNK_BYTES):
            _load(store, graph, chunk.body)
            step(chunk.reached)
        store.flush()
        found = count(store, graph)
        if not max(before, spool.triples) <= found <= before + spool.triples:
            raise _wrong(folder, graph, spool.triples, found)
        missing = sum(1 for line in spool.lines() if not _has(store, graph, line)) if before else 0
        if missing:
            raise _wrong(folder, graph, found + missing, found)
        return found - before, found


def check_folder(folder: Path) -> None:
    """Raise OutputError for a folder that holds something else than a store."""
    if folder.exists() and not folder.is_dir():
        hint = "Name a folder, or the address of a store."
        raise OutputError("it is a file, no folder with a store", where=str(folder), hint=hint)
    if folder.is_dir() and any(folder.iterdir()) and not is_store(folder):
        hint = "Name a folder that is empty or not there yet."
        raise OutputError("the folder holds something else than a store", where=str(folder),
                          hint=hint)  # fmt: skip


def is_store(folder: Path) -> bool:
    """Tell whether a folder holds a store of Oxigraph (its database is RocksDB's).

    >>> is_store(Path("/nowhere"))
    False
    """
    return (folder / "CURRENT").is_file() and (folder / "IDENTITY").is_file()


def count(store: Any, graph: str) -> int:
    """Count the triples of a graph of an open store; "" is the default graph."""
    query = f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern(graph)} }}"
    return int(next(iter(store.query(query)))["n"].value)


def _make(folder: Path, fresh: Path, graph: str, spool: Spool, step: Step) -> int:
    """Make the new store: the other graphs of the old one, and the triples."""
    ox = pyoxigraph()
    old = ox.Store(str(folder)) if is_store(folder) else None  # holds the lock to the end
    new = ox.Store(str(fresh))
    mine = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    if old is not None:
        others = [name for name in (ox.DefaultGraph(), *old.named_graphs()) if name != mine]
        for name in others:
            new.bulk_extend(old.quads_for_pattern(None, None, None, name))
    for chunk in spool.chunks(CHUNK, CHUNK_BYTES):
        _load(new, graph, chunk.body)
        step(chunk.reached)
    new.flush()
    found = count(new, graph)
    if found != spool.triples:
        raise _wrong(folder, graph, spool.triples, found)
    if old is not None and len(new) - found != len(old) - count(old, graph):
        raise StoreError("the other graphs were not copied whole", where=str(folder),
                         hint="The old store is untouched.", code="store-count")  # fmt: skip
    del new
    return found


def _load(store: Any, graph: str, body: bytes) -> None:
    ox = pyoxigraph()
    to = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    store.bulk_load(input=body, format=ox.RdfFormat.N_TRIPLES, to_graph=to)


def _has(store: Any, graph: str, line: bytes) -> bool:
    ox = pyoxigraph()
    (quad,) = ox.parse(line, format=ox.RdfFormat.N_TRIPLES)
    to = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    return ox.Quad(quad.subject, quad.predicate, quad.object, to) in store


def _swap(fresh: Path, folder: Path) -> None:
    """Let two folders change names in one step; where the system cannot, in two."""
    os.chmod(fresh, (folder.stat() if folder.exists() else folder.parent.stat()).st_mode & 0o7777)
    if not folder.exists():
        os.rename(fresh, folder)
        return
    try:
        done = ctypes.CDLL(None).renameat2(-100, os.fsencode(fresh), -100, os.fsencode(folder), 2)
    except (AttributeError, OSError, TypeError):
        done = -1
    if done != 0:
        aside = fresh.with_name(fresh.name + ".old")
        os.rename(folder, aside)
        os.rename(fresh, folder)
        os.rename(aside, fresh)


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        text = error.strerror or str(error)
        if "lock" in text.lower():
            hint = "End the program that has it open, and try again."
            raise OutputError("another program has the store open", where=str(folder), hint=hint,
                              code="store-locked") from error  # fmt: skip
        what = f"the store cannot be written ({text})"
        raise OutputError(what, where=str(folder)) from error


def _wrong(folder: Path, graph: str, wanted: int, found: int) -> StoreError:
    off = found - wanted
    what = f"the graph {graph}" if graph else "the default graph"
    much = f"{abs(off):,} {'more' if off > 0 else 'fewer'} than it should ({wanted:,})"
    text = f"{what} holds {found:,} triples, {much}"
    return StoreError(text, where=str(folder), code="store-count")


def forget(folder: Path) -> None:
    """Take away what a load that was killed left beside a store."""
    with suppress(OSError):
        for left in folder.parent.glob(f".{folder.name}.*.part"):
            shutil.rmtree(left, ignore_errors=True)
