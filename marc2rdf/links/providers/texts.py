"""Texts as registries deposit them: one or many, with tags and entities in them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

MANY = 10
LONG = 500
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,100}>")


def texts_of(value: Any) -> list[str]:
    """Give the texts of a value, which may be one or a list; what is no text is left out.

    >>> texts_of(["<i>Things</i> &amp; more", None, {}, 3]), texts_of("Things"), texts_of(None)
    (['Things & more', '3'], ['Things'], [])
    """
    entries = value if isinstance(value, list) else [value]
    texts = [_plain(str(entry)) for entry in entries if isinstance(entry, str | int | float)]
    return [text for text in texts if text][:MANY]


def _plain(text: str) -> str:
    return " ".join(unescape(_TAG.sub("", text[: 2 * LONG])).split())[:LONG]
