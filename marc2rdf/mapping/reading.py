"""Reading a record for the interpreter: selectors, conditions, transforms, tables, parts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from marc2rdf.mapping import transforms as library
from marc2rdf.mapping.conditions import And, Condition, Not, Or, Test, holds
from marc2rdf.mapping.identifiers import Refused
from marc2rdf.mapping.plan import Clause, Join, PartSource, Plan
from marc2rdf.mapping.punctuation import isbd_trim
from marc2rdf.mapping.scope import Scope
from marc2rdf.mapping.selectors import Selector
from marc2rdf.mapping.transforms import Function, Transform
from marc2rdf.mapping.view import FieldView, RecordView
from marc2rdf.notices import Notice

Found = tuple[Scope, list[str], list[str]]


class Reading:
    """Reads one record for one run of a plan.

    ``named`` holds what the names key, iri, about, base, format and type stand for;
    ``slugs`` remembers which values became which slug, so that two that are alike can be
    told apart (CROSSWALK D.0): those in ``clashes`` get a hash behind.
    """

    def __init__(
        self,
        plan: Plan,
        view: RecordView,
        plugins: Mapping[str, Callable[..., object]],
        clashes: frozenset[tuple[object, str]] = frozenset(),
    ) -> None:
        self.plan = plan
        self.view = view
        self.plugins = plugins
        self.named: dict[str, str] = {}
        self.with_scripts = True
        self.note: Callable[[Notice], None] = lambda notice: None
        self._clashes = clashes
        self._slugs: dict[tuple[object, str], set[str]] = {}
        self._functions: dict[Transform, Function] = {}

    # -- selectors --------------------------------------------------------------------------

    def select(self, selector: Selector, clause: Clause, scope: Scope) -> Iterator[Found]:
        """Give, for each field that a selector finds, its scope, its values and its 880's."""
        if selector.name or not selector.tag:
            code = selector.codes if len(selector.codes) == 1 else scope.code
            texts = self._prepared(selector, scope, scope.view, scope.value, clause)
            twins: list[str] = []
            if scope.linked:
                twins = self._prepared(selector, scope, scope.twin, scope.twin_value, clause, True)
            yield replace(scope, code=code, authored=False), texts, twins
            return
        code = selector.codes if len(selector.codes) == 1 else ""
        if selector.tag == "LDR":
            if not scope.linked:
                yield scope, self._texts_of(selector, None, Join(), ()), []
            return
        for view in self.fields(selector):
            texts = self._texts_of(selector, view, clause.join, clause.each)
            for twin in view.linked if scope.linked else (None,):
                twins = self._texts_of(selector, twin, clause.join, clause.each) if twin else []
                inner = replace(scope, view=view, twin=twin, code=code, authored=False)
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
        if selector.name:
            value = self._named(selector.name, scope, twin=scope.linked and not raw)
            return [value] if value else []
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
        if selector.name == "value":
            return [value] if value else []
        if selector.name:
            named = self._named(selector.name, scope, twin)
            return [named] if named else []
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
            if selector.start >= 0:
                return self._slice(text, selector, raw)
            return [text if raw else text.strip()] if text.strip() and not selector.codes else []
        if selector.start >= 0:
            values = [value for code, value in view.subfields if code in selector.codes]
            return [piece for value in values for piece in self._slice(value, selector, raw)]
        taken = [
            (code, value)
            for code, value in view.subfields
            if value
            and (code in selector.codes if selector.codes else not code.isdigit())
            and (raw or code not in "68")
        ]
        if each:
            taken = [
                (code, changed)
                for code, value in taken
                for changed in self.apply(each, [value], None, None)
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

    # -- conditions -------------------------------------------------------------------------

    def holds(self, condition: Condition, scope: Scope) -> bool:
        """Tell whether a condition is true; it always looks at the original, not the 880."""
        if isinstance(condition, And):
            return all(self.holds(part, scope) for part in condition.parts)
        if isinstance(condition, Or):
            return any(self.holds(part, scope) for part in condition.parts)
        if isinstance(condition, Not):
            return not self.holds(condition.part, scope)
        return self._test(condition, scope)

    def _test(self, test: Test, scope: Scope) -> bool:
        lefts = self.texts(test.left, scope, raw=True)
        if not test.how:
            whole = bool(test.left.tag) and not test.left.codes and not test.left.exact
            return any(text.strip() for text in lefts) or (whole and bool(lefts))
        if isinstance(test.right, re.Pattern):
            return any(test.right.search(text) for text in lefts)
        if isinstance(test.right, str):
            return any(holds(test.how, left, test.right, test.left.exact) for left in lefts)
        rights = self.texts(test.right, scope, raw=True)
        return any(holds(test.how, left, right, False) for left in lefts for right in rights)

    # -- transforms, tables, parts ----------------------------------------------------------

    def pairs(
        self, clause: Clause, scope: Scope, texts: list[str], quiet: bool = False
    ) -> list[tuple[str, str]]:
        """Give (before, after the transforms) for the values of one field.

        A value that is blank is none, but for a whole field whose text is not looked at.
        """
        if not clause.do:
            return [(text, text) for text in texts if text or not clause.table]
        if any(transform.name in library.OVER_ALL for transform in clause.do):
            values = self.apply(clause.do, texts, None if quiet else clause, scope)
            return [(value, value) for value in values]
        return [
            (text, value)
            for text in texts
            for value in self.apply(clause.do, [text], None if quiet else clause, scope)
        ]

    def apply(
        self,
        transforms: tuple[Transform, ...],
        texts: list[str],
        clause: Clause | None,
        scope: Scope | None,
    ) -> list[str]:
        """Send values through transforms; what is refused is noted where a clause is given."""
        values = [text for text in texts if text]
        for transform in transforms:
            if transform.name == "first":
                values = values[:1]
            elif transform.name == "last":
                values = values[-1:]
            else:
                values = [out for v in values for out in self._one(transform, v, clause, scope)]
        return values

    def _one(
        self, transform: Transform, value: str, clause: Clause | None, scope: Scope | None
    ) -> list[str]:
        function = self._functions.get(transform)
        if function is None:
            function = self._functions[transform] = self._function(transform)
        try:
            found = function(value)
        except Refused as refused:
            if clause is not None and scope is not None:
                self.notice(refused.code, str(refused), clause, scope)
            return []
        outs = [found] if isinstance(found, str) else list(found or ())
        return [out for out in map(str.strip, outs) if out]

    def _function(self, transform: Transform) -> Function:
        name, argument = transform.name, transform.argument
        if name in self.plugins:
            plugin: Function = self.plugins[name]  # type: ignore[assignment]
            return plugin if argument is None else lambda text: plugin(text, argument)
        if name == "prefix":
            return self.plan.tables[str(argument)].replace_prefix
        return library.SIMPLE[name] if name in library.SIMPLE else library.bind(transform)

    def through(self, names: tuple[str, ...], text: str, slot: object, scope: Scope) -> list[str]:
        """Send the value of a template's place through its transforms, one slug for each value."""
        if not names:
            return [text] if text else []
        values = self.apply(
            tuple(Transform(name) for name in names if name != "slug"), [text], None, None
        )
        return (
            [slug for v in values if (slug := self._slug(v, slot))] if "slug" in names else values
        )

    def _slug(self, value: str, slot: object) -> str:
        slug = library.slug(value)
        if slug:
            self._slugs.setdefault((slot, slug), set()).add(_compared(value))
        if (slot, slug) in self._clashes:
            digest = hashlib.sha256(_compared(value).encode("utf-8", "replace")).hexdigest()
            return f"{slug}-{digest[:8]}"
        return slug

    def slug_clashes(self) -> frozenset[tuple[object, str]]:
        """Give the slugs that two different values of this record became."""
        if self._clashes:
            return frozenset()
        return frozenset(key for key, values in self._slugs.items() if len(values) > 1)

    def look_up(self, name: str, value: str) -> tuple[str, ...]:
        """Look a value up in a table, as it is and then as the table's ``do`` makes it."""
        table = self.plan.tables[name]
        if found := table.look_up(value):
            return found
        for changed in self.apply(table.do, [value], None, None) if table.do else ():
            if found := table.look_up(changed):
                return found
        return ()

    def cut(self, sources: tuple[PartSource, ...], scope: Scope) -> Scope:
        """Cut parts; the first hit fills a name, and names that none fills are empty."""
        names = [name for source in sources for name in source.names]
        own = self._cut(sources, scope, raw=True)
        twin = self._cut(sources, scope, raw=False) if scope.linked else {}
        blank = dict.fromkeys(names, "")
        return replace(
            scope,
            parts={**scope.parts, **blank, **own},
            twin_parts={**scope.twin_parts, **blank, **twin},
        )

    def _cut(self, sources: tuple[PartSource, ...], scope: Scope, raw: bool) -> dict[str, str]:
        found: dict[str, str] = {}
        for source in sources:
            for text in self.texts(source.selector, scope, raw):
                for cut in source.cuts:
                    for name, part in (cut.match(text) or {}).items():
                        found.setdefault(name, part)
        return found

    def notice(self, code: str, message: str, clause: Clause, scope: Scope) -> None:
        """Note a warning about the field at hand."""
        if scope.linked:
            return
        tag = scope.view.tag if scope.view else ""
        self.note(Notice(code, message, tag, scope.code, str(clause.place)))


def _compared(value: str) -> str:
    """Give a value without what does not make it another one: case and ISBD punctuation."""
    return isbd_trim(library.squeeze(value)).casefold()
