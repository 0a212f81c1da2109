"""Reading and transforming a record with texts that remember, for the interpreter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from marc2rdf.explain.traced import LEADER, Source, Traced, sources_of
from marc2rdf.mapping.chains import Chains, Complain
from marc2rdf.mapping.identifiers import Refused
from marc2rdf.mapping.plan import Clause, PartSource
from marc2rdf.mapping.reading import Reading
from marc2rdf.mapping.scope import Scope
from marc2rdf.mapping.selectors import Selector
from marc2rdf.mapping.transforms import Transform
from marc2rdf.mapping.view import RecordView
from marc2rdf.marc.record import Record


class Lost(NamedTuple):
    """Why a value came to nothing: a reason (``reasons.py``), words for it, and the rule."""

    reason: str
    why: str
    rule: str = ""


class Log:
    """What happened to values on their way: ``lost`` and ``asked`` are by their source.

    ``asked`` are the sources that a condition looked at; ``rule`` is the one at work.
    """

    def __init__(self) -> None:
        self.rule = ""
        self.lost: dict[Source, Lost] = {}
        self.asked: set[Source] = set()

    def lose(self, text: object, reason: str, why: str) -> None:
        """Note that a value came to nothing; that it is invalid says more than other reasons."""
        for source in sources_of(text):
            place = source._replace(start=-1, end=-1)
            if reason == "invalid" or place not in self.lost:
                self.lost[place] = Lost(reason, why, self.rule)


def traced_view(record: Record) -> RecordView:
    """Look at a record; all texts remember their place.

    >>> record = Record(tags=["245"], fields=["10\\x1faTitle"])
    >>> traced_view(record).fields[0].first("a").sources[0].subfield
    0
    """
    view = RecordView(record)
    view.leader = Traced(view.leader, (Source(LEADER),))
    for field in view.fields:
        field.text = Traced(field.text, (Source(field.index),))
        field.subfields = [
            (code, Traced(value, (Source(field.index, number),)))
            for number, (code, value) in enumerate(field.subfields)
        ]
    return view


class TracedChains(Chains):
    """Transforms and tables whose results remember what they were made from."""

    log: Log
    seen: list[str] | None = None

    def apply(
        self,
        transforms: tuple[Transform, ...],
        texts: list[str],
        complain: Complain | None = None,
    ) -> list[str]:
        """Send values through transforms; what fills a template is noted in ``seen``."""
        found = super().apply(transforms, texts, complain)
        if self.seen is not None:
            self.seen += found[:1]
        return found

    @contextmanager
    def watching(self) -> Iterator[list[str]]:
        """Collect the values that fill a template."""
        before, self.seen = self.seen, []
        try:
            yield self.seen
        finally:
            self.seen = before

    def _one(self, transform: Transform, value: str, complain: Complain | None) -> list[str]:
        refused: list[Refused] = []

        def listen(found: Refused) -> None:
            refused.append(found)
            if complain is not None:
                complain(found)

        outs = super()._one(transform, str(value), listen)
        if not isinstance(value, Traced):
            return outs
        name = step_name(transform)
        if refused and complain is not None:
            self.log.lose(value, "invalid", f"{refused[0]} [{refused[0].code}]")
        elif not outs:
            self.log.lose(value, "emptied", f"'{name}' leaves nothing of '{value}'")
        return [value.after(name, out) for out in outs]

    def look_up(self, name: str, value: str) -> tuple[str, ...]:
        """Look a value up; what is found remembers the value."""
        found = super().look_up(name, str(value))
        if not isinstance(value, Traced):
            return found
        if not found:
            self.log.lose(value, "emptied", f"'{value}' is not in the table '{name}'")
        return tuple(value.after(f"table {name}", out) for out in found)


def step_name(transform: Transform) -> str:
    """Give a transform as a mapping writes it, without a long argument.

    >>> step_name(Transform("prefix", "authority")), step_name(Transform("squeeze"))
    ('prefix: authority', 'squeeze')
    """
    argument = transform.argument
    if isinstance(argument, str | int) and len(str(argument)) <= 60:
        return f"{transform.name}: {argument}"
    return transform.name


class TracedReading(Reading):
    """Reads a record for a run that is traced."""

    chains: TracedChains

    @property
    def log(self) -> Log:
        """What happened so far."""
        return self.chains.log

    def texts(self, selector: Selector, scope: Scope, raw: bool = False) -> list[str]:
        """Give values; those for a condition are marked as asked."""
        found = super().texts(selector, scope, raw)
        if raw:
            self.log.asked.update(
                source._replace(start=-1, end=-1) for source in sources_of(*found)
            )
        return found

    def _cut(self, sources: tuple[PartSource, ...], scope: Scope) -> dict[str, str]:
        found: dict[str, str] = {}
        for source in sources:
            for text in self.texts(source.selector, scope):
                whole = text if isinstance(text, Traced) else Traced(text)
                for cut in source.cuts:
                    for name, part in (cut.match(str(text)) or {}).items():
                        found.setdefault(name, whole.after(f"parts {name}", part))
        return found

    def notice(self, code: str, message: str, clause: Clause, scope: Scope) -> None:
        """Note a warning, and that the value at hand was refused."""
        super().notice(code, message, clause, scope)
        what = self.chains.seen if self.chains.seen is not None else [scope.value]
        for text in what:
            self.log.lose(text, "invalid", f"{message} [{code}]")
