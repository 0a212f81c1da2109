"""The guard before a connection: which address a host is asked at, decided once.

The name is looked up once, every answer is judged, and the connection is made to an address
that was judged: a second answer of the name server changes nothing.
"""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from unicodedata import normalize

from marc2rdf.errors import UsageError
from marc2rdf.net.addresses import why_forbidden
from marc2rdf.net.failures import FetchError

Lookup = Callable[[str, int], list[str]]
Dial = Callable[[str, int, float], socket.socket]

_WEB_PORTS = (80, 81, 443)
# RFC 6761, 6762, 8375 and 9476, and what ICANN keeps for private use.
_OWN_NAMES = (".localhost", ".local", ".internal", ".home.arpa", ".lan", ".test", ".invalid")


def look_up(host: str, port: int) -> list[str]:
    """Give the addresses of a host, as the system's resolver knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def dial(address: str, port: int, seconds: float) -> socket.socket:
    """Connect to an address, never to a name."""
    return socket.create_connection((address, port), seconds)


@dataclass(frozen=True)
class Guard:
    """Decides where a connection may go.

    ``allow`` holds the pairs of host and port that may be asked whatever their address.

    >>> Guard().addresses("127.0.0.1", 80, 1.0)
    Traceback (most recent call last):
    marc2rdf.net.failures.FetchError: forbidden-address: 127.0.0.1 is not a public address
    """

    allow: frozenset[tuple[str, int]] = frozenset()
    lookup: Lookup = look_up
    dial: Dial = field(default=dial)

    def addresses(self, host: str, port: int, seconds: float) -> list[str]:
        """Give the addresses of a host that may be connected to; raise FetchError for none.

        One forbidden address among several forbids the host.
        """
        bare = host.strip("[]").lower().rstrip(".")
        allowed = (bare, port) in self.allow
        if not allowed and port < 1024 and port not in _WEB_PORTS:
            raise FetchError("forbidden-port", f"port {port} is not one of the web")
        found = self._look_up(bare, port, seconds)
        if not found:
            raise FetchError("dns", f"{host} has no address")
        for address in () if allowed else found:
            if why := why_forbidden(address):
                raise FetchError("forbidden-address", why)
        return found

    def check_name(self, host: str, port: int) -> None:
        """Judge a host that a proxy will look up, by its name alone; raise FetchError.

        An address in any of its forms is judged as ever; names that only a network of one's
        own knows are refused.

        >>> Guard().check_name("0x7f.1", 80)
        Traceback (most recent call last):
        marc2rdf.net.failures.FetchError: forbidden-address: 127.0.0.1 is not a public address
        """
        bare = normalize("NFKC", host).strip("[]").lower().rstrip(".")
        if (bare, port) in self.allow:
            return
        if port < 1024 and port not in _WEB_PORTS:
            raise FetchError("forbidden-port", f"port {port} is not one of the web")
        if address := _literal(bare):
            if why := why_forbidden(address):
                raise FetchError("forbidden-address", why)
        elif "." not in bare or bare.endswith(_OWN_NAMES):
            raise FetchError("forbidden-address", f"{bare} is of a network of one's own")

    def connect(self, host: str, port: int, seconds: float) -> socket.socket:
        """Connect to a host at an address that was judged."""
        failed: OSError | None = None
        for address in self.addresses(host, port, seconds)[:3]:
            try:
                return self.dial(address, port, seconds)
            except OSError as error:
                failed = error
        assert failed is not None
        raise failed

    def _look_up(self, host: str, port: int, seconds: float) -> list[str]:
        """Look a name up within a time: the system's resolver knows no limit."""
        answer: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answer.put(self.lookup(host, port))
            except (OSError, UnicodeError, ValueError) as error:
                answer.put(error)

        threading.Thread(target=ask, daemon=True).start()
        try:
            found = answer.get(timeout=max(seconds, 0.001))
        except queue.Empty:
            raise FetchError("timeout", f"the name {host} was not answered in time") from None
        if isinstance(found, Exception):
            raise FetchError("dns", f"there is no host {host}") from found
        return found


def _literal(host: str) -> str:
    """Give the address that a host is written as: in dots, or decimal, octal or hex."""
    try:
        return str(ip_address(host.partition("%")[0])) + host[len(host.partition("%")[0]) :]
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return ""


def read_allowed(texts: Iterable[str]) -> frozenset[tuple[str, int]]:
    """Read ``HOST:PORT`` texts; raise UsageError for one that is none.

    >>> sorted(read_allowed(["localhost:8080", "[::1]:80"]))
    [('::1', 80), ('localhost', 8080)]
    """
    return frozenset(_pairs(texts))


def _pairs(texts: Iterable[str]) -> Iterator[tuple[str, int]]:
    for text in texts:
        host, _, port = text.rpartition(":")
        if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
            raise UsageError(f"'{text}' is no host with its port", hint="Such as localhost:8080.")
        yield host.strip("[]").lower(), int(port)
