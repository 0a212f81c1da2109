"""``dcat.ttl``: the dump for catalogues of open data.

A distribution for each notation, with the distributions of its files, each with its checksum,
as parts.  Source: Data Catalog Vocabulary (DCAT), version 3 (W3C, 2024), sections 6.6, 6.8
and 6.17.
"""

from __future__ import annotations

from marc2rdf.dump.facts import Facts, PartFile
from marc2rdf.dump.job import Job
from marc2rdf.dump.saying import Description, term
from marc2rdf.dump.void import say_of_dataset
from marc2rdf.rdf.prefixes import BUILT_IN
from marc2rdf.rdf.terms import Literal
from marc2rdf.rdf.writer import FORMATS

IANA = "https://www.iana.org/assignments/media-types/"
PACKED = {"gz": "application/gzip", "zst": "application/zstd"}
TITLES = {"nt": "N-Triples", "turtle": "Turtle", "jsonl": "JSON-LD, one document a line"}
# Media types that IANA has no entry for: DCAT takes dcterms:format for those.
UNREGISTERED = frozenset({"application/x-ndjson"})


def write_dcat(job: Job, facts: Facts) -> bytes:
    """Describe a dump as a dcat:Dataset, in Turtle."""
    said = Description(job.about.url)
    dataset = said.dataset
    said.kind(dataset, "dcat:Dataset")
    say_of_dataset(said, job.about, facts)
    said.say(dataset, "dcat:landingPage", f"{said.url}index.html")
    if job.about.endpoint:
        service = f"{said.url}#sparql"
        said.kind(service, "dcat:DataService")
        said.say(service, "dcterms:title", Literal("SPARQL endpoint"))
        said.say(service, "dcat:endpointURL", job.about.endpoint)
        said.say(service, "dcat:servesDataset", dataset)
    for notation in job.notations:
        files = [file for file in facts.files if file.notation == notation]
        whole = f"{said.url}#{notation}"
        said.say(dataset, "dcat:distribution", whole)
        _distribution(said, job, whole, notation, sum(file.size for file in files))
        said.say(whole, "dcterms:title", Literal(TITLES[notation]))
        said.say(whole, "dcat:accessURL", said.url)
        for file in files:
            _file(said, job, whole, file)
    return said.turtle()


def _file(said: Description, job: Job, whole: str, file: PartFile) -> None:
    one = f"{said.url}#{file.kind}-{file.number}-{file.notation}"
    said.say(whole, "dcterms:hasPart", one)
    _distribution(said, job, one, file.notation, file.size)
    said.say(one, "dcterms:title", Literal(file.name))
    said.say(one, "dcat:accessURL", said.url + file.name)
    said.say(one, "dcat:downloadURL", said.url + file.name)
    checksum = f"{one}-sha256"
    said.say(one, "spdx:checksum", checksum)
    said.kind(checksum, "spdx:Checksum")
    said.say(checksum, "spdx:algorithm", term("spdx:checksumAlgorithm_sha256"))
    value = Literal(file.sha256, BUILT_IN["xsd"] + "hexBinary")
    said.say(checksum, "spdx:checksumValue", value)


def _distribution(said: Description, job: Job, iri: str, notation: str, size: int) -> None:
    said.kind(iri, "dcat:Distribution")
    media_type = FORMATS[notation].media_type
    if media_type in UNREGISTERED:
        form = f"{said.url}#format-{notation}"
        said.say(iri, "dcterms:format", form)
        said.kind(form, "dcterms:MediaTypeOrExtent")
        said.say(form, "rdfs:label", Literal(media_type))
    else:
        said.say(iri, "dcat:mediaType", IANA + media_type)
    said.say(iri, "dcat:compressFormat", IANA + PACKED[job.compression])
    said.say(iri, "dcat:byteSize", Literal(str(size), BUILT_IN["xsd"] + "nonNegativeInteger"))
    said.say(iri, "dcterms:license", job.about.license)
