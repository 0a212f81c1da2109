"""What ``explain`` and ``coverage`` share: records go the way of ``convert`` and are looked at."""

from __future__ import annotations

from collections.abc import Sequence

from marc2rdf.cli.messages import Messages
from marc2rdf.explain.explainer import Explainer
from marc2rdf.mapping.compile import EXAMPLE_BASE
from marc2rdf.run.pipeline import Options, Pipeline
from marc2rdf.run.rejects import NoRejects
from marc2rdf.run.report import Report


def look(
    sources: Sequence[str],
    options: Options,
    messages: Messages,
    explainer: Explainer,
    report: Report,
) -> int:
    """Let the explainer look at each record; give the exit status.

    Nothing is written beside it: rejected records are named in a message only.
    """
    mapping = explainer.mapping
    if mapping.base == EXAMPLE_BASE:
        messages.note(f"IRIs begin with {EXAMPLE_BASE}: choose your own with --base")
    given = sources or ("-",)
    progress = messages.progress(given)
    step = progress.step if progress else lambda item: None
    try:
        Pipeline(
            mapping, explainer, report, NoRejects(), options, step=step, converter=explainer
        ).run(given)
    finally:
        if progress:
            progress.clear()
        report.close()
        if report.read:
            messages.note(report.summary())
    if options.id and not report.read:
        messages.note(f"there is no record with the key '{options.id}'")
    return 1 if report.rejected else 0
