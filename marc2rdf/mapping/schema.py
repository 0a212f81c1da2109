"""The keys of the mapping language: which may stand where, each with its sentence."""

from __future__ import annotations

import json

from marc2rdf.mapping.shape import Choice, Keys, ListOf, MapOf, Ref, Shape, Shapes, Word

SCHEMA_ID = "https://marc2rdf.github.io/mapping.schema.json"
YES_NO = ("yes", "no", "true", "false")

TRANSFORMS = ListOf(
    Choice(Word("a transform"), map=MapOf(Choice(Word(), ListOf(Word()), MapOf(Word())))),
    "transforms, one after the other: one value in; none, one or many out",
)
PATTERNS = Choice(Word("a skeleton or a pattern"), ListOf(Word()))
NODE = Choice(Word("the name of one of `nodes`"), map=Ref("node"))

STATEMENT: dict[str, Shape] = {
    "from": Choice(
        Word("a selector such as 245$a$b, or `A or B`: the first that gives a value"),
        ListOf(Word()),
        doc="where the value comes from; of a list: all of them",
    ),
    "when": Word("a condition: the statement holds only where it is true"),
    "each": ListOf(TRANSFORMS.item, "transforms of every subfield, before they are joined"),
    "join": Choice(
        Word(),
        map=MapOf(Word()),
        doc='what goes between subfields: a text or {default: " ", $b: " : "}',
    ),
    "do": TRANSFORMS,
    "parts": Choice(
        Word(),
        ListOf(Word()),
        MapOf(PATTERNS),
        doc='cuts the value into named parts: "{journal} | {volume}", or a pattern with (?P<name>',
    ),
    "table": Word("the name of one of `tables`: the value is looked up in it"),
    "missing": Word(
        "what happens when the table has no such value", ("warn", "drop", "keep", "error")
    ),
    "default": Word("the value when the whole statement gave none"),
    "to": Choice(Word("the property"), map=Ref("statement"), doc="the property, or how to find it"),
    "as": Word(
        "what the value is: iri, literal, int, year, date, datetime, edtf, bool or a datatype"
    ),
    "iri": Word("a template that makes an IRI"),
    "text": Word("a template that makes a literal"),
    "node": NODE,
    "a": Choice(Word("the class"), map=Ref("statement"), doc="the class, the same as to: rdf:type"),
    "set": MapOf(
        Choice(Word("a selector"), ListOf(Choice(Word(), map=Ref("statement"))), Ref("statement")),
        "properties of this subject, each with where its value comes from",
    ),
    "choose": ListOf(
        Choice(Word("", ("inherited",)), map=Ref("statement")),
        "alternatives: the first that gives a triple",
    ),
    "lang": Word("the language of the literal: a tag, a selector such as $y, record, or none"),
    "list": Keys(
        {
            "property": Word("the property that holds the list"),
            "only": Word("only the nodes said with this property"),
        },
        ("property",),
        "keeps the nodes in the record's order as one rdf:List",
    ),
    "resolve": Word("what `marc2rdf resolve` checks about the value", ("issn", "doi", "url")),
    "linked": Word("whether linked 880 fields are said too", YES_NO),
}
EXAMPLES = ListOf(
    Keys(
        {
            "marc": ListOf(
                Word(), 'fields such as "245 10 $aTitle" and positions such as "008/21 j"'
            ),
            "gives": ListOf(Word(), "triples that the rule must give; an empty list: none at all"),
        },
        ("marc", "gives"),
    ),
    "fields in, triples out: run by `marc2rdf check`",
)
REPLACE = Word("start afresh instead of changing what is inherited", ("true", "yes"))
RULE = Keys({**STATEMENT, "examples": EXAMPLES, "replace": REPLACE}, doc="a statement with a name")
IRIS = Choice(
    Word("a template"),
    ListOf(Choice(Word("a template"), map=Ref("statement"))),
    Ref("statement"),
    doc="how its IRI is made: the first that can be made",
)
NODE_KEYS: dict[str, Shape] = {"iri": IRIS, "a": STATEMENT["a"], "set": STATEMENT["set"]}
TABLE = Keys(
    {
        "inline": MapOf(Word(), "the table itself"),
        "file": Word("a CSV file, sought beside the mapping and then among the shipped ones"),
        "key": Word("the column with the keys"),
        "keys": ListOf(Word(), "several columns with keys"),
        "value": Word("the column with the values; `A or B`: the first that is filled"),
        "successor": Word("the column that names the key whose row counts instead"),
        "pattern": Word("the column with a pattern that what follows a prefix must fit"),
        "do": TRANSFORMS,
        "replace": REPLACE,
    }
)
KEYS = Choice(
    Word("a selector"),
    ListOf(Choice(Word("a selector"), map=Ref("statement"))),
    Ref("statement"),
    doc="the record's key: the first that gives one",
)
RECORD = Keys(
    {
        "key": KEYS,
        "iri": IRIS,
        "about": IRIS,
        "skip_when": Word("a condition: records for which it is true are left out"),
    }
)
MAPPING = Keys(
    {
        "mapping": Word("the version of the language", ("1",)),
        "name": Word("a short name"),
        "title": Word("what it is for"),
        "extends": Choice(Word("a shipped mapping or a file"), ListOf(Word())),
        "base": Word("what the IRIs of your own things begin with"),
        "prefixes": MapOf(Word("a namespace")),
        "linked": STATEMENT["linked"],
        "tables": MapOf(TABLE),
        "nodes": MapOf(
            Keys({**NODE_KEYS, "replace": REPLACE}, doc="a thing that is written about")
        ),
        "record": RECORD,
        "rules": MapOf(RULE),
    },
    ("mapping",),
    "a mapping of MARC fields to RDF",
)

SHAPES = Shapes(MAPPING, {"statement": Keys(STATEMENT), "node": Keys(NODE_KEYS)})


def schema_text() -> str:
    """Give the JSON Schema of the mapping language as text, for editors.

    >>> '"$schema": "http://json-schema.org/draft-07/schema#"' in schema_text()
    True
    """
    schema = SHAPES.json_schema("A marc2rdf mapping", SCHEMA_ID)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
