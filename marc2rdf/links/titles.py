"""Whether two titles are those of the same thing, as catalogues and registries write them.

The limit was chosen on the pairs of ``tests/links/test_titles.py``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

AGREE = 0.85

_ARTICLES = frozenset(
    "the a an der die das ein eine le la les un une l el los las il lo gli i o os as de het".split()
)
_SMALL = _ARTICLES | frozenset(
    "of and for in on und et y e de des du della di da do dos för".split()
)
# Titles that many serials have: alone they say nothing.
_GENERIC = frozenset(
    "abhandlungen|annales|annals|annual report|bericht|boletin|bulletin|bulletins|cahiers"
    "|circular|handbook|jahrbuch|jahresbericht|journal|magazine|memoirs|memoires|mitteilungen"
    "|news|newsletter|occasional paper|occasional papers|papers|proceedings|publications"
    "|rapport|rapport annuel|report|reports|research report|review|revista|revue|schriften"
    "|series|studies|technical report|transactions|working paper|working papers|yearbook".split("|")
)
_FOLDED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
                         "ı": "i", "ħ": "h"})  # fmt: skip
_QUALIFIER = re.compile(r"\([^()]*\)\s*\.?\s*$|\[[^\[\]]*\]")


def normal_title(text: str) -> str:
    """Give a title in the form that is compared: small letters without accents and marks.

    >>> normal_title("\\x98The\\x9c Journal of things & thoughts (Online)")
    'journal of things and thoughts'
    """
    text = re.sub("[\x98\x9c\u0098\u009c]", "", text)
    text = _QUALIFIER.sub(" ", text).replace("&", " and ")
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    words = re.sub(r"[\W_]+", " ", plain.casefold().translate(_FOLDED)).split()
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words)


def similarity(one: str, other: str) -> float:
    """Give how alike two titles are, from 0 to 1.

    A title with a subtitle is like the same title without one, if that is not one of those
    that many have. An umlaut may be written with an e.

    >>> similarity("Nature", "Nature (London)"), round(similarity("Nature", "Science"), 1)
    (1.0, 0.3)
    """
    if _abbreviates(one, other) or _abbreviates(other, one):
        return 1.0
    best = 0.0
    for left, right in _pairs(one, other):
        if left and right and best < AGREE:
            best = max(best, _compare(left, right))
            if best < AGREE:
                best = max(best, _compare(_without_e(left), _without_e(right)))
    return best


def _without_e(text: str) -> str:
    return re.sub("([aou])e", r"\1", text)


def _compare(left: str, right: str) -> float:
    """Compare letters; a word that has no like in the other title makes it another one."""
    ratio = SequenceMatcher(None, left, right, autojunk=False).ratio()
    if ratio < AGREE:
        return ratio
    words, others = _content(left), _content(right)
    alike = all(_has_like(w, others) for w in words) and all(_has_like(w, words) for w in others)
    return ratio if alike else AGREE - 0.01


def _has_like(word: str, others: list[str]) -> bool:
    if word in others:
        return True
    if len(word) < 4 or not word.isalpha():
        return False
    return any(SequenceMatcher(None, word, o, autojunk=False).ratio() >= 0.8 for o in others)


def _content(title: str) -> list[str]:
    return [word for word in title.split() if word not in _SMALL or len(word) == 1]


def _abbreviates(short: str, full: str) -> bool:
    """Tell whether a title is another one, its words cut off with full stops.

    >>> _abbreviates("J. Am. Chem. Soc.", "Journal of the American Chemical Society")
    True
    """
    if len(re.findall(r"[^\W\d_]\.", short)) < 2:
        return False
    cut, words = _content(normal_title(short)), _content(normal_title(full))
    return len(cut) == len(words) > 1 and all(map(_is_cut, cut, words))


def _is_cut(cut: str, word: str) -> bool:
    """Tell whether a word is cut off, or drawn together as ``natl`` for ``national``."""
    if word.startswith(cut):
        return True
    letters = iter(word)
    drawn = len(cut) > 2 and cut[0] == word[0] and cut[-1] == word[-1]
    return drawn and all(letter in letters for letter in cut)


def agrees(title: str, others: Iterable[str]) -> bool:
    """Tell whether a title is one of those that a registry gives.

    >>> agrees("International review of things", ["Revue internationale des choses"])
    False
    """
    return bool(normal_title(title)) and any(similarity(title, o) >= AGREE for o in others)


def _pairs(one: str, other: str) -> Iterator[tuple[str, str]]:
    """Give what is compared: the whole titles, and each without its subtitle with the other."""
    whole, others = normal_title(one), normal_title(other)
    yield whole, others
    for short, long in ((whole, others), (others, whole)):
        if re.search(r"\w \w$", short) and long.startswith(f"{short} "):
            yield short, short  # a section, with its name and without
    for title, against, turned in ((one, others, False), (other, whole, True)):
        main = normal_title(re.split(r"\s[:=/;]\s|\s--\s", title)[0])
        if main and main not in _GENERIC:
            yield (against, main) if turned else (main, against)
