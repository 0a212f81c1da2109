"""All files that describe a dump: void.ttl, dcat.ttl, README.md and index.html."""

from __future__ import annotations

from marc2rdf.dump.dcat import write_dcat
from marc2rdf.dump.facts import Facts
from marc2rdf.dump.job import Job
from marc2rdf.dump.page import write_page
from marc2rdf.dump.readme import write_readme
from marc2rdf.dump.state import write_file
from marc2rdf.dump.void import write_void


def describe(job: Job, facts: Facts) -> None:
    """Write all descriptions into the dump's folder."""
    for name, write in (
        ("void.ttl", write_void),
        ("dcat.ttl", write_dcat),
        ("README.md", write_readme),
        ("index.html", write_page),
    ):
        write_file(job.path / name, write(job, facts))
