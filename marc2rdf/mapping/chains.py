"""Values sent through chains of transforms, and looked up in tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from marc2rdf.mapping import transforms as library
from marc2rdf.mapping.arguments import bind
from marc2rdf.mapping.identifiers import Refused
from marc2rdf.mapping.tables import Table
from marc2rdf.mapping.transforms import Function, Transform

Complain = Callable[[Refused], None]


class Chains:
    """Runs transforms, a mapping's plug-ins among them, and looks values up."""

    def __init__(
        self,
        tables: Mapping[str, Table],
        plugins: Mapping[str, Callable[..., object]],
    ) -> None:
        self.tables = tables
        self.plugins = plugins
        self._functions: dict[Transform, Function] = {}

    def apply(
        self,
        transforms: tuple[Transform, ...],
        texts: list[str],
        complain: Complain | None = None,
    ) -> list[str]:
        """Send values through transforms; what one refuses is told to ``complain``."""
        values = [text for text in texts if text]
        for transform in transforms:
            if transform.name == "first":
                values = values[:1]
            elif transform.name == "last":
                values = values[-1:]
            else:
                values = [out for value in values for out in self._one(transform, value, complain)]
        return values

    def look_up(self, name: str, value: str) -> tuple[str, ...]:
        """Look a value up in a table, as it is and then as the table's ``do`` makes it."""
        table = self.tables[name]
        if found := table.look_up(value):
            return found
        for changed in self.apply(table.do, [value]) if table.do else ():
            if found := table.look_up(changed):
                return found
        return ()

    def _one(self, transform: Transform, value: str, complain: Complain | None) -> list[str]:
        function = self.function(transform)
        try:
            found = function(value)
        except Refused as refused:
            if complain is not None:
                complain(refused)
            return []
        outs = [found] if isinstance(found, str) else list(found or ())
        return [out for out in map(str.strip, outs) if out]

    def function(self, transform: Transform) -> Function:
        """Give the function of a transform."""
        found = self._functions.get(transform)
        if found is None:
            found = self._functions[transform] = self._function(transform)
        return found

    def _function(self, transform: Transform) -> Function:
        name, argument = transform.name, transform.argument
        if name in library.SIMPLE:
            return library.SIMPLE[name]
        if name == "prefix":
            return self.tables[str(argument)].replace_prefix
        if name in library.WITH_ARGUMENT:
            return bind(transform)
        plugin: Function = self.plugins[name]  # type: ignore[assignment]
        return plugin if argument is None else lambda text: plugin(text, argument)
