"""From bytes to records: the readers of MARC and the record they all read into.

A reader knows nothing of what the records are for.  ``read`` is the way in for most uses;
``read_source`` also gives what could not be read.
"""

from __future__ import annotations

from marc2rdf.marc.record import Field, Record, Subfield
from marc2rdf.marc.reject import Reject
from marc2rdf.marc.source import FORMATS, read, read_source

__all__ = ["FORMATS", "Field", "Record", "Reject", "Subfield", "read", "read_source"]
