"""What a dump is to be: its sources, mapping, form and description."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping as Table
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from marc2rdf.errors import UsageError
from marc2rdf.mapping.compile import EXAMPLE_BASE
from marc2rdf.mapping.mapping import Mapping
from marc2rdf.mapping.plugins import load_plugins
from marc2rdf.rdf.iri import is_valid
from marc2rdf.rdf.writer import FORMATS
from marc2rdf.version import __version__

PART_SIZE = 50_000
# So many triples of shared nodes for each record of a part stand in a part of theirs.
SHARED_PER_RECORD = 20
NOTATIONS = ("nt", "turtle", "jsonl")
COMPRESSIONS = ("gz", "zst")
GZIP_LEVEL = 6
# Source: the deed of each licence; the names are those of the SPDX licence list.
LICENCES: Table[str, str] = MappingProxyType(
    {
        "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
        "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
        "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
        "PDDL-1.0": "https://opendatacommons.org/licenses/pddl/1-0/",
        "ODC-By-1.0": "https://opendatacommons.org/licenses/by/1-0/",
        "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    }
)


@dataclass(frozen=True)
class About:
    """What a dump says of itself; an empty text is left out.

    ``url`` is where the folder will be found, and ends with ``/``.
    """

    license: str
    url: str
    title: str = ""
    publisher: str = ""
    issued: str = ""
    endpoint: str = ""


@dataclass(frozen=True)
class Job:
    """All that decides the bytes of a dump, in a form that can be sent to a process."""

    sources: tuple[str, ...]
    folder: str
    about: About
    mapping: str = ""
    base: str = ""
    plugins: tuple[str, ...] = ()
    format: str = ""
    skip: int = 0
    limit: int = -1
    id: str = ""
    without: frozenset[str] = frozenset()
    notations: tuple[str, ...] = ("nt",)
    compression: str = "gz"
    part_size: int = PART_SIZE

    def load_mapping(self) -> Mapping:
        """Load the mapping with its plug-ins."""
        loaded = load_plugins(self.plugins)
        if self.mapping:
            return Mapping.load(self.mapping, self.base, loaded)
        return Mapping.default(self.base, loaded)

    @property
    def path(self) -> Path:
        """The folder of the dump."""
        return Path(self.folder)

    def name(self, kind: str, index: int, notation: str) -> str:
        """Name a part's file: ``kind`` is records or shared, ``index`` counts from 0.

        >>> Job((), "d", About("", "")).name("records", 16, "nt")
        'records-00017.nt.gz'
        """
        suffix = FORMATS[notation].suffixes[0]
        return f"{kind}-{index + 1:05d}{suffix}.{self.compression}"

    def fingerprint(self, sha256: str) -> str:
        """Give a text that differs where another dump would be made; the mapping is ``sha256``."""
        sources = []
        for source in self.sources:
            found = sorted(_files(source))
            sources.append([source, [[name, *_state(name)] for name in found]])
        facts = {name: getattr(self, name) for name in self.__dataclass_fields__}
        facts |= {
            "about": vars(self.about),
            "sources": sources,
            "without": sorted(self.without),
            "sha256": sha256,
            "version": __version__,
        }
        del facts["folder"]
        text = json.dumps(facts, sort_keys=True, default=list)
        return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def _files(source: str) -> list[str]:
    if not os.path.isdir(source):
        return [source]
    return [os.path.join(here, name) for here, _, names in os.walk(source) for name in names]


def _state(name: str) -> tuple[int, int]:
    try:
        found = os.stat(name)
    except OSError:
        return (-1, -1)
    return found.st_size, found.st_mtime_ns


def check_base(base: str) -> None:
    """Raise UsageError for the base that stands for no library's own.

    >>> check_base("https://example.org/")
    Traceback (most recent call last):
    ...
    marc2rdf.errors.UsageError: nothing is published under https://example.org/. Give your \
own with --base.
    """
    if base == EXAMPLE_BASE or base.startswith(f"{EXAMPLE_BASE.rstrip('/')}/"):
        raise UsageError(
            f"nothing is published under {EXAMPLE_BASE}", hint="Give your own with --base."
        )


def licence_of(text: str) -> str:
    """Give the IRI of a licence: an http or https IRI, or one of the names in LICENCES.

    Raises UsageError for another text.

    >>> licence_of("CC0-1.0")
    'https://creativecommons.org/publicdomain/zero/1.0/'
    >>> licence_of("free for all")
    Traceback (most recent call last):
    ...
    marc2rdf.errors.UsageError: 'free for all' is no licence's IRI. Such as \
https://creativecommons.org/publicdomain/zero/1.0/; or one of CC0-1.0, CC-BY-4.0, CC-BY-SA-4.0, \
PDDL-1.0, ODC-By-1.0, ODbL-1.0.
    """
    names = {name.lower(): iri for name, iri in LICENCES.items()}
    if found := names.get(text.lower()):
        return found
    return check_address(text, "is no licence's IRI", LICENCES["CC0-1.0"], *LICENCES)


def check_address(text: str, what: str, example: str, *names: str) -> str:
    """Give a text that is an http or https IRI with a host; raise UsageError for another."""
    scheme, mark, rest = text.partition("://")
    if scheme.lower() in ("http", "https") and mark and rest.strip("/") and is_valid(text):
        return text
    also = f"; or one of {', '.join(names)}" if names else ""
    raise UsageError(f"'{text}' {what}", hint=f"Such as {example}{also}.")


def folder_url(url: str, base: str) -> str:
    """Give where a dump will be found, ended by ``/``: ``url``, or ``dump/`` beneath the base.

    Raises UsageError for an address that is none.

    >>> folder_url("", "https://data.example.com/id#"), folder_url("https://a.org/b", "")
    ('https://data.example.com/dump/', 'https://a.org/b/')
    """
    if not url:
        return f"{base[: base.rindex('/') + 1]}dump/"
    url = check_address(url, "is no address of a folder", "https://data.example.com/dump/")
    if "?" in url or "#" in url:
        raise UsageError(f"'{url}' is no address of a folder", hint="Leave out ? and #.")
    return url if url.endswith("/") else f"{url}/"


def publisher_of(text: str) -> str:
    """Give a publisher: a name as it is, or an IRI; raise UsageError for one that is none."""
    if "://" not in text:
        return text
    return check_address(text, "is no publisher's IRI", "https://library.example.com/")


def notations_of(text: str) -> tuple[str, ...]:
    """Read a list of notations; raise UsageError for an unknown one.

    >>> notations_of("turtle,nt")
    ('nt', 'turtle')
    """
    given = {name.strip() for name in text.split(",") if name.strip()}
    unknown = given.difference(NOTATIONS)
    if unknown or not given:
        what = f"there is no notation '{sorted(unknown)[0]}'" if unknown else "no notation is given"
        raise UsageError(what, hint=f"Use one or more of: {', '.join(NOTATIONS)}.")
    return tuple(name for name in NOTATIONS if name in given)
