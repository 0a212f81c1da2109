"""What each code of an error means; the codes of warnings are in ``notices.py``.

ERRORS end a run or cost a record; MISTAKES are what ``marc2rdf check`` finds in a mapping.
``tools/error_reference.py`` makes docs/errors.md of all three, and a test makes sure that every
code in the package is in one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ERRORS: Mapping[str, str] = MappingProxyType(
    {
        "cache-locked": "Another resolve works on this cache of links.",
        "compressed-cut": "A compressed file ends too early; what came before was read.",
        "compressed-damaged": "A compressed file is damaged; what came before was read.",
        "compression-ratio": "A compressed file grows beyond all measure and was not read on.",
        "directory-invalid": "A record's directory cannot be followed; the record is rejected.",
        "dump-owners": "Two records of a dump take one node for their own; the mapping must not.",
        "error": "Something went wrong that has no code of its own.",
        "format-unknown": "A source holds no MARC in a form we know; the message says what it is.",
        "input": "A source cannot be read, or not to its end.",
        "internal": "A mistake in marc2rdf cost this record. Please report it with the record.",
        "json-invalid": "A record is no JSON, or not MARC in JSON; it is rejected.",
        "line-too-long": "A line of a text format is longer than any record may be.",
        "literal-invalid": "A value cannot be written as RDF; the record is rejected.",
        "mapping": "A mapping has mistakes, all of which are shown. No conversion was begun.",
        "max-errors": "More records were rejected than --max-errors or --strict allows.",
        "not-in-table": "A value is in no table, and the mapping says missing: error.",
        "link-unknown": "The cache holds nothing about this ISSN, DOI or address.",
        "output": "The output cannot be written. No half file was left.",
        "predicate-no-qname": "A property can be no element of RDF/XML; take another notation.",
        "provider-failed": "A service answered no request as it should; the rest was asked.",
        "query": "A query cannot be read, or would do more than read.",
        "query-timeout": "A query took longer than it was allowed to.",
        "rdf-invalid": "An RDF file is not well formed, or says what cannot be loaded.",
        "record-cut": "A file ends in the middle of a record; the record is rejected.",
        "record-empty": "A record holds no field; it is rejected.",
        "record-invalid": "A record cannot be used; it is rejected.",
        "record-too-large": "A record is larger than any record may be; it is rejected.",
        "record-unknown": "Bytes between records are no record; they are rejected.",
        "store": "A triple store refused what was asked, or did not do it.",
        "store-auth": "A triple store wants a user and password, a token, or other ones.",
        "store-count": "A triple store does not hold as many triples as were sent.",
        "store-deadline": "The time that a load was given is over.",
        "store-locked": "A folder with a triple store is in use by another program.",
        "store-unavailable": "A triple store cannot be reached or cannot answer now.",
        "usage": "The command or the call is wrong.",
        "xml-cut": "An XML file ends too early.",
        "xml-depth": "An XML file is nested deeper than MARCXML ever is.",
        "xml-doctype": "An XML file has a DOCTYPE, which could draw in files or endless text.",
        "xml-invalid": "This is not well-formed XML; what can be read is read.",
        "xml-too-large": "A text of an XML file is larger than any record may be.",
    }
)

MISTAKES: Mapping[str, str] = MappingProxyType(
    {
        "base": "A base is an http or https IRI that ends with / or #.",
        "condition": "A condition cannot be read.",
        "empty-value": "A key has no value. An empty text is written ''.",
        "encoding": "A mapping is not in UTF-8.",
        "example": "A line of an example is no field, or no triple.",
        "example-fails": "A rule does not give what its example says.",
        "extends-itself": "A mapping extends itself, perhaps by way of others.",
        "iri-invalid": "A term gives no valid IRI.",
        "join": "A key of join is no subfield; it is written $b, or default.",
        "key-twice": "A key stands twice in one map.",
        "language": "A language tag is none.",
        "missing-key": "A key that must be there is not.",
        "no-field": "A rule looks at 'the field at hand' where there is none.",
        "no-such-column": "A table's file has no column of that name.",
        "no-such-file": "A mapping or table file is not there or cannot be read.",
        "node-contains-itself": "A node is written within itself.",
        "node-iri": "A node has nothing to make its IRI of.",
        "nothing-inherited": "'inherited' stands where there is nothing to inherit.",
        "nothing-to-remove": "'off' stands at a name that is not inherited.",
        "parts": "A skeleton or pattern of parts cannot be read.",
        "pattern": "A regular expression cannot be read, or could run for ever.",
        "prefix": "A prefix or its namespace cannot be used.",
        "says-nothing": "A statement says nothing: it has none of to, a, set, node, choose.",
        "selector": "A selector cannot be read.",
        "table": "A table is not complete.",
        "template": "A template cannot be read, or can give no IRI.",
        "too-large": "A mapping is larger than 1 MiB.",
        "transform": "A transform has an argument that it cannot take, or none where it wants one.",
        "two-objects": "A statement has two of iri, text, node and a.",
        "two-properties": "A statement has a property twice.",
        "unknown-key": "A key is not known here.",
        "unknown-mapping": "There is no shipped mapping or file of that name.",
        "unknown-name": "A name is neither the language's nor that of a part.",
        "unknown-node": "There is no node of that name.",
        "unknown-prefix": "There is no prefix of that name.",
        "unknown-table": "There is no table of that name.",
        "unknown-term": "There is no such term in BIBO, DCTERMS or another closed list.",
        "unknown-transform": "There is no transform of that name.",
        "unknown-type": "There is no type of that name for 'as'.",
        "unknown-word": "A key has one of a few values, and this is none of them.",
        "wrong-shape": "A list stands where a text is wanted, or the like.",
        "wrong-term": "A class stands where a property is wanted, or the other way round.",
        "yaml": "The file is not YAML, or not a map.",
        "yaml-refused": "YAML's anchors, aliases, tags and great depths are not used in a mapping.",
    }
)
