"""One request over a guarded connection: a bounded answer in bounded time, or a named failure.

There are no cookies, no passwords, and no proxies unless one was asked for; a redirect is an
answer like any other, so that who follows it goes through the guard, the limits and the politeness
again.
"""

from __future__ import annotations

import http.client
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import Url, parse_url

from marc2rdf.net.connections import make_connection, tunnel_failure
from marc2rdf.net.failures import FetchError
from marc2rdf.net.guard import Guard
from marc2rdf.net.proxies import Proxies, Proxy

PIECE = 16 * 1024
LONGEST = 8000


@dataclass(frozen=True)
class Request:
    """What is asked: a method, an address and headers; of the answer ``most`` bytes are read.

    ``needless`` is asked when the request's turn comes: who waits for it may know by then.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    most: int = 64 * 1024
    needless: Callable[[], bool] | None = None


@dataclass(frozen=True)
class Reply:
    """An answer: its status, its headers with names in small letters, and its first bytes.

    ``cut`` is true where there were more bytes than were asked for.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    cut: bool = False


@dataclass(frozen=True)
class Client:
    """Asks one thing at a time; ``seconds`` is for all of a request, from the name on.

    ``ca_certs`` is a file of certificates to trust; without it those of certifi. By way of one
    of ``proxies`` only what a name says of itself can be judged, not where it leads.
    """

    guard: Guard
    agent: str
    seconds: float = 15.0
    ca_certs: str = ""
    proxies: Proxies = field(default_factory=Proxies)

    def ask(self, request: Request) -> Reply:
        """Send a request and read its answer; raise FetchError where there is none."""
        url = split(request.url)
        host, port = str(url.host).strip("[]"), url.port or (443 if url.scheme == "https" else 80)
        proxy = self.proxies.of(str(url.scheme), host, port)
        certificates = (self.ca_certs or _certificates()) if url.scheme == "https" else ""
        connection = make_connection(url, self.guard, proxy, self.seconds, certificates)
        late = threading.Event()
        began = time.monotonic()

        def end() -> None:
            late.set()
            connection.shut()

        timer = threading.Timer(self.seconds, end)
        timer.daemon = True
        timer.start()
        try:
            reply = self._exchange(connection, url, request)
            if late.is_set():  # the end that the watchdog made looks like the answer's own
                raise self._too_late()
            return reply
        except FetchError:
            if late.is_set():
                raise self._too_late() from None
            raise
        except Exception as error:
            if late.is_set() or time.monotonic() - began >= self.seconds:
                raise self._too_late() from error
            raise explained(error) from error
        finally:
            timer.cancel()
            connection.shut()
            connection.close()
            if connection.handle is not None:
                connection.handle.close()

    def _too_late(self) -> FetchError:
        return FetchError("timeout", f"no whole answer within {self.seconds:g} seconds")

    def _exchange(self, connection: Any, url: Url, request: Request) -> Reply:
        target = (url.path or "/") + (f"?{url.query}" if url.query else "")
        proxy: Proxy | None = connection.by_proxy if url.scheme == "http" else None
        if proxy is not None:
            target = f"http://{url.netloc}{target}"
        headers = {
            "User-Agent": self.agent,
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            "Connection": "close",
            **request.headers,
            **(proxy.headers if proxy is not None else {}),
        }
        connection.request(
            request.method, target, headers=headers, preload_content=False, decode_content=False
        )
        response = connection.getresponse()
        try:
            body, cut = b"", False
            if request.method != "HEAD" and request.most:
                body, cut = _read(response, request.most)
        finally:
            response.close()
        if proxy is not None and response.status == 407:
            raise FetchError("proxy", "the proxy wants a name and a password")
        found = {name.lower(): value for name, value in response.headers.items()}
        return Reply(request.url, response.status, found, body, cut)


def split(text: str) -> Url:
    """Split an address that may be asked; raise FetchError for one that may not.

    >>> split("http://user:secret@example.org/")
    Traceback (most recent call last):
    marc2rdf.net.failures.FetchError: forbidden-url: the address holds a name or password
    """
    if len(text) > LONGEST:
        raise FetchError("forbidden-url", "the address is longer than any is")
    if any(c <= " " or c == "\\" or c == "\x7f" for c in text):
        raise FetchError("forbidden-url", "the address holds a blank or a backslash")
    try:
        url = parse_url(text)
    except (LocationParseError, ValueError) as error:
        raise FetchError("forbidden-url", "this is no address") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise FetchError("forbidden-url", "only http and https are asked")
    if url.auth is not None:
        raise FetchError("forbidden-url", "the address holds a name or password")
    return url


def explained(error: Exception) -> FetchError:
    """Name what went wrong below."""
    chain: list[BaseException] = [error]
    while (inner := chain[-1].__cause__ or chain[-1].__context__) and len(chain) < 8:
        chain.append(inner)
    for found in chain:
        if isinstance(found, FetchError):
            return found
        if (failure := tunnel_failure(str(found))) is not None:
            return failure
    text = str(error) or type(error).__name__
    for kinds, reason in _KINDS:
        if any(isinstance(found, kinds) for found in chain):
            return FetchError(reason, text)
    return FetchError("not-http", text)


_KINDS: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((TimeoutError, urllib3.exceptions.TimeoutError), "timeout"),
    ((ssl.SSLError, urllib3.exceptions.SSLError), "tls"),
    ((ConnectionRefusedError,), "refused"),
    ((http.client.RemoteDisconnected, ConnectionError), "connection"),
    ((http.client.LineTooLong, urllib3.exceptions.HeaderParsingError), "headers"),
    ((http.client.IncompleteRead, urllib3.exceptions.IncompleteRead), "body-short"),
    ((http.client.BadStatusLine, http.client.UnknownProtocol), "not-http"),
    ((http.client.HTTPException,), "headers"),
    ((HTTPError,), "body-short"),
    ((OSError,), "connection"),
)


def _read(response: Any, most: int) -> tuple[bytes, bool]:
    """Read at most so many bytes of an answer, unpacked; tell whether there were more."""
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in ("gzip", "x-gzip"):
        unpack = zlib.decompressobj(31)
    elif coding in ("", "identity"):
        unpack = None
    else:
        raise FetchError("encoding", f"the answer is packed as '{coding}'")
    body = b""
    while piece := response.read(PIECE, decode_content=False):
        if unpack is None:
            body += piece
        else:
            try:
                body += unpack.decompress(piece, most + 1 - len(body))
            except zlib.error as error:
                raise FetchError("encoding", "the packed answer is damaged") from error
        if len(body) > most:
            return body[:most], True
        if unpack is not None and unpack.eof:
            break
    if unpack is not None and not unpack.eof:
        raise FetchError("encoding", "the packed answer ends too early")
    return body, False


def _certificates() -> str:
    import certifi

    return certifi.where()
