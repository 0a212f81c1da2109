"""Mappings laid over one another."""

from __future__ import annotations

from pathlib import Path

import pytest
from mapping_samples import DATA, lines

from marc2rdf.errors import MappingError
from marc2rdf.mapping.compile import Compiled, compile_file, compile_text
from marc2rdf.mapping.examples import check_examples, example_record
from marc2rdf.mapping.interpret import interpret
from marc2rdf.mapping.problems import Problems

BASE = """
mapping: 1
name: base
base: https://base.example/
prefixes: {ex: https://base.example/ns#}
tables: {t: {inline: {a: 1, b: 2}}}
nodes: {n: {iri: "{iri}#n", a: foaf:Agent, set: {foaf:name: $a}}}
rules:
  title:
    from: 245$a
    do: [upper]
    to: dcterms:title
    examples: [{marc: ["245 10 $aA"], gives: ['dcterms:title "A"']}]
  note: {from: 500$a, to: dcterms:description}
  kind:
    choose:
      - {when: LDR/07 = 's', a: bibo:Periodical}
      - {a: bibo:Book}
"""


@pytest.fixture
def write(tmp_path: Path):
    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    write("base.yaml", BASE)
    return write


@pytest.fixture
def over(write):
    def over(text: str) -> Compiled:
        return compile_file(write("m.yaml", "mapping: 1\nextends: ./base.yaml\n" + text), {})

    return over


def said(compiled: Compiled, *marc: str) -> list[str]:
    found = lines(
        interpret(compiled.plan, example_record(["245 10 $aTitle", "500 ## $aNote", *marc]))
    )
    return [one.replace("<https://base.example/", "<") for one in found]


def fails(load) -> list[tuple[str, int, int, str, str]]:
    with pytest.raises(MappingError) as caught:
        load()
    return [(Path(p.file).name, p.line, p.column, p.code, p.hint) for p in caught.value.problems]


def test_what_is_not_said_is_inherited(over) -> None:
    assert said(over("")) == ["a bibo:Book", 'dcterms:title "TITLE"', 'dcterms:description "Note"']
    assert over("").plan.base == "https://base.example/"
    assert over("base: https://mine.example/").plan.base == "https://mine.example/"


def test_rules_merge_key_by_key(over) -> None:
    assert said(over("rules: {title: {lang: fr}}"))[1] == 'dcterms:title "TITLE"@fr'
    assert (
        said(over("rules: {title: {to: dcterms:alternative}}"))[1] == 'dcterms:alternative "TITLE"'
    )
    merged = over(
        "nodes: {n: {set: {foaf:page: {from: $u, as: iri}}}}\nrules: {n: {from: 700, node: n}}"
    )
    found = said(merged, "700 1# $aA$uhttp://a.org/")
    assert found[-3:] == [
        "<bib/1#n> a foaf:Agent",
        '<bib/1#n> foaf:name "A"',
        "<bib/1#n> foaf:page <http://a.org/>",
    ]


def test_tables_merge_row_by_row(over) -> None:
    plan = over("tables: {t: {inline: {b: 3, c: 4}}}").plan
    assert dict(plan.tables["t"].rows) == {"a": ("1",), "b": ("3",), "c": ("4",)}


def test_lists_replace(over) -> None:
    assert said(over("rules: {title: {do: [lower]}}"))[1] == 'dcterms:title "title"'
    assert said(over("rules: {title: {do: []}}"))[1] == 'dcterms:title "Title"'


def test_inherited_stands_for_the_list_it_overrides(over) -> None:
    text = "rules: {title: {do: [{drop: [x]}, inherited, {regex: {find: T, replace: t}}]}}"
    assert said(over(text))[1] == 'dcterms:title "tItLE"'
    kind = "rules: {kind: {choose: [{when: 999$t = 'atlas', a: bibo:Map}, inherited]}}"
    assert said(over(kind), "999 ## $tatlas")[0] == "a bibo:Map"
    assert said(over(kind), "LDR/07 s")[0] == "a bibo:Periodical"
    assert said(over(kind))[0] == "a bibo:Book"


def test_inherited_may_stand_for_a_single_selector(over) -> None:
    assert 'dcterms:title "OTHER"' in said(
        over("rules: {title: {from: [246$a, inherited]}}"), "246 ## $aOther"
    )


def test_inherited_without_anything_to_inherit_is_an_error(over) -> None:
    assert fails(lambda: over("rules: {title: {each: [inherited]}}")) == [
        ("m.yaml", 3, 24, "nothing-inherited", "")
    ]
    assert (
        fails(
            lambda: compile_text(
                "mapping: 1\nrules: {r: {from: 245$a, do: [inherited], to: dcterms:title}}", {}
            )
        )[0][3]
        == "nothing-inherited"
    )


