"""Records through a mapping: by the interpreter at first, by generated source when many come.

Both give the same.  Generating takes as long as interpreting some dozens of records, so a
small file is done before it would pay.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from marc2rdf.mapping.conversion import Conversion
from marc2rdf.mapping.mapping import Mapping
from marc2rdf.mapping.plan import Plan
from marc2rdf.mapping.plugins import Plugins
from marc2rdf.marc.record import Record

if TYPE_CHECKING:
    from marc2rdf.generate.program import Program

INTERPRETED = 40


class Converter:
    """Converts records by a mapping; ``interpreted`` of each plan before source is generated.

    >>> text = "mapping: 1\\nrules: {title: {from: 245$a, to: dcterms:title}}"
    >>> converter = Converter(Mapping.from_text(text), interpreted=0)
    >>> record = Record(tags=["001", "245"], fields=["7", "10\\x1faTitle"])
    >>> converter.convert(record).statements[0].object.value
    'Title'
    """

    def __init__(self, mapping: Mapping, interpreted: int = INTERPRETED) -> None:
        self.mapping = mapping
        self._programs: dict[int, Program] = {}
        self._interpreted = interpreted
        self._left: dict[int, int] = {}

    def convert(self, record: Record, suffix: str = "") -> Conversion:
        """Convert one record; ``suffix`` goes behind its key, where another has the same."""
        plan = self.mapping.plan_for(record)
        program = self._programs.get(id(plan))
        if program is not None:
            return program.convert(record, suffix)
        left = self._left.setdefault(id(plan), self._interpreted)
        if left > 0:
            self._left[id(plan)] = left - 1
            return self.mapping.convert(record, suffix)
        self._generate(plan)
        return self.convert(record, suffix)

    def generate(self) -> None:
        """Generate the source of every plan now."""
        for plan in self.mapping.plans:
            self._generate(plan)

    def _generate(self, plan: Plan) -> None:
        self._programs[id(plan)] = _program(_Key(plan, self.mapping.plugins))


class _Key:
    """A plan with its plug-ins, equal to another of the same files and base."""

    def __init__(self, plan: Plan, plugins: Plugins) -> None:
        self.plan = plan
        self.plugins = plugins
        self._same = (plan.name, plan.sha256, plan.base, plan.files)

    def __hash__(self) -> int:
        return hash(self._same)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Key)
            and self._same == other._same
            and self.plugins.given == other.plugins.given
        )


@lru_cache(maxsize=8)
def _program(key: _Key) -> Program:
    """Generate the source of a plan, once in a process."""
    from marc2rdf.generate.program import Program  # a small file needs none of it

    return Program(key.plan, key.plugins)
