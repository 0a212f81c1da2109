"""``marc2rdf check``: what is wrong with mappings, all at once, with its place."""

from __future__ import annotations

import json

import click

from marc2rdf.cli.options import make_messages, message_options
from marc2rdf.errors import MappingError, Problem


@click.command("check")
@click.argument("mappings", nargs=-1, required=True, metavar="MAPPING...")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "github")),
    default="text",
    help="Lines, JSON, or GitHub's annotations.",
)
@click.option(
    "--plugin",
    "plugins",
    multiple=True,
    metavar="MODULE",
    help="A Python module with transforms of your own (TRANSFORMS).",
)
@message_options
def command(
    mappings: tuple[str, ...],
    form: str,
    plugins: tuple[str, ...],
    quiet: bool,
    verbose: bool,
    log_json: bool,
) -> int:
    """Check mappings and run their examples.

    MAPPING is a YAML file or the name of a shipped mapping.  Every mistake is shown with its
    line and column; the exit status is 3 if there is one.
    """
    from marc2rdf.mapping.mapping import Mapping
    from marc2rdf.mapping.plugins import load_plugins

    messages = make_messages(quiet, verbose, log_json)
    loaded = load_plugins(plugins)
    problems: list[Problem] = []
    checked = 0
    for name in mappings:
        try:
            checked += Mapping.load(name, plugins=loaded).check_examples()
        except MappingError as error:
            problems += error.problems
    problems = sorted(set(problems))
    _SHOW[form](problems)
    if not problems:
        files = "1 mapping" if len(mappings) == 1 else f"{len(mappings)} mappings"
        messages.note(f"{files}: all is well, {checked} examples hold")
    else:
        messages.note(f"{len(problems)} {'mistake' if len(problems) == 1 else 'mistakes'}")
    return 3 if problems else 0


def _show_text(problems: list[Problem]) -> None:
    for problem in problems:
        click.echo(str(problem))


def _show_json(problems: list[Problem]) -> None:
    click.echo(json.dumps([vars(problem) for problem in problems], indent=2, ensure_ascii=False))


def _show_github(problems: list[Problem]) -> None:
    for problem in problems:
        hint = f"; {problem.hint}" if problem.hint else ""
        text = f"{problem.message}{hint}".replace("%", "%25").replace("\n", "%0A")
        file = problem.file.replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
        place = f"file={file},line={problem.line},col={problem.column},title={problem.code}"
        click.echo(f"::error {place}::{text}")


_SHOW = {"text": _show_text, "json": _show_json, "github": _show_github}
