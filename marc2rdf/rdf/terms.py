"""The three kinds of RDF object that statements carry, and the statement itself.

Subjects and predicates are always IRIs.  An ordered list is one object, not its cells:
a writer that has no notation for lists makes the cells itself (``lists.py``).
Source: RDF 1.1 Concepts, section 3; RDF Schema 1.1, section 5.2.
"""

from __future__ import annotations

from typing import NamedTuple


class IRI(str):
    """An absolute IRI without angle brackets, already checked.

    >>> IRI("https://example.org/bib/1")
    IRI('https://example.org/bib/1')
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"IRI({str(self)!r})"


class Literal(NamedTuple):
    """A literal: its text, and a datatype IRI or a language tag (never both).

    An empty datatype means xsd:string, or rdf:langString where there is a language.

    >>> Literal("Война и мир", language="ru")
    Literal(value='Война и мир', datatype='', language='ru')
    """

    value: str
    datatype: str = ""
    language: str = ""


class OrderedList(NamedTuple):
    """An rdf:List of IRIs, as one object.

    >>> OrderedList((IRI("https://example.org/a"),)).items
    (IRI('https://example.org/a'),)
    """

    items: tuple[IRI, ...]


Object = IRI | Literal | OrderedList


class Statement(NamedTuple):
    """One statement: a subject, a predicate and an object."""

    subject: IRI
    predicate: IRI
    object: Object
