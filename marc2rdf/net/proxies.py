"""Proxies, for those who ask for them: one that is named, or those of the environment.

A proxy looks names up itself, so that the guard knows no address of a host behind it: it judges
what can be told of the name alone.
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies_environment

from marc2rdf.errors import UsageError

ENVIRONMENT = "environment"


@dataclass(frozen=True)
class Proxy:
    """Where a proxy listens, and what it is told of who asks; that is never shown."""

    host: str
    port: int
    headers: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Proxies:
    """The proxy for each scheme, and the hosts that are asked without one.

    >>> Proxies().of("https", "a.example", 443) is None
    True
    """

    by_scheme: dict[str, Proxy] = field(default_factory=dict)
    without: str = ""

    def of(self, scheme: str, host: str, port: int) -> Proxy | None:
        """Give the proxy that a host is asked by, or None."""
        return None if _bypassed(host, port, self.without) else self.by_scheme.get(scheme)


def read_proxies(text: str) -> Proxies:
    """Read what a user says: nothing, ``environment``, or the address of a proxy.

    Raises UsageError for what is no http proxy, or an address with a password, which belongs
    into the environment.

    >>> read_proxies("http://proxy.library.example:3128").of("https", "a.example", 443)
    Proxy(host='proxy.library.example', port=3128)
    """
    if not text:
        return Proxies()
    if text != ENVIRONMENT:
        if "@" in text:
            hint = "Put it into HTTPS_PROXY and HTTP_PROXY, and say --proxy environment."
            raise UsageError("--proxy must hold no name or password", hint=hint)
        proxy = _proxy(text, "--proxy")
        return Proxies({"http": proxy, "https": proxy})
    found = getproxies_environment()
    if "REQUEST_METHOD" in os.environ:  # there a stranger's header looks like a setting
        found.pop("http", None)
    by_scheme = {
        scheme: _proxy(address, f"{scheme}_proxy of the environment")
        for scheme in ("http", "https")
        if (address := found.get(scheme) or found.get("all"))
    }
    return Proxies(by_scheme, found.get("no", ""))


def _bypassed(host: str, port: int, without: str) -> bool:
    """Tell whether a host is one of NO_PROXY's: a name or the end of one, with or without port.

    >>> _bypassed("a.library.example", 80, "x, .library.example"), _bypassed("a.example", 80, "*")
    (True, True)
    """
    for entry in without.lower().split(","):
        name = entry.strip().removeprefix("*").lstrip(".")
        if entry.strip() == "*":
            return True
        for asked in (host.lower(), f"{host.lower()}:{port}") if name else ():
            if asked == name or asked.endswith(f".{name}"):
                return True
    return False


def _proxy(text: str, where: str) -> Proxy:
    hint = "Such as http://proxy.library.example:3128."
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        host, port = parts.hostname, parts.port or 80
    except ValueError as error:
        raise UsageError(f"{where} is no address", hint=hint) from error
    if parts.scheme != "http" or not host or parts.path not in ("", "/") or parts.query:
        raise UsageError(f"{where} is no http proxy", hint=hint)
    headers = {}
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Proxy-Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    return Proxy(host, port, headers)
