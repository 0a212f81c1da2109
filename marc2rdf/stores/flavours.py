"""What each kind of triple store wants: its addresses, and what it takes.

Oxigraph and Virtuoso were measured, the others are from their own documents.
Source: SPARQL 1.1 Protocol; SPARQL 1.1 Graph Store HTTP Protocol; the stores' manuals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from marc2rdf.errors import UsageError
from marc2rdf.stores.folding import fold_virtuoso


@dataclass(frozen=True)
class Flavour:
    """One kind of store.

    ``query``, ``update`` and ``graphs`` are added to the address of the store; an empty
    ``graphs`` means that there is no Graph Store and INSERT DATA is used.  ``triples`` and
    ``size`` (bytes) bound one request.  ``swap`` is how a graph is replaced: ``move`` from a
    staging graph, or ``put`` in one request.  ``names`` says that triples need a named graph,
    ``fold`` how the store changes a line.  ``token`` is the word before a token, ``loose`` the
    parameter that spares a transaction where nobody reads yet.
    """

    name: str
    query: str = ""
    update: str = ""
    graphs: str = ""
    auth: str = "basic"
    token: str = "Bearer"
    triples: int = 50_000
    size: int = 8_000_000
    gzip: bool = False
    swap: str = "move"
    names: bool = False
    endings: tuple[str, ...] = ()
    loose: str = ""
    fold: Callable[[bytes], bytes] | None = None


FLAVOURS: Final[Mapping[str, Flavour]] = MappingProxyType(
    {
        flavour.name: flavour
        for flavour in (
            Flavour("oxigraph", "/query", "/update", "/store", gzip=True, loose="no_transaction",
                    endings=("/query", "/update", "/store")),
            Flavour("virtuoso", "/sparql-auth", "/sparql-auth", "/sparql-graph-crud-auth",
                    auth="digest", names=True, fold=fold_virtuoso,
                    endings=("/sparql", "/sparql-auth", "/sparql-graph-crud",
                             "/sparql-graph-crud-auth")),
            Flavour("fuseki", "/query", "/update", "/data", gzip=True,
                    endings=("/query", "/sparql", "/update", "/data")),
            Flavour("graphdb", "", "/statements", "/rdf-graphs/service", token="GDB",
                    endings=("/statements", "/rdf-graphs/service")),
            Flavour("rdf4j", "", "/statements", "/rdf-graphs/service",
                    endings=("/statements", "/rdf-graphs/service")),
            Flavour("qlever", "", "", "/", auth="bearer", swap="put"),
            Flavour("generic", triples=1000, size=1_000_000),
        )
    }
)  # fmt: skip
_PORTS: Final[Mapping[int, str]] = MappingProxyType(
    {7878: "oxigraph", 8890: "virtuoso", 3030: "fuseki", 7001: "qlever", 7200: "graphdb"}
)
_SERVERS: Final = ("oxigraph", "virtuoso", "fuseki", "graphdb", "rdf4j", "qlever")


@dataclass(frozen=True)
class Addresses:
    """Where a store is asked, changed and filled; ``graphs`` is empty without a Graph Store."""

    store: str
    query: str
    update: str
    graphs: str


def detect(url: str, server: str = "") -> str:
    """Name the flavour of a store by its address, or by what its server calls itself.

    >>> detect("http://localhost:7878"), detect("https://x.org/repositories/books")
    ('oxigraph', 'rdf4j')
    >>> detect("https://x.org/store"), detect("https://x.org/store", "Virtuoso/07.20.3229")
    ('', 'virtuoso')
    """
    for name in _SERVERS:
        if name in server.lower():
            return name
    parts = urlsplit(url)
    if "/repositories/" in parts.path:
        return "graphdb" if parts.port == 7200 else "rdf4j"
    if parts.path.rstrip("/").endswith(("/sparql-auth", "/sparql-graph-crud-auth")):
        return "virtuoso"
    return _PORTS.get(parts.port or 0, "")


def check_url(url: str) -> str:
    """Give the address of a store, checked, without a slash at its end.

    Raises UsageError for one that is no http(s) address, or that holds a password: the
    message does not repeat it.

    >>> check_url("http://localhost:7878/")
    'http://localhost:7878'
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise UsageError("the address of the store cannot be read") from None
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            "the address of the store holds a user or password",
            hint="Set MARC2RDF_USER and MARC2RDF_PASSWORD instead.",
        )
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        hint = "Such as http://localhost:7878, without ? or #."
        raise UsageError("the address of the store is no http or https address", hint=hint)
    if re.search(r"[\x00-\x20\x7f<>\"{}|^`\\]", url):
        raise UsageError("the address of the store holds characters that no address has")
    return url.rstrip("/")


def addresses_of(flavour: Flavour, url: str, known: bool) -> Addresses:
    """Give the addresses of a store; ``url`` may be the store's or that of one of its services.

    ``known`` is whether there is a user: Virtuoso has other addresses for those without.

    >>> addresses_of(FLAVOURS["oxigraph"], "http://localhost:7878/query", False).graphs
    'http://localhost:7878/store'
    """
    parts = urlsplit(check_url(url))
    path = parts.path
    for ending in sorted(flavour.endings, key=len, reverse=True):
        if path.endswith(ending):
            path = path.removesuffix(ending)
            break
    store = urlunsplit((parts.scheme, parts.netloc, path, "", ""))
    query, update, graphs = (store + end for end in (flavour.query, flavour.update, flavour.graphs))
    if flavour.name == "virtuoso" and not known:
        query, update, graphs = (a.removesuffix("-auth") for a in (query, update, graphs))
    return Addresses(store, query, update, graphs if flavour.graphs else "")
