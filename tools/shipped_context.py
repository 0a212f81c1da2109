"""Writes mappings/context.jsonld, the JSON-LD context of what the shipped mappings can say.

Run by hand when a mapping changes; a test makes sure that it was done::

    .venv/bin/python tools/shipped_context.py
"""

from __future__ import annotations

import json
from pathlib import Path

from marc2rdf.mapping.default import FAMILIES, SAID
from marc2rdf.mapping.mapping import Mapping, context_of
from marc2rdf.rdf.prefixes import BUILT_IN

TARGET = Path(__file__).resolve().parent.parent / "mappings" / "context.jsonld"


def reference() -> str:
    """Return the text of the file."""
    plans = [plan for name in FAMILIES for plan in Mapping.load(name).plans]
    context = context_of(plans, {prefix: BUILT_IN[prefix] for prefix in SAID})
    return json.dumps({"@context": context.document()}, indent=2) + "\n"


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
