"""Checking a dump: its sums, its counts and its syntax, and what exactly is wrong with it.

Nothing is believed: every file is read, every triple is looked at, and what void.ttl says is
counted again.  Turtle and JSON-LD are checked where pyoxigraph is installed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from marc2rdf.dump.counts import Counts
from marc2rdf.dump.facts import sha256_of
from marc2rdf.dump.packed import read_lines
from marc2rdf.dump.parsing import can_parse, parse_lines
from marc2rdf.dump.said import Said, read_void
from marc2rdf.dump.sorting import Digests, count_distinct
from marc2rdf.dump.state import SUMS, WORK
from marc2rdf.dump.sums import data_files, read_sums
from marc2rdf.dump.targets import Targets
from marc2rdf.errors import InputError

SHOWN = 3  # lines of a file that are shown as wrong; the others are counted
NEEDED = ("void.ttl", "dcat.ttl", "README.md", "index.html")


@dataclass
class Verdict:
    """What was found: problems as lines for people, and how much was checked."""

    problems: list[str] = field(default_factory=list)
    files: int = 0
    triples: int = 0
    unchecked: int = 0

    def tell(self, where: str, what: str) -> None:
        """Note a problem."""
        self.problems.append(f"{where}: {what}")

    def summary(self) -> str:
        """Give the one line that ends a check.

        >>> Verdict(files=3, triples=1200).summary()
        '3 files, 1,200 triples: nothing is wrong'
        """
        found = len(self.problems)
        how = "nothing is" if not found else "1 thing is" if found == 1 else f"{found} things are"
        text = f"{self.files:,} files, {self.triples:,} triples: {how} wrong"
        if self.unchecked:
            text += (
                f"; the syntax of {self.unchecked:,} was not checked, which needs pyoxigraph "
                "(pip install 'marc2rdf[store]')"
            )
        return text


def verify_dump(folder: Path) -> Verdict:
    """Check a dump; raise InputError for a folder that holds none."""
    if not folder.is_dir():
        raise InputError("there is no such folder", where=str(folder))
    verdict = Verdict()
    if (folder / WORK).exists():
        verdict.tell(folder.name, "it is not finished; the command that makes it goes on with it")
    if not (folder / SUMS).is_file() and not (folder / "void.ttl").is_file():
        if verdict.problems:
            return verdict
        raise InputError(f"no dump is there: it has no {SUMS}", where=str(folder))
    _check_sums(folder, verdict)
    said = read_void(folder, verdict.tell)
    with tempfile.TemporaryDirectory(prefix="marc2rdf-verify-") as work:
        _Counting(folder, Path(work), verdict, said).run()
    return verdict


def _check_sums(folder: Path, verdict: Verdict) -> None:
    there = {path.name for path in data_files(folder)} - {SUMS}
    verdict.files = len(there)
    for name in NEEDED:
        if name not in there:
            verdict.tell(name, "it is missing")
    try:
        text = (folder / SUMS).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        verdict.tell(SUMS, f"it cannot be read ({getattr(error, 'strerror', '') or error})")
        return
    listed = set()
    for number, name, sha256 in read_sums(text):
        if not name:
            verdict.tell(SUMS, f"line {number} is no sum and name")
            continue
        if name in listed:
            verdict.tell(SUMS, f"line {number}: {name} stands twice")
        listed.add(name)
        if name in there:
            found = sha256_of(folder / name)
            if found != sha256:
                verdict.tell(name, f"its SHA-256 is {found}, but {SUMS} says {sha256}")
        elif name not in NEEDED:
            verdict.tell(name, "it is missing")
    for name in sorted(there - listed):
        verdict.tell(name, f"it is not in {SUMS}")


class _Counting:
    """Reads all files of data and compares them with what void.ttl says."""

    def __init__(self, folder: Path, work: Path, verdict: Verdict, said: Said | None) -> None:
        self._folder = folder
        self._work = work
        self._verdict = verdict
        self._said = said
        self._targets = Targets()
        self._whole = True  # every file that is counted could be read to its end

    def run(self) -> None:
        said = self._said
        there = {path.name for path in data_files(self._folder)}
        if said is None:
            for name in sorted(there):
                if name.startswith(("records-", "shared-")):
                    self._read(name, Counts(), ())
            return
        counted = False
        for notation in said.notations():
            if counted:
                self._notation(notation, there, Counts(), ())
            else:
                counted = self._count(notation, there)

    def _count(self, notation: str, there: set[str]) -> bool:
        """Count a notation and compare, if all of it can be read."""
        counts, kinds = Counts(), ("subjects", "objects", "entities")
        paths = [self._work / kind for kind in kinds]
        with ExitStack() as stack:
            sinks = tuple(stack.enter_context(closing(Digests(path))) for path in paths)
            self._notation(notation, there, counts, sinks)
        if self._whole:
            self._verdict.triples = counts.triples
            found = [count_distinct([path], self._work / "buckets") for path in paths]
            self._compare(counts, dict(zip(kinds, found, strict=True)))
        return self._whole

    def _notation(
        self, notation: str, there: set[str], counts: Counts, sinks: tuple[Digests, ...]
    ) -> None:
        assert self._said is not None
        self._whole = can_parse(notation)
        for name, triples in self._said.files(notation):
            if name not in there:
                self._whole = False
                continue
            one = Counts()
            complete = self._read(name, one, sinks)
            if complete and one.triples != triples:
                self._verdict.tell(
                    name, f"it has {one.triples:,} triples, but void.ttl says {triples:,}"
                )
            self._whole = self._whole and complete
            counts.merge(one)

    def _read(self, name: str, counts: Counts, sinks: tuple[Digests, ...]) -> bool:
        """Read one file, and tell whether that went well to its end."""
        base = f"<{self._said.base}".encode() if self._said else b"<<"
        wrong = 0
        try:
            for number, found in self._lines(name):
                if isinstance(found, str):
                    wrong += 1
                    if wrong <= SHOWN:
                        self._verdict.tell(name, f"line {number}: {found}" if number else found)
                    continue
                objects = counts.add(found, self._targets, base)
                if sinks:
                    subjects = {line.split(b" ", 1)[0] for line in found}
                    sinks[0].add(subjects)
                    sinks[1].add(objects)
                    sinks[2].add(s for s in subjects if s.startswith(base))
        except InputError as error:
            self._verdict.tell(name, error.what)
            return False
        if wrong > SHOWN:
            self._verdict.tell(name, f"{wrong - SHOWN:,} more lines are wrong")
        return wrong == 0 and can_parse(_notation_of(name))

    def _lines(self, name: str) -> Iterator[tuple[int, list[bytes] | str]]:
        """Give the triples of a file, or what is wrong, with the numbers of lines."""
        notation = _notation_of(name)
        if not can_parse(notation):
            self._verdict.unchecked += 1
            for _ in read_lines(self._folder / name):  # it can be unpacked, at least
                pass
            return
        is_sorted = name.startswith("shared-") and notation == "nt"
        yield from parse_lines(self._folder / name, notation, is_sorted)

    def _compare(self, counts: Counts, numbers: dict[str, int]) -> None:
        """Compare all numbers with those of void.ttl."""
        assert self._said is not None
        for what, found, expected in self._said.compare(counts, numbers):
            if found != expected:
                shown = "nothing" if expected is None else f"{expected:,}"
                self._verdict.tell(
                    "void.ttl", f"it says {shown} for {what}, but there are {found:,}"
                )


def _notation_of(name: str) -> str:
    suffix = name.split(".")[1] if "." in name else ""
    return {"ttl": "turtle", "jsonl": "jsonl"}.get(suffix, "nt")
