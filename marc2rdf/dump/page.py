"""``index.html``: the dump for people with a browser; one file that needs no other."""

from __future__ import annotations

from html import escape

from marc2rdf.dump.facts import Facts
from marc2rdf.dump.job import Job
from marc2rdf.dump.queries import Query, sample_queries
from marc2rdf.dump.readme import loading
from marc2rdf.dump.saying import describing
from marc2rdf.dump.void import ranked
from marc2rdf.rdf.prefixes import BUILT_IN, Namespaces

_STYLE = """
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: .5rem 0 1rem; display: block; overflow-x: auto }
th, td { text-align: left; vertical-align: top; padding: .15rem 1.2rem .15rem 0 }
td { border-top: 1px solid #8886; overflow-wrap: anywhere }
.n { text-align: right; font-variant-numeric: tabular-nums }
pre { background: #8882; padding: .7rem; overflow-x: auto }
"""
_INTEGER = f'"^^<{BUILT_IN["xsd"]}integer>'


def write_page(job: Job, facts: Facts) -> bytes:
    """Write the page."""
    about, counts, names = job.about, facts.counts, Namespaces(BUILT_IN)
    facts_shown = [
        ("Records", f"{facts.records:,}"),
        ("Triples", f"{counts.triples:,}"),
        ("Things described", f"{facts.subjects:,}"),
        ("Licence", _link(about.license)),
        (
            "Publisher",
            _link(about.publisher) if "://" in about.publisher else escape(about.publisher),
        ),
        ("Issued", escape(about.issued)),
        ("SPARQL endpoint", _link(about.endpoint) if about.endpoint else ""),
        ("IRIs begin with", escape(facts.base)),
        ("Example", _link(facts.example) if facts.example else ""),
        ("Mapping", f"{escape(facts.mapping)}, SHA-256 {facts.mapping_sha256}"),
    ]
    title = escape(about.title)
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f"<title>{title}</title>",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>",
        f"<p>{escape(describing(facts.records, facts.mapping, facts.mapping_sha256))}</p>",
        _table([], [[f"<b>{name}</b>", text] for name, text in facts_shown if text]),
        "<h2>Files</h2>",
        _table(
            ["file", "triples", "bytes"],
            [
                [f'<a href="{file.name}">{file.name}</a>', f"{file.triples:,}", f"{file.size:,}"]
                for file in facts.files
            ],
        ),
        '<p>Descriptions: <a href="void.ttl">VoID</a>, <a href="dcat.ttl">DCAT</a>. Checksums: '
        '<a href="SHA256SUMS">SHA256SUMS</a>. How the parts are divided: '
        '<a href="README.md">README</a>.</p>',
        "<h2>Load</h2>",
    ]
    for name, commands in loading(job):
        parts.append(f"<h3>{escape(name)}</h3>\n<pre>{escape(chr(10).join(commands))}</pre>")
    parts.append("<h2>Ask</h2>")
    parts += [_query(query, names) for query in sample_queries(facts)]
    parts.append("<h2>What is said</h2>")
    for kind, found in (("class", counts.classes), ("property", counts.properties)):
        rows = [[_term(name, names), f"{count:,}"] for name, count in ranked(found)]
        parts.append(_table([kind, "things" if kind == "class" else "triples"], rows))
    return "\n".join([*parts, "</body>\n</html>\n"]).encode("utf-8", "replace")


def _query(query: Query, names: Namespaces) -> str:
    rows = [[_term(value, names) for value in row] for row in query.rows]
    return f"<h3>{escape(query.question)}</h3>\n<pre>{escape(query.sparql)}</pre>\n" + _table(
        list(query.columns), rows
    )


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = ["<table>"]
    if heads:
        lines.append(f"<tr>{''.join(f'<th>{head}</th>' for head in heads)}</tr>")
    for row in rows:
        cells = "".join(
            f'<td class="n">{cell}</td>' if cell.replace(",", "").isdigit() else f"<td>{cell}</td>"
            for cell in row
        )
        lines.append(f"<tr>{cells}</tr>")
    return "\n".join([*lines, "</table>"])


def _term(term: str, names: Namespaces) -> str:
    """Show a term: a number bare, an IRI short and linked where it is a web address."""
    if term.startswith("<"):
        return _link(term[1:-1], names.compact(term[1:-1]) or "")
    if term.endswith(_INTEGER):
        return f"{int(term[1 : -len(_INTEGER)]):,}"
    return escape(term)


def _link(iri: str, text: str = "") -> str:
    shown = escape(text or iri)
    if not iri.startswith(("http://", "https://")):
        return shown
    return f'<a href="{escape(iri)}">{shown}</a>'
