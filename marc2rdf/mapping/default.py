"""The shipped mappings as one, for whoever names none: each record by the one for its shape.

``unimarc`` is for a record of that shape (200 instead of 245), ``koha`` for one in Koha's text
view or with Koha's number (999 $c equal to $d), ``marc21`` for all others.  Each is compiled
when a record first needs it, and of it only what the records need: converting one record is
done before all rules would have been compiled.
"""

from __future__ import annotations

import json
from functools import cached_property

from marc2rdf import shipped
from marc2rdf.mapping.compile import EXAMPLE_BASE, Compiled, compile_shipped
from marc2rdf.mapping.families import family
from marc2rdf.mapping.lazily import Lazily
from marc2rdf.mapping.mapping import Mapping
from marc2rdf.mapping.plan import Plan
from marc2rdf.mapping.plugins import Plugins
from marc2rdf.marc.record import Record
from marc2rdf.rdf.context import Context
from marc2rdf.rdf.prefixes import BUILT_IN

FAMILIES = ("marc21", "koha", "unimarc")
# What the rules and tables of all three say has these prefixes, which stand at the head of an
# output before it is known who will say something; a test holds them to be so.
SAID = (
    "bibo dcterms dcmitype foaf skos rdf rdfs xsd prov schema rdau marcrel"
    " edtf lang country loc".split()
)


class DefaultMapping(Mapping):
    """The shipped mappings; each record is converted by the one for its shape.

    >>> record = Record(tags=["999"], fields=["  \\x1fc7\\x1fd7"])
    >>> DefaultMapping("", Plugins()).plan_for(record).name
    'koha'
    """

    def __init__(self, base: str, plugins: Plugins) -> None:
        self._base = base or EXAMPLE_BASE
        self._plugins = plugins
        self._families = Lazily(
            FAMILIES, lambda name: compile_shipped(name, self._plugins, self._base)
        )

    def plan_for(self, record: Record) -> Plan:
        """Give the plan that a record is converted by."""
        return self._families[family(record)].plan

    @property
    def _all(self) -> list[Compiled]:
        return list(self._families.values())

    @property
    def base(self) -> str:
        """What the IRIs of the library's own things begin with."""
        return self._base

    @property
    def title(self) -> str:
        """What the first of them says it is for."""
        return self._families[FAMILIES[0]].plan.title

    @property
    def sha256(self) -> str:
        """The SHA-256 of all shipped mappings and tables."""
        return shipped.sha256()

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that are built in."""
        return dict(BUILT_IN)

    @cached_property
    def used_prefixes(self) -> dict[str, str]:
        """The prefixes of what all of them can say."""
        return {prefix: BUILT_IN[prefix] for prefix in SAID}

    @cached_property
    def context(self) -> Context:
        """The JSON-LD context for all that they can say, which is shipped with them."""
        path = shipped.folder() / "context.jsonld"
        document = json.loads(path.read_text(encoding="utf-8"))
        return Context.of(document["@context"])
