"""Which shipped mapping a record is for, told from its shape."""

from __future__ import annotations

import shutil

import pytest

from marc2rdf import shipped
from marc2rdf.mapping.families import family, is_unimarc
from marc2rdf.mapping.mapping import Mapping
from marc2rdf.marc.record import Record

GENERAL = "20190523d2019    m  y0frey50      ba"
TITLE = ("200", "1 ", [("a", "Choses")])


def record(*fields: tuple[str, str, list[tuple[str, str]]], format: str = "") -> Record:
    """Give a record of these data fields."""
    made = Record(format=format)
    for tag, indicators, subfields in fields:
        made.add(tag, indicators, subfields)
    return made


@pytest.mark.parametrize(
    "general",
    [
        GENERAL,
        "20190523d2019",
        "20190523a19909999|||y0frey0103    ba",
        "19991231e19801850   u  y0frey50      ba",
        "20190523f18..18..km y0frey50      ba",
        "20190523d19XX    m  y0frey50      ba",
        "20190523u        m  y0frey50      ba",
    ],
)
def test_coded_data_in_100_tell_unimarc(general: str) -> None:
    given = record(("100", "  ", [("a", general.ljust(17))]), TITLE)
    assert is_unimarc(given) and Mapping.default().plan_for(given).name == "unimarc"


def test_the_text_view_of_koha_may_show_unimarc() -> None:
    assert family(record(("100", "  ", [("a", GENERAL)]), TITLE, format="koha")) == "unimarc"


def test_marc_21_is_not_taken_for_unimarc() -> None:
    title = ("245", "10", [("a", "Things")])
    name = ("100", "1 ", [("a", "Austen, Jane,"), ("d", "1775-1817.")])
    for fields in (
        [title],
        [name, title],
        [name],
        [title, TITLE],
        [("100", "  ", [("a", GENERAL)]), title],
    ):
        assert family(record(*fields)) == "marc21"
    with_008 = record(TITLE)
    with_008.add_control("008", "760101s1976    xx            000 0 eng d")
    assert family(with_008) == "marc21"


def test_a_record_with_200_alone_is_unimarc() -> None:
    assert family(record(TITLE)) == "unimarc"
    assert family(record()) == "marc21"


def test_what_the_sudoc_writes_into_008_is_no_damage() -> None:
    given = record(("100", "  ", [("a", GENERAL)]), TITLE)
    given.add_control("001", "012345678")
    given.add_control("008", "Aax3")
    assert [notice.code for notice in Mapping.default().convert(given).notices] == []


def test_no_shipped_mapping_says_what_the_first_has_no_prefix_for() -> None:
    """The prefixes of an output are written before it is known which mappings it needs."""
    first = set(Mapping.default().used_prefixes)
    for name in ("koha", "unimarc"):
        assert set(Mapping.load(name).used_prefixes) <= first


def test_its_number_is_of_all_shipped_mappings(tmp_path, monkeypatch) -> None:
    copy = shutil.copytree(shipped.folder(), tmp_path / "mappings")
    monkeypatch.setattr(shipped, "folder", lambda: copy)
    seen = {Mapping.default().sha256}
    for name in ("unimarc-titles.yaml", "koha.yaml", "tables/languages.csv"):
        path = copy / name
        path.write_bytes(path.read_bytes() + b"\n")
        seen.add(Mapping.default().sha256)
    assert len(seen) == 4


def test_unimarc_can_be_forced() -> None:
    given = record(("245", "10", [("a", "Things")]), TITLE)
    given.add_control("001", "1")
    said = Mapping.load("unimarc").convert(given).statements
    titles = [s.object.value for s in said if s.predicate.endswith("/title")]  # type: ignore[union-attr]
    assert titles == ["Choses"]
