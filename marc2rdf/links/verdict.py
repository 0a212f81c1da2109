"""What is known of a link: the verdict of one provider, and how long it holds.

=========  ==================================================================
status     meaning
=========  ==================================================================
found      the registry knows the number; ``said`` holds what it says of it
absent     the registry does not know the number
alive      the address answers
moved      it answers at another place, and is to stay there
missing    it answered "not there" (404 or 410), once or within one day
dead       it answered "not there" twice, a day or more apart
unsure     no answer that says yes or no; ``reason`` says why
=========  ==================================================================
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

DAY = 86400.0
HOLDS = {
    "found": 30 * DAY,
    "alive": 30 * DAY,
    "moved": 30 * DAY,
    "dead": 30 * DAY,
    "absent": 7 * DAY,
    "missing": DAY,
    "unsure": DAY,
}


@dataclass(frozen=True)
class Verdict:
    """What one provider says of one link; times are seconds since 1970, UTC.

    ``since`` is when an address was first not there; ``wait`` seconds that a host asked for.
    ``failed`` is true where the provider itself did not work.
    """

    status: str
    reason: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    checked: float = 0.0
    until: float = 0.0
    since: float = 0.0
    wait: float = 0.0
    etag: str = ""
    modified: str = ""
    provider: str = ""

    @property
    def failed(self) -> bool:
        """Whether nothing was learnt."""
        return self.status == "unsure"


def dated(verdict: Verdict, now: float, before: Verdict | None) -> Verdict:
    """Give a verdict its times; an address missing for a day and more is dead.

    >>> first = dated(Verdict("missing"), 1000.0, None)
    >>> dated(Verdict("missing"), 1000.0 + 3600, first).status
    'missing'
    >>> dated(Verdict("missing"), 1000.0 + 86400, first).status
    'dead'
    """
    since = 0.0
    if verdict.status == "missing":
        known = before is not None and before.status in ("missing", "dead", "unsure")
        since = before.since if before is not None and known and before.since else now
        if now - since >= DAY:
            verdict = replace(verdict, status="dead")
    elif verdict.status == "unsure" and before is not None:
        since = before.since
    until = now + (verdict.wait or HOLDS[verdict.status])
    if verdict.status == "missing":
        until = since + DAY
    return replace(verdict, checked=now, until=until, since=since)
