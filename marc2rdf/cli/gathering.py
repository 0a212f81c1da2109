"""The triples of a command's sources: RDF files as they are, MARC records converted."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marc2rdf.cli.messages import Messages
from marc2rdf.cli.options import INPUT_FORMATS, load_mapping
from marc2rdf.errors import UsageError

if TYPE_CHECKING:
    from marc2rdf.stores.spool import Spool

EXAMPLE = "https://example.org/"
RDF_FORMATS = ("turtle", "nt", "nq", "trig", "rdfxml", "jsonld", "jsonl")


class Gathering:
    """Brings the triples of all sources into the spool."""

    def __init__(
        self, spool: Spool, messages: Messages, base: str, graph: str, format: str
    ) -> None:
        self._spool, self._messages = spool, messages
        self._base, self._graph, self._format = base, graph, format

    def all(self, sources: Sequence[str], **marc: Any) -> int:
        """Bring everything, and give how many records were rejected.

        ``marc`` are the options of the conversion.
        """
        from marc2rdf.stores.rdffiles import notation_of, rdf_files_in

        records: list[str] = []
        for source in sources:
            as_rdf = self._format not in INPUT_FORMATS
            inside = rdf_files_in(source) if as_rdf and os.path.isdir(source) else []
            for path in inside or [source]:
                notation = self._format if self._format in RDF_FORMATS else notation_of(path)
                if notation and as_rdf:
                    self._rdf(path, notation)
                else:
                    records.append(path)
        return self._marc(records, **marc) if records else 0

    def _rdf(self, path: str, notation: str) -> None:
        from marc2rdf.stores.rdffiles import read_rdf

        if notation in ("nq", "trig") and not self._graph:
            what = "its triples are in graphs of their own, and are loaded into one"
            raise UsageError(what, where=path, hint="Say into which with --graph.")
        base = self._base or (self._graph if "://" in self._graph else "")
        example = f"<{EXAMPLE}".encode()
        for line in read_rdf(path, notation, base):
            if line.startswith(example):
                raise _example(path)
            self._spool.add(line)

    def _marc(
        self,
        sources: list[str],
        mapping: str,
        plugins: Sequence[str],
        rejects: str,
        strict: bool,
        limit: int | None,
        key: str,
        without: str,
    ) -> int:
        from marc2rdf.cli.choices import properties_of
        from marc2rdf.rdf.ntriples import NTriplesWriter
        from marc2rdf.run.pipeline import Options, Pipeline
        from marc2rdf.run.rejects import Rejects
        from marc2rdf.run.report import Report

        chosen = load_mapping(mapping, self._base, plugins)
        if chosen.base == EXAMPLE:
            raise _example("")
        options = Options(
            format=self._format, limit=-1 if limit is None else limit, id=key, strict=strict,
            without=properties_of(without, chosen.prefixes),
        )  # fmt: skip
        report = Report(warn=self._messages.warning, mapping_sha256=chosen.sha256)
        progress = self._messages.progress(sources)
        writer = NTriplesWriter(
            self._spool,  # type: ignore[arg-type]
            prefixes=chosen.used_prefixes, base=chosen.base, skolemize=True,
        )  # fmt: skip
        try:
            step = progress.step if progress else lambda item: None
            pipeline = Pipeline(chosen, writer, report, Rejects(Path(rejects)), options, step)
            pipeline.run(sources)
            writer.close()
        finally:
            if progress:
                progress.clear()
            report.close()
            if report.read:
                self._messages.note(report.summary())
        return report.rejected


def _example(where: str) -> UsageError:
    what = f"the IRIs begin with {EXAMPLE}, which is nobody's"
    return UsageError(what, where=where, hint="Choose what yours begin with: --base.")
