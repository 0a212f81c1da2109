"""Two runs on one cache: the second is told so, and a killed one blocks nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest
from links_server import Answer, serving
from samples import book, iso2709

from marc2rdf.errors import OutputError
from marc2rdf.links.cache import Cache
from marc2rdf.links.lock import locked


def test_a_second_run_is_told_and_a_killed_one_blocks_nobody(tmp_path, marc2rdf):
    asked, go = threading.Event(), threading.Event()

    def route(request):
        asked.set()
        go.wait(30)
        return Answer(404 if request.path == "/robots.txt" else 200)

    with serving(route) as server:
        record = book("1", "One", **{"856": ("40", {"u": server.url("/x")})})
        (tmp_path / "a.mrc").write_bytes(iso2709(record))
        arguments = (
            "resolve", "a.mrc", "--cache=l.db", "--providers=url", "--rate=500",
            f"--allow-host=127.0.0.1:{server.port}", "--contact=me@library.example",
        )  # fmt: skip
        command = [sys.executable, "-m", "marc2rdf", *arguments]
        first = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL)
        try:
            assert asked.wait(30)
            second = marc2rdf(*arguments)
            said = second.stderr.decode()
            assert second.returncode == 4, said
            assert "cache-locked" in said or "another 'marc2rdf resolve' works" in said
            assert f"process {first.pid}" in said and "Wait until it has ended" in said
            assert marc2rdf("links", "stats", "--cache=l.db").returncode == 0
            convert = ("convert", "a.mrc", "--links=l.db", "--base=https://a.example/")
            assert marc2rdf(*convert).returncode == 0
            other = marc2rdf("resolve", "a.mrc", "--cache=m.db", "--offline")
            assert other.returncode == 0
        finally:
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
            go.set()
        third = marc2rdf(*arguments)
        assert third.returncode == 0, third.stderr.decode()
    with Cache.read(tmp_path / "l.db") as cache:
        assert cache.db.execute("SELECT status FROM verdict").fetchall() == [("alive",)]


def test_what_lies_there_locks_nothing(tmp_path):
    (tmp_path / "l.db.lock").write_text("process 1 on another\n" * 3)
    with locked(tmp_path / "l.db"), pytest.raises(OutputError) as caught, locked(tmp_path / "l.db"):
        pass
    assert f"process {os.getpid()}" in str(caught.value) and caught.value.code == "cache-locked"
    with locked(tmp_path / "l.db"):
        pass


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(OutputError, match="cannot be written"), locked(tmp_path / "x" / "l.db"):
        pass
