"""The counts as a page with bars; each field opens to its subfields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from marc2rdf.coverage.counts import Counts, Tally
from marc2rdf.coverage.text import DESCRIPTIVE, share, why
from marc2rdf.notices import CODES
from marc2rdf.pages.html import bar, head, tail, text

STYLE = """
.bar { display: block; } .bar .rest { fill: var(--lost); } .bar .carried { fill: var(--good); }
.bar .planned { fill: var(--planned); } .bar.none .rest { fill: var(--line); }
.key { display: inline-block; width: .8rem; height: .8rem; border-radius: 2px;
  vertical-align: -.05rem; margin: 0 .3rem 0 1rem; }
.key.carried { background: var(--good); } .key.planned { background: var(--planned); }
.key.dropped { background: var(--lost); }
.total { display: grid; grid-template-columns: 14rem max-content 1fr; gap: .3rem 1.5rem;
  align-items: center; margin: .8rem 0; }
@media (max-width: 60rem) { .total { grid-template-columns: 1fr; } }
.tools { margin: 1.2rem 0 .6rem; display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; }
button { font: inherit; color: var(--ink); background: var(--wash); padding: .2rem .8rem;
  border: 1px solid var(--line); border-radius: 4px; cursor: pointer; }
button[aria-pressed="true"] { background: var(--lit); color: var(--lit-ink); }
details { border-bottom: 1px solid var(--line); }
summary { display: grid; grid-template-columns: 4rem 170px 9rem 1fr; gap: 0 1rem;
  align-items: center; padding: .35rem 0; cursor: pointer; }
summary:hover { background: var(--wash); }
@media (max-width: 60rem) { summary { grid-template-columns: 4rem 170px; } }
details > table { margin: 0 0 1rem 2rem; width: calc(100% - 2rem); }
.number { text-align: right; white-space: nowrap; padding-right: 1.2rem; }
.samples { color: var(--soft); font-size: .85em; }
"""
SCRIPT = """
"use strict";
(function () {
  const list = document.getElementById("fields");
  const fields = Array.from(list.children);
  const only = document.getElementById("only"), most = document.getElementById("most");
  function pressed(button) { return button.getAttribute("aria-pressed") === "true"; }
  function draw() {
    const order = fields.slice();
    if (pressed(most)) order.sort((a, b) => b.dataset.dropped - a.dataset.dropped);
    for (const field of order) {
      field.hidden = pressed(only) && field.dataset.dropped === "0";
      list.appendChild(field);
    }
  }
  for (const button of [only, most]) {
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(!pressed(button)));
      draw();
    });
  }
})();
"""


def page(counts: Counts, warnings: Mapping[str, int], title: str) -> str:
    """Give the whole page.

    >>> "No record was converted" in page(Counts(), {}, "a mapping")
    True
    """
    if not counts.records:
        return head("Coverage") + "<h1>Coverage</h1>\n<p>No record was converted.</p>\n" + tail()
    what = "1 record" if counts.records == 1 else f"{counts.records:,} records"
    fields = "".join(_field(counts, tag) for tag in sorted(counts.tags))
    return (
        head("Coverage", STYLE, SCRIPT)
        + f'<h1>What is carried</h1>\n<p class="soft">{text(what)} · {text(title)}</p>\n'
        + _total("Fields 010–830", counts.total(*DESCRIPTIVE))
        + _total("All fields", counts.total())
        + '<p class="soft"><span class="key carried"></span>carried'
        '<span class="key planned"></span>left out on purpose'
        '<span class="key dropped"></span>dropped</p>\n'
        '<h2>Field by field</h2>\n<p class="soft">Open a field to see its subfields.</p>\n'
        '<div class="tools"><button id="only" type="button" aria-pressed="false">only what is '
        'dropped</button><button id="most" type="button" aria-pressed="false">most dropped '
        f'first</button></div>\n<div id="fields">\n{fields}</div>\n'
        + _warnings(warnings)
        + tail(SCRIPT)
    )


def _total(name: str, tally: Tally) -> str:
    shares = [
        (share(tally.carried, tally.occurrences), "carried"),
        (share(tally.on_purpose, tally.occurrences), "left out on purpose"),
        (share(tally.dropped, tally.occurrences), "dropped"),
    ]
    words = ", ".join(f"{part} {what}" for part, what in shares)
    characters = share(tally.characters_carried, tally.characters)
    return (
        f'<div class="total"><strong>{text(name)}</strong>{_bar(tally, 420)}'
        f"<span>{tally.occurrences:,} subfields: {words}; {characters} of the characters carried"
        "</span></div>\n"
    )


def _bar(tally: Tally, width: int = 160) -> str:
    whole = max(tally.occurrences, 1)
    shares = [(tally.carried / whole, "carried"), (tally.on_purpose / whole, "planned")]
    return bar(
        shares,
        f"{share(tally.carried, whole)} carried, {share(tally.on_purpose, whole)} on purpose",
        width,
    )


def _field(counts: Counts, tag: str) -> str:
    whole, whats = Tally(), Counter[str]()
    subfields = counts.of_tag(tag)
    for _, tally in subfields:
        whole.add(tally)
        whats.update(tally.rules)
    of_tag = counts.tags[tag]
    rules = ", ".join(sorted(whats)) or "no rule"
    rows = "".join(_row(code, tally) for code, tally in subfields)
    return (
        f'<details data-dropped="{whole.dropped}"><summary><strong class="mono">{text(tag)}'
        f'</strong>{_bar(whole)}<span class="number">{of_tag.occurrences:,} in '
        f"{of_tag.records:,} records</span><span>{text(rules)}</span></summary>\n"
        '<table><thead><tr><th></th><th>share</th><th class="number">records</th>'
        '<th class="number">times</th><th class="number">carried</th>'
        '<th class="number">on purpose</th><th class="number">dropped</th>'
        f"<th>by which rules, or why not</th></tr></thead>\n<tbody>\n{rows}</tbody></table>"
        "</details>\n"
    )


def _row(code: str, tally: Tally) -> str:
    numbers = (tally.records, tally.occurrences, tally.carried, tally.on_purpose, tally.dropped)
    cells = "".join(f'<td class="number">{number:,}</td>' for number in numbers)
    pieces = [text(", ".join(sorted(tally.rules)))] if tally.rules else []
    pieces += [
        f"{text(why(tally, reason))} ({count:,})"
        for reason, count in tally.reasons.most_common()
        if count
    ]
    samples = " · ".join(f"<bdi>{text(sample)}</bdi>" for sample in tally.samples)
    more = f'<br><span class="samples">such as {samples}</span>' if samples else ""
    name = f"${text(code)}" if code else ""
    return (
        f'<tr><td class="mono">{name}</td><td>{_bar(tally, 80)}</td>{cells}'
        f"<td>{'<br>'.join(pieces)}{more}</td></tr>\n"
    )


def _warnings(warnings: Mapping[str, int]) -> str:
    if not warnings:
        return ""
    rows = "".join(
        f'<tr><td><code>{text(code)}</code></td><td class="number">{count:,}</td>'
        f"<td>{text(CODES.get(code, ''))}</td></tr>\n"
        for code, count in sorted(warnings.items(), key=lambda item: (-item[1], item[0]))
    )
    return (
        '<h2>Warnings</h2>\n<table><thead><tr><th>code</th><th class="number">times</th>'
        f"<th>what it means</th></tr></thead>\n<tbody>\n{rows}</tbody></table>\n"
    )
