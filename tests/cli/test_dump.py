"""``marc2rdf dump`` as its users see it: options, messages, and what convert does too."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from samples import book, iso2709

from marc2rdf.cli.main import run

Run = Callable[..., "Done"]
OPTIONS = ("--license", "CC0-1.0", "--base", "https://data.example.com/")
BROKEN = b"00030nam a22000000 a 4500 broken\x1d"


class Done(NamedTuple):
    returncode: int
    stdout: bytes
    stderr: bytes


@pytest.fixture
def here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture
) -> Run:
    """Run ``marc2rdf`` in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str | Path) -> Done:
        status = run([str(argument) for argument in arguments])
        return Done(status, *capsysbinary.readouterr())

    return call


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.mrc"
    rows = [book(str(n), f"Title {n}", **{"020": ("  ", {"a": "123"})}) for n in range(20)]
    path.write_bytes(iso2709(*rows[:9]) + BROKEN + iso2709(rows[3], *rows[9:]) + BROKEN)
    return path


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("dump",), "a dump needs sources and a folder"),
        (("-", "dump", *OPTIONS), "standard input cannot be read again"),
        (("catalogue.mrc", "dump", "--base", "https://a.org/"), "a dump needs a licence"),
        (
            ("catalogue.mrc", "dump", "--license", "CC0-1.0"),
            "nothing is published under https://example.org/",
        ),
        (
            ("catalogue.mrc", "dump", "--license", "CC0-1.0", "--base", "https://example.org/x/"),
            "nothing is published",
        ),
        (
            ("catalogue.mrc", "dump", "--license", "public", *OPTIONS[2:]),
            "'public' is no licence's IRI",
        ),
        (
            ("catalogue.mrc", "dump", "--license", "http://a b/", *OPTIONS[2:]),
            "is no licence's IRI",
        ),
        (
            ("catalogue.mrc", "dump", *OPTIONS, "--formats", "nt,rdfxml"),
            "there is no notation 'rdfxml'",
        ),
        (("catalogue.mrc", "dump", *OPTIONS, "--issued", "2026-02-30"), "--issued cannot be"),
        (
            ("catalogue.mrc", "dump", *OPTIONS, "--parts", "2", "--part-size", "2"),
            "different things",
        ),
        (("catalogue.mrc", "dump", *OPTIONS, "--url", "ftp://a.org/"), "is no address of a folder"),
        (
            ("catalogue.mrc", "dump", *OPTIONS, "--endpoint", "sparql"),
            "is no address of an endpoint",
        ),
        (("--verify", "a", "b"), "--verify checks one folder"),
    ],
)
def test_wrong_usage(source, here, tmp_path, arguments, message):
    done = here("dump", *arguments)
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert not (tmp_path / "dump").exists()


def test_rejects_and_account_are_those_of_convert(source, here, tmp_path):
    for folder in ("a", "b", "c"):
        (tmp_path / folder).mkdir()
    whole = here("convert", source, *OPTIONS[2:], "-o", "a/all.nt", "--summary", "a/run.json")
    one = here("dump", source, "b/dump", *OPTIONS, "--summary", "b/run.json", "--part-size", "3")
    two = here(
        "dump",
        source,
        "c/dump",
        *OPTIONS,
        "--summary",
        "c/run.json",
        "--jobs",
        "2",
        "--part-size",
        "3",
    )
    assert [whole.returncode, one.returncode, two.returncode] == [1, 1, 1]
    for name in ("rejects.mrc", "rejects.jsonl"):
        files = [(tmp_path / folder / name).read_bytes() for folder in "abc"]
        assert files[0] == files[1] == files[2]
    accounts = [json.loads((tmp_path / folder / "run.json").read_text()) for folder in "abc"]
    for account in accounts:
        del account["seconds"]
    assert accounts[0] == accounts[1] == accounts[2]
    lines = [done.stderr.decode().splitlines()[:-1] for done in (whole, one, two)]
    address = "the addresses of the files begin with https://data.example.com/dump/"
    assert lines[1] == lines[2] == [address, *lines[0]]


