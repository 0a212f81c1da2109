"""README and docs: every command is run, every mapping checked, what is generated is current."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import real_servers
from samples import book, iso2709

from marc2rdf.cli.main import COMMANDS
from marc2rdf.mapping.mapping import Mapping

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(page: Path, language: str) -> list[str]:
    """Give the code blocks of a page."""
    text = page.read_text(encoding="utf-8")
    return [body for found, body in BLOCK.findall(text) if found == language]


def commands(page: Path) -> list[str]:
    """Give the commands that a page shows, one a line of a block without a language."""
    lines = [line for block in blocks(page, "") for line in block.splitlines()]
    return [line for line in lines if line.startswith(("marc2rdf ", "cat ", "make ", "pip"))]


@pytest.fixture
def addresses(page, tmp_path):
    """Servers for the addresses that a page speaks of, each started on a free port."""
    known = {"http://localhost:7878": "start_oxigraph", "http://localhost:8890": "start_virtuoso"}
    shown = [url for url in known if any(f"{url} " in command for command in commands(page))]
    started = {}
    try:
        for url in shown:
            (tmp_path / known[url]).mkdir()
            started[url] = getattr(real_servers, known[url])(tmp_path / known[url])
        yield {url: server.url for url, server in started.items()}
    finally:
        for server in started.values():
            server.kill()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_shown_works(page, tmp_path, addresses):
    """In the order of the page, in one folder that has what the page speaks of."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copy(ROOT / "examples" / "koha-article" / "record.txt", tmp_path / "record.txt")
    (tmp_path / "catalogue.mrc").write_bytes(iso2709(book("1", "One"), book("2", "Two")))
    if page.name == "README.md":
        (tmp_path / "my-library.yaml").write_text(blocks(page, "yaml")[0])
    for block in blocks(page, "turtle"):
        if "sh:NodeShape" in block:
            (tmp_path / "portal.ttl").write_text(block)
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    program = bin_folder / "marc2rdf"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m marc2rdf "$@"\n')
    program.chmod(0o755)
    path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
    user = {"MARC2RDF_USER": "dba", "MARC2RDF_PASSWORD": "dba"}
    for command in commands(page):
        if command.startswith(("make ", "pip")):
            continue
        for shown, real in addresses.items():
            command = command.replace(f"{shown} ", f"{real} ")
        if command.startswith("marc2rdf mapping new"):
            (tmp_path / "my-library.yaml").unlink(missing_ok=True)
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env={**os.environ, "PATH": path, **(user if addresses else {})},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stderr.decode()}"
        assert "Traceback" not in done.stderr.decode()


def test_the_make_targets_and_extras_of_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    shown = commands(ROOT / "README.md")
    targets = [command.split()[1] for command in shown if command.startswith("make ")]
    assert targets == ["run", "test"]
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    extras = re.findall(r"marc2rdf\[(\w+)\]", (ROOT / "README.md").read_text())
    assert extras
    assert set(extras) <= set(project["optional-dependencies"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_mapping_shown_passes(page):
    for number, block in enumerate(blocks(page, "yaml")):
        if block.startswith("mapping: 1"):
            Mapping.from_text(block, file=f"{page.name}-{number}").check_examples()


def test_the_python_of_the_readme_runs(monkeypatch):
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    (code,) = blocks(ROOT / "README.md", "python")
    exec(code, names)
    assert len(names["graph"]) == 63  # type: ignore[arg-type]


def test_the_readme_shows_what_comes_out(marc2rdf, seed):
    """Each line of the Turtle on the first screen is a statement of the real output."""
    rdf = marc2rdf("convert", seed, "--base", "https://data.example.org/").stdout.decode()
    (turtle,) = blocks(ROOT / "README.md", "turtle")
    lines = [line.strip(" ;.") for line in turtle.splitlines()]
    real = [line.strip(" ;.") for line in rdf.splitlines()]
    assert len(lines) == 8
    assert [line for line in lines if line not in real] == []


def test_the_record_of_the_readme_is_the_example(seed):
    shown = blocks(ROOT / "README.md", "")[0].splitlines()
    real = seed.read_text(encoding="utf-8").splitlines()
    assert [line for line in shown if line not in real] == []


@pytest.mark.parametrize(
    ("tool", "made"),
    [
        ("command_reference", "docs/commands.md"),
        ("error_reference", "docs/errors.md"),
        ("shipped_context", "mappings/context.jsonld"),
    ],
)
def test_what_is_generated_is_current(tool, made):
    spec = importlib.util.spec_from_file_location(tool, ROOT / "tools" / f"{tool}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    text = (ROOT / made).read_text(encoding="utf-8")
    assert text == module.reference(), f"run tools/{tool}.py"


def test_every_command_is_documented():
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"## marc2rdf {name}\n" in text


def test_links_between_pages_lead_somewhere():
    for page in [*PAGES, ROOT / "CONTRIBUTING.md"]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"
