"""A record as the interpreter looks at it: fields taken apart, 880s tied to their fields.

Source: MARC 21, fields 006–008, 880, and Appendix A (control subfield $6).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass, field

from marc2rdf.marc.record import Record
from marc2rdf.notices import Notice

_LINK = re.compile(r"([0-9A-Z]{3})-(\d\d)")
_DATE_TYPES = "bcdeikmnpqrstu|"
_FORMATS = {
    "BK": ("at", "acdm"),
    "CR": ("at", "bis"),
    "CF": ("m", ""),
    "MP": ("ef", ""),
    "MU": ("cdij", ""),
    "VM": ("gkor", ""),
    "MX": ("p", ""),
}


@dataclass(eq=False, slots=True)
class FieldView:
    """A field: control fields have ``text``, data fields indicators and ``subfields``.

    ``linked`` are the 880 fields that say it in another script; ``script`` is true for an
    880 that is tied to no field and so is one of its own, under the tag it names.
    """

    index: int
    tag: str
    text: str = ""
    i1: str = " "
    i2: str = " "
    subfields: list[tuple[str, str]] = field(default_factory=list)
    linked: list[FieldView] = field(default_factory=list)
    script: bool = False

    def first(self, code: str) -> str:
        """Give the first value of a subfield, or nothing."""
        return next((value for c, value in self.subfields if c == code), "")

    @property
    def printed(self) -> str:
        """All its text but the control subfields."""
        return " ".join(value for code, value in self.subfields if not code.isdigit())


class RecordView:
    """The fields of one record, by tag and in their order."""

    def __init__(self, record: Record) -> None:
        self.leader = record.leader.ljust(24)
        self.notices: list[Notice] = []
        self.fields: list[FieldView] = []
        self._by_tag: dict[str, list[FieldView]] = {}
        self._has_fixed_008 = has_fixed_008(record.tags)
        for index, (tag, raw) in enumerate(zip(record.tags, record.fields, strict=True)):
            self.fields.append(self._field(index, tag, raw))
        self._tie_scripts()
        for view in self.fields:
            self._by_tag.setdefault(view.tag, []).append(view)
        self.has_linked = any(view.linked for view in self.fields)

    def with_tag(self, tag: str) -> list[FieldView]:
        """Give the fields with a tag, in which X stands for any digit."""
        if tag not in self._by_tag:
            pattern = re.compile(tag.replace("X", r"\d")) if "X" in tag else None
            found = [v for v in self.fields if pattern and pattern.fullmatch(v.tag)]
            self._by_tag[tag] = found
        return self._by_tag[tag]

    def control(self, tag: str) -> str:
        """Give the text of the first control field with this tag, or nothing."""
        fields = self.with_tag(tag)
        return fields[0].text if fields else ""

    @property
    def format(self) -> str:
        """The form of material by LDR/06-07: BK CR MU MP VM CF MX."""
        return format_of(self.leader)

    @property
    def digest(self) -> str:
        """A number for a record that has none: a hash of all fields but 005 and 9XX.

        Sixteen hexadecimal digits of SHA-256 over leader, tags and texts.
        """
        parts = [self.leader]
        for view in self.fields:
            if view.tag != "005" and not view.tag.startswith("9"):
                parts += [view.tag, view.text, view.i1, view.i2]
                parts += [code + value for code, value in view.subfields]
        text = "\x1f".join(parts)
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]

    def _field(self, index: int, tag: str, raw: str) -> FieldView:
        if tag.startswith("00") or "\x1f" not in raw:
            text = unicodedata.normalize("NFC", raw)
            if tag == "008" and self._has_fixed_008:
                text, notice = fixed(text)
                self.notices += [notice] if notice is not None else []
            return FieldView(index, tag, text)
        indicators, *pieces = raw.split("\x1f")
        indicators = indicators.ljust(2)
        subfields = [
            (piece[0], unicodedata.normalize("NFC", piece[1:]).strip()) for piece in pieces if piece
        ]
        return FieldView(index, tag, "", indicators[0], indicators[1], subfields)

    def _tie_scripts(self) -> None:
        """Tie each 880 to the field it names, or make it a field of its own."""
        originals: dict[str, FieldView] = {}
        for view in self.fields:
            if view.tag != "880" and (match := _LINK.match(view.first("6"))):
                originals.setdefault(f"{view.tag}-{match[2]}", view)
        for view in self.fields:
            match = _LINK.match(view.first("6")) if view.tag == "880" else None
            if match is None:
                continue
            original = originals.get(match[0]) if match[2] != "00" else None
            if original is not None:
                original.linked.append(view)
            elif match[1] != "880":
                view.tag, view.script = match[1], True


def has_fixed_008(tags: Container[str]) -> bool:
    """Tell whether 008 is MARC 21's: UNIMARC has none, and the Sudoc puts a code of its own there.

    >>> has_fixed_008(["008", "245"]), has_fixed_008(["008", "200"])
    (True, False)
    """
    return "245" in tags or "200" not in tags


def fixed(text: str) -> tuple[str, Notice | None]:
    """Give field 008 as far as it can be trusted, and a notice where that is not all of it.

    >>> fixed("760101s1975    nyu")[0], len(fixed(" " * 39)[0])
    ('760101s1975    ', 40)
    """
    if 38 <= len(text) <= 40:
        return text.ljust(40), None
    notice = Notice("008-length", f"008 has {len(text)} characters instead of 40", "008")
    if len(text) > 40:
        return text[:40], notice
    return (text[:15] if len(text) >= 15 and text[6] in _DATE_TYPES else ""), notice


def format_of(leader: str) -> str:
    """Give the form of material by LDR/06-07: BK CR MU MP VM CF MX.

    >>> format_of("00000nas a2200000 a 4500")
    'CR'
    """
    kind, level = leader[6], leader[7]
    for name, (kinds, levels) in _FORMATS.items():
        if kind in kinds and (not levels or level in levels):
            return name
    return "BK"
