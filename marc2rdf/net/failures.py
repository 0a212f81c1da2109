"""Why a request gave no answer that can be used."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "forbidden-address": "the host lies in a private or special network and was not asked",
        "forbidden-port": "the port is not one of the web and was not asked",
        "forbidden-url": "the address is not http or https, or holds a password",
        "dns": "the host's name is not known",
        "refused": "nothing listens at the host",
        "connection": "the connection failed or broke off",
        "timeout": "there was no whole answer in time",
        "tls": "the certificate or the encryption is wrong",
        "not-http": "the answer is not HTTP",
        "headers": "the head of the answer is too large or wrong",
        "body-short": "the answer ended too early",
        "encoding": "the answer is packed in a way that cannot be undone",
        "redirects": "the redirects do not end",
        "too-large": "the answer is larger than it may be",
        "content": "the answer is not what the service promises",
        "robots": "the host asks programs to stay away from it (robots.txt)",
        "host-down": "the host failed too often in this run",
        "later": "the host asks to come back later",
        "proxy": "the proxy that was asked for refused, or cannot be reached",
        "https-only": "only the https address answers, this one does not",
        "status": "the answer is neither yes nor no",
    }
)


class FetchError(Exception):
    """A request failed; ``reason`` is one of REASONS, ``wait`` what the host asks for.

    It is no OSError, so that no layer below takes it for one that is worth another try.

    >>> str(FetchError("dns", "there is no host example.invalid"))
    'dns: there is no host example.invalid'
    """

    def __init__(self, reason: str, what: str) -> None:
        super().__init__(f"{reason}: {what}")
        self.reason = reason
        self.what = what
        self.wait = 0.0
