"""Every mistake in a mapping is an error with its line and column."""

from __future__ import annotations

import pytest
from mapping_samples import problems_of

HEAD = (
    "mapping: 1\n"
    "tables: {t: {inline: {a: bibo:Book}}}\n"
    "nodes: {n: {iri: '{iri}#n', a: foaf:Agent}}\n"
    "rules:\n"
)

# The rule r on line 5; ^ stands before the mistake.  Code, and what the hint or message holds.
RULES: list[tuple[str, str, str]] = [
    # keys
    ("{^fron: 245$a, to: dcterms:title}", "unknown-key", "did you mean 'from'"),
    ("{from: 245$a, ^xyzzy: 1, to: dcterms:title}", "unknown-key", "it may have: from"),
    ("{from: 245$a, to: dcterms:title, ^To: x}", "unknown-key", "'to'"),
    ("{from: 245$a, set: {dcterms:title: {^fron: $a}}}", "unknown-key", "'from'"),
    ("{choose: [{^wen: $a, to: dcterms:title}]}", "unknown-key", "'when'"),
    ("{from: 245, node: {^iris: x, iri: '{iri}#n'}}", "unknown-key", "'iri'"),
    ("{from: 245, node: {iri: '{iri}#n', ^sett: {}}}", "unknown-key", "'set'"),
    ("{from: 245$a, to: {from: $a, ^tabel: t}}", "unknown-key", "'table'"),
    ("{node: n, list: {property: bibo:authorList, ^onli: dcterms:creator}}",
     "unknown-key", "'only'"),
    ("{from: 245$a, to: dcterms:title, examples: [{^mark: [], marc: [], gives: []}]}",
     "unknown-key", "'marc'"),
    ("{from: 245$a, to: dcterms:title, ^from: 246$a}", "key-twice", "line 5"),
    # shapes
    ("^245$a", "wrong-shape", "a map"),
    ("^[245$a]", "wrong-shape", "a map"),
    ("{from: ^{a: b}, to: dcterms:title}", "wrong-shape", "a text or a list"),
    ("{from: [^[245$a]], to: dcterms:title}", "wrong-shape", "a text"),
    ("{from: 245$a, do: ^upper, to: dcterms:title}", "wrong-shape", "a list"),
    ("{from: 245$a, each: ^{upper: 1}, to: dcterms:title}", "wrong-shape", "a list"),
    ("{from: 245$a, when: ^[a], to: dcterms:title}", "wrong-shape", "a text"),
    ("{from: 245$a, set: ^[a]}", "wrong-shape", "a map"),
    ("{choose: ^{a: b}}", "wrong-shape", "a list"),
    ("{choose: [^nothing]}", "unknown-word", "inherited"),
    ("{from: 245$a, to: ^[dcterms:title]}", "wrong-shape", ""),
    ("{from: 245$a, to: dcterms:title, examples: ^{}}", "wrong-shape", "a list"),
    ("{from: 245$a, to: dcterms:title, examples: [^{marc: []}]}", "missing-key", "gives"),
    ("{node: n, list: ^{only: dcterms:creator}}", "missing-key", "property"),
    ("{from: ^, to: dcterms:title}", "empty-value", "''"),
    ("{from: 245$a, to: ^~}", "empty-value", ""),
    ("{from: 245$a, to: ^null}", "empty-value", ""),
    ("{from: 245$a, table: t, missing: ^wran, to: dcterms:title}", "unknown-word", "'warn'"),
    ("{from: 245$a, linked: ^maybe, to: dcterms:title}", "unknown-word", "yes"),
    ("{from: 245$a, resolve: ^isbn, to: dcterms:title}", "unknown-word", "'issn'"),
    # selectors and names
    ("{from: ^24$a, to: dcterms:title}", "selector", "three characters"),
    ("{from: ^245$ab, to: dcterms:title}", "selector", "one character"),
    ("{from: ^245[1#]$a, to: dcterms:title}", "wrong-yaml", ""),
    ('{from: ^"245[1#]$a", to: dcterms:title}', "selector", "round brackets"),
    ('{from: ^"245(1#$a", to: dcterms:title}', "selector", ""),
    ("{from: [245$a, ^001$a], to: dcterms:title}", "selector", "no indicators"),
    ("{from: ^245$a or 24, to: dcterms:title}", "selector", "three characters"),
    ("{from: ^jurnal, to: dcterms:title}", "unknown-name", ""),
    ("{from: 245, set: {dcterms:title: ^valeu}}", "unknown-name", "'value'"),
    ("{from: 245, set: {dcterms:title: [$a, ^jurnal]}}", "unknown-name", ""),
    ("{from: ^$a, to: dcterms:title}", "no-field", "245$a"),
    ("{from: ^value, to: dcterms:title}", "no-field", "245$a"),
    # conditions
    ("{from: 245$a, when: ^$a =, to: dcterms:title}", "condition", "missing"),
    ("{from: 245$a, when: ^($a, to: dcterms:title}", "condition", "missing"),
    ("{from: 245$a, when: ^$a = x, to: dcterms:title}", "unknown-name", ""),
    ("{from: 245$a, when: ^$a = Book, to: dcterms:title}", "condition", "quotes"),
    ("{from: 245$a, when: ^vaule = 'x', to: dcterms:title}", "unknown-name", "'value'"),
    ("{from: 245$a, when: ^$a matches '(a+)+$', to: dcterms:title}", "condition", "for ever"),
    ("{from: 245$a, when: ^type = 'bibo:Bok', to: dcterms:title}", "unknown-term", "'Book'"),
    ("{from: 245$a, when: ^type = 'bibo:editor', to: dcterms:title}", "wrong-term", "not a class"),
    ("{from: 245$a, when: ^occurrence = 'lst', to: dcterms:title}", "condition", "'last'"),
    ("{from: 245$a, when: ^occurrence, to: dcterms:title}", "condition", "'last'"),
    ("{from: 245$a, when: ^occurrence != 'last', to: dcterms:title}", "condition", "not occ"),
    ("{from: 245$a, to: dcterms:title, text: ^'{occurrence}'}", "unknown-name", "only for cond"),
    ("{from: 245$a, set: {dcterms:title: ^occurrence}}", "unknown-name", "only for conditions"),
    # transforms
    ("{from: 245$a, do: [^uper], to: dcterms:title}", "unknown-transform", "'upper'"),
    ("{from: 245$a, each: [lower, ^isbdtrim], to: dcterms:title}",
     "unknown-transform", "'isbd_trim'"),
    ("{from: 245$a, do: [{^spilt: x}], to: dcterms:title}", "unknown-transform", "'split'"),
    ("{from: 245$a, do: [^split], to: dcterms:title}", "transform", "{split: ';'}"),
    ("{from: 245$a, do: [{^split: [a]}], to: dcterms:title}", "transform", "{split: ';'}"),
    ("{from: 245$a, do: [{^split_every: x}], to: dcterms:title}", "transform", "a number"),
    ("{from: 245$a, do: [{^split_every: 0}], to: dcterms:title}", "transform", "a number"),
    ("{from: 245$a, do: [{^drop: x}], to: dcterms:title}", "transform", "a list"),
    ("{from: 245$a, do: [{^between: [a]}], to: dcterms:title}", "transform", "two texts"),
    ("{from: 245$a, do: [{^match: '('}], to: dcterms:title}", "transform", "regular expression"),
    ("{from: 245$a, do: [{^match: '(a|aa)+$'}], to: dcterms:title}", "transform", "for ever"),
    ("{from: 245$a, do: [{^regex: {find: a}}], to: dcterms:title}", "transform", "replace"),
    ("{from: 245$a, do: [{^regex: {find: a, replace: '\\2'}}], to: dcterms:title}",
     "transform", "replacement"),
    ("{from: 245$a, do: [{^prefix: tt}], to: dcterms:title}", "unknown-table", "'t'"),
    ("{from: 245$a, do: [{^upper: x}], to: dcterms:title}", "transform", "no argument"),
    ("{from: 245$a, do: [^{lower: 1, upper: 2}], to: dcterms:title}", "transform", "one transform"),
    ("{from: 245$a, join: {^b: x}, to: dcterms:title}", "join", "$b"),
    # parts
    ("{from: 245$a, parts: ^'{a}{b}', to: dcterms:title}", "parts", "touch"),
    ("{from: 245$a, parts: ^'{a', to: dcterms:title}", "parts", ""),
    ("{from: 245$a, parts: ^'(?P<a>(x+)+)y', to: dcterms:title}", "parts", "for ever"),
    ("{from: 245, parts: {^$ab: '{a}'}, to: dcterms:title}", "selector", "one character"),
    ("{from: 245, parts: {$a: ['{a}', ^'{B}']}, to: dcterms:title}", "parts", "small letters"),
    # terms
    ("{from: 245$a, to: ^bibo:Jornal}", "unknown-term", "'Journal'"),
    ("{from: 245$a, to: ^dcterms:titel}", "unknown-term", "'title'"),
    ("{from: 245$a, to: ^dctrms:title}", "unknown-prefix", "'dcterms'"),
    ("{from: 245$a, to: ^title}", "unknown-term", "dcterms:title"),
    ("{from: 245$a, to: ^bibo:Book}", "wrong-term", "not a property"),
    ("{from: 245$a, to: ^xsd:date}", "wrong-term", "not a property"),
    ("{from: 245$a, to: ^'bibo:degrees/phd'}", "wrong-term", "not a property"),
    ("{a: ^bibo:editor}", "wrong-term", "not a class"),
    ("{a: ^xsd:date}", "wrong-term", "not a class"),
    ("{a: ^bibo:Bok}", "unknown-term", "'Book'"),
    ("{from: 245, set: {^bibo:titel: $a}}", "unknown-term", ""),
    ("{from: 245, set: {^foaf:Person: $a}}", "wrong-term", "not a property"),
    ("{from: 245$a, to: ^http://purl.org/ontology/bibo/Jornal}", "unknown-term", "'Journal'"),
    ("{from: 245$a, to: dcterms:title, as: ^yaer}", "unknown-type", "'year'"),
    ("{from: 245$a, to: dcterms:title, as: ^xsd:yaer}", "unknown-term", ""),
    ("{from: 245$a, to: dcterms:title, as: ^bibo:Book}", "wrong-term", "not a datatype"),
    ("{from: 245$a, to: dcterms:title, as: iri, default: ^bibo:Bok}", "unknown-term", "'Book'"),
    ("{from: 245$a, to: {from: $a, table: t2}}".replace("t2", "^t2"), "unknown-table", "'t'"),
    ("{node: n, list: {property: ^bibo:authorsList}}", "unknown-term", "'authorList'"),
    ("{node: n, list: {property: bibo:authorList, only: ^dcterms:creater}}",
     "unknown-term", "'creator'"),
    # tables and nodes
    ("{from: 245$a, table: ^tt, to: dcterms:title}", "unknown-table", "'t'"),
    ("{from: 245, node: ^nn}", "unknown-node", "'n'"),
    ("{from: 245, to: dcterms:creator, node: ^{a: foaf:Agent}}", "node-iri", ""),
    # templates
    ("{from: 245$a, to: dcterms:title, text: ^'{valeu}'}", "unknown-name", "'value'"),
    ("{from: 245$a, to: dcterms:title, text: ^'{value|slgu}'}", "unknown-transform", "'slug'"),
    ("{from: 245$a, to: dcterms:title, text: ^'{value'}", "template", "brace"),
    ("{from: 245$a, to: dcterms:title, text: ^'see $b'}", "template", "without braces"),
    ("{from: 245$a, to: dcterms:relation, iri: ^'x/{value}'}", "template", "{base}"),
    ("{from: 245$a, to: dcterms:relation, iri: ^'{value}/x'}", "template", "{base}"),
    ("{from: 245$a, to: dcterms:relation, iri: ^'contry:{value}'}", "unknown-prefix", "'country'"),
    ("{from: 245$a, to: dcterms:relation, iri: ^bibo:Bok}", "unknown-term", "'Book'"),
    ("{from: 245$a, to: dcterms:relation, iri: ^'http://a b/{value}'}", "template", "valid IRI"),
    ("{from: 245$a, to: dcterms:relation, iri: ^'{value|split}'}", "transform", "split"),
    # what stands together
    ("^{from: 245$a}", "says-nothing", "to, a, set, node, choose"),
    ("^{from: 245$a, text: x}", "says-nothing", "to, a"),
    ("^{when: 245}", "says-nothing", "to, a"),
    ("{from: 245$a, iri: '{iri}', ^text: x, to: dcterms:title}", "two-objects", ""),
    ("{from: 245$a, node: n, ^a: bibo:Book}", "two-objects", ""),
    ("{^to: dcterms:title, a: bibo:Book}", "two-properties", "'a' says it"),
    ("{from: 245, set: {dcterms:title: {from: $a, ^to: dcterms:type}}}",
     "two-properties", "outside"),
    ("{from: 245, lang: ^deutsch!, to: dcterms:title}", "language", "such as fr"),
    ("{from: 245, lang: ^$ab, to: dcterms:title}", "selector", ""),
    ("^off", "nothing-to-remove", ""),
    ("{from: 245$a, do: ^off, to: dcterms:title}".replace("do: ^off", "^do: off"),
     "nothing-to-remove", ""),
    ("{from: 245$a, do: [^inherited], to: dcterms:title}", "nothing-inherited", ""),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "code", "said"), RULES, ids=[rule for rule, _, _ in RULES])
