"""The cache: one SQLite file that can be read while it is written, and survives a kill.

Its tables are described in ``schema.sql``.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from marc2rdf.errors import InputError, OutputError
from marc2rdf.links.verdict import Verdict

VERSION = "1"
# Of several providers the first here is believed.
TRUST = ("issn", "table", "wikidata", "crossref")
_OTHER_NAME = "Choose another name for the cache."
_COLUMNS = "provider, status, reason, said, checked, until, since, etag, modified"


class Use(NamedTuple):
    """Where a link stands: the record's key, its field, the title and medium beside it."""

    kind: str
    value: str
    record: str
    field: str
    title: str
    medium: str


class Cache:
    """An open cache; what was written before the last ``commit`` is kept, whatever happens.

    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> with Cache.open(f"{folder.name}/links.db") as cache:
    ...     cache.put("doi", "10.1000/xyz", Verdict("found", provider="doi", until=9e9))
    ...     cache.get("doi", "10.1000/xyz", "doi").status
    'found'
    >>> folder.cleanup()
    """

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self.db = connection
        self.path = path

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Cache:
        """Open a cache for writing, or make it; raise OutputError where that cannot be."""
        name = os.fspath(path)
        connection = None
        try:
            connection = sqlite3.connect(name, timeout=30)
            if connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
                _check(connection, name)  # what is not ours is not written into
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            script = resources.files("marc2rdf.links").joinpath("schema.sql").read_text("utf-8")
            version = f"INSERT OR IGNORE INTO about VALUES ('version', '{VERSION}');"
            connection.executescript(f"BEGIN IMMEDIATE;\n{script}\n{version}\nCOMMIT;")
        except sqlite3.Error as error:
            if connection is not None:
                connection.close()
            closed = any(word in str(error) for word in ("readonly", "unable to open"))
            what = f"it {'cannot be written' if closed else 'is no cache of links'} ({error})"
            raise OutputError(what, where=name, hint=_OTHER_NAME) from error
        return cls(connection, name)

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Cache:
        """Open a cache that is only read; raise InputError where it is none."""
        name = os.fspath(path)
        if not Path(name).is_file():
            raise InputError(
                "there is no such file", where=name, hint="'marc2rdf resolve' makes one."
            )
        address = f"file:{quote(os.path.abspath(name))}?mode=ro"
        failed: sqlite3.Error | None = None
        for more in ("", "&immutable=1"):  # the second where the folder cannot be written
            connection = sqlite3.connect(address + more, uri=True, timeout=30)
            try:
                _check(connection, name)
                return cls(connection, name)
            except sqlite3.Error as error:
                failed = error
                connection.close()
        hint = "'marc2rdf resolve' makes one."
        raise InputError(f"it is no cache of links ({failed})", where=name, hint=hint)

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self.close()
        if isinstance(error, sqlite3.Error):
            raise damaged(error, self.path) from error

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def commit(self) -> None:
        """Make sure that what was written is kept."""
        self.db.commit()

    # -- what is wanted ---------------------------------------------------------------------

    def begin(self) -> int:
        """Begin a run: forget where links stood before, and give the run's number."""
        self.db.execute("DELETE FROM used")
        row = self.db.execute("SELECT value FROM about WHERE name = 'run'").fetchone()
        run = int(row[0]) + 1 if row else 1
        self.db.execute("INSERT OR REPLACE INTO about VALUES ('run', ?)", (str(run),))
        self.db.commit()
        return run

    def want(self, uses: Iterable[tuple[Use, str]], run: int) -> None:
        """Note links with their hosts; those of kind ``bad-…`` are only noted, never asked."""
        for use, host in uses:
            use = Use(*map(_scrubbed, use))
            self.db.execute("INSERT OR IGNORE INTO used VALUES (?, ?, ?, ?, ?, ?)", use)
            if not use.kind.startswith("bad-"):
                self.db.execute(
                    "INSERT INTO wanted VALUES (?, ?, ?, ?) ON CONFLICT (kind, value)"
                    " DO UPDATE SET run = excluded.run WHERE run <> excluded.run",
                    (use.kind, use.value, host, run),
                )

    # -- what is known ----------------------------------------------------------------------

    def put(self, kind: str, value: str, verdict: Verdict) -> None:
        """Keep a verdict in place of the provider's last."""
        said = _scrubbed(json.dumps(verdict.said, ensure_ascii=False, sort_keys=True))
        row = (verdict.status, verdict.reason, said, verdict.checked, verdict.until)
        rest = (verdict.since, verdict.etag, verdict.modified)
        self.db.execute(
            "INSERT OR REPLACE INTO verdict VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (kind, value, verdict.provider, *row, *rest),
        )

    def get(self, kind: str, value: str, provider: str) -> Verdict | None:
        """Give what a provider said last."""
        found = self.all(kind, value)
        return next((verdict for verdict in found if verdict.provider == provider), None)

    def all(self, kind: str, value: str) -> list[Verdict]:
        """Give what every provider said, the most trusted first."""
        rows = self.db.execute(
            f"SELECT {_COLUMNS} FROM verdict WHERE kind = ? AND value = ?", (kind, value)
        )
        return sorted(map(_verdict, rows), key=_trust)

    def best(self, kind: str, value: str) -> Verdict | None:
        """Give the verdict that counts: the most trusted that knows, else that is sure."""
        found = self.all(kind, value)
        for statuses in (("found",), ("absent",)):
            for verdict in found:
                if verdict.status in statuses:
                    return verdict
        return found[0] if found else None

    def knows(self, kind: str) -> bool:
        """Tell whether there is any verdict about links of a kind."""
        row = self.db.execute("SELECT 1 FROM verdict WHERE kind = ? LIMIT 1", (kind,)).fetchone()
        return row is not None

    def linked_by(self, issn_l: str) -> list[str]:
        """Give the ISSNs that are known to have an ISSN-L."""
        rows = self.db.execute(
            "SELECT DISTINCT value FROM verdict WHERE kind = 'issn'"
            " AND json_extract(said, '$.issn_l') = ? ORDER BY value LIMIT 20",
            (issn_l,),
        )
        return [str(value) for (value,) in rows]

    def entries(self) -> Iterator[tuple[str, str, Verdict]]:
        """Give all verdicts, in the order of their links."""
        rows = self.db.execute(
            f"SELECT kind, value, {_COLUMNS} FROM verdict ORDER BY kind, value, provider"
        )
        for kind, value, *rest in rows:
            yield kind, value, _verdict(tuple(rest))

    def prune(self, now: float) -> int:
        """Forget verdicts that no longer hold; give their number."""
        gone = self.db.execute(
            "DELETE FROM verdict WHERE until < ? AND NOT (status = 'missing' AND until > ?)",
            (now, now - 30 * 86400),
        ).rowcount
        self.db.execute("DELETE FROM robots WHERE checked < ?", (now - 86400,))
        self.db.commit()
        return gone


