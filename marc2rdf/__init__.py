"""marc2rdf publishes a library catalogue as linked data.

>>> from marc2rdf import Mapping, Record, convert
>>> record = Record()
>>> record.add_control("001", "42")
>>> record.add("245", "10", [("a", "Pride and prejudice /"), ("c", "Jane Austen.")])
>>> titles = [s.object.value for s in convert(record) if s.predicate.endswith("title")]
>>> titles
['Pride and prejudice']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from marc2rdf.errors import MappingError, Marc2RdfError, RecordError
from marc2rdf.version import __version__

if TYPE_CHECKING:
    from marc2rdf.api import convert, open_writer, to_graph
    from marc2rdf.mapping.mapping import Mapping
    from marc2rdf.marc import Field, Record, read
    from marc2rdf.rdf.terms import IRI, Literal, OrderedList, Statement

__all__ = [
    "IRI",
    "Field",
    "Literal",
    "Mapping",
    "MappingError",
    "Marc2RdfError",
    "OrderedList",
    "Record",
    "RecordError",
    "Statement",
    "__version__",
    "convert",
    "open_writer",
    "read",
    "to_graph",
]

_HOMES = {
    "convert": "marc2rdf.api",
    "open_writer": "marc2rdf.api",
    "to_graph": "marc2rdf.api",
    "Mapping": "marc2rdf.mapping.mapping",
    "Field": "marc2rdf.marc",
    "Record": "marc2rdf.marc",
    "read": "marc2rdf.marc",
    "IRI": "marc2rdf.rdf.terms",
    "Literal": "marc2rdf.rdf.terms",
    "OrderedList": "marc2rdf.rdf.terms",
    "Statement": "marc2rdf.rdf.terms",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'marc2rdf' has no attribute {name!r}")
