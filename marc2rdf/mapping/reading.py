"""Reading a record for the interpreter: what selectors find, and the parts of a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from marc2rdf.mapping.chains import Chains
from marc2rdf.mapping.plan import Clause, Join, PartSource
from marc2rdf.mapping.scope import Scope
from marc2rdf.mapping.selectors import OCCURRENCE, OF_RECORD, Selector
from marc2rdf.mapping.slugs import Slugs
from marc2rdf.mapping.transforms import Transform
from marc2rdf.mapping.view import FieldView, RecordView
from marc2rdf.notices import Notice

Found = tuple[Scope, list[str], list[str]]
OF_ORIGINAL = ("tag", "i1", "i2", *OF_RECORD)
NEVER_PRINTED = ("6", "8")  # but $8 of a local field (Koha's 952), where it is another thing


class Reading:
    """Reads one record for one run of a plan.

    ``named`` holds what the names key, iri, about, base, format and type stand for;
    ``with_scripts`` says whether 880 fields that are tied to nothing count.
    """

    def __init__(
        self,
        view: RecordView,
        chains: Chains,
        slugs: Slugs,
        note: Callable[[Notice], None],
    ) -> None:
        self.view = view
        self.chains = chains
        self.slugs = slugs
        self.named: dict[str, str] = {}
        self.with_scripts = True
        self._note = note

    def select(self, selector: Selector, clause: Clause, scope: Scope) -> Iterator[Found]:
        """Give, for each field that a selector finds, its scope, its values and its 880's."""
        if selector.name or not selector.tag:
            code = selector.codes if len(selector.codes) == 1 else scope.code
            texts = self._prepared(selector, scope, scope.view, scope.value, clause)
            twins: list[str] = []
            if scope.linked:
                twins = self._prepared(selector, scope, scope.twin, scope.twin_value, clause, True)
            yield scope._replace(code=code, authored=False), texts, twins
            return
        code = selector.codes if len(selector.codes) == 1 else ""
        if selector.tag == "LDR":
            if not scope.linked:
                yield scope, self._texts_of(selector, None, Join(), ()), []
            return
        views = list(self.fields(selector))
        for number, view in enumerate(views, 1):
            texts = self._texts_of(selector, view, clause.join, clause.each)
            place = (number, len(views))
            for twin in view.linked if scope.linked else (None,):
                twins = self._texts_of(selector, twin, clause.join, clause.each) if twin else []
                inner = scope._replace(
                    view=view, twin=twin, code=code, authored=False, occurrence=place
                )
                yield inner, texts, twins

    def fields(self, selector: Selector) -> Iterator[FieldView]:
        """Give the fields that a selector with a tag means."""
        for view in self.view.with_tag(selector.tag):
            fits = selector.i1 in (".", view.i1) and selector.i2 in (".", view.i2)
            if fits and (self.with_scripts or not view.script):
                yield view

    def texts(self, selector: Selector, scope: Scope, raw: bool = False) -> list[str]:
        """Give the values of a selector for a condition or a template.

        ``raw`` is for conditions: there positions and indicators keep their blanks, and the
        original counts even in a run over a linked 880.
        """
        if selector.name == OCCURRENCE:
            return occurrence(*scope.occurrence)
        if selector.name:
            twin = scope.linked and not raw and selector.name not in OF_ORIGINAL
            value = self._named(selector.name, scope, twin)
            return [value] if value.strip() or (raw and value) else []
        if not selector.tag:
            view = scope.twin if scope.linked and not raw else scope.view
            return self._texts_of(selector, view, Join(), (), raw) if view else []
        if selector.tag == "LDR":
            return self._texts_of(selector, None, Join(), (), raw)
        views: list[FieldView] = list(self.fields(selector))
        if scope.linked and not raw:
            views = [twin for view in views for twin in view.linked]
        return [t for view in views for t in self._texts_of(selector, view, Join(), (), raw)]

    def _prepared(
        self,
        selector: Selector,
        scope: Scope,
        view: FieldView | None,
        value: str,
        clause: Clause,
        twin: bool = False,
    ) -> list[str]:
        if selector.name:
            named = value if selector.name == "value" else self._named(selector.name, scope, twin)
            return [named] if named.strip() else []
        return self._texts_of(selector, view, clause.join, clause.each) if view else []

    def _named(self, name: str, scope: Scope, twin: bool) -> str:
        if name in ("tag", "i1", "i2"):
            return "" if twin or scope.view is None else getattr(scope.view, name)
        if name == "value":
            return scope.twin_value if twin else scope.value
        parts = scope.twin_parts if twin else scope.parts
        if name in parts:
            return parts[name]
        return "" if twin else self.named.get(name, "")

    def _texts_of(
        self,
        selector: Selector,
        view: FieldView | None,
        join: Join,
        each: tuple[Transform, ...],
        raw: bool = False,
    ) -> list[str]:
        if view is None or not view.subfields:
            text = self.view.leader if view is None else view.text
            if selector.codes:
                return []
            if selector.start >= 0:
                return self._slice(text, selector, raw)
            return [text if raw else text.strip()] if text.strip() else []
        taken = [
            (code, value)
            for code, value in view.subfields
            if value
            and (code in selector.codes if selector.codes else not code.isdigit())
            and (raw or code not in NEVER_PRINTED or (code == "8" and view.tag[0] == "9"))
        ]
        if selector.start >= 0:
            return [piece for _, value in taken for piece in self._slice(value, selector, raw)]
        if each:
            taken = [
                (code, changed)
                for code, value in taken
                for changed in self.chains.apply(each, [value])
            ]
        if len(selector.codes) == 1:
            return [value for _, value in taken]
        joined = ""
        for code, value in taken:
            joined += (join.text(code) if joined else "") + value
        whole_field = not selector.codes
        return [joined.strip()] if joined.strip() or whole_field else []

    def _slice(self, text: str, selector: Selector, raw: bool) -> list[str]:
        piece = text[selector.start : selector.end]
        if raw:
            return [piece] if len(piece) == selector.end - selector.start else []
        return [piece.strip()] if piece.strip() else []

    def cut(self, sources: tuple[PartSource, ...], scope: Scope) -> Scope:
        """Cut parts; the first hit fills a name, and names that none fills are empty."""
        names = [name for source in sources for name in source.names]
        own = self._cut(sources, scope.original())
        twin = self._cut(sources, scope) if scope.linked else {}
        blank = dict.fromkeys(names, "")
        return scope._replace(
            parts={**scope.parts, **blank, **own},
            twin_parts={**scope.twin_parts, **blank, **twin},
        )

    def _cut(self, sources: tuple[PartSource, ...], scope: Scope) -> dict[str, str]:
        found: dict[str, str] = {}
        for source in sources:
            for text in self.texts(source.selector, scope):
                for cut in source.cuts:
                    for name, part in (cut.match(text) or {}).items():
                        found.setdefault(name, part)
        return found

    def notice(self, code: str, message: str, clause: Clause, scope: Scope) -> None:
        """Note a warning about the field at hand."""
        if scope.linked:
            return
        tag = scope.view.tag if scope.view else ""
        self._note(Notice(code, message, tag, scope.code, str(clause.place)))


def occurrence(number: int, of: int) -> list[str]:
    """Give the place of a field among several, in the words of conditions.

    >>> occurrence(1, 1), occurrence(2, 3), occurrence(3, 3), occurrence(0, 0)
    (['1', 'first', 'last'], ['2'], ['3', 'last'], [])
    """
    words = [str(number), *["first"] * (number == 1), *["last"] * (number == of)]
    return words if number else []
