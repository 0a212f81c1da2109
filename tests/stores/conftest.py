"""Real servers, started once for all tests of this folder on free ports of this machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from marc2rdf.stores.credentials import Credentials
from marc2rdf.stores.deadline import Deadline
from marc2rdf.stores.remote import Remote, open_remote

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

from real_servers import VIRTUOSO_INI, Server, find, free_port, start_oxigraph  # noqa: E402


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
