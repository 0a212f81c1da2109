"""``README.md``: what the dump is, and how to check, load and use it."""

from __future__ import annotations

import re

from marc2rdf.dump.facts import Facts
from marc2rdf.dump.job import Job
from marc2rdf.dump.saying import describing

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")
UNPACK = {"gz": "gunzip", "zst": "unzstd"}


def write_readme(job: Job, facts: Facts) -> bytes:
    """Write the page for people who have the folder."""
    about, counts = job.about, facts.counts
    lines = [
        f"# {plain(about.title)}",
        "",
        plain(describing(facts.records, facts.mapping, facts.mapping_sha256)),
        "",
        f"- {counts.triples:,} triples about {facts.subjects:,} things",
        f"- licence: <{about.license}>",
        *([f"- publisher: {plain(about.publisher)}"] if about.publisher else []),
        *([f"- issued: {plain(about.issued)}"] if about.issued else []),
        *([f"- SPARQL endpoint: <{about.endpoint}>"] if about.endpoint else []),
        f"- IRIs begin with <{facts.base}>",
        "",
        "## Files",
        "",
        "| file | triples | bytes |",
        "|---|--:|--:|",
        *(f"| {file.name} | {file.triples:,} | {file.size:,} |" for file in facts.files),
        "",
        "`records-…` has what belongs to one record: its publication, its description and what has",
        "an IRI beneath that of the publication; no record is cut in two. `shared-…` has all else,",
        "such as journals, issues and subjects, which many records state: each triple once,",
        "sorted. All parts together are the data set"
        + (", in each notation." if len(job.notations) > 1 else "."),
        "Lists have IRIs for their cells (`/.well-known/genid/`), so there are no blank nodes.",
        "`void.ttl` has all counts, `dcat.ttl` the entry for a catalogue of open data.",
        "",
        "## Check",
        "",
        "    sha256sum -c SHA256SUMS",
        "    marc2rdf dump --verify .",
        "",
        "## Load",
    ]
    for title, commands in loading(job):
        lines += ["", f"{title}:", "", *(f"    {command}" for command in commands)]
    return "\n".join([*lines, ""]).encode("utf-8", "replace")


def loading(job: Job) -> list[tuple[str, list[str]]]:
    """Give the commands that load a dump into stores, with the name of each."""
    notation = next(name for name in job.notations)
    suffix = job.name("*", 0, notation).split(".", 1)[1]
    files = f"*.{suffix}"
    plain_files = f"*.{suffix.rpartition('.')[0]}"
    unpack = f"{UNPACK[job.compression]} -k {files}"
    if notation == "jsonl":
        return [("marc2rdf, into a store of its own", [f"marc2rdf load {files} --to store/"])]
    graph = f"{job.about.url}#dataset"
    return [
        (
            "marc2rdf, into a store in a folder, and ask it",
            [
                f"marc2rdf load {files} --to store/",
                "marc2rdf query store/ 'SELECT (COUNT(*) AS ?triples) WHERE { ?s ?p ?o }'",
            ],
        ),
        ("Oxigraph", [unpack, f"oxigraph load --location store --file {plain_files}"]),
        (
            "Virtuoso, in isql, the folder being one of DirsAllowed"
            + (f" (after `{unpack}`)" if job.compression != "gz" else ""),
            [
                f"ld_dir('/path/to/dump', '{files if job.compression == 'gz' else plain_files}',"
                f" '{graph}');",
                "rdf_loader_run();",
                "checkpoint;",
            ],
        ),
        (
            f"Apache Jena (Fuseki){'' if job.compression == 'gz' else f', after `{unpack}`'}",
            [f"tdb2.tdbloader --loc=store {files if job.compression == 'gz' else plain_files}"],
        ),
    ]


def plain(text: str) -> str:
    """Escape a text for Markdown, and put it on one line.

    >>> plain("The *best* books")
    'The \\\\*best\\\\* books'
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
