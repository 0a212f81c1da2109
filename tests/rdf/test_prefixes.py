"""Prefixes: shortened only where every notation reads it back."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marc2rdf.rdf.prefixes import BUILT_IN, Namespaces, compact, expand

ODD = {
    "ex": "http://example.org/",
    "word": "http://example.org/word",
    "wordy": "http://example.org/word-y",
    "hash": "http://example.org/#",
    "again": "http://example.org/",
    "1": "http://example.org/1/",
    "": "http://example.org/none/",
    "a.b": "http://example.org/dot/",
    "end-": "http://example.org/end/",
    "é": "http://example.org/é/",
    "bad": "http://example.org/a b/",
}


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(sorted(ODD.values())), st.text("ab_-9.:/#%wordyé", max_size=6))
def test_a_short_form_is_read_back(namespace: str, local: str) -> None:
    short = compact(namespace + local, ODD)
    if short is not None:
        assert expand(short, ODD) == namespace + local
        name = short.partition(":")[0]
        text = f"@prefix {name}: <{ODD[name]}> . {short} {short} {short} ."
        (quad,) = ox.parse(text, ox.RdfFormat.TURTLE)
        assert quad.subject == ox.NamedNode(namespace + local)


def test_the_longest_namespace_wins_and_the_first_of_two_for_one() -> None:
    assert compact("http://example.org/word-yz", ODD) == "wordy:z"
    assert compact("http://example.org/words", ODD) == "word:s"
    assert compact("http://example.org/word", ODD) == "ex:word"
    assert compact("http://example.org/#a", ODD) == "hash:a"
    assert compact("http://example.org/word-", ODD) == "ex:word-"


@pytest.mark.parametrize(
    "iri", ["http://example.org/", "http://example.org/-a", "http://example.org/a.", "http://x.y/a"]
)
def test_not_shortened(iri: str) -> None:
    assert compact(iri, ODD) is None


def test_names_that_a_notation_cannot_write_are_left_out() -> None:
    assert list(Namespaces(ODD).prefixes) == ["ex", "word", "wordy", "hash", "again"]


def test_expand() -> None:
    assert expand("ex:", ODD) == "http://example.org/"
    assert expand("ex:a b", ODD) is None
    assert expand("ex://a", ODD) is None
    assert expand("nothing:a", ODD) is None
    assert expand("ex", ODD) is None


def test_the_built_in_ones_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        BUILT_IN["bibo"] = ""  # type: ignore[index]
    assert list(Namespaces(BUILT_IN).prefixes) == list(BUILT_IN)
    assert len(BUILT_IN) == 20
