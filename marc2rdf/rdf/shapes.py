"""SHACL: whether the triples of a record have the shapes that a good description has.

pyshacl, the extra ``shacl``, does the work; it is imported only on use.
Source: Shapes Constraint Language (SHACL), W3C Recommendation 20 July 2017,
https://www.w3.org/TR/shacl/, of which SHACL Core is taken: a shape with a query could ask
another machine, and converting opens no connection.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from marc2rdf.errors import InputError, UsageError
from marc2rdf.rdf.graph import to_graph
from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.terms import IRI, Statement

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

KIND = "shape"
SH = "http://www.w3.org/ns/shacl#"
CORE_ONLY = ("sparql", "select", "ask", "construct", "js", "rule", "target", "expression")
LARGEST = 50_000  # statements of one record; the time that a check takes grows with them
LONGEST = 200  # characters of a message or a value
INSTALL = "pip install 'marc2rdf[shacl]'"


class Violation(NamedTuple):
    """What a record's triples lack: ``code`` is ``shape/`` and the name of the shape."""

    code: str
    message: str


class Shapes:
    """The shapes of a Turtle file, to be held against one record after another.

    Raises UsageError where pyshacl is not installed, or the file holds no shapes of SHACL Core;
    InputError where it cannot be read.

    >>> from marc2rdf.rdf.terms import Literal
    >>> from marc2rdf.shipped import find
    >>> shapes = Shapes(find("shapes.ttl"))
    >>> bib, record = IRI("https://example.org/bib/1"), IRI("https://example.org/record/1")
    >>> topic = IRI(BUILT_IN["foaf"] + "isPrimaryTopicOf")
    >>> title = IRI(BUILT_IN["dcterms"] + "title")
    >>> book = Statement(bib, IRI(BUILT_IN["rdf"] + "type"), IRI(BUILT_IN["bibo"] + "Book"))
    >>> shapes.check([book, Statement(bib, topic, record)], bib)
    [Violation(code='shape/title', message='a description has one title (dcterms:title)')]
    >>> one = Statement(bib, title, Literal("Things"))
    >>> shapes.check([book, Statement(bib, topic, record), one], bib)
    []
    """

    def __init__(self, path: Path) -> None:
        try:
            import pyshacl
        except ImportError as error:
            what = "shapes can be checked only by pyshacl, which is not installed"
            raise UsageError(what, hint=f"{INSTALL}, or leave out --shapes.") from error
        self._path = path
        self._validate = pyshacl.validate
        self._graph = _read(path)
        _demand_core(self._graph, path)

    def __reduce__(self) -> tuple[type[Shapes], tuple[Path]]:
        return Shapes, (self._path,)

    def check(self, statements: Sequence[Statement], root: IRI) -> list[Violation]:
        """Hold the statements of one record, whose resource is ``root``, against the shapes.

        Raises UsageError for shapes that turn out to be wrong.
        """
        if len(statements) > LARGEST:
            what = f"a record of {len(statements):,} statements is too large to be checked"
            return [Violation("shapes-unchecked", what)]
        graph = to_graph(statements)
        try:
            conforms, report, _ = self._validate(graph, shacl_graph=self._graph, inplace=True)
        except Exception as error:  # pyshacl raises errors of many kinds for ill-formed shapes
            what = f"the shapes cannot be used ({_short(str(error))})"
            raise UsageError(what, where=str(self._path)) from error
        return [] if conforms else sorted(set(self._violations(report, root)))

    def _violations(self, report: rdflib.Graph, root: IRI) -> Iterator[Violation]:
        from rdflib import RDF, Namespace, URIRef

        sh = Namespace(SH)
        for result in report.subjects(RDF.type, sh.ValidationResult):
            message = _short(str(report.value(result, sh.resultMessage) or "it is not met"))
            path, value, focus = (
                report.value(result, sh[name]) for name in ("resultPath", "value", "focusNode")
            )
            parts = [_term(path)] if isinstance(path, URIRef) else []  # else it is of several
            if value is not None:
                parts.append(_term(value))
            if focus is not None and str(focus) != root:
                parts.append(f"of {_term(focus)}")
            where = f" ({' '.join(parts)})" if parts else ""
            name = self._name(report.value(result, sh.sourceShape))
            yield Violation(f"{KIND}/{name}", f"{message}{where}")

    def _name(self, shape: Node | None) -> str:
        """Give the name of a shape; one without a name has that of the shape it is part of."""
        from rdflib import URIRef

        seen = set()
        while shape is not None and not isinstance(shape, URIRef) and shape not in seen:
            seen.add(shape)
            shape = next(iter(self._graph.subjects(None, shape)), None)
        name = re.split(r"[#/:]", str(shape))[-1] if isinstance(shape, URIRef) else ""
        return name or "unnamed"


def _read(path: Path) -> rdflib.Graph:
    from rdflib import Graph

    graph = Graph()
    try:
        data = path.read_bytes()
        graph.parse(data=data, format="turtle", publicID=path.resolve().as_uri())
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"it cannot be read ({reason})", where=str(path)) from error
    except Exception as error:  # rdflib's parser raises errors of many kinds
        raise UsageError(
            f"it is no Turtle ({_short(str(error))})",
            where=str(path),
            hint="--shapes takes the next word for its file: put it last, or write --shapes=FILE.",
        ) from error
    return graph


def _demand_core(graph: rdflib.Graph, path: Path) -> None:
    from rdflib import RDF, Namespace

    sh = Namespace(SH)
    for name in CORE_ONLY:
        if (None, sh[name], None) in graph:
            raise UsageError(f"sh:{name} is not SHACL Core, and is not taken", where=str(path))
    kinds = (sh.NodeShape, sh.PropertyShape)
    if not any((None, RDF.type, kind) in graph for kind in kinds):
        raise UsageError("it has no sh:NodeShape or sh:PropertyShape", where=str(path))


def _term(term: Node) -> str:
    """Give an IRI as a prefixed name where it has one, a literal between quotation marks."""
    from rdflib import URIRef

    text = str(term)
    if not isinstance(term, URIRef):
        return f"'{_short(text)}'"
    for prefix, namespace in BUILT_IN.items():
        if text.startswith(namespace):
            return f"{prefix}:{text[len(namespace) :]}"
    return f"<{text}>"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
