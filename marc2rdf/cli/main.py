"""The command ``marc2rdf``: finds the command asked for, and makes errors into exit status.

Commands are loaded only when used, so that ``--help`` is there at once.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from types import FrameType, MappingProxyType

import click

from marc2rdf.cli.messages import Messages
from marc2rdf.errors import Marc2RdfError
from marc2rdf.version import __version__

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "convert": "Convert MARC records to RDF.",
        "dump": "Make a dump for others to load, or check one.",
        "check": "Check mappings and run their examples.",
        "explain": "Show where each triple comes from, and what no rule took.",
        "coverage": "Count which fields and subfields are carried, and which dropped.",
        "resolve": "Check ISSNs, DOIs and addresses into a cache.",
        "links": "Show what a cache of links holds.",
        "load": "Load RDF, or MARC converted on the way, into a triple store.",
        "query": "Ask a triple store.",
        "mapping": "List, begin and describe mappings.",
    }
)


class LazyGroup(click.Group):
    """A group whose commands are modules of this package, loaded when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"marc2rdf.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from marc2rdf.mapping.problems import did_you_mean

        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            hint = did_you_mean(args[0], COMMANDS)
            ctx.fail(f"there is no command '{args[0]}'" + (f"; {hint}" if hint else ""))
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="marc2rdf %(version)s")
def cli() -> None:
    """Publish a library catalogue as linked data: MARC records to Dublin Core and BIBO."""


class Terminated(BaseException):
    """SIGTERM came; raised so that half-written files are taken away."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit status.

    0 all well · 1 some records rejected · 2 wrong usage · 3 a mapping is wrong · 4 input or
    output · 5 a remote service · 130 and 143 signals.
    """
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit status.

    >>> run(["--version"])
    marc2rdf 0.1.0
    0
    """
    previous = None
    try:
        previous = signal.signal(signal.SIGTERM, _terminate)
        status = cli.main(
            list(arguments) if arguments is not None else None, "marc2rdf", standalone_mode=False
        )
        _flush()
        return status if isinstance(status, int) else 0
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Marc2RdfError as error:
        Messages().error(error)
        return error.exit_status
    except BrokenPipeError:
        _swallow_pipe()
        return 0
    except (KeyboardInterrupt, Terminated) as stop:
        return 143 if isinstance(stop, Terminated) else 130
    finally:
        if previous is not None:
            signal.signal(signal.SIGTERM, previous)


def _terminate(signum: int, frame: FrameType | None) -> None:
    raise Terminated


def _flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


def _swallow_pipe() -> None:
    """Whoever reads our output went away: end quietly, and let nothing be written at exit."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
