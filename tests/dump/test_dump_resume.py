"""A dump that is stopped at any moment goes on to the same bytes, with any number of processes."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from dump_samples import OPTIONS, contents, make
from samples import book, iso2709

from marc2rdf.dump.state import State

ROUNDS = int(os.environ.get("MARC2RDF_KILLS", "1"))


class Stopped(BaseException):
    """The end of a process, as far as the code can see."""


@pytest.fixture(scope="module")
def whole(records: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dump, made without a stop, with its rejects beside it."""
    folder = tmp_path_factory.mktemp("whole") / "dump"
    make(records, folder, notations=("nt", "jsonl"))
    return folder


def same(folder: Path, whole: Path) -> bool:
    ends = (".mrc", ".jsonl")
    rejects = [
        contents(f.parent).get(f"{f.name}-rejects{end}") for f in (folder, whole) for end in ends
    ]
    return contents(folder) == contents(whole) and rejects[:2] == rejects[2:] and all(rejects)


def test_stopped_at_every_step(records, whole, tmp_path, monkeypatch):
    """The process ends before the first file gets its name, before the second, and so on."""
    replace = os.replace
    for last in range(random.randrange(7), 200, 7):
        folder = tmp_path / f"dump{last}"
        left = [last]

        def step(source, target, left=left):
            if left[0] == 0:
                raise Stopped
            left[0] -= 1
            replace(source, target)

        monkeypatch.setattr(os, "replace", step)
        try:
            make(records, folder, notations=("nt", "jsonl"))
            break
        except Stopped:
            pass
        monkeypatch.setattr(os, "replace", replace)
        if is_done(folder):
            continue
        make(records, folder, notations=("nt", "jsonl"))
        folder.rename(tmp_path / "dump")
        for end in (".mrc", ".jsonl"):
            (tmp_path / f"dump{last}-rejects{end}").replace(tmp_path / f"dump-rejects{end}")
        assert same(tmp_path / "dump", whole), last
        (tmp_path / "dump").rename(folder)
    assert last >= 14


@pytest.mark.parametrize("jobs", [1, 2])
def test_killed_at_random_moments(records, tmp_path, jobs):
    """``kill -9`` while the parts, what they share or the descriptions are written."""
    command = [sys.executable, "-m", "marc2rdf", "dump", str(records), "dump", *OPTIONS, "-q"]
    command += ["--part-size", "6", "--formats", "nt,turtle", "--jobs", str(jobs)]
    (tmp_path / "whole").mkdir()
    assert subprocess.run(command, cwd=tmp_path / "whole", check=False).returncode == 1
    most = len(contents(tmp_path / "whole"))
    killed = 0
    for number in range(ROUNDS):
        here = tmp_path / str(number)
        here.mkdir()
        for _ in range(2):
            killed += kill_at(random.randrange(1, most), command, here)
        if not is_done(here / "dump"):
            assert subprocess.run(command, cwd=here, check=False).returncode == 1
        assert contents(here) == contents(tmp_path / "whole")
    assert killed


def kill_at(files: int, command: list[str], folder: Path) -> bool:
    """Run a command and kill it when so many files are there; False if it ends before."""
    if is_done(folder / "dump"):
        return False
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        with suppress(FileNotFoundError):  # one that went while they were counted
            if sum(1 for _ in folder.rglob("*")) >= files:
                process.kill()
                process.wait()
                return True
        os.sched_yield()
    return False


def is_done(folder: Path) -> bool:
    return (folder / "SHA256SUMS").exists() and not (folder / ".unfinished").exists()


@pytest.mark.parametrize(("jobs", "compression"), [(2, "gz"), (3, "zst")])
def test_processes_make_the_same_bytes(records, tmp_path, jobs, compression):
    one, many = tmp_path / "1" / "dump", tmp_path / "2" / "dump"
    first = make(records, one, compression=compression)
    second = make(records, many, jobs=jobs, compression=compression)
    assert contents(one.parent) == contents(many.parent)
    accounts = [{**report.as_dict(), "seconds": 0} for report in (first, second)]
    assert accounts[0] == accounts[1]
    assert first.skipped_kinds == second.skipped_kinds


def test_keys_that_many_parts_have(tmp_path):
    """Every record comes in every part, half of them changed: processes must agree all the same."""
    rows = [book(str(number % 7), f"Title {number % 7} {number % 3}") for number in range(60)]
    (tmp_path / "records.mrc").write_bytes(iso2709(*rows))
    reports = [
        make(tmp_path / "records.mrc", tmp_path / str(jobs) / "dump", jobs, part_size=4)
        for jobs in (1, 2)
    ]
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
    assert [report.converted for report in reports] == [21, 21]
    assert [report.duplicates for report in reports] == [39, 39]


def test_a_part_made_too_early_is_made_anew(records, tmp_path, whole):
    """A process was killed after parts were made that knew nothing of those before them."""
    from dump_samples import job

    from marc2rdf.dump.items import Items
    from marc2rdf.dump.part import convert_part
    from marc2rdf.run.converter import Converter

    folder = tmp_path / "dump"
    todo = job(records, folder, notations=("nt", "jsonl"))
    mapping = todo.load_mapping()
    State(folder).work.mkdir(parents=True)
    State(folder).begin(todo.fingerprint(mapping.sha256), restart=False)
    items, converter = Items(todo.sources, "", todo.part_size), Converter(mapping)
    for index in (2, 3, 4, 5):
        assert convert_part(todo, converter, items, index)
    make(records, folder, notations=("nt", "jsonl"))
    assert same(folder, whole)


def test_other_options_do_not_go_on(records, tmp_path, marc2rdf):
    State(tmp_path / "dump").work.mkdir(parents=True)
    (tmp_path / "dump" / ".unfinished" / "plan").write_text("of something else")
    done = marc2rdf("dump", records, "dump", *OPTIONS)
    assert done.returncode == 2
    assert b"of other sources or options" in done.stderr
    assert b"--restart" in done.stderr
    done = marc2rdf("dump", records, "dump", *OPTIONS, "--restart")
    assert done.returncode == 1
    assert marc2rdf("dump", "--verify", "dump").returncode == 0


def test_two_at_once_are_kept_apart(records, tmp_path, marc2rdf):
    from marc2rdf.dump.state import locked

    with locked(tmp_path / "dump"):
        done = marc2rdf("dump", records, "dump", *OPTIONS)
    assert done.returncode == 4
    assert b"another process makes a dump there" in done.stderr
