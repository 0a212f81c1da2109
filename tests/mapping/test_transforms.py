"""Transforms, each as the table of the language describes it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mapping_samples import gives, mapping, objects, problems_of

from marc2rdf.mapping import transforms as library
from marc2rdf.mapping.chains import Chains
from marc2rdf.mapping.tables import Table
from marc2rdf.mapping.transforms import Transform

CASES: dict[str, list[tuple[str, list[str]]]] = {
    "isbd_trim": [
        ("Pride and prejudice /", ["Pride and prejudice"]),
        ("Mankato, Minn. :", ["Mankato, Minn."]),
        ("Wellington [N.Z.", ["Wellington N.Z."]),
        ("s.n.]", ["s.n."]),
        ("/", []),
    ],
    "squeeze": [("a  b \t c ", ["a b c"])],
    "lower": [("ÄB", ["äb"])],
    "upper": [("äb", ["ÄB"])],
    "slug": [
        ("Sicilia, Mariafrancesca", ["sicilia-mariafrancesca"]),
        ("Война и мир!", ["война-и-мир"]),
        ("Straße", ["strasse"]),
        ("中國 歷史", ["中國-歷史"]),
        ("हिन्दी", ["हिन्दी"]),
        ("--a--", ["a"]),
        ("...", []),
        ("x" * 100, ["x" * 80]),
    ],
    "year": [("c1987.", ["1987"]), ("[183-?]", ["183X?"]), ("n.d.", [])],
    "number": [("xii, 310 p.", ["310"]), ("v. 3-4", ["3"]), ("none", []), ("٣", [])],
    "pages": [
        ("p. 11-32", ["11", "32"]),
        ("S. 123–45", ["123", "145"]),
        ("pp. 7, 9-11", ["7", "9", "11"]),
        ("xi-xx", ["xi", "xx"]),
        ("p. e7", ["e7"]),
        ("007-12", ["007", "12"]),
        ("none", []),
    ],
    "family_name": [("Austen, Jane", ["Austen"]), ("Plato", []), ("Plato,", [])],
    "given_name": [("Austen, Jane,", ["Jane"]), ("Rowling, J. K.", ["J. K."]), ("Plato", [])],
    "strip_nonsort": [
        ("<<The>> book", ["The book"]),
        ("\x98Der \x9cBerg", ["Der Berg"]),
        ("\x88Le \x89livre", ["Le livre"]),
        ("¬L'¬eau", ["L'eau"]),
    ],
    "drop_article": [
        ("The castle", ["castle"]),
        ("L'eau", ["eau"]),
        ("Der Berg", ["Berg"]),
        ("Theory", ["Theory"]),
        ("The", ["The"]),
    ],
}


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [(name, text, wanted) for name, cases in CASES.items() for text, wanted in cases],
)
def test_a_transform_by_its_name(name, text, wanted) -> None:
    assert Chains({}, {}).apply((Transform(name),), [text]) == wanted


@pytest.mark.parametrize(
    ("do", "values", "wanted"),
    [
        ("{split: ';'}", "a; b ;;c", ["a", "b", "c"]),
        ("{split: '|'}", "a|b", ["a", "b"]),
        ("{split_every: 3}", "engfre", ["eng", "fre"]),
        ("{split_every: 3}", "engfr", ["eng", "fr"]),
        ("{drop: [und, zxx]}", "und", []),
        ("{drop: [und, zxx]}", "UND", []),
        ("{drop: [und, zxx]}", "fre", ["fre"]),
        ('{drop: ["|||"]}', "|||", []),
        ("{regex: {find: '-+$', replace: ''}}", "e-gx---", ["e-gx"]),
        ("{regex: {find: '(.)-(.)', replace: '\\2\\1'}}", "a-b", ["ba"]),
        ("{match: '[0-9]+'}", "a12b34", ["12"]),
        ("{match: 'a([0-9]+)'}", "a12b", ["12"]),
        ("{match: '[0-9]+'}", "abc", []),
        ("{match: '(x)?a'}", "a", []),
        ("{between: ['(', ')']}", "a (b c) d", ["b c"]),
        ("{between: ['(', ')']}", "a (b", []),
        ("{between: ['(', ')']}", "a", []),
        ("first", "x", ["x"]),
        ("last", "x", ["x"]),
    ],
)
def test_a_transform_with_an_argument(do, values, wanted) -> None:
    assert (
        objects(f"{{from: 500$a, do: [{do}], to: dcterms:title}}", f"500 ## $a{values}") == wanted
    )


def test_first_and_last_look_at_all_values_of_one_field() -> None:
    marc = ["650 ## $aA$aB", "650 ## $aC$aD"]
    assert objects("{from: 650$a, do: [first], to: dcterms:subject}", *marc) == ["A", "C"]
    assert objects("{from: 650$a, do: [last], to: dcterms:subject}", *marc) == ["B", "D"]
    rule = "{from: 650$a, do: [{drop: [a]}, first], to: dcterms:subject}"
    assert objects(rule, *marc) == ["B", "C"]
    pages = "{from: 300$a, do: [pages, last], to: bibo:pageEnd}"
    assert objects(pages, "300 ## $ap. 11-32") == ["32"]


def test_transforms_run_one_after_the_other() -> None:
    rule = "{from: 041$a, do: [lower, {split_every: 3}, {drop: [und]}], to: dcterms:language}"
    assert objects(rule, "041 ## $aENGundFRE") == ["eng", "fre"]


def test_a_prefix_is_replaced_by_the_longest_that_the_table_knows() -> None:
    rows = {"(DE-588)": ("https://d-nb.info/gnd/",), "(DE-588)4": ("https://x.org/{id}#a",)}
    chains = Chains({"t": Table("t", rows)}, {})
    do = (Transform("prefix", "t"),)
    assert chains.apply(do, ["(DE-588)118"]) == ["https://d-nb.info/gnd/118"]
    assert chains.apply(do, ["(DE-588)412"]) == ["https://x.org/12#a"]
    assert chains.apply(do, ["(DE-588) 118"]) == ["https://d-nb.info/gnd/118"]
    assert chains.apply(do, ["(XX)118", "(DE-588)"]) == []


def test_a_plug_in_is_a_function_from_a_text() -> None:
    plugins = {
        "shout": lambda text: text.upper() + "!",
        "twice": lambda text: [text, text + text],
        "never": lambda text: None,
        "add": lambda text, what: text + what,
    }
    rule = "{from: 500$a, do: [%s], to: dcterms:title}"
    assert objects(rule % "shout", "500 ## $aa", plugins=plugins) == ["A!"]
    assert objects(rule % "twice, shout", "500 ## $aa", plugins=plugins) == ["A!", "AA!"]
    assert objects(rule % "never", "500 ## $aa", plugins=plugins) == []
    assert objects(rule % "{add: z}", "500 ## $aa", plugins=plugins) == ["az"]
    unknown = problems_of(mapping(rule % "shuot"), plugins)
    assert unknown[0].code == "unknown-transform" and "shout" in unknown[0].hint
    in_template = "{from: 500$a, text: '{value|shout}', to: dcterms:title}"
    assert objects(in_template, "500 ## $aa", plugins=plugins) == ["A!"]


def test_a_plug_in_s_text_is_normalised_and_trimmed() -> None:
    plugins = {"accent": lambda text: f" {text}e\u0301 ", "blank": lambda text: " "}
    rule = "{from: 500$a, do: [%s], to: dcterms:title}"
    assert objects(rule % "accent", "500 ## $aa", plugins=plugins) == ["a\u00e9"]
    assert objects(rule % "blank", "500 ## $aa", plugins=plugins) == []


def test_every_name_of_the_language_is_there() -> None:
    wanted = (
        "isbd_trim squeeze lower upper first last slug url issn isbn10 isbn13 lccn doi year number"
        " pages family_name given_name strip_nonsort drop_article split split_every drop regex"
        " match between prefix mark_symbols mark_signs unproxied years_near date_differs degrees"
        " duration coded_date time_period"
    )
    assert sorted(library.NAMES) == sorted(wanted.split())


@given(st.sampled_from(sorted(library.SIMPLE)), st.text(max_size=60))
def test_any_text_may_be_transformed(name, text) -> None:
    for value in Chains({}, {}).apply((Transform(name),), [text]):
        assert value and value == value.strip()


@given(st.text(max_size=200))
def test_slugs(text) -> None:
    made = library.slug(text)
    assert library.slug(made) == made and len(made) <= 80
    assert not made.startswith("-") and not made.endswith("-") and "--" not in made


@pytest.mark.parametrize("name", sorted(library.SIMPLE))
def test_transforms_take_linear_time(name) -> None:
    start = time.process_time()
    for hostile in ("(" * 300_000, "1" * 300_000, " /" * 150_000, "[a" * 150_000, "um " * 100_000):
        Chains({}, {}).apply((Transform(name),), [hostile])
        Chains({}, {}).apply((Transform(name),), ["1-" + hostile + "-2"])
    assert time.process_time() - start < 8


def test_do_without_values_gives_nothing() -> None:
    assert gives("{from: 500$a, do: [upper], to: dcterms:title}") == []
