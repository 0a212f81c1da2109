"""The data sets of others that a catalogue links to, by what their IRIs begin with."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import NamedTuple


class Target(NamedTuple):
    """A data set of others: what its IRIs begin with, and its name."""

    space: str
    name: str


class Targets:
    """Finds the target that an IRI belongs to, the one with the longest beginning.

    >>> targets = Targets()
    >>> targets.find(b"http://id.loc.gov/authorities/names/n79021164")
    'http://id.loc.gov/authorities/names/'
    >>> targets.find(b"https://example.org/")
    ''
    """

    def __init__(self) -> None:
        text = (files("marc2rdf.dump") / "data" / "targets.csv").read_text(encoding="utf-8")
        rows = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
        _, *known = [Target(*row) for row in rows]
        self.names = {target.space: target.name for target in known}
        self._hosts: dict[bytes, list[bytes]] = {}
        for space in sorted(self.names, key=len, reverse=True):
            host = _host(space.encode())
            self._hosts.setdefault(host, []).append(space.encode())

    def find(self, iri: bytes) -> str:
        """Give what the IRIs of the target begin with, or nothing."""
        for space in self._hosts.get(_host(iri), ()):
            if iri.startswith(space):
                return space.decode()
        return ""


def _host(iri: bytes) -> bytes:
    return b"/".join(iri.split(b"/", 3)[:3])
