"""Providers: who is asked about a link, each a small class behind one interface.

Others can be added by a package with the entry point group ``marc2rdf.link_providers``; its
entries name classes that are made with a Settings and have what Provider asks for.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Protocol

from marc2rdf.errors import UsageError
from marc2rdf.links.asking import Asking
from marc2rdf.links.robots import Rules
from marc2rdf.links.verdict import Verdict

GROUP = "marc2rdf.link_providers"
BUILT_IN: Mapping[str, str] = MappingProxyType(
    {
        "issn": "marc2rdf.links.providers.issn:IssnPortal",
        "wikidata": "marc2rdf.links.providers.wikidata:Wikidata",
        "crossref": "marc2rdf.links.providers.crossref:Crossref",
        "doi": "marc2rdf.links.providers.doi:DoiResolver",
        "url": "marc2rdf.links.providers.url:Addresses",
        "search": "marc2rdf.links.providers.search:CrossrefSearch",
    }
)
DEFAULT = ("issn", "wikidata", "crossref", "doi", "url")


class RobotsCache(Protocol):
    """Where the rules of servers are kept."""

    def known(self, origin: str) -> Rules | None:
        """Give the rules of a server if they were read within a day."""

    def keep(self, origin: str, status: int, body: str) -> Rules:
        """Keep what a server answered, and give its rules."""


class NoRobots:
    """Keeps nothing."""

    def known(self, origin: str) -> Rules | None:
        return None

    def keep(self, origin: str, status: int, body: str) -> Rules:
        from marc2rdf.links.robots import read_rules

        return read_rules(body)


@dataclass(frozen=True)
class Settings:
    """What providers are made with: addresses by provider, the contact, the robots' rules, and
    what gives the ISSNs of a journal's family."""

    urls: Mapping[str, str] = field(default_factory=dict)
    contact: str = ""
    robots: RobotsCache = field(default_factory=NoRobots)
    family: Callable[[str], Iterable[str]] = lambda issn: (issn,)


class Provider(Protocol):
    """Asks about links of one kind.

    ``host`` is the host that is asked, or nothing where each link has its own; ``batch`` is
    how many values are asked about together.
    """

    name: str
    kind: str
    batch: int

    @property
    def host(self) -> str:
        """The host that look-ups begin at."""

    def look_up(self, values: Sequence[str], known: Mapping[str, Verdict]) -> Asking:
        """Yield requests, and return a verdict for each value; ``known`` are the last ones."""


def check_names(names: Iterable[str]) -> None:
    """Raise UsageError for the first name that no provider has.

    >>> check_names(["issn", "url"])
    """
    added = {entry.name for entry in entry_points(group=GROUP)}
    known = sorted({*BUILT_IN, *added})
    for name in names:
        if name not in known:
            what = f"there is no provider '{name}'"
            raise UsageError(what, hint=f"There are: {', '.join(known)}.")


def make_providers(names: Iterable[str], settings: Settings) -> list[Provider]:
    """Make the providers of these names; raise UsageError for one that is not there.

    >>> [provider.kind for provider in make_providers(["issn", "url"], Settings())]
    ['issn', 'url']
    """
    wanted = list(dict.fromkeys(names))
    check_names(wanted)
    added = {entry.name: entry for entry in entry_points(group=GROUP)}
    made: list[Provider] = []
    for name in wanted:
        if name in BUILT_IN:
            module, _, attribute = BUILT_IN[name].partition(":")
            make = getattr(importlib.import_module(module), attribute)
        else:
            make = added[name].load()
        made.append(make(settings))
    return made
