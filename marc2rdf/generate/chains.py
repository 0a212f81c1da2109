"""Transforms, tables and types as callables with a memory, for generated source.

What goes in is a text, what comes out depends on nothing else: so a value that comes again
(a code, a place, a publisher) is not worked on again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from marc2rdf.generate.code import Code
from marc2rdf.mapping import transforms as library
from marc2rdf.mapping.chains import Chains
from marc2rdf.mapping.identifiers import Refused
from marc2rdf.mapping.literals import read_typed
from marc2rdf.mapping.names import Names
from marc2rdf.mapping.transforms import Transform
from marc2rdf.rdf import iri
from marc2rdf.rdf.literals import escape
from marc2rdf.rdf.memo import Memo
from marc2rdf.rdf.rows import closing_of
from marc2rdf.rdf.terms import IRI

REMEMBERED = 1024

Values = tuple[str, ...]
Outcome = tuple[Values, tuple[tuple[str, str], ...]]
Typed = tuple[str, str] | None


class Transformed:
    """Names the callables of a plan's transforms, tables and types."""

    def __init__(self, code: Code, chains: Chains, names: Names) -> None:
        self._code = code
        self._chains = chains
        self._names = names
        self._known: dict[tuple[str, object], str] = {}
        self.expanded: Memo[str, IRI | None] = Memo(self._expand, limit=REMEMBERED)

    def may_refuse(self, transforms: tuple[Transform, ...]) -> bool:
        """Tell whether a chain may refuse a value with a warning."""
        return any(transform.name not in NEVER_REFUSING for transform in transforms)

    def plain(self, transforms: tuple[Transform, ...], text: str) -> str:
        """Give an expression of what comes out of a chain of small steps; "" if it has others."""
        if any(transform.name not in SMALL for transform in transforms):
            return ""
        if len(transforms) > 1 and transforms[-1].name == "isbd_trim":
            return f"{self.text(transforms)}[{text}]"
        for transform in transforms:
            if transform.name == "squeeze":
                text = f"' '.join({text.removesuffix('.strip()')}.split())"
            else:
                text = f"{transform.name}({text}).strip()"
        return text

    def loop(self, transforms: tuple[Transform, ...], text: str, value: str) -> str:
        """Give the end of a comprehension: what comes out of a chain for each text."""
        if plain := self.plain(transforms, text):
            return f"for {value} in ({plain},) if {value}"
        return f"for {value} in {self.chain(transforms)}({text})"

    def text(self, transforms: tuple[Transform, ...]) -> str:
        """Name a memory of the text that comes out of a chain; "" if more than one may."""
        if any(transform.name not in ONE_FOR_ONE for transform in transforms):
            return ""
        return self._name("text_of", transforms, lambda: self._memo(_text_of(self._of(transforms))))

    def _of(self, transforms: tuple[Transform, ...]) -> list[Callable[..., str]]:
        """Give the functions of transforms that are one for one: each gives a text of a text."""
        return [self._chains.function(transform) for transform in transforms]  # type: ignore[misc]

    def chain(self, transforms: tuple[Transform, ...]) -> str:
        """Name a function from a text to the values that come out."""
        return self._name("each", transforms, lambda: self._function(transforms))

    def remembered(self, transforms: tuple[Transform, ...]) -> str:
        """Name a memory of what comes out of a chain: the values, or with what it refused."""
        if self.may_refuse(transforms):
            return self._name("do", transforms, lambda: self._memo(self._telling(transforms)))
        return self._name("do", transforms, lambda: self._memo(self._function(transforms)))

    def table(self, name: str) -> str:
        """Name a memory of what a table has for a value."""
        return self._name("table", name, lambda: self._memo(partial(self._chains.look_up, name)))

    def type(self, datatype: str) -> str:
        """Name a memory of a value's typed literal, as text and closing; dates want the year."""
        if datatype == "date":
            return self._name("date", datatype, lambda: self._memo(_dated))
        return self._name("typed", datatype, lambda: self._memo(partial(_typed, datatype)))

    def _name(self, kind: str, key: object, make: Callable[[], object]) -> str:
        if (kind, key) not in self._known:
            hint = "_".join(t.name for t in key) if isinstance(key, tuple) else str(key)
            hint = hint.rpartition("#")[2]
            self._known[kind, key] = self._code.constant(make(), kind, hint)
        return self._known[kind, key]

    def _memo(self, function: Callable[..., object]) -> Memo[object, object]:
        return Memo(function, limit=REMEMBERED)

    def _function(self, transforms: tuple[Transform, ...]) -> Callable[[str], Values]:
        """Compose a chain that tells nobody what it refused."""
        run = self._composed(transforms)
        if not self.may_refuse(transforms):
            return run

        def silent(text: str) -> Values:
            try:
                return run(text)
            except Refused:
                return ()

        return silent

    def _telling(self, transforms: tuple[Transform, ...]) -> Callable[[str], Outcome]:
        """Compose a chain that gives the values and what it refused."""
        if any(transform.name not in NEVER_REFUSING for transform in transforms[:-1]):
            return lambda text: self._outcome(transforms, [text])
        run = self._composed(transforms)

        def telling(text: str) -> Outcome:
            try:
                return run(text), ()
            except Refused as refused:
                return (), ((refused.code, str(refused)),)

        return telling

    def _composed(self, transforms: tuple[Transform, ...]) -> Callable[[str], Values]:
        """Compose a chain in which at most the last transform refuses or gives more than one."""
        several = any(transform.name not in ONE_FOR_ONE for transform in transforms[:-1])
        if several or transforms[-1].name in library.OVER_ALL:
            return lambda text: tuple(self._chains.apply(transforms, [text]))
        if transforms[-1].name in ONE_FOR_ONE:
            return _one_of_one(self._of(transforms))
        steps, last = self._of(transforms[:-1]), self._chains.function(transforms[-1])

        def run(text: str) -> Values:
            for step in steps:
                text = step(text).strip()
                if not text:
                    return ()
            found = last(text)
            outs = (found,) if isinstance(found, str) else found or ()
            return tuple([out for out in map(str.strip, outs) if out])

        return run

    def _outcome(self, transforms: tuple[Transform, ...], texts: list[str]) -> Outcome:
        """Send texts through transforms; give the values, and what was refused."""
        refused: list[tuple[str, str]] = []

        def complain(error: Refused) -> None:
            refused.append((error.code, str(error)))

        return tuple(self._chains.apply(transforms, texts, complain)), tuple(refused)

    def over_all(self, transforms: tuple[Transform, ...]) -> str:
        """Name a function from all texts of a field to the values and what was refused."""
        return self._name("all", transforms, lambda: partial(self._outcome, transforms))

    def _expand(self, text: str) -> IRI | None:
        """Give the IRI that an authored value names."""
        made = self._names.expand(text)
        return made if made is not None or not iri.is_valid(text) else IRI(text)


