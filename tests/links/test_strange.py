"""Strange records and strange answers: none ends a run, none breaks the cache."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from links_server import Answer, run, serving
from samples import book, iso2709

from marc2rdf import Mapping, Record
from marc2rdf.links.adding import Links
from marc2rdf.links.cache import Cache, Use
from marc2rdf.links.collecting import Collector
from marc2rdf.links.findings import find
from marc2rdf.links.providers.issn_shapes import described
from marc2rdf.links.verdict import Verdict, dated
from marc2rdf.net.failures import FetchError
from marc2rdf.rdf.prefixes import BUILT_IN

ISSN = "0303-965X"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from([ISSN, "x", "\ud800", ""]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                "@graph @id id identifiedBy identifier value name isPartOf issn #ISSN #ISSN-L "
                "mainEntityOf status format exampleOfWork mainTitle @type".split()
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(JSON)
def test_any_json_is_read_or_refused(answer):
    try:
        said = described(ISSN, answer)
    except FetchError:
        return
    assert said is None or said["issn"] == ISSN


def test_lone_surrogates_of_an_answer_are_kept_out(tmp_path):
    entry = {"issn_bibo": ISSN, "mainTitle": "A\ud800B\x98C\x9c"}
    answer = Answer(200, json.dumps(entry).encode())
    with serving(lambda asked: answer) as server, Cache.open(tmp_path / "l.db") as cache:
        run(cache, [("issn", ISSN)], server.port, providers=("issn",))
        assert cache.get("issn", ISSN, "issn").said["title"] == "A?BC"


def test_lone_surrogates_of_a_record_are_kept_out(tmp_path):
    with Cache.open(tmp_path / "l.db") as cache:
        use = Use("url", "http://a.example/\ud800", "\ud800", "856", "\ud800", "")
        cache.want([(use, "a.example")], cache.begin())
        assert list(find(cache)) == []


def test_an_address_as_long_as_a_book(tmp_path):
    url = "http://a.example/" + "x" * 100_000
    with Cache.open(tmp_path / "l.db") as cache:
        run(cache, [("url", url)], 1, providers=("url",))
        assert cache.get("url", url, "url").reason in ("forbidden-url", "dns")


@pytest.mark.parametrize("leader", ["00000dam a2200000 a 4500", "00000nz  a2200000n  4500"])
def test_what_is_not_converted_is_not_asked(marc2rdf, tmp_path, leader):
    record = book("1", "One", **{"856": ("40", {"u": "http://a.example/"})}, LDR=leader)
    (tmp_path / "a.mrc").write_bytes(iso2709(record))
    assert marc2rdf("resolve", "a.mrc", "--cache=c.db", "--offline").returncode == 0
    with Cache.read(tmp_path / "c.db") as cache:
        assert cache.db.execute("SELECT count(*) FROM wanted").fetchone() == (0,)


MAPPING = Mapping.default("https://data.example.org/")
VALUES = st.sampled_from([ISSN, "0028-0836", f"{ISSN} (print)", "0028-0836 (online)", "1234"])
VERDICTS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["Things", "Choses"]),
        "key_title": st.sampled_from(["Things (Online)", "Things"]),
        "medium": st.sampled_from(["online", "print", "other"]),
        "status": st.sampled_from(["Register", "Cancelled", "Unreported"]),
        "issn_l": st.sampled_from(["0028-0836", ISSN]),
    },
)
ALLOWED = {
    BUILT_IN["owl"] + "sameAs",
    BUILT_IN["rdfs"] + "seeAlso",
    BUILT_IN["dcterms"] + "alternative",
    BUILT_IN["dcterms"] + "title",
    BUILT_IN["dcterms"] + "hasFormat",
    BUILT_IN["bibo"] + "issn",
    BUILT_IN["bibo"] + "eissn",
}


@settings(max_examples=60, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=3), VERDICTS, st.booleans())
def test_only_what_the_table_allows_is_added(tmp_path_factory, numbers, said, dead):
    """Of any ISSNs and verdicts: no sameAs but of a registered number whose title and medium
    agree; nothing of another kind; nothing withheld but by an option."""
    record = Record()
    record.leader = "00000nab a2200000 a 4500"
    record.add_control("001", "5")
    record.add("245", "10", [("a", "One")])
    for number in numbers:
        record.add("773", "0 ", [("t", "Things"), ("x", number), ("g", "Vol. 1, no. 2")])
    record.add("856", "40", [("u", "http://a.example/")])
    conversion = MAPPING.convert(record)
    with Cache.open(tmp_path_factory.mktemp("c") / "l.db") as cache:
        for number in (ISSN, "0028-0836"):
            verdict = Verdict("found", "", {"issn": number, **said}, provider="issn")
            cache.put("issn", number, dated(verdict, 1.7e9, None))
        status = "dead" if dead else "alive"
        gone = Verdict(status, provider="url")
        cache.put("url", "http://a.example/", dated(gone, 1.7e9, None))
        links = Links(cache, MAPPING)
        after = links.add(conversion)
        assert after == links.add(conversion)
    before = conversion.statements
    added = [s for s in after if s not in before]
    assert after[: len(before)] == before
    assert {str(s.predicate) for s in added} <= ALLOWED
    same = [s for s in after if s.predicate == BUILT_IN["owl"] + "sameAs"]
    if same:
        assert said.get("title") == "Things" or said.get("key_title", "").startswith("Things")
        assert said["status"] == "Register"
    assert [s for s in after if str(s.object) == "http://a.example/"]
    subjects = {s.subject for s in after}
    for subject in subjects:
        both = [s for s in after if s.subject == subject and "issn" in s.predicate]
        assert len({s.predicate for s in both}) < 2 or len({s.object for s in both}) == len(both)


def test_collecting_goes_on_after_a_mistake(tmp_path, monkeypatch):
    (tmp_path / "a.mrc").write_bytes(iso2709(book("1", "One"), book("2", "Two")))
    collector = Collector(MAPPING)
    calls = []

    def broken(conversion):
        calls.append(conversion)
        raise ValueError("a mistake of ours")

    monkeypatch.setattr(collector, "of", broken)
    with Cache.open(tmp_path / "l.db") as cache:
        collector.collect([str(tmp_path / "a.mrc")], cache, cache.begin())
    assert (collector.read, collector.broken, len(calls)) == (2, 2, 2)
