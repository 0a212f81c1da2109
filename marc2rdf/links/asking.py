"""Asks many hosts at once, each of them slowly: the loop that all requests go through.

A job is a generator: it yields a Request and is sent its Reply, or the FetchError that came
instead, and returns its verdicts.  So a provider is plain code, and every request of it, the
steps of a redirect too, waits for its host's turn.
"""

from __future__ import annotations

import heapq
import random
import sqlite3
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from marc2rdf.links.clock import Clock
from marc2rdf.links.hosts import PATIENCE, TRIES, Host, host_of, is_failure, pause_for, wait_for
from marc2rdf.links.verdict import Verdict
from marc2rdf.net.client import Client, Reply, Request
from marc2rdf.net.failures import FetchError

GRACE = 60.0  # seconds after the budget, for what was begun
Answer = Reply | FetchError
Asking = Generator[Request, Answer, dict[str, Verdict]]


@dataclass
class Job:
    """One look-up under way: its generator, and the request that waits or is sent."""

    asking: Asking
    done: Callable[[dict[str, Verdict]], None]
    request: Request | None = None
    attempt: int = 1


class Feed(Protocol):
    """Where jobs come from: hosts that have work, and the next job for one of them."""

    def hosts(self) -> list[str]:
        """Give the hosts that something is to be asked of."""

    def next(self, host: str) -> Job | None:
        """Give a job that begins at a host, or None when there is no more."""


