"""``dump --verify`` says exactly what is wrong with a damaged dump."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from dump_samples import make, unpacked

from marc2rdf.dump.sums import write_sums
from marc2rdf.dump.verify import verify_dump
from marc2rdf.errors import InputError

R1 = "records-00001.nt.gz"
S1 = "shared-00001.nt.gz"


@pytest.fixture(scope="module")
def made(records: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify") / "dump"
    make(records, folder, notations=("nt", "turtle", "jsonl"), part_size=25)
    return folder


@pytest.fixture
def dump(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "dump"))


def problems(folder: Path) -> list[str]:
    return verify_dump(folder).problems


def rewrite(path: Path, change: Callable[[list[bytes]], list[bytes]], sums: bool = True) -> None:
    """Change the lines of a part, with sums that are right."""
    lines = unpacked(path).splitlines(keepends=True)
    path.write_bytes(gzip.compress(b"".join(change(lines)), mtime=0))
    if sums:
        write_sums(path.parent)


def test_nothing_is_wrong(dump):
    verdict = verify_dump(dump)
    assert verdict.problems == []
    assert verdict.summary().endswith("nothing is wrong")
    assert verdict.unchecked == 0


def test_the_sums_are_those_of_sha256sum(dump):
    done = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=dump, capture_output=True, check=False
    )
    assert done.returncode == 0
    assert done.stdout.count(b": OK") == len(list(dump.iterdir())) - 1


def test_one_byte_is_changed(dump):
    path = dump / R1
    was = hashlib.sha256(path.read_bytes()).hexdigest()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    now = hashlib.sha256(data).hexdigest()
    found = problems(dump)
    assert found[0] == f"{R1}: its SHA-256 is {now}, but SHA256SUMS says {was}"
    assert found[1].startswith(f"{R1}: it is damaged (")
    assert len(found) == 2


def test_a_file_is_cut(dump):
    path = dump / R1
    path.write_bytes(path.read_bytes()[:-20])
    write_sums(dump)
    assert problems(dump) == [f"{R1}: it ends too early"]


def test_something_follows_the_end(dump):
    path = dump / R1
    path.write_bytes(path.read_bytes() + b"more")
    write_sums(dump)
    assert problems(dump) == [f"{R1}: there is something behind its end"]


def test_a_file_is_missing_and_one_is_strange(dump):
    (dump / R1).unlink()
    (dump / "README.md").rename(dump / "LIESMICH.md")
    assert problems(dump) == [
        "README.md: it is missing",
        f"{R1}: it is missing",
        "LIESMICH.md: it is not in SHA256SUMS",
        f"void.ttl: it names {R1}, which is not there",
    ]


def test_a_triple_is_missing(dump):
    rewrite(dump / R1, lambda lines: lines[1:])
    found = problems(dump)
    triples = len(unpacked(dump / R1).splitlines())
    assert found[0] == f"{R1}: it has {triples:,} triples, but void.ttl says {triples + 1:,}"
    assert any(
        line.startswith("void.ttl: it says ") and " for triples, but there are " in line
        for line in found
    )
    assert any("for the class <http://purl.org/ontology/bibo/" in line for line in found)


def test_a_line_is_no_triple(dump):
    rewrite(dump / R1, lambda lines: [*lines[:6], b"<a> <b> c .\n", *lines[7:]])
    assert problems(dump) == [f"{R1}: line 7: it is no triple in N-Triples: <a> <b> c ."]


def test_of_many_wrong_lines_a_few_are_shown(dump):
    rewrite(dump / R1, lambda lines: [b"\xff\n"] * 9 + lines[9:])
    found = problems(dump)
    assert found[0] == f"{R1}: line 1: it is not UTF-8 (byte 1): \\xff"
    assert found[3:] == [f"{R1}: 6 more lines are wrong"]


def test_a_relative_iri(dump):
    rewrite(dump / R1, lambda lines: [b"<x> <y> <z> .\n", *lines[1:]])
    assert problems(dump) == [f"{R1}: line 1: <x> is no absolute IRI: <x> <y> <z> ."]


def test_shared_triples_stand_twice_or_out_of_order(dump):
    rewrite(dump / S1, lambda lines: [lines[0], lines[0], lines[1], lines[3], *lines[4:]])
    assert f"{S1}: line 2: the triple stands twice" in problems(dump)
    rewrite(dump / S1, lambda lines: [lines[3], *lines[:3], *lines[4:]])
    assert f"{S1}: line 2: it is out of order" in problems(dump)


def test_turtle_and_json_are_read_too(dump):
    rewrite(dump / "records-00002.ttl.gz", lambda lines: [*lines[:30], b"<a\n", *lines[30:]])
    rewrite(
        dump / "records-00002.jsonl.gz", lambda lines: [lines[0], lines[1][:-9] + b"\n", *lines[2:]]
    )
    found = problems(dump)
    assert len(found) == 2
    assert "records-00002.ttl.gz: " in found[0] and "it is no Turtle (" in found[0]
    assert found[1].startswith("records-00002.jsonl.gz: line 2: it is no JSON-LD (")


def test_void_says_something_else(dump):
    void = dump / "void.ttl"
    text = void.read_text()
    count = text.split('void:distinctObjects "')[1].split('"')[0]
    void.write_text(text.replace(f'void:distinctObjects "{count}"', 'void:distinctObjects "7"'))
    write_sums(dump)
    assert problems(dump) == [
        f"void.ttl: it says 7 for distinct objects, but there are {int(count):,}"
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [("<a", "void.ttl: it is no Turtle ("), ("", "void.ttl: it describes no data set")],
)
def test_void_cannot_be_read(dump, text, problem):
    (dump / "void.ttl").write_text(text)
    write_sums(dump)
    rewrite(dump / R1, lambda lines: [b"what\n", *lines[1:]])
    found = problems(dump)
    assert found[0].startswith(problem)
    assert found[1] == f"{R1}: line 1: it is no triple in N-Triples: what"


def test_the_sums_are_damaged(dump):
    sums = dump / "SHA256SUMS"
    lines = sums.read_text().splitlines()
    sums.write_text("\n".join(["garbage", *lines[1:], lines[-1]]) + "\n")
    found = problems(dump)
    assert found[0] == "SHA256SUMS: line 1 is no sum and name"
    assert "stands twice" in found[1]
    assert found[2].endswith(": it is not in SHA256SUMS")
    sums.unlink()
    assert problems(dump) == ["SHA256SUMS: it cannot be read (No such file or directory)"]


def test_no_dump_at_all(tmp_path):
    with pytest.raises(InputError, match="no dump is there"):
        verify_dump(tmp_path)
    with pytest.raises(InputError, match="there is no such folder"):
        verify_dump(tmp_path / "nowhere")


def test_a_dump_that_is_not_finished(tmp_path):
    (tmp_path / "dump" / ".unfinished").mkdir(parents=True)
    (found,) = problems(tmp_path / "dump")
    assert found.startswith("dump: it is not finished")


def test_zstandard(records, tmp_path):
    folder = tmp_path / "dump"
    make(records, folder, notations=("turtle",), compression="zst", part_size=100)
    assert problems(folder) == []
    path = folder / "records-00001.ttl.zst"
    path.write_bytes(path.read_bytes()[:-5])
    write_sums(folder)
    assert problems(folder) == ["records-00001.ttl.zst: it ends too early"]


def test_the_command_ends_1(dump, marc2rdf):
    assert marc2rdf("dump", "--verify", dump).returncode == 0
    (dump / S1).unlink()
    done = marc2rdf("dump", "--verify", dump)
    assert done.returncode == 1
    assert f"{S1}: it is missing" in done.stdout.decode().splitlines()
    assert b"things are wrong" in done.stderr
