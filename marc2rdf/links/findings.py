"""What a cataloguer may want to look at: one finding for each link and record that has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from marc2rdf.links.articles import read_article
from marc2rdf.links.cache import Cache, Use
from marc2rdf.links.collecting import IN_ADDRESS
from marc2rdf.links.judging import judge_article, judge_issn
from marc2rdf.links.numbers import is_issn, issn_hints
from marc2rdf.links.verdict import Verdict
from marc2rdf.net.failures import REASONS

FINDINGS: Mapping[str, str] = MappingProxyType(
    {
        "issn-check-digit": "The check digit of the ISSN is wrong",
        "issn-incorrect": "The record says that the ISSN is incorrect",
        "issn-cancelled": "The record says that the ISSN is cancelled",
        "doi-invalid": "This is no DOI",
        "issn-title-mismatch": "The registry knows the ISSN under another title",
        "issn-medium-mismatch": "The ISSN is that of the other edition, print or online",
        "issn-not-registered": "The registry does not count the ISSN as valid",
        "issn-unknown": "No registry that was asked knows the ISSN",
        "doi-unknown": "The DOI is not registered",
        "doi-found": "A search found the DOI of the article; ISSN and first page agree",
        "doi-perhaps": "A search found a DOI that may be another article's",
        "doi-to-add": "The page or the address names a DOI that the record has not",
        "url-dead": "The address was not there twice, a day or more apart",
        "url-missing": "The address is not there; it will be asked once more, a day later",
        "url-moved": "The address has moved for good",
        "url-front-page": "The address leads to the front page only",
        "url-https-only": "Only the https address answers",
        "link-unsure": "No answer said yes or no",
    }
)


_LEFT_BEHIND = {
    "bad-issn-incorrect": "issn-incorrect",
    "bad-issn-cancelled": "issn-cancelled",
}


class Finding(NamedTuple):
    """One line of the report."""

    problem: str
    value: str
    record: str
    field: str
    title: str
    what: str
    hint: str


def find(cache: Cache, unsure: bool = True) -> Iterator[Finding]:
    """Give all findings about the catalogue that was read last, in a fixed order.

    ``unsure`` is whether links that could not be checked are findings.
    """
    rows = cache.db.execute("SELECT * FROM used ORDER BY kind, value, record, field")
    for row in rows:
        use = Use(*row)
        title = use.title.partition("\n")[0]
        for problem, what, hint in _of(cache, use):
            if unsure or problem != "link-unsure":
                yield Finding(problem, use.value, use.record, use.field, title, what, hint)


def _of(cache: Cache, use: Use) -> Iterator[tuple[str, str, str]]:
    if use.kind == "bad-issn":
        yield "issn-check-digit", "", " or ".join(issn_hints(use.value))
    elif use.kind in _LEFT_BEHIND:
        yield _LEFT_BEHIND[use.kind], *_left_behind(cache, use)
    elif use.kind == "bad-doi":
        yield "doi-invalid", "", ""
    elif use.kind == "issn":
        yield from _of_issn(cache, use)
    elif use.kind == "doi":
        yield from _of_doi(cache, use)
    elif use.kind == "article":
        yield from _of_article(cache, use)
    elif use.kind == "url":
        yield from _of_url(cache, use)


def _left_behind(cache: Cache, use: Use) -> tuple[str, str]:
    """Say who uses a number that a record calls wrong, and give the right one for a hint."""
    users = cache.db.execute(
        "SELECT DISTINCT record FROM used WHERE kind = 'issn' AND value = ? AND record <> ?"
        " ORDER BY record LIMIT 4",
        (use.value, use.record),
    ).fetchall()
    named = ", ".join(str(record) for (record,) in users[:3]) + (" …" if users[3:] else "")
    right = cache.db.execute(
        "SELECT DISTINCT value FROM used WHERE kind = 'issn' AND record = ? AND value <> ?"
        " AND substr(field, 1, 3) = ? ORDER BY value LIMIT 3",
        (use.record, use.value, use.field[:3]),
    ).fetchall()
    hints = [str(value) for (value,) in right]
    if not hints and not is_issn(use.value):
        hints = issn_hints(use.value)
    return f"in use by {named}" if users else "", " or ".join(hints)


def _of_issn(cache: Cache, use: Use) -> Iterator[tuple[str, str, str]]:
    judged = judge_issn(cache, use.value, _titles(use.title), use.medium)
    if judged.word == "title-mismatch":
        yield "issn-title-mismatch", f"{judged.provider}: {judged.title}", ""
    elif judged.word == "medium-mismatch":
        yield "issn-medium-mismatch", f"the record says {use.medium}", f"it is {judged.medium}"
    elif judged.word == "not-registered":
        yield "issn-not-registered", f"{judged.provider}: {judged.status}", ""
    elif judged.word == "unknown":
        yield "issn-unknown", "", ""
    elif judged.word == "not-checked":
        asked = (v for v in cache.all("issn", use.value) if v.provider != "table")
        yield from _not_checked(next(asked, None))


def _of_doi(cache: Cache, use: Use) -> Iterator[tuple[str, str, str]]:
    verdict = cache.best("doi", use.value)
    if use.field == IN_ADDRESS:
        if verdict is not None and verdict.status == "found" and not _has(cache, use.value, use):
            yield "doi-to-add", _title(verdict), use.value
    elif verdict is not None and verdict.status == "absent":
        yield "doi-unknown", "", ""
    else:
        yield from _not_checked(verdict)


def _of_article(cache: Cache, use: Use) -> Iterator[tuple[str, str, str]]:
    article = read_article(use.value)
    row = cache.db.execute(
        "SELECT title FROM used WHERE kind = 'issn' AND value = ? AND record = ? AND field = ?",
        (article.issn, use.record, use.field),
    ).fetchone()
    match = judge_article(cache, article, _titles(row[0] if row else ""), use.medium)
    if match.word == "found":
        yield "doi-found", match.what, match.doi
    elif match.word == "unlike":
        yield "doi-perhaps", f"{match.what} ({match.why})", match.doi
    elif match.word == "not-checked":
        yield from _not_checked(cache.best("article", use.value))


def _titles(text: str) -> list[str]:
    return [title for title in text.split("\n") if title]


def _of_url(cache: Cache, use: Use) -> Iterator[tuple[str, str, str]]:
    verdict = cache.get("url", use.value, "url")
    if verdict is None:
        return
    said = verdict.said
    if verdict.status == "dead":
        yield "url-dead", f"status {verdict.reason}", ""
    elif verdict.status == "missing":
        yield "url-missing", f"status {verdict.reason}", ""
    elif verdict.status == "moved":
        yield "url-moved", f"status {said.get('code', '')}", str(said.get("permanent", ""))
    elif verdict.reason == "https-only":
        yield "url-https-only", "", str(said.get("instead", ""))
    elif verdict.reason == "to-the-front-page":
        yield "url-front-page", str(said.get("final", "")), ""
    yield from _not_checked(verdict)
    found = str(said.get("doi", ""))
    if found and not _has(cache, found, use) and not _has(cache, found, use, IN_ADDRESS):
        yield "doi-to-add", "", found


def _not_checked(verdict: Verdict | None) -> Iterator[tuple[str, str, str]]:
    if verdict is not None and verdict.status == "unsure" and verdict.reason != "https-only":
        code = verdict.said.get("code")
        why = f"status {code}" if code else REASONS.get(verdict.reason, verdict.reason)
        yield "link-unsure", why, ""


def _has(cache: Cache, doi: str, use: Use, place: str = "") -> bool:
    """Tell whether a record has a DOI: as its own, or at a certain place."""
    sign = "=" if place else "<>"
    row = cache.db.execute(
        "SELECT 1 FROM used WHERE kind = 'doi' AND value = ? AND record = ?"
        f" AND field {sign} '{IN_ADDRESS}'",
        (doi, use.record),
    ).fetchone()
    return row is not None


def _title(verdict: Verdict) -> str:
    parts = [verdict.said.get("title"), verdict.said.get("journal")]
    return " / ".join(str(part) for part in parts if part)
