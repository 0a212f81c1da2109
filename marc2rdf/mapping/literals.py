"""Typed literals: a value in the form that its datatype asks for, or none.

Source: XML Schema 1.1 part 2 (lexical spaces); EDTF datatypes of id.loc.gov.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

from marc2rdf.mapping import dates
from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.terms import Literal

_XSD = BUILT_IN["xsd"]
_EDTF = BUILT_IN["edtf"] + "EDTF"
_TRUE, _FALSE = ("1", "true", "yes", "y"), ("0", "false", "no", "n")
_DAY = r"-?(?:[1-9]\d*)?\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?"
_ZONE = r"(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)?"
_FORMS: Mapping[str, str] = MappingProxyType(
    {
        "integer": r"[+-]?\d+",
        "nonNegativeInteger": r"\+?\d+",
        "positiveInteger": r"\+?0*[1-9]\d*",
        "int": r"[+-]?\d{1,10}",
        "long": r"[+-]?\d{1,19}",
        "decimal": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
        "double": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN",
        "boolean": "true|false|1|0",
        "gYear": rf"-?(?:[1-9]\d*)?\d{{4}}{_ZONE}",
        "gYearMonth": rf"-?(?:[1-9]\d*)?\d{{4}}-(?:0[1-9]|1[0-2]){_ZONE}",
        "date": _DAY + _ZONE,
        "dateTime": f"{_DAY}T{_TIME}{_ZONE}",
        "time": _TIME + _ZONE,
        "duration": r"-?P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+D)?"
        r"(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?",
        "language": r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*",
    }
)


def typed(text: str, datatype: str, latest: str = "") -> Literal | None:
    """Give a literal of a datatype, or None when the text has not its form.

    ``datatype`` is a short name of the mapping language (int year date datetime edtf bool)
    or an IRI; ``latest`` is the year that decides the century of a date of six digits.

    >>> typed("19uu", "year")
    Literal(value='19XX', datatype='http://id.loc.gov/datatypes/edtf/EDTF', language='')
    >>> typed("310 p.", "int").value, typed("many", "int")
    ('310', None)
    """
    found = read_typed(text, datatype, latest)
    return Literal(*found) if found is not None else None


def read_typed(text: str, datatype: str, latest: str = "") -> tuple[str, str] | None:
    """Do as `typed` does; give the text and the datatype's IRI.

    >>> read_typed("1987", "year")
    ('1987', 'http://www.w3.org/2001/XMLSchema#gYear')
    """
    if datatype == "date":
        found = dates.read_date(text, latest)
    elif reader := _READERS.get(datatype):
        found = reader(text)
    elif form := _FORMS.get(datatype.removeprefix(_XSD)) if datatype.startswith(_XSD) else "":
        return (text, datatype) if _compiled(form).fullmatch(text) else None
    else:
        return text, datatype
    if found is None:
        return None
    value, kind = found
    return value, _EDTF if kind == "edtf" else _XSD + kind


@cache
def _compiled(form: str) -> re.Pattern[str]:
    return re.compile(form, re.ASCII)


def _read_int(text: str) -> tuple[str, str] | None:
    if text.isascii() and text.isdigit() and len(text) < 100:
        return str(int(text)), "integer"
    match = _compiled(r"\s*([+-]?\d+)\b(?:\D{0,20})").fullmatch(text)
    return (str(int(match[1])), "integer") if match and len(match[1]) < 100 else None


def _read_bool(text: str) -> tuple[str, str] | None:
    word = text.strip().casefold()
    if word in _TRUE or word in _FALSE:
        return ("true" if word in _TRUE else "false"), "boolean"
    return None


_READERS: Mapping[str, Callable[[str], tuple[str, str] | None]] = MappingProxyType(
    {
        "year": dates.read_year,
        "datetime": dates.read_datetime,
        "edtf": dates.read_edtf,
        "int": _read_int,
        "bool": _read_bool,
    }
)
