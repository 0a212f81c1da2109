"""Transforms of a user's own: from installed packages, or from a module named on the command line.

A package offers one under the entry point ``marc2rdf.transforms``; a module named by
``--plugin`` has them in ``TRANSFORMS``, by name.  A transform takes a text (and, if the mapping
gives it one, an argument) and gives a text, a list of texts or None.  A mapping can name a
transform but never code to load.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from marc2rdf.errors import UsageError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "marc2rdf.transforms"
Plugin = Callable[..., object]


class Plugins(Mapping[str, Plugin]):
    """Transforms by name; those of installed packages are looked for when one is missed.

    >>> "shout" in Plugins({"shout": str.upper})
    True
    """

    def __init__(self, given: Mapping[str, Plugin] | None = None) -> None:
        self._given = dict(given or {})
        self._installed: dict[str, EntryPoint] | None = None

    @property
    def given(self) -> dict[str, Plugin]:
        """Those that were given or asked for so far."""
        return self._given

    def __getitem__(self, name: str) -> Plugin:
        if name not in self._given:
            self._given[name] = self._offered()[name].load()
        return self._given[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._offered(), **self._given})

    def __len__(self) -> int:
        return len({**self._offered(), **self._given})

    def __contains__(self, name: object) -> bool:
        return name in self._given or name in self._offered()

    def _offered(self) -> dict[str, EntryPoint]:
        if self._installed is None:
            from importlib.metadata import entry_points  # most mappings ask for none

            self._installed = {point.name: point for point in entry_points(group=GROUP)}
        return self._installed


def load_plugins(modules: Sequence[str]) -> Plugins:
    """Load the modules of ``--plugin``; raise UsageError for one that has no transforms."""
    given: dict[str, Plugin] = {}
    for name in modules:
        try:
            module = importlib.import_module(name)
        except Exception as error:
            raise UsageError(
                f"the plug-in '{name}' cannot be loaded: {type(error).__name__}: {error}",
                hint="Name a module that Python can import.",
            ) from error
        transforms = getattr(module, "TRANSFORMS", None)
        if not isinstance(transforms, Mapping) or not all(map(callable, transforms.values())):
            raise UsageError(
                f"the plug-in '{name}' has no TRANSFORMS",
                hint="TRANSFORMS is a dict of functions by name.",
            )
        given.update(transforms)
    return Plugins(given)
