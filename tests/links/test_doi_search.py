"""The search for the DOIs of articles: what is asked, what is believed, what is only reported."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from links_server import Answer, FakeClock, local, serving
from samples import book, iso2709

from marc2rdf import Mapping, Record, read
from marc2rdf.links.adding import Links
from marc2rdf.links.cache import Cache
from marc2rdf.links.collecting import Collector
from marc2rdf.links.findings import find
from marc2rdf.links.provenance import provenance
from marc2rdf.links.resolving import Ask, resolve
from marc2rdf.links.verdict import Verdict, dated

BASE = "https://data.example.org/"
PRINT, ONLINE, OTHER = "0020-8523", "1461-7226", "0028-0836"
TITLE = "Public services management and co-production in multi-level governance settings"
FOUND = "10.1177/0020852314566008"
MAPPING = Mapping.default(BASE)


def article(number="1", title=TITLE, place="Vol. 82, no. 1 (2016), p. 11-32", issn=PRINT, **more):
    return book(
        number,
        title,
        LDR="00000nab a2200000 a 4500",
        **{"773": ("0 ", {"t": "Review of things", "x": issn, "g": place}), **more},
    )


def work(**more):
    """Give a work as Crossref gives it; ``None`` takes a field away."""
    fields = {
        "DOI": FOUND.upper(),
        "ISSN": [PRINT, ONLINE],
        "title": [TITLE],
        "container-title": ["Review of things"],
        "volume": "82",
        "issue": "1",
        "page": "11-32",
        **more,
    }
    return {name: value for name, value in fields.items() if value is not None}


def works(*items):
    message = {"total-results": len(items), "items": list(items)}
    body = {"status": "ok", "message-type": "work-list", "message": message}
    return Answer(200, json.dumps(body).encode(), {"Content-Type": "application/json"})


def searched(tmp_path, record, answer, known=()):
    """Search for a record's article; give the requests, the new triples and the findings."""
    path = tmp_path / "a.mrc"
    path.write_bytes(iso2709(record))
    with serving(lambda asked: answer) as server, Cache.open(tmp_path / "l.db") as cache:
        for issn, said in known:
            verdict = Verdict("found", "", {"issn": issn, **said}, provider="issn")
            cache.put("issn", issn, dated(verdict, FakeClock().now(), None))
        number = cache.begin()
        Collector(MAPPING).collect([str(path)], cache, number)
        base = f"http://127.0.0.1:{server.port}"
        ask = Ask(
            ("search",), {"crossref": base}, "tests@library.example", guard=local(server.port)
        )
        resolve(cache, number, ask, FakeClock())
        [source] = read(path)
        conversion = MAPPING.convert(source)
        after = Links(cache, MAPPING).add(conversion)
        before = conversion.statements
        assert after[: len(before)] == before
        added = {
            (str(s.predicate).rsplit("/", 1)[-1], str(getattr(s.object, "value", s.object)))
            for s in after
            if s not in before and s.subject == f"{BASE}bib/1"
        }
        problems = {f.problem: f for f in find(cache) if f.problem.startswith("doi")}
        return server.asked, added, problems


BOTH = {("doi", FOUND), ("rdf-schema#seeAlso", f"https://doi.org/{FOUND}")}


def test_what_agrees_is_written_and_reported(tmp_path):
    asked, added, problems = searched(tmp_path, article(), works(work()))
    assert added == BOTH
    assert problems["doi-found"].hint == FOUND and problems["doi-found"].record == "1"
    assert problems["doi-found"].field == "773"
    [request] = asked
    query = parse_qs(urlsplit(request.path).query)
    assert request.path.startswith("/works?")
    assert query["filter"] == [f"issn:{PRINT}"]
    assert TITLE in query["query.bibliographic"][0] and "82" in query["query.bibliographic"][0]
    assert query["mailto"] == ["tests@library.example"] and query["rows"] == ["5"]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"ISSN": [OTHER]}, "ISSN 0028-0836"),
        ({"ISSN": None}, "no ISSN"),
        ({"page": "12-32"}, "first page 12"),
        ({"page": None}, "no first page"),
        ({"volume": "81"}, "volume 81"),
        ({"issue": "4"}, "issue 4"),
        ({"title": ["A review of a book"]}, "title A review"),
        ({"volume": None, "title": []}, "volume unknown"),
    ],
)
def test_what_differs_is_only_reported(tmp_path, more, why):
    _, added, problems = searched(tmp_path, article(), works(work(**more)))
    assert added == set()
    assert problems["doi-perhaps"].hint == FOUND
    assert why in problems["doi-perhaps"].what


