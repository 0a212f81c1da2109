"""The ISSN Portal's answers: three forms of JSON and Turtle, and what they say of a serial."""

from __future__ import annotations

import json

import pytest
from links_server import Answer, run, serving

from marc2rdf.links.cache import Cache
from marc2rdf.links.judging import judge_issn

LINKS = ("isPartOf", "format", "status")
ISSN, LINKING, OTHER = "2151-2124", "0269-8803", "0303-965X"
KEY = "Journal of things (Online)"


def compact(issn=ISSN, linking=LINKING, status="Register", names=("The journal of things",)):
    entry = {
        "@context": "http://issn.org/context",
        "id": f"resource/ISSN/{issn}",
        "format": "medium:Online",
        "identifiedBy": {"#ISSN": {"value": issn}, "#KeyTitle": {"value": KEY}},
        "mainTitle": "Journal of things",
        "name": list(names) if len(names) != 1 else names[0],
        "issn_bibo": issn,
        "mainEntityOf": {"modified": "2025-12-13", "status": f"recordStatus:{status}"},
        "url": ["https://things.example/"],
    }
    if linking:
        entry["identifiedBy"]["#ISSN-L"] = {"value": linking}
        entry["isPartOf"] = {"id": f"http://issn.org/resource/ISSN-L/{linking}"}
    return entry


def legacy(issn=ISSN, linking=LINKING, status="Register", names=("The journal of things",)):
    main = {
        "@id": f"resource/ISSN/{issn}",
        "mainTitle": "Journal of things",
        "title": "Journal of things",
        "format": "vocabularies/medium#Online",
        "name": list(names) if len(names) != 1 else names[0],
        "publication": f"resource/ISSN/{issn}#ReferencePublicationEvent",
    }
    if linking:
        main["isPartOf"] = f"resource/ISSN-L/{linking}"
    record = {
        "@id": f"resource/ISSN/{issn}#Record",
        "modified": "20260506070724.741482",
        "status": f"vocabularies/RecordStatus#{status}",
    }
    # the number here may be that of another edition; the resource's own counts
    number = {"@id": f"resource/ISSN/{issn}#ISSN", "value": "0028-0836"}
    return {
        "@graph": [record, {"@id": f"resource/ISSN/{issn}#KeyTitle", "value": KEY}, number, main]
    }


def schema(issn=ISSN, linking=LINKING, status="Register", names=("The journal of things",)):
    valid = {"Register": "Valid"}.get(status, status)
    entry = {
        "@type": "Periodical",
        "issn": issn,
        "identifier": [{"name": "ISSN", "value": issn, "description": valid}],
        "name": "Journal of things",
        "alternateName": list(names) if len(names) != 1 else names[0],
        "mainEntityOfPage": {"version": status, "dateModified": "05/01/2023"},
        "material": "Online",
    }
    if linking:
        entry["exampleOfWork"] = {"@id": f"https://issn.org/resource/ISSN-L/{linking}"}
        entry["identifier"].append({"name": "ISSN-L", "value": linking, "description": "Valid"})
    return entry


TURTLE = f"""@prefix bf: <http://id.loc.gov/ontologies/bibframe/> .
@prefix schema: <http://schema.org/> .
@prefix dc11: <http://purl.org/dc/elements/1.1/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<http://issn.org/resource/ISSN/{ISSN}> bf:mainTitle "Journal of things" ;
  dc11:format <http://issn.org/vocabularies/medium#Online> ;
  schema:isPartOf <http://issn.org/resource/ISSN-L/{LINKING}> ;
  schema:name "The journal of things" .
<http://issn.org/resource/ISSN/{ISSN}#ISSN> rdf:value "0028-0836" .
<http://issn.org/resource/ISSN/{ISSN}#KeyTitle> rdf:value "{KEY}" .
<http://issn.org/resource/ISSN/{ISSN}#Record>
  dcterms:modified "20221124123358.370217"^^xsd:dateTime ;
  bf:status <http://issn.org/vocabularies/RecordStatus#Register> .
"""


