"""RDF/XML: one element a subject, streamed record after record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from marc2rdf.errors import RecordError
from marc2rdf.rdf.grouping import RDF_TYPE, by_subject, reading_order, references
from marc2rdf.rdf.literals import XSD_STRING, check_kind
from marc2rdf.rdf.memo import Memo
from marc2rdf.rdf.qnames import SYNTAX_TERMS, ElementNames
from marc2rdf.rdf.rows import Rows
from marc2rdf.rdf.stream import RecordStream
from marc2rdf.rdf.terms import IRI, Literal, Object

# XML 1.0, section 2.2: all but these are characters.
_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL: Final = re.compile("[\x00-\x08\x0b-\x1f&<>\ufffe\uffff]")
_ESCAPES: Final[Mapping[int, str]] = MappingProxyType(
    {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord("\r"): "&#13;"}
)
_UNTYPED: Final = "rdf:Description"


def content(text: str) -> str:
    r"""Escape a text to stand between two tags: ``&``, ``<``, ``>`` and the carriage return.

    Raises UnicodeError for a character that XML cannot hold in any way.
    Source: XML 1.0, sections 2.2 (characters), 2.4 and 2.11 (ends of lines).

    >>> content("a & b\r\n")
    'a &amp; b&#13;\n'
    >>> content("\x00")
    Traceback (most recent call last):
    UnicodeError: XML cannot hold the character U+0000
    """
    if _SPECIAL.search(text) is None:
        return text
    unfit = _UNFIT.search(text)
    if unfit is not None:
        raise UnicodeError(f"XML cannot hold the character U+{ord(unfit[0]):04X}")
    return text.translate(_ESCAPES)


class RdfXmlWriter(RecordStream):
    """Writes RDF/XML: all prefixes on the first element, then an element for each subject.

    The subjects of a record come in the order in which Turtle has them.  The first type is
    the element's name where a prefix gives it one, and lists are ``Collection`` elements.  A
    property without a prefix declares its namespace itself; one that XML cannot name raises
    RecordError (``predicate-no-qname``), with nothing of the record written.  Control
    characters and the like, which XML cannot hold, become U+FFFD and count in ``replaced``.
    IRIs stand in full.  Source: RDF 1.1 XML Syntax; XML 1.0.

    >>> import io
    >>> from marc2rdf.rdf.terms import Statement
    >>> out, a = io.BytesIO(), IRI("https://example.org/a")
    >>> writer = RdfXmlWriter(out, prefixes={"ex": "http://example.com/"})
    >>> writer.write([Statement(a, IRI("http://example.com/p"), Literal("x", language="fr"))], a)
    1
    >>> writer.close()
    >>> print(out.getvalue().decode(), end="")
    <?xml version="1.0" encoding="UTF-8"?>
    <rdf:RDF
      xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns:ex="http://example.com/">
    <BLANKLINE>
    <rdf:Description rdf:about="https://example.org/a">
      <ex:p xml:lang="fr">x</ex:p>
    </rdf:Description>
    <BLANKLINE>
    </rdf:RDF>
    """

    _separator = "\n"
    _unfit = _UNFIT

    def _set_up(self) -> None:
        self._names = ElementNames(self._prefixes)
        self._elements: Memo[str, tuple[str, str]] = Memo(self._element)
        self._classes: Memo[str, str] = Memo(lambda iri: self._names.prefixed(iri) or _UNTYPED)
        self._kinds: Memo[tuple[str, str], str] = Memo(_kind)

    def _head(self) -> str:
        declared = "".join(
            f'\n  xmlns:{name}="{_attribute(iri)}"' for name, iri in self._names.prefixes.items()
        )
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{declared}>\n\n'

    def _text(self, rows: Rows, root: IRI) -> str:
        groups = by_subject(rows.statements())
        links = {
            subject: [one for one in references(group) if one in groups]
            for subject, group in groups.items()
        }
        return "\n".join(
            self._node(subject, groups[subject]) for subject in reading_order(groups, links, root)
        )

    def _tail(self) -> str:
        return "\n</rdf:RDF>\n"

    def _node(self, subject: IRI, group: Mapping[IRI, Sequence[Object]]) -> str:
        types = group.get(RDF_TYPE, ())
        tag = self._classes[types[0]] if types and isinstance(types[0], IRI) else _UNTYPED
        parts = [f'<{tag} rdf:about="{_attribute(subject)}">\n']
        self._add_properties(parts, RDF_TYPE, types if tag == _UNTYPED else types[1:])
        for predicate, values in group.items():
            if predicate != RDF_TYPE:
                self._add_properties(parts, predicate, values)
        parts.append(f"</{tag}>\n")
        return "".join(parts)

    def _add_properties(self, parts: list[str], predicate: IRI, values: Sequence[Object]) -> None:
        start, end = self._elements[predicate]
        for value in values:
            if isinstance(value, IRI):
                parts.append(f'{start} rdf:resource="{_attribute(value)}"/>\n')
            elif isinstance(value, Literal):
                text, datatype, language = value
                parts.append(f"{start}{self._kinds[datatype, language]}{content(text)}{end}")
            else:
                parts.append(f'{start} rdf:parseType="Collection">\n')
                parts.extend(
                    f'    <rdf:Description rdf:about="{_attribute(item)}"/>\n'
                    for item in value.items
                )
                parts.append(f"  {end}")

    def _element(self, predicate: str) -> tuple[str, str]:
        """What the elements of a property begin and end with."""
        name = self._names.name(predicate)
        if name is None:
            why = (
                "it is part of that syntax itself"
                if predicate in SYNTAX_TERMS
                else "its end is no XML name"
            )
            raise RecordError(
                f"the property <{predicate}> cannot be written in RDF/XML: {why}",
                hint="Choose another notation or another property.",
                code="predicate-no-qname",
            )
        declared = f' xmlns="{_attribute(name.namespace)}"' if name.namespace else ""
        return f"  <{name.tag}{declared}", f"</{name.tag}>\n"


def _attribute(iri: str) -> str:
    """An IRI as the value of an attribute: of what XML asks to escape it can hold only &."""
    return iri.replace("&", "&amp;")


def _kind(kind: tuple[str, str]) -> str:
    """The end of a literal's start tag."""
    datatype, language = kind
    check_kind(datatype, language)
    if language:
        return f' xml:lang="{language}">'
    if datatype and datatype != XSD_STRING:
        return f' rdf:datatype="{_attribute(datatype)}">'
    return ">"
