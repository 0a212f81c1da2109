"""Where the real records for development lie, if they are there."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data"

DATA: Path | None = _FOLDER if _FOLDER.is_dir() else None


def shared_files(*patterns: str) -> list[Path]:
    """Give the files of the shared data that match; none where there is no such folder."""
    if DATA is None:
        return []
    return sorted(path for pattern in patterns for path in DATA.glob(pattern))
