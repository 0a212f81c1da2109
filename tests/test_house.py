"""The order of the house: who may know whom, how long a module may be, what it says of itself."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import marc2rdf
from marc2rdf import errors
from marc2rdf.codes import ERRORS, MISTAKES
from marc2rdf.notices import CODES

PACKAGE = Path(marc2rdf.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
# What each package may import of the others: one direction, from the source to the sink.
MAY_KNOW = {
    "marc": {"errors", "notices", "marc"},
    "vocab": {"errors", "shipped", "vocab"},
    "rdf": {"errors", "rdf"},
    "mapping": {"errors", "notices", "shipped", "marc", "vocab", "rdf", "pages", "mapping"},
    "generate": {"errors", "notices", "marc", "vocab", "rdf", "mapping", "generate"},
    "run": {"errors", "notices", "marc", "rdf", "mapping", "generate", "run"},
    "pages": {"pages"},
    "explain": {"errors", "notices", "shipped", "marc", "rdf", "mapping", "pages", "explain"},
    "coverage": {"notices", "rdf", "mapping", "pages", "explain", "coverage"},
    "dump": {"errors", "marc", "rdf", "mapping", "run", "version", "dump"},
    "net": {"errors", "net"},
    "links": {"errors", "marc", "mapping", "rdf", "net", "links", "version"},
    "stores": {"errors", "marc", "rdf", "stores"},
}


def imports(path: Path) -> set[str]:
    """Give the parts of the package that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("marc2rdf"):
            parts = (node.module or "").split(".")
            found.update(parts[1:2] or {alias.name for alias in node.names})
    return found


@pytest.mark.parametrize("part", MAY_KNOW)
def test_data_goes_one_way(part):
    known = set().union(*(imports(path) for path in (PACKAGE / part).rglob("*.py")))
    assert known <= MAY_KNOW[part], f"{part} knows {known - MAY_KNOW[part]}"


def test_modules_are_short():
    long = {p.name: n for p in MODULES if (n := len(p.read_text().splitlines())) > 300}
    assert long == {}


def test_every_module_says_what_it_is_for():
    for path in MODULES:
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def test_nothing_is_called_utils():
    assert [p.name for p in MODULES if "util" in p.name or "helper" in p.name] == []


def texts_of(name: str, place: int, keyword: str = "") -> set[str]:
    """Give the constant texts that stand at a place of all calls of a function."""
    found = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            values = [k.value for k in node.keywords if k.arg == keyword]
            if called == name and len(node.args) > place:
                values.append(node.args[place])
            found.update(v.value for v in values if isinstance(v, ast.Constant))
    return {text for text in found if isinstance(text, str)}


def test_every_warning_is_in_the_catalogue():
    used = set().union(*(texts_of(n, 0) for n in ("Notice", "warn", "notice", "Refused")))
    assert used - set(CODES) == set()


def test_every_error_is_in_the_catalogue_and_none_is_dead():
    classes = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    used = {kind.code for kind in classes if issubclass(kind, errors.Marc2RdfError)}
    used |= texts_of("", 0, "code")
    assert used - {*ERRORS, ""} == set()
    source = "".join(path.read_text(encoding="utf-8") for path in MODULES)
    dead = {c for c in (*ERRORS, *CODES, *MISTAKES) if source.count(f'"{c}"') < 2}
    assert dead - set(used) == set()


def test_every_mistake_is_in_the_catalogue():
    used = texts_of("add", 1) | texts_of("unknown", 1)
    assert used - set(MISTAKES) == set()


def test_the_public_names_are_few_and_there():
    assert len(marc2rdf.__all__) <= 15
    for name in marc2rdf.__all__:
        assert getattr(marc2rdf, name) is not None
