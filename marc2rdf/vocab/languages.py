"""MARC language codes as the language tags of BCP 47 (RFC 5646).

MARC's codes are those of ISO 639-2/B and some of its own past; a tag wants the two letters
of ISO 639-1 where there are such, else the three of ISO 639-3.  The facts are in the
shipped table ``tables/languages.csv``.
"""

from __future__ import annotations

import csv
from functools import cache

from marc2rdf import shipped

# Codes that name no language: many, none, unknown, any other.
_NO_LANGUAGE = frozenset({"mis", "mul", "und", "zxx"})


def tag_of(marc_code: str) -> str:
    """Return the BCP 47 tag of a MARC language code, or nothing.

    An obsolete code stands for its successor, if it has exactly one.  A code of a group of
    languages has no tag.  Blanks around the code and capitals do not matter.

    >>> tag_of("fre"), tag_of("gre"), tag_of("grc"), tag_of("scr")
    ('fr', 'el', 'grc', 'hr')
    >>> tag_of("und"), tag_of("sla"), tag_of("xyz")
    ('', '', '')
    """
    return _tags().get(marc_code.strip().lower(), "")


@cache
def _tags() -> dict[str, str]:
    with open(shipped.folder() / "tables" / "languages.csv", encoding="utf-8", newline="") as file:
        rows = {row["marc_code"]: row for row in csv.DictReader(file)}
    tags = {}
    for code, row in rows.items():
        current = rows.get(row["successor"], row)
        tag = current["iso639_1"] or current["iso639_3"]
        if tag and tag not in _NO_LANGUAGE:
            tags[code] = tag
    return tags
