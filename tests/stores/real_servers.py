"""What the tests of stores share: real servers, and small spools."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import requests

from marc2rdf.stores.spool import Spool

BASE = "https://data.example.org/"
VIRTUOSO_INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{port}
DirsAllowed = {folder}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
ServerThreads = 10
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 6
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryExecutionTime = 60
"""


def free_port() -> int:
    """Give a port of this machine that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A server that can be killed and started again with what it holds."""

    def __init__(self, command: list[str], url: str, ready: str) -> None:
        self.command, self.url, self._ready = command, url, ready
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for _ in range(400):
            try:
                requests.get(self._ready, timeout=5)
                return
            except requests.RequestException:
                assert self.process.poll() is None, f"{self.command[0]} ended"
                threading.Event().wait(0.05)
        raise AssertionError(f"{self.command[0]} does not answer")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def find(program: str) -> str:
    """Find a program beside this Python or on the path; leave the test out where it is not."""
    beside = Path(sys.executable).with_name(program)
    found = str(beside) if beside.exists() else shutil.which(program)
    if found is None:
        if "CI" in os.environ:
            pytest.fail(f"{program} is not installed (.ci/setup)")
        pytest.skip(f"{program} is not installed")
    return found


def start_oxigraph(folder: Path) -> Server:
    """Start an Oxigraph over a folder."""
    url = f"http://127.0.0.1:{free_port()}"
    bind = url.removeprefix("http://")
    command = [find("oxigraph"), "serve", "--location", str(folder), "--bind", bind]
    return Server(command, url, url + "/query")


def start_virtuoso(folder: Path) -> Server:
    """Start a new Virtuoso, whose user is dba with the password dba."""
    program = find("virtuoso-t")
    port, http = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(VIRTUOSO_INI.format(folder=folder, port=port, http=http))
    url = f"http://127.0.0.1:{http}"
    return Server([program, "+foreground", "+configfile", str(ini)], url, url + "/sparql")


def spooled(*lines: str) -> Spool:
    """Give a finished spool of lines of N-Triples."""
    spool = Spool()
    for line in lines:
        spool.add(line.encode())
    spool.finish()
    return spool


def numbered(count: int, word: str = "one") -> list[str]:
    """Give so many triples, ten of each subject."""
    return [f'<{BASE}bib/{n // 10}> <{BASE}p{n % 10}> "{word} {n}" .' for n in range(count)]


SHUFFLED = [f"<x:{n * 7 % 13}> <x:p> <x:{n}> ." for n in range(40)]
