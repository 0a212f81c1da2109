"""What goes wrong with servers, networks, disks and secrets."""

from __future__ import annotations

import gzip
import os
import pickle
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest
import requests
from real_servers import BASE, find, free_port, numbered, spooled
from scripted import Double, results, scripted

from marc2rdf.errors import StoreError, StoreUnavailable, UsageError
from marc2rdf.stores.credentials import Credentials, find_credentials
from marc2rdf.stores.deadline import Deadline
from marc2rdf.stores.http import Client
from marc2rdf.stores.loading import replace, staging_of
from marc2rdf.stores.remote import open_remote

GRAPH = BASE + "graph/faults"


def client(deadline: float | None = 20, timeout: float = 10, **more) -> Client:
    return Client(
        Credentials("u", "s3cret"), Deadline(deadline), timeout, pauses=(0.01, 0.02), **more
    )


@contextmanager
def raw_server(talk):
    """Run ``talk(connection)`` for every connection, with the bytes of the request read."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve():
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.recv(65536)
                    talk(connection, over)
                except OSError:
                    pass

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def drip_head(connection, over):
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not over.wait(0.05):
        connection.sendall(b"a")


def drip_body(connection, over):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not over.wait(0.05):
        connection.sendall(b"a")


def silence(connection, over):
    over.wait(20)


@pytest.mark.parametrize("talk", [drip_head, drip_body, silence])
def test_a_server_that_never_ends_is_left(talk):
    """A byte at a time is no progress: the time is over all the same."""
    began = time.monotonic()
    with raw_server(talk) as url:
        mine = client(timeout=0.4)
        with pytest.raises(StoreUnavailable, match=r"no whole answer came within 0\.4 seconds"):
            mine.send("GET", url, again=False)
        mine.close()
        mine = client(deadline=0.5)
        with pytest.raises(StoreError, match=r"the 0\.5 seconds that were given are over") as error:
            mine.send("GET", url, again=True)
        mine.close()
        assert error.value.code == "store-deadline"
    assert time.monotonic() - began < 8


@pytest.mark.parametrize(
    "answer",
    [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123", b"SSH-2.0-OpenSSH\r\n",
     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc"],
)  # fmt: skip
def test_an_answer_that_is_cut_is_no_answer(answer):
    with raw_server(lambda connection, over: connection.sendall(answer)) as url:
        mine = client()
        with pytest.raises(StoreUnavailable, match="there was no answer"):
            mine.send("GET", url, again=True)
        mine.close()


def test_wrong_addresses():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    mine = client()
    with pytest.raises(StoreUnavailable, match=r"refused.*does the server run"):
        mine.send("GET", f"http://127.0.0.1:{port}/", again=False)
    with pytest.raises(StoreUnavailable, match=r"no host of that name|Name or service"):
        mine.send("GET", "http://nowhere.invalid/", again=False)
    mine.close()


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_get_better_is_tried_again_where_twice_is_once(status):
    script = iter([(status, {"Retry-After": "0"}, b"later"), (200, {}, b"yes")] * 2)
    with scripted(lambda request: next(script)) as server:
        mine = client()
        assert mine.send("POST", server.url, data=b"x", again=True).body == b"yes"
        with pytest.raises(StoreUnavailable, match=f"status {status}"):
            mine.send("POST", server.url, data=b"x", again=False)
        mine.close()
    assert len(server.seen) == 3


def test_what_does_not_get_better_is_given_up():
    with scripted(lambda request: (500, {}, b"<h1>no</h1>\x1b[31m s3cret")) as server:
        mine = client()
        with pytest.raises(StoreUnavailable, match=r"status 500 .no ") as error:
            mine.send("POST", server.url, again=True)
        mine.close()
    assert len(server.seen) == 3
    assert "s3cret" not in str(error.value) and "\x1b" not in str(error.value)


def test_a_redirect_is_not_followed():
    with scripted(
        lambda request: (302, {"Location": "http://u:p@other.example/x?k"}, b"")
    ) as server:
        mine = client()
        with pytest.raises(StoreError, match=r"Is it http://other\.example/x that you mean"):
            mine.send("POST", server.url, again=True)
        mine.close()
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>hello</html>", b"{}", b"[]", b'{"results": {"bindings": []}}', results(1)[:-9],
     b'{"results":{"bindings":[{"n":{"value":"many"}}]}}', b'{"results":{"bindings":[{"n":1}]}}'],
)  # fmt: skip
def test_an_answer_of_another_kind_is_told(body):
    with scripted(lambda request: (200, {}, body)) as server:
        store = open_remote(server.url, "generic", Credentials(), Deadline(20))
        with pytest.raises(StoreError, match="something else than SPARQL results"):
            store.count(GRAPH)
        store.close()


def test_half_an_answer_of_virtuoso_is_no_answer():
    with scripted(lambda request: (200, {"X-SQL-State": "S1TAT"}, results(7))) as server:
        store = open_remote(server.url, "virtuoso", Credentials(), Deadline(20))
        with pytest.raises(StoreError, match="not complete"):
            store.count(GRAPH)
        store.close()


@pytest.mark.parametrize("credentials", [Credentials("dba", "wr0ng-pass"), Credentials()])
def test_a_wrong_password(virtuoso_server, credentials):
    store = open_remote(virtuoso_server.url, "virtuoso", credentials, Deadline(30))
    with spooled(*numbered(3)) as spool, pytest.raises(StoreError) as error:
        replace(store, GRAPH, spool, lambda sent: None)
    store.close()
    assert "wr0ng-pass" not in str(error.value) + repr(error.value) + repr(credentials)
    assert error.value.code == "store-auth"
    assert "MARC2RDF_PASSWORD" in str(error.value)


def test_a_server_killed_while_it_is_filled_and_started_again(own_oxigraph):
    """The old graph stays; the next load goes on behind the chunks that are there."""
    store = open_remote(own_oxigraph.url, "oxigraph", Credentials(), Deadline(60))
    store.client._pauses = (0.01,)
    small = type(store.flavour)(**{**vars(store.flavour), "triples": 100})
    store.flavour = small
    with spooled(*numbered(50, "old")) as old, spooled(*numbered(1000)) as spool:
        replace(store, GRAPH, old, lambda sent: None)

        def kill(sent: int) -> None:
            if sent == 500:
                own_oxigraph.kill()

        with pytest.raises(StoreUnavailable) as error:
            replace(store, GRAPH, spool, kill)
        assert "does the server run" in str(error.value)
        own_oxigraph.start()
        assert store.count(GRAPH) == 50
        assert 0 < store.count(staging_of(GRAPH)) <= 500
        sent: list[int] = []
        real = store.add
        store.add = lambda *a, **m: (sent.append(1), real(*a, **m))  # type: ignore[method-assign]
        assert replace(store, GRAPH, spool, lambda sent: None) == 1000
        assert len(sent) <= 6
        assert store.count(staging_of(GRAPH)) == 0
    store.close()


def test_a_server_that_comes_back_soon_is_waited_for(own_oxigraph):
    store = open_remote(own_oxigraph.url, "oxigraph", Credentials(), Deadline(60))
    store.flavour = type(store.flavour)(**{**vars(store.flavour), "triples": 100})

    def restart(sent: int) -> None:
        if sent == 500:
            own_oxigraph.kill()
            own_oxigraph.start()

    with spooled(*numbered(1000)) as spool:
        assert replace(store, GRAPH, spool, restart) == 1000
    store.close()


@pytest.mark.parametrize("done", [True, False])
def test_the_answer_to_a_move_is_lost(done):
    """It is looked at what became of it: a second MOVE would delete the graph."""
    double, lost = Double("/query", "/update", "/store"), []

    def reply(request):
        if request.headers.get("content-encoding") == "gzip":
            request.body = gzip.decompress(request.body)
        if request.body.startswith(b"MOVE") and not lost:
            lost.append(1)
            if done:
                double(request)
            return 503, {}, b""
        return double(request)

    with scripted(reply) as server, spooled(*numbered(30)) as spool:
        store = open_remote(server.url, "oxigraph", Credentials(), Deadline(30))
        assert replace(store, GRAPH, spool, lambda sent: None) == 30
        store.close()
    moves = [request for request in server.seen if request.body.startswith(b"MOVE")]
    assert len(moves) == (1 if done else 2)
    assert all(b"SILENT" not in request.body for request in moves)


def test_a_graph_that_changes_after_the_move_is_told():
    double = Double("/query", "/update", "/store")

    def reply(request):
        if request.headers.get("content-encoding") == "gzip":
            request.body = gzip.decompress(request.body)
        answer = double(request)
        if request.body.startswith(b"MOVE"):
            double.store.update(f'INSERT DATA {{ GRAPH <{GRAPH}> {{ <x:a> <x:b> "c" }} }}')
        return answer

    with scripted(reply) as server, spooled(*numbered(30)) as spool:
        store = open_remote(server.url, "oxigraph", Credentials(), Deadline(30))
        with pytest.raises(StoreError, match=r"holds 31 triples, 1 more than it should \(30\)"):
            replace(store, GRAPH, spool, lambda sent: None)
        store.close()


def test_a_full_disk_of_the_server(tmp_path):
    """A limit on the size of files stands for a full disk: an error, and the old graph."""
    url = f"http://127.0.0.1:{free_port()}"
    command = [find("oxigraph"), "serve", "--location", str(tmp_path / "db"),
               "--bind", url.removeprefix("http://")]  # fmt: skip

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    process = subprocess.Popen(command, preexec_fn=limit, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                requests.get(url, timeout=5)
                break
            except requests.RequestException:
                threading.Event().wait(0.05)
        store = open_remote(url, "oxigraph", Credentials(), Deadline(60))
        store.client._pauses = (0.01,)
        with spooled(*numbered(20, "old")) as old:
            replace(store, GRAPH, old, lambda sent: None)
        lines = [f'<{BASE}{n}> <{BASE}p> "{os.urandom(400).hex()}" .' for n in range(2000)]
        with spooled(*lines) as spool, pytest.raises(StoreError):
            replace(store, GRAPH, spool, lambda sent: None)
        store.close()
    finally:
        process.kill()
        process.wait()


def test_errors_survive_another_process():
    for kind in (StoreError, StoreUnavailable):
        error = kind("it failed", where="a store", hint="Wait.", code="store-deadline")
        copy = pickle.loads(pickle.dumps(error))
        assert (type(copy), str(copy), copy.code) == (kind, str(error), "store-deadline")


def test_credentials_come_from_the_environment_or_netrc(tmp_path):
    rc = tmp_path / "netrc"
    rc.write_text("machine h.example login me password s3cret\n")
    rc.chmod(0o600)
    env = {"NETRC": str(rc)}
    found = find_credentials("https://h.example:81/x", env)
    assert (found._user, found._password) == ("me", "s3cret")
    assert not find_credentials("https://other.example/", env).known
    both = {**env, "MARC2RDF_USER": "you", "MARC2RDF_PASSWORD": "pw"}
    assert find_credentials("https://h.example/", both)._user == "you"
    assert "pw" not in repr(find_credentials("https://h.example/", both))


@pytest.mark.parametrize(
    "env", [{"MARC2RDF_USER": "u"}, {"MARC2RDF_PASSWORD": "s3cret"}, 
            {"MARC2RDF_TOKEN": "s3cret\nX: y"},
            {"MARC2RDF_TOKEN": "s3crét"}],
)  # fmt: skip
def test_wrong_credentials_are_not_repeated(env, tmp_path):
    with pytest.raises(UsageError) as error:
        find_credentials("http://h/", {**env, "HOME": str(tmp_path)})
    assert "s3cr" not in str(error.value)


def test_a_netrc_file_that_cannot_be_read_is_not_repeated(tmp_path):
    rc = tmp_path / "netrc"
    rc.write_text("machine h s3cret\n")
    with pytest.raises(UsageError, match="netrc file cannot be read") as error:
        find_credentials("http://h/", {"NETRC": str(rc)})
    assert "s3cret" not in str(error.value)


def test_a_token_may_be_a_header_of_its_own():
    with scripted(lambda request: (200, {}, b"")) as server:
        mine = Client(Credentials(token="X-Api-Key: abc"), Deadline(9))
        mine.send("GET", server.url, again=False)
        mine.close()
    assert server.seen[0].headers["x-api-key"] == "abc"


def test_the_package_of_the_store_is_asked_for_where_it_is_missing(tmp_path):
    code = (
        "import sys; sys.modules['pyoxigraph'] = None\n"
        "from marc2rdf.cli.main import run; sys.exit(run(sys.argv[1:]))"
    )
    done = subprocess.run([sys.executable, "-c", code, "query", str(tmp_path), "ASK {}"],
                          capture_output=True, check=False)  # fmt: skip
    assert done.returncode == 2
    assert b"pip install 'marc2rdf[store]'" in done.stderr
