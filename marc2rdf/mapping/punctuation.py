"""ISBD punctuation at the end of a value, and which full stops belong to the word.

Sources: ISBD consolidated edition, area punctuation; MARC 21, "Punctuation" notes of the
2XX and 3XX fields.
"""

from __future__ import annotations

import re

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
    if text[-1:] in "-–" and text[-2:-1] in (" ", "."):  # ". -" leads over to the next area
        text = text[:-1].rstrip(_MARKS)
    if ".. " in text:
        text = _TWO_STOPS.sub(". ", text)
    if text[-2:] == ".." and text[-3:] not in ("...", ". .."):
        text = text[:-1]
    if text[-1:] == "." and text[-2:] != ".." and not _is_abbreviation(text):
        text = text[:-1].rstrip(_MARKS)
    if "[" in text or "]" in text or "(" in text or ")" in text:
        text = _drop_half_brackets(text).strip(_MARKS)
    return text


def _is_abbreviation(text: str) -> bool:
    """Tell whether the last full stop belongs to the last word."""
    word = text[:-1].rsplit(None, 1)[-1].lstrip("([\"'") if text[:-1].strip() else ""
    if len(word) > 4 and "." not in word and "-" not in word:
        last = word.casefold()
        return last in _STOPS or (last in _STATES and word.istitle())
    letters = word.replace("-", "").replace(".", "")
    pieces = word.split(".")
    if len(pieces) > 1 and letters.isalpha() and all(len(p) <= 3 or p.istitle() for p in pieces):
        return True
    if len(word) == 1 and word.isalpha() and word.isupper():
        return True
    if len(word) <= 4 and word.istitle() and word.isalpha() and _VOWELS.isdisjoint(word.casefold()):
        return word.isascii()
    last = word.rpartition("-")[2].casefold()
    return last in _STOPS or (word.istitle() and last in _STATES)


def _drop_half_brackets(text: str) -> str:
    """Take off brackets that have no partner, and a pair that holds the whole value."""
    for left, right in ("[]", "()"):
        if left not in text and right not in text:
            continue
        if text.count(left) == text.count(right) == 1 and text.find(left) < text.find(right):
            if left == "[" and text[0] == "[" and text[-1] == "]":
                text = text[1:-1]
            continue
        open_at: list[int] = []
        half: set[int] = set()
        for index, character in enumerate(text):
            if character == left:
                open_at.append(index)
            elif character == right:
                half.discard(open_at.pop()) if open_at else half.add(index)
        half.update(open_at)
        if half:
            text = "".join(c for index, c in enumerate(text) if index not in half)
        if left == "[" and text.startswith("[") and text.find("]") == len(text) - 1:
            text = text[1:-1]
    return text
