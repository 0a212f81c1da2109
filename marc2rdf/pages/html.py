"""HTML made safely: texts are escaped, and a page may load, send and run nothing else.

The Content-Security-Policy allows the page's own style and script by their hashes alone, so
that nothing a record holds can be run even if it were not escaped.
Source: Content Security Policy Level 3, section 2.3.1 (hash-source).
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterable

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --paper: #fff; --soft: #5b6675; --line: #d8dee6;
  --wash: #f3f5f8; --lit: #ffe9a8; --lit-ink: #1c2430; --good: #2f7d4f; --planned: #8aa3c2;
  --lost: #c4572e; --link: #1f5fa8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --paper: #14181e; --soft: #98a3b3;
  --line: #323b47; --wash: #1c222a; --lit: #6a5410; --lit-ink: #fff; --good: #58b57e;
  --planned: #6d89ad; --lost: #e5855f; --link: #84b6f0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.2rem 1.5rem 4rem; max-width: 100rem; background: var(--paper);
  color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
h1 { font-size: 1.5rem; margin: .2rem 0 .4rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.2rem 0 .4rem; }
p { margin: .3rem 0; max-width: 60rem; }
a { color: var(--link); }
.soft { color: var(--soft); }
code, .mono { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono", monospace;
  font-size: .9em; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: .85em;
  border-bottom: 1px solid var(--line); padding: .3rem .6rem .3rem 0; }
td { vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
"""


def text(value: object) -> str:
    r"""Escape a text for an element or an attribute in double quotes.

    Control characters and those that turn the direction of writing become blanks.

    >>> text('<b title="x">\x1b')
    '&lt;b title=&quot;x&quot;&gt; '
    """
    return html.escape(_CONTROLS.sub(" ", str(value)), quote=True)


def head(title: str, style: str = "", script: str = "") -> str:
    """Give the beginning of a page, up to and with ``<body>``.

    >>> head("A <page>").count("A &lt;page&gt;")
    1
    """
    whole = STYLE + style
    scripts = f"'{_hash(script)}'" if script else "'none'"
    policy = (
        f"default-src 'none'; style-src '{_hash(whole)}'; script-src {scripts}; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{text(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{text(title)}</title>\n<style>{whole}</style>\n</head>\n<body>\n"
    )


def tail(script: str = "") -> str:
    """Give the end of a page.

    >>> tail("go();")
    '<script>go();</script>\\n</body>\\n</html>\\n'
    """
    return (f"<script>{script}</script>\n" if script else "") + "</body>\n</html>\n"


def bar(shares: Iterable[tuple[float, str]], label: str, width: int = 160) -> str:
    """Draw a bar of shares of 1, each with the name of its colour.

    >>> bar([(0.5, "good")], "half").count("<rect")
    2
    """
    x, pieces = 0.0, ""
    for share, colour in shares:
        size = max(0.0, min(share * width, width - x))
        if size > 0:
            pieces += f'<rect class="{text(colour)}" x="{x:.1f}" width="{size:.1f}" height="12"/>'
        x += size
    return (
        f'<svg class="bar" role="img" aria-label="{text(label)}" width="{width}" height="12" '
        f'viewBox="0 0 {width} 12"><title>{text(label)}</title>'
        f'<rect class="rest" width="{width}" height="12"/>{pieces}</svg>'
    )


def _hash(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