def test_off_removes_any_key(over) -> None:
    assert said(over("rules: {note: off}")) == ["a bibo:Book", 'dcterms:title "TITLE"']
    assert said(over("rules: {title: {do: off}}"))[1] == 'dcterms:title "Title"'
    assert "ex" not in over("prefixes: {ex: off}").plan.prefixes
    assert over("base: off").plan.base == "https://example.org/"
    assert "t" not in over("tables: {t: off}").plan.tables
    assert said(over("rules: off")) == []


def test_off_where_nothing_is_inherited_is_an_error_with_a_hint(over) -> None:
    assert fails(lambda: over("rules: {titel: off}")) == [
        ("m.yaml", 3, 9, "nothing-to-remove", "did you mean 'title'?")
    ]


def test_off_in_quotes_or_in_a_value_is_a_text(over) -> None:
    assert (
        said(
            over('rules: {note: {to: dcterms:description, from: 500$a, do: [{drop: ["off"]}]}}'),
            "500 ## $aoff",
        )
        != []
    )
    assert (
        said(over('rules: {note: {default: "off", from: 501$a}}'))[-1]
        == 'dcterms:description "off"'
    )


def test_replace_starts_afresh(over) -> None:
    text = "rules: {title: {replace: true, from: 245$a, to: dcterms:alternative}}"
    assert said(over(text))[1] == 'dcterms:alternative "Title"'
    text = (
        "nodes: {n: {replace: true, iri: '{iri}#m', set: {foaf:nick: $a}}}\n"
        "rules: {n: {from: 700, node: n}}"
    )
    assert said(over(text), "700 1# $aA")[-1:] == ['<bib/1#m> foaf:nick "A"']
    text = "tables: {t: {replace: true, inline: {z: 9}}}"
    assert dict(over(text).plan.tables["t"].rows) == {"z": ("9",)}


def test_examples_of_a_touched_rule_are_dropped(over) -> None:
    assert "title" in over("").examples
    assert "title" not in over("rules: {title: {lang: fr}}").examples
    own = over(
        "rules: {title: {lang: fr, examples: [{marc: ['245 10 $aA'],"
        " gives: ['dcterms:title \"A\"@fr']}]}}"
    )
    problems = Problems()
    assert check_examples(own, {}, problems) == 1 and problems.found == []


def test_a_list_of_mappings_is_laid_in_its_order(write) -> None:
    write("one.yaml", "mapping: 1\nrules: {r: {from: 245$a, to: dcterms:title, lang: fr}}")
    write("two.yaml", "mapping: 1\nrules: {r: {from: 245$a, to: dcterms:title, lang: de}}")
    first = compile_file(write("m.yaml", "mapping: 1\nextends: [./one.yaml, ./two.yaml]"), {})
    second = compile_file(write("n.yaml", "mapping: 1\nextends: [./two.yaml, ./one.yaml]"), {})
    assert said(first) == ['dcterms:title "Title"@de'] and said(second) == [
        'dcterms:title "Title"@fr'
    ]


def test_a_file_that_two_extend_counts_once(write) -> None:
    write("one.yaml", "mapping: 1\nextends: ./base.yaml\nrules: {title: {lang: fr}}")
    write("two.yaml", "mapping: 1\nextends: ./base.yaml\nrules: {note: off}")
    both = compile_file(write("m.yaml", "mapping: 1\nextends: [./one.yaml, ./two.yaml]"), {})
    assert said(both) == ["a bibo:Book", 'dcterms:title "TITLE"@fr']
    assert [Path(file).name for file in both.plan.files] == [
        "base.yaml",
        "one.yaml",
        "two.yaml",
        "m.yaml",
    ]


@pytest.mark.parametrize("first", ["./m.yaml", "./other.yaml"])
def test_a_mapping_that_extends_itself_is_an_error(write, first) -> None:
    write("other.yaml", "mapping: 1\nextends: ./m.yaml\n")
    path = write("m.yaml", f"mapping: 1\nextends: {first}\n")
    found = fails(lambda: compile_file(path, {}))
    assert [code for _, _, _, code, _ in found] == ["extends-itself"]
    assert found[0][1:3] == (2, 10)


