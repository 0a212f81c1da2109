"""Whether two titles are those of the same thing, as catalogues and registries write them.

The limit was chosen on the pairs of ``tests/links/test_titles.py``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

AGREE = 0.85

_ARTICLES = frozenset(
    "the a an der die das ein eine le la les un une l el los las il lo gli i o os as de het".split()
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
    best = 0.0
    for left in _forms(one):
        for right in _forms(other):
            if left and right:
                best = max(best, SequenceMatcher(None, left, right, autojunk=False).ratio())
    return best


def agrees(title: str, others: Iterable[str]) -> bool:
    """Tell whether a title is one of those that a registry gives.

    >>> agrees("International review of things", ["Revue internationale des choses"])
    False
    """
    return bool(normal_title(title)) and any(similarity(title, o) >= AGREE for o in others)


def _forms(title: str) -> list[str]:
    whole = normal_title(title)
    main = normal_title(re.split(r"\s[:=/;]\s|\s--\s|\. (?=[A-ZÀ-Þ])", title)[0])
    return [whole, main] if main != whole and len(main.split()) >= 3 else [whole]
