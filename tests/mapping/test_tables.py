"""Tables: in the mapping or in a file, and what happens when a value is in none."""

from __future__ import annotations

from pathlib import Path

import pytest
from mapping_samples import convert, gives, lines, notices, objects

from marc2rdf import shipped
from marc2rdf.errors import MappingError, RecordError
from marc2rdf.mapping import tables
from marc2rdf.mapping.compile import compile_file
from marc2rdf.mapping.examples import example_record
from marc2rdf.mapping.interpret import interpret

INLINE = "tables: {t: {inline: {ART: bibo:AcademicArticle, 'BK|BOOK': bibo:Book, x: y}}}"
RULE = "{from: 942$c, table: t, %sto: dcterms:type}"


def test_an_inline_table() -> None:
    assert gives(RULE % "as: iri, ".replace("iri", "literal"), "942 ## $cART", top=INLINE) == [
        'dcterms:type "bibo:AcademicArticle"'
    ]
    top = INLINE.replace(", x: y", "")
    assert gives(RULE % "as: iri, ", "942 ## $cART", top=top) == [
        "dcterms:type bibo:AcademicArticle"
    ]
    assert gives(RULE % "as: iri, ", "942 ## $cBOOK", top=top) == ["dcterms:type bibo:Book"]


def test_keys_of_a_table_are_text() -> None:
    top = "tables: {t: {inline: {010: a, no: b, 1e3: c, 0x10: d, ~: e}}}"
    marc = [f"942 ## $c{key}" for key in ("010", "no", "1e3", "0x10", "~", "10", "false")]
    assert objects(RULE % "missing: drop, ", *marc, top=top) == ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize(
    ("missing", "said", "noted"),
    [("", [], ["not-in-table"]), ("missing: warn, ", [], ["not-in-table"]),
     ("missing: drop, ", [], []), ("missing: keep, ", ["ZZ"], [])],
)  # fmt: skip
def test_a_value_in_no_table(missing, said, noted) -> None:
    assert objects(RULE % missing, "942 ## $cZZ", top=INLINE) == said
    assert notices(RULE % missing, "942 ## $cZZ", top=INLINE) == noted


def test_a_value_in_no_table_may_cost_the_record() -> None:
    with pytest.raises(RecordError) as caught:
        gives(RULE % "missing: error, ", "942 ## $cZZ", top=INLINE)
    assert caught.value.code == "not-in-table" and "ZZ" in str(caught.value)
    assert "<text>" in caught.value.where or ":" in caught.value.where


def test_the_table_s_own_transforms_are_tried_when_the_raw_value_misses() -> None:
    top = "tables: {t: {inline: {author: a, 'Tr.': b, tr: c}, do: [lower, isbd_trim]}}"
    assert objects(RULE % "", "942 ## $cAuthor,", "942 ## $cTr.", "942 ## $cTR.", top=top) == [
        "a",
        "b",
        "c",
    ]


def test_a_notice_names_field_and_line() -> None:
    notice = convert(RULE % "", "942 ## $cZZ", top=INLINE).notices[0]
    assert (notice.tag, notice.subfield, notice.mapping) == ("942", "c", "<text>:4:6")


@pytest.fixture
def run(tmp_path: Path):
    def run(csv: str, table: str, *marc: str, rule: str = RULE % "missing: drop, ") -> list[str]:
        (tmp_path / "t.csv").write_text(csv, encoding="utf-8-sig")
        mapping = tmp_path / "m.yaml"
        mapping.write_text(f"mapping: 1\ntables: {{t: {table}}}\nrules:\n  r: {rule}\n")
        plan = compile_file(mapping, {}).plan
        return lines(interpret(plan, example_record(list(marc))))

    return run


