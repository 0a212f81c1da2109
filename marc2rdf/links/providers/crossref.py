"""Crossref: the journals whose articles have DOIs there.

Source: https://api.crossref.org/journals/{issn}; it knows only ISSNs that were deposited, so
that 404 says nothing of the ISSN itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from marc2rdf.links.asking import Asking
from marc2rdf.links.hosts import host_of
from marc2rdf.links.numbers import normal_issn
from marc2rdf.links.providers import Settings
from marc2rdf.links.providers.texts import texts_of
from marc2rdf.links.redirects import follow, read_json, unsure
from marc2rdf.links.verdict import Verdict
from marc2rdf.net.client import Reply, Request
from marc2rdf.net.failures import FetchError


class Crossref:
    """Asks Crossref about journals, one by one; with a contact in its polite pool."""

    name = "crossref"
    kind = "issn"
    batch = 1

    def __init__(self, settings: Settings) -> None:
        self._url = settings.urls.get("crossref", "https://api.crossref.org").rstrip("/")
        self._query = f"?mailto={quote(settings.contact)}" if settings.contact else ""
        self.host = host_of(self._url)

    def look_up(self, values: Sequence[str], known: Mapping[str, Verdict]) -> Asking:
        """Ask about one ISSN."""
        [value] = values
        address = f"{self._url}/journals/{value}{self._query}"
        request = Request("GET", address, {"Accept": "application/json"}, most=1024 * 1024)
        found = yield from follow(request)
        answer = found.answer
        if isinstance(answer, Reply) and answer.status == 404:
            return {value: Verdict("absent", "404")}
        if not isinstance(answer, Reply) or answer.status != 200:
            return {value: unsure(answer)}
        try:
            return {value: Verdict("found", "", _described(value, read_json(answer)))}
        except FetchError as error:
            return {value: unsure(error)}


def _described(value: str, answer: Any) -> dict[str, Any]:
    message = answer.get("message") if isinstance(answer, dict) else None
    if not isinstance(message, dict):
        raise FetchError("content", "the answer describes no journal")
    numbers = {normal_issn(text) for text in texts_of(message.get("ISSN"))}
    media = {}
    kinds = message.get("issn-type")
    for entry in kinds if isinstance(kinds, list) else [kinds]:
        if isinstance(entry, dict):
            number = normal_issn(str(entry.get("value", "")))
            numbers.add(number)
            media[number] = {"electronic": "online", "print": "print"}.get(
                str(entry.get("type")), ""
            )
    if value not in numbers:
        raise FetchError("content", "the answer is about another journal")
    said: dict[str, Any] = {"issn": value, "numbers": sorted(numbers - {""})}
    if titles := texts_of(message.get("title")):
        said["title"] = titles[0]
        said["names"] = titles
    if media.get(value):
        said["medium"] = media[value]
    return said
