"""The leader: 24 characters, mended where a copy lost or gained some.

Programs that show or copy records join runs of blanks, cut the end, or let a length of six
digits push the rest along.  The pieces are found again by what never changes in MARC 21:
``22`` with the base address of five characters behind it, and ``4500`` at the end.
Source: MARC 21 Format for Bibliographic Data, Leader
(https://www.loc.gov/marc/bibliographic/bdleader.html).
"""

from __future__ import annotations

import re

LENGTH = 24

# length; status, type, level, control, coding; "22"; base address; level, form, part; the rest
_SHAPE = re.compile(
    r"(?P<length>[ ]{1,5}(?=[^ ])|[0-9]*)(?P<codes>[^0-9]?.{1,5}?)"
    r"22(?P<base>[0-9]{3,5}|[ ]{5}|[ ]?)(?P<form>.{0,6}?)(?P<end>45[0-9 ]{2}|450)"
)


def repair_leader(text: str) -> tuple[str, str]:
    """Give a leader 24 characters, and say what was done to it.

    Returns the leader, and a sentence that is empty when nothing was wrong.  Characters that
    are not printable ASCII become blanks, those at 20-23 the ``4500`` that belongs there.

    >>> repair_leader("02238cam a2200205 4500500")[0]
    '02238cam a2200205   4500'
    >>> repair_leader("00000cam 2200000 a 4500")
    ('00000cam  2200000 a 4500', "the leader had 23 characters: '00000cam 2200000 a 4500'")
    >>> repair_leader("00000nam a2200000 a 4500")
    ('00000nam a2200000 a 4500', '')
    """
    clean = text
    if not (text.isascii() and text.isprintable()):
        clean = "".join(char if " " <= char <= "~" else " " for char in text)
        if len(text) == LENGTH and text[20:] != clean[20:]:
            clean = clean[:20] + "4500"
    if len(clean) == LENGTH:
        if clean == text:
            return text, ""
        return clean, f"the leader held characters that it cannot have: {text!r}"
    return _rebuild(clean), f"the leader had {len(text)} characters: {text[:40]!r}"


def _rebuild(text: str) -> str:
    match = _SHAPE.match(text) or _SHAPE.match(text.lstrip())
    if match is None:
        return text[:LENGTH].ljust(LENGTH)
    length, codes, base = match["length"], match["codes"], match["base"]
    if length.strip():
        length = "99999" if len(length) > 5 else length.zfill(5)
    return (
        length.ljust(5)
        + _codes(codes)
        + "22"
        + (base.zfill(5) if base.strip() else base.ljust(5))
        + _form(match["form"])
        + match["end"].ljust(4, "0" if match["end"] == "450" else " ")
    )


def _codes(text: str) -> str:
    """Bring positions 05-09 to five characters.

    >>> _codes("cam "), _codes("cama"), _codes("nam  a")
    ('cam  ', 'cam a', 'nam a')
    """
    while len(text) > 5 and "  " in text:
        text = text.replace("  ", " ", 1)
    if len(text) < 5 and " " not in text and text.endswith("a") and len(text) == 4:
        return text[:3] + " a"
    return _spread(text, 5)


def _form(text: str) -> str:
    """Bring positions 17-19 to three characters; a form alone belongs to position 18.

    >>> _form(" "), _form(" a"), _form("7a"), _form("i ")
    ('   ', ' a ', '7a ', ' i ')
    """
    letters = text.strip()
    if len(text) < 3 and (letters in ("a", "c", "i") or text == " n"):
        return f" {letters} "
    while len(text) > 3 and "  " in text:
        text = text.replace("  ", " ", 1)
    return _spread(text, 3)


def _spread(text: str, size: int) -> str:
    """Widen the first blank of a text until it has the size, or cut it."""
    missing = size - len(text)
    if missing <= 0:
        return text[:size]
    head, blank, tail = text.partition(" ")
    return head + blank + " " * missing + tail
