"""What follows from a verdict: the one place that the triples and the report both ask.

The table of docs/links.md, "What each finding gives", is written here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from marc2rdf.links.cache import Cache
from marc2rdf.links.titles import agrees
from marc2rdf.links.verdict import Verdict

GOOD = ("register", "valid", "confirmed")
BAD = ("cancelled", "suppressed", "incorrect", "unreported", "legacy", "provisional")


@dataclass(frozen=True)
class Judgement:
    """What is to be thought of an ISSN in a record.

    ``word`` is one of confirmed, title-mismatch, medium-mismatch, not-registered (cancelled,
    suppressed or unreported), no-title, unknown (to the registries) and not-checked.
    """

    word: str
    title: str = ""
    key_title: str = ""
    issn_l: str = ""
    same: bool = False
    medium: str = ""
    status: str = ""
    provider: str = ""


def judge_issn(cache: Cache, issn: str, titles: Sequence[str], medium: str) -> Judgement:
    """Judge an ISSN with the titles and the medium that a record gives it."""
    verdicts = cache.all("issn", issn)
    linking = next((v.said["issn_l"] for v in verdicts if v.said.get("issn_l")), "")
    found = [v for v in verdicts if v.status == "found" and v.provider != "table"]
    if not found:
        word = "unknown" if any(v.status == "absent" for v in verdicts) else "not-checked"
        return Judgement(word, issn_l=linking)
    best = found[0]
    said = best.said
    status = str(said.get("status", ""))
    number = str(said.get("number_status", ""))
    facts = Judgement(
        "confirmed",
        title=str(said.get("title") or said.get("key_title") or (names_of(best) or [""])[0]),
        key_title=str(said.get("key_title", "")),
        issn_l=linking,
        medium=next((str(v.said["medium"]) for v in found if v.said.get("medium")), ""),
        status=number if number.lower() in BAD else status,
        provider=best.provider,
    )
    if status.lower() in BAD or number.lower() in BAD:
        return _as(facts, "not-registered")
    names = names_of(best)
    if not titles or not names:
        return _as(facts, "no-title")
    if not any(agrees(title, names) for title in titles):
        return _as(facts, "title-mismatch")
    if {medium, facts.medium} == {"print", "online"}:
        return _as(facts, "medium-mismatch")
    registered = best.provider == "issn" and (status.lower() in GOOD or number.lower() in GOOD)
    return _as(facts, "confirmed", same=registered)


def names_of(verdict: Verdict) -> list[str]:
    """Give all titles that a registry knows."""
    said: dict[str, Any] = verdict.said
    names = [said.get("title"), said.get("key_title"), *(said.get("names") or [])]
    return [str(name) for name in dict.fromkeys(names) if name]


def _as(facts: Judgement, word: str, same: bool = False) -> Judgement:
    return replace(facts, word=word, same=same)
