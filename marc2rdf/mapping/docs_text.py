"""A described mapping written as Markdown or as a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from marc2rdf.mapping.docs import Document, Row, Section
from marc2rdf.mapping.shown import Example
from marc2rdf.pages.html import head, tail, text

HEADS = ("field", "subfields", "when", "says", "example in", "example out")
STYLE = """
nav { columns: 16rem; margin: 1rem 0 2rem; }
nav a { display: block; }
table { margin-bottom: .5rem; table-layout: fixed; }
th:nth-child(1) { width: 9%; } th:nth-child(2) { width: 11%; } th:nth-child(3) { width: 18%; }
td { font-size: .92em; }
h2 { border-bottom: 2px solid var(--line); padding-bottom: .2rem; }
"""
_ANCHOR = re.compile(r"[^a-z0-9_-]+")
_SPECIAL = re.compile(r"([\\*_\[\]<>])")


def markdown(document: Document, links: Mapping[str, str] | None = None) -> str:
    """Write a mapping as Markdown; ``links`` leads from its other files to their pages.

    >>> markdown(Document("my", "My rules", ("my.yaml",), (), ())).splitlines()[0]
    '# my'
    """
    pieces = [f"# {_plain(document.name)}\n"]
    if document.title:
        pieces.append(f"{_plain(document.title)}.\n")
    if others := _others(document, links):
        pieces.append(f"It begins with {', '.join(others)}.\n")
    for section in document.rules:
        pieces.append(_markdown_section(section, "##", section.name))
    if document.nodes:
        pieces.append(
            "## Nodes\n\nThings written about by several rules; their subfields are those of the"
            " field at hand.\n"
        )
    for section in document.nodes:
        pieces.append(_markdown_section(section, "###", f"node {section.name}"))
    return "\n".join(pieces)


def page(document: Document) -> str:
    """Write a mapping as a page that needs nothing else.

    >>> "<h1>my</h1>" in page(Document("my", "My rules", ("my.yaml",), (), ()))
    True
    """
    sections = [(section.name, section) for section in document.rules]
    sections += [(f"node {section.name}", section) for section in document.nodes]
    links = "".join(f'<a href="#{_anchor(name)}">{text(name)}</a>' for name, _ in sections)
    body = "".join(_html_section(name, section) for name, section in sections)
    return (
        head(f"The mapping {document.name}", STYLE)
        + f"<h1>{text(document.name)}</h1>\n<p>{text(document.title)}</p>\n"
        + f'<p class="soft">{text(", ".join(document.files))}</p>\n<nav>{links}</nav>\n{body}'
        + tail()
    )


def _others(document: Document, links: Mapping[str, str] | None) -> list[str]:
    found = []
    for file in document.files[:-1]:
        name = file.removesuffix(".yaml")
        found.append(f"[{name}]({links[name]})" if links and name in links else _plain(name))
    return found


def _markdown_section(section: Section, level: str, title: str) -> str:
    lines = [f"{level} {_plain(title)}\n"]
    if section.iris:
        lines.append("IRI: " + ", else ".join(_code(iri) for iri in section.iris) + "\n")
    if not section.rows and not section.examples:
        lines.append("It says nothing of its own.\n")
        return "\n".join(lines)
    lines += [f"| {' | '.join(HEADS)} |", "|" + "---|" * len(HEADS)]
    for row in section.rows:
        says = _code(row.property) if row.property else "it is written about"
        if row.value:
            says += f" {_code(row.value)}"
        if row.node:
            says += f" [{_plain(row.node)}](#{_anchor(f'node {row.node}')})"
        cells = (_codes(row.fields), _codes(row.subfields), _code(row.condition), says)
        lines.append(f"| {' | '.join((*cells, *_markdown_example(row.example)))} |")
    for example in section.examples:
        lines.append(f"| {' | '.join(('', '', '', '', *_markdown_example(example)))} |")
    return "\n".join(lines) + "\n"


def _markdown_example(example: Example | None) -> tuple[str, str]:
    if example is None:
        return "", ""
    return (
        "<br>".join(map(_code, example.fields)) or "nothing but a leader",
        "<br>".join(map(_code, example.gives)) or "nothing",
    )


def _plain(words: str) -> str:
    """Escape what Markdown would take for marks."""
    return _SPECIAL.sub(r"\\\1", " ".join(words.split()))


def _codes(words: str) -> str:
    return ", ".join(_code(word) for word in words.split(", ") if word)


def _code(words: str) -> str:
    r"""Write code in a cell of a table, where a bar ends the cell even in code.

    >>> _code("a | b"), _code("`"), _code("")
    ('`a \\| b`', '`` ` ``', '')
    """
    words = " ".join(words.split()).replace("|", r"\|")
    if "`" in words:
        return f"`` {words} ``"
    return f"`{words}`" if words else ""


def _anchor(name: str) -> str:
    return _ANCHOR.sub("", name.lower().replace(" ", "-"))


def _html_section(name: str, section: Section) -> str:
    heads = "".join(f"<th>{head}</th>" for head in HEADS)
    rows = "".join(map(_html_row, section.rows))
    rows += "".join(_html_cells(("", "", "", "", *_html_example(one))) for one in section.examples)
    iris = ""
    if section.iris:
        codes = ", else ".join(f"<code>{text(iri)}</code>" for iri in section.iris)
        iris = f"<p>IRI: {codes}</p>\n"
    return (
        f'<h2 id="{_anchor(name)}">{text(name)}</h2>\n{iris}<table><thead><tr>{heads}</tr></thead>'
        f"\n<tbody>\n{rows}</tbody></table>\n"
    )


def _html_row(row: Row) -> str:
    says = f"<code>{text(row.property)}</code>" if row.property else "it is written about"
    if row.value:
        says += f" <code>{text(row.value)}</code>"
    if row.node:
        says += f' <a href="#{_anchor(f"node {row.node}")}">{text(row.node)}</a>'
    cells = (_html_codes([row.fields]), _html_codes([row.subfields]), _html_codes([row.condition]))
    return _html_cells((*cells, says, *_html_example(row.example)))


def _html_example(example: Example | None) -> tuple[str, str]:
    if example is None:
        return "", ""
    return (
        _html_codes(example.fields) or "nothing but a leader",
        _html_codes(example.gives) or "nothing",
    )


def _html_codes(words: Iterable[str]) -> str:
    return "<br>".join(f"<code><bdi>{text(word)}</bdi></code>" for word in words if word)


def _html_cells(cells: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"
