"""``marc2rdf convert``: MARC in, RDF out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from marc2rdf.cli.choices import max_errors_of, properties_of
from marc2rdf.cli.options import (
    INPUT_FORMATS,
    load_mapping,
    make_messages,
    mapping_options,
    message_options,
)
from marc2rdf.errors import InputError, UsageError

if TYPE_CHECKING:
    from marc2rdf.mapping.conversion import Conversion
    from marc2rdf.mapping.mapping import Mapping
    from marc2rdf.marc import Record
    from marc2rdf.rdf.shapes import Shapes
    from marc2rdf.rdf.terms import Statement

SHIPPED_SHAPES = ":shipped:"  # no name of a file: --shapes without one

OUTPUT_FORMATS = ("turtle", "jsonld", "jsonl", "nt", "nq", "rdfxml")


@click.command("convert")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@mapping_options
@click.option(
    "-o", "--output", default="-", metavar="OUT", help="The file to write; - is standard output."
)
@click.option(
    "-t",
    "--to",
    "notation",
    type=click.Choice(OUTPUT_FORMATS),
    default=None,
    help="The notation; without it by OUT's name, else Turtle.",
)
@click.option(
    "-f",
    "--format",
    "format",
    type=click.Choice(INPUT_FORMATS),
    default=None,
    help="The input format; without it by the first bytes.",
)
@click.option("--rejects", default="", metavar="FILE", help="Where rejected records go.")
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
@click.option(
    "--shapes",
    is_flag=False,
    flag_value=SHIPPED_SHAPES,
    default="",
    metavar="[=FILE]",
    help="Warn where the triples lack the shapes (SHACL) of FILE, or those that come with it.",
)
@click.option(
    "--skolemize", is_flag=True, help="IRIs instead of blank nodes for the cells of lists."
)
@click.option("--links", default="", metavar="CACHE", help="Add what 'resolve' found.")
@click.option(
    "--follow-permanent", is_flag=True, help="With --links: write the address that one moved to."
)
@click.option("--drop-dead", is_flag=True, help="With --links: leave out addresses that are dead.")
@click.option(
    "--jobs", type=click.IntRange(1), default=1, metavar="N", help="Processes (one for now)."
)
@click.option("--summary", default="", metavar="FILE", help="Write the account of the run as JSON.")
@message_options
def command(
    sources: tuple[str, ...],
    mapping: str,
    base: str,
    plugins: tuple[str, ...],
    output: str,
    notation: str | None,
    format: str | None,
    rejects: str,
    max_errors: str,
    strict: bool,
    limit: int | None,
    skip: int,
    key: str,
    without: str,
    shapes: str,
    skolemize: bool,
    links: str,
    follow_permanent: bool,
    drop_dead: bool,
    jobs: int,
    summary: str,
    quiet: bool,
    verbose: bool,
    log_json: bool,
) -> int:
    """Convert MARC records to RDF.

    SOURCE is a file, packed or not, a folder, or - for standard input.  The input format is
    told from its first bytes, the notation of the output from its name:

    \b
      marc2rdf convert catalogue.mrc -o catalogue.ttl --base https://data.example.org/
      marc2rdf convert record.txt -t jsonld
      cat records.xml | marc2rdf convert -o records.nt.gz

    Exit status: 0 every record was converted, 1 some were rejected, 2 wrong usage, 3 the
    mapping is wrong, 4 input or output failed.
    """
    from marc2rdf.mapping.compile import EXAMPLE_BASE
    from marc2rdf.rdf.writer import open_writer
    from marc2rdf.run.pipeline import Options, Pipeline
    from marc2rdf.run.rejects import Rejects
    from marc2rdf.run.report import Report
    from marc2rdf.run.sink import open_sink

    messages = make_messages(quiet, verbose, log_json)
    allowed, percent = max_errors_of(max_errors)
    chosen = load_mapping(mapping, base, plugins)
    options = Options(
        format=format or "",
        skip=skip,
        limit=-1 if limit is None else limit,
        id=key,
        without=properties_of(without, chosen.prefixes),
        strict=strict,
        max_errors=allowed,
        percent=percent,
        shapes=_shapes(shapes),
    )
    if chosen.base == EXAMPLE_BASE:
        messages.note(f"IRIs begin with {EXAMPLE_BASE}: choose your own with --base")
    enrich, close_links = _links(links, chosen, follow_permanent, drop_dead)
    form = notation or _notation_of(output)
    given = sources or ("-",)
    progress = messages.progress(given)
    report = Report(warn=messages.warning, mapping_sha256=chosen.sha256 if summary else "")
    try:
        with open_sink(output) as out:
            writer = open_writer(
                form,
                out,
                prefixes=_prefixes(chosen, linked=bool(links)),
                base=chosen.base,
                skolemize=skolemize,
                context=chosen.context
                if (notation or _notation_of(output)).startswith("json")
                else None,
            )
            rejected = Rejects(Path(rejects) if rejects else _rejects_beside(output))
            step = progress.step if progress else lambda item: None
            Pipeline(chosen, writer, report, rejected, options, step, enrich=enrich).run(given)
            writer.close()
    finally:
        if progress:
            progress.clear()
        close_links()
        report.close()
        if report.read:
            messages.note(report.summary())
        if summary:
            report.write(Path(summary))
    if key and not report.read:
        messages.note(f"there is no record with the key '{key}'")
    return 1 if report.rejected else 0


def _prefixes(mapping: Mapping, linked: bool) -> dict[str, str]:
    """Give the prefixes of what a mapping can say, and of what links add."""
    from marc2rdf.rdf.prefixes import BUILT_IN

    used = dict(mapping.used_prefixes)
    for prefix in ("bibo", "dcterms", "owl", "rdfs") if linked else ():
        used.setdefault(prefix, BUILT_IN[prefix])
    return used


def _links(
    cache: str, mapping: Mapping, follow: bool, drop: bool
) -> tuple[Callable[[Conversion, Record], list[Statement]] | None, Callable[[], None]]:
    """Give what adds links to a record, and what closes their cache."""
    if not cache:
        if follow or drop:
            raise UsageError("--follow-permanent and --drop-dead need --links CACHE")
        return None, (lambda: None)
    from marc2rdf.links.adding import Links
    from marc2rdf.links.cache import Cache

    opened = Cache.read(cache)
    try:
        return Links(opened, mapping, follow, drop).add, opened.close
    except InputError:
        opened.close()
        raise


def _notation_of(output: str) -> str:
    from marc2rdf.rdf.writer import FORMATS

    if output == "-":
        return "turtle"
    name = output.removesuffix(".gz").removesuffix(".zst")
    for notation, form in FORMATS.items():
        if name.endswith(form.suffixes):
            return notation
    if not Path(name).suffix or (Path(output).exists() and not Path(output).is_file()):
        return "turtle"
    known = ", ".join(suffix for form in FORMATS.values() for suffix in form.suffixes)
    raise UsageError(
        f"what should '{output}' be? Its name ends with none of {known}", hint="Say it with -t."
    )


def _rejects_beside(output: str) -> Path:
    target = Path(output)
    here = output == "-" or (target.exists() and not target.is_file())
    return (Path(".") if here else target.parent) / "rejects.mrc"


def _shapes(file: str) -> Shapes | None:
    if not file:
        return None
    from marc2rdf.rdf.shapes import Shapes
    from marc2rdf.shipped import find

    shipped = find("shapes.ttl") if file == SHIPPED_SHAPES else None
    return Shapes(shipped or Path(file))
