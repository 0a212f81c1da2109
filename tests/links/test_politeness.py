"""Politeness: the rate of each host, one request at a time, and what hosts ask for."""

from __future__ import annotations

import email.utils
import threading
import time
from collections import defaultdict
from itertools import pairwise

import pytest
from links_server import Answer, FakeClock, local, run, serving

from marc2rdf.links.cache import Cache
from marc2rdf.links.clock import Clock
from marc2rdf.links.resolving import Ask
from marc2rdf.links.verdict import DAY


def test_no_host_is_asked_faster_than_its_rate(tmp_path):
    """Real time: thirty hosts with four addresses each, twenty requests a second."""
    busy: dict[str, int] = defaultdict(int)
    lock, worst = threading.Lock(), []

    def route(asked):
        with lock:
            busy[asked.host] += 1
            worst.append(busy[asked.host])
        time.sleep(0.002)
        with lock:
            busy[asked.host] -= 1
        return Answer(404 if asked.path == "/robots.txt" else 200)

    with serving(route) as server, Cache.open(tmp_path / "links.db") as cache:
        links = [("url", server.url(f"/{n % 4}", f"127.0.1.{n // 4 + 1}")) for n in range(120)]
        began = time.monotonic()
        run(cache, links, server.port, providers=("url",), clock=Clock(), rate=20.0)
        took = time.monotonic() - began
    by_host = defaultdict(list)
    for asked in server.asked:
        by_host[asked.host].append(asked.at)
    assert len(by_host) == 30 and len(server.asked) == 30 * 5
    assert min(b - a for times in by_host.values() for a, b in pairwise(sorted(times))) >= 0.05
    assert max(worst) == 1
    assert took < 7  # one after another it would take 7.5 seconds
    hosts = [asked.host for asked in server.asked]
    assert len({*hosts[:90]}) == 30  # interleaved: one by one the first 90 were those of 18 hosts


def test_without_a_contact_it_is_slower():
    assert Ask(("url",), contact="me@a.example").interval == 1.0
    assert Ask(("url",)).interval == 3.0
    assert Ask(("url",), rate=10.0, contact="me@a.example").interval == 0.1


@pytest.mark.parametrize("form", ["seconds", "date"])
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured(tmp_path, form, status):
    clock = FakeClock()
    asked_at = []

    def route(asked):
        if asked.path == "/robots.txt":
            return Answer(404)
        asked_at.append(clock.time)
        if len(asked_at) > 1:
            return Answer(200)
        when = email.utils.formatdate(clock.time + 120, usegmt=True)
        return Answer(status, headers={"Retry-After": "120" if form == "seconds" else when})

    with serving(route) as server, Cache.open(tmp_path / "links.db") as cache:
        url = server.url("/a")
        run(cache, [("url", url)], server.port, providers=("url",), clock=clock)
        assert cache.get("url", url, "url").status == "alive"
    assert asked_at[1] - asked_at[0] >= 119


def test_who_asks_for_more_than_an_hour_is_asked_another_day(tmp_path):
    clock = FakeClock()
    busy = [True]

    def route(asked):
        if asked.path == "/robots.txt" or not busy[0]:
            return Answer(404 if asked.path == "/robots.txt" else 200)
        return Answer(429, headers={"Retry-After": str(3 * 3600)})

    with serving(route) as server, Cache.open(tmp_path / "links.db") as cache:
        links = [("url", server.url(f"/{n}")) for n in range(20)]
        run(cache, links, server.port, providers=("url",), clock=clock)
        verdicts = [cache.get(*link, "url") for link in links]
        assert {(v.status, v.reason) for v in verdicts} == {("unsure", "later")}
        assert len(server.paths()) == 1
        assert all(v.until - clock.time > 2.9 * 3600 for v in verdicts)
        clock.time += 3 * 3600 + 60
        busy[0] = False
        run(cache, links, server.port, providers=("url",), clock=clock)
        assert {cache.get(*link, "url").status for link in links} == {"alive"}


def test_failures_are_tried_again_with_longer_pauses(tmp_path):
    clock, times = FakeClock(), []

    def route(asked):
        times.append(clock.time)
        return Answer(503)

    with serving(route) as server, Cache.open(tmp_path / "links.db") as cache:
        run(cache, [("doi", "10.1000/a")], server.port, providers=("doi",), clock=clock)
    first, second = (b - a for a, b in pairwise(times))
    assert 1 <= first <= 1.6 and 2 <= second <= 3.1


def test_the_budget_ends_the_run_and_the_next_goes_on(tmp_path):
    clock = FakeClock()
    with serving(lambda asked: Answer(200)) as server, Cache.open(tmp_path / "links.db") as cache:
        links = [("url", server.url(f"/{n}")) for n in range(50)]
        first = run(cache, links, server.port, providers=("url",), clock=clock, budget=10.0)
        assert not first.complete and 0 < first.asked < 20
        second = run(cache, links, server.port, providers=("url",), clock=clock)
        assert second.complete and first.asked + second.asked == 50
        paths = server.paths()
    assert len(paths) == len(set(paths)) == 50


