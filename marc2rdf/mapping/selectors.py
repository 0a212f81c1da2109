"""Selectors: which part of a record a value comes from, written as cataloguers write it.

==================  ===========================================================
``245$a$b``         subfields a and b of each 245, joined in the field's order
``856(4.)$u``       only with first indicator 4 (``#`` a blank, ``.`` any)
``020$a-d``         subfields a to d
``6XX``             any field whose tag begins with 6
``LDR/06``          position 6 of the leader
``008/35-37``       positions 35 to 37 (0-based, inclusive, as MARC 21 counts)
``773$7/3``         position 3 of a subfield
``$a``              of the field at hand
``value``           a name: of the value, the tag, the record or a part
==================  ===========================================================

Source: MARC 21 Format for Bibliographic Data, Introduction; UNIMARC Manual.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

OF_FIELD = ("value", "tag", "i1", "i2")
OF_RECORD = ("format", "type", "base", "key", "iri", "about")
NAMES = OF_FIELD + OF_RECORD
OCCURRENCE = "occurrence"  # for conditions alone: nothing that is said depends on a place
_SELECTOR = re.compile(
    r"(?P<tag>LDR|[0-9][0-9X]{2}|[A-Z][A-Z0-9]{2})?"
    r"(?:\((?P<i1>[a-z0-9#.|])(?P<i2>[a-z0-9#.|])\))?"
    r"(?P<codes>(?:\$[A-Za-z0-9](?:-[A-Za-z0-9](?![A-Za-z0-9]))?)*)"
    r"(?:/(?P<start>\d{1,4})(?:-(?P<end>\d{1,4}))?)?"
)
_CODE = re.compile(r"\$(.)(?:-(.))?")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector taken apart.

    Either ``name`` is set, or ``tag`` ("" is the field at hand, "LDR" the leader, X any
    digit) with the indicators ("." any, " " blank), the subfield ``codes`` ("" is the whole
    field) and ``start``/``end`` (0-based, end exclusive; -1 is no position).
    """

    text: str
    name: str = ""
    tag: str = ""
    i1: str = "."
    i2: str = "."
    codes: str = ""
    start: int = -1
    end: int = -1

    @property
    def exact(self) -> bool:
        """Whether blanks count: in positions and indicators they do."""
        return self.start >= 0 or self.name in ("i1", "i2")

    def takes_tag(self, tag: str) -> bool:
        """Tell whether a field with this tag is meant."""
        return all(w == t or (w == "X" and t.isdigit()) for w, t in zip(self.tag, tag, strict=True))


class SelectorError(ValueError):
    """A selector that is none; the message says why."""


def parse_selector(text: str) -> Selector:
    """Read one selector; raise SelectorError for what is none.

    >>> parse_selector("245$a$b").codes
    'ab'
    >>> selector = parse_selector("008/35-37")
    >>> selector.start, selector.end
    (35, 38)
    """
    text = text.strip()
    if _NAME.fullmatch(text):
        return Selector(text, name=text)
    match = _SELECTOR.fullmatch(text)
    if match is None or not text:
        raise SelectorError(f"'{text}' is no selector{_why(text)}")
    tag, codes = match["tag"] or "", _codes(match["codes"], text)
    start, end = match["start"], match["end"] or match["start"]
    if not tag and not codes:
        raise SelectorError(f"'{text}' names no field and no subfield")
    if start is not None and int(end) < int(start):
        raise SelectorError(f"in '{text}' the last position comes before the first")
    if start is not None and len(codes) > 1:
        raise SelectorError(f"'{text}' takes positions of several subfields; take one")
    if (tag == "LDR" or tag.startswith("00")) and (codes or match["i1"]):
        raise SelectorError(f"{tag} has no indicators and no subfields; take positions: {tag}/06")
    return Selector(
        text,
        tag=tag,
        i1=_indicator(match["i1"]),
        i2=_indicator(match["i2"]),
        codes=codes,
        start=-1 if start is None else int(start),
        end=-1 if start is None else int(end) + 1,
    )


def parse_alternatives(text: str) -> tuple[Selector, ...]:
    """Read ``A or B``: selectors of which the first that gives a value counts.

    >>> [selector.text for selector in parse_alternatives("001 or 999$c")]
    ['001', '999$c']
    """
    return tuple(parse_selector(part) for part in re.split(r"\s+or\s+", text.strip()))


def _codes(text: str, whole: str) -> str:
    codes = ""
    for first, last in _CODE.findall(text):
        if last and last < first:
            raise SelectorError(f"in '{whole}' the range ${first}-{last} runs backwards")
        for number in range(ord(first), ord(last or first) + 1):
            if chr(number).isalnum():
                codes += chr(number)
    if len(set(codes)) < len(codes):
        raise SelectorError(f"in '{whole}' a subfield stands twice")
    return codes


def _indicator(text: str | None) -> str:
    return "." if text is None else " " if text == "#" else text


def _why(text: str) -> str:
    if re.search(r"\$[A-Za-z0-9]{2}", text):
        return ": a subfield is one character, as in $a$b"
    if "[" in text or "]" in text:
        return ": indicators stand in round brackets, as in 856(4#)$u"
    if re.match(r"\d{1,2}(\D|$)|\d{4}", text):
        return ": a tag has three characters"
    if text.startswith("LDR") or re.match(r"00\d", text):
        return ": positions are written as in LDR/06 or 008/35-37"
    return ": write it as in 245$a$b, 856(4#)$u, 008/35-37, LDR/06 or 6XX"
