"""``marc2rdf dump``: a catalogue as open data in files, with their description."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marc2rdf.cli.choices import max_errors_of, properties_of
from marc2rdf.cli.messages import Messages
from marc2rdf.cli.options import (
    INPUT_FORMATS,
    load_mapping,
    make_messages,
    mapping_options,
    message_options,
)
from marc2rdf.errors import UsageError

if TYPE_CHECKING:
    from marc2rdf.dump.job import Job
    from marc2rdf.mapping.mapping import Mapping


@click.command("dump")
@click.argument("paths", nargs=-1, required=True, metavar="[SOURCE]... DIR")
@mapping_options
@click.option(
    "--license",
    "licence",
    default="",
    metavar="IRI",
    help="The licence: its IRI, or a name such as CC0-1.0.",
)
@click.option("--title", default="", help="What the data set is called.")
@click.option("--publisher", default="", metavar="NAME|IRI", help="Who publishes it.")
@click.option("--issued", default="", metavar="DATE", help="When it is published (2026-01-31).")
@click.option(
    "--url",
    default="",
    metavar="IRI",
    help="Where DIR will be found; without it dump/ beneath the base.",
)
@click.option(
    "--endpoint",
    default="",
    metavar="IRI",
    help="The address of a SPARQL endpoint that has the data.",
)
@click.option(
    "--formats",
    default="nt",
    metavar="NAME,...",
    help="The notations: nt, turtle, jsonl. Without it nt.",
)
@click.option(
    "--part-size",
    type=click.IntRange(1),
    default=None,
    metavar="N",
    help="Records in a part; without it 50000.",
)
@click.option(
    "--parts",
    type=click.IntRange(1),
    default=None,
    metavar="N",
    help="So many parts; the records are counted first.",
)
@click.option(
    "--compress",
    type=click.Choice(("gz", "zst")),
    default="gz",
    help="How the parts are packed; without it gz.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=1,
    metavar="N",
    help="Processes; the bytes are the same for any number.",
)
@click.option(
    "-f",
    "--format",
    "format",
    type=click.Choice(INPUT_FORMATS),
    default=None,
    help="The input format; without it by the first bytes.",
)
@click.option(
    "--rejects",
    default="",
    metavar="FILE",
    help="Where rejected records go; without it beside DIR.",
)
@click.option(
    "--max-errors", default="", metavar="N|N%", help="End when more records are rejected."
)
@click.option("--strict", is_flag=True, help="End with the first rejected record or warning.")
@click.option(
    "--limit", type=click.IntRange(0), default=None, metavar="N", help="Convert N records only."
)
@click.option(
    "--skip", type=click.IntRange(0), default=0, metavar="N", help="Leave out the first N records."
)
@click.option(
    "--id", "key", default="", metavar="KEY", help="Convert the record with this key only."
)
@click.option("--without", default="", metavar="PROPERTY,...", help="Leave out these properties.")
@click.option("--restart", is_flag=True, help="Throw an unfinished dump in DIR away.")
@click.option("--verify", is_flag=True, help="Check the dump in DIR instead of making one.")
@click.option("--summary", default="", metavar="FILE", help="Write the account of the run as JSON.")
@message_options
def command(paths: tuple[str, ...], verify: bool, **given: Any) -> int:
    """Make a dump of MARC records, for others to find, check and load.

    DIR gets numbered parts: records-00001.nt.gz and so on with what belongs to one record,
    shared-00001.nt.gz and so on with what many records state; void.ttl, dcat.ttl, README.md,
    index.html and SHA256SUMS.  Given again after it was stopped, the same command goes on.

    \b
      marc2rdf dump catalogue.mrc dump/ --license CC0-1.0 --base https://data.example.com/
      marc2rdf dump --verify dump/

    Exit status: 0 every record was converted (or nothing is wrong), 1 some were rejected (or
    something is wrong), 2 wrong usage, 3 the mapping is wrong, 4 input or output failed.
    """
    messages = make_messages(given["quiet"], given["verbose"], given["log_json"])
    *sources, folder = paths
    if verify:
        if sources:
            raise UsageError("--verify checks one folder", hint="marc2rdf dump --verify DIR")
        return _verify(folder, messages)
    return _make(sources, folder, messages, **given)


def _make(sources: list[str], folder: str, messages: Messages, **given: Any) -> int:
    from marc2rdf.dump.making import make_dump
    from marc2rdf.run.pipeline import Options
    from marc2rdf.run.rejects import Rejects
    from marc2rdf.run.report import Report

    _check_usage(sources, given)
    allowed, percent = max_errors_of(given["max_errors"])
    options = Options(strict=given["strict"], max_errors=allowed, percent=percent)
    chosen = load_mapping(given["mapping"], given["base"], given["plugins"])
    job = _job(sources, folder, chosen, given)
    messages.note(f"the addresses of the files begin with {job.about.url}")
    progress = messages.progress(sources) if given["jobs"] == 1 else None
    report = Report(warn=messages.warning, mapping_sha256=chosen.sha256)
    path = Path(folder)
    rejected = Rejects(Path(given["rejects"] or path.absolute().parent / "rejects.mrc"))
    try:
        make_dump(
            job,
            chosen,
            report,
            rejected,
            options,
            jobs=given["jobs"],
            restart=given["restart"],
            step=progress.step if progress else lambda item: None,
            note=messages.note,
        )
    finally:
        if progress:
            progress.clear()
        report.close()
        if report.read:
            messages.note(report.summary())
        if given["summary"]:
            report.write(Path(given["summary"]))
    return 1 if report.rejected else 0


def _check_usage(sources: list[str], given: dict[str, Any]) -> None:
    if not sources:
        raise UsageError("a dump needs sources and a folder", hint="marc2rdf dump SOURCE... DIR")
    if "-" in sources:
        raise UsageError(
            "standard input cannot be read again when a dump goes on",
            hint="Write the records to a file first.",
        )
    if not given["licence"]:
        raise UsageError("a dump needs a licence", hint="Such as --license CC0-1.0.")
    if given["part_size"] and given["parts"]:
        raise UsageError("--parts and --part-size say different things", hint="Give one of them.")
    if given["issued"] and not _is_date(given["issued"]):
        raise UsageError(f"--issued cannot be '{given['issued']}'", hint="Such as 2026-01-31.")


def _job(sources: list[str], folder: str, chosen: Mapping, given: dict[str, Any]) -> Job:
    from marc2rdf.dump import job
    from marc2rdf.dump.items import count_items

    job.check_base(chosen.base)
    limit = -1 if given["limit"] is None else given["limit"]
    form, skip = given["format"] or "", given["skip"]
    size = given["part_size"] or job.PART_SIZE
    if given["parts"]:
        size = max(-(-count_items(sources, form, skip, limit) // given["parts"]), 1)
    about = job.About(
        license=job.licence_of(given["licence"]),
        url=job.folder_url(given["url"], chosen.base),
        title=given["title"] or f"Catalogue of {chosen.base.split('/')[2]}",
        publisher=job.publisher_of(given["publisher"]),
        issued=given["issued"],
        endpoint=given["endpoint"]
        and job.check_address(
            given["endpoint"], "is no address of an endpoint", "https://data.example.com/sparql"
        ),
    )
    return job.Job(
        sources=tuple(sources),
        folder=folder,
        about=about,
        mapping=given["mapping"],
        base=given["base"],
        plugins=given["plugins"],
        format=form,
        skip=skip,
        limit=limit,
        id=given["key"],
        without=properties_of(given["without"], chosen.prefixes),
        notations=job.notations_of(given["formats"]),
        compression=given["compress"],
        part_size=size,
    )


def _is_date(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _verify(folder: str, messages: Messages) -> int:
    from marc2rdf.dump.verify import verify_dump

    found = verify_dump(Path(folder))
    for problem in found.problems:
        click.echo(problem)
    messages.note(found.summary())
    return 1 if found.problems else 0
