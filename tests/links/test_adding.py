"""What each finding gives: the table of docs/links.md, line by line."""

from __future__ import annotations

import io

import pyoxigraph as ox
import pytest
from links_server import FakeClock

from marc2rdf import Mapping, Record, read
from marc2rdf.links.adding import Links
from marc2rdf.links.cache import Cache
from marc2rdf.links.collecting import Collector
from marc2rdf.links.findings import find
from marc2rdf.links.verdict import Verdict, dated
from marc2rdf.rdf.writer import FORMATS, open_writer

BASE = "https://data.example.org/"
ISSN, LINKING = "0303-965X", "0020-8523"
FRENCH = "Revue internationale des sciences administratives"
ENGLISH = "International review of administrative sciences"
JOURNAL = f"{BASE}journal/{ISSN}"
BIB = f"{BASE}bib/220572"
SAME = "http://www.w3.org/2002/07/owl#sameAs"
URL = (
    "https://shs.cairn.info/journal-international-review-of-administrative-sciences"
    "-2016-1-page-11?lang=en"
)


def article(medium=""):
    """Give a record of an article with an ISSN, a DOI and an address."""
    record = Record()
    record.leader = "00000nab a2200000 a 4500"
    record.add_control("001", "5")
    record.add("024", "7 ", [("a", "10.1000/XYZ"), ("2", "doi")])
    record.add("245", "10", [("a", "Things")])
    journal = "International review of administrative sciences"
    record.add("773", "0 ", [("t", journal), ("x", ISSN + medium), ("g", "Vol. 1, no. 2")])
    record.add("856", "40", [("u", "http://a.example/x")])
    return record


@pytest.fixture
def cache(tmp_path):
    with Cache.open(tmp_path / "links.db") as opened:
        yield opened


@pytest.fixture(scope="module")
def mapping():
    return Mapping.default(BASE)


def know(cache, kind, value, status, provider, said=None, reason="", **more):
    verdict = Verdict(status, reason, said or {}, provider=provider, **more)
    cache.put(kind, value, dated(verdict, 1_700_000_000.0, None))


def registered(title, **more):
    said = {"issn": ISSN, "title": title, "key_title": f"{title} (Imprimé)", "names": [title]}
    return {**said, "issn_l": LINKING, "medium": "print", "status": "Register", **more}


def converted(cache, mapping, source, **options):
    """Give the triples of a record without and with the cache."""
    [record] = [source] if isinstance(source, Record) else read(source)
    conversion = mapping.convert(record)
    before = {tuple(map(str, _parts(s))) for s in conversion.statements}
    added = Links(cache, mapping, **options).add(conversion)
    return before, {tuple(map(str, _parts(s))) for s in added}, (conversion, added)


def _parts(statement):
    found = statement.object
    return statement.subject, statement.predicate, getattr(found, "value", found)


def names(triples):
    """Shorten predicates, for what is compared."""
    return {(s, p.rsplit("/", 1)[-1].rsplit("#", 1)[-1], o) for s, p, o in triples}


def test_an_empty_cache_adds_nothing(cache, mapping, seed):
    before, after, _ = converted(cache, mapping, seed)
    assert before == after


def test_the_first_record_is_a_title_mismatch(cache, mapping, seed):
    """Its ISSN is that of the French edition, its title English: seeAlso, and no sameAs."""
    know(cache, "issn", ISSN, "found", "issn", registered(FRENCH))
    before, after, _ = converted(cache, mapping, seed)
    assert before < after
    there = f"http://issn.org/resource/ISSN/{ISSN}"
    assert names(after - before) == {(JOURNAL, "seeAlso", there), (there, "title", FRENCH)}
    collector = Collector(mapping)
    collector.collect([str(seed)], cache, cache.begin())
    findings = {f.problem: f for f in find(cache)}
    assert findings["issn-title-mismatch"].record == "220572"
    assert FRENCH in findings["issn-title-mismatch"].what


def test_a_confirmed_number_is_the_same_as_the_registry_s(cache, mapping, seed):
    know(cache, "issn", ISSN, "found", "issn", registered(ENGLISH))
    before, after, _ = converted(cache, mapping, seed)
    assert before < after
    assert names(after - before) == {
        (JOURNAL, "sameAs", f"http://issn.org/resource/ISSN/{ISSN}"),
        (JOURNAL, "alternative", f"{ENGLISH} (Imprimé)"),
        (JOURNAL, "seeAlso", f"http://issn.org/resource/ISSN-L/{LINKING}"),
    }


@pytest.mark.parametrize("status", ["Cancelled", "Suppressed", "Unreported", "Legacy", ""])
def test_only_a_registered_number_is_the_same(cache, mapping, seed, status):
    know(cache, "issn", ISSN, "found", "issn", registered(ENGLISH, status=status))
    _, after, _ = converted(cache, mapping, seed)
    assert SAME not in {p for _, p, _ in after}


