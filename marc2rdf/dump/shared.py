"""The nodes that many records state, each triple once, in parts of their own.

The lines of all parts are merged; what a record says of itself already is left out, where
other records speak of that record too; then they are written in the order of their subjects,
and no subject is cut in two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path
from types import TracebackType

from marc2rdf.dump.counts import Counts, folded
from marc2rdf.dump.job import SHARED_PER_RECORD, Job
from marc2rdf.dump.packed import read_lines
from marc2rdf.dump.part import open_part, others, triples_of
from marc2rdf.dump.reading import statement_of
from marc2rdf.dump.sorting import Buckets, Digests, LineSorter, buckets_for, digest, hashes, merged
from marc2rdf.dump.state import State
from marc2rdf.dump.targets import Targets
from marc2rdf.errors import OutputError
from marc2rdf.mapping.mapping import Mapping
from marc2rdf.rdf.terms import IRI

AT_ONCE = 400_000  # subjects that are looked for in one pass over the records
Group = tuple[bytes, list[bytes]]


@dataclass
class Shared:
    """What was written: the counts of each part and of all, and the subjects that are new."""

    parts: list[int] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    subjects: int = 0
    entities: int = 0
    about_example: list[bytes] = field(default_factory=list)


def write_shared(job: Job, mapping: Mapping, state: State, parts: Sequence[int]) -> Shared:
    """Write what the records of all ``parts`` share, without what is said by a record itself.

    Raises OutputError where two records take the same node for their own.
    """
    lines, stated = state.work / "shared.lines", state.work / "shared.subjects"
    with closing(Digests(stated)) as subjects, open(lines, "wb") as out:
        for subject, group in by_subject(merged([state.file(i, "shared") for i in parts])):
            subjects.add([subject])
            out.writelines(group)
    own = [state.file(index, "subjects") for index in parts]
    triples = [triples_of(job, state, index) for index in parts]
    both = state.work / "both.subjects"
    _compare(own, stated, both, triples)
    known = state.work / "both.lines"
    _own_lines(both, known, triples)
    first = next((name for i in parts if (name := (state.result(i) or {})["first"])), "")
    writing = _Writing(job, mapping, state, f"<{first}>".encode())
    with writing, open(lines, "rb") as new, open(known, "rb") as old:
        for subject, group, said in _beside(by_subject(new), by_subject(old)):
            writing.write(subject, group, said)
    return writing.found


class _Writing:
    """Writes the shared parts, one after another."""

    def __init__(self, job: Job, mapping: Mapping, state: State, example: bytes) -> None:
        self._job = job
        self._example = example
        self._mapping = mapping
        self._most = job.part_size * SHARED_PER_RECORD
        self._base = f"<{mapping.base}".encode()
        self._targets = Targets()
        self._objects = Digests(state.work / "shared.objects")
        self._stack = ExitStack()
        self.found = Shared()

    def write(self, subject: bytes, group: list[bytes], said: list[bytes]) -> None:
        """Write a subject's lines but those ``said`` by the record that the subject is."""
        seen = {_compared(line) for line in said}
        lines = []
        for line in group:
            if (compared := _compared(line)) not in seen:
                seen.add(compared)
                lines.append(line)
        found = self.found
        if not said:
            found.subjects += 1
            found.entities += subject.startswith(self._base)
        if subject == self._example:
            found.about_example += lines
        if not lines:
            return
        if not found.parts or found.parts[-1] >= self._most:
            self._open()
        if "nt" in self._job.notations:
            self._nt.write(b"".join(lines))
        if self._others:
            statements = [statement_of(line) for line in lines]
            for writer in self._others:
                writer.write(statements, IRI(statements[0].subject))
        self._objects.add(found.counts.add(lines, self._targets, self._base))
        found.parts[-1] += len(lines)

    def _open(self) -> None:
        self._stack.close()
        self._stack = ExitStack()
        index = len(self.found.parts)
        if "nt" in self._job.notations:
            path = self._job.path / self._job.name("shared", index, "nt")
            self._nt = self._stack.enter_context(open_part(path))
        self._others = others(self._job, self._mapping, "shared", index, self._stack)
        self.found.parts.append(0)

    def __enter__(self) -> _Writing:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finish the last part, or leave it out after an error."""
        self._objects.close()
        self._stack.__exit__(kind, error, trace)


def by_subject(lines: Iterable[bytes]) -> Iterator[Group]:
    """Give the subjects of sorted lines, with their lines."""
    for subject, group in groupby(lines, lambda line: line.split(b" ", 1)[0]):
        yield subject, list(group)


def _beside(
    groups: Iterator[Group], known: Iterator[Group]
) -> Iterator[tuple[bytes, list[bytes], list[bytes]]]:
    """Put beside each group what is known of the same subject; both are sorted as lines are."""
    at = next(known, None)
    for subject, group in groups:
        while at is not None and at[0] + b" " < subject + b" ":
            at = next(known, None)
        yield subject, group, at[1] if at is not None and at[0] == subject else []


def _compared(line: bytes) -> tuple[bytes, bytes]:
    _, predicate, value = line.split(b" ", 2)
    return predicate, folded(value[:-3])


def _compare(own: Sequence[Path], stated: Path, both: Path, triples: Sequence[Path]) -> None:
    """Write the hashes of the subjects that are one record's own and stated by others."""
    number = buckets_for([*own, stated])
    mine = Buckets(own, both.with_name("own.buckets"), number)
    theirs = Buckets([stated], both.with_name("stated.buckets"), number)
    with closing(mine), closing(theirs), open(both, "wb") as out:
        for one, other in zip(mine, theirs, strict=True):
            alone = set(one)
            if len(alone) != len(one):
                for found in alone:
                    one.remove(found)
                raise _twice(set(one), triples)
            out.write(b"".join(sorted(alone.intersection(other))))


def _twice(found: set[bytes], triples: Sequence[Path]) -> OutputError:
    subjects = (line.split(b" ", 1)[0] for path in triples for line in read_lines(path))
    name = next((subject.decode() for subject in subjects if digest(subject) in found), "a node")
    return OutputError(
        f"two records take {name} for their own",
        code="dump-owners",
        hint="Make the mapping's record.iri and record.about of the record's key.",
    )


def _own_lines(both: Path, known: Path, triples: Sequence[Path]) -> None:
    """Write, sorted, what the records say themselves of subjects that others state too."""
    sorter = LineSorter(known)
    looked = hashes(both)
    while wanted := set(islice(looked, AT_ONCE)):
        for path in triples:
            subject, is_wanted = b"", False
            for line in read_lines(path):
                if not line.startswith(subject) or not subject:
                    subject = line[: line.index(b" ") + 1]
                    is_wanted = digest(subject[:-1]) in wanted
                if is_wanted:
                    sorter.add(line)
    sorter.finish()
