"""The store in a folder: loading, replacing, what fails, and what may be asked."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_servers import BASE, numbered, spooled

from marc2rdf.errors import OutputError, StoreError, UsageError
from marc2rdf.stores.asking import ask_folder
from marc2rdf.stores.embedded import add_in_folder, count, forget, replace_in_folder
from marc2rdf.stores.questions import form_of

A, B = BASE + "graph/a", BASE + "graph/b"


def nothing(sent: int) -> None:
    """Take no notice of how far it is."""


def held(folder, graph: str) -> int:
    return count(pyoxigraph.Store.read_only(str(folder)), graph)


def test_a_graph_is_replaced_and_the_others_stay(tmp_path):
    folder = tmp_path / "new" / "store"
    with spooled(*numbered(40)) as one, spooled(*numbered(70, "two")) as two:
        assert replace_in_folder(folder, A, one, nothing) == 40
        assert replace_in_folder(folder, B, two, nothing) == 70
        assert add_in_folder(folder, "", one, nothing) == (40, 40)
        assert replace_in_folder(folder, A, two, nothing) == 70
        assert add_in_folder(folder, A, one, nothing) == (40, 110)
        assert add_in_folder(folder, A, two, nothing) == (0, 110)
    assert [held(folder, graph) for graph in ("", A, B)] == [40, 110, 70]
    assert os.listdir(folder.parent) == ["store"]
    assert len(pyoxigraph.Store(str(folder))) == 220


def test_a_reader_keeps_what_it_opened(tmp_path):
    folder = tmp_path / "store"
    with spooled(*numbered(40)) as one, spooled(*numbered(70, "two")) as two:
        replace_in_folder(folder, A, one, nothing)
        reader = pyoxigraph.Store.read_only(str(folder))
        replace_in_folder(folder, A, two, nothing)
        assert count(reader, A) == 40
    assert held(folder, A) == 70


def test_a_store_in_use_is_left_alone(tmp_path):
    with spooled(*numbered(5)) as one:
        replace_in_folder(tmp_path / "store", A, one, nothing)
        store = pyoxigraph.Store(str(tmp_path / "store"))
        for act in (replace_in_folder, add_in_folder):
            with pytest.raises(OutputError, match="another program has the store open") as error:
                act(tmp_path / "store", A, one, nothing)
            assert error.value.code == "store-locked"
        assert count(store, A) == 5


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    (tmp_path / "a.txt").write_text("mine")
    with spooled(*numbered(5)) as one:
        for act in (replace_in_folder, add_in_folder):
            with pytest.raises(OutputError, match="something else than a store"):
                act(tmp_path, A, one, nothing)
            with pytest.raises(OutputError, match="it is a file"):
                act(tmp_path / "a.txt", A, one, nothing)
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_wrong_count_leaves_the_old_store(tmp_path):
    folder = tmp_path / "store"
    with spooled(*numbered(5)) as one, spooled(*numbered(9, "two")) as two:
        replace_in_folder(folder, A, one, nothing)
        two.triples += 1
        with pytest.raises(StoreError, match=r"holds 9 triples, 1 fewer than it should \(10\)"):
            replace_in_folder(folder, A, two, nothing)
    assert held(folder, A) == 5
    assert os.listdir(tmp_path) == ["store"]


FULL = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
from marc2rdf.cli.main import run
sys.exit(run(sys.argv[1:]))
"""


