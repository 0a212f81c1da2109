"""Collecting what is to be resolved from records of any number, into the cache."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from marc2rdf.errors import MappingError
from marc2rdf.links.articles import article_of
from marc2rdf.links.cache import Cache, Use
from marc2rdf.links.hosts import host_of
from marc2rdf.links.marks import TITLE, Marks, left_behind_of, more_of, refused_of
from marc2rdf.mapping.conversion import Conversion
from marc2rdf.mapping.mapping import Mapping
from marc2rdf.marc import Record, Reject, read_source
from marc2rdf.rdf.terms import Literal

MANY = 100
MOST_TITLES = 5
IN_ADDRESS = "in an address"


class Collector:
    """Reads sources and notes their links; ``read`` counts records, ``broken`` those that
    could not be used."""

    def __init__(
        self,
        mapping: Mapping,
        format: str = "",
        limit: int = -1,
        id: str = "",
        step: Callable[[Record | Reject], None] = lambda item: None,
        skip: Callable[[Record], bool] = lambda record: False,
    ) -> None:
        self._mapping = mapping
        self._marks = Marks(mapping)
        self._format = format
        self._limit = limit
        self._id = id
        self._step = step
        self._skip = skip
        self.read = self.broken = 0

    def collect(self, sources: Sequence[str | os.PathLike[str]], cache: Cache, run: int) -> None:
        """Note all links of all sources; raise InputError for one that cannot be read."""
        uses = self._uses(sources)
        while pieces := list(islice(uses, MANY)):
            cache.want(pieces, run)
            cache.commit()

    def _uses(self, sources: Sequence[str | os.PathLike[str]]) -> Iterator[tuple[Use, str]]:
        for source in sources:
            for item in read_source(source, self._format):
                if 0 <= self._limit <= self.read:
                    return
                self.read += 1
                self._step(item)
                if isinstance(item, Reject):
                    self.broken += 1
                    continue
                if self._skip(item):
                    continue
                try:
                    found = self._found(item)
                except MappingError:
                    raise
                except Exception:  # what is wrong with one record never ends a run
                    self.broken += 1
                    continue
                yield from found

    def _found(self, record: Record) -> list[tuple[Use, str]]:
        conversion = self._mapping.convert(record)
        if conversion.skipped or self._id not in ("", conversion.key):
            return []
        title = _title_of(conversion)
        left = [
            (Use(kind, value, conversion.key, field, title, ""), "")
            for kind, value, field in left_behind_of(record)
        ]
        return [*self.of(conversion), *left]

    def of(self, conversion: Conversion) -> Iterator[tuple[Use, str]]:
        """Give the links of one record, each with the host that it lies at."""
        key = conversion.key
        marks = list(self._marks.of(conversion))
        for mark in marks:
            title = "\n".join(mark.titles[:MOST_TITLES])
            use = Use(mark.kind, mark.value, key, mark.field, title, mark.medium)
            yield use, host_of(mark.value) if mark.kind == "url" else ""
            if held := more_of(mark):
                yield Use("doi", held, key, IN_ADDRESS, title, ""), ""
        if found := article_of(conversion, marks):
            article, host = found
            yield Use("article", article.text, key, host.field, article.title, host.medium), ""
        for kind, value, field in refused_of(conversion):
            yield Use(kind, value, key, field, _title_of(conversion), ""), ""


def _title_of(conversion: Conversion) -> str:
    """Give the title of what a record describes."""
    titles = (s.object for s in conversion.statements if s[:2] == (conversion.iri, TITLE))
    return next((title.value for title in titles if isinstance(title, Literal)), "")
