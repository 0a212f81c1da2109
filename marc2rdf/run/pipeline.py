"""The run itself: each record of each source through the mapping into the writer."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from marc2rdf.errors import FormatError, LimitError, Marc2RdfError, RecordError
from marc2rdf.mapping.conversion import Conversion
from marc2rdf.mapping.mapping import Mapping
from marc2rdf.marc import Record, Reject, read_source
from marc2rdf.marc.record import place
from marc2rdf.rdf.terms import IRI, Statement
from marc2rdf.rdf.writer import Writer
from marc2rdf.run.converter import Converter
from marc2rdf.run.keys import Keys, Seen, digest
from marc2rdf.run.rejects import Rejects, refused
from marc2rdf.run.report import Report

if TYPE_CHECKING:
    from marc2rdf.rdf.shapes import Shapes

# LDR/06 of records that describe no document.
NOT_BIBLIOGRAPHIC: dict[str, str] = {
    "z": "authority",
    "w": "classification",
    "q": "community information",
    "u": "holdings",
    "v": "holdings",
    "x": "holdings",
    "y": "holdings",
}


@dataclass(frozen=True)
class Options:
    """What a run is told: where to begin and end, what to leave out, when to give up.

    ``max_errors`` is a number of rejected records, or with ``percent`` the share of those
    read; negative means no limit.  What lacks one of ``shapes`` is a warning.
    """

    format: str = ""
    skip: int = 0
    limit: int = -1
    id: str = ""
    without: Collection[str] = ()
    strict: bool = False
    max_errors: float = -1
    percent: bool = False
    shapes: Shapes | None = None


class Converts(Protocol):
    """What a pipeline asks of a converter, which may be a mapping itself."""

    def convert(self, record: Record, suffix: str = "") -> Conversion:
        """Convert one record; ``suffix`` goes behind its key, where another has the same."""


class Pipeline:
    """Converts sources; the report counts, the rejects keep what could not be used."""

    def __init__(
        self,
        mapping: Mapping,
        writer: Writer,
        report: Report,
        rejects: Rejects,
        options: Options,
        step: Callable[[Record | Reject], None] = lambda item: None,
        converter: Converts | None = None,
        enrich: Callable[[Conversion, Record], list[Statement]] | None = None,
    ) -> None:
        self.mapping = mapping
        self.writer = writer
        self.report = report
        self.rejects = rejects
        self.options = options
        self.step = step
        self.enrich = enrich
        self.keys = Keys()
        self.converter: Converts = converter or Converter(mapping)

    def run(self, sources: Sequence[str | os.PathLike[str]]) -> None:
        """Convert all records of all sources.

        Raises InputError, OutputError, and LimitError when more is wrong than allowed.
        """
        self.rejects.avoid(sources)
        with closing(self.rejects), closing(self.keys):
            for item in self._records(sources):
                self.report.read += 1
                self.step(item)
                if isinstance(item, Reject):
                    self._reject(item, "read")
                else:
                    self._convert(item)
            self._check_limit(ended=True)

    def _records(self, sources: Sequence[str | os.PathLike[str]]) -> Iterator[Record | Reject]:
        """Give the records that the options choose."""
        options, met = self.options, 0
        for source in sources:
            for item in read_source(source, options.format, on_skip=self._skip_file):
                met += 1
                if met <= options.skip:
                    continue
                if 0 <= options.limit <= met - options.skip - 1:
                    return
                if options.id and not (isinstance(item, Record) and self._has_id(item)):
                    continue
                yield item

    def _skip_file(self, error: FormatError) -> None:
        self.report.warn("file-skipped", str(error))
        self.report.warnings["file-skipped"] += 1

    def _has_id(self, record: Record) -> bool:
        if self.options.id not in " ".join(record.fields):
            return False
        return self.converter.convert(record).key == self.options.id

    def _convert(self, record: Record) -> None:
        report = self.report
        if kind := NOT_BIBLIOGRAPHIC.get(record.leader[6:7]):
            report.skip(kind)
            return
        if record.leader[5:6] == "d":
            report.deleted += 1
            return
        try:
            conversion = self._converted(record)
        except RecordError as error:
            self._refuse(record, error, "convert", mapping=error.where)
            return
        except Marc2RdfError:
            raise
        except Exception as error:  # a mistake of ours costs a record, never the run
            what = f"the conversion failed ({type(error).__name__}: {error})"
            broken = RecordError(what, code="internal", hint="Please report this.")
            self._refuse(record, broken, "convert")
            return
        if conversion is None:
            report.duplicates += 1
        elif conversion.skipped:
            report.skip("hidden")
        else:
            self._write(record, conversion)

    def _converted(self, record: Record) -> Conversion | None:
        """Convert a record; None when the same record was converted before."""
        conversion = self.converter.convert(record)
        if conversion.skipped:
            return conversion
        seen = self.keys.see(conversion.iri, record)
        if seen is Seen.OTHER:
            suffix = f"~{digest(record).hex()[:8]}"
            first = conversion.key
            conversion = self.converter.convert(record, suffix)
            if self.keys.see(conversion.iri, record) is Seen.SAME:
                return None
            conversion.warn("duplicate-key", f"another record has the key '{first}' too")
        return None if seen is Seen.SAME else conversion

    def _write(self, record: Record, conversion: Conversion) -> None:
        before = self.writer.replaced
        try:
            triples = self._write_statements(record, conversion)
        except RecordError as error:
            self._refuse(record, error, "write", conversion.key)
            return
        if count := self.writer.replaced - before:
            what = f"{count} that the output cannot hold became U+FFFD"
            conversion.warn("characters-replaced", what)
        if self.options.shapes:
            self._check(conversion, self.options.shapes)
        self.report.converted += 1
        self.report.triples += triples
        where = place(record.source, record.number, conversion.key)
        for notice in conversion.notices:
            self.report.notice(where, notice)
            if self.options.strict:
                raise LimitError(f"{notice.message} (--strict)", where=where)

    def _write_statements(self, record: Record, conversion: Conversion) -> int:
        iri, leave_out = conversion.iri, self.options.without
        if conversion.rows is not None and not leave_out and self.enrich is None:
            return self.writer.write_rows(conversion.rows, iri)
        enrich = self.enrich
        statements = enrich(conversion, record) if enrich else conversion.statements
        kept = without(statements, iri, leave_out) if leave_out else statements
        return self.writer.write(kept, iri)

    def _check(self, conversion: Conversion, shapes: Shapes) -> None:
        said = without(conversion.statements, conversion.iri, self.options.without)
        for code, message in shapes.check(said, conversion.iri):
            conversion.warn(code, message)

    def _refuse(
        self, record: Record, error: RecordError, stage: str, key: str = "", mapping: str = ""
    ) -> None:
        """Reject a record that was read but could not be converted or written."""
        self._reject(refused(record, error), stage, key or record.get("001").strip(), mapping)

    def _reject(self, reject: Reject, stage: str, key: str = "", mapping: str = "") -> None:
        self.report.rejected += 1
        self.rejects.add(reject, stage, key, mapping)
        self.report.rejects = self.rejects.log_name
        self.report.warn(reject.error.code, f"rejected: {reject.error}")
        if self.options.strict:
            raise LimitError("a record was rejected (--strict)", where=reject.error.where)
        self._check_limit(ended=False)

    def _check_limit(self, ended: bool) -> None:
        options, report = self.options, self.report
        if options.max_errors < 0:
            return
        allowed = options.max_errors
        if options.percent:
            if not ended:  # a share is known only at the end, or once it cannot be met any more
                return
            allowed = report.read * options.max_errors / 100
        if report.rejected > allowed:
            share = f"{options.max_errors:g}%" if options.percent else f"{options.max_errors:g}"
            raise LimitError(f"{report.rejected:,} records were rejected, more than {share}")


def without(statements: list[Statement], root: IRI, properties: Collection[str]) -> list[Statement]:
    """Leave out properties, and the nodes that only they led to.

    >>> a, b, p, q = IRI("x:a"), IRI("x:b"), IRI("x:p"), IRI("x:q")
    >>> without([Statement(a, p, b), Statement(b, q, a), Statement(a, q, a)], a, {"x:p"})
    [Statement(subject=IRI('x:a'), predicate=IRI('x:q'), object=IRI('x:a'))]
    """
    kept = [statement for statement in statements if statement.predicate not in properties]
    before, after = _reachable(statements, root), _reachable(kept, root)
    return [s for s in kept if s.subject in after or s.subject not in before]


def _reachable(statements: list[Statement], root: IRI) -> set[str]:
    links: dict[str, list[str]] = {}
    for subject, _, found in statements:
        if isinstance(found, IRI):
            links.setdefault(subject, []).append(found)
    reached, waiting = {str(root)}, [str(root)]
    while waiting:
        for target in links.get(waiting.pop(), ()):
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached
