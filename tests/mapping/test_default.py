"""The shipped mappings as one: compiled no further than records need, and then like any other."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from whole_case import BASE, find_cases

from marc2rdf import shipped
from marc2rdf.errors import MappingError
from marc2rdf.mapping import contents
from marc2rdf.mapping.clauses import Clauses
from marc2rdf.mapping.compile import compile_file, compile_shipped
from marc2rdf.mapping.default import FAMILIES, SAID
from marc2rdf.mapping.interpret import interpret
from marc2rdf.mapping.mapping import Mapping
from marc2rdf.marc import read
from marc2rdf.marc.record import Record

ARTICLE = shipped.folder().parent / "examples" / "koha-article" / "record.txt"


@pytest.fixture(scope="module", params=FAMILIES)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


def test_nothing_is_wrong_in_what_is_shipped() -> None:
    """What is trusted when records are converted is looked at here, as a user's own would be."""
    for name in shipped.names():
        compile_file(shipped.folder() / f"{name}.yaml", {})


def test_what_waits_is_compiled_like_any_other(name: str) -> None:
    late, early = (
        compile_shipped(name, {}, BASE),
        compile_file(shipped.folder() / f"{name}.yaml", {}, BASE),
    )
    assert tuple(late.plan.rules) == early.plan.rules
    assert dict(late.plan.tables) == early.plan.tables
    for field in set(early.plan.__dataclass_fields__) - {"rules", "tables"}:
        assert getattr(late.plan, field) == getattr(early.plan, field)
    assert late.examples == early.examples


def test_no_rule_waits_that_has_something_to_say() -> None:
    early = {name: Mapping.load(name, BASE) for name in FAMILIES}
    default, compared = Mapping.default(BASE), 0
    for case in find_cases():
        for record in read(case.input, on_reject=lambda reject: None):
            plan = default.plan_for(record)
            found, wanted = interpret(plan, record), early[plan.name].convert(record)
            assert list(found.said) == list(wanted.said)
            assert found.notices == wanted.notices
            compared += 1
    assert compared > 300


def test_a_small_record_needs_few_rules_and_tables(monkeypatch) -> None:
    rules, tables = [], []
    statement, load = Clauses.statement, contents.load_table

    def counted(self, node, rule, *rest, **more):
        rules.append(rule)
        return statement(self, node, rule, *rest, **more)

    def loaded(name, *rest):
        tables.append(name)
        return load(name, *rest)

    monkeypatch.setattr(Clauses, "statement", counted)
    monkeypatch.setattr(contents, "load_table", loaded)
    mapping = Mapping.default(BASE)
    [record] = read(ARTICLE)
    assert mapping.convert(record).statements
    assert mapping.used_prefixes and mapping.context and mapping.sha256
    [plan] = [mapping.plan_for(record)]
    said = {rule for rule in rules if not rule.startswith("node ")}
    assert len(said) < 0.6 * len(plan.rules)
    assert len(tables) < 0.6 * len(plan.tables)


def test_the_prefixes_are_those_of_all_that_can_be_said() -> None:
    first, *others = (Mapping.load(name).used_prefixes for name in FAMILIES)
    assert list(first) == SAID == list(Mapping.default().used_prefixes)
    assert all(set(other) <= set(first) for other in others)


def test_a_mistake_in_what_is_shipped_is_told_when_it_is_met(tmp_path, monkeypatch) -> None:
    copy = shutil.copytree(shipped.folder(), tmp_path / "mappings")
    path = copy / "marc21-titles.yaml"
    path.write_text(path.read_text().replace("from: 245", "from: 2456", 1))
    monkeypatch.setattr(shipped, "folder", lambda: copy)
    record = Record(tags=["001", "245"], fields=["1", "10\x1faTitle"])
    with pytest.raises(MappingError, match=r"marc21-titles\.yaml:\d+:\d+: selector"):
        Mapping.default().convert(record)


def test_threads_that_ask_at_once_get_the_same_rules() -> None:
    mapping = Mapping.default(BASE)
    [record] = read(ARTICLE)
    with ThreadPoolExecutor(8) as threads:
        plans = [*threads.map(mapping.plan_for, [record] * 8)]
        rules = [*threads.map(tuple, [plan.rules for plan in plans])]
    assert len({id(plan) for plan in plans}) == 1
    assert len({tuple(map(id, found)) for found in rules}) == 1
