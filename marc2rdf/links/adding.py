"""``convert --links``: adds to a record's statements what the cache knows, offline.

The clock plays no part: the same cache and the same record give the same statements.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from marc2rdf.links.cache import Cache, damaged
from marc2rdf.links.judging import Judgement, judge_issn
from marc2rdf.links.marks import EISSN, TITLE, Mark, Marks
from marc2rdf.mapping.conversion import Conversion
from marc2rdf.mapping.mapping import Mapping
from marc2rdf.rdf.iri import encode, is_valid
from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.terms import IRI, Literal, Object, OrderedList, Statement

RDF_TYPE = IRI(BUILT_IN["rdf"] + "type")
SEE_ALSO = IRI(BUILT_IN["rdfs"] + "seeAlso")
SAME_AS = IRI(BUILT_IN["owl"] + "sameAs")
PART_OF = IRI(BUILT_IN["dcterms"] + "isPartOf")
ALTERNATIVE = IRI(BUILT_IN["dcterms"] + "alternative")
HAS_FORMAT = IRI(BUILT_IN["dcterms"] + "hasFormat")
ISSN = IRI(BUILT_IN["bibo"] + "issn")
ISSUE = IRI(BUILT_IN["bibo"] + "Issue")
REGISTRY = "http://issn.org/resource/"


class Links:
    """Adds links from a cache; only the two options ever replace or withhold an address."""

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

    def add(self, conversion: Conversion) -> list[Statement]:
        """Give the statements of a conversion with what the cache adds to them.

        Raises InputError where the cache cannot be read on.
        """
        try:
            return self._added(conversion)
        except sqlite3.Error as error:
            raise damaged(error, self._cache.path) from error

    def _added(self, conversion: Conversion) -> list[Statement]:
        statements = list(conversion.said)
        marks = list(self._marks.of(conversion))
        for mark in marks:
            if mark.kind == "doi":
                statements += self._doi(mark)
        if self._follow or self._drop:
            for mark in marks:
                if mark.kind == "url":
                    statements = self._address(mark, statements)
        for mark in marks:
            if mark.kind == "issn":
                statements = self._issn(mark, statements, conversion.iri)
        return list(dict.fromkeys(statements))

    # -- DOIs and addresses -----------------------------------------------------------------

    def _doi(self, mark: Mark) -> Iterable[Statement]:
        found = self._cache.best("doi", mark.value)
        target = "https://doi.org/" + encode_doi(mark.value)
        if found is not None and found.status == "found" and is_valid(target):
            yield Statement(mark.statement.subject, SEE_ALSO, IRI(target))

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

    def _issn(self, mark: Mark, statements: list[Statement], root: IRI) -> list[Statement]:
        judged = judge_issn(self._cache, mark.value, mark.titles, mark.medium)
        subject = mark.statement.subject
        if judged.word == "title-mismatch":
            return self._mismatch(mark, judged, statements, root)
        if judged.word == "medium-mismatch":
            return self._sibling(mark, judged, statements, root)
        if judged.word == "confirmed":
            statements = statements + self._confirmed(mark, judged, subject)
        elif judged.word == "no-title" and judged.issn_l:
            statements = [*statements, _linking(subject, judged)]
        return statements

    def _confirmed(self, mark: Mark, judged: Judgement, subject: IRI) -> list[Statement]:
        added = []
        if judged.same:
            added.append(Statement(subject, SAME_AS, IRI(f"{REGISTRY}ISSN/{mark.value}")))
        if judged.key_title and judged.key_title not in mark.titles:
            added.append(Statement(subject, ALTERNATIVE, Literal(judged.key_title)))
        if judged.issn_l:
            added.append(_linking(subject, judged))
        return added

    def _mismatch(
        self, mark: Mark, judged: Judgement, statements: list[Statement], root: IRI
    ) -> list[Statement]:
        """The number is another title's: the host keeps what was catalogued under an IRI of
        this record, and points to the journal of that number, which has the registry's title."""
        journal = IRI(f"{self._base}journal/{mark.value}")
        host = mark.statement.subject
        kinds = [s.object for s in statements if s.subject == host and s.predicate == RDF_TYPE]
        if host == journal:
            statements, host = _renamed(statements, journal, mark.value, root)
        added = [Statement(host, SEE_ALSO, journal)]
        if host != root:
            added += [Statement(journal, RDF_TYPE, kind) for kind in kinds]
        if judged.title:
            added.append(Statement(journal, TITLE, Literal(judged.title)))
        if judged.issn_l:
            added.append(_linking(journal, judged))
        return statements + added

    def _sibling(
        self, mark: Mark, judged: Judgement, statements: list[Statement], root: IRI
    ) -> list[Statement]:
        """The number is the other edition's, online or in print: it moves to a sibling."""
        sibling = IRI(f"{self._base}journal/{mark.value}")
        subject = mark.statement.subject
        if subject == sibling:
            statements, subject = _renamed(statements, sibling, mark.value, root)
        numbers = (ISSN, EISSN)
        kept = [
            s
            for s in statements
            if not (
                s.subject == subject
                and s.predicate in numbers
                and isinstance(s.object, Literal)
                and s.object.value == mark.value
            )
        ]
        number = EISSN if judged.medium == "online" else ISSN
        added = [
            Statement(subject, HAS_FORMAT, sibling),
            Statement(sibling, HAS_FORMAT, subject),
            Statement(sibling, number, Literal(mark.value)),
        ]
        if judged.title:
            added.append(Statement(sibling, TITLE, Literal(judged.title)))
        if judged.issn_l:
            added.append(_linking(sibling, judged))
        return kept + added


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


def _renamed(
    statements: list[Statement], journal: IRI, issn: str, root: IRI
) -> tuple[list[Statement], IRI]:
    """Give a journal, and the issues of it that are named by its number, IRIs of the record."""
    taken = {s.subject for s in statements}
    behind = f"-{issn}" if IRI(f"{root}#host") in taken else ""
    host = IRI(f"{root}#host{behind}")
    parts = {s.subject for s in statements if s.predicate == PART_OF and s.object == journal}
    issues = sorted(part for part in parts if f"/issue/{issn}/" in part)
    names: dict[str, IRI] = {journal: host}
    for number, issue in enumerate(issues):
        more = f"-{issue.split(f'/issue/{issn}/', 1)[1].replace('/', '-')}" if number else ""
        names[issue] = IRI(f"{root}#issue{behind}{more}")

    def name(found: Object) -> Object:
        if isinstance(found, OrderedList):
            return OrderedList(tuple(names.get(item, item) for item in found.items))
        return names.get(found, found) if isinstance(found, IRI) else found

    return [
        Statement(names.get(s.subject, s.subject), s.predicate, name(s.object)) for s in statements
    ], host
