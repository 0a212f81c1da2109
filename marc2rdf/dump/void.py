"""``void.ttl``: what is in the dump, in numbers.

Source: Describing Linked Datasets with the VoID Vocabulary (W3C, 2011), sections 2 to 5.
"""

from __future__ import annotations

from collections import Counter

from marc2rdf.dump.facts import Facts
from marc2rdf.dump.job import About, Job
from marc2rdf.dump.saying import Description, describing
from marc2rdf.dump.targets import Targets
from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.terms import Literal

# Source: https://www.w3.org/ns/formats/
FEATURES = {"nt": "N-Triples", "turtle": "Turtle", "jsonl": "JSON-LD"}


def write_void(job: Job, facts: Facts) -> bytes:
    """Describe a dump as a void:Dataset, in Turtle."""
    said = Description(job.about.url)
    document, dataset = f"{said.url}void.ttl", said.dataset
    said.kind(document, "void:DatasetDescription")
    said.say(document, "foaf:primaryTopic", dataset)
    said.say(document, "dcterms:title", Literal("Description of the data set"))
    said.kind(dataset, "void:Dataset")
    say_of_dataset(said, job.about, facts)
    said.say(dataset, "void:uriSpace", Literal(facts.base))
    said.say(dataset, "void:exampleResource", facts.example)
    said.say(dataset, "void:sparqlEndpoint", job.about.endpoint)
    counts = facts.counts
    said.say(dataset, "void:triples", counts.triples)
    said.say(dataset, "void:entities", facts.entities)
    said.say(dataset, "void:distinctSubjects", facts.subjects)
    said.say(dataset, "void:distinctObjects", facts.objects)
    said.say(dataset, "void:classes", len(counts.classes))
    said.say(dataset, "void:properties", len(counts.properties))
    said.say(dataset, "void:vocabulary", *vocabularies(facts))
    for notation in job.notations:
        said.say(dataset, "void:feature", f"http://www.w3.org/ns/formats/{FEATURES[notation]}")
    for file in facts.files:
        said.say(dataset, "void:dataDump", said.url + file.name)
    _parts(said, facts)
    _partitions(said, "class", counts.classes, "void:entities")
    _partitions(said, "property", counts.properties, "void:triples")
    _linksets(said, counts.links)
    return said.turtle()


def say_of_dataset(said: Description, about: About, facts: Facts) -> None:
    """Say what void.ttl and dcat.ttl both say of the data set."""
    dataset = said.dataset
    said.say(dataset, "dcterms:title", Literal(about.title))
    how = describing(facts.records, facts.mapping, facts.mapping_sha256)
    said.say(dataset, "dcterms:description", Literal(how))
    said.say(dataset, "dcterms:license", about.license)
    said.say(dataset, "dcterms:issued", Literal(about.issued, BUILT_IN["xsd"] + "date"))
    if "://" in about.publisher:
        said.say(dataset, "dcterms:publisher", about.publisher)
    elif about.publisher:
        publisher = f"{said.url}#publisher"
        said.say(dataset, "dcterms:publisher", publisher)
        said.kind(publisher, "foaf:Agent")
        said.say(publisher, "foaf:name", Literal(about.publisher))


def vocabularies(facts: Facts) -> list[str]:
    """Give the namespaces of all properties and classes."""
    found = set()
    for name in (*facts.counts.properties, *facts.counts.classes):
        iri = name[1:-1]
        known = [space for space in BUILT_IN.values() if iri.startswith(space)]
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        found.add(max(known, key=len) if known else iri[:cut])
    return sorted(found)


def _parts(said: Description, facts: Facts) -> None:
    for kind, number, files in facts.parts():
        part = f"{said.url}#{kind}-{number}"
        said.say(said.dataset, "void:subset", part)
        said.kind(part, "void:Dataset")
        said.say(part, "void:triples", files[0].triples)
        said.say(part, "void:dataDump", *(said.url + file.name for file in files))


def _partitions(said: Description, kind: str, counts: Counter[str], number: str) -> None:
    """Say how often each class or property is there, the most frequent first."""
    for place, (name, count) in enumerate(ranked(counts), 1):
        partition = f"{said.url}#{kind}-{place}"
        said.say(said.dataset, f"void:{kind}Partition", partition)
        said.say(partition, f"void:{kind}", name[1:-1])
        said.say(partition, number, count)


def _linksets(said: Description, links: Counter[str]) -> None:
    names = Targets().names
    places = {
        space: place for place, space in enumerate(sorted({k.split(" ")[0] for k in links}), 1)
    }
    for space, place in places.items():
        target = f"{said.url}#target-{place}"
        said.kind(target, "void:Dataset")
        said.say(target, "dcterms:title", Literal(names[space]))
        said.say(target, "void:uriSpace", Literal(space))
    for place, (key, count) in enumerate(ranked(links), 1):
        space, predicate = key.split(" ")
        linkset, target = f"{said.url}#links-{place}", f"{said.url}#target-{places[space]}"
        said.say(said.dataset, "void:subset", linkset)
        said.kind(linkset, "void:Linkset")
        said.say(linkset, "void:target", said.dataset, target)
        said.say(linkset, "void:subjectsTarget", said.dataset)
        said.say(linkset, "void:objectsTarget", target)
        said.say(linkset, "void:linkPredicate", predicate[1:-1])
        said.say(linkset, "void:triples", count)


def ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    """Give what was counted, the most frequent first, then by name.

    >>> ranked(Counter("bbca"))
    [('b', 2), ('a', 1), ('c', 1)]
    """
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
