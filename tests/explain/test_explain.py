"""Explanations: they hold the triples of convert, name their places and give true reasons."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest
from samples import book, iso2709
from shared_data import shared_files
from whole_case import BASE, CASES, Case, find_cases, graph

from marc2rdf.explain.explainer import Explainer
from marc2rdf.explain.explanation import Explanation, as_dict, value_of
from marc2rdf.explain.left_out import REASONS, LeftOut
from marc2rdf.explain.traced import LEADER
from marc2rdf.mapping.examples import example_record
from marc2rdf.mapping.mapping import Mapping
from marc2rdf.rdf.terms import IRI, Statement
from marc2rdf.run.pipeline import Options, Pipeline
from marc2rdf.run.rejects import NoRejects
from marc2rdf.run.report import Report

DEFAULT = Mapping.default(BASE)


class Collecting:
    """A writer that keeps the statements of each record."""

    replaced = 0

    def __init__(self) -> None:
        self.records: list[list[Statement]] = []

    def write(self, statements: Sequence[Statement], root: IRI) -> int:
        self.records.append(list(statements))
        return len(statements)

    def write_rows(self, rows, root: IRI) -> int:
        return self.write(rows.statements(), root)

    def close(self) -> None:
        pass


def converted(paths: list[Path], mapping: Mapping) -> tuple[list[list[Statement]], Report]:
    writer, report = Collecting(), Report()
    Pipeline(mapping, writer, report, NoRejects(), Options()).run(paths)
    return writer.records, report


def explained(paths: list[Path], mapping: Mapping) -> tuple[list[Explanation], Report]:
    found: list[Explanation] = []
    explainer, report = Explainer(mapping, found.append), Report()
    Pipeline(mapping, explainer, report, NoRejects(), Options(), converter=explainer).run(paths)
    return found, report


def said(explanation: Explanation) -> set[Statement]:
    return {told.statement for told in explanation.told}


def canonical(documents: Iterable[dict]) -> set[str]:
    """Read the triples of JSON explanations with a strict parser."""
    lines = [
        f"{t['subject']} {t['predicate']} {t['object']} ." for d in documents for t in d["triples"]
    ]
    dataset = ox.Dataset()
    for number, line in enumerate(dict.fromkeys(lines)):
        for quad in ox.parse(line.encode(), ox.RdfFormat.TURTLE, rename_blank_nodes=True):
            dataset.add(ox.Quad(quad.subject, quad.predicate, quad.object))
        assert number >= 0
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {f"{quad.triple} ." for quad in dataset}


ALL = find_cases()


def test_all_cases_explain_what_they_convert():
    """In JSON, read by another parser; lists, blank nodes and all."""
    for case in ALL:
        path = case.folder / "mapping.yaml"
        mapping = Mapping.load(path, BASE) if path.exists() else DEFAULT
        found, _ = explained([case.input], mapping)
        documents = [json.loads(json.dumps(as_dict(one))) for one in found]
        assert canonical(documents) == case.expected, case.name


FILES = shared_files("*.mrc", "*.xml", "880/*.xml", "koha-*.txt", "alephseq/*")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_all_real_records_explain_what_they_convert(path):
    statements, one = converted([path], DEFAULT)
    found, other = explained([path], DEFAULT)
    assert [said(explanation) for explanation in found] == list(map(set, statements))
    counts = ("read", "converted", "rejected", "skipped", "deleted", "duplicates", "warnings")
    assert [getattr(one, name) for name in counts] == [getattr(other, name) for name in counts]
    for explanation in found:
        check_places(explanation)


def check_places(explanation: Explanation) -> None:
    """Every subfield is either taken or not; every place and every reason exists."""
    view = explanation.trace.view
    taken = {source[:2] for told in explanation.told for source in told.sources}
    untaken = {one.source[:2] for one in explanation.untaken}
    for field in view.fields:
        numbers = range(len(field.subfields)) if field.subfields else (-1,)
        for number in numbers:
            place = (field.index, number)
            assert place in untaken or place in taken
    for one in explanation.untaken:
        assert one.reason in REASONS
        assert one.why
        assert isinstance(value_of(view, one.source), str)
    for told in explanation.told:
        assert told.rule and told.mapping and (told.field or not told.sources)
        assert all(source.field >= LEADER for source in told.sources)


def explain_one(rules: str, *marc: str, top: str = "") -> Explanation:
    mapping = Mapping.from_text(f"mapping: 1\n{top}\nrules:\n{rules}", BASE)
    found: list[Explanation] = []
    explainer = Explainer(mapping, found.append)
    conversion = explainer.convert(example_record(list(marc)))
    explainer.write(conversion.statements, conversion.iri)
    return found[0]


def steps(explanation: Explanation) -> list[tuple[str, str, str]]:
    return [tuple(step) for told in explanation.told for step in told.steps]


def reasons(explanation: Explanation) -> dict[str, tuple[str, str]]:
    """Give reason and words by subfield of all data fields."""
    view = explanation.trace.view
    return {
        view.fields[one.source.field].subfields[one.source.subfield][0]: (one.reason, one.why)
        for one in explanation.untaken
        if one.source.subfield >= 0
    }


def test_values_before_and_after_each_transform():
    rule = """
  title:
    from: 245$a$b
    each: [isbd_trim]
    join: " : "
    do: [squeeze, lower]
    to: dcterms:title
