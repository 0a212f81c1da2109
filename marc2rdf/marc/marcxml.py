"""Records in MARCXML, alone or inside the envelopes of OAI-PMH and SRU.

Names count without their namespace, so records with a prefix, with a default namespace and
with none are read alike.  What makes an element ``record`` a MARC record is what it holds:
OAI-PMH has an element of that name too.
Source: MARCXML schema 1.2 (https://www.loc.gov/standards/marcxml/), ISO 25577 MarcXchange.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from marc2rdf.errors import InputError
from marc2rdf.marc.framing import SupportsRead
from marc2rdf.marc.record import Record
from marc2rdf.marc.reject import Reject
from marc2rdf.marc.window import Window
from marc2rdf.marc.xmlevents import Collector

CHUNK = 64 * 1024
MAX_RECORD = 16 * 1024 * 1024

# The errors of a document that ends too early.
_CUT = frozenset(
    expat.errors.codes[text]
    for text in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
)


def read_marcxml(stream: SupportsRead, source: str) -> Iterator[Record | Reject]:
    """Read the records of a stream of XML; what cannot be used comes as a Reject.

    Memory stays bounded whatever the input.  Raises InputError where the XML itself is
    broken (after all records before that place), and for a document type declaration:
    MARCXML needs none, and entities can hide text or fill the memory.

    >>> import io
    >>> xml = b'''<record><leader>00000nam a2200000 a 4500</leader>
    ... <datafield tag="245" ind1="1" ind2="0"><subfield code="a">Title</subfield></datafield>
    ... </record>'''
    >>> [record] = read_marcxml(io.BytesIO(xml), "file.xml")
    >>> print(record["245"])
    245 10 $aTitle
    """
    window = Window(MAX_RECORD)
    collector = Collector(source, window)
    parser: expat.XMLParserType | None = None
    while True:
        chunk = stream.read(CHUNK)
        window.add(chunk)
        if parser is None:
            # expat wants an XML declaration to be the very first thing.
            blanks = len(chunk) - len(chunk.lstrip(b" \t\r\n"))
            if chunk and blanks == len(chunk):
                window.forget(window.size)
                continue
            parser = expat.ParserCreate()
            collector.attach(parser, window.size - len(chunk) + blanks)
            error = _parse(parser, chunk[blanks:], not chunk, collector)
        else:
            error = _parse(parser, chunk, not chunk, collector)
        yield from collector.ready
        collector.ready.clear()
        if error is not None:
            raise error
        if not chunk:
            return
        needed = collector.place
        if window.size - needed > MAX_RECORD:
            raise InputError(
                f"a tag or comment is longer than {MAX_RECORD} bytes",
                where=source,
                code="xml-too-large",
            )
        if collector.open_from < 0:
            window.forget(needed)
        else:
            window.forget(collector.open_from)
            if window.is_cut(collector.open_from):
                collector.drop()


def _parse(
    parser: expat.XMLParserType, chunk: bytes, last: bool, collector: Collector
) -> InputError | None:
    """Parse some bytes, and give the error that ends the document, if there is one."""
    try:
        parser.Parse(chunk, last)
    except InputError as refused:
        return refused
    except expat.ExpatError as wrong:
        message = expat.ErrorString(wrong.code)
        if collector.open_from >= 0:
            message += f", in record {collector.number + 1}"
        where = f"{collector.source}: line {wrong.lineno}, column {wrong.offset + 1}"
        if wrong.code in _CUT:
            what = f"the XML is cut short ({message})"
            return InputError(what, where=where, hint="Fetch the file again.", code="xml-cut")
        return InputError(f"the XML is broken ({message})", where=where, code="xml-invalid")
    except LookupError as unknown:  # pyexpat asks Python for the declared encoding
        return InputError(
            f"the XML declares an {unknown}", where=collector.source, code="xml-invalid"
        )
    return None
