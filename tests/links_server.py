"""A web server of many hosts for the tests of links, and a clock that does not wait.

All of 127.0.0.0/8 is this machine, so every address of it is another host to whoever asks.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from marc2rdf.links.cache import Cache, Use
from marc2rdf.links.hosts import host_of
from marc2rdf.links.resolving import Ask, Outcome, resolve
from marc2rdf.net.guard import Guard


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    at: float
    host: str
    method: str
    path: str
    headers: Mapping[str, str]


@dataclass
class Answer:
    """What the server says."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


Route = Callable[[Asked], Answer]


class Server:
    """Answers by ``route``, and keeps what it was asked."""

    def __init__(self, route: Route) -> None:
        self.asked: list[Asked] = []
        self.route = route
        lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                headers = {k.lower(): v for k, v in self.headers.items()}
                asked = Asked(
                    time.monotonic(), headers.get("host", ""), self.command, self.path, headers
                )
                with lock:
                    outer.asked.append(asked)
                said = outer.route(asked)
                self.send_response(said.status)
                for name, value in said.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(said.body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(said.body)

            do_GET = do_HEAD = answer

            def log_message(self, *_: object) -> None:
                pass

        class Web(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_: object) -> None:
                pass

        self._web = Web(("0.0.0.0", 0), Handler)
        self.port = self._web.server_port
        self.thread = threading.Thread(target=self._web.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """Give an address of this server."""
        return f"http://{host}:{self.port}{path}"

    def paths(self, method: str = "") -> list[str]:
        """Give the paths that were asked, but for robots.txt."""
        return [a.path for a in self.asked if method in ("", a.method) and a.path != "/robots.txt"]

    def close(self) -> None:
        self._web.shutdown()
        self._web.server_close()
        self.thread.join()


@contextmanager
def serving(route: Route) -> Iterator[Server]:
    """Run a server for a block."""
    server = Server(route)
    try:
        yield server
    finally:
        server.close()


class FakeClock:
    """A clock that goes on only when one would wait."""

    def __init__(self, start: float = 1_700_000_000.0) -> None:
        self.time = start
        self.waits: list[float] = []

    def now(self) -> float:
        return self.time

    def pause(self, running, seconds: float) -> None:
        if running:
            wait(running, timeout=10, return_when=FIRST_COMPLETED)
        else:
            self.waits.append(seconds)
            self.time += max(seconds, 0.001)


class AnyPort:
    """Allows every host of this machine at one port."""

    def __init__(self, port: int) -> None:
        self.port = port

    def __contains__(self, pair: object) -> bool:
        host, port = pair  # type: ignore[misc]
        return port == self.port and (host.startswith("127.") or host == "localhost")


def local(port: int) -> Guard:
    """Give a guard that lets this machine be asked at one port."""
    return Guard(allow=AnyPort(port))  # type: ignore[arg-type]


def run(
    cache: Cache,
    links: list[tuple[str, str]] | list[Use],
    port: int,
    *,
    providers: tuple[str, ...] = ("issn", "doi", "url"),
    clock: FakeClock | None = None,
    urls: dict[str, str] | None = None,
    **more: object,
) -> Outcome:
    """Resolve some links of a cache against a server on this machine."""
    number = cache.begin()
    uses = [
        link if isinstance(link, Use) else Use(link[0], link[1], "1", "999", "", "")
        for link in links
    ]
    cache.want([(u, host_of(u.value) if u.kind == "url" else "") for u in uses], number)
    cache.commit()
    base = f"http://127.0.0.1:{port}"
    services = {name: base for name in ("issn", "crossref", "doi")}
    services["wikidata"] = f"{base}/sparql"
    ask = Ask(
        providers=providers,
        urls=urls or services,
        contact="tests@library.example",
        guard=local(port),
        **{"seconds": 5.0, **more},  # type: ignore[arg-type]
    )
    return resolve(cache, number, ask, clock or FakeClock())  # type: ignore[arg-type]