SMALL = ("isbd_trim", "squeeze", "lower", "upper", "strip_nonsort")
ONE_FOR_ONE = frozenset(
    (*SMALL, "slug", "year", "drop_article", "regex", "drop", "match", "between", "prefix")
    + ("mark_symbols", "mark_signs", "unproxied")
)
NEVER_REFUSING = ONE_FOR_ONE.union(
    ("number", "pages", "family_name", "given_name", "split", "split_every", *library.OVER_ALL)
)


def _text_of(steps: list[Callable[..., str]]) -> Callable[[str], str]:
    """Compose steps that each give one text of a text, "" for none."""

    def run(text: str) -> str:
        for step in steps:
            if text:
                text = step(text).strip()
        return text

    return run


def _one_of_one(steps: list[Callable[..., str]]) -> Callable[[str], Values]:
    """Do as `_text_of` does; give the text in a tuple, or none."""

    def run(text: str) -> Values:
        for step in steps:
            text = step(text).strip()
            if not text:
                return ()
        return (text,)

    return run


def _typed(datatype: str, text: str, latest: str = "") -> Typed:
    found = read_typed(text, datatype, latest)
    return (escape(found[0]), closing_of(found[1])) if found is not None else None


def _dated(key: tuple[str, str]) -> Typed:
    return _typed("date", *key)
