"""What a dump's void.ttl says, read to be compared with what is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marc2rdf.dump.counts import Counts
from marc2rdf.dump.saying import term

if TYPE_CHECKING:
    import rdflib

SUFFIXES = {"nt": ".nt.", "turtle": ".ttl.", "jsonl": ".jsonl."}


class Said:
    """The numbers of a void.ttl."""

    def __init__(self, graph: rdflib.Graph, dataset: Any) -> None:
        self._graph = graph
        self._dataset = dataset
        self.base = str(self._value(dataset, "void:uriSpace") or "")
        self._triples: dict[str, int] = {}
        for part in self._values(dataset, "void:subset"):
            for file in self._values(part, "void:dataDump"):
                name = str(file).rpartition("/")[2]
                self._triples[name] = self._number(part, "void:triples") or 0

    def notations(self) -> list[str]:
        """Give the notations that there are, N-Triples first."""
        return [name for name in SUFFIXES if self.files(name)]

    def files(self, notation: str) -> list[tuple[str, int]]:
        """Give the files of a notation, each with the number of its triples."""
        mark = SUFFIXES[notation]
        return sorted(item for item in self._triples.items() if mark in item[0])

    def names(self) -> set[str]:
        """Give the names of all files."""
        return set(self._triples)

    def compare(
        self, counts: Counts, numbers: dict[str, int]
    ) -> Iterator[tuple[str, int, int | None]]:
        """Give what is counted, the number found, and the number that void.ttl has."""
        for what, name, found in (
            ("triples", "void:triples", counts.triples),
            ("distinct subjects", "void:distinctSubjects", numbers["subjects"]),
            ("distinct objects", "void:distinctObjects", numbers["objects"]),
            ("entities", "void:entities", numbers["entities"]),
            ("classes", "void:classes", len(counts.classes)),
            ("properties", "void:properties", len(counts.properties)),
        ):
            yield what, found, self._number(self._dataset, name)
        for kind, number, table in (
            ("class", "void:entities", counts.classes),
            ("property", "void:triples", counts.properties),
        ):
            partitions = self._values(self._dataset, f"void:{kind}Partition")
            said = {
                f"<{self._value(node, f'void:{kind}')}>": self._number(node, number)
                for node in partitions
            }
            for name in sorted({*table, *said}):
                yield f"the {kind} {name}", table[name], said.get(name)
        yield from self._links(counts)

    def _links(self, counts: Counts) -> Iterator[tuple[str, int, int | None]]:
        said = {}
        for linkset in self._values(self._dataset, "void:subset"):
            if predicate := self._value(linkset, "void:linkPredicate"):
                space = self._value(self._value(linkset, "void:objectsTarget"), "void:uriSpace")
                said[f"{space} <{predicate}>"] = self._number(linkset, "void:triples")
        for key in sorted({*counts.links, *said}):
            space, _, predicate = key.partition(" ")
            yield f"links by {predicate} to {space}", counts.links[key], said.get(key)

    def _values(self, subject: Any, name: str) -> list[Any]:
        import rdflib

        return list(self._graph.objects(subject, rdflib.URIRef(term(name))))

    def _value(self, subject: Any, name: str) -> Any:
        return next(iter(self._values(subject, name)), None)

    def _number(self, subject: Any, name: str) -> int | None:
        value = self._value(subject, name)
        try:
            return int(str(value))
        except ValueError:
            return None


def read_void(folder: Path, problem: Callable[[str, str], None]) -> Said | None:
    """Read the void.ttl of a folder; ``problem`` is told what is wrong with it."""
    import rdflib

    path = folder / "void.ttl"
    graph = rdflib.Graph()
    try:
        graph.parse(data=path.read_bytes(), format="turtle", publicID="http://localhost/void.ttl")
    except FileNotFoundError:
        return None
    except Exception as error:  # rdflib raises many kinds for what is no Turtle
        what = " ".join(str(error).split())[:200]
        problem("void.ttl", f"it is no Turtle ({what})")
        return None
    topics = [
        topic
        for document in graph.subjects(
            rdflib.RDF.type, rdflib.URIRef(term("void:DatasetDescription"))
        )
        for topic in graph.objects(document, rdflib.URIRef(term("foaf:primaryTopic")))
    ]
    if not topics:
        problem("void.ttl", "it describes no data set")
        return None
    said = Said(graph, topics[0])
    for name in sorted(said.names()):
        if not (folder / name).is_file():
            problem("void.ttl", f"it names {name}, which is not there")
    return said
