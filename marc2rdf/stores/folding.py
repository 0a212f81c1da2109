"""Which triples a store takes for the same: some keep a value and not how it was written.

Measured with Virtuoso 7.2.5: 007 comes back as 7, 1.50 as 1.5, "1" of xsd:boolean as true, a
gYear gets four digits.  So a store may rightly hold fewer triples than were sent.
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
    """Write a line as Virtuoso holds it.

    >>> fold_virtuoso(b'<x:a> <x:p> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .')
    b'<x:a> <x:p> "7"^^<http://www.w3.org/2001/XMLSchema#integer> .'
    """
    match = _TYPED.search(line)
    kind = _KINDS.get(match[2].decode()) if match else None
    if match is None or kind is None:
        return line.rstrip(b"\n")
    try:
        value = kind(match[1].decode())
    except (ValueError, InvalidOperation):
        return line.rstrip(b"\n")
    return line[: match.start(1)] + value.encode() + line[match.end(1) :].rstrip(b"\n")


def _whole(text: str) -> str:
    return str(int(text))


def _decimal(text: str) -> str:
    return f"{Decimal(text).normalize():f}"


def _float(text: str) -> str:
    return repr(float(text))


def _boolean(text: str) -> str:
    return {"1": "true", "0": "false"}.get(text, text)


def _moment(text: str) -> str:
    return re.sub(r"(\.\d*?)0+(?=\D|\Z)", lambda m: m[1] if len(m[1]) > 1 else "", text, count=1)


def _year(text: str) -> str:
    return text.zfill(4)


_KINDS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger",
             "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte", "negativeInteger",
             "nonPositiveInteger"), _whole,
        ),
        "decimal": _decimal, "double": _float, "float": _float, "boolean": _boolean,
        "dateTime": _moment, "gYear": _year,
    }
)  # fmt: skip