def test_a_full_disk_leaves_the_old_store(tmp_path, marc2rdf):
    """A limit on the size of files stands for a full disk."""
    small, large = tmp_path / "small.nt", tmp_path / "large.nt"
    small.write_text("".join(f"{line}\n" for line in numbered(20)))
    lines = (f'<{BASE}{n}> <{BASE}p> "{os.urandom(300).hex()}" .\n' for n in range(600))
    large.write_text("".join(lines))
    assert marc2rdf("load", small, "--to", "store", "--graph", A).returncode == 0
    done = subprocess.run(
        [sys.executable, "-c", FULL, "load", str(large), "--to", "store", "--graph", A],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 4, done.stderr
    assert b"Traceback" not in done.stderr
    assert held(tmp_path / "store", A) == 20
    assert sorted(os.listdir(tmp_path)) == ["large.nt", "small.nt", "store"]


def test_a_load_that_is_killed_leaves_the_old_store_and_nothing_for_long(tmp_path):
    folder = tmp_path / "store"
    code = (
        "import os, sys; sys.path[:] = sys.argv[1].split(os.pathsep)\n"
        "from pathlib import Path; from real_servers import numbered, spooled\n"
        "from marc2rdf.stores.embedded import replace_in_folder\n"
        "replace_in_folder(Path(sys.argv[2]), sys.argv[3], spooled(*numbered(900)),"
        " lambda sent: os.kill(os.getpid(), 9))"
    )
    with spooled(*numbered(5)) as one:
        replace_in_folder(folder, A, one, nothing)
        paths = os.pathsep.join(sys.path)
        done = subprocess.run([sys.executable, "-c", code, paths, str(folder), A], check=False)
        assert done.returncode == -signal.SIGKILL
        assert held(folder, A) == 5
        assert len(os.listdir(tmp_path)) == 2
        forget(folder)
        assert os.listdir(tmp_path) == ["store"]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("library") / "store"
    with spooled(*numbered(300)) as one:
        add_in_folder(folder, "", one, nothing)
    return folder


def test_a_query_that_takes_too_long_is_ended(library):
    """A product of five times all triples would take years."""
    pattern = " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(5))
    began = time.monotonic()
    with pytest.raises(StoreError, match="longer than 1 seconds") as error:
        ask_folder(library, f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}", False, 1)
    assert error.value.code == "query-timeout"
    assert time.monotonic() - began < 10


def test_a_query_cannot_change_or_reach_out(library):
    with pytest.raises(UsageError, match="the query cannot be read"):
        ask_folder(library, "INSERT DATA { <x:a> <x:b> <x:c> }", False, 30)
    assert held(library, "") == 300


@pytest.mark.parametrize(
    "text",
    ["INSERT DATA {}", "# SELECT\nDROP ALL", "PREFIX a: <x:> DELETE WHERE {?s ?p ?o}", "load <x:a>",
     "BASE <x:> CLEAR ALL", "SELECT * {} ; DROP ALL", "\\u0044ROP ALL", "", "#",
     "define x:y 1 SELECT * {}",
     '"\\u005C" DROP ALL "', "INSERTDATA{}", "WITH <x:g> INSERT {} WHERE {}"],
)  # fmt: skip
def test_what_is_no_query_is_refused(text):
    with pytest.raises(UsageError) as error:
        form_of(text)
    assert error.value.code == "query"


SERVICES = [
    "SELECT * { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    "SELECT * { sErViCe silent <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    "SELECT * {SERVICE<http://127.0.0.1:{port}/>{?s ?p ?o}}",
    "SELECT * { ?s ?p true SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE<http://127.0.0.1:{port}/>{ ?s ?p ?o } }",
    "PREFIX x: <http://127.0.0.1:{port}/> SELECT * { SERVICE x: { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:{port}/> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:{port}/> SELECT * { SERVICESILENT:x { ?s ?p ?o } }",
    "SELECT * { BIND(IRI('http://127.0.0.1:{port}/') AS ?g) SERVICE ?g { ?s ?p ?o } }",
    '# "\nSELECT * { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } } # "',
    "# '''\nSELECT * { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } } # '''",
    'SELECT * { BIND("\\u005C" AS ?x) SERVICE <http://127.0.0.1:{port}/> { ?s ?p "" } }',
    "SELECT * { FILTER EXISTS { SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } } }",
    "SELECT * { ?s ?p ?o FILTER(1<2) SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
    "SELECT * { FILTER(1<2&&3>2) SERVICE <http://127.0.0.1:{port}/> { ?s ?p ?o } }",
]


@pytest.mark.parametrize("text", SERVICES)
def test_no_other_server_is_asked(text):
    with pytest.raises(UsageError, match="SERVICE would ask another server"):
        form_of(text.replace("{port}", "80"), service=False)


PIECES = st.sampled_from(
    "SERVICE service SILENT <http://127.0.0.1:{port}/> {?s { } # \" ' \"\"\" \'\'\' \\ \\u0022 "
    "\\u005C \\u0023 a: : ?x $ @en 1 . < > true OPTIONAL _:b a:b\\- %41".split() + [" ", "\n"]
)  # fmt: skip


def test_what_passes_asks_nobody_whatever_it_is_made_of():
    """pyoxigraph itself runs what is let through; a listener takes note of every call."""
    import socket

    called = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(None)
    port = str(listener.getsockname()[1])

    def listen() -> None:
        try:
            listener.accept()[0].close()
            called.set()
        except OSError:
            return

    thread = threading.Thread(target=listen)
    thread.start()
    store = pyoxigraph.Store()

    @given(st.lists(PIECES, max_size=8), st.lists(PIECES, max_size=4))
    def run(before: list[str], after: list[str]) -> None:
        middle = "SERVICE <http://127.0.0.1:{port}/> {?s ?p ?o}"
        text = "SELECT * {" + "".join([*before, middle, *after]) + "}"
        text = "PREFIX a: <x:> PREFIX : <y:> " + text.replace("{port}", port)
        try:
            form_of(text, service=False)
        except UsageError:
            return
        with suppress(SyntaxError, OSError, RuntimeError, ValueError):
            list(store.query(text))
        assert not called.is_set(), text

    try:
        run()
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def test_limits_are_there(library):
    assert resource.getrlimit(resource.RLIMIT_AS)  # this test's platform has what asking needs
    body = ask_folder(library, "ASK {}", False, 30)
    assert b"true" in body
