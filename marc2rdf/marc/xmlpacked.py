"""A MARC record that is not XML inside its envelope, but text that looks like it.

SRU servers give it so when they are asked for ``recordPacking=string``.  The text is read as a
document of its own, under the same limits, and once: text inside it stays text.
Source: SRU 1.1 and 1.2, "Response parameters", recordPacking
(https://www.loc.gov/standards/sru/sru-1-2.html).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from marc2rdf.errors import Marc2RdfError, RecordError
from marc2rdf.marc.record import Record
from marc2rdf.marc.xmlhidden import HidesRecord
from marc2rdf.marc.xmlmarks import NARROW

if TYPE_CHECKING:
    from marc2rdf.marc.xmlevents import Collector

_HINT = "Ask the server for recordPacking=xml."


def read_packed(text: str, collector: Collector) -> list[Record | RecordError]:
    """Read what is packed in a text by means of a new collector: records, and what is wrong.

    There is always one at least: text that holds no MARC record is an error as well.
    """
    raw = text.strip().encode()
    collector.window.add(raw)
    parser = expat.ParserCreate("utf-8")  # whatever the text declares: it is text already
    collector.attach(parser, 0, NARROW)
    try:
        parser.Parse(raw, True)
    except (expat.ExpatError, Marc2RdfError, HidesRecord) as wrong:
        what = "the XML that is packed as text in the record is broken"
        why = f" ({wrong.what})" if isinstance(wrong, Marc2RdfError) else ""
        return [RecordError(what + why, hint=_HINT, code="xml-invalid")]
    if not collector.ready:
        what = "what is packed as text in the record is no MARC record"
        return [RecordError(what, hint=_HINT, code="record-empty")]
    return [item if isinstance(item, Record) else item.error for item in collector.take()]
