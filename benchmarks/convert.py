"""How fast records become RDF, beside pymarc with rdflib and other programs, in one run.

Each contender converts the same records, in turn, several times; the best CPU time of each
counts, and what is printed are ratios.  Records are read from ``../shared/data`` where that
is there, else made up.  Each pass begins with a new program, which remembers nothing.

Ours are timed twice: over the records once, of which few fields are alike, and over the
records ``--times`` times, each time with new keys.  A catalogue of millions, in which headings,
publishers and series come again and again, lies between the two.

    python benchmarks/convert.py [--passes N] [--times N] [--records FILE.mrc]
"""

from __future__ import annotations

import argparse
import io
import os
import platform
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unicodedata import normalize

import pymarc
from read import marc8, written

from marc2rdf import Mapping, Record, open_writer
from marc2rdf.marc import read_source
from marc2rdf.marc.ansel import ANSEL
from marc2rdf.rdf.graph import to_graph
from marc2rdf.run import converter
from marc2rdf.run.pipeline import Options, Pipeline
from marc2rdf.run.rejects import Rejects
from marc2rdf.run.report import Report

BASE = "https://data.example.org/"
REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "nlnz-1000.mrc"
AGAIN = ", again"
SLOW = 3.0  # what takes so many seconds is timed once
WORDS = "river stone garden letter winter music history field house voyage island music".split()


def made_up(number: int) -> bytes:
    """Make records of some twenty fields each; the same ones every time."""
    draw = random.Random(1)
    out = io.BytesIO()
    for key in range(number):
        words = [f"{draw.choice(WORDS)}{draw.randrange(9999)}" for _ in range(24)]
        record = pymarc.Record(leader="00000cam a2200000 a 4500")
        record.add_field(pymarc.Field(tag="001", data=str(key)))
        record.add_field(pymarc.Field(tag="005", data="20200101120000.0"))
        fixed = f"200101s{draw.randrange(1900, 2020)}    nyu           000 0 eng  "
        record.add_field(pymarc.Field(tag="008", data=fixed[:40].ljust(40)))
        for tag, first, second, *subfields in (
            ("035", " ", " ", "a", f"(OCoLC){draw.randrange(10**8)}"),
            ("082", "0", "4", "a", f"{draw.randrange(1000)}.{draw.randrange(99)}"),
            ("100", "1", " ", "a", f"{words[0].title()}, {words[1].title()},", "d", "1900-1980."),
            ("245", "1", "0", "a", f"{words[2]} {words[3]} :", "b", f"{words[4]} /", "c", "x."),
            ("260", " ", " ", "a", "New York :", "b", f"{words[5].title()} Press,", "c", "c1980."),
            ("300", " ", " ", "a", f"{draw.randrange(900)} p. :", "b", "ill. ;", "c", "24 cm."),
            ("490", "0", " ", "a", f"{words[6]} {words[7]} ;", "v", "v. 2"),
            ("500", " ", " ", "a", f"Includes {words[8]} and {words[9]}."),
            ("504", " ", " ", "a", "Includes bibliographical references."),
            ("520", " ", " ", "a", " ".join(words)),
            ("650", " ", "0", "a", words[10].title(), "x", "History", "y", "20th century."),
            ("650", " ", "0", "a", words[11].title(), "z", words[12].title()),
            ("651", " ", "0", "a", words[13].title(), "v", "Guidebooks."),
            ("700", "1", " ", "a", f"{words[14].title()}, Ann,", "e", "editor."),
            ("710", "2", " ", "a", f"{words[15].title()} Society."),
            ("856", "4", "0", "u", f"https://www.example.com/{words[16]}"),
        ):
            pairs = [
                pymarc.Subfield(subfields[i], subfields[i + 1]) for i in range(0, len(subfields), 2)
            ]
            indicators = pymarc.Indicators(first, second)
            record.add_field(pymarc.Field(tag=tag, indicators=indicators, subfields=pairs))
        out.write(record.as_marc())
    return out.getvalue()


def again(data: bytes, times: int) -> bytes:
    """Give the records several times, each time with new keys."""
    out = io.BytesIO()
    for number in range(times):
        for record in pymarc.MARCReader(io.BytesIO(data), to_unicode=True):
            record["001"].data += f"-{number}"
            out.write(record.as_marc())
    return out.getvalue()


