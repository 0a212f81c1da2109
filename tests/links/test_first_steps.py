"""What a new user of ``resolve`` and ``links`` does wrong, and what services answer half."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import threading

import pytest
from links_server import Answer, FakeClock, run, serving
from samples import book, iso2709

from marc2rdf.cli.main import run as command
from marc2rdf.links.cache import Cache, Use
from marc2rdf.links.feeds import Wanted
from marc2rdf.links.findings import find
from marc2rdf.links.judging import judge_issn
from marc2rdf.links.providers import Settings, make_providers
from marc2rdf.links.providers.issn_shapes import described
from marc2rdf.links.verdict import Verdict

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def journals(tmp_path, monkeypatch):
    """A folder with a file of two journals, one with a wrong ISSN."""
    monkeypatch.chdir(tmp_path)
    leader = "00000nas a2200000 a 4500"
    records = [
        book("<b>1</b>", "Good", **{"022": ("  ", {"a": "0303-965X"})}, LDR=leader),
        book("<b>2</b>", "Bad", **{"022": ("  ", {"a": "0303-9651"})}, LDR=leader),
    ]
    (tmp_path / "a.mrc").write_bytes(b"".join(map(iso2709, records)))
    return tmp_path


@pytest.mark.parametrize("arguments", [["resolve", "a.mrc", "--offline"], ["links", "prune"]])
@pytest.mark.parametrize("table", ["books", "about"])
def test_the_database_of_another_program_is_left_alone(journals, capsys, arguments, table):
    with sqlite3.connect("other.db") as other:
        other.execute(f"CREATE TABLE {table} (name)")
    other.close()
    before = (journals / "other.db").read_bytes()
    assert command([*arguments, "--cache=other.db"]) == 4
    assert "other.db: it is no cache of links" in capsys.readouterr().err
    assert (journals / "other.db").read_bytes() == before


def test_what_cannot_be_written_is_not_called_another_file(journals, capsys):
    (journals / "folder").mkdir()
    assert command(["resolve", "a.mrc", "--offline", "--cache=folder"]) == 4
    assert "folder: it cannot be written (unable to open" in capsys.readouterr().err


def test_another_database_is_not_read_as_a_cache_without_links(journals, capsys):
    with sqlite3.connect("other.db") as other:
        other.execute("CREATE TABLE books (name)")
    other.close()
    assert command(["links", "stats", "--cache=other.db"]) == 4
    assert "other.db: it is no cache of links" in capsys.readouterr().err


def test_a_cache_of_another_version_is_left_alone(journals, capsys):
    assert command(["resolve", "a.mrc", "--cache=c.db", "--offline"]) == 0
    with sqlite3.connect("c.db") as cache:
        cache.execute("UPDATE about SET value = '99' WHERE name = 'version'")
        cache.execute("DROP TABLE robots")
    cache.close()
    assert command(["resolve", "a.mrc", "--cache=c.db", "--offline"]) == 4
    said = capsys.readouterr().err
    assert "c.db: it is a cache of another version of marc2rdf. Begin a new one" in said
    with sqlite3.connect("c.db") as cache:
        names = {name for (name,) in cache.execute("SELECT name FROM sqlite_master")}
    cache.close()
    assert "robots" not in names


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("timeout: [1]", "s.yaml: 'timeout' cannot be a list"),
        ("rate: {a: 1}", "s.yaml: 'rate' cannot be a map"),
        ("contact: [a]", "s.yaml: 'contact' cannot be a list"),
        ("rate: fast", "s.yaml: the setting 'rate' cannot be 'fast'"),
        ("foo: 1", "s.yaml: there is no setting 'foo'. There are: allow-host, base"),
        ("a: [", "s.yaml: the settings cannot be read (line 2, column 1"),
        ("rate: 0.5\nrate: 2\nsettings: b", "s.yaml: there is no setting 'settings'"),
    ],
)
def test_settings_that_cannot_be_are_explained(journals, capsys, settings, message):
    (journals / "s.yaml").write_text(settings + "\n", encoding="utf-8")
    done = command(["resolve", "a.mrc", "--cache=c.db", "--offline", "--settings=s.yaml"])
    said = capsys.readouterr().err
    assert done == 2 and message in said, said


def test_settings_that_are_not_there(journals, capsys):
    assert command(["resolve", "a.mrc", "--cache=c.db", "--offline", "--settings=no.yaml"]) == 2
    assert "no.yaml: the settings cannot be read (No such file" in capsys.readouterr().err


def test_lists_and_single_values_in_settings(journals, marc2rdf):
    with serving(lambda asked: Answer(404)) as server:
        url = f"http://127.0.0.1:{server.port}"
        text = (
            f"allow-host: '127.0.0.1:{server.port}'\nproviders: [issn, crossref]\n"
            f"issn-url: {url}\ncrossref-url: {url}\nrate: 500\ncontact: me@library.example\n"
        )
        (journals / "s.yaml").write_text(text, encoding="utf-8")
        done = marc2rdf("resolve", "a.mrc", "--cache=c.db", "--settings=s.yaml")
    assert done.returncode == 0, done.stderr.decode()
    assert [path.split("?")[0] for path in server.paths()][-1] == "/journals/0303-965X"


def test_providers_are_looked_at_first(journals, capsys):
    assert command(["resolve", "a.mrc", "--cache=c.db", "--offline", "--providers=issn,foo"]) == 2
    assert "there is no provider 'foo'" in capsys.readouterr().err
    assert not (journals / "c.db").exists()


def test_a_question_gets_no_full_stop(journals, capsys):
    command(["resolve", "a.mrc", "--cache=c.db", "--offline", "--report=x.pdf"])
    said = capsys.readouterr().err
    assert "what should the report 'x.pdf' be? Let it end" in said


def test_a_wrong_number_in_the_report_has_its_title(journals):
    done = command(["resolve", "a.mrc", "--cache=c.db", "--offline", "--report=r.json"])
    [entry] = json.loads((journals / "r.json").read_text("utf-8"))
    assert done == 0 and entry["problem"] == "issn-check-digit" and entry["title"] == "Bad"


def test_show_hints_at_the_right_digit(journals, capsys):
    command(["resolve", "a.mrc", "--cache=c.db", "--offline"])
    assert command(["links", "show", "0303-9651", "--cache=c.db"]) == 2
    assert "the check digit of '0303-9651' is wrong. Perhaps 0303-965X." in capsys.readouterr().err


def test_show_gives_a_doi_in_an_address_and_the_address(tmp_path, capsys):
    name = str(tmp_path / "c.db")

    def route(asked):
        body = json.dumps({"DOI": "10.1000/xyz", "title": "A"}).encode()
        return Answer(200, body, JSON) if asked.path == "/10.1000/xyz" else Answer(404)

    address = "https://doi.org/10.1000/xyz"
    with serving(route) as server, Cache.open(name) as cache:
        links = [("doi", "10.1000/xyz"), ("url", address)]
        run(cache, links, server.port, providers=("doi",))
        from marc2rdf.links.verdict import Verdict

        cache.put("url", address, Verdict("alive", provider="url"))
        cache.commit()
    assert command(["links", "show", address, "--cache", name]) == 0
    said = capsys.readouterr().out
    assert "10.1000/xyz: found, says doi" in said and f"{address}: alive, says url" in said


def test_max_age_of_nothing_asks_everything_again(tmp_path):
    with serving(lambda asked: Answer(200)) as server, Cache.open(tmp_path / "c.db") as cache:
        links, clock = [("url", server.url("/a"))], FakeClock()
        run(cache, links, server.port, clock=clock)
        clock.time += 60
        assert run(cache, links, server.port, clock=clock).asked == 0
        assert run(cache, links, server.port, clock=clock, max_age=0.0).asked == 1


def test_not_modified_without_being_asked_is_no_second_404(tmp_path):
    status = [404]
    with (
        serving(lambda asked: Answer(404 if asked.path == "/robots.txt" else status[0])) as server,
        Cache.open(tmp_path / "c.db") as cache,
    ):
        url, clock = server.url("/a"), FakeClock()
        run(cache, [("url", url)], server.port, clock=clock)
        clock.time += 2 * 86400
        status[0] = 304
        run(cache, [("url", url)], server.port, clock=clock)
        found = cache.get("url", url, "url")
    assert found is not None and found.status == "unsure"


def test_the_summary_counts_what_is_dead(tmp_path):
    with serving(lambda asked: Answer(404)) as server, Cache.open(tmp_path / "c.db") as cache:
        links, clock = [("url", server.url("/a"))], FakeClock()
        assert dict(run(cache, links, server.port, clock=clock).verdicts) == {"missing": 1}
        clock.time += 2 * 86400
        assert dict(run(cache, links, server.port, clock=clock).verdicts) == {"dead": 1}


def test_a_portal_that_fails_leaves_a_number_unsure_not_unknown(tmp_path):
    def route(asked):
        return Answer(403 if asked.path.startswith("/resource/") else 404)

    with serving(route) as server, Cache.open(tmp_path / "c.db") as cache:
        use = Use("issn", "0303-965X", "1", "022", "A title", "")
        run(cache, [use], server.port, providers=("issn", "crossref"))
        assert judge_issn(cache, "0303-965X", ["A title"], "").word == "not-checked"
        [finding] = find(cache)
    assert finding.problem == "link-unsure" and "403" in finding.what


def test_a_portal_that_does_not_know_a_number_is_believed(tmp_path):
    def route(asked):
        return Answer(404 if asked.path.startswith("/resource/") else 403)

    with serving(route) as server, Cache.open(tmp_path / "c.db") as cache:
        use = Use("issn", "0303-965X", "1", "022", "A title", "")
        run(cache, [use], server.port, providers=("issn", "crossref"))
        [finding] = find(cache)
    assert finding.problem == "issn-unknown"


@pytest.mark.parametrize("wrap", [lambda g: {"@graph": g}, lambda g: {"@graph": [{"@graph": g}]}])
def test_a_graph_may_stand_in_a_graph(wrap):
    entry = {"@id": "http://issn.org/resource/ISSN/0303-965X", "name": "Things"}
    said = described("0303-965X", wrap([entry]))
    assert said is not None and said["title"] == "Things"


def test_a_graph_a_thousand_deep_is_refused_or_read():
    from marc2rdf.net.failures import FetchError

    answer: dict[str, object] = {"name": "x"}
    for _ in range(300):
        answer = {"@graph": [answer]}
    with pytest.raises(FetchError):
        described("0303-965X", answer)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_who_stops_a_run_is_told_how_it_goes_on(journals, number, status):
    asked_for, go_on = threading.Event(), threading.Event()

    def route(asked):
        asked_for.set()
        go_on.wait(20)
        return Answer(404)

    with serving(route) as server:
        url = f"http://127.0.0.1:{server.port}"
        process = subprocess.Popen(
            [
                sys.executable, "-m", "marc2rdf", "resolve", "a.mrc", "--cache=c.db",
                "--providers=issn", f"--issn-url={url}", f"--allow-host=127.0.0.1:{server.port}",
                "--contact=me@library.example",
            ],
            stderr=subprocess.PIPE,
        )  # fmt: skip
        assert asked_for.wait(20)
        process.send_signal(number)
        go_on.set()
        _, said = process.communicate(timeout=30)
    assert process.returncode == status
    assert b"what is known is kept; run it again to go on" in said and b"Traceback" not in said


@pytest.mark.parametrize("name", ["unionlist", "union-list"])
def test_what_a_provider_found_is_not_asked_of_those_behind_it(tmp_path, name):
    """The name of a provider is that of an entry point, which may have a hyphen."""
    clock = FakeClock()
    settings = Settings({}, "", lambda address: None, lambda number: [number])
    with Cache.open(tmp_path / "c.db") as cache:
        number = cache.begin()
        cache.want([(Use("issn", "0303-965X", "1", "022", "", ""), "")], number)
        found = Verdict("found", checked=clock.now(), until=clock.now() + 1000, provider=name)
        cache.put("issn", "0303-965X", found)
        cache.commit()
        [crossref] = make_providers(["crossref"], settings)
        counts = [
            Wanted(cache, crossref, clock, number, before=before).count()
            for before in ((), (name,))
        ]
    assert counts == [1, 0]