LANGUAGES = """code,en,iri,backup,successor
fre,French,lang:fre,,
scr,Croatian,,,hrv
hrv,Croatian,lang:hrv,,
old|older,Old,lang:old,,scr
loop1,,lang:a,,loop2
loop2,,lang:b,,loop1
two,Two,a|b,,
none,None,,c,
"quoted, key",X,"d
e",,
"""


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("fre", ["lang:fre"]),
        ("scr", ["lang:hrv"]),  # obsolete: the successor's value
        ("old", ["lang:hrv"]),  # a chain
        ("older", ["lang:hrv"]),  # several keys in a cell
        ("two", ["a", "b"]),  # several values in a cell
        ("none", ["c"]),  # the first filled cell
        ("quoted, key", ["d\ne"]),
        ("French", []),
        ("xxx", []),
    ],
)
def test_a_table_in_a_file(run, key, wanted) -> None:
    table = "{file: t.csv, key: code, value: iri or backup, successor: successor}"
    assert run(LANGUAGES, table, f"942 ## $c{key}") == [f'dcterms:type "{one}"' for one in wanted]


def test_successors_that_run_in_a_circle_end(run) -> None:
    table = "{file: t.csv, key: code, value: iri, successor: successor}"
    assert len(run(LANGUAGES, table, "942 ## $cloop1")) == 1


def test_several_columns_may_hold_keys_and_the_first_row_wins(run) -> None:
    csv = "code,en,fr,v\naut,Author,auteur,1\nedt,Editor,auteur,2\n"
    table = "{file: t.csv, keys: [code, en, fr], value: v, do: [lower, isbd_trim]}"
    for key, value in (("aut", "1"), ("Author", "1"), ("auteur,", "1"), ("Editor", "2")):
        assert run(csv, table, f"942 ## $c{key}") == [f'dcterms:type "{value}"']
    assert run(csv, table, "942 ## $ceditor.") == []  # keys are as the table has them


def test_a_prefix_with_a_pattern(run) -> None:
    csv = (
        "p,t,rx\n(DE-588),https://d-nb.info/gnd/{id},^([0-9]+-?[0-9X])$\n"
        "(VIAF),https://viaf.org/viaf/,\n(DE-588)x,https://x.org/,\n"
    )
    table = "{file: t.csv, key: p, value: t, pattern: rx}"
    rule = "{from: 942$c, do: [{prefix: t}], as: iri, to: dcterms:relation}"

    def made(value: str) -> list[str]:
        return run(csv, table, f"942 ## $c{value}", rule=rule)

    assert made("(DE-588)118505173") == ["dcterms:relation <https://d-nb.info/gnd/118505173>"]
    assert made("(DE-588)4012345-X") == ["dcterms:relation <https://d-nb.info/gnd/4012345-X>"]
    assert made("(DE-588)abc") == []
    assert made("(DE-588)xabc") == ["dcterms:relation <https://x.org/abc>"]
    assert made("(VIAF)12") == ["dcterms:relation <https://viaf.org/viaf/12>"]
    assert made("(XX)12") == [] and made("(VIAF)") == []


def fails(
    tmp_path: Path, table: str, csv: str | bytes = "a,b\n1,2\n", rule: str = RULE % ""
) -> list:
    (tmp_path / "t.csv").write_bytes(csv if isinstance(csv, bytes) else csv.encode())
    mapping = tmp_path / "m.yaml"
    mapping.write_text(f"mapping: 1\ntables:\n  t: {table}\nrules:\n  r: {rule}\n")
    with pytest.raises(MappingError) as caught:
        compile_file(mapping, {})
    return [(Path(p.file).name, p.line, p.column, p.code, p.hint) for p in caught.value.problems]


def test_mistakes_in_tables_have_a_place(tmp_path) -> None:
    assert fails(tmp_path, "{file: t.csv, key: a, value: c}")[0] == (
        "m.yaml", 3, 35, "no-such-column", "it has: a, b",
    )  # fmt: skip
    assert fails(tmp_path, "{file: t.csv, key: aa, value: b}")[0][3:] == (
        "no-such-column",
        "did you mean 'a'?",
    )
    assert fails(tmp_path, "{file: x.csv, key: a, value: b}")[0][:4] == (
        "m.yaml", 3, 13, "no-such-file",
    )  # fmt: skip
    assert fails(tmp_path, "{key: a, value: b}")[0][3] == "table"
    assert fails(tmp_path, "{inline: {a: b}, file: t.csv, key: a, value: b}")[0][3] == "table"
    assert fails(tmp_path, "{file: t.csv, value: b}")[0][3] == "table"
    assert fails(tmp_path, "{file: t.csv, key: a}")[0][3] == "table"
    assert (
        fails(tmp_path, "{file: t.csv, key: a, value: b}", b"a,b\n\xff,1\n")[0][3] == "no-such-file"
    )
    assert fails(tmp_path, "{file: t.csv, key: a, value: b}", "")[0][3] == "no-such-column"