def test_so_many_parts(source, here, tmp_path):
    here("dump", source, "dump", *OPTIONS, "--parts", "4", "--limit", "20", "--skip", "1")
    assert len(list((tmp_path / "dump").glob("records-*"))) == 4


@pytest.mark.parametrize(("limit", "status"), [("1", 4), ("2", 1), ("50%", 1), ("5%", 4)])
def test_too_many_errors(source, here, tmp_path, limit, status):
    done = here("dump", source, "dump", *OPTIONS, "--max-errors", limit, "--part-size", "3")
    assert done.returncode == status
    assert (tmp_path / "dump" / "SHA256SUMS").exists() == (status == 1)


def test_strict_ends_with_the_first_warning(source, here, tmp_path):
    done = here("dump", source, "dump", *OPTIONS, "--strict")
    assert done.returncode == 4
    assert b"record 1 (id 0)" in done.stderr


def test_one_record_only(source, here, tmp_path):
    done = here("dump", source, "dump", *OPTIONS, "--id", "7", "--without", "dcterms:title")
    assert done.returncode == 0
    void = (tmp_path / "dump" / "void.ttl").read_text()
    assert "void:exampleResource <https://data.example.com/bib/7>" in void
    assert "terms/title" not in void


def test_a_folder_with_other_files_is_left_alone(source, here, tmp_path):
    (tmp_path / "dump").mkdir()
    (tmp_path / "dump" / "mine.txt").write_text("mine")
    done = here("dump", source, "dump", *OPTIONS)
    assert done.returncode == 2
    assert b"is not empty" in done.stderr
    assert [path.name for path in (tmp_path / "dump").iterdir()] == ["mine.txt"]


def test_a_finished_dump_is_left_alone(source, here, tmp_path):
    assert here("dump", source, "dump", *OPTIONS).returncode == 1
    done = here("dump", source, "dump", *OPTIONS, "--restart")
    assert done.returncode == 2
    assert b"is complete" in done.stderr


def test_a_source_that_ends_too_early(tmp_path, here):
    (tmp_path / "a.xml").write_text("<collection><record>")
    for jobs in ("1", "2"):
        done = here("dump", "a.xml", f"dump{jobs}", *OPTIONS, "--jobs", jobs)
        assert done.returncode == 4 or done.returncode == 1
        assert b"Traceback" not in done.stderr


def test_no_such_source(tmp_path, here):
    for jobs in ("1", "2"):
        done = here("dump", "nowhere.mrc", f"dump{jobs}", *OPTIONS, "--jobs", jobs)
        assert done.returncode == 4
        assert b"there is no such file" in done.stderr


def test_what_is_said_of_it(source, here, tmp_path):
    about = ("--title", "The <b>&amp; books", "--publisher", "https://library.example.com/")
    more = (
        "--issued",
        "2026-01-31",
        "--url",
        "https://files.example.com/d",
        "--endpoint",
        "https://data.example.com/sparql",
    )
    assert here("dump", source, "dump", *OPTIONS, *about, *more).returncode == 1
    folder = tmp_path / "dump"
    void = (folder / "void.ttl").read_text()
    assert 'dcterms:title "The <b>&amp; books"' in void
    assert "dcterms:publisher <https://library.example.com/>" in void
    assert 'dcterms:issued "2026-01-31"^^xsd:date' in void
    assert "void:sparqlEndpoint <https://data.example.com/sparql>" in void
    assert "@base <https://files.example.com/d/> ." in void
    page = (folder / "index.html").read_text()
    assert "<title>The &lt;b&gt;&amp;amp; books</title>" in page
    assert "dcat:servesDataset <#dataset>" in (folder / "dcat.ttl").read_text()
    assert here("dump", "--verify", folder).returncode == 0
