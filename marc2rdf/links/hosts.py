"""Politeness: when a host may be asked again.

One request at a time; after it a pause; after failures longer pauses, with chance in them so
that many clients do not come back together; and what a host asks for in ``Retry-After``.
"""

from __future__ import annotations

import random
import re
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from marc2rdf.net.client import Reply
from marc2rdf.net.failures import FetchError

PATIENCE = 3600.0  # seconds; who asks for more is asked another day
TRIES = 3
DOWN_AFTER = 5  # failures one after another
_RATE = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*(ms|[smh]?)\s*", re.ASCII | re.IGNORECASE)
_UNITS = {"ms": 0.001, "": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}
TRANSIENT = ("connection", "refused", "timeout", "body-short")


@dataclass
class Host:
    """A host: when it may be asked next, the pause that it asks for, and who waits for it."""

    name: str
    next_at: float = 0.0
    busy: bool = False
    queued: bool = False
    failures: int = 0
    pause: float = 0.0
    waiting: deque[Any] = field(default_factory=deque)

    @property
    def down(self) -> bool:
        """Whether the host failed so often that it is left alone in this run."""
        return self.failures >= DOWN_AFTER


def host_of(url: str) -> str:
    """Give the host whose rate an address counts to; its port only if it is not the usual.

    >>> host_of("https://Example.org:443/a"), host_of("http://a.example:8080/")
    ('example.org', 'a.example:8080')
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    name = (parts.hostname or "").rstrip(".")
    return f"{name}:{port}" if port not in (None, 80, 443) else name


def is_failure(answer: Reply | FetchError) -> bool:
    """Tell whether the host itself seems to be unwell."""
    if isinstance(answer, FetchError):
        return answer.reason in TRANSIENT
    return answer.status >= 500 or answer.status == 429


def wait_for(answer: Reply | FetchError, attempt: int, now: float) -> float:
    """Give the seconds to wait after a failure: what the host asks for, else 1, 2, 4, with
    up to half of it more by chance.

    >>> wait_for(Reply("http://a.example/", 429, {"retry-after": "7"}), 1, 0.0)
    7.0
    >>> 2 <= wait_for(FetchError("timeout", ""), 2, 0.0) <= 3
    True
    """
    if isinstance(answer, Reply) and (asked := retry_after(answer, now)) is not None:
        return asked
    pause = float(2 ** (attempt - 1))
    return pause + random.uniform(0, pause / 2)


def pause_for(reply: Reply) -> float | None:
    """Give the seconds between two requests that a reply's rate headers ask for, or None.

    Source: Crossref, "REST API, rate limits": a number of requests in an interval.

    >>> rate = {"x-rate-limit-limit": "5", "x-rate-limit-interval": "10s"}
    >>> pause_for(Reply("http://a.example/", 200, rate))
    2.0
    """
    limit = _RATE.fullmatch(reply.headers.get("x-rate-limit-limit", ""))
    interval = _RATE.fullmatch(reply.headers.get("x-rate-limit-interval", ""))
    if limit is None or interval is None or limit[2]:
        return None
    return float(interval[1]) * _UNITS[interval[2].lower()] / max(float(limit[1]), 1.0)


def retry_after(reply: Reply, now: float) -> float | None:
    """Give the seconds that a reply asks to wait, in either form, or None.

    Source: RFC 9110, section 10.2.3.

    >>> retry_after(Reply("x:", 503, {"retry-after": "Thu, 01 Jan 1970 00:01:00 GMT"}), 0.0)
    60.0
    """
    text = reply.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        when = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, when.timestamp() - now)
