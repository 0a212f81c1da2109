"""The options that say who is asked about links, and how: flags, or keys of a settings file."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marc2rdf.errors import UsageError

if TYPE_CHECKING:
    from marc2rdf.links.resolving import Ask

SERVICES = ("issn", "wikidata", "crossref", "doi")


def read_settings(context: click.Context, _: click.Parameter, name: str) -> str:
    """Let the keys of a settings file stand for options that are not given."""
    if name:
        known: dict[str, click.Option] = {}
        for option in context.command.params:
            if isinstance(option, click.Option) and option.name not in ("settings", "help"):
                known[max(option.opts, key=len).lstrip("-")] = option
        context.default_map = {}
        for key, value in _map_in(name).items():
            word = str(key).replace("_", "-")
            if word not in known:
                hint = f"There are: {', '.join(sorted(known))}."
                raise UsageError(f"there is no setting '{key}'", where=name, hint=hint)
            chosen = _setting(word, value, known[word], name)
            try:
                known[word].type_cast_value(context, chosen)
            except click.BadParameter as error:
                what = f"the setting '{key}' cannot be {value!r}"
                raise UsageError(what, where=name, hint=error.message) from error
            context.default_map[str(known[word].name)] = chosen
    return name


def _map_in(name: str) -> dict[Any, Any]:
    import yaml

    try:
        found = yaml.safe_load(Path(name).read_text(encoding="utf-8")[:100_000])
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        why = f"line {mark.line + 1}, column {mark.column + 1}" if mark else str(error)
        why = str(getattr(error, "strerror", "") or why)
        raise UsageError(f"the settings cannot be read ({why})", where=name) from error
    if not isinstance(found, dict):
        hint = "Such as a line 'contact: me@library.example'."
        raise UsageError("the settings are no YAML map", where=name, hint=hint)
    return found


def _setting(word: str, value: Any, option: click.Option, name: str) -> Any:
    """Give a setting as its option takes it: a list only where there may be several."""
    if isinstance(value, list) and not any(isinstance(v, list | dict) for v in value):
        if option.multiple:
            return [str(entry) for entry in value]
        if word == "providers":
            return ",".join(map(str, value))
    if isinstance(value, list | dict):
        kind = "list" if isinstance(value, list) else "map"
        raise UsageError(f"'{word}' cannot be a {kind}", where=name, hint="Give one value.")
    return [str(value)] if option.multiple and value is not None else value


_OPTIONS = (
    click.option(
        "--providers",
        default="issn,wikidata,crossref,doi,url",
        show_default=True,
        metavar="NAME,...",
        help="Who is asked, in this order.",
    ),
    click.option(
        "--find-dois", is_flag=True, help="Search Crossref for the DOIs of articles without one."
    ),
    click.option(
        "--max-age",
        type=click.FloatRange(0),
        default=None,
        metavar="DAYS",
        help="Ask again after DAYS; 0 asks everything again.",
    ),
    click.option("--retry-failed", is_flag=True, help="Ask again now where no answer was sure."),
    click.option(
        "--rate",
        type=click.FloatRange(0, min_open=True),
        default=1.0,
        show_default=True,
        metavar="N",
        help="At most N requests a second to one host.",
    ),
    click.option(
        "--budget",
        type=click.FloatRange(0),
        default=0.0,
        metavar="SECONDS",
        help="Stop asking then.",
    ),
    click.option(
        "--timeout",
        type=click.FloatRange(0, min_open=True),
        default=15.0,
        show_default=True,
        metavar="SECONDS",
        help="For all of one request.",
    ),
    click.option(
        "--contact", default="", metavar="MAIL", help="Whom to write to about the requests."
    ),
    click.option(
        "--allow-host",
        "allow_hosts",
        multiple=True,
        metavar="HOST:PORT",
        help="May be asked although it is not public.",
    ),
    click.option(
        "--proxy",
        default="",
        metavar="URL|environment",
        help="Ask by way of this http proxy, or of those in HTTP_PROXY and HTTPS_PROXY (but not"
        " for NO_PROXY). A proxy looks names up itself: names that lead into private networks"
        " cannot be told then, only addresses.",
    ),
    *(
        click.option(f"--{name}-url", default="", metavar="URL", help=f"Where {name} is asked.")
        for name in SERVICES
    ),
)


def asking_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add these options to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def ask_of(
    providers: str,
    find_dois: bool,
    max_age: float | None,
    retry_failed: bool,
    rate: float,
    budget: float,
    timeout: float,
    contact: str,
    allow_hosts: tuple[str, ...],
    proxy: str,
    **urls: str,
) -> Ask:
    """Make of the options what a run is told; raise UsageError for one that cannot be."""
    from marc2rdf.links.providers import check_names
    from marc2rdf.links.resolving import Ask
    from marc2rdf.net.guard import Guard, read_allowed
    from marc2rdf.net.proxies import read_proxies

    names = [name.strip() for name in providers.split(",") if name.strip()]
    check_names(names)
    return Ask(
        providers=(*names, "search") if find_dois else tuple(names),
        urls={
            name.removesuffix("_url"): _checked(url, f"--{name.replace('_', '-')}")
            for name, url in urls.items()
            if url
        },
        contact=_mail(contact),
        rate=rate,
        max_age=max_age,
        retry=retry_failed,
        budget=budget,
        seconds=timeout,
        guard=Guard(read_allowed(allow_hosts)),
        proxies=read_proxies(proxy),
    )


def _checked(url: str, option: str) -> str:
    from marc2rdf.net.client import split
    from marc2rdf.net.failures import FetchError

    try:
        split(url)
    except FetchError as error:
        raise UsageError(
            f"'{url}' is no address of a service: {error.what}", hint=f"Mend {option}."
        ) from error
    return url


def _mail(text: str) -> str:
    if text and re.fullmatch(r"[^\s@<>;()\x00-\x1f\x7f]+@[^\s@<>;()\x00-\x1f\x7f]+", text) is None:
        raise UsageError(f"--contact cannot be '{text}'", hint="Such as me@library.example.")
    return text
