"""What follows from a verdict: the one place that the triples and the report both ask.

The table of docs/links.md, "What each finding gives", is written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from marc2rdf.links.articles import Article, differences
from marc2rdf.links.cache import Cache
from marc2rdf.links.numbers import is_issn
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
        first = next((v for v in verdicts if v.provider != "table"), None)
        word = "unknown" if first is not None and first.status == "absent" else "not-checked"
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


@dataclass(frozen=True)
class Match:
    """What is to be thought of a search for an article.

    ``word`` is one of found, unlike (reported, never written), none and not-checked; ``what``
    names the work that is likest, ``why`` in what it differs.
    """

    word: str
    doi: str = ""
    what: str = ""
    why: str = ""


def judge_article(cache: Cache, article: Article, titles: Sequence[str], medium: str) -> Match:
    """Judge what a search for an article found; titles and medium are those of its journal.

    Only one work may be like it, and the journal's number must not be another title's.
    """
    verdict = cache.best("article", article.text)
    works = verdict.said.get("works") if verdict is not None else None
    if verdict is None or verdict.status == "unsure" or not isinstance(works, list):
        known = verdict is not None and verdict.status == "absent"
        return Match("none" if known else "not-checked")
    family = family_of(cache, article.issn)
    judged = {str(work["doi"]): (differences(article, work, family), work) for work in works}
    like = [doi for doi, (unlike, _) in judged.items() if not unlike]
    doi = like[0] if like else min(judged, key=lambda doi: len(judged[doi][0]), default="")
    if not doi:
        return Match("none")
    unlike, work = judged[doi]
    parts = [*work.get("titles", [])[:1], work.get("journal"), work.get("volume"), work.get("page")]
    what = " / ".join(str(part) for part in parts if part)
    if unlike:
        why = ", ".join(f"{word} {value}" if value else f"no {word}" for word, value in unlike)
    elif len(like) > 1:
        why = f"{' and '.join(sorted(like))} agree alike"
    elif judge_issn(cache, article.issn, titles, medium).word == "title-mismatch":
        why = "the ISSN belongs to another title"
    else:
        return Match("found", doi, what)
    return Match("unlike", doi, what, why)


def family_of(cache: Cache, issn: str) -> list[str]:
    """Give the ISSNs of one journal, as far as the cache knows them: a number, its ISSN-L, and
    those of the other media."""
    numbers = {issn}
    for verdict in cache.all("issn", issn):
        if verdict.status == "found":
            numbers |= _numbers([verdict.said.get("issn_l"), *(verdict.said.get("numbers") or [])])
            numbers |= _numbers(cache.linked_by(str(verdict.said.get("issn_l", ""))))
    return sorted(numbers)


def _numbers(found: Iterable[Any]) -> set[str]:
    return {str(number) for number in found if is_issn(str(number))}


def names_of(verdict: Verdict) -> list[str]:
    """Give all titles that a registry knows."""
    said: dict[str, Any] = verdict.said
    names = [said.get("title"), said.get("key_title"), *(said.get("names") or [])]
    return [str(name) for name in dict.fromkeys(names) if name]


def _as(facts: Judgement, word: str, same: bool = False) -> Judgement:
    return replace(facts, word=word, same=same)