def in_marc8(path: Path, times: int) -> bytes:
    """Give the records, with new keys each time, with those in MARC-8 that can be written so.

    Of the letters beyond ASCII, ANSEL has those of Western languages.
    """
    records = [record for record in read_source(path) if isinstance(record, Record)]
    out = io.BytesIO()
    for number in range(times):
        for record in records:
            fields = [
                (tag, f"{field}-{number}" if tag == "001" and number else field)
                for tag, field in zip(record.tags, record.fields, strict=True)
            ]
            letters = normalize("NFD", "".join(record.fields))
            fits = all(char in ANSEL or char < "\x80" for char in letters)
            coding, encode = (" ", marc8) if fits else ("a", str.encode)
            out.write(written(fields, coding, encode, record.leader[5:8]))
    return out.getvalue()


def run(mapping: Mapping, data: Path, format: str, interpreted: int = 0) -> Callable[[], int]:
    """Make ready to convert a file as ``marc2rdf convert`` does and to count the triples.

    The source is generated before the clock runs, as it is once for all records, and anew for
    each pass, so that nothing is remembered from the last.
    """
    out, report = Path(os.devnull).open("wb"), Report()  # noqa: SIM115
    writer = open_writer(
        format, out, prefixes=mapping.used_prefixes, base=BASE, context=mapping.context
    )
    pipeline = Pipeline(mapping, writer, report, Rejects(data.with_suffix(".no")), Options())
    pipeline.converter = converter.Converter(mapping, interpreted)
    converter._program.cache_clear()
    if not interpreted:
        pipeline.converter.generate()

    def work() -> int:
        pipeline.run([data])
        writer.close()
        out.close()
        return report.triples

    return work


def with_rdflib(mapping: Mapping, data: bytes, format: str) -> int:
    """Convert with pymarc, the plan interpreted into an rdflib Graph a record, and rdflib."""
    triples = 0
    for record in pymarc.MARCReader(io.BytesIO(data), to_unicode=True):
        graph = to_graph(mapping.convert(record).statements)
        graph.serialize(format=format)
        triples += len(graph)
    return triples


def reading(data: bytes) -> int:
    """Read with pymarc and do nothing."""
    return sum(len(record.fields) for record in pymarc.MARCReader(io.BytesIO(data)))


def reading_xml(path: Path) -> int:
    """Read MARCXML with pymarc and do nothing."""
    return len(pymarc.parse_xml_to_array(str(path)))


def with_mrrc(data: bytes) -> int:
    """Convert to BIBFRAME with mrrc; give the number of triples."""
    import mrrc

    config, triples = mrrc.BibframeConfig(), 0
    for record in mrrc.MARCReader(io.BytesIO(data)):
        graph = mrrc.marc_to_bibframe(record, config)
        triples += graph.serialize("ntriples").count(" .\n")
    return triples


def with_yaz(path: Path) -> int:
    """Convert to MARCXML with yaz-marcdump."""
    command = ["yaz-marcdump", "-i", "marc", "-o", "marcxml", str(path)]
    return len(subprocess.run(command, capture_output=True, check=True).stdout)


def cpu(work: Callable[[], int]) -> tuple[float, int]:
    """Give the CPU seconds of one pass, children included, and what it counted."""
    before = time.process_time(), sum(_children())
    counted = work()
    return time.process_time() - before[0] + sum(_children()) - before[1], counted


def _children() -> tuple[float, float]:
    times = os.times()
    return times.children_user, times.children_system


