"""A mapping as programs and commands load it, and plug-ins."""

from __future__ import annotations

import pickle
from pathlib import Path

import pymarc
import pytest

from marc2rdf.errors import MappingError, UsageError
from marc2rdf.mapping.families import is_koha
from marc2rdf.mapping.mapping import Mapping, check_base, find_mapping
from marc2rdf.mapping.plan import clauses_of
from marc2rdf.mapping.plugins import Plugins, load_plugins
from marc2rdf.marc.record import Record

TEXT = "mapping: 1\nname: x\nrules: {title: {from: 245$a, do: [%s], to: dcterms:title}}"


def record(*fields: tuple[str, list[tuple[str, str]]], format: str = "") -> Record:
    made = Record(format=format)
    made.add_control("001", "1")
    for tag, subfields in fields:
        made.add(tag, "  ", subfields)
    return made


TITLE = ("245", [("a", "Title")])


def test_a_mapping_from_a_text_converts_records() -> None:
    mapping = Mapping.from_text(TEXT % "upper")
    assert [s.object.value for s in mapping.convert(record(TITLE)).statements] == ["TITLE"]
    assert mapping.base == "https://example.org/" and "bibo" in mapping.prefixes
    assert [plan.name for plan in mapping.plans] == ["x"]


def test_a_base_given_takes_the_place_of_the_mapping_s() -> None:
    mapping = Mapping.from_text(TEXT % "upper", base="https://d.example/")
    assert mapping.convert(record(TITLE)).iri == "https://d.example/bib/1"
    for wrong in ("d.example", "https://d.example", "ftp://d.example/", "https://d example/"):
        with pytest.raises(UsageError):
            check_base(wrong)
    check_base("")


def test_a_pymarc_record_is_taken_as_it_is() -> None:
    field = pymarc.Field("245", ["1", "0"], [pymarc.Subfield("a", "Title")])
    theirs = pymarc.Record()
    theirs.add_field(pymarc.Field("001", data="7"), field)
    assert Mapping.from_text(TEXT % "upper").convert(theirs).key == "7"


def test_a_mapping_is_found_by_its_shipped_name_or_as_a_file(tmp_path: Path) -> None:
    assert find_mapping("marc21").name == "marc21.yaml"
    path = tmp_path / "m.yaml"
    path.write_text(TEXT % "lower")
    assert find_mapping(path) == path and Mapping.load(path).plans[0].name == "x"
    with pytest.raises(UsageError, match="marc21"):
        find_mapping("mrc21")
    with pytest.raises(MappingError):
        Mapping.load(tmp_path)


def test_of_the_shipped_mappings_koha_is_for_koha_s_records() -> None:
    mapping = Mapping.default()
    assert [plan.name for plan in mapping.plans] == ["marc21", "koha", "unimarc"]
    numbered = record(("999", [("c", "7"), ("d", "7")]))
    assert is_koha(numbered) and mapping.plan_for(numbered).name == "koha"
    assert is_koha(record(format="koha")) and not is_koha(record())
    copies = record(("999", [("c", "1"), ("d", "2")]))
    assert not is_koha(copies) and mapping.plan_for(copies).name == "marc21"
    assert not is_koha(record(("999", [("d", "2")])))


def test_a_plan_is_plain_data_that_can_be_sent_to_another_process() -> None:
    for plan in Mapping.default().plans:
        again = pickle.loads(pickle.dumps(plan))
        assert again.sha256 == plan.sha256 and len(clauses_of(again)) == len(clauses_of(plan))


def test_all_mistakes_of_an_example_are_an_error() -> None:
    text = TEXT % "upper" + "\n"
    example = ", examples: [{marc: ['245 10 $aA'], gives: ['dcterms:title \"B\"']}]}}"
    mapping = Mapping.from_text(text.strip()[:-2] + example)
    with pytest.raises(MappingError) as caught:
        mapping.check_examples()
    assert [p.code for p in caught.value.problems] == ["example-fails"]


def test_the_context_knows_what_the_mapping_can_say() -> None:
    assert Mapping.from_text(TEXT % "upper").context is not None


def test_plug_ins_come_from_a_named_module_only(tmp_path, monkeypatch) -> None:
    (tmp_path / "own_transforms.py").write_text("TRANSFORMS = {'shout': lambda text: text + '!'}\n")
    (tmp_path / "no_transforms.py").write_text("x = 1\n")
    (tmp_path / "broken_transforms.py").write_text("raise RuntimeError('boom')\n")
    monkeypatch.syspath_prepend(tmp_path)
    plugins = load_plugins(["own_transforms"])
    mapping = Mapping.from_text(TEXT % "shout", plugins=plugins)
    assert [s.object.value for s in mapping.convert(record(TITLE)).statements] == ["Title!"]
    for name in ("no_transforms", "broken_transforms", "not_there_at_all"):
        with pytest.raises(UsageError, match=name):
            load_plugins([name])
    with pytest.raises(MappingError):
        Mapping.from_text(TEXT % "shout", plugins=Plugins())


def test_a_mapping_s_plug_in_does_not_hide_a_transform_of_the_language() -> None:
    mapping = Mapping.from_text(TEXT % "upper", plugins=Plugins({"upper": lambda text: "mine"}))
    assert [s.object.value for s in mapping.convert(record(TITLE)).statements] == ["TITLE"]
