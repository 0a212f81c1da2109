"""ISBD punctuation at the end of a value, and which full stops belong to the word.

Sources: ISBD consolidated edition, area punctuation; MARC 21, "Punctuation" notes of the
2XX and 3XX fields.
"""

from __future__ import annotations

import re
from functools import lru_cache

_TWO_STOPS = re.compile(r"(?<!\.)\.\. ")  # an abbreviation, joined to what follows by a stop
_VOWELS = frozenset("aeiouy")
# ISBD's marks as they stand in several scripts, and the marks of writing direction.
_MARKS = " \t\n\u00a0/:;,=،؛：；，＝\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
_STOPS = frozenset(
    # of persons and bodies
    "jr sr dr mr mrs ms prof st ste sen gen col capt rev hon esq ph.d phil inc co corp ltd llc "
    "bros gmbh ag e.v assn assoc dept univ inst soc nat natl intl govt etc et al "
    "pub publ verl univ wiss akad buchges ges "
    # of dates, numbers and descriptions
    "b d fl ca cent no nos nr vol vols v bd bde t ed eds éd aufl hrsg rev enl ill illus col min "
    "sec p pp s pt pts ser suppl jan feb mar apr jun jul aug sept sep oct nov dec a.d b.c a.m "
    "p.m izd изд с стр вып т кн ч wyd vyd uppl udg utg opl ausg repr coll".split()
)
# Places with a capital letter: the American states, as cataloguers shorten them, and others.
_STATES = frozenset(
    "ala ariz ark calif colo conn del fla ga ill ind kan ky la mass md me mich minn miss mo mont "
    "neb nev okla or ore pa tenn tex va vt wash wis wyo alta man ont que sask qld tas vic".split()
)

_LONGEST = max(map(len, _STOPS | _STATES))


def isbd_trim(text: str) -> str:
    """Take off the punctuation that only leads over to the next element, and half brackets.

    >>> isbd_trim("Pride and prejudice /"), isbd_trim("Mankato, Minn. :"), isbd_trim("Austen,")
    ('Pride and prejudice', 'Mankato, Minn.', 'Austen')
    >>> isbd_trim("Wellington [N.Z."), isbd_trim("Rowling, J. K."), isbd_trim("What next ...")
    ('Wellington N.Z.', 'Rowling, J. K.', 'What next ...')
    >>> isbd_trim("J.Phys.Chem."), isbd_trim("Krafft, J. Ch.,"), isbd_trim("The end.")
    ('J.Phys.Chem.', 'Krafft, J. Ch.', 'The end')
    >>> isbd_trim("Holz-Verl.,"), isbd_trim("All around me."), isbd_trim("Bible. O.T.. Psalms.")
    ('Holz-Verl.', 'All around me', 'Bible. O.T. Psalms')
    >>> isbd_trim("Juvenile literature.."), isbd_trim("Doe et al..")
    ('Juvenile literature', 'Doe et al.')
    >>> isbd_trim("A coisa. -"), isbd_trim("310, [1] с."), isbd_trim("1990-")
    ('A coisa', '310, [1] с.', '1990-')
    """
    text = text.strip(_MARKS)
    if ("-" in text or "–" in text) and text[-1] in "-–" and text[-2:-1] in (" ", "."):
        text = text[:-1].rstrip(_MARKS)  # ". -" leads over to the next area
    if "." in text:
        if ".." in text:
            text = _drop_doubled_stops(text)
        elif (before := text.removesuffix(".")) is not text and not _is_abbreviated(before):
            text = before.rstrip(_MARKS)
    if "(" in text or "[" in text or ")" in text or "]" in text:
        return _drop_half_brackets(text)
    return text


def _drop_doubled_stops(text: str) -> str:
    """Make one full stop of the two behind an abbreviation, and look whether it may stay."""
    text = _TWO_STOPS.sub(". ", text)
    if text.endswith("..") and not text.endswith("..."):
        text = text[:-1]
    if text.endswith("..") or not text.endswith("."):
        return text
    before = text[:-1]
    return text if _is_abbreviated(before) else before.rstrip(_MARKS)


def _is_abbreviated(text: str) -> bool:
    """Tell whether a full stop behind a text belongs to its last word."""
    word = text.rpartition(" ")[2]
    if word.isalnum():
        return len(word) <= _LONGEST and _is_short_form(word)
    return _has_stops_inside(text)


def _has_stops_inside(text: str) -> bool:
    """Do as `_is_abbreviated` does for a last word with more in it than letters and digits."""
    word = text.rsplit(None, 1)[-1].lstrip("([\"'") if text.strip() else ""
    if "." in word:
        letters = word.replace("-", "").replace(".", "")
        if letters.isalpha() and all(len(p) <= 3 or p.istitle() for p in word.split(".")):
            return True
    return _is_short_form(word)


@lru_cache(maxsize=1024)
def _is_short_form(word: str) -> bool:
    """Tell whether a word is known to be an abbreviation, or looks like one."""
    if len(word) <= 4 and word.isalpha() and word.istitle():
        if len(word) == 1:
            return True
        if _VOWELS.isdisjoint(word.casefold()):
            return word.isascii()
    last = word.rpartition("-")[2].casefold()
    return last in _STOPS or (last in _STATES and word.istitle())


def _drop_half_brackets(text: str) -> str:
    """Take off brackets that have no partner, and a pair that holds the whole value."""
    whole = text
    if "[" in text or "]" in text:
        if not _are_paired(text, "[", "]"):
            text = _without_halves(text, "[", "]")
        if text[:1] == "[" and text.find("]") == len(text) - 1:
            text = text[1:-1]
    if ("(" in text or ")" in text) and not _are_paired(text, "(", ")"):
        text = _without_halves(text, "(", ")")
    return text if text is whole else text.strip(_MARKS)


def _are_paired(text: str, left: str, right: str) -> bool:
    """Tell whether brackets are opened and closed in turn, none inside another."""
    while True:
        before, opened, text = text.partition(left)
        if right in before:
            return False
        if not opened:
            return True
        inside, closed, text = text.partition(right)
        if not closed or left in inside:
            return False


def _without_halves(text: str, left: str, right: str) -> str:
    """Take off brackets that have no partner."""
    open_at: list[int] = []
    half: set[int] = set()
    for index, character in enumerate(text):
        if character == left:
            open_at.append(index)
        elif character == right:
            half.discard(open_at.pop()) if open_at else half.add(index)
    half.update(open_at)
    return "".join(c for index, c in enumerate(text) if index not in half) if half else text
