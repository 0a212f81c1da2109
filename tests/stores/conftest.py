"""Real servers, started once for all tests of this folder on free ports of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from real_servers import Server, start_oxigraph, start_virtuoso

from marc2rdf.stores.credentials import Credentials
from marc2rdf.stores.deadline import Deadline
from marc2rdf.stores.remote import Remote, open_remote


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
    server = start_virtuoso(tmp_path_factory.mktemp("virtuoso"))
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
