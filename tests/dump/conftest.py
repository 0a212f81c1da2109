"""A small catalogue with everything that a dump has to cope with."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

from dump_samples import catalogue  # noqa: E402


@pytest.fixture(scope="session")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 60 records: books, articles that share journals, repeated and broken ones."""
    path = tmp_path_factory.mktemp("records") / "catalogue.mrc"
    path.write_bytes(catalogue(60))
    return path
