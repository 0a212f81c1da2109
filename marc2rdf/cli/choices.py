"""Values of options that several commands read in the same way."""

from __future__ import annotations

import re

from marc2rdf.errors import UsageError


def max_errors_of(text: str) -> tuple[float, bool]:
    """Read ``--max-errors``: a number and whether it is a share; -1 for none.

    >>> max_errors_of("10"), max_errors_of("0.5%"), max_errors_of("")
    ((10.0, False), (0.5, True), (-1, False))
    """
    if not text:
        return -1, False
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(%?)", text)
    if match is None or (match[2] and float(match[1]) > 100):
        raise UsageError(f"--max-errors cannot be '{text}'", hint="Such as 10 or 0.5%.")
    return float(match[1]), bool(match[2])


def properties_of(text: str, prefixes: dict[str, str]) -> frozenset[str]:
    """Read ``--without``: the IRIs of properties, written with prefixes and commas."""
    from marc2rdf.mapping.names import Names
    from marc2rdf.mapping.problems import Place, Problems

    problems, names = Problems(), Names(prefixes)
    found = [
        names.term(name.strip(), "property", Place("--without", 1, 1), problems)
        for name in text.split(",")
        if name.strip()
    ]
    if problems.found:
        first = problems.found[0]
        raise UsageError(f"--without: {first.message}", hint=first.hint)
    return frozenset(str(iri) for iri in found if iri)
