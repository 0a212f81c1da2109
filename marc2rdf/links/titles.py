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
_QUALIFIER = re.compile(r"\([^()]*\)\s*\.?\s*$|\[[^\[\]]*\]")


def normal_title(text: str) -> str:
    """Give a title in the form that is compared: small letters without accents and marks.

    >>> normal_title("\\x98The\\x9c Journal of things & thoughts (Online)")
    'journal of things and thoughts'
    """
    text = re.sub("[\x98\x9c\u0098\u009c]", "", text)
    text = _QUALIFIER.sub(" ", text).replace("&", " and ")
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    words = re.sub(r"[\W_]+", " ", plain.casefold()).split()
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words)


def similarity(one: str, other: str) -> float:
    """Give how alike two titles are, from 0 to 1.

    A title with a subtitle is like the same title without one, if it has three words or more.

    >>> similarity("Nature", "Nature (London)"), round(similarity("Nature", "Science"), 1)
    (1.0, 0.3)
    """
    if _abbreviates(one, other) or _abbreviates(other, one):
        return 1.0
    best = 0.0
    for left, right in _pairs(one, other):
        if left and right and best < 1:
            best = max(best, _compare(left, right))
    return best


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
    return len(cut) == len(words) > 1 and all(map(str.startswith, words, cut))


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
    for title, against, turned in ((one, others, False), (other, whole, True)):
        main = normal_title(re.split(r"\s[:=/;]\s|\s--\s", title)[0])
        if len(main.split()) >= 3:
            yield (against, main) if turned else (main, against)
