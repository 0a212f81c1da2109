"""pymarc's own properties of real records against ours; the table knows every difference."""

from __future__ import annotations

import pytest
from peer_records import everything, fixture
from pymarc_views import VIEWS
from reviewed import compare, table

TABLE = "pymarc_differences.csv"  # record, property, theirs, ours, who is right, why


@pytest.mark.parametrize("name", VIEWS)
def test_every_difference_from_pymarc_is_known(name):
    found = set()
    for record in everything():
        theirs, ours = VIEWS[name](record)
        if theirs != ours:
            parts = (" | ".join(sorted(side)) for side in (theirs - ours, ours - theirs))
            found.add((record.key, name, *parts))
    compare(TABLE, found, table(TABLE, 4))


@pytest.mark.parametrize("name", VIEWS)
def test_there_is_something_to_compare(name):
    """The views say nothing where they cannot; in enough records they can."""
    pairs = [VIEWS[name](record) for record in fixture()]
    assert sum(bool(theirs) and bool(ours) for theirs, ours in pairs) >= 5