def main() -> None:
    """Time all contenders and print the table."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--passes", type=int, default=3)
    arguments.add_argument("--times", type=int, default=10)
    arguments.add_argument("--records", type=Path)
    given = arguments.parse_args()
    folder = Path(sys.argv[0]).resolve().parent / ".data"
    folder.mkdir(exist_ok=True)
    path = given.records or (REAL if REAL.exists() else folder / "made-up.mrc")
    if not path.exists():
        path.write_bytes(made_up(1000))
    data = path.read_bytes()
    records = sum(1 for _ in read_source(path))
    xml = folder / "records.xml"
    with xml.open("wb") as out:
        writer = pymarc.XMLWriter(out)
        for record in pymarc.MARCReader(io.BytesIO(data)):
            writer.write(record)
        writer.close(close_fh=False)
    mapping = Mapping.default(BASE)
    contenders: dict[str, Callable[[], int]] = {
        "the interpreter, N-Triples": lambda: run(mapping, path, "nt", interpreted=10**9)(),
        "pymarc and rdflib, N-Triples": lambda: with_rdflib(mapping, data, "nt"),
        "pymarc and rdflib, Turtle": lambda: with_rdflib(mapping, data, "turtle"),
        "pymarc and rdflib, JSON-LD": lambda: with_rdflib(mapping, data, "json-ld"),
        "pymarc, reading only": lambda: reading(data),
        "pymarc, reading MARCXML only": lambda: reading_xml(xml),
        "reading only": lambda: sum(1 for _ in read_source(path)),
        "reading MARCXML only": lambda: sum(1 for _ in read_source(xml)),
    }
    try:
        import mrrc  # noqa: F401

        contenders["mrrc, BIBFRAME N-Triples"] = lambda: with_mrrc(data)
    except ImportError:
        pass
    if shutil.which("yaz-marcdump"):
        contenders["yaz-marcdump, MARCXML"] = lambda: with_yaz(path)
    formats = {"N-Triples": "nt", "Turtle": "turtle", "JSON-LD": "jsonld"}
    ours = {name: (path, format) for name, format in formats.items()}
    ours["MARCXML to N-Triples"] = (xml, "nt")
    mixed = folder / "marc8.mrc"
    mixed.write_bytes(in_marc8(path, 1))
    contenders["pymarc, reading MARC-8 only"] = lambda: reading(mixed.read_bytes())
    contenders["reading MARC-8 only"] = lambda: sum(1 for _ in read_source(mixed))
    ours["MARC-8 to N-Triples"] = (mixed, "nt")
    often = folder / "again.mrc"
    often.write_bytes(again(data, given.times))
    ours |= {f"{name}{AGAIN}": (often, format) for name, format in formats.items()}
    mixed_often = folder / "marc8-again.mrc"
    mixed_often.write_bytes(in_marc8(path, given.times))
    ours[f"MARC-8 to N-Triples{AGAIN}"] = (mixed_often, "nt")
    best: dict[str, float] = {}
    counted: dict[str, int] = {}
    for number in range(given.passes):
        for name, (file, format) in ours.items():
            seconds, counted[name] = cpu(run(mapping, file, format))
            if name.endswith(AGAIN):
                seconds, counted[name] = seconds / given.times, counted[name] // given.times
            best[name] = min(seconds, best.get(name, seconds))
        for name, work in contenders.items():
            if number and best[name] > SLOW:
                continue
            seconds, counted[name] = cpu(work)
            best[name] = min(seconds, best.get(name, seconds))
    print(
        f"{records:,} records of {path.name} (again: {given.times} times with new keys), "
        f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}"
    )
    print(f"{'':32}{'µs a record':>12}{'triples':>10}")
    for name, seconds in best.items():
        triples = f"{counted[name]:>10,}" if "only" not in name and "yaz" not in name else ""
        print(f"{name:32}{seconds / records * 1e6:>12.0f}{triples}")
    print(f"\n{'how many times as fast as':56}{'once':>7}{'again':>7}{'at least':>10}")
    for own, theirs, least in (
        ("N-Triples", "pymarc and rdflib, N-Triples", "12"),
        ("Turtle", "pymarc and rdflib, Turtle", "25"),
        ("JSON-LD", "pymarc and rdflib, JSON-LD", "15"),
        ("N-Triples", "the interpreter, N-Triples", "8"),
        ("N-Triples", "pymarc, reading only", "1.0"),
        ("MARC-8 to N-Triples", "pymarc, reading MARC-8 only", "2.5"),
        ("MARCXML to N-Triples", "pymarc, reading MARCXML only", ""),
        ("reading only", "pymarc, reading only", ""),
        ("reading MARC-8 only", "pymarc, reading MARC-8 only", ""),
        ("reading MARCXML only", "pymarc, reading MARCXML only", "1.8"),
    ):
        more = best.get(own + AGAIN)
        later = f"{best[theirs] / more:.2f}" if more else ""
        ratio = f"{best[theirs] / best[own]:.2f}"
        print(f"{own + ' against ' + theirs:56}{ratio:>7}{later:>7}{least:>10}")
    if (name := "mrrc, BIBFRAME N-Triples") in best:
        theirs_a_second = counted[name] / best[name]
        ratios = [
            f"{counted[own] / best[own] / theirs_a_second:.2f}"
            for own in ("N-Triples", "N-Triples" + AGAIN)
        ]
        print(f"{'triples a second against ' + name:56}{ratios[0]:>7}{ratios[1]:>7}{'0.7':>10}")


if __name__ == "__main__":
    main()
