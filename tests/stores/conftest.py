"""Real servers, started once for all tests of this folder on free ports of this machine."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from marc2rdf.stores.credentials import Credentials
from marc2rdf.stores.deadline import Deadline
from marc2rdf.stores.remote import Remote, open_remote

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

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
    url = f"http://127.0.0.1:{free_port()}"
    bind = url.removeprefix("http://")
    command = [find("oxigraph"), "serve", "--location", str(folder), "--bind", bind]
    return Server(command, url, url + "/query")


@pytest.fixture(scope="session")
def oxigraph_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start_oxigraph(tmp_path_factory.mktemp("oxigraph"))
    yield server
    server.kill()


@pytest.fixture
def own_oxigraph(tmp_path: Path) -> Iterator[Server]:
    """A server that a test may kill."""
    server = start_oxigraph(tmp_path / "oxigraph")
    yield server
    server.kill()


@pytest.fixture(scope="session")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    program = find("virtuoso-t")
    folder = tmp_path_factory.mktemp("virtuoso")
    port, http = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(VIRTUOSO_INI.format(folder=folder, port=port, http=http))
    url = f"http://127.0.0.1:{http}"
    server = Server([program, "+foreground", "+configfile", str(ini)], url, url + "/sparql")
    yield server
    server.kill()


@pytest.fixture
def oxigraph(oxigraph_server: Server) -> Iterator[Remote]:
    store = open_remote(oxigraph_server.url, "oxigraph", Credentials(), Deadline(120))
    yield store
    store.close()


@pytest.fixture
def virtuoso(virtuoso_server: Server) -> Iterator[Remote]:
    """With the user that a new Virtuoso has."""
    store = open_remote(virtuoso_server.url, "virtuoso", Credentials("dba", "dba"), Deadline(120))
    yield store
    store.close()


@pytest.fixture(params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest) -> Remote:
    """Each real server in turn."""
    store: Remote = request.getfixturevalue(request.param)
    return store
