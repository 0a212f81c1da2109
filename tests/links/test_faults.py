"""Whatever a server does, a link gets a named verdict, and none is remembered as dead."""

from __future__ import annotations

import time

import pytest
from fault_server import FAULTS, failing
from links_server import FakeClock, run

from marc2rdf.links.cache import Cache
from marc2rdf.net.failures import REASONS

LINKS = {
    "issn": ("issn", "0303-965X"),
    "wikidata": ("issn", "0303-965X"),
    "crossref": ("issn", "0303-965X"),
    "doi": ("doi", "10.1000/xyz"),
    "url": ("url", ""),
    "search": ("article", "0303-965X/82/1/11/Things"),
}
# What is wrong with a page's JSON is nothing to an address; what is wrong with its body only
# where the body is read, which HEAD does not do.
ALIVE = {
    "url": {"no-length-html", "html-for-json", "json-of-nothing", "bad-utf-8", "endless-body"}
    | {"stall-in-body", "drip-body", "bad-chunk", "short-chunk", "short-body"}
    | {"bad-gzip", "cut-gzip"},
}


@pytest.mark.parametrize("provider", LINKS)
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_a_named_verdict(provider, fault, tmp_path):
    kind, value = LINKS[provider]
    with failing(fault) as server, Cache.open(tmp_path / "links.db") as cache:
        value = value or f"http://127.0.0.1:{server.port}/page"
        began = time.monotonic()
        outcome = run(cache, [(kind, value)], server.port, providers=(provider,), seconds=0.3)
        assert time.monotonic() - began < 8
        verdict = cache.get(kind, value, provider)
    assert verdict is not None and outcome.asked == 1
    assert verdict.status not in ("dead", "missing", "absent", "found", "moved")
    if verdict.status == "alive":
        assert fault in ALIVE.get(provider, ())
    else:
        assert verdict.status == "unsure" and verdict.reason in REASONS
    if provider != "url":
        assert outcome.failed == [provider]
    assert len(server.asked) <= 24


def test_a_fault_does_not_end_the_run(tmp_path):
    """A hundred addresses of a host that is down: a few are asked, all have a verdict."""
    clock = FakeClock()
    with failing("storm") as server, Cache.open(tmp_path / "links.db") as cache:
        links = [("url", f"http://127.0.0.1:{server.port}/{n}") for n in range(100)]
        outcome = run(cache, links, server.port, providers=("url",), clock=clock)
        counted = cache.db.execute("SELECT status, count(*) FROM verdict GROUP BY 1").fetchall()
    assert counted == [("unsure", 100)]
    assert outcome.asked == 100
    assert len(server.asked) < 40
