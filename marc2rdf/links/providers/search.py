"""Crossref's search: works that may be an article, for which the catalogue has no DOI.

Source: https://api.crossref.org/works with ``query.bibliographic`` and the filter ``issn``,
whose values are alternatives.  What is found is kept as it was said; ``judging`` decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any
from urllib.parse import urlencode

from marc2rdf.links.articles import read_article
from marc2rdf.links.asking import Asking
from marc2rdf.links.hosts import host_of
from marc2rdf.links.numbers import normal_issn
from marc2rdf.links.providers import Settings
from marc2rdf.links.redirects import follow, read_json, unsure
from marc2rdf.links.verdict import Verdict
from marc2rdf.mapping.identifiers import Refused, doi
from marc2rdf.net.client import Reply, Request
from marc2rdf.net.failures import FetchError

ROWS = 5
MOST_NUMBERS = 4
FIELDS = "DOI,ISSN,title,subtitle,original-title,container-title,volume,issue,page,article-number"
_TITLES = ("title", "original-title")


class CrossrefSearch:
    """Searches for articles one by one; asked only when one wants it."""

    name = "search"
    kind = "article"
    batch = 1

    def __init__(self, settings: Settings) -> None:
        self._url = settings.urls.get("crossref", "https://api.crossref.org").rstrip("/")
        self._contact = settings.contact
        self._family = settings.family
        self.host = host_of(self._url)

    def look_up(self, values: Sequence[str], known: Mapping[str, Verdict]) -> Asking:
        """Search for one article."""
        [value] = values
        article = read_article(value)
        numbers = [article.issn, *sorted(set(self._family(article.issn)) - {article.issn})]
        words = (article.title, article.volume, article.issue, article.page)
        query = {
            "filter": ",".join(f"issn:{number}" for number in numbers[:MOST_NUMBERS]),
            "query.bibliographic": " ".join(word for word in words if word),
            "rows": str(ROWS),
            "select": FIELDS,
        }
        if self._contact:
            query["mailto"] = self._contact
        address = f"{self._url}/works?{urlencode(query)}"
        request = Request("GET", address, {"Accept": "application/json"}, most=1024 * 1024)
        answer = (yield from follow(request)).answer
        if not isinstance(answer, Reply) or answer.status != 200:
            return {value: unsure(answer)}
        try:
            works = list(_works(read_json(answer)))
        except FetchError as error:
            return {value: unsure(error)}
        if not works:
            return {value: Verdict("absent", "nothing found")}
        return {value: Verdict("found", "", {"works": works})}


def _works(answer: Any) -> list[dict[str, Any]]:
    """Give what is kept of the works of an answer; raise FetchError for another answer."""
    message = answer.get("message") if isinstance(answer, dict) else None
    items = message.get("items") if isinstance(message, dict) else None
    if not isinstance(items, list):
        raise FetchError("content", "the answer is no list of works")
    works = [_work(item) for item in items[:ROWS] if isinstance(item, dict)]
    return [work for work in works if work]


def _work(item: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is kept of a work; nothing of one without a DOI."""
    try:
        found: dict[str, Any] = {"doi": doi(str(item.get("DOI", "")))[0]}
    except Refused:
        return {}
    numbers = {normal_issn(text) for text in _texts(item.get("ISSN"))} - {""}
    titles = [_shown(text) for name in _TITLES for text in _texts(item.get(name))]
    subtitles = _texts(item.get("subtitle"))
    if titles and subtitles:
        titles.append(f"{titles[0]} : {_shown(subtitles[0])}")
    found["issn"] = sorted(numbers)
    found["titles"] = [title for title in titles if title]
    for key, name in (
        ("container-title", "journal"),
        ("volume", "volume"),
        ("issue", "issue"),
        ("page", "page"),
        ("article-number", "number"),
    ):
        if texts := _texts(item.get(key)):
            found[name] = _shown(texts[0])
    return found


def _texts(value: Any) -> list[str]:
    """Give the texts of a value, which may be one or a list."""
    entries = value if isinstance(value, list) else [value]
    texts = [str(e).strip()[:500] for e in entries if isinstance(e, str | int | float)]
    return [text for text in texts if text][:10]


def _shown(text: str) -> str:
    """Give a title without the tags and entities that some are deposited with."""
    return " ".join(unescape(re.sub(r"</?[A-Za-z][^<>]{0,100}>", "", text)).split())
