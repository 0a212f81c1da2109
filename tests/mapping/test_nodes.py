"""Nodes, sets and ordered lists: things that are written about."""

from __future__ import annotations

from mapping_samples import codes_of, gives, mapping

PERSON = """
nodes:
  person:
    iri:
      - {from: $1, do: [url]}
      - {from: $0, do: [{prefix: authority}]}
      - "{iri}#agent-{$a$d|slug}"
    a: foaf:Person
    set:
      foaf:name: {from: $a, do: [isbd_trim]}
tables:
  authority: {inline: {(DE-588): "https://d-nb.info/gnd/"}}
"""
CREATOR = "{from: 100, to: dcterms:creator, node: person}"


def test_the_first_item_that_gives_an_iri_and_of_that_its_first_value() -> None:
    def iri(field: str) -> str:
        return gives(CREATOR, f"100 1# {field}", top=PERSON)[-1].removeprefix("dcterms:creator ")

    assert iri("$aA, B$d1900-") == "<bib/1#agent-a-b-1900>"
    assert iri("$aA$0(DE-588)118") == "<https://d-nb.info/gnd/118>"
    assert iri("$aA$0(XX)1$0(DE-588)118$0(DE-588)119") == "<https://d-nb.info/gnd/118>"
    assert iri("$aA$0(DE-588)118$1https://x.org/1$1https://x.org/2") == "<https://x.org/1>"
    assert iri("$aA$1no address$0(DE-588)118") == "<https://d-nb.info/gnd/118>"


def test_without_an_iri_there_is_no_node_and_no_triple() -> None:
    assert gives(CREATOR, "100 1# $c!", top=PERSON) == []
    assert gives(CREATOR, "100 1# $a...", top=PERSON) == []


def test_a_node_without_to_is_only_written() -> None:
    rule = "{node: {iri: '{about}', a: foaf:Document, set: {foaf:primaryTopic: {iri: '{iri}'}}}}"
    assert gives(rule) == ["<record/1> a foaf:Document", "<record/1> foaf:primaryTopic <bib/1>"]


def test_a_shared_node_sees_the_field_and_the_parts_of_where_it_is_used() -> None:
    top = """
nodes:
  journal:
    iri: ["{base}journal/{issn|issn}", "{iri}#host"]
    a: bibo:Journal
    set: {dcterms:title: journal, bibo:issn: {from: issn or $x or 022$a, do: [issn]}}
  issue:
    iri: ["{base}issue/{issn|issn}/{volume|slug}"]
    a: bibo:Issue
    set: {bibo:volume: volume, dcterms:isPartOf: {node: journal}}
"""
    packed = """
from: 786$n
parts: "{journal} | {volume} | {issn}"
to: dcterms:isPartOf
node: issue
"""
    assert gives(packed, "786 0# $nJ | 3 | 0303-965X", top=top) == [
        "<issue/0303-965X/3> a bibo:Issue",
        '<issue/0303-965X/3> bibo:volume "3"',
        "<journal/0303-965X> a bibo:Journal",
        '<journal/0303-965X> dcterms:title "J"',
        '<journal/0303-965X> bibo:issn "0303-965X"',
        "<issue/0303-965X/3> dcterms:isPartOf <journal/0303-965X>",
        "dcterms:isPartOf <issue/0303-965X/3>",
    ]
    plain = """
from: 773
parts: {$t: "{journal}", $y: "{issn} {volume}"}
to: dcterms:isPartOf
node: journal
"""
    assert gives(plain, "773 0# $tK$x0028-0836", top=top) == [
        "<bib/1#host> a bibo:Journal",
        '<bib/1#host> dcterms:title "K"',
        '<bib/1#host> bibo:issn "0028-0836"',
        "dcterms:isPartOf <bib/1#host>",
    ]


def test_nodes_stand_in_nodes_as_deep_as_they_are_written() -> None:
    rule = """
from: 490
to: dcterms:isPartOf
node:
  iri: "{iri}#series-{$a|slug}"
  set:
    dcterms:title: $a
    dcterms:publisher:
      node:
        iri: "{iri}#publisher-{$b|slug}"
        set:
          foaf:name: $b
          foaf:page: {from: $u, as: iri}
"""
    assert gives(rule, "490 0# $aS$bP$uhttp://p.org/") == [
        '<bib/1#series-s> dcterms:title "S"',
        '<bib/1#publisher-p> foaf:name "P"',
        "<bib/1#publisher-p> foaf:page <http://p.org/>",
        "<bib/1#series-s> dcterms:publisher <bib/1#publisher-p>",
        "dcterms:isPartOf <bib/1#series-s>",
    ]


