"""Lines of Python source being written, and the constants that they name.

Nothing of a mapping becomes source text: a tag, a term or a pattern is a constant with a
name, so that no mapping can say anything but data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

_UNFIT = re.compile(r"[^A-Za-z0-9]+")


FIRST_MARK = 4  # the marks before it tell of what characters a field is made


class Code:
    """Writes lines; ``constants`` are the values by the names that the lines use.

    >>> code = Code()
    >>> with code.block(f"if {code.constant('245', 't')} in by:"):
    ...     code.line("found = True")
    >>> print(code.text)
    if t_245 in by:
        found = True
    """

    def __init__(self) -> None:
        self.constants: dict[str, object] = {}
        self.lines: list[str] = []
        self.depth = 0
        self.may_lift = False
        self._lifted: dict[str, str] = {}
        self._shared: dict[str, int] = {}
        self._marks: dict[str, dict[str, int]] = {}
        self._names: dict[tuple[str, object], str] = {}
        self._variables = 0

    @property
    def text(self) -> str:
        """The source that was written."""
        return "\n".join(self.lines)

    def line(self, text: str) -> None:
        """Write one line."""
        self.lines.append("    " * self.depth + text)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Write a line and indent what follows; an empty block says ``pass``."""
        self.line(head)
        before = len(self.lines)
        self.depth += 1
        yield
        if len(self.lines) == before:
            self.line("pass")
        self.depth -= 1

    def when(self, test: str) -> AbstractContextManager[None]:
        """Begin a block that is entered if a test holds; without a test there is no block.

        >>> code = Code()
        >>> with code.when("a"), code.when(""):
        ...     code.line("b = 1")
        >>> code.lines
        ['if a:', '    b = 1']
        """
        return self.block(f"if {test}:") if test else nullcontext()

    @contextmanager
    def function(self, head: str, lifting: bool = False) -> Iterator[None]:
        """Write a function; with ``lifting`` expressions may be lifted to its beginning.

        >>> code = Code()
        >>> with code.function("def rule(run):", lifting=True):
        ...     with code.block("for f in fields:"):
        ...         code.line(f"a = {code.lifted('b > 1')}")
        >>> code.lines
        ['def rule(run):', '    r1 = b > 1', '    for f in fields:', '        a = r1']
        """
        outer, self.may_lift = (self.may_lift, self._lifted), lifting
        self._lifted = {}
        try:
            with self.block(head):
                begin = len(self.lines)
                yield
                self._put_lifted(begin)
        finally:
            self.may_lift, self._lifted = outer

    def _put_lifted(self, begin: int) -> None:
        """Write what was lifted before the lines that ask for it."""
        indent = "    " * self.depth
        written = self.lines[begin:]
        if (
            written
            and written[0].startswith(f"{indent}if ")
            and all(line.startswith(f"{indent}    ") for line in written[1:])
        ):  # where all depends on one test, that comes first
            begin, indent = begin + 1, f"{indent}    "
        self.lines[begin:begin] = [f"{indent}{r} = {e}" for e, r in self._lifted.items()]

    def lifted(self, expression: str) -> str:
        """Have an expression evaluated once, at the beginning of the function; name its value."""
        if expression not in self._lifted:
            self._lifted[expression] = self.variable("r")
        return self._lifted[expression]

    def shared(self, expression: str) -> str:
        """Have an expression that many may ask for evaluated once a record; call for its value.

        >>> Code().shared("any(g for g in by)")
        'shared_0(run)'
        """
        return f"shared_{self._shared.setdefault(expression, len(self._shared))}(run)"

    def marked(self, tag: str, test: str) -> str:
        """Have a test of a field ``g`` made once a field; tell whether one of the tag passed it.

        >>> Code().marked("655", "g[1] == i_7")
        'marks & 4'
        """
        marks = self._marks.setdefault(tag, {})
        if test not in marks:
            marks[test] = FIRST_MARK << sum(map(len, self._marks.values()))
        return f"marks & {marks[test]}"

    def marks_functions(self) -> Iterator[tuple[str, list[str]]]:
        """Give the lines of the functions that make the marks of a field, by the fields' tags."""
        for tag, marks in self._marks.items():
            lines = [f"def marks_{tag}(g):", "    marks = 0"]
            for test, mark in marks.items():
                lines += [f"    if {test}:", f"        marks |= {mark}"]
            yield tag, [*lines, "    return marks"]

    @property
    def all_shared(self) -> dict[str, str]:
        """The expressions that are shared, by the calls for their values."""
        return {f"shared_{number}(run)": each for each, number in self._shared.items()}

    def shared_functions(self) -> Iterator[list[str]]:
        """Give the lines of the functions that `shared` calls."""
        for expression, number in self._shared.items():
            yield [
                f"def shared_{number}(run):",
                f"    if {number} in run.shared:",
                f"        return run.shared[{number}]",
                f"    run.shared[{number}] = found = {expression}",
                "    return found",
            ]

    def named(self, name: str) -> str:
        """Give a name for a function that no other has."""
        stem = _UNFIT.sub("_", name).strip("_")
        self._variables += 1
        return f"{stem}_{self._variables}"

    def variable(self, letter: str) -> str:
        """Give a name that no other variable has."""
        self._variables += 1
        return f"{letter}{self._variables}"

    def constant(self, value: object, kind: str, hint: str = "") -> str:
        """Give the name of a constant; ``kind`` begins it, ``hint`` or the value goes on.

        Equal values of a kind share a name.

        >>> code = Code()
        >>> code.constant(" <http://purl.org/dc/terms/title> ", "p"), code.constant("a b", "k")
        ('p_purl_org_dc_terms_title', 'k_a_b')
        """
        try:
            known = self._names.get((kind, value))
        except TypeError:  # a dict or a list
            known = None
            key: object = id(value)
        else:
            key = value
        if known is None:
            text = hint or (value if isinstance(value, str) else "")
            stem = _UNFIT.sub("_", text.replace("http://", "")[:40].rstrip()).strip("_")
            known = name = f"{kind}_{stem}" if stem else kind
            number = 1
            while known in self.constants:
                number += 1
                known = f"{name}_{number}"
            self.constants[known] = value
            self._names[kind, key] = known
        return known
