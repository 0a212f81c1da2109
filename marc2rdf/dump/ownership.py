"""What belongs to one record, and what many records may state.

A subject is a record's own when it is the record's IRI, or that IRI with ``#`` or ``/`` and
something behind it, or the description of the record: the subject of ``foaf:primaryTopic``
with the record's IRI, whose last segment is that of the record's IRI.  Every other subject
is shared, though only one record may happen to state it: journals, issues, subjects,
publications known by an ISBN, and the records that other records speak of.
The cells of a list are where the subject of the list is.
"""

from __future__ import annotations

from collections.abc import Iterable

from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.terms import IRI, Statement

PRIMARY_TOPIC = BUILT_IN["foaf"] + "primaryTopic"


def divide(statements: Iterable[Statement], root: IRI) -> tuple[list[Statement], list[Statement]]:
    """Divide a record's statements into its own and the shared ones; both keep their order.

    >>> a, p = IRI("https://a.org/bib/1"), IRI("https://a.org/p")
    >>> said = [Statement(IRI(iri), p, a) for iri in (a, a + "#x", a + "2", "https://a.org/j")]
    >>> own, shared = divide(said, a)
    >>> [str(statement.subject) for statement in shared]
    ['https://a.org/bib/12', 'https://a.org/j']
    """
    own: list[Statement] = []
    shared: list[Statement] = []
    beneath = (f"{root}#", f"{root}/")
    mine = {str(root): True}
    statements = list(statements)
    for subject, predicate, value in statements:
        if predicate == PRIMARY_TOPIC and value == root and last(subject) == last(root):
            mine[str(subject)] = True
    for statement in statements:
        subject = statement.subject
        belongs = mine.get(subject)
        if belongs is None:
            belongs = mine[subject] = subject.startswith(beneath)
        (own if belongs else shared).append(statement)
    return own, shared


def last(iri: str) -> str:
    """Give what stands behind the last ``/`` or ``#`` of an IRI.

    >>> last("https://example.org/bib/1"), last("https://example.org/#1")
    ('1', '1')
    """
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]
