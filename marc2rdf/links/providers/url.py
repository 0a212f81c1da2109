"""Addresses: whether they answer, and where they lead."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from html import unescape
from urllib.parse import urlsplit, urlunsplit

from marc2rdf.links.asking import Asking
from marc2rdf.links.numbers import doi_in_address
from marc2rdf.links.providers import Settings
from marc2rdf.links.redirects import PERMANENT, Answer, Followed, follow, unsure
from marc2rdf.links.robots import Rules
from marc2rdf.links.verdict import Verdict
from marc2rdf.mapping.identifiers import Refused, doi
from marc2rdf.net.client import Reply, Request
from marc2rdf.net.failures import FetchError

GONE = (404, 410)
FINAL = (
    "robots", "later", "host-down", "dns", "proxy",
    "forbidden-address", "forbidden-port", "forbidden-url",
)  # fmt: skip
SILENT = ("refused", "connection", "timeout")
_META = re.compile(r"<meta\s[^>]{0,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_NAMES = ("citation_doi", "dc.identifier", "dcterms.identifier", "dc.identifier.doi", "prism.doi")


class Addresses:
    """HEAD first; what HEAD does not find is asked again by GET."""

    name = "url"
    kind = "url"
    batch = 1
    host = ""

    def __init__(self, settings: Settings) -> None:
        self._robots = settings.robots

    def look_up(self, values: Sequence[str], known: Mapping[str, Verdict]) -> Asking:
        """Check one address."""
        [url] = values
        verdict = yield from self._check(url, known.get(url))
        plain = url.lower().startswith("http://") and urlsplit(url).port in (None, 80)
        silent = verdict.status == "unsure" and verdict.reason in SILENT
        if plain and (silent or verdict.status == "missing"):
            secure = urlunsplit(urlsplit(url)._replace(scheme="https", netloc=_name(url)))
            other = yield from self._check(secure, None)
            if other.status in ("alive", "moved"):
                verdict = Verdict("unsure", "https-only", {"instead": secure})
        return {url: verdict}

    def _check(self, url: str, before: Verdict | None) -> Generator[Request, Answer, Verdict]:
        headers = {}
        if before is not None and before.status in ("alive", "moved"):
            if before.etag:
                headers["If-None-Match"] = before.etag
            if before.modified:
                headers["If-Modified-Since"] = before.modified
        found = yield from follow(Request("HEAD", url, headers), self._permit)
        if found.status == 304 and headers and before is not None:
            return before
        error = found.answer
        if isinstance(error, FetchError) and error.reason in FINAL:
            return unsure(error)
        page = ""
        if not 200 <= found.status < 300 or _is_html(found.answer):
            asked = yield from follow(Request("GET", url), self._permit)
            if 200 <= found.status < 300:  # HEAD is final; GET is only for the page's DOI
                if 200 <= asked.status < 300:
                    page = _text(asked.answer)
            else:
                found, page = asked, _text(asked.answer)
        return _verdict(url, found, page)

    def _permit(self, url: str) -> Generator[Request, Answer, FetchError | None]:
        """Ask the server for its robots.txt, if it is not known yet."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        rules = self._robots.known(origin)
        if rules is None:
            ask = Request(
                "GET",
                f"{origin}/robots.txt",
                most=512_000,
                needless=lambda: self._robots.known(origin) is not None,
            )
            answer = (yield from follow(ask)).answer
            rules = self._robots.known(origin)
        if rules is None:
            if isinstance(answer, FetchError) and answer.reason not in ("redirects", "encoding"):
                return answer
            rules = self._learnt(origin, answer)
            if rules is None:
                return FetchError("robots", "robots.txt cannot be read for now")
        if not rules.allow(url):
            return FetchError("robots", "robots.txt asks to leave this address alone")
        return None

    def _learnt(self, origin: str, answer: Answer) -> Rules | None:
        if isinstance(answer, FetchError):
            return self._robots.keep(origin, 404, "")
        if answer.status >= 500 or answer.status == 429:
            return None
        body = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
        return self._robots.keep(origin, answer.status, body)


def _verdict(url: str, found: Followed, page: str) -> Verdict:
    """Judge where a request ended."""
    answer, steps = found.answer, found.steps
    if isinstance(answer, FetchError):
        return unsure(answer)
    if answer.status in GONE:
        return Verdict("missing", str(answer.status), {"code": answer.status})
    if not 200 <= answer.status < 300:
        return unsure(answer)
    said: dict[str, object] = {"code": answer.status}
    if steps:
        said["final"] = steps[-1][1]
    if doi_found := _doi_of(page) or doi_in_address(url):
        said["doi"] = doi_found
    etag, modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
    verdict = Verdict("alive", "", said, etag=etag[:500], modified=modified[:100])
    if steps:
        verdict = replace(verdict, etag="", modified="")
        if urlsplit(url).path not in ("", "/") and urlsplit(steps[-1][1]).path in ("", "/"):
            return replace(verdict, reason="to-the-front-page")
    permanent = ""
    for status, target in steps:
        if status not in PERMANENT:
            break
        permanent = target
    if permanent:
        fragment = urlsplit(url).fragment
        said["permanent"] = permanent + (f"#{fragment}" if fragment else "")
        return replace(verdict, status="moved", reason="permanent")
    return verdict


def _doi_of(page: str) -> str:
    """Give the DOI that the head of a page names."""
    for tag in _META.findall(page):
        pairs = _ATTRIBUTE.findall(tag)
        attributes = {name.lower(): unescape(a or b or c) for name, a, b, c in pairs}
        if attributes.get("name", "").lower() in _NAMES:
            try:
                return doi(attributes.get("content", ""))[0]
            except Refused:
                continue
    return ""


def _is_html(answer: Answer) -> bool:
    return isinstance(answer, Reply) and "html" in answer.headers.get("content-type", "").lower()


def _text(answer: Answer) -> str:
    if not isinstance(answer, Reply) or not _is_html(answer):
        return ""
    return answer.body.decode("utf-8", "replace")


def _name(url: str) -> str:
    name = urlsplit(url).hostname or ""
    return f"[{name}]" if ":" in name else name
