"""choose: the first alternative that gives a triple."""

from __future__ import annotations

from mapping_samples import gives, objects


def test_the_first_that_gives_a_triple_not_merely_whose_condition_holds() -> None:
    rule = """
choose:
  - {when: 245, from: 246$a, to: dcterms:alternative}
  - {when: 245, from: 245$a, to: dcterms:title}
  - {from: 245$a, to: dcterms:description}
"""
    assert gives(rule, "245 10 $aA") == ['dcterms:title "A"']
    assert gives(rule, "245 10 $aA", "246 10 $aB") == ['dcterms:alternative "B"']
    assert gives(rule) == []


def test_with_a_from_it_is_asked_once_a_value() -> None:
    rule = """
from: 856$u
do: [url]
as: iri
choose:
  - {when: i2 = 2, to: rdfs:seeAlso}
  - {when: "i2 in '34'", to: dcterms:hasPart}
  - {to: foaf:page}
"""
    marc = [
        "856 42 $uhttp://a.org/$uhttp://b.org/",
        "856 43 $uhttp://c.org/",
        "856 4# $uhttp://d.org/",
    ]
    assert gives(rule, *marc) == [
        "rdfs:seeAlso <http://a.org/>",
        "rdfs:seeAlso <http://b.org/>",
        "dcterms:hasPart <http://c.org/>",
        "foaf:page <http://d.org/>",
    ]


def test_an_alternative_inherits_what_it_does_not_say() -> None:
    rule = """
from: 500$a
do: [upper]
lang: fr
to: dcterms:title
choose:
  - {when: $a = 'a', lang: de}
  - {when: $a = 'b', to: dcterms:type}
  - {when: $a = 'c', do: [lower]}
  - {when: $a = 'd', text: "<{value}>"}
  - {when: $a = 'e', from: $b}
  - {}
"""
    marc = ["500 ## $aa", "500 ## $ab", "500 ## $ac", "500 ## $ad", "500 ## $ae$bZz", "500 ## $af"]
    assert gives(rule, *marc) == [
        'dcterms:title "A"@de',
        'dcterms:type "B"@fr',
        'dcterms:title "c"@fr',  # its own do begins again with the raw value
        'dcterms:title "<D>"@fr',
        'dcterms:title "ZZ"@fr',
        'dcterms:title "F"@fr',
    ]


def test_an_alternative_s_object_takes_the_place_of_the_inherited_one() -> None:
    rule = """
from: 500$a
to: dcterms:relation
iri: "{base}x/{value|slug}"
choose:
  - {when: $a = 'a', text: "{value}"}
  - {when: $a = 'b', node: {iri: "{base}n/{value}", a: foaf:Agent}}
  - {when: $a = 'c', a: bibo:Book}
  - {}
"""
    assert gives(rule, "500 ## $aa", "500 ## $ab", "500 ## $ac", "500 ## $ad") == [
        'dcterms:relation "a"',
        "<n/b> a foaf:Agent",
        "dcterms:relation <n/b>",
        "a bibo:Book",
        "dcterms:relation <x/d>",
    ]


def test_the_outer_condition_holds_for_all_alternatives() -> None:
    rule = """
from: 500$a
when: i1 = 1
choose:
  - {when: value = 'a', to: dcterms:title}
  - {to: dcterms:type}
"""
    assert gives(rule, "500 1# $aa", "500 1# $ab", "500 0# $ac") == [
        'dcterms:title "a"',
        'dcterms:type "b"',
    ]


def test_choose_within_choose_and_in_a_set() -> None:
    rule = """
from: 500
set:
  dcterms:title:
    choose:
      - {from: $x}
      - choose:
          - {from: $y}
          - {from: $a}
"""
    assert objects(rule, "500 ## $aA", "500 ## $aA$yY", "500 ## $xX$yY") == ["A", "Y", "X"]


def test_a_default_is_said_when_no_value_came() -> None:
    rule = """
from: 500$a
to: dcterms:type
default: none
choose:
  - {when: value = 'a'}
  - {when: value = 'none', to: dcterms:title}
"""
    assert gives(rule) == ['dcterms:title "none"']
    assert gives(rule, "500 ## $aa") == ['dcterms:type "a"']
    assert gives(rule, "500 ## $ab") == []


def test_an_alternative_with_a_table() -> None:
    top = "tables: {t: {inline: {MAP: bibo:Map}}}"
    rule = """
choose:
  - {from: 942$c, table: t, missing: drop, as: iri, to: rdf:type}
  - {when: LDR/07 = 's', a: bibo:Periodical}
  - {a: bibo:Document}
"""
    assert gives(rule, "942 ## $cMAP", top=top) == ["a bibo:Map"]
    assert gives(rule, "942 ## $cBK", "LDR/07 s", top=top) == ["a bibo:Periodical"]
    assert gives(rule, "942 ## $cBK", top=top) == ["a bibo:Document"]


def test_the_class_may_be_a_statement() -> None:
    rule = """
from: 773
to: dcterms:isPartOf
node:
  iri: "{iri}#host"
  a: {choose: [{when: $x, iri: bibo:Journal}, {iri: bibo:Book}]}
"""
    assert gives(rule, "773 0# $x1") == [
        "<bib/1#host> a bibo:Journal",
        "dcterms:isPartOf <bib/1#host>",
    ]
    assert gives(rule, "773 0# $tT") == [
        "<bib/1#host> a bibo:Book",
        "dcterms:isPartOf <bib/1#host>",
    ]
    assert gives("{a: {choose: [{when: 020, iri: bibo:Book}, {iri: bibo:Document}]}}") == [
        "a bibo:Document"
    ]