def test_a_missing_mapping_is_an_error_with_a_hint(write) -> None:
    for name, hint in (
        ("mrc21", "did you mean 'marc21'"),
        ("./basf.yaml", ""),
        ("nothing", "shipped are"),
    ):
        found = fails(
            lambda name=name: compile_file(write("m.yaml", f"mapping: 1\nextends: [{name}]"), {})
        )
        assert found[0][1:4] == (2, 11, "unknown-mapping") and hint in found[0][4]


def test_mistakes_of_all_files_are_shown_at_their_own_place(write) -> None:
    write(
        "one.yaml", "mapping: 1\nrules:\n  a: {fron: 245$a}\n  b: {from: 245$a, to: bibo:titel}\n"
    )
    path = write(
        "m.yaml", "mapping: 1\nextends: ./one.yaml\nrules:\n  c: {from: 24$a, to: dcterms:title}\n"
    )
    assert [f[:4] for f in fails(lambda: compile_file(path, {})) if f[3] != "says-nothing"] == [
        ("m.yaml", 4, 13, "selector"),
        ("one.yaml", 3, 7, "unknown-key"),
        ("one.yaml", 4, 24, "unknown-term"),
    ]


def test_an_overridden_mistake_keeps_the_place_of_what_stands(over) -> None:
    assert fails(lambda: over("rules: {title: {do: [uper]}}"))[0][:4] == (
        "m.yaml",
        3,
        22,
        "unknown-transform",
    )


def test_a_table_is_sought_beside_the_file_that_names_it(write, tmp_path) -> None:
    write("sub/t.csv", "k,v\na,inner\n")
    write(
        "sub/base2.yaml",
        "mapping: 1\ntables: {t: {file: t.csv, key: k, value: v}}\n"
        "rules: {r: {from: 500$a, table: t, missing: keep, to: dcterms:type}}",
    )
    path = write("m.yaml", "mapping: 1\nextends: ./sub/base2.yaml\ntables: {t: {value: v}}\n")
    found = lines(interpret(compile_file(path, {}).plan, example_record(["500 ## $aa"])))
    assert found == ['dcterms:type "inner"']


def test_shipped_mappings_are_named_without_their_ending() -> None:
    plan = compile_text("mapping: 1\nextends: marc21\nname: mine\n", {}).plan
    assert plan.name == "mine" and len(plan.rules) > 20
    assert any(Path(file).name == "marc21.yaml" for file in plan.files)


def test_a_mapping_s_number_depends_on_all_its_files(write) -> None:
    path = write("m.yaml", "mapping: 1\nextends: ./base.yaml\n")
    before = compile_file(path, {}).plan.sha256
    assert before == compile_file(path, {}).plan.sha256
    write("base.yaml", BASE + "\n")
    assert compile_file(path, {}).plan.sha256 != before


def test_it_depends_on_what_the_tables_say(write) -> None:
    write("t.csv", "code,iri\na,bibo:Book\n")
    rule = "{from: 942$c, table: t, as: iri, to: rdf:type}"
    path = write(
        "m.yaml",
        "mapping: 1\ntables: {t: {file: t.csv, key: code, value: iri}}\n"
        f"rules: {{k: {rule}}}\n",
    )
    before = compile_file(path, {}).plan.sha256
    write("t.csv", "code,iri\na,bibo:Map\n")
    assert compile_file(path, {}).plan.sha256 != before


def test_many_levels_and_a_file_that_is_no_mapping(write) -> None:
    for number in range(1, 30):
        parent = f"./m{number - 1}.yaml" if number > 1 else "./base.yaml"
        write(f"m{number}.yaml", f"mapping: 1\nextends: {parent}\n")
    assert said(compile_file(write("m.yaml", "mapping: 1\nextends: ./m29.yaml\n"), {}))
    write("bad.yaml", "- a list\n")
    found = fails(lambda: compile_file(write("m.yaml", "mapping: 1\nextends: ./bad.yaml\n"), {}))
    assert ("bad.yaml", 1, 1, "yaml", "begin with 'mapping: 1'") in found


def test_the_library_s_own_file_changes_only_what_it_says() -> None:
    jobs, library = (compile_file(DATA / f"{name}.yaml", {}).plan for name in ("jobs", "library"))
    assert library.base == "https://data.mylib.example/"
    assert {r.rule for r in jobs.rules} - {r.rule for r in library.rules} == {"shelf"}
    marc = ["245 10 $aUn titre", "264 #1 $bP :", "999 ## $tatlas", "260 ## $bQ"]
    found = lines(interpret(library, example_record(marc)))
    assert 'dcterms:title "Un titre"@fr' in found
    assert 'dcterms:publisher "P"' in found and 'dcterms:publisher "Q"' not in found
    assert "a bibo:Map" in found
