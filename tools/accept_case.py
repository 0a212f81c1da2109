"""Show how a case differs from what the program gives now, and take that as expected.

    python tools/accept_case.py tests/cases/articles/seed …

It prints what it changes in ``expected.nt`` and ``notices.txt``: read it, line by line, before
you keep it.  What is right is said by the rules of cataloguing, not by the program.
With ``--dry-run`` nothing is written.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from whole_case import Case, graph, run


def accept(folder: Path, write: bool = True) -> None:
    """Print the differences of a case, and write its expected files anew."""
    case = Case(folder.resolve())
    with tempfile.TemporaryDirectory() as rejects:
        outcome = run(case, Path(rejects))
    found = outcome.graph()
    path = folder / "expected.nt"
    before = graph(path.read_bytes(), "nt") if path.exists() else set()
    print(case.name)
    for line in sorted(before - found):
        print(f"  - {line}")
    for line in sorted(found - before):
        print(f"  + {line}")
    if outcome.notices != case.expected_notices:
        print(f"  notices: {case.expected_notices} -> {outcome.notices}")
    if not write:
        return
    path.write_text("".join(f"{line}\n" for line in sorted(found)), encoding="utf-8")
    notices = folder / "notices.txt"
    if outcome.notices:
        notices.write_text("".join(f"{code}\n" for code in outcome.notices), encoding="utf-8")
    else:
        notices.unlink(missing_ok=True)


def main(arguments: list[str]) -> int:
    """Accept every folder that is named."""
    folders = [Path(argument) for argument in arguments if argument != "--dry-run"]
    if not folders:
        print(__doc__)
        return 2
    for folder in folders:
        accept(folder, "--dry-run" not in arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