@pytest.mark.parametrize("provider", ["wikidata", "crossref"])
def test_others_than_the_registry_give_no_same_as(cache, mapping, seed, provider):
    know(cache, "issn", ISSN, "found", provider, {"names": [ENGLISH], "issn_l": LINKING})
    before, after, _ = converted(cache, mapping, seed)
    assert names(after - before) == {
        (JOURNAL, "seeAlso", f"http://issn.org/resource/ISSN-L/{LINKING}")
    }


@pytest.mark.parametrize(
    ("says", "is_", "number"), [("print", "online", "eissn"), ("online", "print", "issn")]
)
def test_the_other_edition_is_a_sibling(cache, mapping, says, is_, number):
    know(cache, "issn", ISSN, "found", "issn", registered(ENGLISH, medium=is_))
    before, after, _ = converted(cache, mapping, article(f" ({says})"))
    assert before < after
    sibling = f"{JOURNAL}#{is_}"
    assert names(after - before) == {
        (JOURNAL, "hasFormat", sibling),
        (sibling, "hasFormat", JOURNAL),
        (sibling, number, ISSN),
        (sibling, "title", ENGLISH),
        (sibling, "seeAlso", f"http://issn.org/resource/ISSN-L/{LINKING}"),
    }


@pytest.mark.parametrize("status", ["absent", "unsure"])
def test_an_unknown_number_adds_nothing(cache, mapping, seed, status):
    know(cache, "issn", ISSN, status, "issn")
    before, after, _ = converted(cache, mapping, seed)
    assert before == after


def test_a_doi_is_pointed_to(cache, mapping):
    know(cache, "doi", "10.1000/xyz", "found", "doi", {"title": "Things"})
    before, after, _ = converted(cache, mapping, article())
    assert names(after - before) == {
        (f"{BASE}bib/5", "seeAlso", "https://doi.org/10.1000/xyz"),
    }
    assert (f"{BASE}bib/5", "doi", "10.1000/xyz") in names(after)


def test_an_unknown_doi_is_not(cache, mapping):
    know(cache, "doi", "10.1000/xyz", "absent", "doi")
    before, after, _ = converted(cache, mapping, article())
    assert before == after


def test_an_address_that_moved_is_replaced_only_when_asked(cache, mapping):
    said = {"permanent": "https://b.example/y", "final": "https://b.example/z"}
    know(cache, "url", "http://a.example/x", "moved", "url", said, reason="permanent")
    source = article()
    before, after, _ = converted(cache, mapping, source)
    assert before == after
    before, after, _ = converted(cache, mapping, source, drop_dead=True)
    assert before == after
    _, after, _ = converted(cache, mapping, source, follow_permanent=True)
    bib = f"{BASE}bib/5"
    assert {(bib, "page", "https://b.example/y"), (bib, "uri", "https://b.example/y")} <= names(
        after
    )
    assert "http://a.example/x" not in {o for _, _, o in after}


@pytest.mark.parametrize("status", ["missing", "unsure", "alive"])
def test_an_address_that_is_not_dead_stays(cache, mapping, status):
    know(cache, "url", "http://a.example/x", status, "url", {"final": "http://c.example/"})
    both = {"drop_dead": True, "follow_permanent": True}
    before, after, _ = converted(cache, mapping, article(), **both)
    assert before == after


def test_a_dead_address_is_left_out_only_when_asked(cache, mapping):
    know(cache, "url", "http://a.example/x", "dead", "url", {"code": 404})
    source = article()
    before, after, _ = converted(cache, mapping, source)
    assert before == after
    before, after, _ = converted(cache, mapping, source, follow_permanent=True)
    assert before == after
    before, after, _ = converted(cache, mapping, source, drop_dead=True)
    assert {o for _, _, o in before - after} == {"http://a.example/x"}
    assert after < before


@pytest.mark.parametrize("notation", FORMATS)
def test_what_is_added_is_valid_in_every_notation(cache, mapping, seed, notation):
    know(cache, "issn", ISSN, "found", "issn", registered(ENGLISH))
    _, _, (conversion, statements) = converted(cache, mapping, seed)
    out = io.BytesIO()
    writer = open_writer(
        notation,
        out,
        prefixes=mapping.used_prefixes,
        base=BASE,
        context=mapping.context if notation.startswith("json") else None,
    )
    writer.write(statements, conversion.iri)
    writer.close()
    forms = {"turtle": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES}
    forms |= {"nq": ox.RdfFormat.N_QUADS, "rdfxml": ox.RdfFormat.RDF_XML}
    quads = list(ox.parse(out.getvalue(), forms.get(notation, ox.RdfFormat.JSON_LD)))
    assert [q.object.value for q in quads if q.predicate.value == SAME] == [
        f"http://issn.org/resource/ISSN/{ISSN}"
    ]


