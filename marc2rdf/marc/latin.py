"""Whether bytes make sense as Western European text in Windows-1252.

Source: the code page Windows-1252
(https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT).
"""

from __future__ import annotations

import re

# Letters beyond ASCII, which stand beside other letters, and signs that stand anywhere.
_LETTER = rb"[\x83\x8a\x8c\x8e\x9a\x9c\x9e\x9f\xaa\xba\xc0-\xd6\xd8-\xf6\xf8-\xff]"
_SIGN = re.compile(
    rb"[\x80\x82\x84\x85\x91-\x97\xa0\xa1\xa3\xa7\xa9\xab\xae\xb0-\xb3\xb7\xbb-\xbf]"
)
# à, é, ó and the like are words of their own in some languages.
_ALONE = rb"(?<=[ '])[\xc0\xc9\xe0\xe8\xe9\xf2\xf3\xf9](?=[ '.,])"
_IN_WORD = re.compile(rb"(?<=[A-Za-z])%b+|%b+(?=[A-Za-z])|%b" % (_LETTER, _LETTER, _ALONE))
_HIGH = re.compile(rb"[\x80-\xff]")
_ASCII_LETTER = re.compile(rb"[A-Za-z]")


def is_latin(data: bytes) -> bool:
    """Tell whether bytes read well as Windows-1252: words with a few letters beyond ASCII.

    >>> is_latin(b"Z\\xfcrich \\x93caf\\xe9\\x94"), is_latin(b"\\xcf\\xf0\\xe8\\xe2\\xe5\\xf2")
    (True, False)
    """
    letters = sum(len(match[0]) for match in _IN_WORD.finditer(data))
    signs = len(_SIGN.findall(data))
    return letters + signs == len(_HIGH.findall(data)) and 0 < letters <= len(
        _ASCII_LETTER.findall(data)
    )
