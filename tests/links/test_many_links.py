"""A catalogue of many records, hosts and ISSNs: each is asked once, none too fast.

``make soak`` runs it with 10,000 records, 3,000 hosts and 500 ISSNs.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
import tracemalloc
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from links_server import Answer, local, serving
from samples import book, iso2709

from marc2rdf import Mapping, read
from marc2rdf.links.adding import Links
from marc2rdf.links.cache import Cache
from marc2rdf.links.clock import Clock
from marc2rdf.links.collecting import Collector
from marc2rdf.links.findings import find
from marc2rdf.links.resolving import Ask, resolve
from marc2rdf.mapping.identifiers import check_digit

RECORDS = int(os.environ.get("MARC2RDF_LINKS", "400"))
HOSTS, ISSNS = RECORDS * 3 // 10, RECORDS // 20
RATE = 20.0


def issn(number: int) -> str:
    digits = f"{number + 1000:07d}"
    return f"{digits[:4]}-{digits[4:]}{check_digit(digits, range(8, 1, -1))}"


def host(number: int) -> str:
    return f"127.1.{number // 250}.{number % 250 + 1}"


def path(number: int) -> str:
    """Every tenth page is gone, every tenth has moved."""
    return {0: f"/gone/{number}", 1: f"/moved/{number}"}.get(number % 10, f"/page/{number}")


def record(number: int, port: int):
    url = f"http://{host(number % HOSTS)}:{port}{path(number)}"
    journal = number % ISSNS
    return book(
        f"r{number}",
        f"Article {number}",
        LDR="00000nab a2200000 a 4500",
        **{
            "773": ("0 ", {"t": f"Journal number {journal}", "x": issn(journal)}),
            "856": ("40", {"u": url}),
        },
    )


def route(asked):
    if asked.path.startswith("/resource/ISSN/"):
        number = asked.path.split("/")[-1].removesuffix(".jsonld")
        journal = int(number.replace("-", "")[:7]) - 1000
        title = f"Journal number {journal}" if journal % 2 else "Zeitschrift"
        entry = {
            "id": f"resource/ISSN/{number}",
            "mainTitle": title,
            "mainEntityOf": {"status": "recordStatus:Register"},
        }
        return Answer(200, json.dumps(entry).encode())
    if asked.path.startswith("/moved/"):
        return Answer(301, headers={"Location": asked.path.replace("moved", "page")})
    return Answer(200 if asked.path.startswith("/page/") else 404)


def test_everything_is_asked_once_and_no_host_too_fast(tmp_path):
    mapping = Mapping.default("https://data.example.org/")
    with serving(route) as server, Cache.open(tmp_path / "links.db") as cache:
        file = tmp_path / "a.mrc"
        with file.open("wb") as out:
            for number in range(RECORDS):
                out.write(iso2709(record(number, server.port)))
        more = {"urls": {"issn": server.url("").rstrip("/")}, "guard": local(server.port)}
        began = time.monotonic()
        outcomes = []
        for budget in (0.5, 0.0):  # stopped: the ISSNs alone take twice as long; begun again
            run = cache.begin()
            Collector(mapping).collect([str(file)], cache, run)
            ask = Ask(("issn", "url"), contact="a@b.example", rate=RATE, budget=budget, **more)
            outcomes.append(resolve(cache, run, ask, Clock()))
        took = time.monotonic() - began
        found = Counter(f.problem for f in find(cache))
        links = Links(cache, mapping)
        for number, one in enumerate(read(file)):
            if number % max(RECORDS // 300, 1):
                continue
            conversion = mapping.convert(one)
            after, before = links.add(conversion, one), conversion.statements
            assert after[: len(before)] == before
            added = {
                (str(s), str(p), str(getattr(o, "value", o))) for s, p, o in after[len(before) :]
            }
            assert agrees(number, added), number
        statuses = dict(cache.db.execute("SELECT status, count(*) FROM verdict GROUP BY 1"))
    assert not outcomes[0].complete and outcomes[1].complete
    assert sum(o.asked for o in outcomes) == RECORDS + ISSNS
    counts = Counter((a.host, a.method, a.path) for a in server.asked)
    assert {key: n for key, n in counts.items() if n > 1} == {}
    assert len(counts) == ISSNS + HOSTS + requests()  # nothing else was asked either
    by_host = defaultdict(list)
    for asked in server.asked:
        by_host[asked.host].append(asked.at)
    assert len(by_host) == HOSTS + 1
    gaps = [b - a for times in by_host.values() for a, b in pairwise(sorted(times))]
    assert min(gaps) >= 1 / RATE
    tenth = RECORDS // 10
    assert statuses == {
        "alive": RECORDS - 2 * tenth,
        "moved": tenth,
        "missing": tenth,
        "found": ISSNS,
    }
    wrong = sum(1 for number in range(RECORDS) if number % ISSNS % 2 == 0)
    assert found == {
        "url-missing": tenth,
        "url-moved": tenth,
        "issn-title-mismatch": wrong,
    }
    first = [o.requests for o in outcomes]
    print(
        f"{RECORDS} records, {HOSTS} hosts, {ISSNS} ISSNs: {first[0]} requests, stopped,"
        f" {first[1]} more, {took:.1f} s, smallest gap {min(gaps) * 1000:.1f} ms"
    )


def requests() -> int:
    """Count what addresses need: HEAD for each; GET where it fails or after a redirect's HEAD."""
    each = [path(number) for number in range(RECORDS)]
    gone = sum(1 for p in each if p.startswith("/gone"))
    moved = sum(1 for p in each if p.startswith("/moved"))
    return len(each) + gone + moved