def ask(tmp_path, route, issn=ISSN):
    with serving(route) as server, Cache.open(tmp_path / "links.db") as cache:
        run(cache, [("issn", issn)], server.port, providers=("issn",))
        verdict = cache.get("issn", issn, "issn")
    assert verdict is not None
    return verdict, server


def giving(entry, way="compact"):
    """Serve an entry the way the portal of that form wants to be asked."""

    def route(asked):
        path = asked.path.partition("?")
        right = {
            "compact": path[0].endswith(".jsonld"),
            "negotiated": not path[2] and "." not in path[0],
            "legacy": path[2] == "format=json",
        }[way]
        if not right:
            return Answer(404)
        return Answer(200, json.dumps(entry).encode(), {"Content-Type": "application/ld+json"})

    return route


@pytest.mark.parametrize("way", ["compact", "negotiated", "legacy"])
@pytest.mark.parametrize("shape", [compact, legacy, schema])
def test_all_forms_say_the_same(shape, way, tmp_path):
    verdict, _ = ask(tmp_path, giving(shape(), way))
    assert verdict.status == "found"
    said = verdict.said
    assert said["issn"] == ISSN and said["issn_l"] == LINKING
    assert said["medium"] == "online" and said["status"] == "Register"
    assert "Journal of things" in said["names"] and "The journal of things" in said["names"]
    if shape is not schema:
        assert said["key_title"] == KEY


def test_turtle_says_the_same(tmp_path, caplog):
    answer = Answer(200, TURTLE.encode(), {"Content-Type": "text/turtle; charset=utf-8"})
    verdict, _ = ask(tmp_path, lambda asked: answer)
    assert verdict.status == "found"
    assert verdict.said["issn_l"] == LINKING and verdict.said["medium"] == "online"
    assert verdict.said["key_title"] == KEY and verdict.said["status"] == "Register"
    assert "Journal of things" in verdict.said["names"]
    assert caplog.records == []


@pytest.mark.parametrize("shape", [compact, legacy, schema])
@pytest.mark.parametrize("status", ["Cancelled", "Suppressed", "Unreported"])
def test_the_status_is_read(shape, status, tmp_path):
    verdict, _ = ask(tmp_path, giving(shape(status=status)))
    assert verdict.said["status"] == status


@pytest.mark.parametrize("shape", [compact, legacy, schema])
@pytest.mark.parametrize("names", [("One",), ("One", "Two"), ()])
def test_a_name_is_a_text_or_a_list(shape, names, tmp_path):
    verdict, _ = ask(tmp_path, giving(shape(names=names)))
    assert set(names) <= set(verdict.said["names"])


@pytest.mark.parametrize("shape", [compact, legacy, schema])
def test_there_may_be_no_issn_l(shape, tmp_path):
    verdict, _ = ask(tmp_path, giving(shape(linking="")))
    assert verdict.status == "found" and "issn_l" not in verdict.said


@pytest.mark.parametrize("shape", [compact, legacy, schema])
def test_an_answer_about_another_serial_is_not_believed(shape, tmp_path):
    verdict, _ = ask(tmp_path, giving(shape(issn=OTHER)))
    assert (verdict.status, verdict.reason) == ("unsure", "content")


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"@context": {}}'])
def test_an_empty_answer_is_an_unknown_number(body, tmp_path):
    verdict, _ = ask(tmp_path, lambda asked: Answer(200, body))
    assert verdict.status == "absent"


def test_not_found_is_an_unknown_number(tmp_path):
    verdict, _ = ask(tmp_path, lambda asked: Answer(404))
    assert verdict.status == "absent"


@pytest.mark.parametrize(
    "entry",
    [1, "x", [1], {"@graph": 3}, {"@graph": [None]}, {"issn": {"a": [1]}}, {"identifiedBy": 5}],
)
def test_strange_json_is_no_answer(entry, tmp_path):
    verdict, _ = ask(tmp_path, giving(entry))
    assert verdict.status == "unsure"


