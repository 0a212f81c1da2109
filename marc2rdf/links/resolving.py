"""The run of ``marc2rdf resolve``: collect, then ask every provider about what is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from marc2rdf.links.asking import Asker
from marc2rdf.links.cache import Cache
from marc2rdf.links.clock import Clock
from marc2rdf.links.feeds import KeptRobots, Wanted
from marc2rdf.links.judging import family_of
from marc2rdf.links.providers import Provider, Settings, make_providers
from marc2rdf.links.verdict import DAY, Verdict
from marc2rdf.net.client import Client
from marc2rdf.net.guard import Guard
from marc2rdf.net.proxies import Proxies
from marc2rdf.version import __version__

LAST = "article"
SLOWER = 3  # times, without a contact


@dataclass(frozen=True)
class Ask:
    """How to ask: whom, how fast, how long; ``max_age`` and ``budget`` in days and seconds.

    A ``max_age`` of 0 asks everything again, None nothing that still holds.
    """

    providers: tuple[str, ...]
    urls: dict[str, str] = field(default_factory=dict)
    contact: str = ""
    rate: float = 1.0
    max_age: float | None = None
    retry: bool = False
    budget: float = 0.0
    seconds: float = 15.0
    guard: Guard = field(default_factory=Guard)
    ca_certs: str = ""
    proxies: Proxies = field(default_factory=Proxies)

    @property
    def interval(self) -> float:
        """The seconds between two requests to a host."""
        return (1.0 if self.contact else SLOWER) / self.rate

    @property
    def agent(self) -> str:
        """What the tool calls itself to those it asks."""
        contact = f"; mailto:{self.contact}" if self.contact else ""
        return f"marc2rdf/{__version__} (library link checker{contact})"


@dataclass
class Outcome:
    """What a run learnt: verdicts by status, requests sent, providers that never worked."""

    verdicts: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    asked: int = 0
    complete: bool = True
    failed: list[str] = field(default_factory=list)


def resolve(
    cache: Cache,
    run: int,
    ask: Ask,
    clock: Clock | None = None,
    begin: Callable[[int], None] = lambda count: None,
    step: Callable[[], None] = lambda: None,
) -> Outcome:
    """Ask about everything that a run wants and the cache does not know.

    All kinds are asked at the same time; of several providers for ISSNs the second is asked
    when the first is through, about what that did not know.
    """
    clock = clock or Clock()
    outcome = Outcome()
    family = partial(family_of, cache)
    robots = KeptRobots(cache, clock)
    settings = Settings(ask.urls, ask.contact, robots, family)
    providers = make_providers(ask.providers, settings)
    client = Client(ask.guard, ask.agent, ask.seconds, ask.ca_certs, ask.proxies)
    asker = Asker(client, ask.interval, clock, budget=ask.budget, delay=robots.delay)

    def learnt(verdict: Verdict) -> None:
        outcome.verdicts[verdict.status] += 1
        step()

    asked: dict[str, list[str]] = {}
    for group in _rounds(providers):
        feeds = []
        for provider in group:
            before = asked.setdefault(provider.kind, [])
            feeds.append(
                Wanted(
                    cache,
                    provider,
                    clock,
                    run,
                    before=tuple(before),
                    max_age=None if ask.max_age is None else ask.max_age * DAY,
                    retry=ask.retry,
                    step=learnt,
                )
            )
            before.append(provider.name)
        begin(sum(feed.count() for feed in feeds))
        outcome.complete = asker.run([*feeds]) and outcome.complete
        for provider, feed in zip(group, feeds, strict=True):
            outcome.asked += feed.asked
            if provider.host and feed.asked and feed.failed == feed.asked:
                outcome.failed.append(provider.name)
    outcome.requests = asker.requests
    return outcome


def _rounds(providers: list[Provider]) -> list[list[Provider]]:
    """Put providers of different kinds together, those of one kind after one another.

    A search for articles comes last: it knows the ISSNs of a journal then.
    """
    rounds: list[list[Provider]] = []
    met: Counter[str] = Counter()
    for provider in (p for p in providers if p.kind != LAST):
        if met[provider.kind] == len(rounds):
            rounds.append([])
        rounds[met[provider.kind]].append(provider)
        met[provider.kind] += 1
    rounds += [[provider] for provider in providers if provider.kind == LAST]
    return rounds
