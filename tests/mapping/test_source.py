"""YAML from strangers: text with places, and never a crash."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mapping_samples import DATA, codes_of, problems_of

from marc2rdf.mapping.problems import Place, Problems
from marc2rdf.mapping.source import MAX_BYTES, MAX_DEPTH, Map, Node, Seq, Text, parse


def read(data: str | bytes) -> Map:
    problems = Problems()
    tree = parse(data.encode() if isinstance(data, str) else data, "m.yaml", problems)
    assert tree is not None and problems.found == [], problems.found
    return tree


def refused(data: str | bytes) -> tuple[int, int, str, str]:
    """Give the one problem of a text that cannot be read."""
    problems = Problems()
    data = data.encode() if isinstance(data, str) else data
    assert parse(data, "m.yaml", problems) is None
    (problem,) = problems.found
    assert problem.file == "m.yaml"
    return problem.line, problem.column, problem.code, f"{problem.message}; {problem.hint}"


def plain(node: Node | None) -> object:
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Seq):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.items.items()} if node else None


@pytest.mark.parametrize(
    "word",
    "022 001 no off yes on y n true false null ~ 1e3 0x10 0o17 1_000 12:30:45 2016-03-16 .5 .inf"
    " -1 +1 1.0 = << 2016-03-16T12:00:00Z 0b1".split(),
)
def test_every_word_is_text_as_it_was_written(word) -> None:
    assert plain(read(f"{word}: {word}")) == {word: word}
    assert plain(read(f"a: [{word}]")) == {"a": [word]}


def test_places_count_lines_and_columns_from_one() -> None:
    tree = read('a: 1\nb:\n  c: "x"\n  - d\n'.replace("  - d\n", ""))
    inner = tree.items["b"]
    assert isinstance(inner, Map)
    assert tree.place == Place("m.yaml", 1, 1) and tree.keys["b"] == Place("m.yaml", 2, 1)
    assert inner.items["c"].place == Place("m.yaml", 3, 6) and inner.keys["c"].column == 3
    assert isinstance(inner.items["c"], Text) and not inner.items["c"].plain
    wide = read("é中\U0001f600: x")
    assert wide.items["é中\U0001f600"].place.column == 6  # characters, not bytes


def test_block_texts_comments_and_blanks() -> None:
    tree = read("# note\n\na: |\n  one\n  two\nb: >-\n  one\n  two\nc: 'it''s' # note\nd:\n")
    assert plain(tree) == {"a": "one\ntwo\n", "b": "one two", "c": "it's", "d": ""}


def test_a_byte_order_mark_is_skipped() -> None:
    assert read(b"\xef\xbb\xbfmapping: 1").keys["mapping"] == Place("m.yaml", 1, 1)
    assert plain(read("mapping: 1\r\nname: x\r\n")) == {"mapping": "1", "name": "x"}


HOSTILE: dict[str, tuple[str | bytes, str, tuple[int, int] | None]] = {
    "nested lists": ("[" * 100_000, "yaml-refused", None),
    "nested lists closed": ("[" * 100 + "]" * 100, "yaml-refused", (1, MAX_DEPTH + 1)),
    "nested maps": ("{" * 100_000, "yaml-refused", None),
    "nested maps with keys": ("{a: " * 100_000, "yaml-refused", (1, 4 * MAX_DEPTH + 1)),
    "nested block lists": ("- " * 10_000 + "a", "yaml-refused", (1, 2 * MAX_DEPTH + 1)),
    "nested block lists in lines": (
        "".join(" " * n + "-\n" for n in range(1_000)), "yaml-refused",
        (MAX_DEPTH + 1, MAX_DEPTH + 1)),
    "nested block maps": (
        "".join(" " * n + "a:\n" for n in range(1_000)), "yaml-refused",
        (MAX_DEPTH + 1, MAX_DEPTH + 1)),
    "nested keys": ("? " * 10_000 + "a", "yaml-refused", (1, 2 * MAX_DEPTH + 1)),
    "alias bomb": (
        "a0: &a0 [x,x]\n"
        + "".join(f"a{n + 1}: &a{n + 1} [*a{n},*a{n}]\n" for n in range(20)),
        "yaml-refused", (1, 5)),
    "an anchor": ("mapping: &x 1", "yaml-refused", (1, 10)),
    "an anchor on a map": ("a: &x {b: c}", "yaml-refused", (1, 4)),
    "an alias": ("a: *x", "yaml-refused", (1, 4)),
    "an alias that holds itself": ("&a [*a]", "yaml-refused", (1, 1)),
    "a merge of an alias": ("a: {b: c}\nd:\n  <<: *a", "yaml-refused", (3, 7)),
    "a python tag": ("a: !!python/object/apply:os.system [ls]", "yaml-refused", (1, 4)),
    "a python name": ("a: !!python/name:os.system x", "yaml-refused", (1, 4)),
    "a tag": ("a: !!int 1", "yaml-refused", (1, 4)),
    "a local tag": ("a: !x 1", "yaml-refused", (1, 4)),
    "a verbatim tag": ("a: !<tag:x> 1", "yaml-refused", (1, 4)),
    "an unknown tag handle": ("a: !x!y 1", "yaml", (1, 4)),
    "two documents": ("a: 1\n---\nb: 2", "yaml-refused", (2, 1)),
    "two documents with an end": ("a: 1\n...\n---\nb: 2", "yaml-refused", (3, 1)),
    "too large": (b"a: " + b"x" * MAX_BYTES, "too-large", (1, 1)),
    "a NUL": ("a: 1\nb: \0", "yaml", (2, 4)),
    "a bell": ("a: \x07", "yaml", (1, 4)),
    "an escape": ("a: 1\n\x1bb: 2", "yaml", (2, 1)),
    "a delete": ("a: \x7f", "yaml", (1, 4)),
    "a C1 control": ("a: 1\nb: x\x80", "yaml", (2, 5)),
    "a noncharacter": ("a: \ufffe", "yaml", (1, 4)),
    "tabs for indent": ("a:\n\tb: 1", "yaml", (2, 1)),
    "UTF-16 with a mark": ("mapping: 1".encode("utf-16"), "encoding", (1, 1)),
    "UTF-16": ("mapping: 1".encode("utf-16-le"), "yaml", (1, 2)),
    "UTF-32": ("mapping: 1".encode("utf-32"), "encoding", (1, 1)),
    "Latin-1": (b"a: 1\nb: caf\xe9", "encoding", (2, 7)),
    "a surrogate": (b"a: \xed\xa0\x80", "encoding", (1, 4)),
    "empty": ("", "yaml", (1, 1)),
    "blanks": (" \n \n", "yaml", (1, 1)),
    "a comment": ("# nothing", "yaml", (1, 1)),
    "an end of document": ("...", "yaml", None),
    "a list at top": ("- a: 1", "yaml", (1, 1)),
    "a text at top": ("mapping", "yaml", (1, 1)),
    "a list as key": ("? [a]: b", "yaml", None),
    "a list as key in flow": ("{[a]: b}", "yaml", (1, 2)),
    "a map as key": ("? {a: b}\n: c", "yaml", (1, 3)),
    "an unclosed bracket": ("a: [b, c\nd: e", "yaml", None),
    "an unclosed brace": ("a: {b: c", "yaml", None),
    "an unclosed quote": ('a: "b\nc: d\n', "yaml", None),
    "a missing colon": ("a: 1\nb\nc: 2", "yaml", None),
    "a wrong indent": ("a:\n  b: 1\n c: 2", "yaml", None),
    "two values": ("a: b: c", "yaml", None),
    "a percent": ("%a", "yaml", None),
    "a YAML version": ("%YAML 9.9\n---\na: 1", "yaml", None),
    "an at": ("a: @b", "yaml", (1, 4)),
    "a bad escape": ('a: "\\q"', "yaml", None),
    "a long key": ("x" * 2_000 + ": 1", "yaml", None),
    "a lone bracket": ("]", "yaml", None),
    "many commas": ("[" + "," * 100_000 + "]", "yaml", None),
    "an unclosed folded map": ("{" + "a: [" * 30 + "b, " * 1_000, "yaml", None),
}  # fmt: skip


@pytest.mark.parametrize("loader", ["libyaml", "python"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_yaml_is_an_error_with_a_place(name, loader, monkeypatch) -> None:
    data, code, place = HOSTILE[name]
    if loader == "python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    start = time.process_time()
    line, column, found, message = refused(data)
    assert found == code, message
    assert line >= 1 and column >= 1 and len(message) < 400
    assert place is None or (line, column) == place, message
    assert time.process_time() - start < 3


def test_a_flood_of_mistakes_ends_the_loading() -> None:
    start = time.process_time()
    found = problems_of("{" + "a, " * 100_000 + "}")
    assert {p.code for p in found} == {"key-twice"} and len(found) == 1_000
    keys = "".join(f"kay{n}: 1\n" for n in range(50_000))
    assert len(problems_of("mapping: 1\n" + keys)) == 1_000
    rules = "".join(f"  r{n}: {{fro: 245$a, to: dcterms:titl}}\n" for n in range(10_000))
    assert len(problems_of("mapping: 1\nrules:\n" + rules)) == 1_000
    assert time.process_time() - start < 6


def test_the_size_and_the_depth_have_bounds_that_mappings_do_not_reach() -> None:
    just = b"a: " + b"x" * (MAX_BYTES - 3)
    assert len(just) == MAX_BYTES and plain(read(just)) == {"a": "x" * (MAX_BYTES - 3)}
    assert read("{a: " * MAX_DEPTH + "b" + "}" * MAX_DEPTH)


def test_hints_for_common_slips() -> None:
    assert "not with tabs" in refused("a:\n\tb: 1")[3]
    assert "UTF-8" in refused(b"\xe9")[3]
    assert "missing?" in refused("a: [b\nc: d")[3]
    assert "mapping: 1" in refused("- a")[3]
    assert "quotes" in refused("{[a]: b}")[3]


def test_a_key_that_stands_twice_is_an_error_at_the_second() -> None:
    text = (
        "mapping: 1\nrules:\n  a: {from: 245$a, to: dcterms:title, from: 246$a}\n"
        "  b: {to: dcterms:title, text: x}\n  b: off\n"
    )
    found = [(p.line, p.column, p.code, p.hint) for p in problems_of(text)]
    assert (3, 39, "key-twice", "the first is on line 3") in found
    assert (5, 3, "key-twice", "the first is on line 4") in found


def test_one_file_s_mistakes_are_all_shown_sorted_by_line() -> None:
    text = (
        "mapping: 1\nbase: nope\nrules:\n"
        "  a: {from: 24$a, to: bibo:titel, do: [uper]}\n"
        "  b: {form: 245$a, to: dcterms:title}\n"
        "  c: {from: 245$a, when: '$a =', to: nope:x}\n"
    )
    found = problems_of(text)
    assert [(p.line, p.code) for p in found] == [
        (2, "base"),
        (4, "selector"),
        (4, "unknown-term"),
        (4, "unknown-transform"),
        (5, "unknown-key"),
        (6, "condition"),
        (6, "unknown-prefix"),
    ]
    assert found == sorted(found)


JOBS = (DATA / "jobs.yaml").read_bytes()
SMALL = b"""mapping: 1
base: https://data.example.org/
tables: {t: {inline: {a: bibo:Book}}}
nodes:
  n: {iri: ["{iri}#n-{$a|slug}"], a: foaf:Agent, set: {foaf:name: {from: $a, do: [isbd_trim]}}}