def test_the_clock_plays_no_part(cache, mapping, seed):
    """A verdict of long ago counts as one of today."""
    know(cache, "issn", ISSN, "found", "issn", registered(ENGLISH))
    _, after, _ = converted(cache, mapping, seed)
    cache.db.execute("UPDATE verdict SET checked = 0, until = 1")
    _, later, _ = converted(cache, mapping, seed)
    assert after == later
    assert FakeClock().now() > 1


def test_a_wrong_check_digit_has_a_hint(cache, mapping):
    text = "000 00000nas a2200000 a 4500\n001 6\n022    _a0303-9651\n245 10 _aThings\n"
    path = io.BytesIO(text.encode())
    Collector(mapping).collect([path], cache, cache.begin())  # type: ignore[list-item]
    [finding] = find(cache)
    assert (finding.problem, finding.value) == ("issn-check-digit", "0303-9651")
    assert finding.hint.split(" or ")[0] == "0303-965X"
    assert finding.field == "022 $a"


def serial(tag="022", leader="00000nas a2200000 a 4500", **numbers):
    record = Record()
    record.leader = leader
    record.add_control("001", "6")
    record.add(tag, "  ", list(numbers.items()))
    record.add("200" if tag == "011" else "245", "10", [("a", ENGLISH)])
    return record


@pytest.mark.parametrize("tag", ["022", "011"])
def test_a_serial_s_own_number_is_confirmed(cache, mapping, tag):
    know(cache, "issn", ISSN, "found", "issn", registered(ENGLISH))
    before, after, _ = converted(cache, mapping, serial(tag, a=ISSN))
    own = f"{BASE}bib/6"
    assert names(after - before) == {
        (own, "sameAs", f"http://issn.org/resource/ISSN/{ISSN}"),
        (own, "alternative", f"{ENGLISH} (Imprimé)"),
        (own, "seeAlso", f"http://issn.org/resource/ISSN-L/{LINKING}"),
    }


@pytest.mark.parametrize(("tag", "qualifier"), [("022", "q"), ("011", "b")])
def test_a_serial_s_own_number_of_the_other_edition(cache, mapping, tag, qualifier):
    know(cache, "issn", ISSN, "found", "issn", registered(ENGLISH, medium="online"))
    source = serial(tag, a=ISSN, **{qualifier: "print"})
    before, after, _ = converted(cache, mapping, source)
    assert before < after
    assert (f"{BASE}bib/6", "hasFormat", f"{JOURNAL}#online") in names(after)
    assert (f"{JOURNAL}#online", "eissn", ISSN) in names(after)
    assert SAME not in {p for _, p, _ in after}


@pytest.mark.parametrize(("tag", "incorrect", "cancelled"), [("022", "y", "z"), ("011", "z", "y")])
def test_numbers_that_a_record_calls_wrong_are_reported(
    cache, mapping, tmp_path, tag, incorrect, cancelled
):
    """In both formats, whose letters are the other way round; who uses one still is named."""
    text = f"""000 00000nas a2200000 a 4500
001 6
{tag}    _a0303-965X
_{incorrect}0303-9651
_{cancelled}0020-8523
{"200" if tag == "011" else "245"} 1  _aThings

000 00000naa a2200000 a 4500
001 7
245 10 _aAn article
773 0  _tThings
_x0020-8523
_gVol. 1, no. 2
"""
    path = tmp_path / "a.txt"
    path.write_text(text)
    Collector(mapping).collect([str(path)], cache, cache.begin())
    found = {f.problem: f for f in find(cache)}
    wrong, old = found["issn-incorrect"], found["issn-cancelled"]
    assert (wrong.value, wrong.hint, wrong.field) == ("0303-9651", ISSN, f"{tag} ${incorrect}")
    assert (old.value, old.what, old.hint) == ("0020-8523", "in use by 7", ISSN)
    assert wrong.title == "Things" and wrong.record == "6"
    wanted = {value for (value,) in cache.db.execute("SELECT value FROM wanted WHERE kind='issn'")}
    assert wanted == {ISSN, "0020-8523"}


def test_the_centre_s_table_alone_gives_the_issn_l(cache, mapping, seed):
    know(cache, "issn", ISSN, "found", "table", {"issn": ISSN, "issn_l": LINKING})
    before, after, _ = converted(cache, mapping, seed)
    assert names(after - before) == {
        (JOURNAL, "seeAlso", f"http://issn.org/resource/ISSN-L/{LINKING}")
    }
