"""Which shipped mapping a record is for, told from its shape when none is named.

Sources: UNIMARC Manual, bibliographic format, fields 100 and 200; MARC 21, 008 and 245;
Koha's default framework, 999 $c and $d.
"""

from __future__ import annotations

import re

from marc2rdf.marc.record import Record

_GENERAL = re.compile(r"\d{8}[a-ku|# ][\d |#.uX]{8}")  # how field 100 $a of UNIMARC begins


def family(record: Record) -> str:
    """Name the shipped mapping for a record: ``unimarc``, ``koha`` or ``marc21``.

    >>> family(Record())
    'marc21'
    """
    if is_unimarc(record):
        return "unimarc"
    return "koha" if is_koha(record) else "marc21"


def is_unimarc(record: Record) -> bool:
    """Tell whether a record is UNIMARC: 200 instead of 245, coded data in 100 or no 008.

    Field 100 $a has 36 characters there, the date of entry first; many exports cut blanks at
    its end, so only the beginning counts.

    >>> record = Record()
    >>> record.add("200", "1 ", [("a", "Choses")])
    >>> is_unimarc(record)
    True
    >>> record.add("245", "10", [("a", "Things")])
    >>> is_unimarc(record)
    False
    """
    tags = record.tags
    if "245" in tags or not ("200" in tags or "100" in tags):
        return False
    coded = any(
        _GENERAL.match(value)
        for field in record.get_fields("100")
        if not field.is_control
        for value in field.get("a")[:1]
    )
    return coded or ("200" in tags and "008" not in tags and "100" not in tags)


def is_koha(record: Record) -> bool:
    """Tell whether a record is Koha's: from its text view, or with its number in 999 $c and $d.

    >>> record = Record()
    >>> record.add("999", "  ", [("c", "7"), ("d", "7")])
    >>> is_koha(record)
    True
    """
    if record.format == "koha":
        return True
    return "999" in record.tags and any(
        field.get("c") and field.get("c")[0].strip() == (field.get("d") or [""])[0].strip()
        for field in record.get_fields("999")
        if not field.is_control
    )
