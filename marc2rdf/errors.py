"""Every error that marc2rdf raises, in one tree.

::

    Marc2RdfError                 code               exit
    ├── UsageError                usage              2     the call itself is wrong
    ├── MappingError              mapping            3     a mapping has mistakes (all of them)
    ├── InputError                input              4     a source cannot be read
    │   ├── FormatError           format-unknown     4     it holds no MARC we know
    │   └── RecordError           record-invalid     –     one record cannot be used: it is rejected
    ├── OutputError               output             4     the output cannot be written
    ├── LimitError                max-errors         4     more records were rejected than allowed
    └── StoreError                store              5     a triple store refused or failed
        └── StoreUnavailable      store-unavailable  5     it may work later: it can be tried again

An error says *what* is wrong, *where* and, in ``hint``, what to do about it; ``code``
is stable and may be narrowed by the one who raises it.  All of them survive pickling.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class Marc2RdfError(Exception):
    """The root of the tree.

    >>> str(Marc2RdfError("it is wrong", where="a.mrc: record 3", hint="Mend it."))
    'a.mrc: record 3: it is wrong. Mend it.'
    """

    code = "error"
    exit_status = 1

    def __init__(self, what: str, *, where: str = "", hint: str = "", code: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint
        if code:
            self.code = code

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        if not self.hint:
            return text
        return f"{text} {self.hint}" if text.endswith("?") else f"{text.rstrip('.')}. {self.hint}"

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.__dict__)


class UsageError(Marc2RdfError):
    """The command or the call is wrong: exit status 2."""

    code = "usage"
    exit_status = 2


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in a mapping, with its place (line and column count from 1).

    >>> print(Problem("my.yaml", 3, 5, "unknown-key", "unknown key 'fron'", "did you mean 'from'?"))
    my.yaml:3:5: unknown-key unknown key 'fron'; did you mean 'from'?
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.file}:{self.line}:{self.column}: {self.code} {self.message}"
        return f"{text}; {self.hint}" if self.hint else text


class MappingError(Marc2RdfError):
    """A mapping has mistakes; ``problems`` lists every one, in the order of the lines."""

    code = "mapping"
    exit_status = 3

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class InputError(Marc2RdfError):
    """A source cannot be read, or not to its end: exit status 4."""

    code = "input"
    exit_status = 4


class FormatError(InputError):
    """A source holds no MARC in a form we know; the message names what it is."""

    code = "format-unknown"


class RecordError(InputError):
    """One record cannot be used; it goes to the rejects and the run goes on."""

    code = "record-invalid"


class OutputError(Marc2RdfError):
    """The output cannot be written, or not completely: exit status 4."""

    code = "output"
    exit_status = 4


class LimitError(Marc2RdfError):
    """More records were rejected than ``--max-errors`` or ``--strict`` allows: exit status 4."""

    code = "max-errors"
    exit_status = 4


class StoreError(Marc2RdfError):
    """A triple store refused, or did not do what it was asked: trying again is no use."""

    code = "store"
    exit_status = 5


class StoreUnavailable(StoreError):
    """A triple store cannot be reached, or says that it cannot answer now: try again later."""

    code = "store-unavailable"


def _rebuild(kind: type[Marc2RdfError], state: dict[str, Any]) -> Marc2RdfError:
    error = kind.__new__(kind)
    error.args = (state["what"],)
    error.__dict__.update(state)
    return error