"""
    found = explain_one(rule, "245 10 $aPride  and prejudice :$ba novel /$cJane Austen.")
    assert steps(found) == [
        ("isbd_trim", "Pride  and prejudice :", "Pride  and prejudice"),
        ("isbd_trim", "a novel /", "a novel"),
        ("squeeze", "Pride  and prejudice : a novel", "Pride and prejudice : a novel"),
        ("lower", "Pride and prejudice : a novel", "pride and prejudice : a novel"),
    ]
    assert [told.field for told in found.told] == ["245 10 $a$b"]
    assert found.told[0].mapping == "<text>:6"
    assert reasons(found) == {"c": ("no-rule", "no rule takes 245 $c")}


def test_tables_parts_and_defaults_are_steps():
    rule = """
  role: {from: 100, to: {from: $e, table: role, default: dcterms:creator}, node: person}
  source: {from: 786$n, parts: "{journal} | {volume}", to: bibo:volume, choose: [{from: volume}]}
"""
    top = """
tables: {role: {inline: {trl: bibo:translator}}}
nodes: {person: {iri: "{iri}#{$a|slug}", set: {foaf:name: $a}}}"""
    found = explain_one(rule, "100 1# $aDoe$etrl", "786 0# $nNature | 82", top=top)
    assert ("table role", "trl", "bibo:translator") in steps(found)
    assert ("parts volume", "Nature | 82", "82") in steps(found)
    found = explain_one(rule, "100 1# $aDoe", top=top)
    assert ("default", "", "dcterms:creator") in steps(found)
    top = top.replace("bibo:translator", "dcterms:creator")  # the table gives what is the default
    found = explain_one(rule, "100 1# $aDoe$etrl", top=top)
    assert ("table role", "trl", "dcterms:creator") in steps(found)
    assert reasons(found) == {}


def test_positions_and_templates():
    rule = """
  language: {from: 008/35-37, to: dcterms:language, iri: "lang:{value}"}
  shelf: {to: dcterms:identifier, text: "{003}/{852$h}"}
"""
    found = explain_one(rule, "003 XX", "008/35 fre", "852 ## $hQA76$iB7")
    assert sorted(told.field for told in found.told) == ["003; 852 ## $h", "008/35-37"]


def test_subfields_of_every_field_are_no_control_fields():
    [plan] = [plan for plan in DEFAULT.plans if plan.name == "marc21"]
    left_out = LeftOut.of(plan)
    assert left_out.of_field("006", "", "", "")[0].reason.startswith("codes of additional material")
    assert left_out.of_field("500", " ", " ", "6")[0].reason.startswith("it links or orders")


def test_each_reason_is_told_apart():
    rule = """
  title: {from: 245$a, when: i1 = 1, to: dcterms:title}
  issn: {from: 245$b, do: [issn], to: bibo:issn}
  date: {from: 245$c, to: dcterms:date, as: date}
  role: {from: 245$d, table: role, to: dcterms:type}
  number: {from: 245$e, do: [{match: '^\\d+$'}], to: bibo:number}
  first: {from: 245$f or 245$g, to: dcterms:extent}
  agent: {from: 245, node: {iri: "{iri}#{$h$m|slug}", a: foaf:Agent}, to: dcterms:creator}
  late: {from: 245$i, when: not value matches '^x', to: dcterms:alternative}
  asked: {when: 245$j, to: dcterms:type, iri: dcmitype:Text}
"""
    top = "tables: {role: {inline: {a: b}}}"
    field = "245 00 $a1$b0303-9651$cnever$dz$ee$ff$gg$hh$ixy$jj$kk$l $mm"
    found = explain_one(rule, field, top=top)
    assert reasons(found) == {
        "a": ("condition", "not true: i1 = '1'"),
        "b": ("invalid", "the check digit of '0303-9651' is wrong [issn-check-digit]"),
        "c": ("invalid", "'never' cannot be read as date [datatype-invalid]"),
        "d": ("invalid", "'z' is not in the table 'role' [not-in-table]"),
        "e": ("emptied", "'match: ^\\d+$' leaves nothing of 'e'"),
        "g": ("not-first", "another value came first"),
        "h": ("names", "it only tells an IRI from others"),
        "i": ("condition", "not true: not value matches '^x'"),
        "j": ("asked", "only conditions look at it"),
        "k": ("no-rule", "no rule takes 245 $k"),
        "l": ("empty", "it is empty"),
        "m": ("names", "it only tells an IRI from others"),
    }
    of_title = next(one for one in found.untaken if one.rule == "title")
    assert str(of_title.place) == "<text>:5:10"


def test_an_iri_that_stands_for_one_value_carries_it():
    rule = """
  scheme: {from: 650$2, to: dcterms:conformsTo, node: {iri: "{base}scheme/{value|slug}"}}
  related: {from: 776, to: dcterms:relation, choose: [{node: own}, {node: other}]}
