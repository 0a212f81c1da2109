"""Random mappings for properties: each a text in the mapping language, not always a right one."""

from __future__ import annotations

from hypothesis import strategies as st

SELECTORS = st.sampled_from(
    "245$a 245$a$b 245 100$a 7XX$a 700$a$4 6XX 856(4.)$u 020$a 041$a 008/35-37 008/06 "
    "008/07-10 LDR/06 LDR/05-07 001 003 007 007/00 006/00 880$a 880$6 952$8 773$g 773$7/3 260$c "
    "999$c 245$6$a".split()
)
OF_FIELD = st.sampled_from(
    "$a $b $a$b $u $x $4 $2/0 value i1 i2 tag key format type iri $8".split()
)
TRANSFORMS = st.sampled_from(
    [
        "isbd_trim",
        "squeeze",
        "lower",
        "upper",
        "slug",
        "url",
        "issn",
        "isbn13",
        "doi",
        "year",
        "number",
        "pages",
        "first",
        "last",
        "strip_nonsort",
        "drop_article",
        "family_name",
        "{split: ' '}",
        "{split_every: 3}",
        "{drop: [und, eng]}",
        "{regex: {find: '[a-c=;]+', replace: '<\\1>'}}".replace("\\1", "x"),
        "{match: '\\w+ (\\d+)'}",
        "{match: '[^ ]+'}",
        "{between: ['(', ')']}",
        "{prefix: sources}",
    ]
)
RIGHT = st.sampled_from(["'a'", "'#a'", "'aut eng'", "7", "'880-01'", "$b", "245$a", "008/06"])


@st.composite
def conditions(draw: st.DrawFn, inside: bool) -> str:
    left = draw(SELECTORS | OF_FIELD if inside else SELECTORS)
    how = draw(st.sampled_from(["", "=", "!=", "in", "contains", "starts", "matches"]))
    text = left
    if inside and draw(st.integers(0, 7)) == 0:
        text = draw(st.sampled_from(["occurrence = 2", "occurrence = 'last'"]))
    elif how == "matches":
        text = f"{left} matches '{draw(st.sampled_from(['^a', '#', '[0-9]{4}', '(?i)AUT', '^$']))}'"
    elif how:
        text = f"{left} {how} {draw(RIGHT)}"
    if draw(st.booleans()):
        text = f"not {text}"
    if draw(st.integers(0, 3)) == 0:
        text = f"({text} {draw(st.sampled_from(['and', 'or']))} {draw(conditions(inside))})"
    return text


@st.composite
def statements(draw: st.DrawFn, inside: bool = False, depth: int = 2) -> dict[str, object]:
    found: dict[str, object] = {}
    if not inside or draw(st.booleans()):
        several = st.lists(SELECTORS | OF_FIELD if inside else SELECTORS, min_size=1, max_size=3)
        found["from"] = draw(st.sampled_from([", ", " or "])).join(draw(several))
        if ", " in str(found["from"]):
            found["from"] = f"[{found['from']}]"
    if draw(st.booleans()):
        found["when"] = '"' + draw(conditions(inside=True)).replace('"', "'") + '"'
    for key in ("each", "do"):
        if draw(st.integers(0, 2)) == 0:
            found[key] = f"[{', '.join(draw(st.lists(TRANSFORMS, min_size=1, max_size=3)))}]"
    if draw(st.integers(0, 4)) == 0:
        found["table"] = "codes"
        found["missing"] = draw(st.sampled_from(["keep", "drop", "warn", "error"]))
    if draw(st.integers(0, 4)) == 0:
        found["join"] = draw(st.sampled_from(["', '", "{default: ' ', $b: ' : '}"]))
    if draw(st.integers(0, 4)) == 0:
        found["parts"] = draw(
            st.sampled_from(
                ["'{one} | {two}'", "{$g: ['(?P<one>[0-9]+)'], value: ['{two}-{one}']}"]
            )
        )
    if draw(st.integers(0, 5)) == 0:
        found["default"] = draw(st.sampled_from(["x", "bibo:Book"]))
    if depth and draw(st.integers(0, 2)) == 0:
        inner = st.lists(statements(inside=True, depth=depth - 1), min_size=1, max_size=3)
        found["choose"] = "[" + ", ".join(map(flow, draw(inner))) + "]"
        return found
    kind = draw(st.sampled_from("value value as iri text node".split()))
    if kind == "as":
        found["as"] = draw(
            st.sampled_from(["iri", "year", "date", "int", "edtf", "bool", "datetime"])
        )
    elif kind == "iri":
        found["iri"] = draw(
            st.sampled_from(
                ["'{base}x/{$a|slug}'", "'{value}'", "'{iri}#{i2}-{value}'", "bibo:Book"]
            )
        )
    elif kind == "text":
        found["text"] = draw(
            st.sampled_from(["'{$a} ({$b|isbd_trim})'", "'{value}'", "'{key}: {tag}'"])
        )
    elif kind == "node" and depth:
        entry = draw(statements(inside=True, depth=0))
        entry.pop("to", None)
        found["node"] = (
            "{iri: ['{base}n/{$0|slug}', '{iri}#n-{value|slug}', '{iri}#n'], a: bibo:Document, "
            f"set: {{dcterms:title: {flow(entry)}}}}}"
        )
    elif draw(st.integers(0, 3)) == 0:
        found["lang"] = draw(st.sampled_from(["fr", "record", "$y", "en-GB"]))
    if "node" in found or draw(st.integers(0, 6)) == 0:
        found["list"] = "{property: bibo:authorList}"
    return found


def flow(statement: dict[str, object]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in statement.items()) + "}"


@st.composite
def mappings(draw: st.DrawFn) -> str:
    lines = [
        "mapping: 1",
        "tables: {codes: {inline: {eng: lang:eng, aut: 'bibo:Book', a: b}, do: [lower]},"
        " sources: {inline: {'(DE-588)': 'https://d-nb.info/gnd/', '(DE': 'x {id}'}}}",
        'record: {key: [001, 999$c, 245$a], skip_when: "942$n = 1"}',
        "rules:",
    ]
    for number in range(draw(st.integers(1, 3))):
        rule = draw(statements())
        to = draw(st.sampled_from(["dcterms:title", "dcterms:relation", "rdf:type", ""]))
        rule["to"] = to or "{from: $4, table: codes, default: dcterms:title}"
        name = "kind" if draw(st.integers(0, 4)) == 0 and number == 0 else f"rule{number}"
        lines.append(f"  {name}: {flow(rule)}")
    return "\n".join(lines)
