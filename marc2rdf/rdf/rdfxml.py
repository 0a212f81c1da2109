"""RDF/XML, record by record: one element a subject, in the order in which one tells of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from marc2rdf.errors import RecordError
from marc2rdf.rdf.grouping import RDF_TYPE, by_subject, reading_order
from marc2rdf.rdf.literals import XSD_STRING, check_kind
from marc2rdf.rdf.memo import Memo
from marc2rdf.rdf.prefixes import BUILT_IN, Namespaces
from marc2rdf.rdf.stream import RecordStream
from marc2rdf.rdf.terms import IRI, Literal, Object, Statement

RDF = BUILT_IN["rdf"]
# What may end an IRI as the name of an element (of NCName, what is ASCII).
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*\Z")
_LOCAL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord("\r"): "&#13;"}
_IN_ATTRIBUTES = {**_ESCAPES, ord('"'): "&quot;", ord("\n"): "&#10;", ord("\t"): "&#9;"}
# Names that the grammar keeps for itself: neither types nor properties can be elements of these.
_RESERVED = frozenset(
    RDF + name
    for name in (
        "RDF Description ID about parseType resource nodeID datatype bagID aboutEach li"
        " aboutEachPrefix"
    ).split()
)


class RdfXmlWriter(RecordStream):
    """Writes RDF/XML; lists are collections.

    A property is an element of its namespace: one whose IRI does not end with a name raises
    RecordError.  Characters that XML 1.0 cannot hold become U+FFFD; ``replaced`` counts them.
    Source: RDF 1.1 XML Syntax; XML 1.0, section 2.2; Namespaces in XML 1.0.

    >>> import io
    >>> out, a = io.BytesIO(), IRI("https://example.org/a")
    >>> writer = RdfXmlWriter(out, prefixes={"dcterms": BUILT_IN["dcterms"]})
    >>> title = IRI(BUILT_IN["dcterms"] + "title")
    >>> writer.write([Statement(a, title, Literal("A & B", language="en"))], a)
    1
    >>> out.getvalue().decode().splitlines()[-2].strip()
    '<dcterms:title xml:lang="en">A &amp; B</dcterms:title>'
    """

    _separator = "\n"

    def _set_up(self) -> None:
        self.replaced = 0
        usable = {
            name: namespace
            for name, namespace in Namespaces(self._prefixes).prefixes.items()
            if not name.lower().startswith("xml") and name != "rdf" and _NAME.fullmatch(name)
        }
        self._names = {namespace: name for name, namespace in reversed(usable.items())}
        self._names[RDF] = "rdf"
        self._spare = "ns"  # for a namespace that has no prefix, on the element that needs it
        while self._spare in usable:
            self._spare += "_"
        self._elements: Memo[str, tuple[str, str]] = Memo(self._element)

    def _head(self) -> str:
        lines = [
            f'  xmlns:{name}="{_attribute(namespace)}"'
            for namespace, name in sorted(self._names.items(), key=lambda item: item[1])
        ]
        return '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF\n' + "\n".join(lines) + ">\n\n"

    def _tail(self) -> str:
        return "\n</rdf:RDF>\n"

    def _text(self, statements: list[Statement], root: IRI) -> str:
        groups = by_subject(statements)
        return "\n".join(
            self._node(subject, groups[subject]) for subject in reading_order(groups, root)
        )

    def _node(self, subject: IRI, group: Mapping[IRI, Sequence[Object]]) -> str:
        types = [value for value in group.get(RDF_TYPE, ()) if isinstance(value, IRI)]
        element, declared = "rdf:Description", ""
        if types and types[0] not in _RESERVED and _split(types[0]) is not None:
            element, declared = self._elements[types.pop(0)]
        lines = [f'<{element}{declared} rdf:about="{_attribute(subject)}">']
        lines += [f'  <rdf:type rdf:resource="{_attribute(value)}"/>' for value in types]
        for predicate, values in group.items():
            for value in values:
                if predicate != RDF_TYPE or not isinstance(value, IRI):
                    lines.append(self._property(predicate, value))
        return "\n".join([*lines, f"</{element}>\n"])

    def _property(self, predicate: IRI, value: Object) -> str:
        if predicate in _RESERVED or _split(predicate) is None:
            raise RecordError(
                f"<{predicate}> can be no element of RDF/XML",
                code="predicate-no-qname",
                hint="Use a property whose IRI ends with a name, or another notation.",
            )
        name, declared = self._elements[predicate]
        if isinstance(value, IRI):
            return f'  <{name}{declared} rdf:resource="{_attribute(value)}"/>'
        if isinstance(value, Literal):
            text, datatype, language = value
            check_kind(datatype, language)
            kind = ""
            if language:
                kind = f' xml:lang="{language}"'
            elif datatype and datatype != XSD_STRING:
                kind = f' rdf:datatype="{_attribute(datatype)}"'
            return f"  <{name}{declared}{kind}>{self._escaped(text)}</{name}>"
        items = "".join(
            f'\n    <rdf:Description rdf:about="{_attribute(item)}"/>' for item in value.items
        )
        if not items:
            return f'  <{name}{declared} rdf:resource="{RDF}nil"/>'
        return f'  <{name}{declared} rdf:parseType="Collection">{items}\n  </{name}>'

    def _element(self, iri: str) -> tuple[str, str]:
        """Give the name of an element, and the declaration that it needs if any."""
        namespace, local = _split(iri) or ("", "")
        if namespace in self._names:
            return f"{self._names[namespace]}:{local}", ""
        return f"{self._spare}:{local}", f' xmlns:{self._spare}="{_attribute(namespace)}"'

    def _escaped(self, text: str) -> str:
        if _NOT_XML.search(text):
            text, count = _NOT_XML.subn("\ufffd", text)
            self.replaced += count
        return text.translate(_ESCAPES)


def _attribute(text: str) -> str:
    return text.translate(_IN_ATTRIBUTES)


def _split(iri: str) -> tuple[str, str] | None:
    """Cut an IRI into a namespace and the longest name at its end; None where there is none."""
    at = len(iri.rstrip(_LOCAL))
    while at < len(iri) and not _NAME.match(iri, at):
        at += 1
    return (iri[:at], iri[at:]) if 0 < at < len(iri) else None
