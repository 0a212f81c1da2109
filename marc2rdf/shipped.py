"""The mappings and tables that come with the package: where they lie and what there is.

An installed package has them inside it (``marc2rdf/mappings``), a checkout beside it
(``mappings``).  They are plain files, for people to open.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

from marc2rdf.errors import InputError


@cache
def folder() -> Path:
    """Return the folder of the shipped mappings and tables.

    Raises InputError when the installation is broken and has none.

    >>> (folder() / "tables" / "languages.csv").is_file()
    True
    """
    package = Path(__file__).resolve().parent
    for candidate in (package / "mappings", package.parent / "mappings"):
        if (candidate / "tables").is_dir():
            return candidate
    raise InputError(
        "the shipped mappings are missing", where=str(package), hint="Install marc2rdf anew."
    )


def find(name: str) -> Path | None:
    """Return the path of a shipped mapping by its name, or of any shipped file by its path.

    A mapping is named without its ending; a table by its path inside the folder, written
    with ``/``.  None when there is no such file, or the path leads out of the folder.

    >>> find("tables/languages.csv").name
    'languages.csv'
    >>> find("tables/../../pyproject.toml") is None
    True
    """
    parts = name.split("/")
    if not name or ".." in parts or os.path.isabs(name):
        return None
    for candidate in (f"{name}.yaml", name):
        path = os.path.join(folder(), candidate)
        if os.path.isfile(path):  # never raises, whatever the name holds
            return Path(path)
    return None


def names() -> list[str]:
    """Return the names of the shipped mappings, sorted.

    >>> names() == sorted(names())
    True
    """
    return sorted(path.stem for path in folder().glob("*.yaml"))


def sha256() -> str:
    """Return the SHA-256 of all shipped mappings and tables, with their names.

    >>> len(sha256()), sha256() == sha256()
    (64, True)
    """
    digest = hashlib.sha256()
    for path in sorted([*folder().glob("*.yaml"), *folder().glob("tables/*.csv")]):
        data = path.read_bytes()
        digest.update(f"{path.name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()