def test_resolving_twice_is_resolving_once(tmp_path):
    clock = FakeClock()
    route = lambda asked: Answer(200, b"{}")  # noqa: E731
    with serving(route) as server, Cache.open(tmp_path / "links.db") as cache:
        links = [("issn", "0303-965X"), ("url", server.url("/a")), ("doi", "10.1000/a")]
        run(cache, links, server.port, clock=clock)
        before = list(cache.entries())
        count = len(server.asked)
        again = run(cache, links, server.port, clock=clock)
        assert again.asked == 0 and len(server.asked) == count
        assert list(cache.entries()) == before
        clock.time += 2 * DAY
        run(cache, links, server.port, clock=clock, max_age=1.0)
        assert len(server.asked) > count


def test_a_failure_is_asked_again_when_told(tmp_path):
    clock, status = FakeClock(), [403]
    with (
        serving(lambda asked: Answer(status[0])) as server,
        Cache.open(tmp_path / "links.db") as cache,
    ):
        link = ("url", server.url("/a"))
        run(cache, [link], server.port, providers=("url",), clock=clock)
        assert cache.get(*link, "url").status == "unsure"
        status[0] = 200
        run(cache, [link], server.port, providers=("url",), clock=clock)
        assert cache.get(*link, "url").status == "unsure"
        run(cache, [link], server.port, providers=("url",), clock=clock, retry=True)
        assert cache.get(*link, "url").status == "alive"


def test_a_redirect_waits_for_the_turn_of_the_other_host(tmp_path):
    """Ten hosts all lead to one, which is asked no faster for it."""

    def route(asked):
        if asked.path.startswith("/go"):
            number = asked.path[3:]
            return Answer(302, headers={"Location": f"http://127.0.9.9:{port}/at{number}"})
        return Answer(404 if asked.path == "/robots.txt" else 200)

    with serving(route) as server, Cache.open(tmp_path / "links.db") as cache:
        port = server.port
        links = [("url", server.url(f"/go{n}", f"127.0.2.{n + 1}")) for n in range(10)]
        run(cache, links, port, providers=("url",), clock=Clock(), rate=20.0)
        assert {cache.get(*link, "url").status for link in links} == {"alive"}
        times = sorted(a.at for a in server.asked if a.host.startswith("127.0.9.9"))
    assert len(times) == 11
    assert min(b - a for a, b in pairwise(times)) >= 0.05
    assert ("127.0.9.9", port) in local(port).allow


def apart(server, clock_times, path="/"):
    times = [at for at, asked in clock_times if asked.path.startswith(path)]
    return [b - a for a, b in pairwise(times)]


@pytest.mark.parametrize("again", [False, True])
def test_the_crawl_delay_of_robots_txt_is_kept(tmp_path, again):
    """From the first request on; and in a second run, that knows it from the cache."""
    clock = FakeClock()
    times = []

    def route(asked):
        times.append((clock.time, asked))
        if asked.path == "/robots.txt":
            return Answer(200, b"User-agent: *\nDisallow: /no\nCrawl-delay: 7\n")
        return Answer(200)

    with serving(route) as server, Cache.open(tmp_path / "links.db") as cache:
        links = [("url", server.url(f"/{n}")) for n in range(4)]
        if again:
            run(cache, [("url", server.url("/x"))], server.port, providers=("url",), clock=clock)
            clock.time += 100
            times.clear()
        run(cache, links, server.port, providers=("url",), clock=clock)
        assert {cache.get("url", url, "url").status for _, url in links} == {"alive"}
    gaps = apart(server, times)
    assert len(gaps) == 3 if again else 4
    assert min(gaps) >= 7 and max(gaps) < 8


def test_a_crawl_delay_of_a_day_is_for_another_day(tmp_path):
    clock = FakeClock()

    def route(asked):
        robots = asked.path == "/robots.txt"
        return Answer(200, b"User-agent: marc2rdf\nCrawl-delay: 86400\n" if robots else b"")

    with serving(route) as server, Cache.open(tmp_path / "links.db") as cache:
        links = [("url", server.url(f"/{n}")) for n in range(3)]
        began = clock.time
        run(cache, links, server.port, providers=("url",), clock=clock)
        assert clock.time - began < 10
        assert {cache.get("url", url, "url").reason for _, url in links} == {"later"}


@pytest.mark.parametrize(
    ("limit", "interval", "pause"),
    [("5", "10s", 2), ("50", "1s", 1), ("1", "1m", 60), ("0", "3s", 3), ("x", "1s", 1),
     ("5", "", 1), ("2", "-4s", 1), ("nan", "inf", 1), ("1", "5000ms", 5)],
)  # fmt: skip
def test_the_rate_of_crossref_s_headers_is_kept(tmp_path, limit, interval, pause):
    """Never faster than --rate, however much a service would allow."""
    clock = FakeClock()
    times = []
    numbers = ["0303-965X", "0028-0836", "0020-8523", "1461-7226"]

    def route(asked):
        times.append((clock.time, asked))
        headers = {"X-Rate-Limit-Limit": limit, "X-Rate-Limit-Interval": interval}
        return Answer(404, headers=headers)

    with serving(route) as server, Cache.open(tmp_path / "links.db") as cache:
        links = [("issn", number) for number in numbers]
        run(cache, links, server.port, providers=("crossref",), clock=clock)
    gaps = apart(server, times)
    assert len(gaps) == 3 and min(gaps) >= pause and max(gaps) < pause + 0.5
