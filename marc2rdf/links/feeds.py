"""What is still to be asked: the wanted links that no fresh verdict answers, host by host."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from marc2rdf.links.asking import Job
from marc2rdf.links.cache import Cache
from marc2rdf.links.clock import Clock
from marc2rdf.links.hosts import host_of
from marc2rdf.links.providers import Provider
from marc2rdf.links.robots import Rules, read_rules
from marc2rdf.links.verdict import DAY, Verdict, dated

_PENDING = """
    FROM wanted w LEFT JOIN verdict v
    ON v.kind = w.kind AND v.value = w.value AND v.provider = :provider
    WHERE w.kind = :kind AND w.run = :run
    AND (v.value IS NULL OR v.until <= :now OR v.checked < :oldest
         OR (:retry AND v.status = 'unsure'))
"""
_UNANSWERED = """
    AND NOT EXISTS (SELECT 1 FROM verdict f WHERE f.kind = w.kind AND f.value = w.value
                    AND f.provider IN ({}) AND f.status = 'found' AND f.until > :now
                    AND f.checked >= :oldest)
"""


class Wanted:
    """The jobs of one provider; every value is given once, and its verdict kept at once."""

    def __init__(
        self,
        cache: Cache,
        provider: Provider,
        clock: Clock,
        run: int,
        *,
        before: Sequence[str] = (),
        max_age: float | None = None,
        retry: bool = False,
        step: Callable[[Verdict], None] = lambda verdict: None,
    ) -> None:
        self._cache = cache
        self._provider = provider
        self._clock = clock
        self._step = step
        now = clock.now()
        self._bound = {
            "provider": provider.name,
            "kind": provider.kind,
            "run": run,
            "now": now,
            "oldest": 0.0 if max_age is None else now - max_age,
            "retry": int(retry),
        }
        earlier = {f"before{number}": name for number, name in enumerate(before)}
        self._bound |= earlier
        names = ", ".join(f":{name}" for name in earlier)
        self._where = _PENDING + (_UNANSWERED.format(names) if names else "")
        self._last: dict[str, str] = {}
        self.asked = self.failed = 0

    def count(self) -> int:
        """Give how many values are to be asked about."""
        row = self._cache.db.execute(f"SELECT count(*) {self._where}", self._bound).fetchone()
        return int(row[0])

    def hosts(self) -> list[str]:
        """Give the hosts that something is to be asked of."""
        if self._provider.host:
            return [self._provider.host] if self.count() else []
        rows = self._cache.db.execute(f"SELECT DISTINCT w.host {self._where}", self._bound)
        return [host for (host,) in rows]

    def next(self, host: str) -> Job | None:
        """Give the next look-up at a host: of one value, or of a batch."""
        where = self._where + " AND w.value > :last"
        where += "" if self._provider.host else " AND w.host = :host"
        bound = {
            **self._bound,
            "last": self._last.get(host, ""),
            "host": host,
            "many": self._provider.batch,
        }
        rows = self._cache.db.execute(
            f"SELECT w.value {where} ORDER BY w.value LIMIT :many", bound
        ).fetchall()
        values = [str(value) for (value,) in rows]
        if not values:
            return None
        self._last[host] = values[-1]
        known: dict[str, Verdict] = {}
        for value in values:
            before = self._cache.get(self._provider.kind, value, self._provider.name)
            if before is not None:
                known[value] = before

        def done(verdicts: dict[str, Verdict]) -> None:
            for value in values:
                verdict = verdicts.get(value, Verdict("unsure", "content"))
                self._keep(value, verdict, known.get(value))
            self._cache.commit()

        return Job(self._provider.look_up(values, known), done)

    def _keep(self, value: str, verdict: Verdict, before: Verdict | None) -> None:
        named = replace(verdict, provider=self._provider.name)
        kept = dated(named, self._clock.now(), before)
        self._cache.put(self._provider.kind, value, kept)
        self.asked += 1
        self.failed += verdict.failed
        self._step(kept)


class KeptRobots:
    """The rules of servers in the cache, each for a day; the last few are at hand.

    The delays that servers ask for are all kept, by host.
    """

    def __init__(self, cache: Cache, clock: Clock) -> None:
        self._cache = cache
        self._clock = clock
        self._at_hand: dict[str, Rules] = {}
        self._delays: dict[str, float] = {}

    def delay(self, host: str) -> float:
        """Give the seconds that a host wants between two requests, as far as is known."""
        return self._delays.get(host, 0.0)

    def known(self, origin: str) -> Rules | None:
        """Give the rules of a server if they were read within a day."""
        if origin in self._at_hand:
            return self._at_hand[origin]
        row = self._cache.db.execute(
            "SELECT body FROM robots WHERE origin = ? AND checked > ?",
            (origin, self._clock.now() - DAY),
        ).fetchone()
        return self._remember(origin, read_rules(row[0])) if row else None

    def keep(self, origin: str, status: int, body: str) -> Rules:
        """Keep what a server answered, and give its rules."""
        self._cache.db.execute(
            "INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?)",
            (origin, self._clock.now(), status, body),
        )
        return self._remember(origin, read_rules(body))

    def _remember(self, origin: str, rules: Rules) -> Rules:
        if len(self._at_hand) >= 1000:
            self._at_hand.clear()
        self._at_hand[origin] = rules
        if rules.delay:
            self._delays[host_of(origin)] = rules.delay
        return rules
