"""What all tests share: the command line in a process of its own, and the first record.

The tests of this folder can import their helpers (samples.py, shared_data.py and those of marc/ and
stores/), however pytest is started.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

HERE = Path(__file__).resolve().parent
SEED = HERE.parent / "examples" / "koha-article" / "record.txt"

for folder in (HERE / "peers", HERE / "marc", HERE / "stores", HERE):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

# Where a change is judged, the same change gives the same examples; elsewhere new ones are tried.
settings.register_profile("ci", derandomize=True)
if "CI" in os.environ:
    settings.load_profile("ci")

# A shell has what it starts in the background ignore the interrupts that some tests send.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture
def marc2rdf(tmp_path: Path) -> Run:
    """Run ``marc2rdf`` in an empty folder and give what it wrote and its exit status."""

    def run(
        *arguments: str | Path, stdin: bytes = b"", cwd: Path = tmp_path, **environment: str
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "marc2rdf", *map(str, arguments)],
            input=stdin,
            cwd=cwd,
            env={**os.environ, **environment},
            capture_output=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def seed() -> Path:
    """The record this project began with."""
    return SEED
