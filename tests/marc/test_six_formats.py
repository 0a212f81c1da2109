"""One record, six formats: read alike, damaged alike, told apart by their first bytes."""

from __future__ import annotations

import gzip
import io
import os
import random
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pymarc
import pytest
from damage import damaged
from hypothesis import given, settings
from hypothesis import strategies as st
from marc_samples import content, keys
from shared_data import shared_files
from six_formats import WRITERS, sample, written

from marc2rdf.errors import InputError
from marc2rdf.marc import Record, Reject, read_source
from marc2rdf.marc.detect import detect

VALUES = st.text(
    st.characters(blacklist_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cn", "Co"))
    | st.sampled_from("$\\{}&<>\"'^|ſé"),
    min_size=1,
    max_size=20,
).filter(lambda text: "$$" not in text and text[0] not in "_$" and text[-1] != "$")


@st.composite
def records(draw: st.DrawFn) -> Record:
    record = sample(str(draw(st.integers(1, 10**6))))
    for tag in draw(st.lists(st.sampled_from(["500", "505", "520", "700"]), max_size=4)):
        indicators = draw(st.text(" 0123", min_size=2, max_size=2))
        pairs = st.tuples(st.sampled_from("abcx3"), VALUES)
        values = draw(st.lists(pairs, min_size=1, max_size=3))
        record.add(tag, indicators, [(c, unicodedata.normalize("NFC", v)) for c, v in values])
    return record


@pytest.mark.parametrize("form", [form for form in WRITERS if form != "koha"])
@settings(max_examples=60, deadline=None)
@given(made=st.lists(records(), min_size=1, max_size=3))
def test_what_is_written_is_read_back(form, made):
    data = written(made, form)
    assert detect(data[:65536]) == form
    read = list(read_source(io.BytesIO(data)))
    assert [content(record) for record in read] == [content(record) for record in made]
    assert [record.leader[5:12] for record in read] == [record.leader[5:12] for record in made]
    assert [record.number for record in read] == list(range(1, len(made) + 1))
    for record in read:
        assert record.format == form
        piece = data[record.offset : record.offset + len(record.raw)]
        assert piece == record.raw
        # What looks like UTF-8 encoded twice is told, whoever meant it.
        assert {notice.code for notice in record.notices} <= {"encoding-double"}


@pytest.mark.parametrize("form", WRITERS)
def test_a_record_is_the_same_in_every_format(form):
    made = [sample("1"), sample("2", "Война и мир"), sample("3", "百年の孤独")]
    read = list(read_source(io.BytesIO(written(made, form))))
    assert [content(record) for record in read] == [content(record) for record in made]


@pytest.mark.parametrize("form", WRITERS)
def test_packed_or_not_it_is_the_same(form, tmp_path):
    data = written([sample(str(n)) for n in range(50)], form)
    for read in (read_source(io.BytesIO(gzip.compress(data))), read_source(io.BytesIO(data))):
        assert keys(read) == [str(n) for n in range(50)]


# -- damage ------------------------------------------------------------------------------------


CHUNKS = 20  # of 500 mutants each, and of 3,000 for ISO 2709


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("part", range(CHUNKS))
def test_a_damaged_record_costs_no_other(form, part):
    """No crash, consecutive numbers, exact places, and the records around it come out."""
    chance = random.Random(f"{form}-{part}")
    before, middle, after = sample("101"), sample("102"), sample("103")
    whole = written([before, middle, after], form)
    _, second, _ = (item.raw for item in read_source(io.BytesIO(whole), form))
    start = whole.index(second)
    head, tail = whole[:start], whole[start + len(second) :]
    mutants = int(os.environ.get("MARC2RDF_MUTANTS", "500"))
    for _ in range(mutants * 6 if form == "iso2709" else mutants):
        data = head + damaged(second, chance) + tail
        try:
            items = list(read_source(io.BytesIO(data), form))
        except InputError as error:
            assert error.code in ("xml-doctype", "xml-depth", "xml-too-large"), data
            continue
        assert [item.number for item in items] == list(range(1, len(items) + 1)), data
        for item in items:
            assert isinstance(item, Record | Reject)
            assert data[item.offset : item.offset + len(item.raw)] == item.raw, data
        kept = [content(item) for item in items if isinstance(item, Record)]
        piece = data[start : len(data) - len(tail)]
        if not _is_swallowed(form, piece):
            assert content(before) in kept, data
        if not _swallows(form, piece):
            assert content(after) in kept, data


def _is_swallowed(form: str, piece: bytes) -> bool:
    """Tell whether what is left of a record reads as more fields of the record before it."""
    if form == "alephseq":  # a line with the number of another record is that record's
        return b"000000001 " in piece
    if form == "koha":  # what does not begin with the leader or a control field
        begins = re.search(rb"(?:^|[\r\n])\s*(?:(LDR|000|00[1-9])\s|[0-9]{3}|_)", piece)
        return begins is None or begins[1] is None
    return form == "mrk" and piece.lstrip().startswith(b"=999 ")


def _swallows(form: str, piece: bytes) -> bool:
    """Tell whether what is left of a record may rightly hold the beginning of the next."""
    if form in ("mrk", "koha", "alephseq"):  # the end of a line belongs to the line
        return not piece.endswith(b"\n") or (form == "alephseq" and b"000000003 " in piece)
    return False


# -- against others ----------------------------------------------------------------------------

YAZ = shutil.which("yaz-marcdump")


@pytest.mark.skipif(YAZ is None and "CI" not in os.environ, reason="yaz is not installed")
@pytest.mark.parametrize("form", ["marcxml", "marcjson"])
def test_what_yaz_makes_of_iso2709_is_read_alike(form, tmp_path):
    assert YAZ is not None, "yaz-marcdump has to be there: apt install yaz"
    made = [sample("1"), sample("2", "Война и мир {$} & <x>")]
    source = tmp_path / "a.mrc"
    source.write_bytes(written(made, "iso2709"))
    name = {"marcxml": "marcxml", "marcjson": "json"}[form]
    done = subprocess.run([YAZ, "-o", name, str(source)], capture_output=True, check=True)
    read = list(read_source(io.BytesIO(done.stdout)))
    assert {record.format for record in read} == {form}
    assert [content(record) for record in read] == [content(record) for record in made]


@pytest.mark.skipif(YAZ is None and "CI" not in os.environ, reason="yaz is not installed")
@pytest.mark.parametrize("path", shared_files("*.mrc"), ids=lambda path: path.name)
@pytest.mark.parametrize("name", ["marcxml", "json"])
def test_what_yaz_makes_of_real_records_is_read_alike(name, path):
    assert YAZ is not None, "yaz-marcdump has to be there: apt install yaz"
    command = [YAZ, "-f", "utf-8", "-t", "utf-8", "-o", name, str(path)]
    done = subprocess.run(command, capture_output=True, check=True)
    read = map(content, read_source(io.BytesIO(done.stdout)))
    assert list(read) == list(map(content, read_source(path)))


@pytest.mark.parametrize("path", shared_files("*.mrc", "*.xml"), ids=lambda path: path.name)
@pytest.mark.parametrize("form", [form for form in WRITERS if form != "koha"])
def test_real_records_are_the_same_in_every_format(form, path):
    """But for Koha's text view, which loses blanks at the ends of values."""
    made = list(read_source(path))
    read = read_source(io.BytesIO(written(made, form)))
    assert list(map(content, read)) == list(map(content, made))


@pytest.mark.parametrize("path", shared_files("*.mrc"), ids=lambda path: path.name)
def test_what_pymarc_writes_as_mnemonics_is_read_alike(path):
    """pymarc writes a dollar sign as it is: in a price that is told, elsewhere nobody can."""
    text = "\n\n".join(map(str, pymarc.MARCReader(path.read_bytes())))
    text = text.replace("/$File/", "/{dollar}File/").replace("+ $5 p.", "+ {dollar}5 p.")
    read = list(map(content, read_source(io.BytesIO(text.encode()))))
    assert read == list(map(content, read_source(path)))


@pytest.mark.parametrize("path", shared_files("alephseq/*.alephseq"), ids=lambda path: path.name)
def test_real_records_in_alephs_form_are_read(path: Path):
    read = list(read_source(path))
    assert read
    assert all(isinstance(record, Record) for record in read)
    numbers = {line[:9] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()}
    assert len(read) == len(numbers)
    assert {record.get("001") for record in read} == numbers
    assert all(len(record.leader) == 24 and "^" not in record.leader for record in read)
    assert all(record.get("245", "a") or record.get("130", "a") for record in read)
