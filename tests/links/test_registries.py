"""Crossref, Wikidata and the DOI resolver: what is believed of their answers."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from links_server import Answer, run, serving

from marc2rdf.links.cache import Cache
from marc2rdf.links.issntable import use_table

ISSN = "0303-965X"


def ask(tmp_path, route, *links, providers):
    with serving(route) as server, Cache.open(tmp_path / "links.db") as cache:
        outcome = run(cache, list(links), server.port, providers=providers)
        found = [cache.best(*link) for link in links]
    return found, server, outcome


def as_json(entry, kind="application/json"):
    return lambda asked: Answer(200, json.dumps(entry).encode(), {"Content-Type": kind})


JOURNAL = {
    "status": "ok",
    "message-type": "journal",
    "message": {
        "title": "Things",
        "ISSN": ["0303-965X", "1461-7226"],
        "issn-type": [
            {"value": "0303-965X", "type": "print"},
            {"value": "1461-7226", "type": "electronic"},
        ],
    },
}


def test_crossref_knows_a_journal(tmp_path):
    (found,), server, _ = ask(tmp_path, as_json(JOURNAL), ("issn", ISSN), providers=("crossref",))
    assert found.status == "found" and found.said["medium"] == "print"
    assert found.said["title"] == "Things"
    [asked] = server.asked
    assert urlsplit(asked.path).path == f"/journals/{ISSN}"
    assert parse_qs(urlsplit(asked.path).query) == {"mailto": ["tests@library.example"]}


@pytest.mark.parametrize(
    "entry",
    [{}, [], {"message": []}, {"message": {"ISSN": ["0028-0836"]}}, {"message": {"issn-type": 3}}],
)
def test_crossref_about_something_else_is_not_believed(tmp_path, entry):
    (found,), _, outcome = ask(tmp_path, as_json(entry), ("issn", ISSN), providers=("crossref",))
    assert (found.status, found.reason) == ("unsure", "content")
    assert outcome.failed == ["crossref"]


def wikidata(known):
    """Answer the query for those that are known, as the query service would."""

    def route(asked):
        query = parse_qs(urlsplit(asked.path).query)["query"][0]
        rows = [
            {
                "issn": {"type": "literal", "value": number},
                "item": {"type": "uri", "value": f"http://www.wikidata.org/entity/{item}"},
                "issnl": {"type": "literal", "value": linking},
                "title": {"type": "literal", "value": title, "xml:lang": "en"},
            }
            for number, (item, linking, title) in known.items()
            if f'"{number}"' in query
        ]
        table = {"head": {"vars": ["issn"]}, "results": {"bindings": rows}}
        return Answer(200, json.dumps(table).encode())

    return route


def test_wikidata_is_asked_about_many_at_once(tmp_path):
    numbers = [f"{n:07d}" for n in range(120)]
    numbers = [f"{n[:4]}-{n[4:]}{_check(n)}" for n in numbers]
    route = wikidata({numbers[7]: ("Q7", numbers[8], "Things"), numbers[9]: ("Q9", "", "Nine")})
    links = [("issn", n) for n in numbers]
    found, server, _ = ask(tmp_path, route, *links, providers=("wikidata",))
    assert len(server.asked) == 3
    assert [v.status for v in found].count("found") == 2
    assert found[7].said["issn_l"] == numbers[8] and found[7].said["items"] == ["Q7"]
    assert found[9].said["names"] == ["Nine"] and "issn_l" not in found[9].said
    assert {v.status for v in found} == {"found", "absent"}


def _check(digits):
    rest = -sum(int(d) * w for d, w in zip(digits, range(8, 1, -1), strict=True)) % 11
    return "X" if rest == 10 else str(rest)


CSL = {"DOI": "10.1000/XYZ", "type": "article-journal", "title": ["Things"], "volume": 3}


def test_a_doi_is_confirmed(tmp_path):
    def route(asked):
        if asked.path == "/10.1000/xyz":
            return Answer(302, headers={"Location": "/agency/10.1000/xyz"})
        assert asked.headers["accept"] == "application/vnd.citationstyles.csl+json"
        return Answer(200, json.dumps(CSL).encode())

    (found,), _, _ = ask(tmp_path, route, ("doi", "10.1000/xyz"), providers=("doi",))
    assert found.status == "found" and found.said["title"] == "Things"


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [(404, 0, "absent"), (302, 404, "unsure"), (302, 406, "unsure"), (500, 0, "unsure")],
)
def test_only_the_resolver_s_own_no_is_final(tmp_path, first, second, status):
    def route(asked):
        if asked.path.startswith("/agency"):
            return Answer(second)
        return Answer(first, headers={"Location": "/agency"} if second else {})

    (found,), _, _ = ask(tmp_path, route, ("doi", "10.1000/xyz"), providers=("doi",))
    assert found.status == status


@pytest.mark.parametrize("entry", [{}, [], 1, {"DOI": "10.1000/other"}, {"a": "b"}])
def test_the_metadata_of_another_doi_is_not_believed(tmp_path, entry):
    (found,), _, _ = ask(tmp_path, as_json(entry), ("doi", "10.1000/xyz"), providers=("doi",))
    assert (found.status, found.reason) == ("unsure", "content")


def test_a_strange_doi_is_sent_as_it_is(tmp_path):
    doi = "10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o#x?y"
    (found,), server, _ = ask(tmp_path, as_json({"DOI": doi}), ("doi", doi), providers=("doi",))
    assert found.status == "found"
    assert unquote(server.asked[0].path) == f"/{doi}"


def test_the_second_is_asked_only_about_what_the_first_does_not_know(tmp_path):
    portal = {"id": f"resource/ISSN/{ISSN}", "mainTitle": "Things", "issn_bibo": ISSN}

    def route(asked):
        if asked.path.startswith("/sparql"):
            return wikidata({"0028-0836": ("Q180445", "0028-0836", "Nature")})(asked)
        if asked.path.startswith("/journals/"):
            return Answer(404)
        return Answer(200, json.dumps(portal if ISSN in asked.path else {}).encode())

    links = [("issn", ISSN), ("issn", "0028-0836"), ("issn", "1530-5309")]
    order = ("issn", "wikidata", "crossref")
    found, server, _ = ask(tmp_path, route, *links, providers=order)
    assert [v.provider for v in found] == ["issn", "wikidata", "issn"]
    assert [v.status for v in found] == ["found", "found", "absent"]
    queries = [unquote(p) for p in server.paths() if p.startswith("/sparql")]
    assert len(queries) == 1 and ISSN not in queries[0]
    assert [p.split("?")[0] for p in server.paths() if p.startswith("/journals")] == [
        "/journals/1530-5309"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "ISSN\tISSN-L\n0303-965X\t0020-8523\n0028-0836\t0028-0836\n",
        "\ufeffISSN-L\tISSN1\tISSN2\r\n0020-8523\t0020-8523\t0303-965X\r\n",
    ],
)
def test_the_centre_s_own_table_gives_the_issn_l(tmp_path, text):
    table = tmp_path / "issn.txt"
    table.write_text(text, encoding="utf-8")
    with (
        serving(lambda asked: Answer(200, b"{}")) as server,
        Cache.open(tmp_path / "links.db") as cache,
    ):
        run(cache, [("issn", ISSN)], server.port, providers=("issn",))
        assert use_table(table, cache, 1.7e9) == 1
        assert cache.get("issn", ISSN, "table").said["issn_l"] == "0020-8523"


def cell(value):
    return {"type": "literal", "value": value}


ITEM = cell("http://www.wikidata.org/entity/Q1")


@pytest.mark.parametrize(
    "odd",
    [{"title": None}, {"title": "Things"}, {"title": {"type": "bnode"}}, None, 1, ["x"]],
)
def test_an_odd_cell_of_wikidata_costs_only_itself(tmp_path, odd):
    good = {"issn": cell(ISSN), "item": ITEM, "title": cell("Things")}
    row = {"issn": cell(ISSN), "item": ITEM, **odd} if isinstance(odd, dict) else odd
    entry = {"results": {"bindings": [row, good]}}
    (found,), _, _ = ask(tmp_path, as_json(entry), ("issn", ISSN), providers=("wikidata",))
    assert found.status == "found" and found.said["names"] == ["Things"]


@pytest.mark.parametrize("rows", [{}, None, "x", [1], [{"issn": ISSN, "item": "x"}], [{"a": None}]])
def test_another_table_than_was_asked_for_says_nothing(tmp_path, rows):
    entry = {"results": {"bindings": rows}}
    (found,), _, _ = ask(tmp_path, as_json(entry), ("issn", ISSN), providers=("wikidata",))
    assert (found.status, found.reason) == ("unsure", "content")


@pytest.mark.parametrize(
    "message",
    [
        {"title": ["Things & more"], "ISSN": [ISSN]},
        {"title": "Things &amp; more", "ISSN": ISSN},
        {"title": "<i>Things</i> &amp; more", "ISSN": [ISSN, None, 3]},
        {"title": "Things & more", "ISSN": None, "issn-type": {"value": ISSN, "type": "print"}},
    ],
)
def test_odd_fields_of_crossref_cost_nothing(tmp_path, message):
    route = as_json({"message": message})
    (found,), _, _ = ask(tmp_path, route, ("issn", ISSN), providers=("crossref",))
    assert found.status == "found" and found.said["title"] == "Things & more"


@pytest.mark.parametrize(
    "entry",
    [
        {"DOI": None, "title": "Things"},
        {"DOI": "", "title": ["Things"]},
        [{"DOI": "10.1000/XYZ", "title": "Things", "ISSN": [3, None, {}, ISSN]}],
        {"title": "<i>Things</i>", "volume": {}, "page": [], "ISSN": {}},
    ],
)
def test_missing_parts_of_csl_cost_nothing(tmp_path, entry):
    (found,), _, _ = ask(tmp_path, as_json(entry), ("doi", "10.1000/xyz"), providers=("doi",))
    assert found.status == "found" and found.said["title"] == "Things"
    assert found.said.get("issn", []) in ([], [ISSN])
