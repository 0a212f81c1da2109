"""Making a dump: its parts, what they share, and its description."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from marc2rdf.dump.describe import describe
from marc2rdf.dump.events import check_share, replay
from marc2rdf.dump.facts import Facts, gather
from marc2rdf.dump.items import Items
from marc2rdf.dump.job import Job, check_base
from marc2rdf.dump.part import Step, convert_part, load_keys
from marc2rdf.dump.shared import write_shared
from marc2rdf.dump.state import State, locked
from marc2rdf.dump.sums import write_sums
from marc2rdf.dump.workers import Workers
from marc2rdf.errors import OutputError
from marc2rdf.mapping.mapping import Mapping
from marc2rdf.run.converter import Converter
from marc2rdf.run.keys import Keys
from marc2rdf.run.pipeline import Options
from marc2rdf.run.rejects import Rejects
from marc2rdf.run.report import Report


def make_dump(
    job: Job,
    mapping: Mapping,
    report: Report,
    rejects: Rejects,
    options: Options,
    *,
    jobs: int = 1,
    restart: bool = False,
    step: Step = lambda item: None,
    note: Callable[[str], None] = lambda line: None,
) -> Facts:
    """Make a dump, or go on with one that was not finished; give the facts about it.

    ``options`` say when to give up; all else is in ``job``.  Raises UsageError for the example
    base and a folder that holds something else, InputError, OutputError and LimitError.
    """
    check_base(mapping.base)
    with locked(job.path), _explained(job.folder):
        state = State(job.path)
        if state.begin(job.fingerprint(mapping.sha256), restart):
            note("going on with the unfinished dump")
        rejects.avoid(job.sources)
        with closing(rejects), closing(Keys()) as keys:
            making = _Making(job, mapping, state, keys, step)
            for index in making.parts(jobs):
                result = state.result(index) or {}
                replay(state.file(index, "events"), result["report"], report, rejects, options)
            check_share(report, options)
        shared = write_shared(job, mapping, state, range(making.done))
        facts = gather(job, mapping, state, making.done, shared)
        describe(job, facts)
        write_sums(job.path)
        state.end()
    return facts


@contextmanager
def _explained(folder: str) -> Iterator[None]:
    """Make of what the disk says an error that says what to do."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        hint = "Give the same command again to go on."
        what = f"it cannot be written ({error.strerror or error})"
        raise OutputError(what, where=folder, hint=hint) from error


class _Making:
    """Converts the parts, here or in processes, and settles the keys that several parts have."""

    def __init__(self, job: Job, mapping: Mapping, state: State, keys: Keys, step: Step) -> None:
        self._job = job
        self._converter = Converter(mapping)
        self._state = state
        self._keys = keys
        self._step = step
        self._items: Items | None = None
        self.done = 0

    def parts(self, jobs: int) -> Iterator[int]:
        """Make each part, in their order, and give its number, until the sources end."""
        with closing(Workers(self._job, self._converter.mapping.sha256, jobs)) as workers:
            while self._made(self.done, workers):
                self._settle(self.done)
                yield self.done
                self.done += 1

    def _made(self, index: int, workers: Workers) -> bool:
        if self._state.result(index) is not None:
            return True
        if workers.number:
            return workers.wait_for(index)
        return self._convert(index, self._keys.find)

    def _convert(self, index: int, earlier: Callable[[int], int | None]) -> bool:
        job = self._job
        if self._items is None:
            self._items = Items(job.sources, job.format, job.part_size, job.skip, job.limit)
        return convert_part(job, self._converter, self._items, index, earlier, self._step)

    def _settle(self, index: int) -> None:
        """Note the keys of a part; where an earlier part has one of them, make the part anew."""
        if any(self._keys.find(name) is not None for name, _ in self._new(index)):
            self._convert(index, self._keys.find)
        for name, content in self._new(index):
            self._keys.add(name, content)

    def _new(self, index: int) -> Iterator[tuple[int, int]]:
        return load_keys(self._state.file(index, "keys"))
