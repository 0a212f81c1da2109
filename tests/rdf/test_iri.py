"""IRIs: judged as the strict parsers judge them, mended so that they all accept them."""

from __future__ import annotations

import logging
import time

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from marc2rdf.rdf.iri import authority, encode, is_base, is_valid, relativize, repair

PIECES = [
    *":/?#[]@!$&'()*+,;=%-._~ <>\"{}|\\^`\t\n\x00\x7f\x80\xa0éЖא字",
    *"\u200e\u202e\u2028\u3000\ud7ff\ue000\uf8ff\uf900\ufdd0\ufdf0\uffef\ufffd\uffff\ud800\udfff",
    *"\U00010000\U0001fffe\U0001f600\U000e0001\U000e1000\U000f0000\U00100000\U0010ffff",
    *("%41", "%zz", "%4", "[::1]", "[v1.a]", "[fe80::1%25e]", "[1::2::3]", "[::1.2.3.04]"),
    *(":80", ":8a", "1.2.3.4", "//", "a@", "..", "example.org", "x"),
]
STARTS = [
    "",
    "http://",
    "https://example.org/",
    "HTTP:",
    "urn:",
    "mailto:",
    "x:/",
    "1:",
    "ftp://u@",
]
addresses = st.one_of(
    st.builds(
        lambda start, pieces: start + "".join(pieces),
        st.sampled_from(STARTS),
        st.lists(st.sampled_from(PIECES), max_size=8),
    ),
    st.builds(str.__add__, st.sampled_from(STARTS), st.text(max_size=8)),
)
often = settings(max_examples=1500, deadline=None)


def accepted(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except (ValueError, UnicodeEncodeError):
        return False
    return True


@often
@given(addresses)
def test_validity_is_what_a_strict_parser_says(text: str) -> None:
    assert is_valid(text) is accepted(text)


@settings(max_examples=600, deadline=None)
@given(addresses)
def test_what_is_repaired_every_parser_reads(text: str) -> None:
    iri = repair(text)
    assert repair(iri) == iri
    if not iri:
        return
    assert is_valid(iri)
    node = ox.NamedNode(iri)
    line = f"<{iri}> <{iri}> <{iri}> ."
    for kind in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.TURTLE):
        assert [quad.subject for quad in ox.parse(line, kind)] == [node]
    for name in ("nt", "turtle"):
        graph = rdflib.Graph().parse(data=line, format=name)
        assert {str(term) for triple in graph for term in triple} == {iri}


@often
@given(addresses)
def test_a_valid_address_is_left_alone(text: str) -> None:
    if is_valid(text) and text.isascii() and repair(text):
        assert repair(text) == text


@often
@given(st.text() | addresses)
def test_an_encoded_text_is_one_part_of_an_iri(text: str) -> None:
    part = encode(text)
    assert encode(part.replace("%", "")) == part.replace("%", "")
    assert is_valid(f"https://example.org/{part}")
    assert repair(f"https://example.org/{part}") == f"https://example.org/{part}"


BASES = ["https://example.org/", "http://a.b/c/d/", "http://é/", "http://a/../", "http://a/?q/"]


@often
@given(st.sampled_from(BASES), st.one_of(addresses, st.text("ab:/?#.é", max_size=7)))
def test_a_relative_iri_resolves_to_where_it_came_from(base: str, tail: str) -> None:
    iri = base + tail
    if not is_valid(iri):
        return
    short = relativize(iri, base)
    if short is not None:
        document = f"@base <{base}> . <{short}> <{short}> <{short}> ."
        (quad,) = ox.parse(document, ox.RdfFormat.TURTLE)
        assert quad.subject == ox.NamedNode(iri)
        (triple,) = rdflib.Graph().parse(data=document, format="turtle")
        assert str(triple[0]) == iri


@pytest.fixture(scope="module", autouse=True)
def _quiet() -> object:
    logging.getLogger("rdflib.term").disabled = True
    yield
    logging.getLogger("rdflib.term").disabled = False


