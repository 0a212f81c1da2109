"""ISSNs and DOIs as catalogues write them: their normal form, and hints where they are wrong.

Source: ISO 3297, annex A (check digit); DOI Handbook, section 2.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from marc2rdf.mapping.identifiers import Refused, check_digit, doi, issn

_ISSN = re.compile(r"\d{4}-\d{3}[\dX]", re.ASCII)
_LETTERS = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1"})
_EIGHT = re.compile(r"(?<![\dXx])(\d{4})\W{0,3}(\d{3})\W?([\dXx])(?![\dXx])")
_DOI_IN_ADDRESS = re.compile(
    r"(?i)(?:doi\.org|doi|doi-org[^/]*|/abs|/pdf|/full)[/:=](10\.\d{4,9}/\S+)"
)


def is_issn(text: str) -> bool:
    """Tell whether a text is an ISSN in its normal form, with a right check digit.

    >>> is_issn("0303-965X"), is_issn("0303-9651"), is_issn("ISSN 0303-965X")
    (True, False, False)
    """
    if _ISSN.fullmatch(text) is None:
        return False
    return check_digit(text[:4] + text[5:8], range(8, 1, -1)) == text[8]


def normal_issn(text: str) -> str:
    """Give the ISSN that a text holds, or nothing.

    >>> normal_issn("ISSN 0284-771x"), normal_issn("1530–5309 (print)"), normal_issn("0303-9651")
    ('0284-771X', '1530-5309', '')
    """
    try:
        return issn(text)[0]
    except Refused:
        return ""


def issn_hints(text: str) -> list[str]:
    """Give the ISSNs that may have been meant by a wrong one, the likeliest first.

    First the seven digits with their right check digit, then two neighbours changed about.

    >>> issn_hints("0303-9651")[0]
    '0303-965X'
    >>> "0303-965X" in issn_hints("0330-965X")
    True
    """
    match = _EIGHT.search(text.translate(_LETTERS))
    if match is None:
        return []
    digits = "".join(match.groups()).upper()
    found = [digits[:7] + check_digit(digits[:7], range(8, 1, -1))]
    for at in range(6):
        swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        if swapped != digits and check_digit(swapped[:7], range(8, 1, -1)) == swapped[7]:
            found.append(swapped)
    return [f"{one[:4]}-{one[4:]}" for one in dict.fromkeys(found)]


def doi_in_address(url: str) -> str:
    """Give the DOI that an address holds, by way of a proxy or not, or nothing.

    >>> doi_in_address("https://login.proxy.example/login?url=https://doi.org/10.1000%2FXyz")
    '10.1000/xyz'
    >>> doi_in_address("https://doi-org.proxy.example/10.1000/xyz"), doi_in_address("https://a/b")
    ('10.1000/xyz', '')
    """
    text = unquote(unquote(url))
    match = _DOI_IN_ADDRESS.search(text) or re.search(r"//doi[^/]*/(10\.\d{4,9}/\S+)", text)
    if match is None:
        return ""
    found = re.split(r"[?&#]", match[1])[0]
    try:
        return doi(found)[0]
    except Refused:
        return ""
