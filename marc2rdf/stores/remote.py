"""A store behind HTTP: count, fill, move and drop graphs, ask questions."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Final

from marc2rdf.errors import StoreError, UsageError
from marc2rdf.stores.flavours import FLAVOURS, Addresses, Flavour, addresses_of, check_url, detect
from marc2rdf.stores.http import Client, place

if TYPE_CHECKING:
    from pathlib import Path

    from marc2rdf.stores.credentials import Credentials
    from marc2rdf.stores.deadline import Deadline

NTRIPLES: Final = "application/n-triples"
RESULTS: Final = "application/sparql-results+json"


class Remote:
    """A store that is reached by SPARQL 1.1 Protocol and, where it has one, its Graph Store.

    A graph is named by its IRI, already checked; "" is the default graph.
    """

    def __init__(self, flavour: Flavour, addresses: Addresses, client: Client) -> None:
        self.flavour = flavour
        self.addresses = addresses
        self.client = client

    @property
    def name(self) -> str:
        """The store as it is shown to people."""
        return place(self.addresses.store)

    def close(self) -> None:
        """Close the connection."""
        self.client.close()

    def count(self, graph: str) -> int:
        """Count the triples of a graph."""
        return self.number(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern(graph)} }}")

    def number(self, query: str) -> int:
        """Ask a query whose answer is one number, named ``n``."""
        try:
            found = json.loads(self.ask(query, RESULTS))["results"]["bindings"][0]["n"]["value"]
            return int(found)
        except (ValueError, LookupError, TypeError):
            what = "the store answers something else than SPARQL results in JSON"
            hint = "Is the address right, and the flavour?"
            raise StoreError(what, where=place(self.addresses.query), hint=hint) from None

    def ask(self, query: str, accept: str) -> bytes:
        """Ask a query and give the answer as it came.

        By a form, which every store reads; raises StoreError, StoreUnavailable.
        """
        answer = self.client.send(
            "POST", self.addresses.query, data={"query": query}, headers={"Accept": accept},
            again=True,
        )  # fmt: skip
        return answer.body

    def update(self, text: str, *, again: bool) -> None:
        """Send an update; ``again`` says that doing it twice does no harm."""
        headers = {"Content-Type": "application/sparql-update; charset=utf-8"}
        self.client.send(
            "POST", self.addresses.update, data=text.encode(), headers=headers, again=again
        )

    def add(self, graph: str, body: bytes, *, unseen: bool = False) -> None:
        """Add ground triples, as lines of N-Triples, to a graph: twice is once.

        ``unseen`` says that nobody reads the graph yet, so that half a chunk does no harm.
        """
        if not self.addresses.graphs:
            into = f"GRAPH <{graph}> {{\n%s}}" if graph else "%s"
            self.update("INSERT DATA { " + into.replace("%s", body.decode()) + " }", again=True)
            return
        headers = {"Content-Type": NTRIPLES}
        if self.flavour.gzip:
            body, headers = gzip.compress(body, 1), headers | {"Content-Encoding": "gzip"}
        params = _graph(graph)
        if unseen and self.flavour.loose:
            params[self.flavour.loose] = ""
        self.client.send(
            "POST", self.addresses.graphs, params=params, headers=headers, data=body,
            again=True,
        )  # fmt: skip

    def put(self, graph: str, path: Path) -> None:
        """Put a file of N-Triples in the place of a graph, in one request."""
        with open(path, "rb") as body:
            self.client.send(
                "PUT", self.addresses.graphs, params=_graph(graph), data=body,
                headers={"Content-Type": NTRIPLES}, again=True,
            )  # fmt: skip

    def drop(self, graph: str) -> None:
        """Empty a graph, whether or not it is there."""
        if self.flavour.swap == "put":
            self.client.send(
                "DELETE", self.addresses.graphs, params=_graph(graph), again=True, absent=True
            )
        else:
            self.update(f"DROP SILENT {target(graph)}", again=True)


def pattern(graph: str) -> str:
    """Give the pattern of all triples of a graph.

    >>> pattern("https://x.org/g")
    'GRAPH <https://x.org/g> { ?s ?p ?o }'
    """
    return f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"


def target(graph: str) -> str:
    """Name a graph in an update.

    >>> target("https://x.org/g"), target("")
    ('GRAPH <https://x.org/g>', 'DEFAULT')
    """
    return f"GRAPH <{graph}>" if graph else "DEFAULT"


def open_remote(
    url: str, flavour: str, credentials: Credentials, deadline: Deadline, timeout: float = 300.0
) -> Remote:
    """Open a store by its address; without a flavour it is told by the address or the server.

    Raises UsageError for an address or flavour that is none, StoreError where it fails.
    """
    url = check_url(url)
    name = flavour or detect(url) or _asked(url, credentials, deadline, timeout)
    if name not in FLAVOURS:
        raise UsageError(f"there is no flavour '{name}'", hint=f"One of: {', '.join(FLAVOURS)}.")
    chosen = FLAVOURS[name]
    client = Client(credentials, deadline, timeout, auth=chosen.auth, token=chosen.token)
    return Remote(chosen, addresses_of(chosen, url, credentials.known), client)


def _asked(url: str, credentials: Credentials, deadline: Deadline, timeout: float) -> str:
    """Ask the server what it is; ``generic`` when it does not say."""
    from marc2rdf.stores.credentials import Credentials

    client = Client(Credentials(), deadline, min(timeout, 30.0))
    try:
        answer = client.send("GET", url, again=True, whatever=True)
    finally:
        client.close()
    return detect(url, " ".join(answer.headers.get(h, "") for h in ("Server", "X-Powered-By"))) or (
        "fuseki" if "Fuseki-Request-Id" in answer.headers else "generic"
    )


def _graph(graph: str) -> dict[str, str]:
    return {"graph": graph} if graph else {"default": ""}
