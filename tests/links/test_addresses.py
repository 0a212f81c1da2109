"""Addresses: HEAD and GET, redirects, robots.txt, and when one is dead."""

from __future__ import annotations

import pytest
from links_server import Answer, FakeClock, run, serving

from marc2rdf.links.cache import Cache
from marc2rdf.links.robots import read_rules
from marc2rdf.links.verdict import DAY


def check(tmp_path, route, path="/page", clock=None, **more):
    with serving(route) as server, Cache.open(tmp_path / "links.db") as cache:
        url = server.url(path)
        run(cache, [("url", url)], server.port, providers=("url",), clock=clock, **more)
        verdict = cache.get("url", url, "url")
    assert verdict is not None
    return verdict, server


def at(**answers):
    """Answer by path: an Answer, or one by method; robots.txt is not there."""

    def route(asked):
        found = answers.get(asked.path.strip("/") or "root", Answer(404))
        return found(asked) if callable(found) else found

    return route


def to(target, status=301):
    return Answer(status, headers={"Location": target})


def test_head_that_succeeds_is_final(tmp_path):
    verdict, server = check(tmp_path, at(page=Answer(200, b"x" * 100)))
    assert verdict.status == "alive"
    assert [a.method for a in server.asked] == ["GET", "HEAD"]  # robots.txt, the page


@pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 500, 501, 503])
def test_head_that_fails_is_confirmed_by_get(tmp_path, status):
    page = lambda asked: Answer(status if asked.method == "HEAD" else 200)  # noqa: E731
    verdict, _ = check(tmp_path, at(page=page))
    assert verdict.status == "alive"


@pytest.mark.parametrize("status", [400, 401, 402, 403, 405, 406, 418, 429, 451, 500, 503])
def test_these_are_never_dead(tmp_path, status):
    clock = FakeClock()
    for _ in range(3):
        verdict, _ = check(tmp_path, at(page=Answer(status)), clock=clock)
        assert (verdict.status, verdict.reason) == ("unsure", "status")
        assert verdict.said["code"] == status
        clock.time += 3 * DAY


@pytest.mark.parametrize("status", [404, 410])
def test_an_address_is_dead_after_a_day(tmp_path, status):
    """Not there twice, at least a day apart; in between it is not even asked."""
    clock = FakeClock()
    with (
        serving(at(page=Answer(status))) as server,
        Cache.open(tmp_path / "links.db") as cache,
    ):
        url = server.url("/page")

        def now():
            before = len(server.asked)
            run(cache, [("url", url)], server.port, providers=("url",), clock=clock, retry=True)
            return cache.get("url", url, "url").status, len(server.asked) - before

        assert now() == ("missing", 3)  # robots.txt, HEAD, GET
        clock.time += DAY / 2
        assert now() == ("missing", 0)
        clock.time += DAY / 2 + 60
        assert now()[0] == "dead"


def test_an_address_that_comes_back_is_alive_and_begins_anew(tmp_path):
    clock, states = FakeClock(), iter([404, 404, 200, 200, 404, 404])
    with (
        serving(at(page=lambda asked: Answer(next(states)))) as server,
        Cache.open(tmp_path / "links.db") as cache,
    ):
        url, seen = server.url("/page"), []
        for wait in (2 * DAY, 40 * DAY, 40 * DAY):
            run(cache, [("url", url)], server.port, providers=("url",), clock=clock)
            seen.append(cache.get("url", url, "url").status)
            clock.time += wait
            if seen[-1] == "alive":
                next(states)
    assert seen == ["missing", "alive", "missing"]


@pytest.mark.parametrize("status", [301, 308])
def test_a_permanent_redirect_has_moved(tmp_path, status):
    verdict, server = check(tmp_path, at(page=to("/new?a=b", status), **{"new?a=b": Answer(200)}))
    assert verdict.status == "moved"
    assert verdict.said["permanent"] == server.url("/new?a=b")


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_temporary_redirect_has_not(tmp_path, status):
    verdict, server = check(tmp_path, at(page=to("/new", status), new=Answer(200)))
    assert verdict.status == "alive" and "permanent" not in verdict.said
    assert verdict.said["final"] == server.url("/new")


def test_only_the_permanent_steps_count(tmp_path):
    steps = {"page": to("/b"), "b": to("/c", 308), "c": to("/d", 302), "d": to("/e")}
    verdict, server = check(tmp_path, at(**steps, e=Answer(200)))
    assert verdict.said["permanent"] == server.url("/c")


def test_a_redirect_to_what_is_not_there_is_missing(tmp_path):
    verdict, _ = check(tmp_path, at(page=to("/gone")))
    assert verdict.status == "missing"


def test_a_redirect_to_the_front_page_is_no_move(tmp_path):
    verdict, _ = check(tmp_path, at(page=to("/"), root=Answer(200)))
    assert (verdict.status, verdict.reason) == ("alive", "to-the-front-page")


