"""Articles whose DOI can be searched for: where they were printed, and what a search must match.

A search only guesses.  What it finds is believed where an ISSN of the journal's family and the
first page agree, and nothing else that both sides know differs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from marc2rdf.links.marks import TITLE, Mark, more_of
from marc2rdf.links.titles import agrees
from marc2rdf.mapping.conversion import Conversion
from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.terms import IRI, Literal, Statement

PART_OF = IRI(BUILT_IN["dcterms"] + "isPartOf")
DOI = IRI(BUILT_IN["bibo"] + "doi")
VOLUME = IRI(BUILT_IN["bibo"] + "volume")
ISSUE = IRI(BUILT_IN["bibo"] + "issue")
PAGE = IRI(BUILT_IN["bibo"] + "pageStart")
DEEPEST = 3  # article, issue, volume, journal
LONGEST = 200
_WORD = re.compile(r"(?i)^\W*(?:volumes?|vol|v|bd|band|jg|jahrg\w*|tomes?|t|no?|nr|n°|pp?|s)\W+")


class Article(NamedTuple):
    """Where an article was printed; each part a text, only the ISSN and the page never empty.

    >>> Article("0303-965X", "82", "1", "11", "Public services").text
    '0303-965X/82/1/11/Public services'
    """

    issn: str
    volume: str
    issue: str
    page: str
    title: str

    @property
    def text(self) -> str:
        """The article as one text, which the cache knows it by."""
        parts = [part.replace("/", "-") for part in self[:-1]]
        return "/".join([*parts, self.title])


def read_article(text: str) -> Article:
    """Read what ``Article.text`` wrote.

    >>> read_article("0303-965X/82/1/11/Public/private").title
    'Public/private'
    """
    return Article(*(text.split("/", 4) + [""] * 5)[:5])


def article_of(conversion: Conversion, marks: Sequence[Mark]) -> tuple[Article, Mark] | None:
    """Give the article that a record describes with its host's ISSN; None where its DOI is
    known, or too little else is: an ISSN, a first page, and a volume or an issue."""
    numbers = [mark for mark in marks if mark.kind == "issn"]
    if not numbers or any(mark.kind == "doi" or more_of(mark) for mark in marks):
        return None
    said: dict[IRI, dict[IRI, list[Statement]]] = {}
    for statement in conversion.statements:
        if statement.predicate in (PART_OF, DOI, VOLUME, ISSUE, PAGE, TITLE):
            node = said.setdefault(statement.subject, {})
            node.setdefault(statement.predicate, []).append(statement)
    own = said.get(conversion.iri, {})
    if DOI in own:
        return None
    levels = [[conversion.iri]]
    while len(levels) <= DEEPEST:
        hosts = [s.object for node in levels[-1] for s in said.get(node, {}).get(PART_OF, ())]
        levels.append([host for host in hosts if isinstance(host, IRI)])
    nodes = list(dict.fromkeys(node for level in levels for node in level))
    host = next((m for m in numbers if m.statement.subject in nodes[1:]), None)
    volume, issue = (_first(said, nodes, kind) for kind in (VOLUME, ISSUE))
    page = _first(said, nodes[:1], PAGE)
    if host is None or not page or not (volume or issue):
        return None
    title = _first(said, nodes[:1], TITLE)
    return Article(host.value, volume, issue, page, title), host


def differences(
    article: Article, found: Mapping[str, Any], family: Collection[str]
) -> list[tuple[str, str]]:
    """Say in what a work that was found is not the article: words, and what the work has.

    ``found`` has ``issn`` (a list), ``page``, ``number``, ``volume``, ``issue`` and ``titles``
    (a list), each only where it is known.

    >>> article = Article("0303-965X", "82", "1", "11", "Things")
    >>> work = {"issn": ["0303-965X"], "page": "12-13", "volume": "82", "titles": ["Things"]}
    >>> differences(article, work, {"0303-965X"})
    [('first page', '12')]
    """
    numbers = list(map(str, found.get("issn") or []))
    unlike = []
    if not set(numbers) & set(family):
        unlike.append(("ISSN", ", ".join(numbers)))
    first = first_page(str(found.get("page", "")))
    if _plain(article.page) not in {_plain(first), _plain(str(found.get("number", "")))} - {""}:
        unlike.append(("first page", first))
    volume, issue = str(found.get("volume", "")), str(found.get("issue", ""))
    if article.volume and volume and _plain(article.volume) != _plain(volume):
        unlike.append(("volume", volume))
    own, other = _plain(article.issue), _plain(issue)
    if own.isdigit() and other.isdigit() and own != other:
        unlike.append(("issue", issue))
    titles = [str(title) for title in found.get("titles") or []]
    if article.title and titles and not agrees(article.title, titles):
        unlike.append(("title", titles[0]))
    if not (article.volume and volume) and not (article.title and titles):
        unlike.append(("volume", "unknown"))
    return unlike


def first_page(pages: str) -> str:
    """Give the first of some pages.

    >>> first_page("11-32"), first_page("p. S5–S9"), first_page("e12")
    ('11', 'S5', 'e12')
    """
    return re.split(r"[-–—,;+ ]", _WORD.sub("", pages.strip()), maxsplit=1)[0]


def _plain(text: str) -> str:
    """Give a number as it is compared: without the word before it, and without zeros."""
    bare = re.sub(r"[\W_]+", " ", _WORD.sub("", text.strip())).casefold().strip()
    return re.sub(r"^([a-z]?)0+(?=\w)", r"\1", bare)


def _first(
    said: Mapping[IRI, Mapping[IRI, Sequence[Statement]]], nodes: Sequence[IRI], kind: IRI
) -> str:
    """Give the first text that one of some nodes has."""
    for node in nodes:
        for statement in said.get(node, {}).get(kind, ()):
            if isinstance(statement.object, Literal) and statement.object.value.strip():
                return " ".join(statement.object.value.split())[:LONGEST]
    return ""
