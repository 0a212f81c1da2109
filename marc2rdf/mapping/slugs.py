"""The slugs of one record, and which of them two different values would share.

Two values of a record that slug alike both get ``-`` and 8 hexadecimal digits of SHA-256,
which can be known only when all of them are: in a second run over the record.
"""

from __future__ import annotations

import hashlib

from marc2rdf.mapping.punctuation import isbd_trim
from marc2rdf.mapping.transforms import slug, squeeze

Clashes = frozenset[tuple[str, str]]


class Slugs:
    """Makes slugs; ``clashes`` are those of an earlier run that need a hash behind.

    A slug is remembered with the place that it fills (what stands before it in its IRI): what
    is alike in two places does not clash.

    >>> first = Slugs()
    >>> first.make("C#", "p"), first.make("C++", "p"), first.make("C", "q")
    ('c', 'c', 'c')
    >>> Slugs(first.clashes()).make("C#", "p")
    'c-951a4d36'
    """

    def __init__(self, clashes: Clashes = frozenset()) -> None:
        self._known = clashes
        self._values: dict[tuple[str, str], set[str]] = {}

    def make(self, value: str, place: str) -> str:
        """Give the slug of a value in a place; "" when it holds no letter and no digit."""
        made = slug(value)
        if made:
            self._values.setdefault((place, made), set()).add(compared(value))
        if (place, made) in self._known:
            digest = hashlib.sha256(compared(value).encode("utf-8", "replace")).hexdigest()
            return f"{made}-{digest[:8]}"
        return made

    @property
    def values(self) -> dict[tuple[str, str], set[str]]:
        """The values behind each slug, by the place that it fills."""
        return self._values

    def clashes(self) -> Clashes:
        """Give the slugs that two different values became, if this was the first run."""
        if self._known:
            return frozenset()
        return frozenset(key for key, values in self._values.items() if len(values) > 1)


def compared(value: str) -> str:
    """Give a value without what does not make it another one: case and ISBD punctuation.

    >>> compared("The  Book :") == compared("the book")
    True
    """
    return isbd_trim(squeeze(value)).casefold()