class Asker:
    """Runs jobs; ``interval`` seconds lie between two requests to one host, or more where it
    asks for more: ``delay`` gives what is known of that."""

    def __init__(
        self,
        client: Client,
        interval: float,
        clock: Clock | None = None,
        workers: int = 16,
        budget: float = 0.0,
        step: Callable[[], None] = lambda: None,
        delay: Callable[[str], float] = lambda host: 0.0,
    ) -> None:
        self._client = client
        self._interval = interval
        self._clock = clock or Clock()
        self._workers = workers
        self._step = step
        self._delay = delay
        self._ends = self._clock.now() + budget if budget else float("inf")
        self._hosts: dict[str, Host] = {}
        self._ready: list[tuple[float, float, str]] = []
        self._feeds: Mapping[str, list[Feed]] = {}
        self.requests = 0
        self._cut = False

    def run(self, feeds: list[Feed]) -> bool:
        """Run all jobs of some feeds; False when the budget ended before them.

        What was begun before the end is finished, if that takes no more than a minute.
        """
        by_host: dict[str, list[Feed]] = {}
        for feed in feeds:
            for name in feed.hosts():
                by_host.setdefault(name, []).append(feed)
        self._feeds = by_host
        for name in by_host:
            self._queue(self._host(name))
        running: dict[Future[Answer], tuple[Host, Job]] = {}
        with ThreadPoolExecutor(self._workers, thread_name_prefix="links") as pool:
            while True:
                now = self._clock.now()
                if now >= self._ends + GRACE and not running:
                    return not self._cut and not self._ready
                pause = self._start(pool, running, now)
                if not running and not self._ready:
                    return not self._cut
                self._clock.pause(running, pause)
                for future in [future for future in running if future.done()]:
                    host, job = running.pop(future)
                    host.busy = False
                    host.next_at = self._clock.now() + self._interval
                    asked_at, answer = self._clock.now(), future.result()
                    self._answered(host, job, answer)
                    self._pause(host, answer, asked_at)
                    self._queue(host)

    def _pause(self, host: Host, answer: Answer, asked_at: float) -> None:
        """Let a host rest as it asks for, in robots.txt or the headers of its answer."""
        if isinstance(answer, Reply) and (pause := pause_for(answer)) is not None:
            host.pause = pause
        host.next_at = max(host.next_at, asked_at + max(host.pause, self._delay(host.name)))

    def _start(
        self, pool: ThreadPoolExecutor, running: dict[Future[Answer], tuple[Host, Job]], now: float
    ) -> float:
        """Send what may be sent now; give the seconds until more may be."""
        while self._ready and len(running) < self._workers and now < self._ends + GRACE:
            at, _, name = self._ready[0]
            if at > now:
                return min(at - now, self._ends + GRACE - now)
            heapq.heappop(self._ready)
            host = self._hosts[name]
            host.queued = False
            if host.busy:
                continue
            if now < host.next_at <= now + PATIENCE:
                self._queue(host)
                continue
            job = self._next(host)
            if job is None or job.request is None:
                continue
            host.busy = True
            self.requests += 1
            running[pool.submit(self._ask, job.request)] = (host, job)
        return 60.0 if running else 0.0

    def _next(self, host: Host) -> Job | None:
        """Give the next job whose request goes to a host; answer at once what is not sent."""
        while True:
            if host.waiting:
                job: Job = host.waiting.popleft()
            else:
                found = self._begin(host)
                if found is None:
                    return None
                if found.request is None or host_of(found.request.url) != host.name:
                    continue  # it is done already, or waits elsewhere
                job = found
            assert job.request is not None
            if job.request.needless is not None and job.request.needless():
                self._advance(job, FetchError("robots", "it is known already"))
                continue
            if host.down:
                self._advance(job, FetchError("host-down", f"{host.name} failed too often"))
                continue
            if (wait := host.next_at - self._clock.now()) > PATIENCE:
                later = FetchError("later", f"{host.name} asks for {wait:.0f} seconds of rest")
                later.wait = wait
                self._advance(job, later)
                continue
            return job

    def _begin(self, host: Host) -> Job | None:
        for feed in self._feeds.get(host.name, ()):
            job = feed.next(host.name)
            if job is not None and self._clock.now() >= self._ends:
                self._cut = True
                return None
            if job is not None:
                self._advance(job, None, here=host)
                return job
        return None

    def _ask(self, request: Request) -> Answer:
        try:
            return self._client.ask(request)
        except FetchError as error:
            return error
        except Exception as error:  # a request that cannot even be made
            return FetchError("forbidden-url", f"{type(error).__name__}: {error}")

    def _answered(self, host: Host, job: Job, answer: Answer) -> None:
        """Try again after a failure that may pass, else let the job go on."""
        assert job.request is not None
        if is_failure(answer):
            tries = 1 if job.request.method == "HEAD" else TRIES
            wait = wait_for(answer, job.attempt, self._clock.now())
            if job.attempt < tries or isinstance(answer, Reply):
                host.next_at = max(host.next_at, self._clock.now() + wait)
            if job.attempt < tries and wait <= PATIENCE:
                job.attempt += 1
                host.waiting.appendleft(job)
                return
            if job.request.method != "HEAD":
                host.failures += 1
            if wait > PATIENCE:
                answer = FetchError("later", f"{host.name} asks for {wait:.0f} seconds of rest")
                answer.wait = wait
        elif isinstance(answer, Reply):
            host.failures = 0
        self._advance(job, answer)

    def _advance(self, job: Job, answer: Answer | None, here: Host | None = None) -> None:
        """Hand a job its answer; queue its next request at the host that it goes to."""
        try:
            job.request = next(job.asking) if answer is None else job.asking.send(answer)
        except StopIteration as end:
            job.request = None
            job.done(end.value)
            self._step()
            return
        except Exception as error:  # an answer that a provider stumbles over costs its verdict
            if isinstance(error, sqlite3.Error):
                raise
            job.request = None
            job.done({})
            self._step()
            return
        job.attempt = 1
        host = self._host(host_of(job.request.url))
        if host is not here:
            host.waiting.append(job)
            self._queue(host)

    def _host(self, name: str) -> Host:
        if name not in self._hosts:
            self._hosts[name] = Host(name)
        return self._hosts[name]

    def _queue(self, host: Host) -> None:
        if not host.busy and not host.queued:
            host.queued = True
            wait = host.next_at - self._clock.now()
            at = 0.0 if wait > PATIENCE else host.next_at  # who would wait too long is told at once
            heapq.heappush(self._ready, (at, random.random(), host.name))