def agrees(number: int, triples: set[tuple[str, str, str]]) -> bool:
    """Compare what was added to a record with the table of docs/links.md."""
    journal = number % ISSNS
    node = f"https://data.example.org/journal/{issn(journal)}"
    there = f"http://issn.org/resource/ISSN/{issn(journal)}"
    if journal % 2:
        return triples == {(node, "http://www.w3.org/2002/07/owl#sameAs", there)}
    return triples == {
        (node, "http://www.w3.org/2000/01/rdf-schema#seeAlso", there),
        (there, "http://purl.org/dc/terms/title", "Zeitschrift"),
    }


MEASURED = """
import sys
from marc2rdf.cli.main import run
status = run(sys.argv[1:])
[most] = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
print(most.split()[1])
sys.exit(status)
"""


def measured(arguments: list[str], folder: Path) -> int:
    """Run marc2rdf; give the most memory that it took, in kilobytes."""
    command = [sys.executable, "-c", MEASURED, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=3600, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells how much memory was taken")
def test_a_run_takes_constant_memory(tmp_path):
    """Four times the records, addresses and ISSNs: the same memory, from reading to report."""
    peaks = []
    with serving(route) as server:
        for many in (RECORDS // 4, RECORDS):
            with (tmp_path / f"{many}.mrc").open("wb") as out:
                for number in range(many):
                    url = f"http://{host(number % 40)}:{server.port}{path(number)}"
                    fields = {**record(number, server.port), "856": ("40", {"u": url})}
                    out.write(iso2709(fields))
            allowed = "".join(f"  - {host(n)}:{server.port}\n" for n in range(40))
            service = f"127.0.0.1:{server.port}"
            (tmp_path / "s.yaml").write_text(f"allow_host:\n  - {service}\n{allowed}")
            command = [
                "resolve", f"{many}.mrc", f"--cache={many}.db",
                "--settings=s.yaml", f"--issn-url=http://{service}", "--providers=issn,url",
                "--contact=a@b.example", "--rate=1000", "--report=r.csv", "--quiet",
            ]  # fmt: skip
            peaks.append(measured(command, tmp_path))
    few, all_of_them = peaks
    print(f"{few:,} kB for {RECORDS // 4} records, {all_of_them:,} kB for {RECORDS}")
    assert all_of_them < few * 1.15 + 4000


def test_collecting_takes_constant_memory(tmp_path):
    """Four times the files, each with links of its own, take no more memory.

    Files of one size, so that what is read ahead of a file counts the same; cyclic garbage,
    which Python takes away when it likes, is taken away often.
    """
    mapping = Mapping.default("https://data.example.org/")
    files = []
    for part in range(12):
        files.append(str(tmp_path / f"{part}.mrc"))
        with open(files[-1], "wb") as out:
            for number in range(60):
                out.write(iso2709(record(part * 60 + number, 80)))

    def tidy(collector):
        if collector.read % 20 == 0:
            gc.collect()

    def peak(many):
        with Cache.open(tmp_path / f"{many}.db") as cache:
            run = cache.begin()
            tracemalloc.start()
            collector = Collector(mapping, step=lambda item: tidy(collector))
            collector.collect(files[:many], cache, run)
            most = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            count = cache.db.execute("SELECT count(*) FROM wanted WHERE kind = 'url'").fetchone()
            assert count == (60 * many,)
        return most

    with Cache.open(tmp_path / "first.db") as cache:  # what a mapping keeps is kept once
        Collector(mapping).collect(files, cache, cache.begin())
    few, many = peak(3), peak(12)
    assert many < few * 1.3 + 100_000
    print(f"{few:,} bytes for 180 records, {many:,} for 720")
