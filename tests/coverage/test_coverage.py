"""Coverage: every subfield is counted once, by another library's count, and memory is bounded."""

from __future__ import annotations

import gc
import io
import json
import tracemalloc
from collections import Counter

import pymarc
import pytest
from browser import needs_browser, open_page
from samples import book, iso2709
from shared_data import DATA, shared_files

from marc2rdf.coverage.counts import MANY, SAMPLES, Counts, Coverer, as_dict
from marc2rdf.coverage.text import rows, share
from marc2rdf.errors import MappingError
from marc2rdf.explain.left_out import REASONS, LeftOut, read_entries
from marc2rdf.mapping.mapping import Mapping
from marc2rdf.marc.record import Record
from marc2rdf.run.pipeline import Options, Pipeline
from marc2rdf.run.rejects import NoRejects
from marc2rdf.run.report import Report

BASE = "https://data.example.org/"
TITLE = "mapping: 1\nrules: {title: {from: 245$a, to: dcterms:title}}"


def covered(paths, mapping: Mapping) -> tuple[Counts, Report]:
    counts, report = Counts(), Report()
    coverer = Coverer(mapping, counts)
    Pipeline(mapping, coverer, report, NoRejects(), Options(), converter=coverer).run(paths)
    return counts, report


def counted(data: bytes) -> tuple[Counter, Counter]:
    """Count occurrences and records of each subfield with pymarc."""
    occurrences: Counter = Counter()
    records: Counter = Counter()
    for record in pymarc.MARCReader(io.BytesIO(data)):
        kinds = set()
        for field in record.fields:
            codes = [""] if field.is_control_field() else [s.code for s in field.subfields]
            occurrences.update((field.tag, code) for code in codes)
            kinds.update((field.tag, code) for code in codes)
        records.update(kinds)
    return occurrences, records


def test_the_counts_are_those_of_pymarc(tmp_path):
    data = iso2709(
        book(
            "1", "One", **{"020": ("  ", {"a": "0141439513", "c": "$1"}), "650": (" 0", {"a": "x"})}
        ),
        book("2", "Two", **{"500": ("  ", {"a": "n"}), "880": ("  ", {"6": "245-00", "a": "Два"})}),
    )
    (tmp_path / "two.mrc").write_bytes(data)
    counts, _ = covered([tmp_path / "two.mrc"], Mapping.default(BASE))
    occurrences, records = counted(data)
    found = counts.subfields
    linked = {key for key in found if key[0] == "245"}
    assert found[("245", "6")].occurrences == 1  # the unlinked 880 is a 245
    assert found[("245", "a")].occurrences == occurrences[("245", "a")] + 1
    for key in set(found) - linked:
        assert found[key].occurrences == occurrences[key]
        assert found[key].records == records[key]
    assert found[("020", "a")].rules == {"isbn": 1}
    assert found[("020", "c")].on_purpose == 1


@pytest.mark.parametrize("path", shared_files("nlnz-1000.mrc"), ids=lambda path: path.name)
def test_the_counts_of_real_records_are_those_of_pymarc(path, tmp_path):
    few = path.read_bytes().split(b"\x1d")[:250]
    (tmp_path / "few.mrc").write_bytes(b"".join(one + b"\x1d" for one in few))
    counts, report = covered([tmp_path / "few.mrc"], Mapping.default(BASE))
    occurrences, records = counted((tmp_path / "few.mrc").read_bytes())
    assert {k: t.occurrences for k, t in counts.subfields.items()} == dict(occurrences)
    assert {k: t.records for k, t in counts.subfields.items()} == dict(records)
    assert report.converted == counts.records
    for tally in counts.subfields.values():
        assert tally.carried + sum(tally.reasons.values()) == tally.occurrences
        assert 0 <= tally.characters_carried <= tally.characters
        assert set(tally.reasons) <= set(REASONS)
        assert len(tally.samples) <= SAMPLES