def test_a_mistake_in_a_rule(rule, code, said) -> None:
    column = 6 + rule.index("^")
    if code == "wrong-yaml":  # [ ] break a flow list: YAML itself finds it
        (problem,) = problems_of(f"{HEAD}  r: {rule.replace('^', '')}\n")
        assert (problem.line, problem.code) == (5, "yaml")
        return
    if rule == "^off":
        column = 3
    found = problems_of(f"{HEAD}  r: {rule.replace('^', '', 1)}\n")
    wanted = [p for p in found if (p.line, p.column, p.code) == (5, column, code)]
    assert wanted, [str(p) for p in found]
    assert said in f"{wanted[0].message}; {wanted[0].hint}"
    assert len(found) == 1, [str(p) for p in found]


FILES: list[tuple[str, list[tuple[int, int, str]]]] = [
    ("mapping: 2\n", [(1, 10, "unknown-word")]),
    ("name: x\n", [(1, 1, "missing-key")]),
    ("mapping: 1\nrulse: {}\n", [(2, 1, "unknown-key")]),
    ("mapping: 1\nbase: data.example.org\n", [(2, 7, "base")]),
    ("mapping: 1\nbase: https://data.example.org/x\n", [(2, 7, "base")]),
    ("mapping: 1\nbase: https://data.example.org\n", [(2, 7, "base")]),
    ("mapping: 1\nbase: ftp://data.example.org/\n", [(2, 7, "base")]),
    ("mapping: 1\nbase: https://data example.org/\n", [(2, 7, "base")]),
    ("mapping: 1\nprefixes: {1x: 'http://x.org/'}\n", [(2, 12, "prefix")]),
    ("mapping: 1\nprefixes: {ex: nope}\n", [(2, 16, "prefix")]),
    ("mapping: 1\nprefixes: {bibo: 'http://x.org/'}\n", [(2, 12, "prefix")]),
    ("mapping: 1\nlinked: perhaps\n", [(2, 9, "unknown-word")]),
    ("mapping: 1\nextends: marc12\n", [(2, 10, "unknown-mapping")]),
    ("mapping: 1\nextends: [marc21-codes, koah]\n", [(2, 25, "unknown-mapping")]),
    ("mapping: 1\nextends: ./nope.yaml\n", [(2, 10, "unknown-mapping")]),
    ("mapping: 1\nextend: marc21\n", [(2, 1, "unknown-key")]),
    ("mapping: 1\ntables: {t: {}}\n", [(2, 13, "table")]),
    ("mapping: 1\ntables: {t: {file: nope.csv, key: a, value: b}}\n", [(2, 20, "no-such-file")]),
    ("mapping: 1\ntables: {t: {inline: [a]}}\n", [(2, 22, "wrong-shape"), (2, 13, "table")]),
    ("mapping: 1\ntables: {t: {inline: {a: [b]}}}\n", [(2, 26, "wrong-shape")]),
    ("mapping: 1\ntables: {t: {inline: {a: bibo:Bok}}}\n", [(2, 26, "unknown-term")]),
    ("mapping: 1\ntables: {t: {inline: {a: b}, do: [uper]}}\n", [(2, 35, "unknown-transform")]),
    ("mapping: 1\nnodes: {n: {a: foaf:Agent}}\n", [(2, 12, "node-iri")]),
    ("mapping: 1\nnodes: {n: {iri: '{iri}#n', a: foaf:Agnt}}\n", [(2, 32, "unknown-term")]),
    ("mapping: 1\nnodes: {n: {iri: '{iri}#n', set: {foaf:nam: $a}}}\n", [(2, 35, "unknown-term")]),
    ("mapping: 1\nnodes: {n: {iri: [x y]}}\n", [(2, 19, "unknown-term")]),
    ("mapping: 1\nnodes: {n: {iri: '{iri}#n', set: {foaf:name: {node: n}}}}\n",
     [(2, 53, "node-contains-itself")]),
    ("mapping: 1\nrecord: {key: 24$a}\n", [(2, 15, "selector")]),
    ("mapping: 1\nrecord: {kye: 001}\n", [(2, 10, "unknown-key")]),
    ("mapping: 1\nrecord: {iri: 'bib/{key}'}\n", [(2, 15, "template")]),
    ("mapping: 1\nrecord: {skip_when: '942$n ='}\n", [(2, 21, "condition")]),
    ("mapping: 1\nrules: [a]\n", [(2, 8, "wrong-shape")]),
    ("mapping: 1\nrules:\n  title: {from: 245$a, to: dcterms:title}\n title2: {}\n",
     [(4, 2, "yaml")]),
    ("mapping: 1\nrules:\n\ttitle: x\n", [(3, 1, "yaml")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), FILES, ids=[text[11:] for text, _ in FILES])
def test_a_mistake_in_a_mapping(text, wanted) -> None:
    found = [(p.line, p.column, p.code) for p in problems_of(text)]
    assert sorted(found) == sorted(wanted)


def test_a_problem_prints_as_editors_and_people_read_it() -> None:
    (problem,) = problems_of(
        "mapping: 1\nrules: {r: {fron: 245$a, to: dcterms:title}}\n", file="my.yaml"
    )
    assert str(problem) == ("my.yaml:2:13: unknown-key 'r' has no key 'fron'; did you mean 'from'?")
