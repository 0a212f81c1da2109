"""Which triples a store takes for the same: some keep a value and not how it was written.

Measured with Virtuoso 7.2.5: 007 comes back as 7, 1.50 as 1.5, "1" of xsd:boolean as true, a
gYear gets four digits, and of 1, 1.0 and true behind one property the first alone is kept.
So a store may rightly hold fewer triples than were sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final

_TYPED: Final = re.compile(
    rb'"([^"]*)"\^\^<http://www\.w3\.org/2001/XMLSchema#([a-zA-Z]+)> \.\n?\Z'
)


def fold_virtuoso(line: bytes) -> bytes:
    """Write a line so that two are equal if Virtuoso takes them for the same.

    Numbers are the same if their values are, whatever their datatypes, and true is 1.

    >>> line = '<x:a> <x:p> "%s"^^<http://www.w3.org/2001/XMLSchema#%s> .'
    >>> kinds = [("01", "integer"), ("1.0", "double"), ("true", "boolean")]
    >>> len({fold_virtuoso((line % kind).encode()) for kind in kinds})
    1
    """
    match = _TYPED.search(line)
    kind = _KINDS.get(match[2].decode()) if match else None
    if match is None or kind is None:
        return line.rstrip(b"\n")
    try:
        value = kind(match[1].decode())
    except (ValueError, InvalidOperation):
        return line.rstrip(b"\n")
    datatype = b"" if kind in (_number, _truth) else match[2]
    return line[: match.start()] + datatype + b"=" + value.encode()


def _number(text: str) -> str:
    return f"{Decimal(text).normalize() + 0:f}"


def _truth(text: str) -> str:
    return {"true": "1", "false": "0"}.get(text, text)


def _moment(text: str) -> str:
    return re.sub(r"(\.\d*?)0+(?=\D|\Z)", lambda m: m[1] if len(m[1]) > 1 else "", text, count=1)


def _year(text: str) -> str:
    return text.zfill(4)


_KINDS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger",
             "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte", "negativeInteger",
             "nonPositiveInteger", "decimal", "double", "float"), _number,
        ),
        "boolean": _truth,
        "dateTime": _moment, "gYear": _year,
    }
)  # fmt: skip
