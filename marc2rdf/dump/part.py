"""One part of a dump: its records through the mapping into files.

All that a dump knows of converting is here: `PartPipeline` gives a run the records of one part
and the keys of the parts before it, `PartWriter` takes the statements of each record.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path
from typing import Any, BinaryIO

from marc2rdf.dump.counts import Counts
from marc2rdf.dump.events import KeptRejects
from marc2rdf.dump.items import Items
from marc2rdf.dump.job import GZIP_LEVEL, Job
from marc2rdf.dump.ownership import divide
from marc2rdf.dump.sorting import Digests, LineSorter
from marc2rdf.dump.state import State
from marc2rdf.dump.targets import Targets
from marc2rdf.errors import OutputError
from marc2rdf.mapping.mapping import Mapping
from marc2rdf.marc import Record, Reject
from marc2rdf.rdf.rows import Rows
from marc2rdf.rdf.terms import IRI, Statement
from marc2rdf.rdf.writer import Writer, open_writer
from marc2rdf.run.converter import Converter
from marc2rdf.run.keys import Keys, as_number, digest, hashed
from marc2rdf.run.pipeline import Options, Pipeline
from marc2rdf.run.report import Report
from marc2rdf.run.sink import open_sink

Find = Callable[[int], int | None]
Step = Callable[[Record | Reject], None]


class PartKeys(Keys):
    """The keys of one part, behind those of earlier parts, which ``earlier`` finds.

    ``new`` has the hashes of those that were not seen before, each with that of its content.
    """

    def __init__(self, earlier: Find) -> None:
        super().__init__()
        self._earlier = earlier
        self.new = array("q")

    def numbers(self, key: str, record: Record) -> tuple[int, int]:
        """Give the hashes of a key and of what its record holds, good for all processes."""
        return hashed(key.encode("utf-8", "replace")), as_number(digest(record))

    def find(self, name: int) -> int | None:
        """Give the hash of the content that a key had first, in this part or an earlier one."""
        first = self._earlier(name)
        return super().find(name) if first is None else first

    def add(self, name: int, content: int) -> None:
        """Note a new key."""
        super().add(name, content)
        self.new.extend((name, content))


class Capture:
    """A file whose content is taken, piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(data)
        return len(data)

    def take(self) -> list[bytes]:
        """Give the lines that were written since, with their ends."""
        lines = b"".join(self._pieces).splitlines(keepends=True)
        self._pieces.clear()
        return lines


class PartWriter:
    """Writes the statements of a part's records: their own into files, the shared for sorting."""

    def __init__(self, job: Job, mapping: Mapping, state: State, index: int, stack: ExitStack):
        self._lines = Capture()
        self._plain = _writer("nt", self._lines, mapping)
        self._nt = stack.enter_context(open_part(triples_of(job, state, index)))
        self._others = others(job, mapping, "records", index, stack)
        self._shared = LineSorter(state.file(index, "shared"))
        self._objects = stack.enter_context(closing(Digests(state.file(index, "objects"))))
        self._subjects = stack.enter_context(
            closing(Digests(state.file(index, "subjects"), all=True))
        )
        self._targets = Targets()
        self._base = f"<{mapping.base}".encode()
        self.counts = Counts()
        self.replaced = 0
        self.subjects = self.entities = 0
        self.first = ""
        self.first_lines: list[str] = []

    def write(self, statements: Sequence[Statement], root: IRI) -> int:
        """Write the statements of one record; RecordError leaves everything as it was."""
        own, shared = divide(statements, root)
        try:
            triples = self._plain.write(shared, root)
            stated = self._lines.take()
            triples += self._plain.write(own, root)
        finally:
            lines = self._lines.take()
            self.replaced = self._plain.replaced
        for line in stated:
            self._shared.add(line)
        self._nt.write(b"".join(lines))
        for writer in self._others:
            writer.write(own, root)
        self._count(lines)
        if not self.first:
            self.first = root
            start = f"<{root}> ".encode()
            self.first_lines = [line.decode() for line in lines if line.startswith(start)]
        return triples

    def write_rows(self, rows: Rows, root: IRI) -> int:
        """Write what rows say."""
        return self.write(rows.statements(), root)

    def _count(self, lines: list[bytes]) -> None:
        self._objects.add(self.counts.add(lines, self._targets, self._base))
        subjects = {line.split(b" ", 1)[0] for line in lines}
        self._subjects.add(subjects)
        self.subjects += len(subjects)
        self.entities += sum(subject.startswith(self._base) for subject in subjects)

    def close(self) -> None:
        """Sort what is shared."""
        self._shared.finish()