@pytest.mark.parametrize(
    "target",
    ["http://10.0.0.1/", "http://127.0.0.1:8999/", "http://[::1]/", "http://169.254.169.254/"],
)
def test_a_redirect_goes_through_the_guard_again(tmp_path, target):
    verdict, _ = check(tmp_path, at(page=to(target)))
    assert (verdict.status, verdict.reason) == ("unsure", "forbidden-address")


def test_no_more_than_five_redirects(tmp_path):
    steps = {f"p{n}": to(f"/p{n + 1}") for n in range(9)}
    verdict, server = check(tmp_path, at(**steps), path="/p0")
    assert (verdict.status, verdict.reason) == ("unsure", "redirects")
    assert server.paths("HEAD") == [f"/p{n}" for n in range(6)]


@pytest.mark.parametrize(
    "tag",
    [
        '<meta name="citation_doi" content="10.1000/XYZ">',
        "<META content='doi:10.1000/xyz' name='DC.Identifier' />",
        '<meta name=citation_doi content="https://doi.org/10.1000/xyz">',
    ],
)
def test_the_doi_of_a_page_is_found(tmp_path, tag):
    page = f"<html><head>{tag}</head></html>".encode()
    answer = Answer(200, page, {"Content-Type": "text/html; charset=utf-8"})
    verdict, _ = check(tmp_path, at(page=answer))
    assert verdict.said["doi"] == "10.1000/xyz"


def test_of_a_page_64_kilobytes_are_read(tmp_path):
    page = b"<html>" + b" " * 70_000 + b'<meta name="citation_doi" content="10.1000/xyz">'
    verdict, _ = check(tmp_path, at(page=Answer(200, page, {"Content-Type": "text/html"})))
    assert verdict.status == "alive" and "doi" not in verdict.said


def test_robots_txt_is_honoured(tmp_path):
    rules = Answer(200, b"User-agent: marc2rdf\nDisallow: /page\n")
    verdict, server = check(tmp_path, at(page=Answer(200), **{"robots.txt": rules}))
    assert (verdict.status, verdict.reason) == ("unsure", "robots")
    assert server.paths() == []


def test_robots_txt_that_cannot_be_read_forbids(tmp_path):
    verdict, server = check(tmp_path, at(page=Answer(200), **{"robots.txt": Answer(503)}))
    assert (verdict.status, verdict.reason) == ("unsure", "robots")
    assert server.paths() == []


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("", "/", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Marc2RDF/2\nAllow: /", "/a", True),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: a\nUser-agent: *\nDisallow: /x", "/x", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdfx", True),
        ("User-agent: *\nDisallow: /*?id=", "/a?id=1", False),
        ("User-agent: *\nDisallow: /%7Ea", "/~a/", False),
        ("User-agent: *\nDisallow: /a$", "/a/b", True),
        ("<html>not a robots.txt</html>", "/", True),
        ("User-agent: *\nDisallow: /" + "*a" * 2000 + "$", "/" + "a" * 500, True),
    ],
)
def test_rules_of_robots_txt(rules, path, allowed):
    """The cases of RFC 9309."""
    assert read_rules(rules).allow(f"https://a.example{path}") is allowed


def test_etags_and_dates_are_used_again(tmp_path):
    clock = FakeClock()

    def page(asked):
        if asked.headers.get("if-none-match") == '"abc"':
            return Answer(304)
        return Answer(
            200, b"x", {"ETag": '"abc"', "Last-Modified": "Thu, 01 Jan 1970 00:00:00 GMT"}
        )

    first, _ = check(tmp_path, at(page=page), clock=clock)
    with serving(at(page=page)) as server, Cache.open(tmp_path / "links.db") as cache:
        url = server.url("/page")
        for wait in (0, 31 * DAY):
            clock.time += wait
            run(cache, [("url", url)], server.port, providers=("url",), clock=clock)
        verdict = cache.get("url", url, "url")
    assert first.etag == '"abc"'
    assert verdict.status == "alive" and verdict.checked == pytest.approx(clock.time, abs=60)
    assert server.asked[-1].headers["if-modified-since"].endswith("1970 00:00:00 GMT")


def test_what_is_sent_is_clean(tmp_path, monkeypatch):
    """No cookies come back, no password from a netrc is sent, no proxy is used."""
    netrc = tmp_path / "netrc"
    netrc.write_text("default login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    answer = Answer(302, headers={"Location": "/new", "Set-Cookie": "a=b; Path=/"})
    verdict, server = check(tmp_path, at(page=answer, new=Answer(200)))
    assert verdict.status == "alive"
    for asked in server.asked:
        assert "cookie" not in asked.headers and "authorization" not in asked.headers
        assert asked.headers["user-agent"].startswith("marc2rdf/")
        assert "mailto:tests@library.example" in asked.headers["user-agent"]
        assert asked.headers["accept-encoding"] == "identity"