def _check(connection: sqlite3.Connection, name: str) -> None:
    row = connection.execute("SELECT value FROM about WHERE name = 'version'").fetchone()
    if row is None or row[0] != VERSION:
        connection.close()
        what = "it is a cache of another version of marc2rdf"
        raise InputError(what, where=name, hint="Begin a new one under another name.")


def damaged(error: sqlite3.Error, path: str) -> InputError:
    """Say that a cache which was opened can be used no more."""
    hint = "Is the disk full, or the file damaged? A new cache can be begun under another name."
    return InputError(f"the cache cannot be used ({error})", where=path, hint=hint)


def _scrubbed(text: str) -> str:
    """Give a text without lone surrogates, which no file can hold."""
    return text.encode("utf-8", "replace").decode()


def _trust(verdict: Verdict) -> tuple[int, str]:
    known = verdict.provider in TRUST
    return (TRUST.index(verdict.provider) if known else len(TRUST), verdict.provider)


def _verdict(row: tuple[object, ...]) -> Verdict:
    provider, status, reason, said, checked, until, since, etag, modified = row
    return Verdict(
        status=str(status),
        reason=str(reason),
        said=json.loads(str(said)),
        checked=float(str(checked)),
        until=float(str(until)),
        since=float(str(since)),
        etag=str(etag),
        modified=str(modified),
        provider=str(provider),
    )
