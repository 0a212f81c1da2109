"""Typed literals are valid for the strict judge."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marc2rdf.mapping.literals import typed
from marc2rdf.rdf.prefixes import BUILT_IN

XSD = BUILT_IN["xsd"]
SHORT = ("int", "year", "date", "datetime", "edtf", "bool")
LONG = (
    "integer nonNegativeInteger positiveInteger decimal double boolean gYear gYearMonth date"
    " dateTime time duration language"
).split()
SAMPLES = (
    st.text("0123456789-:.TZPYMDHSuX?+ ", max_size=24)
    | st.sampled_from(["1987", "2016-03-16", "true", "yes", "P1Y", "PT2H3M", "12:30:00", "-0044"])
    | st.text(max_size=10)
)
# The judge knows no integer beyond 64 bits and no year beyond 16 digits.


@given(st.sampled_from(SHORT) | st.sampled_from([XSD + name for name in LONG]), SAMPLES)
def test_a_typed_literal_has_a_value(datatype, text) -> None:
    found = typed(text, datatype)
    if (
        found is None
        or not found.datatype.startswith(XSD)
        or (len(found.value) > 16 and ":" not in text)
    ):
        return
    name = found.datatype.removeprefix(XSD)
    if name in ("language",):
        return
    store = pyoxigraph.Store()
    literal = pyoxigraph.Literal(found.value, datatype=pyoxigraph.NamedNode(found.datatype))
    query = f"ASK {{ BIND({literal} AS ?a) FILTER(?a = ?a) }}"
    if name in ("gYear", "gYearMonth", "time", "duration"):
        query = (
            f"ASK {{ FILTER(DATATYPE({literal}) = <{found.datatype}> && {literal} = {literal}) }}"
        )
    assert bool(store.query(query)), (text, found)


@pytest.mark.parametrize(
    ("text", "datatype", "value"),
    [
        ("310 p.", "int", "310"),
        ("-5", "int", "-5"),
        ("+5", "int", "5"),
        ("310p", "int", None),
        ("1 2", "int", None),
        ("9" * 200, "int", None),
        ("x", "urn:own", "x"),
        ("x", XSD + "string", "x"),
        ("x", XSD + "anyURI", "x"),
        ("0000", "year", None),
        ("-5", XSD + "nonNegativeInteger", None),
        ("٣", XSD + "integer", None),
    ],
)
def test_forms(text, datatype, value) -> None:
    found = typed(text, datatype)
    assert (found.value if found else None) == value