record: {key: [{from: 999$c, when: 999$c = 999$d}, 001], iri: "{base}bib/{key}"}
rules:
  r:
    from: 245$a$b
    each: [isbd_trim]
    join: {$b: " : "}
    when: "i1 in '10' and not $h"
    to: dcterms:title
    lang: fr
  s:
    from: 786$n
    parts: "{journal} | {volume}"
    when: journal
    set: {bibo:volume: volume, dcterms:isPartOf: {node: n}}
  k: {choose: [{from: 942$c, table: t, missing: drop, as: iri, to: rdf:type}, {a: bibo:Document}]}
"""


def test_the_small_mapping_is_right() -> None:
    assert problems_of(SMALL) == []


@given(st.binary(max_size=200))
@example(b"\xff\xfe[")
@example(b"a: !<")
@example(b"? ? ?")
def test_random_bytes_never_crash(data) -> None:
    codes_of(data)


@given(st.text("abm:{}[]-?,&*!|>'\"%@#\n\t 1", max_size=80))
def test_random_yaml_never_crashes(text) -> None:
    codes_of(text)


PIECES = [b"[", b"]", b"{", b"}", b"'", b'"', b":", b",", b"\n", b"- ", b"off", b"inherited",
          b"$a", b"245", b"(", b")", b"|", b"\\", b"a+)+", b"\0", b"&a", b"*a", b"!!x ", b"\xc3",
          b"? ", b"~", b"", b"choose", b"node: n"]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, text: bytes) -> bytes:
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 12)))
        piece = (
            draw(st.sampled_from(PIECES))
            if draw(st.booleans())
            else text[draw(st.integers(0, len(text))) :][: draw(st.integers(0, 40))]
        )
        text = text[:start] + piece + text[end:]
    return text


@settings(max_examples=300)
@given(mutated(SMALL))
def test_mutations_of_a_right_mapping_never_crash(data) -> None:
    for problem in problems_of(data):
        assert problem.line >= 1 and problem.column >= 1 and problem.message and problem.code


@settings(max_examples=30, deadline=None)
@given(mutated(JOBS))
def test_mutations_of_the_jobs_never_crash(data) -> None:
    codes_of(data)
