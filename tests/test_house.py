"""The order of the house: who may know whom, how long a module may be, what it says of itself."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import marc2rdf
from marc2rdf.notices import CODES

PACKAGE = Path(marc2rdf.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
# What each package may import of the others: one direction, from the source to the sink.
MAY_KNOW = {
    "marc": {"errors", "notices", "marc"},
    "vocab": {"errors", "shipped", "vocab"},
    "rdf": {"errors", "rdf"},
    "mapping": {"errors", "notices", "shipped", "marc", "vocab", "rdf", "mapping"},
    "run": {"errors", "notices", "marc", "rdf", "mapping", "run"},
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


def test_every_notice_is_in_the_catalogue():
    """Codes that the code gives to Notice, warn, notice and Refused."""
    used = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if name in ("Notice", "warn", "notice", "Refused") and isinstance(first, ast.Constant):
                used.add(first.value)
    assert used <= set(CODES), used - set(CODES)


def test_the_public_names_are_few_and_there():
    assert len(marc2rdf.__all__) <= 15
    for name in marc2rdf.__all__:
        assert getattr(marc2rdf, name) is not None