"""
    top = """
nodes:
  own: {iri: [{from: $w, iri: "{base}bib/{value}"}]}
  other:
    iri: [{from: $t, when: tag = 765, iri: "{iri}#a"}, "{iri}#b"]
    set: {dcterms:title: $t}"""
    found = explain_one(rule, "650 #7 $2fast", "776 ## $w7$tOne", "776 ## $tTwo", top=top)
    assert reasons(found) == {"t": ("not-first", "another value came first")}
    fields = {told.field for told in found.told}
    assert fields == {"650 #7 $2", "776 ## $w", "776 ## $t", "776 ##"}


def test_a_linked_field_says_its_text_and_no_more():
    rule = """
  title: {from: 245$a, to: dcterms:title}
  name: {from: 100$0, do: [url], as: iri, to: dcterms:creator}
"""
    found = explain_one(
        rule,
        "100 1# $6880-02$0https://example.org/x",
        "245 10 $6880-01$aVoina i mir",
        "880 10 $6245-01/(N$aВойна и мир",
        "880 1# $6100-02/(N$0https://example.org/x",
    )
    assert {told.field for told in found.told} == {"100 1# $0", "245 10 $a", "880 10 $a"}
    [linked] = [one for one in found.untaken if one.reason == "linked"]
    assert linked.why == "its linked field says it (100)"


def test_the_command_gives_three_columns_in_a_pipe(marc2rdf, seed):
    done = marc2rdf("explain", seed, "--base", BASE, "-q")
    assert done.returncode == 0, done.stderr
    rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
    assert {len(row) for row in rows} == {3}
    assert ["220572 041 ## $a", "<bib/220572> dcterms:language lang:fre"] in [r[:2] for r in rows]
    [note] = [row for row in rows if row[0] == "220572 500 ## $a"]
    assert note[1] == "- 2" and note[2].startswith("condition: not true: not value matches")
    assert "(note marc21-description.yaml:" in note[2]
    [profile] = [row for row in rows if row[0] == "220572 042 ## $a"]
    assert profile[2].startswith("on-purpose: ")


def test_the_command_gives_one_json_object_a_line(marc2rdf, tmp_path):
    (tmp_path / "two.mrc").write_bytes(iso2709(book("1", "One"), book("2", "Two")))
    done = marc2rdf("explain", "two.mrc", "--base", BASE, "--format", "json")
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    assert [d["record"]["key"] for d in documents] == ["1", "2"]
    assert {frozenset(d) for d in documents} == {
        frozenset({"record", "triples", "untaken", "notices"})
    }
    rdf = marc2rdf("convert", "two.mrc", "--base", BASE, "-t", "nt").stdout
    assert canonical(documents) == graph(rdf, "nt")
    [one] = marc2rdf("explain", "two.mrc", "--id", "2", "--format", "json").stdout.splitlines()
    assert json.loads(one)["record"]["number"] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["two.mrc"]


def test_what_is_left_out_by_choice_says_so(marc2rdf, seed):
    done = marc2rdf(
        "explain", seed, "-q", "--format", "json", "--without", "dcterms:abstract,dcterms:isPartOf"
    )
    found = json.loads(done.stdout)
    assert not any("/terms/abstract>" in triple["predicate"] for triple in found["triples"])
    untaken = {one["field"]: (one["reason"], one["why"]) for one in found["untaken"]}
    assert untaken["520 ## $a"] == ("without", "left out by --without")
    assert "786 0# $n" not in untaken  # its citation and pages are there
    rows = marc2rdf("coverage", seed, "-q", "--without", "dcterms:abstract").stdout.decode()
    [row] = [row for row in rows.splitlines() if row.startswith("520 $a")]
    assert row.split("\t")[3:6] == ["0.0 %", "0.0 %", "100.0 %"]
    assert marc2rdf("explain", seed, "--without", "dcterms:abstrakt").returncode == 2


def test_records_that_cannot_be_read_are_named(marc2rdf, tmp_path):
    (tmp_path / "bad.mrc").write_bytes(iso2709(book("1", "One")) + b"00026nam no record\x1d")
    done = marc2rdf("explain", "bad.mrc")
    assert done.returncode == 1
    assert b"rejected" in done.stderr and b"Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.mrc"]


def test_what_a_record_holds_moves_no_terminal(marc2rdf, tmp_path):
    (tmp_path / "x.mrk").write_text(
        "=LDR  00000nam a2200000 a 4500\n=001  1\n=245  10$a\x1b[2JOne\x9b\u202e$q\x1b]0;x\x07\n"
    )
    out = marc2rdf("explain", "x.mrk").stdout.decode()
    assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set(out)


def test_the_case_folder_is_there():
    assert len(ALL) > 100 and CASES.is_dir() and isinstance(ALL[0], Case)
