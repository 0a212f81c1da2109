"""The mapping that ``marc2rdf mapping new`` begins with."""

from __future__ import annotations

import re

from marc2rdf.errors import UsageError

_STARTER = """\
# Your mapping.  It begins with all of marc21 and says only what is different here.
# Check it:  marc2rdf check NAME.yaml
# Use it:    marc2rdf convert records.mrc -m NAME.yaml -o records.ttl
mapping: 1
name: NAME
extends: marc21                 # or koha, for a Koha catalogue
base: BASE

# Names of your own for properties that Dublin Core and BIBO do not have:
prefixes:
  my: BASEns#

rules:
  # A rule reads as a sentence: from ... when ... do ... to ...
  shelfmark:
    from: 852$h$i               # two subfields, joined by a blank
    do: [squeeze]
    to: my:shelfmark
    examples:                   # fields in, triples out; 'marc2rdf check' runs them
      - marc: ["852 ## $hQA76$i.B7"]
        gives: ['my:shelfmark "QA76 .B7"']

  # A rule of marc21 is changed by naming it and saying what is different ...
  title: {lang: record}         # titles carry the language of the record

  # ... and taken away by:
  # abstract: off
"""


def starter(name: str, base: str) -> str:
    """Give the text of a new mapping; raise UsageError for a name that can be none.

    >>> starter("mine", "https://example.org/").splitlines()[4]
    'name: mine'
    """
    if not re.fullmatch(r"[A-Za-z][\w-]*", name):
        raise UsageError(f"'{name}' is no name for a mapping", hint="Letters, digits, - and _.")
    return _STARTER.replace("NAME", name).replace("BASE", base)
