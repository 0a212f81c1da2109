"""Small MARC records for tests."""

from __future__ import annotations

import pymarc

Fields = dict[str, object]


def iso2709(*records: Fields) -> bytes:
    """Make ISO 2709 records: each a dict of tag to text or to (indicators, {code: value})."""
    out = b""
    for fields in records:
        record = pymarc.Record(leader=str(fields.get("LDR", "00000nam a2200000 a 4500")))
        for tag, value in fields.items():
            if tag == "LDR":
                continue
            if isinstance(value, str):
                record.add_field(pymarc.Field(tag=tag, data=value))
            else:
                indicators, subfields = value  # type: ignore[misc]
                pairs = [pymarc.Subfield(code, text) for code, text in subfields.items()]
                field = pymarc.Field(
                    tag=tag, indicators=pymarc.Indicators(*indicators), subfields=pairs
                )
                record.add_field(field)
        out += record.as_marc()
    return out


def book(number: str, title: str, **more: object) -> Fields:
    """Give a small book for ``iso2709``; more fields as ``**{"020": ("  ", {"a": "…"})}``."""
    return {"001": number, "245": ("10", {"a": title}), **more}
