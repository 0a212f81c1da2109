"""The DOI resolver: whether a DOI is registered, and what of.

Source: https://citation.doi.org/docs.html (content negotiation); the resolver's own 404 is
final, that of an agency behind it is not.
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
from marc2rdf.links.redirects import Followed, follow, read_json, unsure
from marc2rdf.links.verdict import Verdict
from marc2rdf.mapping.identifiers import Refused, doi
from marc2rdf.net.client import Reply, Request
from marc2rdf.net.failures import FetchError

_SAFE = "/:;()._-~+,@!$&*='"
CSL = "application/vnd.citationstyles.csl+json"


class DoiResolver:
    """Asks https://doi.org for the metadata of a DOI as CSL-JSON."""

    name = "doi"
    kind = "doi"
    batch = 1

    def __init__(self, settings: Settings) -> None:
        self._url = settings.urls.get("doi", "https://doi.org").rstrip("/")
        self.host = host_of(self._url)

    def look_up(self, values: Sequence[str], known: Mapping[str, Verdict]) -> Asking:
        """Confirm one DOI."""
        [value] = values
        address = f"{self._url}/{quote(value, safe=_SAFE)}"
        request = Request("GET", address, {"Accept": CSL}, most=1024 * 1024)
        found = yield from follow(request)
        return {value: _verdict(value, found)}


def _verdict(value: str, found: Followed) -> Verdict:
    answer = found.answer
    if not isinstance(answer, Reply):
        return unsure(answer)
    if answer.status in (404, 410) and not found.steps:
        return Verdict("absent", "404")
    if answer.status != 200:
        return unsure(answer)
    try:
        return Verdict("found", "", _described(value, read_json(answer)))
    except FetchError as error:
        return unsure(error)


def _described(value: str, entry: Any) -> dict[str, Any]:
    """Give what is kept of CSL-JSON; raise FetchError where it is that of another DOI."""
    if isinstance(entry, list) and len(entry) == 1:
        entry = entry[0]
    if not isinstance(entry, dict):
        raise FetchError("content", "the answer is no CSL-JSON")
    if not any(key in entry for key in ("DOI", "title", "type")):
        raise FetchError("content", "the answer describes nothing")
    if entry.get("DOI") and _normal(entry["DOI"]) != value:
        raise FetchError("content", f"the answer is about {str(entry['DOI'])[:80]}")
    said: dict[str, Any] = {}
    for key, name in (
        ("title", "title"),
        ("container-title", "journal"),
        ("volume", "volume"),
        ("page", "pages"),
        ("type", "type"),
    ):
        if texts := texts_of(entry.get(key)):
            said[name] = texts[0]
    if numbers := {normal_issn(text) for text in texts_of(entry.get("ISSN"))} - {""}:
        said["issn"] = sorted(numbers)
    return said


def _normal(text: object) -> str:
    try:
        return doi(str(text))[0]
    except Refused:
        return ""
