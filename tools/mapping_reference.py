"""Writes docs/mappings: a page for each shipped mapping, their list, and what they leave out.

Run by hand when a mapping changes; a test makes sure that it was done::

    .venv/bin/python tools/mapping_reference.py
"""

from __future__ import annotations

import sys
from pathlib import Path

from marc2rdf import shipped
from marc2rdf.explain.left_out import read_entries
from marc2rdf.mapping.compile import compile_file
from marc2rdf.mapping.docs import describe
from marc2rdf.mapping.docs_text import markdown

TARGET = Path(__file__).resolve().parent.parent / "docs" / "mappings"
HEAD = """\
# The shipped mappings, rule by rule

Made by `tools/mapping_reference.py`; `marc2rdf mapping doc NAME` shows the same of any mapping, and
`--format html` makes a page of it. Each page has what its own file says; a mapping begins with what
is in the files that it names.

| mapping | what it is for |
|---|---|
"""
LEFT_OUT = """\
# What is left out on purpose

Made by `tools/mapping_reference.py` from the `.left-out.csv` files beside the mappings. What a rule
carries is not left out. [Why](../not-mapped.md) tells the kinds of reasons.
"""


def pages() -> dict[str, str]:
    """Return the text of each page by its file's name."""
    links = {name: f"{name}.md" for name in shipped.names()}
    found = {}
    rows = ""
    for name in shipped.names():
        path = shipped.find(name)
        assert path is not None
        document = describe(compile_file(path, {}), own=True)
        found[f"{name}.md"] = markdown(document, links)
        rows += f"| [{name}]({name}.md) | {document.title} |\n"
    return {"README.md": HEAD + rows, "left-out.md": LEFT_OUT + left_out(), **found}


def left_out() -> str:
    """Return the rows of what the mappings leave out on purpose, by their files."""
    text = ""
    for path in sorted(shipped.folder().glob("*.left-out.csv")):
        text += f"\n## {path.name.removesuffix('.left-out.csv')}\n\n| field | why |\n|---|---|\n"
        for entry in read_entries(path):
            text += f"| `{entry.selector.text}` | {entry.reason} |\n"
    return text


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    texts = pages()
    for old in TARGET.glob("*.md"):
        if old.name not in texts:
            old.unlink()
    for name, text in texts.items():
        (TARGET / name).write_text(text, encoding="utf-8")
    sys.stdout.write(f"{len(texts)} pages written to docs/mappings\n")