def test_memory_stays_the_same_however_strange_the_records(monkeypatch):
    """New tags, new codes and new values in every record, and never the same again."""
    for module in ("coverage.counts", "explain.reach", "explain.left_out"):
        monkeypatch.setattr(f"marc2rdf.{module}.MANY", 20)
    counts = Counts()
    coverer = Coverer(Mapping.from_text(TITLE, BASE), counts)

    def add(first: int, last: int) -> int:
        for number in range(first, last):
            record = Record(source="x", number=number)
            record.add_control("001", str(number))
            for column in range(10):
                letters = f"{number * 10 + column:04x}".upper()
                record.add(f"X{letters[1:3]}", "  ", [(letters[3], f"{number} " * 50)])
            conversion = coverer.convert(record)
            coverer.write(conversion.statements, conversion.iri)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    before = add(0, 200)  # until all samples are there
    after = add(200, 600)
    tracemalloc.stop()
    assert after - before < 20_000
    assert len(counts.subfields) <= 20 + len(counts.tags) and len(counts.tags) <= 21
    assert counts.total().occurrences == 600 * 10


def test_strange_tags_count_together():
    counts = Counts()
    coverer = Coverer(Mapping.from_text(TITLE, BASE), counts)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    tags = [f"{a}{b}{c}" for a in letters[:6] for b in letters for c in letters]
    record = Record(tags=tags, fields=["  \x1fa1"] * len(tags))
    conversion = coverer.convert(record)
    coverer.write(conversion.statements, conversion.iri)
    assert len(tags) > MANY and len(counts.tags) == MANY + 1
    assert counts.tags["others"].occurrences == len(tags) - MANY
    assert counts.total().occurrences == len(tags)


def test_shares():
    assert (share(1, 8), share(0, 5), share(0, 0)) == ("12.5 %", "0.0 %", "–")


def test_what_is_left_out_on_purpose_has_a_reason(tmp_path):
    (tmp_path / "m.yaml").write_text(TITLE)
    (tmp_path / "m.left-out.csv").write_text('field,reason\n# a comment\n245$c,"as printed"\n')
    mapping = Mapping.load(tmp_path / "m.yaml", BASE)
    (tmp_path / "x.mrc").write_bytes(iso2709({"245": ("10", {"a": "A", "b": "B", "c": "C"})}))
    counts, _ = covered([tmp_path / "x.mrc"], mapping)
    tally = counts.subfields[("245", "c")]
    assert (tally.carried, tally.on_purpose, tally.dropped) == (0, 1, 0)
    assert tally.words == {"on-purpose": "as printed"}
    assert counts.subfields[("245", "b")].dropped == 1
    assert counts.subfields[("245", "a")].carried == 1
    texts = {row[0]: row[-1] for row in rows(counts)}
    assert texts["245 $c"] == "on purpose: as printed"
    assert texts["245 $b"] == "no rule takes it; such as B"


def test_it_may_be_left_out_only_for_some_reasons(tmp_path):
    rule = "date: {from: 260$c, when: i1 = 1, do: [year], as: year, to: dcterms:issued}"
    (tmp_path / "m.yaml").write_text(f"mapping: 1\nrules: {{{rule}}}")
    (tmp_path / "m.left-out.csv").write_text("field,reason,only\n260$c,said,condition not-first\n")
    mapping = Mapping.load(tmp_path / "m.yaml", BASE)
    data = iso2709(
        {"260": ("  ", {"c": "1990"})},
        {"260": ("1 ", {"c": "n.d."})},
        {"260": ("1 ", {"c": "1990"})},
    )
    (tmp_path / "x.mrc").write_bytes(data)
    tally = covered([tmp_path / "x.mrc"], mapping)[0].subfields[("260", "c")]
    assert (tally.carried, tally.on_purpose, tally.dropped) == (1, 1, 1)
    assert tally.reasons == {"on-purpose": 1, "emptied": 1}