@pytest.mark.parametrize(
    ("found", "mended"),
    [
        ("  http://example.org/a b\n", "http://example.org/a%20b"),
        ("\ufeffhttps://example.org/\u00a0x", "https://example.org/%C2%A0x"),
        ("http://example.org/100%", "http://example.org/100%25"),
        ("http://example.org/%C3%A9%zz", "http://example.org/%C3%A9%25zz"),
        ("http://example.org/é?q=[1]#a#b", "http://example.org/é?q=%5B1%5D#a%23b"),
        ("http://[2001:db8::1]:8080/[x]", "http://[2001:db8::1]:8080/%5Bx%5D"),
        (
            'http://example.org/<\u200e{a}|\\^`">',
            "http://example.org/%3C%E2%80%8E%7Ba%7D%7C%5C%5E%60%22%3E",
        ),
        ("http://a@b@example.org/", "http://a%40b@example.org/"),
        (
            "http://example.org/\ue000?\ue000#\ue000",
            "http://example.org/%EE%80%80?\ue000#%EE%80%80",
        ),
        ("http://example.org/a\x00b\ud800", "http://example.org/a%00b%EF%BF%BD"),
        ("mailto:x@example.org", "mailto:x@example.org"),
        ("urn:isbn:9780140328721", "urn:isbn:9780140328721"),
        ("info:doi/10.1000/<1>", "info:doi/10.1000/%3C1%3E"),
        ("file:///a b", "file:///a%20b"),
        ("http://example.org:/", "http://example.org:/"),
        ("http://example.org:80a/", ""),
        ("http://a:b:80/", ""),
        ("http://[::1/", ""),
        ("http://exa[mple.org/", "http://exa%5Bmple.org/"),
        ("http://exa mple.org/", "http://exa%20mple.org/"),
        ("http:\\\\example.org\\", ""),
        ("http:/example.org", ""),
        ("https:///x", ""),
        ("http://:80/", ""),
        ("ftp://user@/", ""),
        ("http:", ""),
        ("urn:", ""),
        ("www.example.org", ""),
        ("//example.org/", ""),
        ("<http://example.org/>", ""),
        ("10.1000/182", ""),
        ("", ""),
    ],
)
def test_addresses_as_they_stand_in_catalogues(found: str, mended: str) -> None:
    assert repair(found) == mended


def test_long_addresses_take_no_longer_than_their_length() -> None:
    start = time.process_time()  # a busy machine is no fault of ours
    for text in (" ", "%", "a:", "@", "[", "/.", "?", "é", "//", ":1"):
        address = "http://example.org/" + text * 50_000 + "\ud800"
        repair(address)
        repair("http://" + text * 50_000)
        is_valid(address)
        relativize(address, "http://example.org/")
        is_base(address + "/")
        encode(text * 50_000)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "tail",
    ["", "/x", "a:b", "a:b/c", "a#b:c", "?:", "=", ".", "..", "./a", "a/../b", "a/.", "a/.."],
)
def test_what_might_not_resolve_back_is_not_shortened(tail: str) -> None:
    assert relativize("https://example.org/" + tail, "https://example.org/") is None


@pytest.mark.parametrize("tail", ["a", "a/b:c", "?q=/../a", "#f/./", "a//b", "...", "a/.b", ".a"])
def test_what_resolves_back_is_shortened(tail: str) -> None:
    assert relativize("https://example.org/" + tail, "https://example.org/") == tail


@pytest.mark.parametrize(
    "base", ["", "urn:a/", "https://example.org", "https://example.org/a", "http://a/#/", "/a/"]
)
def test_what_is_no_base(base: str) -> None:
    assert not is_base(base)
    assert relativize(base + "a", base) is None


def test_authority() -> None:
    assert authority("https://u@example.org:8080?x") == "https://u@example.org:8080"
    assert authority("file:///a") == authority("mailto:x@y") == authority("bib/1") == ""
