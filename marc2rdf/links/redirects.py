"""Following redirects step by step, and reading answers that should be JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urldefrag, urljoin

from marc2rdf.links.verdict import Verdict
from marc2rdf.net.client import Reply, Request
from marc2rdf.net.failures import FetchError
from marc2rdf.rdf.iri import repair

Answer = Reply | FetchError
MOST = 5
REDIRECTS = (301, 302, 303, 307, 308)
PERMANENT = (301, 308)
Permit = Callable[[str], Generator[Request, Answer, FetchError | None]]


@dataclass(frozen=True)
class Followed:
    """Where a request ended: the last answer, and the steps: status and new address."""

    answer: Answer
    steps: tuple[tuple[int, str], ...] = ()

    @property
    def status(self) -> int:
        """The status of the last answer, 0 for none."""
        return self.answer.status if isinstance(self.answer, Reply) else 0


def follow(request: Request, permit: Permit | None = None) -> Generator[Request, Answer, Followed]:
    """Ask, and follow at most five redirects; ``permit`` is asked before each step."""
    steps: list[tuple[int, str]] = []
    seen = {request.url}
    while True:
        if permit is not None:
            refused = yield from permit(request.url)
            if refused is not None:
                return Followed(refused, tuple(steps))
        answer = yield request
        if isinstance(answer, FetchError) or answer.status not in REDIRECTS:
            return Followed(answer, tuple(steps))
        place = answer.headers.get("location", "").strip()
        try:
            target = repair(urldefrag(urljoin(request.url, place))[0]) if place else ""
        except ValueError:
            target = ""
        if not target.lower().startswith(("http://", "https://")):
            what = "a redirect leads to no address of the web"
            return Followed(FetchError("redirects", what), tuple(steps))
        if target in seen or len(steps) >= MOST:
            what = "the redirects do not end"
            return Followed(FetchError("redirects", what), tuple(steps))
        seen.add(target)
        steps.append((answer.status, target))
        request = replace(request, url=target)


def unsure(answer: Answer, **more: Any) -> Verdict:
    """Make the verdict that an answer which says neither yes nor no gives."""
    if isinstance(answer, FetchError):
        return Verdict(
            "unsure", answer.reason, {"what": answer.what[:200], **more}, wait=answer.wait
        )
    return Verdict("unsure", "status", {"code": answer.status, **more})


def read_json(reply: Reply) -> Any:
    """Read an answer as JSON; raise FetchError where it is none, or was cut."""
    if reply.cut:
        raise FetchError("too-large", "the answer is larger than it may be")
    try:
        return json.loads(reply.body.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        kind = reply.headers.get("content-type", "no type")
        raise FetchError("content", f"the answer is no JSON ({kind[:60]})") from error
