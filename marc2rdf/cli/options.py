"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from marc2rdf.cli.messages import Messages

if TYPE_CHECKING:
    from marc2rdf.mapping.mapping import Mapping

Command = Callable[..., Any]
INPUT_FORMATS = ("iso2709", "marcxml", "marcjson", "mrk", "alephseq", "koha")


def mapping_options(command: Command) -> Command:
    """Add the options that choose a mapping."""
    command = click.option(
        "--plugin",
        "plugins",
        multiple=True,
        metavar="MODULE",
        help="A Python module with transforms of your own (TRANSFORMS).",
    )(command)
    command = click.option(
        "--base", default="", metavar="IRI", help="What the IRIs of your own things begin with."
    )(command)
    return click.option(
        "-m",
        "--mapping",
        "mapping",
        default="",
        metavar="MAPPING",
        help="A shipped mapping or a YAML file. Without it marc21, koha or unimarc, by the record.",
    )(command)


def source_options(command: Command) -> Command:
    """Add the options that choose records."""
    command = click.option(
        "--id", "key", default="", metavar="KEY", help="Take the record with this key only."
    )(command)
    command = click.option(
        "--skip",
        type=click.IntRange(0),
        default=0,
        metavar="N",
        help="Leave out the first N records.",
    )(command)
    command = click.option(
        "--limit", type=click.IntRange(0), default=None, metavar="N", help="Take N records only."
    )(command)
    return click.option(
        "-f",
        "--from",
        "input_format",
        type=click.Choice(INPUT_FORMATS),
        default=None,
        help="The input format; without it by the first bytes.",
    )(command)


def message_options(command: Command) -> Command:
    """Add the options that say how much is told."""
    command = click.option("--log-json", is_flag=True, help="Messages as JSON, one a line.")(
        command
    )
    command = click.option("-v", "--verbose", is_flag=True, help="Say more.")(command)
    return click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")(command)


def load_mapping(name: str, base: str, plugins: Sequence[str]) -> Mapping:
    """Load the mapping that the options chose, with the plug-ins."""
    from marc2rdf.mapping.mapping import Mapping
    from marc2rdf.mapping.plugins import load_plugins

    loaded = load_plugins(plugins)
    return Mapping.load(name, base, loaded) if name else Mapping.default(base, loaded)


def make_messages(quiet: bool, verbose: bool, log_json: bool) -> Messages:
    """Make the messages that the options ask for."""
    return Messages(quiet, verbose, log_json)