class PartPipeline(Pipeline):
    """A run over the records of one part."""

    items: Iterator[Record | Reject]

    def _records(self, sources: Sequence[Any]) -> Iterator[Record | Reject]:
        for item in self.items:
            if self.options.id and not (isinstance(item, Record) and self._has_id(item)):
                continue
            yield item


def convert_part(
    job: Job,
    converter: Converter,
    items: Items,
    index: int,
    earlier: Find = lambda name: None,
    step: Step = lambda item: None,
) -> bool:
    """Convert a part and note that it is finished; False where the sources ended before it.

    One converter serves many parts; ``earlier`` finds the keys of the parts before.
    Raises InputError and OutputError.
    """
    found = items.part(index)
    first = next(found, None)
    if first is None:
        return False
    state = State(job.path)
    events = KeptRejects(state.file(index, "events"))
    report = Report(warn=events.warn)
    with ExitStack() as stack:
        stack.enter_context(closing(events))
        writer = PartWriter(job, converter.mapping, state, index, stack)
        options = Options(id=job.id, without=job.without)
        pipeline = PartPipeline(converter.mapping, writer, report, events, options, step, converter)
        pipeline.items = _chain(first, found)
        pipeline.keys = keys = PartKeys(earlier)
        pipeline.run(())
        writer.close()
    _note_skipped(items, state.file(index, "events"), report)
    with open(state.file(index, "keys"), "wb") as file:
        keys.new.tofile(file)
    result = {
        "report": {**report.as_dict(), "skipped_kinds": dict(report.skipped_kinds)},
        "counts": writer.counts.as_dict(),
        "subjects": writer.subjects,
        "entities": writer.entities,
        "first": writer.first,
        "first_lines": writer.first_lines,
    }
    state.finish(index, result)
    return True


def _chain(first: Record | Reject, others: Iterator[Record | Reject]) -> Iterator[Record | Reject]:
    yield first
    yield from others


def _note_skipped(items: Items, path: Path, report: Report) -> None:
    """Tell of files without MARC that were met on the way."""
    with closing(KeptRejects(path, "ab")) as events:
        for text in items.skipped():
            report.warnings["file-skipped"] += 1
            events.warn("file-skipped", text)


def triples_of(job: Job, state: State, index: int) -> Path:
    """Name the file with a part's triples, which is kept only if the dump is in N-Triples."""
    if "nt" in job.notations:
        return job.path / job.name("records", index, "nt")
    return state.file(index, "nt.gz")


def open_part(path: Path) -> AbstractContextManager[BinaryIO]:
    """Open a part's file for writing; it appears when it is complete."""
    return open_sink(str(path), GZIP_LEVEL)


def others(job: Job, mapping: Mapping, kind: str, index: int, stack: ExitStack) -> list[Writer]:
    """Open the files of a part in all notations but N-Triples, to be closed with ``stack``."""
    opened: list[Writer] = []
    for notation in job.notations:
        if notation != "nt":
            out = stack.enter_context(open_part(job.path / job.name(kind, index, notation)))
            opened.append(stack.enter_context(closing(_writer(notation, out, mapping))))
    return opened


def _writer(notation: str, out: Any, mapping: Mapping) -> Writer:
    return open_writer(
        notation,
        out,
        prefixes=mapping.used_prefixes,
        base=mapping.base,
        skolemize=True,
        context=mapping.context if notation == "jsonl" else None,
    )


def load_keys(path: Path) -> Iterator[tuple[int, int]]:
    """Give the hashes of keys and contents that a part noted."""
    found = array("q")
    try:
        with open(path, "rb") as file:
            found.frombytes(file.read())
    except OSError as error:
        raise OutputError(f"it cannot be read ({error.strerror})", where=str(path)) from error
    return zip(found[::2], found[1::2], strict=True)
