"""The names of characters in MarcEdit's mnemonic form: ``{dollar}``, ``{acute}e``, ``{eacute}``.

As in MARC-8, the name of an accent stands before its letter; a name that joins a letter and an
accent stands for both.  Names nobody knows stay as they are.
Source: Library of Congress, MARCMaker and MARCBreaker, character conversion tables
(https://www.loc.gov/marc/makrbrkr.html).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from unicodedata import normalize

_ACCENTS: Mapping[str, str] = MappingProxyType(
    {
        "hooka": "\u0309", "grave": "\u0300", "acute": "\u0301", "circ": "\u0302",
        "tilde": "\u0303", "macr": "\u0304", "breve": "\u0306", "dot": "\u0307",
        "diaer": "\u0308", "uml": "\u0308", "caron": "\u030c", "ring": "\u030a",
        "llig": "\ufe20", "rlig": "\ufe21", "rcommaa": "\u0315", "dblac": "\u030b",
        "candra": "\u0310", "cedil": "\u0327", "ogon": "\u0328", "hookr": "\u0328",
        "dotb": "\u0323", "dbldotb": "\u0324", "ringb": "\u0325", "dblunder": "\u0333",
        "under": "\u0332", "commab": "\u0326", "hookl": "\u0326", "rcedil": "\u031c",
        "breveb": "\u032e", "ldbltil": "\ufe22", "rdbltil": "\ufe23", "commaa": "\u0313",
    }
)  # fmt: skip
_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "dollar": "$", "lcub": "{", "rcub": "}", "bsol": "\\", "verbar": "|", "pipe": "|",
        "amp": "&", "apos": "'", "ast": "*", "colon": ":", "comma": ",", "commat": "@",
        "equals": "=", "excl": "!", "gt": ">", "hyphen": "-", "lpar": "(", "lsqb": "[", "lt": "<",
        "num": "#", "percnt": "%", "period": ".", "plus": "+", "quest": "?", "quot": '"',
        "rpar": ")", "rsqb": "]", "semi": ";", "sol": "/", "space": " ", "spcirc": "^",
        "spgrave": "`", "sptilde": "~", "spundscr": "_", "esc": "\x1b",
        "AElig": "Æ", "aelig": "æ", "OElig": "Œ", "oelig": "œ", "Dstrok": "Đ", "dstrok": "đ",
        "ETH": "Ð", "eth": "ð", "Lstrok": "Ł", "lstrok": "ł", "Ostrok": "Ø", "ostrok": "ø",
        "Oslash": "Ø", "oslash": "ø", "THORN": "Þ", "thorn": "þ", "szlig": "ß", "inodot": "ı",
        "Ohorn": "Ơ", "ohorn": "ơ", "Uhorn": "Ư", "uhorn": "ư", "scriptl": "ℓ",
        "alif": "ʼ", "mlrhring": "ʼ", "ayn": "ʻ", "mllhring": "ʻ", "softsign": "ʹ",
        "mlprime": "ʹ", "hardsign": "ʺ", "mlPrime": "ʺ", "middot": "·", "flat": "♭",
        "sharp": "♯", "reg": "®", "copy": "©", "phono": "℗", "trade": "™", "plusmn": "±",
        "pound": "£", "cent": "¢", "yen": "¥", "curren": "¤", "deg": "°", "iexcl": "¡",
        "iquest": "¿", "laquo": "«", "raquo": "»", "ldquo": "“", "rdquor": "”", "lsquo": "‘",
        "rsquo": "’", "mdash": "—", "ndash": "–", "hellip": "…", "bull": "•", "dagger": "†",
        "Dagger": "‡", "sect": "§", "para": "¶", "ordf": "ª", "ordm": "º", "sup1": "¹",
        "sup2": "²", "sup3": "³", "frac12": "½", "frac14": "¼", "frac34": "¾", "times": "×",
        "divide": "÷", "shy": "\u00ad", "joiner": "\u200d", "nonjoin": "\u200c",
    }
)  # fmt: skip
_NAME = re.compile(r"\{([A-Za-z0-9]{1,12})\}")
_NAMES = "|".join(sorted(_ACCENTS))
_ACCENTED = re.compile(rf"((?:\{{(?:{_NAMES})\}})+)([^{{]|\{{[A-Za-z]+\}})")
_LETTER = re.compile(rf"([A-Za-z])({_NAMES})")


def plain(text: str) -> str:
    """Put characters in the place of their names.

    >>> plain("Cost {dollar}5, {acute}etude, caf{eacute}, {llig}i{rlig}a, {24}, {what}")
    'Cost $5, étude, café, i︠a︡, $, {what}'
    """
    if "{" not in text:
        return text
    text = _ACCENTED.sub(lambda match: match[2] + match[1], text)
    return normalize("NFC", _NAME.sub(_character, text))


def _character(match: re.Match[str]) -> str:
    name = match[1]
    found = _SIGNS.get(name) or _ACCENTS.get(name)
    if found:
        return found
    if letter := _LETTER.fullmatch(name):
        return letter[1] + _ACCENTS[letter[2]]
    if len(name) == 2 and "20" <= name < "7F" and re.fullmatch("[0-9A-F]{2}", name):
        return chr(int(name, 16))
    return match[0]
