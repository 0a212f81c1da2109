"""The same record written in all six formats, by nobody's code but the tests' and pymarc's."""

from __future__ import annotations

import json

import pymarc

from marc2rdf.marc.record import Record


def written(records: list[Record], form: str) -> bytes:
    """Write records in a format."""
    return WRITERS[form](records)


def _iso2709(records: list[Record]) -> bytes:
    return b"".join(record.to_pymarc().as_marc() for record in records)


def _marcxml(records: list[Record]) -> bytes:
    inner = b"\n".join(pymarc.record_to_xml(record.to_pymarc()) for record in records)
    return b"<collection xmlns='http://www.loc.gov/MARC21/slim'>\n" + inner + b"\n</collection>\n"


def _marcjson(records: list[Record]) -> bytes:
    return json.dumps([record.to_pymarc().as_dict() for record in records]).encode()


def _mrk(records: list[Record]) -> bytes:
    out = ""
    for record in records:
        out += f"=LDR  {record.leader}\n"
        for field in record:
            if field.is_control:
                out += f"={field.tag}  {_signs(field.text).replace(' ', chr(92))}\n"
                continue
            indicators = (field.indicator1 + field.indicator2).replace(" ", "\\")
            values = "".join(f"${s.code}{_signs(s.value)}" for s in field.subfields)
            out += f"={field.tag}  {indicators}{values}\n"
        out += "\n"
    return out.encode()


def _signs(text: str) -> str:
    for char, name in (("{", "lcub"), ("}", "rcub")):
        text = text.replace(char, f"\x00{name}\x01")
    text = text.replace("$", "\x00dollar\x01").replace("\\", "\x00bsol\x01")
    return text.replace("\x00", "{").replace("\x01", "}")


def _alephseq(records: list[Record]) -> bytes:
    out = ""
    for number, record in enumerate(records, 1):
        head = f"{number:09d} "
        out += f"{head}LDR   L {record.leader.replace(' ', '^')}\n"
        for field in record:
            if field.is_control:
                out += f"{head}{field.tag}   L {field.text.replace(' ', '^')}\n"
                continue
            values = "".join(f"$${s.code}{s.value}" for s in field.subfields)
            out += f"{head}{field.tag}{field.indicator1}{field.indicator2} L {values}\n"
    return out.encode()


def _koha(records: list[Record]) -> bytes:
    out = ""
    for record in records:
        out += f"LDR {record.leader}\n"
        for field in record:
            if field.is_control:
                out += f"{field.tag}    {field.text}\n"
                continue
            start = f"{field.tag} {field.indicator1}{field.indicator2} "
            for subfield in field.subfields:
                out += f"{start}_{subfield.code}{subfield.value}\n"
                start = " " * 7
        out += "\n"
    return out.encode()


WRITERS = {
    "iso2709": _iso2709, "marcxml": _marcxml, "marcjson": _marcjson, "mrk": _mrk,
    "alephseq": _alephseq, "koha": _koha,
}  # fmt: skip


def sample(key: str, title: str = "Un été à la mer") -> Record:
    """Make a small record with what most records have."""
    record = Record("00000nam a2200000 a 4500")
    record.add_control("001", key)
    record.add_control("005", "20250112055905.0")
    record.add_control("008", "760101s1975    nyu    |      000 1 eng d")
    record.add("020", "  ", [("a", "0141439513 (pbk.)"), ("c", "12.50")])
    record.add("100", "1 ", [("a", "Diallo, Aïssatou"), ("e", "author")])
    record.add("245", "10", [("a", f"{title} /"), ("c", "Aïssatou Diallo.")])
    record.add("650", " 0", [("a", "Mer"), ("x", "Histoire")])
    record.add("999", "  ", [("c", key), ("d", key)])
    return record
