from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marc2rdf.marc.leader import repair_leader

LEADERS = [
    "02238cam a2200205   4500",
    "00000nam a2200000 a 4500",
    "01234nab a22002537a 4500",
    "00000cam  2200000 a 4500",
    "01142cas a22003373a 4500",
    "01991nas a2200493 c 4500",
    "00812nam  2200241   4500",
    "     nam a22     7a 4500",
    "     nam a22     uu 4500",
    "00986cam a22002895a 4500",
    "03036dam a22005655i 4500",
    "02370cas a2200493   4500",
    "00500nz  a2200169n  4500",
]


@pytest.mark.parametrize("leader", LEADERS)
def test_a_good_leader_stays_as_it_is(leader: str) -> None:
    assert repair_leader(leader) == (leader, "")


@pytest.mark.parametrize("leader", LEADERS)
def test_blanks_that_were_joined_come_back(leader: str) -> None:
    collapsed = re.sub(" +", " ", leader)
    assert repair_leader(collapsed)[0] == leader
    assert bool(repair_leader(collapsed)[1]) == (collapsed != leader)


@pytest.mark.parametrize("leader", LEADERS)
def test_what_follows_the_end_is_cut(leader: str) -> None:
    assert repair_leader(leader + "500")[0] == leader
    assert repair_leader(leader + "0")[1].startswith("the leader had 25 characters")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("02238cam a2200205 4500500", "02238cam a2200205   4500"),
        ("123456cam a2200205 a 4500", "99999cam a2200205 a 4500"),
        ("00000nam a2200000 a4500", "00000nam a2200000 a 4500"),
        ("0500nam a2200037 a 4500", "00500nam a2200037 a 4500"),
        ("00000nama2200000 a 4500", "00000nam a2200000 a 4500"),
        ("00000nam  a2200000 a 4500", "00000nam a2200000 a 4500"),
        ("00000nam a2200000  a  4500", "00000nam a2200000 a 4500"),
        ("00500nam a2200037 a 450", "00500nam a2200037 a 4500"),
        ("00500nam a2200037 a 45\xe90", "00500nam a2200037 a 4500"),
        ("00500nam a2200037 a 4\x005\x00", "00500nam a2200037 a 4500"),
        ("00500n\xe9m a2200037 a 4500", "00500n m a2200037 a 4500"),
    ],
)
def test_leaders_are_mended(wrong: str, right: str) -> None:
    leader, problem = repair_leader(wrong)
    assert leader == right
    assert problem


@given(st.text())
def test_whatever_comes_in_24_plain_characters_go_out(text: str) -> None:
    leader, problem = repair_leader(text)
    assert len(leader) == 24
    assert leader.isascii() and leader.isprintable()
    assert problem or leader == text
