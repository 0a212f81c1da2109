"""``convert --links``: adds to a record's statements what the cache knows, offline.

The clock plays no part: the same cache and the same record give the same statements.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache, partial

from marc2rdf.links.articles import DOI, Article, article_of
from marc2rdf.links.cache import Cache, damaged
from marc2rdf.links.judging import Judgement, judge_article, judge_issn
from marc2rdf.links.marks import EISSN, KINDS, TITLE, Mark, Marks
from marc2rdf.mapping.conversion import Conversion
from marc2rdf.mapping.mapping import Mapping
from marc2rdf.marc import Record
from marc2rdf.rdf.iri import encode, is_valid
from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.terms import IRI, Literal, Object, Statement

SEE_ALSO = IRI(BUILT_IN["rdfs"] + "seeAlso")
SAME_AS = IRI(BUILT_IN["owl"] + "sameAs")
ALTERNATIVE = IRI(BUILT_IN["dcterms"] + "alternative")
HAS_FORMAT = IRI(BUILT_IN["dcterms"] + "hasFormat")
ISSN = IRI(BUILT_IN["bibo"] + "issn")
REMEMBERED = 4096  # judgements
REGISTRY = "http://issn.org/resource/"


class Links:
    """Adds links from a cache; only the two options ever replace or withhold an address.

    Raises InputError where the cache is damaged.
    """

    def __init__(
        self,
        cache: Cache,
        mapping: Mapping,
        follow_permanent: bool = False,
        drop_dead: bool = False,
    ) -> None:
        self._cache = cache
        self._marks = Marks(mapping)
        self._base = mapping.base
        self._follow = follow_permanent
        self._drop = drop_dead
        try:
            self._searched_for = cache.knows("article")
        except sqlite3.Error as error:
            raise damaged(error, cache.path) from error
        self._judge = lru_cache(REMEMBERED)(partial(judge_issn, cache))
        self._matters = lru_cache(REMEMBERED)(self._may_matter)

    def add(self, conversion: Conversion, record: Record | None = None) -> list[Statement]:
        """Give the statements of a conversion with what the cache adds to them.

        With the record it was made of, that is done sooner. Raises InputError where the cache
        cannot be read on.
        """
        try:
            return self._added(conversion, record)
        except sqlite3.Error as error:
            raise damaged(error, self._cache.path) from error

    def _added(self, conversion: Conversion, record: Record | None) -> list[Statement]:
        statements = list(conversion.statements)
        kinds: Collection[str] = KINDS
        if record is not None:
            candidates = set(self._marks.candidates(statements, record))
            kinds = {kind for kind, value in candidates if self._matters(kind, value)}
            if not kinds:
                return statements
            kinds = KINDS if self._searched_for else kinds
        marks = list(self._marks.of(conversion, record, kinds))
        if self._searched_for and (found := article_of(conversion, marks)):
            statements += self._searched(conversion.iri, *found)
        for mark in marks:
            if mark.kind == "doi":
                statements += self._doi(mark)
        if self._follow or self._drop:
            for mark in marks:
                if mark.kind == "url":
                    statements = self._address(mark, statements)
        for mark in marks:
            if mark.kind == "issn":
                statements += self._issn(mark)
        return list(dict.fromkeys(statements))

    def _may_matter(self, kind: str, value: str) -> bool:
        """Tell whether something may follow from what the cache knows, so that it is worth
        finding out where a value comes from."""
        if kind == "url":
            verdict = self._cache.get("url", value, "url") if self._follow or self._drop else None
            return verdict is not None and verdict.status in ("dead", "moved")
        if kind == "issn" and self._searched_for:
            return True
        return any(verdict.status == "found" for verdict in self._cache.all(kind, value))

    # -- DOIs and addresses -----------------------------------------------------------------

    def _doi(self, mark: Mark) -> Iterable[Statement]:
        found = self._cache.best("doi", mark.value)
        target = "https://doi.org/" + encode_doi(mark.value)
        if found is not None and found.status == "found" and is_valid(target):
            yield Statement(mark.statement.subject, SEE_ALSO, IRI(target))

    def _searched(self, iri: IRI, article: Article, host: Mark) -> Iterable[Statement]:
        match = judge_article(self._cache, article, host.titles, host.medium)
        target = "https://doi.org/" + encode_doi(match.doi)
        if match.word == "found" and is_valid(target):
            yield Statement(iri, DOI, Literal(match.doi))
            yield Statement(iri, SEE_ALSO, IRI(target))

    def _address(self, mark: Mark, statements: list[Statement]) -> list[Statement]:
        found = self._cache.get("url", mark.value, "url")
        if found is None:
            return statements
        if self._drop and found.status == "dead":
            return [s for s in statements if s != mark.statement]
        target = str(found.said.get("permanent", ""))
        if self._follow and found.status == "moved" and is_valid(target):
            new = mark.statement._replace(object=_instead(mark.statement.object, target))
            return [new if s == mark.statement else s for s in statements]
        return statements

    # -- ISSNs ------------------------------------------------------------------------------

    def _issn(self, mark: Mark) -> Iterator[Statement]:
        judged = self._judge(mark.value, mark.titles, mark.medium)
        subject = mark.statement.subject
        registered = IRI(f"{REGISTRY}ISSN/{mark.value}")
        if judged.word == "title-mismatch":
            yield Statement(subject, SEE_ALSO, registered)
            if judged.title:
                yield Statement(registered, TITLE, Literal(judged.title))
        elif judged.word == "medium-mismatch":
            yield from self._sibling(mark, judged)
        elif judged.word == "confirmed":
            if judged.same:
                yield Statement(subject, SAME_AS, registered)
            if judged.key_title and judged.key_title not in mark.titles:
                yield Statement(subject, ALTERNATIVE, Literal(judged.key_title))
        if judged.word in ("confirmed", "no-title", "not-checked") and judged.issn_l:
            yield _linking(subject, judged)

    def _sibling(self, mark: Mark, judged: Judgement) -> Iterator[Statement]:
        """The number is the other edition's, online or in print: a sibling has it as such."""
        subject = mark.statement.subject
        sibling = IRI(f"{self._base}journal/{mark.value}#{judged.medium}")
        number = EISSN if judged.medium == "online" else ISSN
        yield Statement(subject, HAS_FORMAT, sibling)
        yield Statement(sibling, HAS_FORMAT, subject)
        yield Statement(sibling, number, Literal(mark.value))
        if judged.title:
            yield Statement(sibling, TITLE, Literal(judged.title))
        if judged.issn_l:
            yield _linking(sibling, judged)


def encode_doi(doi: str) -> str:
    """Write a DOI so that it can stand in an address; its slashes stay.

    >>> encode_doi("10.1000/a<b")
    '10.1000/a%3Cb'
    """
    return "/".join(encode(part).replace("%3A", ":") for part in doi.split("/"))


def _linking(subject: IRI, judged: Judgement) -> Statement:
    return Statement(subject, SEE_ALSO, IRI(f"{REGISTRY}ISSN-L/{judged.issn_l}"))


def _instead(found: Object, target: str) -> Object:
    return found._replace(value=target) if isinstance(found, Literal) else IRI(target)
