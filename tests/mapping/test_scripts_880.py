"""Field 880: what a linked field says in another script."""

from __future__ import annotations

import pytest
from mapping_samples import gives

TITLE = "{from: 245$a$b, each: [isbd_trim], join: ' : ', to: dcterms:title}"


@pytest.mark.parametrize(
    ("language", "text", "tag"),
    [
        ("rus", "Война и мир", "ru"),
        ("ara", "الحرب", "ar"),
        ("heb", "מלחמה", "he"),
        ("jpn", "日本の歴史", "ja"),
        ("kor", "한국사", "ko"),
        ("chi", "中國歷史", "zh"),
        ("gre", "Ιστορία", "el"),
        ("eng", "Война и мир", "und-Cyrl"),
        ("fre", "الحرب", "und-Arab"),
        ("eng", "中國歷史", "und-Hani"),
        ("rus", "Voina i mir", "und-Latn"),
        ("   ", "Война", "und-Cyrl"),
        ("mul", "Война", "und-Cyrl"),
    ],
)
def test_the_tag_is_the_record_s_language_where_the_script_is_native_to_it(
    language, text, tag
) -> None:
    marc = [f"008/35 {language}", "245 10 $6880-01$aX", f"880 10 $6245-01/(N$a{text}"]
    if not language.strip():
        marc = marc[1:]
    assert gives(TITLE, *marc) == ['dcterms:title "X"', f'dcterms:title "{text}"@{tag}']


def test_the_rule_runs_again_as_on_its_field() -> None:
    marc = [
        "008/35 rus",
        "245 10 $6880-01$aVoina i mir /$broman.",
        "880 10 $6245-01/(N$aВойна и мир /$bроман.",
    ]
    assert gives(TITLE, *marc) == [
        'dcterms:title "Voina i mir : roman"',
        'dcterms:title "Война и мир : роман"@ru',
    ]


def test_several_880s_may_belong_to_one_field_and_one_to_each_of_several() -> None:
    marc = [
        "245 10 $6880-01$aA",
        "500 ## $6880-02$aN",
        "500 ## $6880-03$aM",
        "880 10 $6245-01$aБ",
        "880 10 $6245-01$aא",
        "880 ## $6500-03$aМ",
    ]
    assert gives(TITLE, *marc)[1:] == ['dcterms:title "Б"@und-Cyrl', 'dcterms:title "א"@und-Hebr']
    assert gives("{from: 500$a, to: dcterms:description}", *marc) == [
        'dcterms:description "N"',
        'dcterms:description "M"',
        'dcterms:description "М"@und-Cyrl',
    ]


def test_an_880_tied_to_nothing_is_a_field_of_its_own() -> None:
    for link in ("245-00/(N", "245-07"):
        assert gives(TITLE, "008/35 rus", f"880 10 $6{link}$aВойна") == ['dcterms:title "Война"@ru']
    node = "{from: 700, to: dcterms:creator, node: {iri: '{iri}#{$a|slug}', set: {foaf:name: $a}}}"
    assert gives(node, "880 1# $6700-00$aТолстой") == [
        '<bib/1#толстой> foaf:name "Толстой"@und-Cyrl',
        "dcterms:creator <bib/1#толстой>",
    ]


def test_linked_no_leaves_them_out() -> None:
    marc = ["245 10 $6880-01$aA", "880 10 $6245-01$aБ", "880 10 $6245-00$aВ"]
    rule = "{from: 245$a, linked: no, to: dcterms:title}"
    assert gives(rule, *marc) == ['dcterms:title "A"']
    assert gives("{from: 245$a, to: dcterms:title}", *marc, top="linked: no") == [
        'dcterms:title "A"'
    ]
    inner = "{from: 245, set: {dcterms:title: {from: $a, linked: no}, dcterms:type: $a}}"
    assert gives(inner, *marc[:2]) == [
        'dcterms:title "A"',
        'dcterms:type "A"',
        'dcterms:type "Б"@und-Cyrl',
    ]


PERSON = """
from: 700
when: i1 = 1 and $a != 'X' and value matches '^T'
to: {from: $4, table: role, default: dcterms:creator}
node:
  iri: "{iri}#agent-{$a$d|slug}"
  a: foaf:Person
  set:
    foaf:name: {from: $a, do: [isbd_trim]}
    foaf:birthday: {from: $d, as: year}
    rdfs:seeAlso: {from: $u, as: iri}
    dcterms:type: {from: i1, table: t}
    bibo:number: {from: tag}
    dcterms:title: {text: "{tag} {$a}"}
    dcterms:identifier: {text: "{key}"}
    dcterms:description: {from: $d}
"""
TABLES = "tables: {role: {inline: {trl: bibo:translator}}, t: {inline: {1: one, 3: three}}}"


