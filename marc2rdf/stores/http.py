"""One way to speak HTTP with a store: bounded in time and size, patient only where it is safe.

A read timeout does not end an answer that comes a byte at a time, so the connection itself is
cut when the time is over.  A request is sent again only if sending it twice does what sending
it once does.  Redirects are not followed: a POST would become a GET, and a password would go
to another host.
"""

from __future__ import annotations

import os
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from marc2rdf.errors import StoreError, StoreUnavailable, UsageError
from marc2rdf.stores.credentials import Credentials
from marc2rdf.stores.deadline import Deadline

CONNECT: Final = 10.0
MOST: Final = 512 * 1024 * 1024  # bytes of an answer
ATTEMPTS: Final = 5
PAUSES: Final = (0.5, 1.0, 2.0, 4.0)
_LATER: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


class Answer(NamedTuple):
    """What came back: the status, the headers and the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Client:
    """Sends requests, one after another, and keeps the connection.

    ``timeout`` bounds one request in seconds, ``deadline`` all of them.  Raises StoreError for
    what will not get better, StoreUnavailable for what may.
    """

    def __init__(
        self,
        credentials: Credentials,
        deadline: Deadline,
        timeout: float = 300.0,
        *,
        auth: str = "basic",
        token: str = "Bearer",
        pauses: tuple[float, ...] = PAUSES,
    ) -> None:
        self.deadline = deadline
        self._credentials = credentials
        self._timeout = timeout
        self._pauses = pauses
        self._sockets: list[socket.socket] = []
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
        self._session.auth = credentials.auth(auth)
        self._session.headers.update({"Accept-Encoding": "identity", "User-Agent": "marc2rdf"})
        self._session.headers.update(credentials.headers(token))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Adapter(self._sockets))

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def send(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        data: Any = b"",
        again: bool,
        absent: bool = False,
        whatever: bool = False,
    ) -> Answer:
        """Send a request and give the answer, if it is a good one.

        ``again`` says that the request may be sent twice; then what may get better is tried
        some times, with growing pauses.  With ``absent``, 404 is a good answer too,
        with ``whatever`` any.
        """
        for pause in (*self._pauses, None):
            try:
                answer = self._once(method, url, params, headers, data)
                return answer if whatever else self._judged(answer, url, absent)
            except StoreUnavailable as error:
                self.deadline.check(place(url))
                if not again or pause is None:
                    raise
                self.deadline.pause(max(pause, getattr(error, "after", 0.0)))
        raise AssertionError("the last pause ends the loop")  # pragma: no cover

    def _once(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None,
        headers: Mapping[str, str] | None,
        data: Any,
    ) -> Answer:
        self.deadline.check(place(url))
        if hasattr(data, "seek"):
            data.seek(0)
        limit = self.deadline.left(self._timeout)
        try:
            with self._cut_after(limit) as cut, self._session.request(
                method, url, params=params, headers=headers, data=data, stream=True,
                timeout=(min(CONNECT, limit), limit), allow_redirects=False,
            ) as response:  # fmt: skip
                body = bytearray()
                for piece in response.iter_content(64 * 1024):
                    body += piece
                    if len(body) > MOST:
                        raise StoreError(f"the answer is over {MOST:,} bytes", where=place(url))
                if cut.is_set():
                    raise requests.ConnectionError("cut")
                return Answer(response.status_code, response.headers, bytes(body))
        except requests.exceptions.InvalidURL as error:
            raise UsageError("the address cannot be used", where=place(url)) from error
        except requests.exceptions.SSLError as error:
            what = f"the server's certificate is not accepted ({_reason(error)})"
            raise StoreError(what, where=place(url)) from error
        except (requests.RequestException, HTTPError, OSError) as error:
            self.deadline.check(place(url))
            if isinstance(error, requests.Timeout) or cut.is_set():
                what, hint = f"no whole answer came within {limit:g} seconds", "Try again later."
            else:
                what = f"there was no answer ({_reason(error)})"
                hint = "Is the address right, and does the server run?"
            raise StoreUnavailable(what, where=place(url), hint=hint) from error

    def _judged(self, answer: Answer, url: str, absent: bool) -> Answer:
        status = answer.status
        if 200 <= status < 300 or (absent and status == 404):
            if answer.headers.get("X-SQL-State", "").startswith("S1TAT"):
                raise StoreError("the answer is not complete: a time limit of the store was met",
                                 where=place(url))  # fmt: skip
            return answer
        said = self.excerpt(answer.body)
        said = f" ({said})" if said else ""
        if status in (401, 403) or (status == 500 and b":SECURITY" in answer.body):  # Virtuoso
            who = "refuses the user and password" if self._credentials.known else "wants a user"
            hint = "Set MARC2RDF_USER and MARC2RDF_PASSWORD, or MARC2RDF_TOKEN, to the right ones."
            what = f"the store {who}: status {status}"
            raise StoreError(what, where=place(url), hint=hint, code="store-auth")
        if 300 <= status < 400:
            to = answer.headers.get("Location", "")
            what = f"the store sends us elsewhere: status {status}"
            hint = f"Is it {place(to)} that you mean?" if to else ""
            raise StoreError(what, where=place(url), hint=hint)
        if status in _LATER:
            error = StoreUnavailable(f"the store cannot do it: status {status}{said}",
                                     where=place(url))  # fmt: skip
            after = answer.headers.get("Retry-After", "")
            error.__dict__["after"] = float(after) if re.fullmatch(r"\d{1,4}", after) else 0.0
            raise error
        hint = "Is the address right, and the flavour?" if status in (404, 405) else ""
        what = f"the store refuses: status {status}{said}"
        raise StoreError(what, where=place(url), hint=hint)

    def excerpt(self, body: bytes) -> str:
        """Give the first words of an answer, fit to be shown: no secret, no control character."""
        text = body[:2000].decode("utf-8", "replace")
        text = re.sub(r"<(?:style|script).*?</(?:style|script)>|</?[A-Za-z!][^<>]*>", " ", text,
                      flags=re.DOTALL)  # fmt: skip
        text = "".join(c if c.isprintable() else " " for c in self._credentials.scrub(text))
        text = " ".join(text.split())
        return text if len(text) <= 300 else text[:300] + "…"

    @contextmanager
    def _cut_after(self, seconds: float) -> Iterator[threading.Event]:
        """Cut the connection if the block takes longer; the event says that it did."""
        cut = threading.Event()

        def end() -> None:
            cut.set()
            for sock in self._sockets:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            yield cut
        finally:
            timer.cancel()
            timer.join()


class _Adapter(HTTPAdapter):
    """Keeps the sockets of its connections in a list, so that they can be cut."""

    def __init__(self, sockets: list[socket.socket]) -> None:
        self._sockets = sockets
        super().__init__(pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        super().init_poolmanager(*args, **more)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _watched(HTTPConnectionPool, self._sockets),
            "https": _watched(HTTPSConnectionPool, self._sockets),
        }


def _watched(pool: Any, sockets: list[socket.socket]) -> Any:
    def connect(self: Any) -> None:
        pool.ConnectionCls.connect(self)
        sockets[:] = [self.sock]  # one request at a time: one connection

    connection = type("Connection", (pool.ConnectionCls,), {"connect": connect})
    return type("Pool", (pool,), {"ConnectionCls": connection})


def place(url: str) -> str:
    """Give an address as it may be shown: without user, password, query or control characters.

    >>> place("https://u:p@x.org:81/store?graph=a")
    'https://x.org:81/store'
    """
    try:
        parts = urlsplit(url)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
        shown = f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}{parts.path}"
    except ValueError:
        return "the store"
    return "".join(c for c in shown if c.isprintable())[:300]


def _reason(error: BaseException) -> str:
    """Say in a few words why a connection failed; messages of urllib3 are long."""
    seen: BaseException | None = error
    while seen is not None:
        for inner in (seen, *getattr(seen, "args", ())):
            inner = getattr(inner, "reason", inner)
            if isinstance(inner, OSError) and inner.strerror:
                return inner.strerror
        seen = seen.__cause__ or seen.__context__
    text = str(error)
    if "resolve" in text:
        return "there is no host of that name"
    return "connection refused" if "refused" in text else "the connection ended"