def test_a_wrong_line_of_that_file_is_named(tmp_path, marc2rdf):
    path = tmp_path / "m.left-out.csv"
    path.write_text("field,reason,only\n24,why\n245$c,\nvalue,why\n245$b,why,whenever\n")
    with pytest.raises(MappingError) as error:
        read_entries(path)
    assert [(p.line, p.code) for p in error.value.problems] == [
        (n, "selector") for n in (2, 3, 4, 5)
    ]
    path.write_text("tag,why\n")
    with pytest.raises(MappingError):
        read_entries(path)
    path.write_bytes(b"\xff\xfe")
    (tmp_path / "m.yaml").write_text(TITLE)
    done = marc2rdf("coverage", "m.yaml", "-m", "m.yaml")
    assert done.returncode == 3 and b"m.left-out.csv" in done.stderr


def test_the_reasons_of_the_shipped_mappings_are_read():
    for plan in Mapping.default(BASE).plans:
        left_out = LeftOut.of(plan)
        title, dropped = ("200", "b") if plan.name == "unimarc" else ("245", "h")
        assert left_out.of_field(title, "1", "0", dropped)
        assert left_out.of_field("500", " ", " ", "6")
        assert not left_out.of_field(title, "1", "0", "a")


@pytest.mark.skipif(DATA is None, reason="the records for development are not here")
def test_most_of_what_real_records_hold_is_carried():
    paths = shared_files("*.mrc", "*.xml", "*.txt", "880/*", "alephseq/*")
    counts, report = covered(paths, Mapping.default(BASE))
    total = as_dict(counts, report.warnings)["010-830"]
    assert total["carried"] + total["on_purpose"] >= 0.95 * total["occurrences"]
    assert total["on_purpose"] <= 0.20 * total["occurrences"]


def test_the_command_as_text_and_json(marc2rdf, seed, tmp_path):
    lines = marc2rdf("coverage", seed).stdout.decode().splitlines()
    cells = [line.split("\t") for line in lines]
    assert cells[0][0] == "field" and {len(row) for row in cells} == {7}
    assert ["700 $a", "1", "4", "100.0 %", "0.0 %", "0.0 %", "contributor"] in cells
    found = json.loads(marc2rdf("coverage", seed, "--format", "json").stdout)
    assert found["records"] == 1 and found["warnings"] == {"leader-repaired": 1}
    assert found["all"]["occurrences"] == sum(
        s["occurrences"] for f in found["fields"] for s in f["subfields"] if s["code"]
    )
    [title] = [f for f in found["fields"] if f["tag"] == "245"]
    assert title["subfields"][0]["rules"] == {"title": 1}
    assert found == as_dict(*_again(seed))
    assert list(tmp_path.iterdir()) == []


def _again(seed):
    counts, report = covered([seed], Mapping.default())
    return counts, report.warnings


@needs_browser
def test_the_page_has_bars_and_runs_nothing_strange(marc2rdf, tmp_path):
    hostile = (
        "\"><script>document.title='run'</script><img src=http://192.0.2.1/x onerror=alert(1)>"
    )
    fields = {"500": ("  ", {"a": "A note"}), "ZZZ": ("  ", {"a": hostile, "<": hostile})}
    (tmp_path / "x.mrc").write_bytes(iso2709(book("1", "One", **fields), book("2", hostile)))
    path = tmp_path / "c.html"
    done = marc2rdf("coverage", "x.mrc", "--format", "html", "-o", path)
    assert done.returncode == 0, done.stderr
    with open_page(path, width=1000) as look:
        page = look.page
        assert page.title() == "Coverage"
        fields = page.locator("#fields > details")
        assert fields.locator("summary strong").all_inner_texts() == ["001", "245", "500", "ZZZ"]
        carried = fields.nth(1).locator("summary .bar .carried")
        assert carried.bounding_box()["width"] == pytest.approx(160, abs=1)
        assert fields.nth(3).locator("summary .bar .carried").count() == 0
        fields.nth(3).locator("summary").click()
        assert "no rule takes it (1)" in fields.nth(3).inner_text()
        page.get_by_role("button", name="most dropped first").click()
        assert fields.first.locator("summary strong").inner_text() == "ZZZ"
        page.get_by_role("button", name="only what is dropped").click()
        assert fields.locator("visible=true >> css=summary").count() == 1
        assert page.locator("img, [onerror]").count() == 0 and page.locator("script").count() == 1
