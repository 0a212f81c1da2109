"""Connections to an address that the guard has judged, or to a proxy that was asked for."""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import replace
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import Url

from marc2rdf.net.failures import FetchError
from marc2rdf.net.guard import Guard
from marc2rdf.net.proxies import Proxy

TUNNEL_FAILED = "Tunnel connection failed: "  # as http.client says it


class _Guarded:
    """What both connections share: the guard decides where to, and a second handle on the
    socket stays for the watchdog, whoever holds or closes the first."""

    guard: Guard
    seconds: float
    by_proxy: Proxy | None = None
    handle: socket.socket | None = None

    def open(self, host: str, port: int) -> socket.socket:
        """Connect by way of the guard; to a proxy wherever it is."""
        if self.by_proxy is None:
            sock = self.guard.connect(host, port, self.seconds)
        else:
            sock = self._open_proxy(self.by_proxy)
        sock.settimeout(self.seconds)
        self.handle = sock.dup()
        return sock

    def _open_proxy(self, proxy: Proxy) -> socket.socket:
        guard = replace(self.guard, allow=frozenset({(proxy.host.lower(), proxy.port)}))
        try:
            return guard.connect(proxy.host, proxy.port, self.seconds)
        except (OSError, FetchError) as error:
            what = f"the proxy {proxy.host}:{proxy.port} cannot be reached"
            raise FetchError("proxy", what) from error

    def shut(self) -> None:
        """End the connection for everybody who waits on it."""
        if self.handle is not None:
            with suppress(OSError):
                self.handle.shutdown(socket.SHUT_RDWR)


class Plain(_Guarded, HTTPConnection):
    """A connection to an address that the guard has judged."""

    def _new_conn(self) -> socket.socket:
        assert self.port is not None
        return self.open(self.host, self.port)


class Secure(_Guarded, HTTPSConnection):
    """The same over TLS; the certificate is that of the name, not of the address."""

    def _new_conn(self) -> socket.socket:
        assert self.port is not None
        return self.open(self.host, self.port)


def make_connection(
    url: Url, guard: Guard, proxy: Proxy | None, seconds: float, ca_certs: str
) -> Plain | Secure:
    """Make the connection that an address is asked over, which is not yet open.

    A proxy is asked to open a tunnel for https, and for http to ask in our place.
    """
    host = str(url.host)
    port = url.port or (443 if url.scheme == "https" else 80)
    to, at = (host.strip("[]"), port) if proxy is None else (proxy.host, proxy.port)
    if proxy is not None:
        guard.check_name(host, port)
    connection: Plain | Secure
    if url.scheme == "https":
        more: dict[str, Any] = {"cert_reqs": "CERT_REQUIRED", "ca_certs": ca_certs}
        connection = Secure(to, at, timeout=seconds, **more)
        if proxy is not None:
            connection.set_tunnel(host, port, proxy.headers, "http")
    else:
        connection = Plain(to, at, timeout=seconds)
    connection.guard, connection.seconds, connection.by_proxy = guard, seconds, proxy
    return connection


def tunnel_failure(text: str) -> FetchError | None:
    """Tell whether a text is http.client's about a tunnel, and whose fault it was.

    >>> tunnel_failure("Tunnel connection failed: 407 Who are you?").reason
    'proxy'
    """
    if not text.startswith(TUNNEL_FAILED):
        return None
    status = text.removeprefix(TUNNEL_FAILED)[:3]
    what = f"the proxy answered {status}"
    return FetchError("connection" if status.startswith("5") else "proxy", what)