@pytest.mark.parametrize(
    "more",
    [
        {"ISSN": PRINT},
        {"ISSN": ["00208523", 17, None]},
        {"title": TITLE},
        {"title": None},
        {"title": ["<i>Public</i> services management &amp; co-production"],
         "subtitle": ["in multi-level governance settings"]},
        {"title": ["Gestion des services"], "original-title": [TITLE]},
        {"page": "011"},
        {"page": "pp. 11–32"},
        {"page": None, "article-number": "11"},
        {"volume": "082"},
        {"volume": None, "issue": None},
        {"issue": "1-2"},
        {"DOI": f"https://doi.org/{FOUND}"},
    ],
)  # fmt: skip
def test_odd_fields_cost_nothing(tmp_path, more):
    _, added, _ = searched(tmp_path, article(), works("x", {}, {"DOI": "no"}, work(**more)))
    assert added == BOTH


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, b"<html>", {"Content-Type": "text/html"}),
        Answer(200, b"[]"),
        Answer(200, b'{"message": {"items": {}}}'),
        Answer(400, b'{"status": "failed", "message": [{"type": "parameter-not-allowed"}]}'),
        Answer(404),
    ],
)
def test_an_answer_of_another_kind_says_nothing(tmp_path, answer):
    _, added, problems = searched(tmp_path, article(), answer)
    assert added == set() and problems == {}


def test_nothing_found_is_no_finding(tmp_path):
    _, added, problems = searched(tmp_path, article(), works())
    assert added == set() and problems == {}


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (PRINT, {"issn_l": PRINT}),
        (PRINT, {"numbers": [PRINT, ONLINE]}),
        (PRINT, {"issn_l": ONLINE}),
    ],
)
def test_the_other_media_s_number_is_of_the_family(tmp_path, number, said):
    """The work has the online number only; the cache knows that both are one journal's."""
    known = [(number, said), (ONLINE, {"issn_l": PRINT})]
    asked, added, _ = searched(tmp_path, article(), works(work(ISSN=[ONLINE])), known)
    assert added == BOTH
    assert parse_qs(urlsplit(asked[0].path).query)["filter"] == [f"issn:{PRINT},issn:{ONLINE}"]


def test_the_number_of_another_title_gives_no_doi(tmp_path):
    known = [(PRINT, {"title": "Revue des choses"})]
    _, added, problems = searched(tmp_path, article(), works(work()), known)
    assert FOUND not in str(added)
    assert "another title" in problems["doi-perhaps"].what


def test_two_that_agree_alike_are_only_reported(tmp_path):
    answer = works(work(), work(DOI="10.1000/copy"))
    _, added, problems = searched(tmp_path, article(), answer)
    assert added == set()
    assert "10.1000/copy and 10.1177/0020852314566008 agree" in problems["doi-perhaps"].what


@pytest.mark.parametrize(
    "record",
    [
        article(**{"024": ("7 ", {"a": "10.1000/own", "2": "doi"})}),
        article(**{"856": ("40", {"u": "https://doi.org/10.1000/own"})}),
        article(**{"856": ("40", {"u": "https://doi-org.proxy.example/10.1000/own"})}),
        article(place="Vol. 82, no. 1"),
        article(place="p. 11-32"),
        article(issn="0020-8524"),
        book("1", TITLE, **{"022": ("  ", {"a": PRINT})}, LDR="00000nas a2200000 a 4500"),
    ],
    ids=["doi", "doi address", "by proxy", "no page", "no volume", "no ISSN", "serial"],
)
def test_nothing_is_searched_without_need_or_ground(tmp_path, record):
    asked, _, problems = searched(tmp_path, record, works(work()))
    assert asked == [] and "doi-perhaps" not in problems


def test_only_the_option_searches_and_once(marc2rdf, tmp_path):
    (tmp_path / "a.mrc").write_bytes(
        iso2709(article(), article("2"), article("3", title="A/B: another", place="Vol. 1, p. 3"))
    )
    with serving(lambda asked: works(work())) as server:
        common = (
            "resolve", "a.mrc", "--cache=l.db", f"--crossref-url=http://127.0.0.1:{server.port}",
            f"--allow-host=127.0.0.1:{server.port}", "--rate=500", "--providers=",
            "--contact=a@b.example", "--report=r.csv",
        )  # fmt: skip
        assert marc2rdf(*common).returncode == 0
        assert server.asked == []
        for _ in range(2):
            done = marc2rdf(*common, "--find-dois")
            assert done.returncode == 0, done.stderr.decode()
            assert len(server.asked) == 2  # two records of one article are one search
    report = (tmp_path / "r.csv").read_text("utf-8")
    assert report.count("doi-found") == 2 and report.count("doi-perhaps") == 1
    args = ("convert", "a.mrc", "--base", BASE, "--links=l.db", "-t", "nt")
    first, again = marc2rdf(*args).stdout, marc2rdf(*args).stdout
    assert first == again and first.count(f'"{FOUND}"'.encode()) == 2


def test_a_plain_record_is_not_touched():
    record = Record()
    record.add("245", "10", [("a", "One")])
    assert list(Collector(MAPPING).of(MAPPING.convert(record))) == []


def test_what_was_found_has_its_provenance(tmp_path):
    searched(tmp_path, article(), works(work()))
    with Cache.read(tmp_path / "l.db") as cache:
        about = {(str(s.subject), str(s.object)) for s in provenance(cache, "https://a.example/")}
    assert (f"https://doi.org/{FOUND}", "https://www.crossref.org/") in about
