"""robots.txt: what a server asks programs to leave alone.

Source: RFC 9309: the rules of the group that names us, else of ``*``; the longest rule that
fits decides, and of two as long the one that allows. Crawl-delay is no part of it, but is
written by many: the seconds between two requests.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

NAME = "marc2rdf"


@dataclass(frozen=True)
class Rules:
    """The rules for us: patterns of paths and whether they allow; ``delay`` in seconds.

    >>> rules = read_rules("User-agent: *\\nDisallow: /private/\\nAllow: /private/open")
    >>> rules.allow("https://a.example/private/x"), rules.allow("https://a.example/private/open")
    (False, True)
    """

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float = 0.0

    def allow(self, url: str) -> bool:
        """Tell whether an address may be asked."""
        parts = urlsplit(url)
        path = _plain((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        best, allowed = -1, True
        for pattern, allows in self.rules:
            if _fits(pattern, path) and (len(pattern), allows) > (best, allowed and best >= 0):
                best, allowed = len(pattern), allows
        return allowed


def read_rules(text: str) -> Rules:
    """Read a robots.txt; what cannot be read is left out.

    >>> read_rules("User-agent: *\\nCrawl-delay: 10").delay
    10.0
    """
    groups: dict[str, list[tuple[str, bool]]] = {}
    delays: dict[str, float] = {}
    names: list[str] = []
    in_rules = False
    for line in text[:512_000].splitlines():
        key, colon, value = line.split("#", 1)[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            if in_rules:
                names, in_rules = [], False
            names.append(value.lower().split("/")[0])
            groups.setdefault(names[-1], [])
        elif key in ("allow", "disallow"):
            in_rules = True
            for name in names:
                if value:
                    groups[name].append((_plain(value), key == "allow"))
        elif key == "crawl-delay":
            in_rules = True
            for name in names:
                delays[name] = max(delays.get(name, 0.0), _seconds(value))
    chosen = NAME if NAME in groups else "*"
    return Rules(tuple(groups.get(chosen, [])[:2000]), delays.get(chosen, 0.0))


def _seconds(text: str) -> float:
    return float(text) if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text, re.ASCII) else 0.0


def _plain(path: str) -> str:
    return quote(unquote(path), safe="/?&=*$:;,+@!()'~")


def _fits(pattern: str, path: str) -> bool:
    """Match a pattern with ``*`` and a ``$`` at its end, without a regular expression that
    could run for long."""
    ends = pattern.endswith("$")
    first, *rest = re.sub(r"\*+", "*", pattern.rstrip("$")).split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for number, piece in enumerate(rest):
        if ends and number == len(rest) - 1:
            return path.endswith(piece) and len(path) - len(piece) >= at
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not ends or at == len(path)
