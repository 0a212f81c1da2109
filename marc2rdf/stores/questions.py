"""What kind of SPARQL a text is, and whether it only reads.

A store may take an update where a query is expected, and an embedded one would fetch what
SERVICE names; so the text is looked at before it is sent.  Looked at are its words outside of
IRIs, strings and comments, as they stand and with the escapes undone.
Source: SPARQL 1.1 Query, section 19.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from marc2rdf.errors import UsageError

_TOKEN: Final = re.compile(
    r"""
      (?P<comment> \#[^\r\n]* )
    | (?P<iri> <[^<>"{}|^`\\\x00-\x20]*> )
    | (?P<text> \"\"\"(?:\\.|[^\\])*?\"\"\" | '''(?:\\.|[^\\])*?'''
             | "(?:\\.|[^"\\\r\n])*" | '(?:\\.|[^'\\\r\n])*' )
    | (?P<variable> [?$]\w+ )
    | (?P<language> @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
    | (?P<name> (?:[^\W\d_](?:[\w.\-]{0,200}[\w\-])?)?:(?:[\w:%.\-]|\\.)* | _:[\w.\-]+ )
    | (?P<word> [A-Za-z_]\w* )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
READS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_CHANGES: Final = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD"}
)


def form_of(text: str, *, service: bool = True) -> str:
    """Give the form of a query: SELECT, ASK, CONSTRUCT or DESCRIBE.

    Raises UsageError (``query``) for a text that is no query, an update above all, and,
    without ``service``, for one that asks another server.

    >>> form_of("PREFIX a: <http://x.org/> SELECT * { ?s a:load 'INSERT' } # DROP ALL")
    'SELECT'
    >>> form_of("DROP ALL")
    Traceback (most recent call last):
    marc2rdf.errors.UsageError: this is an update (DROP), and a query only reads
    """
    words = [*_words(text), *_words(_unescaped(text))]
    changes = next((word for word in words if word in _CHANGES), "")
    if changes:
        raise UsageError(f"this is an update ({changes}), and a query only reads", code="query")
    if not service and any("SERVICE" in word for word in words):
        what = "SERVICE would ask another server, which a store in a folder may not"
        raise UsageError(what, code="query")
    prologue = ("PREFIX", "BASE", "VERSION")
    form = next((word for word in words if word[-1] != ":" and word not in prologue), "")
    if form not in READS:
        what = f"a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, not {form}"
        raise UsageError(what if form else "this is no query", code="query")
    return form


def _words(text: str) -> Iterator[str]:
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "word":
            yield match[0].upper()
        elif match.lastgroup == "name":  # some parsers read SERVICE:x as SERVICE :x
            yield match[0].partition(":")[0].upper() + ":"


def _unescaped(text: str) -> str:
    """Undo the escapes that may stand anywhere. Source: SPARQL 1.1 Query, section 19.2."""

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code < 0x110000 else match[0]

    return _ESCAPE.sub(character, text)
