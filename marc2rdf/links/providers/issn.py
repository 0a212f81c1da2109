"""The ISSN Portal: whether an ISSN is registered, under which title and for which medium.

Source: https://portal.issn.org. What it gives free of charge may be used with its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marc2rdf.links.asking import Asking
from marc2rdf.links.hosts import host_of
from marc2rdf.links.providers import Settings
from marc2rdf.links.providers.issn_shapes import described
from marc2rdf.links.providers.issn_turtle import read_turtle
from marc2rdf.links.redirects import follow, read_json, unsure
from marc2rdf.links.verdict import Verdict
from marc2rdf.net.client import Reply, Request
from marc2rdf.net.failures import FetchError

ACCEPT = "application/ld+json, application/json;q=0.9, text/turtle;q=0.5"
# The ways in which a portal may want to be asked, the present one first.
FORMS = ("/resource/ISSN/{}.jsonld", "/resource/ISSN/{}", "/resource/ISSN/{}?format=json")
NOT_THIS_WAY = (400, 404, 405, 406, 410, 415, 500, 501)


class IssnPortal:
    """Asks about ISSNs one by one; the way that works is kept for all that follow."""

    name = "issn"
    kind = "issn"
    batch = 1

    def __init__(self, settings: Settings) -> None:
        self._url = settings.urls.get("issn", "https://portal.issn.org").rstrip("/")
        self._form = ""
        self.host = host_of(self._url)

    def look_up(self, values: Sequence[str], known: Mapping[str, Verdict]) -> Asking:
        """Ask about one ISSN."""
        [value] = values
        verdict = Verdict("unsure", "status")
        absent = False
        for form in [self._form] if self._form else FORMS:
            address = self._url + form.format(value)
            request = Request("GET", address, {"Accept": ACCEPT}, most=1024 * 1024)
            answer = (yield from follow(request)).answer
            if isinstance(answer, FetchError):
                return {value: unsure(answer)}
            if answer.status in NOT_THIS_WAY:
                absent = absent or answer.status in (404, 410)
                verdict = unsure(answer)
                continue
            if answer.status != 200:
                return {value: unsure(answer)}
            try:
                said = described(value, _read(answer))
            except FetchError as error:
                verdict = unsure(error)
                if _is_page(answer):
                    continue
                return {value: verdict}
            self._form = form
            return {value: Verdict("found", "", said) if said else Verdict("absent", "empty")}
        return {value: Verdict("absent", "404") if absent else verdict}


def _read(answer: Reply) -> Any:
    kind = answer.headers.get("content-type", "").split(";")[0].strip().lower()
    text = answer.body.lstrip()
    if kind in ("text/turtle", "application/x-turtle") or text.startswith((b"@prefix", b"@base")):
        if answer.cut:
            raise FetchError("too-large", "the answer is larger than it may be")
        return read_turtle(answer.body)
    return read_json(answer)


def _is_page(answer: Reply) -> bool:
    return "html" in answer.headers.get("content-type", "").lower()
