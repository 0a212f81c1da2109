"""``marc2rdf mapping``: the shipped mappings, a starter, the JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path

import click

from marc2rdf.cli.options import load_mapping, mapping_options
from marc2rdf.errors import OutputError, UsageError


@click.group("mapping", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """List, begin and describe mappings."""


@command.command("list")
def list_mappings() -> None:
    """List the shipped mappings."""
    from marc2rdf import shipped
    from marc2rdf.mapping.mapping import Mapping

    for name in shipped.names():
        title = Mapping.load(name).title
        click.echo(f"{name:<22}{title}")


@command.command("new")
@click.argument("name")
@click.option(
    "-o", "--output", default="", metavar="FILE", help="The file to write; - is standard output."
)
@click.option(
    "--base", default="https://example.org/", metavar="IRI", help="What your IRIs begin with."
)
def new_mapping(name: str, output: str, base: str) -> None:
    """Begin a mapping of your own: NAME.yaml, with comments, ready to be changed."""
    from marc2rdf.mapping.mapping import check_base
    from marc2rdf.mapping.starter import starter

    check_base(base)
    text = starter(Path(name).stem, base)
    if output == "-":
        click.echo(text, nl=False)
        return
    path = Path(output or (name if name.endswith((".yaml", ".yml")) else f"{name}.yaml"))
    if path.exists():
        raise UsageError(f"'{path}' is there already", hint="Choose another name.")
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"it cannot be written ({reason})", where=str(path)) from error
    click.echo(f"{path}: check it with 'marc2rdf check {path}'", err=True)


@command.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of the mapping language, for editors."""
    from marc2rdf.mapping.schema import schema_text

    click.echo(schema_text(), nl=False)


@command.command("doc")
@click.argument("mapping")
@click.option(
    "--format",
    "form",
    type=click.Choice(("markdown", "html")),
    default="markdown",
    help="Markdown, or a page.",
)
@click.option("--own", is_flag=True, help="Leave out what comes from mappings it extends.")
@click.option(
    "-o", "--output", default="-", metavar="OUT", help="The file to write; - is standard output."
)
@click.option(
    "--plugin",
    "plugins",
    multiple=True,
    metavar="MODULE",
    help="A Python module with transforms of your own (TRANSFORMS).",
)
def document_mapping(
    mapping: str, form: str, own: bool, output: str, plugins: tuple[str, ...]
) -> None:
    """Describe a mapping as tables: field, subfields, condition, property, examples."""
    from marc2rdf.mapping.compile import compile_file
    from marc2rdf.mapping.docs import describe
    from marc2rdf.mapping.docs_text import markdown, page
    from marc2rdf.mapping.mapping import find_mapping
    from marc2rdf.mapping.plugins import load_plugins
    from marc2rdf.run.sink import open_sink

    loaded = load_plugins(plugins)
    document = describe(compile_file(find_mapping(mapping), loaded), own, loaded)
    text = markdown(document) if form == "markdown" else page(document)
    with open_sink(output) as out:
        out.write(text.encode("utf-8", "replace"))


@command.command("context")
@mapping_options
def print_context(mapping: str, base: str, plugins: tuple[str, ...]) -> None:
    """Print the JSON-LD context of a mapping's output, to be published once for all."""
    document = {"@context": load_mapping(mapping, base, plugins).context.document()}
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


@command.command("source")
@mapping_options
def print_source(mapping: str, base: str, plugins: tuple[str, ...]) -> None:
    """Print the Python source that a mapping becomes, which is what convert runs."""
    from marc2rdf.generate.program import Program

    loaded = load_mapping(mapping, base, plugins)
    for plan in loaded.plans[:1]:
        click.echo(Program(plan, loaded.plugins).listing, nl=False)
