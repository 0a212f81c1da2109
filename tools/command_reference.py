"""Writes docs/commands.md: the help of every command.

Run by hand when a command changes; a test makes sure that it was done::

    .venv/bin/python tools/command_reference.py
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from marc2rdf.cli.main import COMMANDS, cli

TARGET = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
HEAD = """\
# Commands

Made from the commands' own help by `tools/command_reference.py`.

Data goes to standard output, messages to standard error; `-` is standard input or output. The exit
status is 0 when every record was converted, 1 when some were rejected, 2 for wrong usage, 3 for a
wrong mapping, 4 when input or output failed or `--max-errors` was exceeded, 5 when a
remote service failed.
"""


def reference() -> str:
    """Return the text of docs/commands.md."""
    pieces = [HEAD, section("marc2rdf", cli, 2)]
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        pieces.append(section(f"marc2rdf {name}", command, 2))
        for sub, child in getattr(command, "commands", {}).items():
            pieces.append(section(f"marc2rdf {name} {sub}", child, 3))
    return "\n".join(pieces)


def section(title: str, command: click.Command, level: int) -> str:
    """Return the section of one command."""
    formatter = click.HelpFormatter(width=90)
    # As in a real run: the commands have the settings of the group that they are called in.
    context = click.Context(command, info_name=title, **cli.context_settings)
    command.format_help(context, formatter)
    text = formatter.getvalue().rstrip()
    return f"{'#' * level} {title}\n\n```text\n{text}\n```\n"


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
    sys.stdout.write(f"{TARGET.name} written\n")
