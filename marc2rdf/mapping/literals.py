"""Typed literals: a value in the form that its datatype asks for, or none.

Source: XML Schema 1.1 part 2 (lexical spaces); EDTF datatypes of id.loc.gov.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
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
    if reader := _readers(latest).get(datatype):
        found = reader(text)
        if found is None:
            return None
        value, kind = found
        return Literal(value, _EDTF if kind == "edtf" else _XSD + kind)
    if not datatype.startswith(_XSD):
        return Literal(text, datatype)
    form = _FORMS.get(datatype.removeprefix(_XSD), r"[\s\S]*")
    return Literal(text, datatype) if re.fullmatch(form, text, re.ASCII) else None


def _readers(latest: str) -> dict[str, Callable[[str], tuple[str, str] | None]]:
    return {
        "year": dates.read_year,
        "date": lambda text: dates.read_date(text, latest),
        "datetime": dates.read_datetime,
        "edtf": dates.read_edtf,
        "int": _read_int,
        "bool": _read_bool,
    }


def _read_int(text: str) -> tuple[str, str] | None:
    match = re.fullmatch(r"\s*([+-]?\d+)\b(?:\D{0,20})", text, re.ASCII)
    return (str(int(match[1])), "integer") if match and len(match[1]) < 100 else None


def _read_bool(text: str) -> tuple[str, str] | None:
    word = text.strip().casefold()
    if word in _TRUE or word in _FALSE:
        return ("true" if word in _TRUE else "false"), "boolean"
    return None