def test_only_plain_literals_are_said_on_the_same_subjects() -> None:
    marc = [
        "700 1# $6880-01$aTolstoi, L.$d1828-1910$4trl$uhttp://a.org/",
        "880 3# $6700-01$aТолстой, Л.$d1828-1910$4xxx$uhttp://б.org/",
    ]
    person = "<bib/1#agent-tolstoi-l-1828-1910>"
    said = gives(PERSON, *marc, top=TABLES)
    first = [one for one in said if "@" not in one]
    assert [one.replace(person, "P") for one in first] == [
        "P a foaf:Person",
        'P foaf:name "Tolstoi, L."',
        'P foaf:birthday "1828/1910"^^edtf:EDTF',
        "P rdfs:seeAlso <http://a.org/>",
        'P dcterms:type "one"',
        'P bibo:number "700"',
        'P dcterms:title "700 Tolstoi, L."',
        'P dcterms:identifier "1"',
        'P dcterms:description "1828-1910"',
        "bibo:translator P",
    ]
    assert [one.replace(person, "P") for one in said if "@" in one] == [
        'P foaf:name "Толстой, Л."@und-Cyrl',
        'P dcterms:title "700 Толстой, Л."@und-Cyrl',
    ]


def test_numbers_in_an_880_are_in_no_language() -> None:
    rule = "{from: 776, set: {bibo:issn: {from: $x, do: [issn]}, dcterms:title: $t}}"
    marc = ["776 0# $6880-01$tA$x0303-965X", "880 0# $6776-01$tБ$x0028-0836"]
    assert gives(rule, *marc) == [
        'bibo:issn "0303-965X"',
        'dcterms:title "A"',
        'bibo:issn "0028-0836"',
        'dcterms:title "Б"@und-Cyrl',
    ]


def test_what_a_table_says_is_not_said_again_in_the_other_script() -> None:
    rule = """
from: 650$2
table: t
to: dcterms:subject
node: {iri: "{iri}#s", set: {rdfs:label: value}}
"""
    marc = ["650 #7 $6880-01$aA$2gnd", "880 #7 $6650-01$aБ$2гнд"]
    assert gives(rule, *marc, top="tables: {t: {inline: {gnd: GND}}}") == [
        '<bib/1#s> rdfs:label "GND"',
        "dcterms:subject <bib/1#s>",
    ]


def test_parts_are_cut_from_the_880_too() -> None:
    rule = """
from: 786$n
parts: "{journal} | {volume}"
to: dcterms:isPartOf
node: {iri: "{iri}#host", set: {dcterms:title: journal, bibo:volume: volume}}
"""
    marc = ["786 0# $6880-01$nZhurnal | 7", "880 0# $6786-01$nЖурнал | 7"]
    assert gives(rule, *marc) == [
        '<bib/1#host> dcterms:title "Zhurnal"',
        '<bib/1#host> bibo:volume "7"',
        "dcterms:isPartOf <bib/1#host>",
        '<bib/1#host> dcterms:title "Журнал"@und-Cyrl',
    ]


def test_choose_takes_the_alternative_of_the_original() -> None:
    rule = "{from: 246$a, choose: [{when: $a = 'A', to: dcterms:alternative}, {to: dcterms:title}]}"
    marc = ["246 ## $6880-01$aA", "880 ## $6246-01$aБ"]
    assert gives(rule, *marc) == [
        'dcterms:alternative "A"',
        'dcterms:alternative "Б"@und-Cyrl',
    ]


def test_a_default_is_not_said_for_an_880() -> None:
    rule = "{from: 246, set: {dcterms:title: {from: $b, default: none}}}"
    assert gives(rule, "246 ## $6880-01$aA", "880 ## $6246-01$aБ") == ['dcterms:title "none"']


def test_an_880_whose_link_cannot_be_read_is_left_alone() -> None:
    marc = ["245 10 $6880-01$aA", "880 10 $aБ", "880 10 $6xxx$aВ", "880 10 $6880-01$aГ"]
    assert gives(TITLE, *marc) == ['dcterms:title "A"']
    assert gives("{from: 880$a, to: dcterms:title}", *marc) == [
        'dcterms:title "Б"', 'dcterms:title "В"', 'dcterms:title "Г"',
    ]  # fmt: skip


def test_languages_that_the_mapping_names() -> None:
    rule = "{from: 500$a, lang: %s, to: dcterms:description}"
    marc = ["008/35 fre", "041 ## $ager", "500 ## $aN$yen$9spa"]
    for lang, tag in (("de", "@de"), ("record", "@fr"), ("$y", "@en"), ("$9", "@es"),
                      ("041$a", "@de"), ("none", ""), ("de-CH", "@de-CH"), ("$z", "")):  # fmt: skip
        assert gives(rule % lang, *marc) == [f'dcterms:description "N"{tag}']
