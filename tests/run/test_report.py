"""The account of a run, and the line on the terminal."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys

from samples import book, iso2709

from marc2rdf.marc.record import Record
from marc2rdf.notices import Notice
from marc2rdf.run.progress import Progress
from marc2rdf.run.report import Report


def test_five_of_a_kind_are_shown_and_all_are_counted():
    lines: list[str] = []
    report = Report(warn=lambda code, line: lines.append(line))
    for number in range(7):
        report.notice(f"a: record {number}", Notice("no-key", "no number"))
    report.notice("a: record 9", Notice("iri-invalid", "bad", "856", "u", "m.yaml:3:5"))
    report.close()
    assert len(lines) == 7
    assert lines[5] == "a: record 9, 856 $u: bad (m.yaml:3:5)"
    assert lines[6] == "2 more of this kind"
    assert report.as_dict()["warnings"] == {"iri-invalid": 1, "no-key": 7}


def test_the_summary_names_what_was_skipped():
    report = Report(read=5, converted=1, deleted=1, duplicates=1)
    report.skip("authority")
    report.skip("hidden")
    line = report.summary()
    assert "1 converted, 0 rejected, 2 skipped (1 authority, 1 hidden), 1 deleted" in line


def test_the_line_knows_how_much_of_the_input_was_read(tmp_path):
    path = tmp_path / "a.mrc"
    path.write_bytes(b"x" * 1000)
    terminal = io.StringIO()
    progress = Progress([path], terminal)
    progress._next = 0.0
    progress.step(Record(source=str(path), number=1, offset=500))
    assert "1 records" in terminal.getvalue()
    assert "50 %" in terminal.getvalue()
    progress.clear()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_a_terminal_sees_progress_and_a_pipe_does_not(tmp_path):
    (tmp_path / "a.mrc").write_bytes(iso2709(*(book(str(n), "T") for n in range(2000))))
    command = [sys.executable, "-m", "marc2rdf", "convert", "a.mrc", "-o", "a.nt"]
    leader, follower = pty.openpty()
    child = subprocess.Popen(command, cwd=tmp_path, stderr=follower, stdin=subprocess.DEVNULL)
    os.close(follower)
    seen = b""
    while True:
        try:
            part = os.read(leader, 4096)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        seen += part
    os.close(leader)
    assert child.wait(60) == 0
    assert b" records \xc2\xb7 " in seen.split(b"2,000 records:")[0]
    assert b"left" in seen
    piped = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    assert b"left" not in piped.stderr and b"\x1b" not in piped.stderr
