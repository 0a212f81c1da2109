"""A server that does as it is told: for faults, and for stores that cannot be run here."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pyoxigraph

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Request:
    method: str
    path: str
    params: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes


@dataclass
class Scripted:
    """Answers by a function of the request; keeps all requests."""

    url: str
    seen: list[Request] = field(default_factory=list)


@contextmanager
def scripted(reply: Callable[[Request], Reply]) -> Iterator[Scripted]:
    """Run a server on a free port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            parts = urlsplit(self.path)
            request = Request(
                self.command,
                parts.path,
                parse_qs(parts.query, keep_blank_values=True),
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(size),
            )
            double.seen.append(request)
            status, headers, body = reply(request)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = answer

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    double = Scripted(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Double:
    """A store behind the addresses of a flavour, with a real SPARQL engine inside."""

    def __init__(self, query: str, update: str, graphs: str, auth: str = "") -> None:
        self.query, self.update, self.graphs, self.auth = query, update, graphs, auth
        self.store = pyoxigraph.Store()

    def __call__(self, request: Request) -> Reply:
        ox = pyoxigraph
        if self.auth and request.headers.get("authorization") != self.auth:
            return 401, {"WWW-Authenticate": "Basic"}, b"who are you?"
        kind = request.headers.get("content-type", "")
        if request.path == self.graphs and "graph" in request.params:
            graph = ox.NamedNode(request.params["graph"][0])
            if request.method in ("PUT", "DELETE"):
                self.store.remove_graph(graph)
            if request.method != "DELETE":
                self.store.load(request.body, format=ox.RdfFormat.N_TRIPLES, to_graph=graph)
            return 204, {}, b""
        if request.path == self.update and kind.startswith("application/sparql-update"):
            self.store.update(request.body.decode())
            return 204, {}, b""
        if request.path == self.query and kind == "application/x-www-form-urlencoded":
            text = parse_qs(request.body.decode())["query"][0]
            results = self.store.query(text)
            body = results.serialize(format=ox.QueryResultsFormat.JSON)
            return 200, {"Content-Type": "application/sparql-results+json"}, body
        return 404, {}, b"nothing here"


def results(number: int) -> bytes:
    """Give SPARQL results in JSON with one number, named n."""
    value = {"n": {"type": "literal", "value": str(number)}}
    return json.dumps({"head": {"vars": ["n"]}, "results": {"bindings": [value]}}).encode()