def test_an_entry_of_set_is_a_statement_a_list_of_them_or_a_selector() -> None:
    rule = """
from: 856
set:
  foaf:name: $y$z
  foaf:page: {from: $u, as: iri}
  dcterms:description: [$3, {text: "see {$u}"}, {from: $q, lang: en}]
"""
    assert gives(rule, "856 40 $yY$zZ$uhttp://a.org/$33$qQ") == [
        'foaf:name "Y Z"',
        "foaf:page <http://a.org/>",
        'dcterms:description "3"',
        'dcterms:description "see http://a.org/"',
        'dcterms:description "Q"@en',
    ]


def test_a_node_that_contains_itself_is_an_error() -> None:
    one = "nodes: {a: {iri: '{iri}#a', set: {dcterms:relation: {node: a}}}}"
    assert codes_of(mapping("{from: 245$a, to: dcterms:title}", one)) == ["node-contains-itself"]
    two = (
        "nodes:\n  a: {iri: '{iri}#a', set: {dcterms:relation: {node: b}}}\n"
        "  b: {iri: '{iri}#b', set: {dcterms:relation: {choose: [{node: a}]}}}\n"
    )
    assert codes_of(mapping("{from: 245, node: b}", two)) == ["node-contains-itself"]


AUTHORS = """
rules:
  first:
    from: 100
    to: dcterms:creator
    node: person
    list: {property: bibo:authorList, only: dcterms:creator}
  more:
    from: 700
    to: {from: $4, table: role, default: dcterms:creator}
    node: person
    list: {property: bibo:authorList, only: dcterms:creator}
  body: {from: 710, to: dcterms:creator, node: person, list: {property: bibo:authorList}}
"""
ROLES = PERSON + "  role: {inline: {trl: bibo:translator}}\n"


def lists(*marc: str, rules: str = AUTHORS) -> list[str]:
    from mapping_samples import lines

    from marc2rdf.mapping.compile import compile_text
    from marc2rdf.mapping.examples import example_record
    from marc2rdf.mapping.interpret import interpret

    plan = compile_text("mapping: 1\n" + ROLES + rules, {}).plan
    return [one for one in lines(interpret(plan, example_record(list(marc)))) if "List" in one]


def test_a_list_has_all_rules_nodes_in_the_record_s_order() -> None:
    marc = ["710 2# $aC", "700 1# $aB", "100 1# $aA", "700 1# $aD"]
    names = " ".join(f"<bib/1#agent-{name}>" for name in "cbad")
    assert lists(*marc) == [f"bibo:authorList ( {names} )"]


def test_a_list_holds_each_node_once_and_only_those_said_with_its_property() -> None:
    assert lists("100 1# $aA", "700 1# $aB", "700 1# $aA", "700 1# $aC$4trl") == [
        "bibo:authorList ( <bib/1#agent-a> <bib/1#agent-b> )"
    ]


def test_a_list_of_one_is_not_written() -> None:
    assert lists("100 1# $aA") == []
    assert lists("100 1# $aA", "700 1# $aA") == []
    assert lists("100 1# $aA", "700 1# $aB$4trl") == []
    assert lists() == []


def test_the_order_of_a_list_is_the_record_s_whatever_the_order_of_the_rules() -> None:
    head, first, rest = (
        AUTHORS.partition("  first:")[0],
        *AUTHORS.split("  first:")[1].split("  more:"),
    )
    swapped = f"{head}  more:{rest}  first:{first}"
    marc = ["100 1# $aA", "700 1# $aB", "710 2# $aC"]
    assert lists(*marc) == lists(*marc, rules=swapped)


def test_slugs_that_are_alike_are_told_apart() -> None:
    rule = "{from: 700, to: dcterms:creator, node: {iri: '{iri}#agent-{$a|slug}'}}"

    def iris(*names: str) -> list[str]:
        return [g.split("agent-")[1][:-1] for g in gives(rule, *(f"700 1# $a{n}" for n in names))]

    assert iris("C++", "C#") == ["c-cedb1bac", "c-951a4d36"]
    assert iris("C#", "C++") == ["c-951a4d36", "c-cedb1bac"]  # from content, not from position
    assert iris("A, B", "A B,", "a  b") == ["a-b-" + i[4:] for i in iris("A, B", "A B,")]
    assert iris("Austen, Jane,", "Austen, Jane.", "AUSTEN, JANE") == ["austen-jane"]
    assert iris("C#", "D") == ["c", "d"]


def test_slugs_of_several_nodes_that_would_be_one_are_told_apart() -> None:
    rule = """
set:
  dcterms:creator: {from: 700, node: {iri: "{iri}#agent-{$a$d|slug}"}}
  dcterms:publisher: {from: 710, node: {iri: "{iri}#agent-{$a$b|slug}"}}
  dcterms:subject: {from: 650, node: {iri: "{iri}#subject-{$a|slug}"}}
"""
    marc = ["700 1# $aA-B", "710 2# $aA.$bB", "650 ## $aA & B"]
    creator, publisher, subject = gives(rule, *marc)
    assert creator != "dcterms:creator <bib/1#agent-a-b>"
    assert creator.split()[1] != publisher.split()[1]
    assert subject == "dcterms:subject <bib/1#subject-a-b>"
