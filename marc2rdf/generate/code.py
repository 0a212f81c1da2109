"""Lines of Python source being written, and the constants that they name.

Nothing of a mapping becomes source text: a tag, a term or a pattern is a constant with a
name, so that no mapping can say anything but data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

_UNFIT = re.compile(r"[^A-Za-z0-9]+")


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
