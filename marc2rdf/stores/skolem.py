"""Names for blank nodes: IRIs that stay the same whenever the same file is loaded.

A store must know a node again when a chunk is sent twice, so nothing blank is ever sent.
Source: RDF 1.1 Concepts, section 3.5 (replacing blank nodes with IRIs).
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
import tempfile
from collections.abc import Callable
from typing import Final

from marc2rdf.errors import OutputError

IN_MEMORY: Final = 200_000
# The cells of our own lists, whose labels already come from what the list says (rdf.lists).
_OWN: Final = re.compile(r"l[0-9a-f]{20}-[1-9][0-9]*")


class Skolems:
    """Gives each blank node of one document an IRI.

    ``genid`` is what the IRIs begin with; ``digest`` gives the hash of the document and is
    called only if a node needs it.  A node is named by that hash and by its place among the
    blank nodes of the document, a cell of our own lists as `rdf.lists.cells` names it.

    >>> names = Skolems("https://d.example.org/.well-known/genid/", lambda: "0123456789abcdef")
    >>> names.iri("x"), names.iri("x") == names.iri("x"), names.iri("x") == names.iri("y")
    ('https://d.example.org/.well-known/genid/b0123456789abcdef-1', True, False)
    """

    def __init__(self, genid: str, digest: Callable[[], str], in_memory: int = IN_MEMORY) -> None:
        self._genid = genid
        self._make_digest = digest
        self._digest = ""
        self._in_memory = in_memory
        self._numbers: dict[str, int] = {}
        self._count = 0
        self._disk: sqlite3.Connection | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def iri(self, label: str) -> str:
        """Give the IRI of a blank node by its label, without ``_:``."""
        if _OWN.fullmatch(label):
            return self._genid + label
        self._digest = self._digest or self._make_digest()
        return f"{self._genid}b{self._digest}-{self._number(label)}"

    def close(self) -> None:
        """Take the temporary file away."""
        if self._disk is not None:
            self._disk.close()
            self._disk = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _number(self, label: str) -> int:
        found = self._numbers.get(label)
        if found is None and self._count >= self._in_memory:
            return self._on_disk(label)
        if found is None:
            self._count += 1
            found = self._numbers[label] = self._count
        return found

    def _on_disk(self, label: str) -> int:
        key = hashlib.blake2b(label.encode(), digest_size=16).digest()
        try:
            if self._disk is None:
                self._folder = tempfile.TemporaryDirectory(prefix="marc2rdf-nodes-")
                self._disk = sqlite3.connect(f"{self._folder.name}/nodes", isolation_level=None)
                self._disk.execute("PRAGMA journal_mode = OFF")
                self._disk.execute("PRAGMA synchronous = OFF")
                self._disk.execute("CREATE TABLE nodes (name BLOB PRIMARY KEY, number INTEGER)")
                self._disk.execute("BEGIN")
            row = self._disk.execute("SELECT number FROM nodes WHERE name = ?", (key,)).fetchone()
            if row is not None:
                return int(row[0])
            self._count += 1
            self._disk.execute("INSERT INTO nodes VALUES (?, ?)", (key, self._count))
        except (sqlite3.Error, OSError) as error:
            what = f"the names of blank nodes cannot be kept ({error})"
            hint = "Set TMPDIR to a folder with space."
            raise OutputError(what, hint=hint) from error
        return self._count


def sha256_of(path: str) -> str:
    """Give the first 16 hexadecimal digits of the SHA-256 of a file.

    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile() as empty:
    ...     sha256_of(empty.name)
    'e3b0c44298fc1c14'
    """
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:16]
