"""MARC language codes as BCP 47 tags."""

import csv

import langcodes
import langcodes.data_dicts
import pytest

from marc2rdf import shipped
from marc2rdf.vocab.languages import tag_of


def rows():
    with open(shipped.folder() / "tables" / "languages.csv", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("eng", "en"),
        ("fre", "fr"),
        ("ger", "de"),
        ("chi", "zh"),
        ("dut", "nl"),
        ("gre", "el"),
        ("grc", "grc"),
        ("rum", "ro"),
        ("per", "fa"),
        ("lad", "lad"),
        ("RUS", "ru"),
        (" rus ", "ru"),
    ],
)
def test_current_codes(code, tag):
    assert tag_of(code) == tag


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("scr", "hr"),
        ("scc", "sr"),
        ("iri", "ga"),  # not Rigwe, as in ISO 639-3
        ("gae", "gd"),
        ("tag", "tl"),
        ("cam", "km"),
        ("mol", "ro"),
        ("esp", "eo"),
        ("lan", "oc"),
        ("eth", "gez"),
    ],
)
def test_obsolete_codes_stand_for_their_successor(code, tag):
    assert tag_of(code) == tag


@pytest.mark.parametrize(
    "code",
    ["", "   ", "|||", "###", "und", "zxx", "mul", "mis", "sla", "map", "lap", "esk", "xyz", "fra"],
)
def test_codes_that_name_no_one_language_have_no_tag(code):
    assert tag_of(code) == ""


def test_every_tag_is_valid_and_in_its_shortest_form():
    tags = {row["marc_code"]: tag_of(row["marc_code"]) for row in rows()}
    given = {code: tag for code, tag in tags.items() if tag}
    assert len(given) > 430
    alpha3 = langcodes.data_dicts.LANGUAGE_ALPHA3
    with_two_letters = {three for two, three in alpha3.items() if len(two) == 2}
    for code, tag in given.items():
        assert langcodes.tag_is_valid(tag), code
        assert langcodes.Language.get(tag, normalize=False).to_tag() == tag, code
        assert len(tag) == 2 or tag not in with_two_letters, code


def test_codes_agree_with_the_bibliographic_codes_of_iso_639():
    for row in rows():
        if row["status"] == "current" and tag_of(row["marc_code"]):
            expected = langcodes.Language.get(row["marc_code"]).language
            found = tag_of(row["marc_code"])
            assert langcodes.Language.get(found).language == expected, row["marc_code"]