def test_the_way_that_works_is_kept(tmp_path):
    numbers = ["0028-0836", "0303-965X", "1530-5309"]

    def route(asked):
        number = asked.path.rsplit("/", 1)[1].partition("?")[0]
        return giving(compact(issn=number), "legacy")(asked)

    with serving(route) as server, Cache.open(tmp_path / "links.db") as cache:
        run(cache, [("issn", n) for n in numbers], server.port, providers=("issn",))
        assert [cache.get("issn", n, "issn").status for n in numbers] == ["found"] * 3
    assert len(server.asked) == 3 + 2


@pytest.mark.parametrize(
    "rename",
    [
        lambda key: {"mainTitle": "bf:mainTitle", "name": "schema:name", "format": "dc:format",
                     "isPartOf": "schema:isPartOf", "value": "rdf:value",
                     "status": "bf:status"}.get(key, key),
        lambda key: {"mainTitle": "http://id.loc.gov/ontologies/bibframe/mainTitle",
                     "name": "http://schema.org/name", "isPartOf": "http://schema.org/isPartOf",
                     "format": "http://purl.org/dc/elements/1.1/format",
                     "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
                     "status": "http://id.loc.gov/ontologies/bibframe/status"}.get(key, key),
    ],
    ids=["prefixes", "IRIs"],
)  # fmt: skip
@pytest.mark.parametrize("expanded", [False, True])
def test_the_names_of_keys_may_be_written_in_full(rename, expanded, tmp_path):
    """JSON-LD that no context has shortened says the same."""
    nodes = [
        {rename(key): [{"@id" if key in LINKS else "@value": value}] if expanded and key != "@id"
         else value
         for key, value in node.items()}
        for node in legacy(names=("One",))["@graph"]
    ]  # fmt: skip
    verdict, _ = ask(tmp_path, giving(nodes if expanded else {"@graph": nodes}))
    said = verdict.said
    assert (said["issn_l"], said["medium"], said["status"]) == (LINKING, "online", "Register")
    assert {"Journal of things", "One"} <= set(said["names"]) and said["key_title"] == KEY


@pytest.mark.parametrize(
    "change",
    [
        lambda e: e.update(status="recordStatus:Cancelled", mainEntityOf=None),
        lambda e: e["identifiedBy"]["#ISSN"].update(status="status:Cancelled"),
        lambda e: e.update(identifiedBy=[
            {"type": "bf:Issn", "value": ISSN, "status": {"id": "vocabularies/status#Cancelled"}}
        ]),
        lambda e: e.update({"@graph": [
            {"@id": f"resource/ISSN/{ISSN}", "mainTitle": "Journal of things"},
            {"@id": f"resource/ISSN/{ISSN}#ISSN", "value": ISSN, "status": "status#Cancelled"},
        ]}),
    ],
)  # fmt: skip
def test_a_cancelled_number_is_one_wherever_that_is_said(change, tmp_path):
    entry = compact()
    change(entry)
    with serving(giving(entry)) as server, Cache.open(tmp_path / "l.db") as cache:
        run(cache, [("issn", ISSN)], server.port, providers=("issn",))
        judged = judge_issn(cache, ISSN, ["Journal of things"], "online")
    assert (judged.word, judged.same, judged.status) == ("not-registered", False, "Cancelled")


def test_the_status_of_another_edition_s_number_is_not_taken(tmp_path):
    entry = legacy()
    entry["@graph"][2]["status"] = "status#Cancelled"
    verdict, _ = ask(tmp_path, giving(entry))
    assert "number_status" not in verdict.said


def test_titles_by_language_and_many_of_them(tmp_path):
    names = [f"Name {n}" for n in range(90)]
    entry = {**compact(), "name": {"en": "Things", "fr": ["Choses", *names]}}
    verdict, _ = ask(tmp_path, giving(entry))
    assert {"Things", "Choses", "Name 89", KEY} <= set(verdict.said["names"])


def test_an_empty_graph_is_an_unknown_number(tmp_path):
    verdict, _ = ask(tmp_path, giving({"@context": {}, "@graph": []}))
    assert verdict.status == "absent"
