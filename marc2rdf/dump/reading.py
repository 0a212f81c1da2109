"""N-Triples as a dump has them: one triple a line, cut into terms and checked to the letter.

Source: RDF 1.1 N-Triples, section 7 (the grammar), in its canonical form: one blank between
terms, one before the full stop, no comments.  A dump has no blank nodes.
"""

from __future__ import annotations

import re
from re import Match

from marc2rdf.rdf.iri import is_valid
from marc2rdf.rdf.literals import is_language
from marc2rdf.rdf.terms import IRI, Literal, Statement

_LINE = re.compile(
    r"<([^\x00-\x20<>\"{}|^`\\]+)> <([^\x00-\x20<>\"{}|^`\\]+)> "
    r"(?:<([^\x00-\x20<>\"{}|^`\\]+)>"
    r'|"((?:[^"\\\n\r]|\\[tbnrf"\'\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+)"'
    r"(?:\^\^<([^\x00-\x20<>\"{}|^`\\]+)>|@([A-Za-z]+(?:-[A-Za-z0-9]+)*))?) \.\n"
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


def statement_of(line: bytes) -> Statement:
    r"""Read one line of N-Triples; raise ValueError, with the reason, where it is none.

    >>> statement_of(b'<a:a> <a:b> "x\\"y"@en .\n').object
    Literal(value='x"y', datatype='', language='en')
    >>> statement_of(b"<a:a> <a:b> <c> .\n")
    Traceback (most recent call last):
    ...
    ValueError: <c> is no absolute IRI
    """
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"it is not UTF-8 (byte {error.start + 1})") from error
    found = _LINE.fullmatch(text)
    if found is None:
        raise ValueError("it is no triple in N-Triples")
    subject, predicate, iri, value, datatype, language = found.groups()
    for name in (subject, predicate, iri, datatype):
        if name is not None and not is_valid(name):
            raise ValueError(f"<{name}> is no absolute IRI")
    if language and not is_language(language):
        raise ValueError(f"@{language} is no language tag")
    if iri is not None:
        return Statement(IRI(subject), IRI(predicate), IRI(iri))
    literal = Literal(_ESCAPE.sub(_unescape, value), datatype or "", language or "")
    return Statement(IRI(subject), IRI(predicate), literal)


def _unescape(match: Match[str]) -> str:
    digits = match[1] or match[2]
    if not digits:
        return _LETTERS.get(match[3], match[3])
    code = int(digits, 16)
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        raise ValueError(f"{match[0]} is no character")
    return chr(code)
