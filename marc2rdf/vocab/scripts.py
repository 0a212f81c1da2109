"""The script of a text, and the language tag that fits it.

What a field says about its script is often missing or wrong, so the letters are asked: the
name of each in Unicode begins with its script (``CYRILLIC SMALL LETTER A``).  The table
``data/scripts.csv`` says which words mean which script of ISO 15924, how many letters of an
alphabet one of its characters is worth, and which languages (BCP 47) are written in it.
Languages that are in no row are written in Latin letters.
"""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

#: A script other than Latin is the text's if at least this part of the letters is of it.
REAL_PART = 0.2

_LATIN = "Latn"
# Japanese and Korean are written in several scripts at once.
_KANA = frozenset({"Hira", "Kana"})
_HAN, _HANGUL = "Hani", "Hang"
_EAST_ASIAN = _KANA | {_HAN, _HANGUL}


class _Table(NamedTuple):
    script_of_word: dict[str, str]
    weight: dict[str, int]
    scripts_of_language: dict[str, frozenset[str]]


def script_of(text: str) -> str:
    """Return the ISO 15924 code of the main script of a text's letters, or nothing.

    The most frequent script that is not Latin, if it makes up a real part (a fifth: a field
    may add a romanised title, and a Latin one a Greek letter); else ``Latn``.  Kana make a
    text ``Jpan``, Hangul with Han characters ``Kore``.

    >>> script_of("Война и мир"), script_of("Les α-particules de Rutherford")
    ('Cyrl', 'Latn')
    >>> script_of("日本の歴史"), script_of("中國歷史"), script_of("韓國 역사"), script_of("1984 !")
    ('Jpan', 'Hani', 'Kore', '')
    """
    weight = _table().weight
    letters: Counter[str] = Counter()
    for character in text:
        if script := _script_of_letter(character):
            letters[script] += weight[script]
    if not letters:
        return ""
    counts: Counter[str] = Counter()
    east_asian = _east_asian(letters)
    for script, count in letters.items():
        counts[east_asian if script in _EAST_ASIAN else script] += count
    others = [(count, script) for script, count in counts.items() if script != _LATIN]
    count, script = max(others, default=(0, ""), key=lambda other: (other[0], other[1]))
    return script if count and count >= REAL_PART * counts.total() else _LATIN


def language_tag(text: str, language: str) -> str:
    """Return the language tag for a text in a record of a language.

    ``language`` is a BCP 47 tag, or nothing if the record has none.  It is returned if the
    text's script is one that this language is written in; else ``und-`` with the script;
    nothing if the text has no letters.

    >>> language_tag("Война и мир", "ru"), language_tag("Война и мир", "fr")
    ('ru', 'und-Cyrl')
    >>> language_tag("Voina i mir", "ru"), language_tag("Guerre et paix", "fr")
    ('und-Latn', 'fr')
    >>> language_tag("1984", "ru")
    ''
    """
    script = script_of(text)
    if not script:
        return ""
    return language if language and _is_written_in(language, script) else f"und-{script}"


def _is_written_in(language: str, script: str) -> bool:
    subtags = language.split("-")
    if any(len(subtag) == 4 and subtag.title() == script for subtag in subtags[1:]):
        return True
    native = _table().scripts_of_language.get(subtags[0].lower(), frozenset({_LATIN}))
    return script in native


def _east_asian(letters: Counter[str]) -> str:
    kana = sum(letters[script] for script in _KANA)
    if kana > letters[_HANGUL]:
        return "Jpan"
    if letters[_HANGUL]:
        return "Kore" if letters[_HAN] else _HANGUL
    return _HAN


@lru_cache(maxsize=4096)
def _script_of_letter(character: str) -> str:
    if not character.isalpha():
        return ""
    words = unicodedata.name(character, "").split()
    table = _table().script_of_word
    return table.get(" ".join(words[:2])) or table.get(words[0] if words else "", "")


@cache
def _table() -> _Table:
    path = Path(__file__).parent / "data" / "scripts.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    words: dict[str, str] = {}
    weight: dict[str, int] = {}
    written: dict[str, set[str]] = {}
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        script = row["script"]
        words.update((word, script) for word in row["words"].split("|") if word)
        weight[script] = int(row["weight"])
        for language in filter(None, row["languages"].split("|")):
            written.setdefault(language, set()).add(script)
    return _Table(words, weight, {key: frozenset(value) for key, value in written.items()})
