"""The optional package pyoxigraph, asked for only where it is needed."""

from __future__ import annotations

import importlib
from typing import Any

from marc2rdf.errors import UsageError


def pyoxigraph() -> Any:
    """Give the module; raise UsageError that says how to install it.

    >>> pyoxigraph().__name__
    'pyoxigraph'
    """
    try:
        return importlib.import_module("pyoxigraph")
    except ImportError:
        what = "the package pyoxigraph is needed for this"
        raise UsageError(what, hint="pip install 'marc2rdf[store]'") from None