def test_a_value_that_is_no_term_is_found_in_its_own_line(tmp_path) -> None:
    csv = "a,b\n1,bibo:Book\n\n2,bibo:Bok\n3,bibo:Map|bobi:Map\n"
    found = fails(tmp_path, "{file: t.csv, key: a, value: b}", csv, RULE % "as: iri, ")
    assert [(f, line, code) for f, line, _, code, _ in found] == [
        ("t.csv", 4, "unknown-term"),
        ("t.csv", 5, "unknown-prefix"),
    ]
    assert found[0][4] == "did you mean 'Book'?"
    found = fails(tmp_path, "{inline: {a: bibo:Bok}}")
    assert found == [("m.yaml", 3, 19, "unknown-term", "did you mean 'Book'?")]
    found = fails(tmp_path, "{inline: {a: Book}}", rule=RULE % "as: iri, ")
    assert [f[3] for f in found] == ["unknown-term"]


def test_a_table_of_properties_holds_no_classes_and_one_of_classes_no_properties(tmp_path) -> None:
    rule = "{from: 942$c, to: {from: $a, table: t}}"
    assert fails(tmp_path, "{inline: {a: bibo:Book}}", rule=rule)[0][3] == "wrong-term"
    rule = "{from: 942$c, table: t, as: iri, to: rdf:type}"
    assert fails(tmp_path, "{inline: {a: bibo:editor}}", rule=rule)[0][3] == "wrong-term"
    rule = "{from: 942, a: {from: $a, table: t, as: iri}}"
    assert fails(tmp_path, "{inline: {a: bibo:editor}}", rule=rule)[0][3] == "wrong-term"


@pytest.mark.parametrize(
    "name", ["../secret.csv", "/etc/passwd", "sub/../../secret.csv", "link.csv"]
)
def test_files_above_the_mapping_are_not_read(tmp_path, name) -> None:
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n")
    inner = tmp_path / "inner"
    (inner / "sub").mkdir(parents=True)
    (inner / "link.csv").symlink_to(tmp_path / "secret.csv")
    found = fails(inner, f"{{file: {name}, key: a, value: b}}")
    assert found[0][3] == "no-such-file"


def test_a_shipped_table_is_found_by_its_path(run) -> None:
    table = "{file: tables/languages.csv, key: marc_code, value: iri}"
    assert run("", table, "942 ## $cfre") == [
        'dcterms:type "http://id.loc.gov/vocabulary/iso639-2/fre"'
    ]


def test_a_table_beside_the_mapping_comes_before_a_shipped_one(tmp_path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "languages.csv").write_text("marc_code,iri\nfre,mine\n")
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        "mapping: 1\ntables: {t: {file: tables/languages.csv, key: marc_code, value: iri}}\n"
        f"rules: {{r: {RULE % ''}}}\n"
    )
    plan = compile_file(mapping, {}).plan
    assert lines(interpret(plan, example_record(["942 ## $cfre"]))) == ['dcterms:type "mine"']


@pytest.mark.parametrize("name", ["marc21", "koha", "unimarc"])
def test_every_term_in_a_shipped_table_exists(monkeypatch, name) -> None:
    """Shipped tables are not looked through each time they are loaded; here they are."""
    monkeypatch.setattr(tables, "_is_shipped", lambda path: False)
    path = shipped.folder() / f"{name}.yaml"
    compile_file(path, {})
    read = tables._rows

    def misread(*given: object) -> tables._Read:
        found = read(*given)
        return found._replace(said=[(f"{value}x", line) for value, line in found.said[:1]])

    monkeypatch.setattr(tables, "_rows", misread)
    with pytest.raises(MappingError, match=r"there is no \w+:\w+x\b"):
        compile_file(path, {})
