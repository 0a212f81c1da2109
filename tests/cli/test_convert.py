"""``marc2rdf convert`` as its users see it: files, exit status, messages."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
from samples import book, iso2709

BASE = ("--base", "https://data.example.org/")


def graph(data: bytes, form: pyoxigraph.RdfFormat) -> pyoxigraph.Dataset:
    """Parse strictly and make equal graphs equal."""
    found = pyoxigraph.Dataset(
        pyoxigraph.parse(data, format=form, base_iri="https://data.example.org/")
    )
    found.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    return found


def test_the_seed_comes_out_as_the_article_it_is(marc2rdf, seed):
    done = marc2rdf("convert", seed, *BASE)
    assert done.returncode == 0
    text = done.stdout.decode()
    for line in (
        "<bib/220572> a bibo:AcademicArticle ;",
        '    bibo:pageStart "11" ;',
        '    bibo:pageEnd "32" ;',
        "    dcterms:isPartOf <issue/0303-965X/82/1> ;",
        "<issue/0303-965X/82/1> a bibo:Issue ;",
        "<journal/0303-965X> a bibo:Journal ;",
        "<record/220572> a foaf:Document ;",
    ):
        assert line in text.splitlines(), line
    assert "bibo:Book" not in text.replace("@prefix", "")
    assert "bibo:doi" not in text
    messages = done.stderr.decode().splitlines()
    assert messages[0].endswith("[leader-repaired]")
    assert messages[-1].startswith("1 record: 1 converted, 0 rejected · 63 triples · ")


def test_all_notations_are_the_same_graph(marc2rdf, seed, tmp_path):
    forms = {
        "a.ttl": pyoxigraph.RdfFormat.TURTLE,
        "a.nt": pyoxigraph.RdfFormat.N_TRIPLES,
        "a.jsonld": pyoxigraph.RdfFormat.JSON_LD,
    }
    graphs = []
    for name, form in forms.items():
        assert marc2rdf("convert", seed, *BASE, "-o", name).returncode == 0
        graphs.append(graph((tmp_path / name).read_bytes(), form))
    assert graphs[0] == graphs[1] == graphs[2]
    assert len(graphs[0]) == 63


def test_json_lines_are_documents_of_their_own(marc2rdf):
    records = iso2709(book("1", "One"), book("2", "Two"))
    done = marc2rdf("convert", "-t", "jsonl", *BASE, stdin=records)
    documents = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [document["title"] for document in documents] == ["One", "Two"]
    assert all("@context" in document for document in documents)


def test_without_a_base_a_line_says_so(marc2rdf, seed):
    done = marc2rdf("convert", seed)
    assert b"IRIs begin with https://example.org/" in done.stderr
    assert b"IRIs begin with" not in marc2rdf("convert", seed, *BASE).stderr


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["convert", "--nonsense"], 2, "No such option"),
        (["convrt"], 2, "did you mean 'convert'?"),
        (["convert", "a.mrc", "--base", "example.org"], 2, "no http or https IRI"),
        (["convert", "a.mrc", "-m", "koah"], 2, "did you mean 'koha'?"),
        (["convert", "a.mrc", "-o", "a.docx"], 2, "ends with none of"),
        (["convert", "a.mrc", "--max-errors", "many"], 2, "--max-errors cannot be 'many'"),
        (["convert", "a.mrc", "--without", "dcterms:abstrakt"], 2, "did you mean 'abstract'?"),
        (["convert", "a.mrc", "--plugin", "no_such_module"], 2, "cannot be loaded"),
        (["convert", "nowhere.mrc"], 4, "nowhere.mrc: there is no such file"),
        (["convert", "folder"], 4, "no file in it holds MARC"),
        (["convert", "a.mrc", "-o", "no/such/folder/a.nt"], 4, "there is no such folder"),
        (["convert", "a.mrc", "-o", "folder"], 4, "it is a folder"),
        (["convert", "a.mrc", "-o", "/dev/full", "-t", "nt"], 4, "No space left"),
        (["convert", "page.html"], 4, "HTML"),
        (["convert", "a.mrc", "-m", "wrong.yaml"], 3, "wrong.yaml:4:23: unknown-term"),
    ],
)
def test_every_failure_has_its_status_and_says_why(marc2rdf, tmp_path, arguments, status, message):
    (tmp_path / "a.mrc").write_bytes(iso2709(*(book(str(n), "T" * 900) for n in range(90))))
    (tmp_path / "page.html").write_text("<!DOCTYPE html><html><body>Not found</body></html>")
    (tmp_path / "wrong.yaml").write_text(
        "mapping: 1\nrules:\n  title:\n    {from: 245$a, to: dcterms:titel}\n"
    )
    (tmp_path / "folder").mkdir()
    done = marc2rdf(*arguments)
    assert done.returncode == status, done.stderr.decode()
    assert message in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_a_mapping_with_a_mistake_never_starts(marc2rdf, seed, tmp_path):
    (tmp_path / "wrong.yaml").write_text("mapping: 1\nruls: {}\n")
    (tmp_path / "out.ttl").write_text("old")
    done = marc2rdf("convert", seed, "-m", "wrong.yaml", "-o", "out.ttl")
    assert done.returncode == 3
    assert "wrong.yaml:2:1: unknown-key" in done.stderr.decode()
    assert (tmp_path / "out.ttl").read_text() == "old"


def test_no_half_file_appears(marc2rdf, tmp_path):
    xml = b"<collection><record><leader>00000nam a2200000 a 4500</leader></record><record>"
    (tmp_path / "cut.xml").write_bytes(xml)
    (tmp_path / "out.nt").write_text("old")
    done = marc2rdf("convert", "cut.xml", "-o", "out.nt")
    assert done.returncode != 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert [name for name in names if name.endswith(".part")] == []
    if done.returncode == 4:
        assert (tmp_path / "out.nt").read_text() == "old"


def test_rejected_records_are_kept_and_counted(marc2rdf, tmp_path):
    good, other = iso2709(book("1", "One")), iso2709(book("3", "Three"))
    broken = b"00077nam a2200049 a 4500this is no record at all\x1e\x1d"
    (tmp_path / "a.mrc").write_bytes(good + broken + other)
    done = marc2rdf("convert", "a.mrc", "-o", "a.nt", "--summary", "run.json", *BASE)
    assert done.returncode == 1
    account = json.loads((tmp_path / "run.json").read_text())
    assert account["read"] == 3
    assert account["converted"] == 2
    assert account["rejected"] == 1
    assert account["triples"] == len((tmp_path / "a.nt").read_text().splitlines())
    assert (tmp_path / "rejects.mrc").read_bytes() == broken
    entry = json.loads((tmp_path / "rejects.jsonl").read_text())
    assert (entry["source"], entry["record"], entry["offset"]) == ("a.mrc", 2, len(good))
    assert "(rejects.jsonl)" in done.stderr.decode().splitlines()[-1]


def test_max_errors_and_strict_end_a_run(marc2rdf, tmp_path):
    broken = b"00077nam a2200049 a 4500this is no record at all\x1e\x1d"
    records = iso2709(book("1", "One")) + broken * 3 + iso2709(book("2", "Two"))
    assert marc2rdf("convert", "--max-errors", "3", stdin=records).returncode == 1
    done = marc2rdf("convert", "--max-errors", "2", stdin=records)
    assert done.returncode == 4
    assert b"3 records were rejected, more than 2" in done.stderr
    assert marc2rdf("convert", "--max-errors", "60%", stdin=records).returncode == 1
    assert marc2rdf("convert", "--max-errors", "59%", stdin=records).returncode == 4
    assert marc2rdf("convert", "--strict", stdin=records).returncode == 4


def test_limit_skip_and_id_choose_records(marc2rdf):
    records = iso2709(*(book(str(n), f"Title {n}") for n in range(1, 6)))

    def titles(*options: str) -> list[str]:
        done = marc2rdf("convert", "-t", "nt", *BASE, *options, stdin=records)
        lines = done.stdout.decode().splitlines()
        return [line.split('"')[1] for line in lines if "/title>" in line]

    assert titles("--limit", "2") == ["Title 1", "Title 2"]
    assert titles("--skip", "3") == ["Title 4", "Title 5"]
    assert titles("--skip", "1", "--limit", "1") == ["Title 2"]
    assert titles("--id", "4") == ["Title 4"]
    assert titles("--limit", "0") == []


def test_the_same_record_twice_and_two_records_with_one_key(marc2rdf, tmp_path):
    one, same = iso2709(book("1", "One")), iso2709(book("1", "One"))
    other = iso2709(book("1", "Another"))
    done = marc2rdf(
        "convert", "-t", "nt", *BASE, "--summary", "run.json", stdin=one + same + other + other
    )
    account = json.loads((tmp_path / "run.json").read_text())
    assert (account["read"], account["converted"], account["duplicates"]) == (4, 2, 2)
    assert account["warnings"]["duplicate-key"] == 1
    subjects = {line.split()[0] for line in done.stdout.decode().splitlines() if "/title>" in line}
    assert len(subjects) == 2
    assert "<https://data.example.org/bib/1>" in subjects


def test_records_of_other_kinds_are_skipped_and_deleted_ones_counted(marc2rdf, tmp_path):
    records = iso2709(
        book("1", "A book"),
        book("2", "A name", LDR="00000nz  a2200000n  4500"),
        book("3", "Holdings", LDR="00000nx  a2200000n  4500"),
        book("4", "Gone", LDR="00000dam a2200000 a 4500"),
    )
    marc2rdf("convert", "-t", "nt", "--summary", "run.json", stdin=records)
    account = json.loads((tmp_path / "run.json").read_text())
    counts = {k: account[k] for k in ("read", "converted", "skipped", "deleted", "rejected")}
    assert counts == {"read": 4, "converted": 1, "skipped": 2, "deleted": 1, "rejected": 0}


def test_a_hidden_koha_record_is_not_published(marc2rdf):
    hidden = iso2709(
        {
            "245": ("10", {"a": "Secret"}),
            "942": ("  ", {"n": "1"}),
            "999": ("  ", {"c": "7", "d": "7"}),
        }
    )
    done = marc2rdf("convert", "-t", "nt", *BASE, stdin=hidden)
    assert done.returncode == 0
    assert done.stdout == b""
    assert b"1 record: 0 converted, 0 rejected, 1 skipped" in done.stderr


def test_warnings_of_a_kind_are_shown_five_times(marc2rdf):
    records = iso2709(
        *(book(str(n), "T", **{"020": ("  ", {"a": "0141439514"})}) for n in range(9))
    )
    lines = marc2rdf("convert", "-t", "nt", stdin=records).stderr.decode().splitlines()
    shown = [line for line in lines if "[isbn-check-digit]" in line]
    assert len(shown) == 6
    assert "13 more of this kind" in shown[-1] or "4 more of this kind" in shown[-1]
    assert "record 1 (id 0), 020 $a" in shown[0]
    assert "marc21-identifiers.yaml:" in shown[0]


def test_quiet_and_json_messages(marc2rdf, seed):
    assert marc2rdf("convert", seed, "-q").stderr == b""
    lines = marc2rdf("convert", seed, *BASE, "--log-json").stderr.decode().splitlines()
    assert [json.loads(line)["level"] for line in lines] == ["warning", "info"]


def test_without_leaves_out_properties_and_what_only_they_led_to(marc2rdf, seed):
    done = marc2rdf(
        "convert", seed, *BASE, "--without", "dcterms:creator,bibo:authorList,dcterms:abstract"
    )
    text = done.stdout.decode()
    assert "dcterms:abstract " not in text
    assert "foaf:Person" not in text
    assert "bibo:Journal" in text


def test_skolemized_output_has_no_blank_nodes(marc2rdf, seed):
    text = marc2rdf("convert", seed, *BASE, "--skolemize", "-t", "nt").stdout.decode()
    assert "_:" not in text
    assert "<https://data.example.org/.well-known/genid/" in text


def test_gzip_holds_no_time_and_no_name(marc2rdf, seed, tmp_path):
    marc2rdf("convert", seed, *BASE, "-o", "a.nt.gz")
    marc2rdf("convert", seed, *BASE, "-o", "b.nt.gz")
    assert (tmp_path / "a.nt.gz").read_bytes() == (tmp_path / "b.nt.gz").read_bytes()
    plain = marc2rdf("convert", seed, *BASE, "-t", "nt").stdout
    assert gzip.decompress((tmp_path / "a.nt.gz").read_bytes()) == plain


@pytest.mark.parametrize("notation", ["turtle", "jsonld", "jsonl", "nt"])
def test_the_same_input_gives_the_same_bytes_anywhere(marc2rdf, seed, notation):
    outputs = {
        marc2rdf("convert", seed, *BASE, "-t", notation, **environment).stdout
        for environment in (
            {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "UTC"},
            {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo"},
            {"PYTHONHASHSEED": "3", "PYTHONUTF8": "0", "LANG": "tr_TR"},
        )
    }
    assert len(outputs) == 1


def test_a_reader_that_goes_away_is_no_error(seed):
    records = seed.read_bytes() * 3
    command = f"set -o pipefail; {sys.executable} -m marc2rdf convert -t nt | head -1"
    done = subprocess.run(["bash", "-c", command], input=records, capture_output=True, check=False)
    assert done.stdout.count(b"\n") == 1
    assert b"Traceback" not in done.stderr
    assert b"rror" not in done.stderr


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_leaves_no_file_behind(tmp_path, sent, status):
    child = subprocess.Popen(
        [sys.executable, "-m", "marc2rdf", "convert", "-o", "out.nt", "-v"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    )
    assert child.stdin is not None and child.stderr is not None
    child.stdin.write(iso2709(book("1", "One")))
    child.stdin.flush()
    child.stderr.readline()  # the note about the base: it runs
    while not any(path.suffix == ".part" for path in tmp_path.iterdir()):
        assert child.poll() is None
        os.sched_yield()
    child.send_signal(sent)
    child.stdin.close()
    assert child.wait(30) == status
    child.stderr.close()
    assert list(tmp_path.iterdir()) == []


def test_help_is_there_at_once(marc2rdf):
    code = (
        "import sys\n"
        "from marc2rdf.cli.main import run\n"
        "run(['convert', '--help'])\n"
        "print(sorted(m for m in ('rdflib', 'pymarc', 'requests', 'yaml') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.decode().splitlines()[-1] == "[]"


def test_version(marc2rdf):
    assert marc2rdf("--version").stdout == b"marc2rdf 0.1.0\n"


def test_several_sources_are_one_run(marc2rdf, seed, tmp_path):
    (tmp_path / "a.mrc").write_bytes(iso2709(book("1", "One")))
    done = marc2rdf("convert", "a.mrc", seed, *BASE, "-t", "nt")
    assert done.returncode == 0
    assert b"2 records: 2 converted" in done.stderr


def test_a_plugin_of_the_user(marc2rdf, tmp_path, seed):
    (tmp_path / "loud.py").write_text("TRANSFORMS = {'shout': lambda text: text.upper() + '!'}\n")
    Path(tmp_path / "m.yaml").write_text(
        "mapping: 1\nrules:\n  title: {from: 245$a, do: [shout], to: dcterms:title}\n"
    )
    done = marc2rdf(
        "convert", seed, "-m", "m.yaml", "--plugin", "loud", "-t", "nt", PYTHONPATH=str(tmp_path)
    )
    assert b'SETTINGS!"' in done.stdout
    assert marc2rdf("check", "m.yaml").returncode == 3


def test_a_record_that_a_mapping_refuses_is_kept_as_it_came(marc2rdf, tmp_path):
    (tmp_path / "m.yaml").write_text(
        "mapping: 1\ntables: {kinds: {inline: {BK: bibo:Book}}}\nrules:\n"
        "  kind: {from: 942$c, table: kinds, missing: error, as: iri, to: rdf:type}\n"
    )
    good = iso2709({"001": "1", "942": ("  ", {"c": "BK"})})
    other = iso2709({"001": "2", "942": ("  ", {"c": "DVD"})})
    (tmp_path / "a.mrc").write_bytes(good + other)
    done = marc2rdf("convert", "a.mrc", "-m", "m.yaml", "-o", "a.nt")
    assert done.returncode == 1
    assert (tmp_path / "rejects.mrc").read_bytes() == other
    entry = json.loads((tmp_path / "rejects.jsonl").read_text())
    assert (entry["stage"], entry["id"], entry["code"]) == ("convert", "2", "not-in-table")
    assert entry["mapping"].startswith("m.yaml:4:")
    assert "'DVD' is not in the table 'kinds'" in done.stderr.decode()


@pytest.mark.parametrize("notation", ["nq", "rdfxml"])
def test_the_other_notations_can_be_asked_for(marc2rdf, seed, notation):
    forms = {"nq": pyoxigraph.RdfFormat.N_QUADS, "rdfxml": pyoxigraph.RdfFormat.RDF_XML}
    done = marc2rdf("convert", seed, *BASE, "-t", notation)
    assert done.returncode == 0
    assert len(list(pyoxigraph.parse(done.stdout, forms[notation]))) == 63


def test_a_folder_is_converted_and_what_is_no_marc_is_told(marc2rdf, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.mrc").write_bytes(gzip.compress(iso2709(book("1", "One"))))
    (tmp_path / "in" / "notes.txt").write_text("Dear colleague,\nhere they are.\n")
    done = marc2rdf("convert", "in", *BASE, "-t", "nt")
    assert done.returncode == 0
    assert b'"One"' in done.stdout
    assert b"notes.txt: it is plain text that holds no MARC fields [file-skipped]" in done.stderr


def test_characters_that_xml_cannot_hold_are_told(marc2rdf, tmp_path):
    (tmp_path / "a.mrc").write_bytes(iso2709(book("1", "Ti\x01tle")))
    done = marc2rdf("convert", "a.mrc", *BASE, "-o", "a.rdf", "--summary", "run.json")
    assert done.returncode == 0
    assert b"1 that the output cannot hold became U+FFFD [characters-replaced]" in done.stderr
    assert json.loads((tmp_path / "run.json").read_text())["warnings"] == {"characters-replaced": 1}
    assert b"characters-replaced" not in marc2rdf("convert", "a.mrc", "-t", "nt").stderr


def test_a_property_that_xml_cannot_name_rejects_its_record(marc2rdf, tmp_path):
    (tmp_path / "m.yaml").write_text(
        "mapping: 1\nprefixes: {ex: https://example.net/}\n"
        "rules:\n  title: {from: 245$a, to: ex:1title}\n"
    )
    record = iso2709(book("1", "One"))
    (tmp_path / "a.mrc").write_bytes(record)
    done = marc2rdf("convert", "a.mrc", "-m", "m.yaml", *BASE, "-o", "a.rdf")
    first = done.returncode
    (tmp_path / "m.yaml").write_text(
        "mapping: 1\nprefixes: {ex: https://example.net/}\n"
        "rules:\n  title: {from: 245$a, to: ex:123}\n"
    )
    done = marc2rdf("convert", "a.mrc", "-m", "m.yaml", *BASE, "-o", "a.rdf")
    assert (first, done.returncode) == (0, 1)
    assert (tmp_path / "rejects.mrc").read_bytes() == record
    entry = json.loads((tmp_path / "rejects.jsonl").read_text())
    assert (entry["stage"], entry["code"], entry["id"]) == ("write", "predicate-no-qname", "1")
