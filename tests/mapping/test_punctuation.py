"""ISBD punctuation at the end of values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marc2rdf.mapping.punctuation import isbd_trim


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Pride and prejudice /", "Pride and prejudice"),
        ("London :", "London"),
        ("Penguin,", "Penguin"),
        ("1813.", "1813"),
        ("A title ;", "A title"),
        ("A title =", "A title"),
        ("Mankato, Minn.", "Mankato, Minn."),
        ("Washington, D.C. :", "Washington, D.C."),
        ("Wellington [N.Z.", "Wellington N.Z."),
        ("N.Z.]", "N.Z."),
        ("[London]", "London"),
        ("[London] (England)", "[London] (England)"),
        ("London (England)", "London (England)"),
        ("Austen, Jane, 1775-1817.", "Austen, Jane, 1775-1817"),
        ("Rowling, J. K.", "Rowling, J. K."),
        ("King, Martin Luther, Jr.", "King, Martin Luther, Jr."),
        ("What next ...", "What next ..."),
        ("Why?", "Why?"),
        ("Wiley & Sons, Inc.", "Wiley & Sons, Inc."),
        ("3rd ed.", "3rd ed."),
        ("s.n.", "s.n."),
        ("a", "a"),
        ("", ""),
        (" / : ", ""),
        ("[", ""),
        ("Scott, Ann,", "Scott, Ann"),
        ("editor.", "editor"),
    ],
)
def test_isbd_trim(text, wanted) -> None:
    assert isbd_trim(text) == wanted


@given(st.text("abAB.,:;/=[]() ", max_size=30))
def test_trimming_twice_changes_nothing_but_more_stops(text) -> None:
    once = isbd_trim(text)
    assert once == once.strip() and not once.endswith(tuple("/:;,="))
    assert len(once) <= len(text)
    assert once.count("[") == once.count("]") and once.count("(") == once.count(")")
