"""How fast records are read: this package's readers against pymarc's, interleaved in one run.

Prints a table of CPU time a record and of ratios.  The records are generated, the same ones in
every run; of files that are named as arguments, those are read instead.
"""

from __future__ import annotations

import io
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from unicodedata import normalize

import pymarc

from marc2rdf.marc.ansel import ANSEL
from marc2rdf.marc.iso2709 import read_iso2709
from marc2rdf.marc.marcxml import read_marcxml
from marc2rdf.marc.record import Record

RECORDS = 1000
ROUNDS = 5
_PLAIN = "history of the world a study in modern economic theory and practice with notes".split()
_ACCENTS = "été Café Müller Łódź smørrebrød Århus señor façade Dvořák naïve Gödel".split()
_BYTES = {char: bytes((byte,)) for byte, char in enumerate(ANSEL) if char != "\ufffe"}


def main(paths: list[str]) -> None:
    """Print the table for the files, or for generated records."""
    print(f"{'records':34}{'count':>7}{'ours µs':>9}{'pymarc µs':>11}{'ratio':>7}")
    for name, data in [(Path(path).name, Path(path).read_bytes()) for path in paths] or generated():
        report(name, data)


def report(name: str, data: bytes) -> None:
    """Read the records by turns, and print the shortest time of each reader."""
    ours, theirs = readers(data)
    count = ours()
    best = [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        for place, run in enumerate((ours, theirs)):
            begin = time.process_time()
            run()
            best[place] = min(best[place], time.process_time() - begin)
    mine, other = (seconds / count * 1e6 for seconds in best)
    print(f"{name[:33]:34}{count:7}{mine:9.1f}{other:11.1f}{other / mine:6.1f}x")


def readers(data: bytes) -> tuple[Callable[[], int], Callable[[], int]]:
    """Give our reader and pymarc's for some data; each counts the records."""
    if data.lstrip().startswith(b"<"):
        return (
            lambda: count(read_marcxml(io.BytesIO(data), "bench")),
            lambda: len(pymarc.parse_xml_to_array(io.BytesIO(data))),
        )
    return (
        lambda: count(read_iso2709(io.BytesIO(data), "bench")),
        lambda: count(pymarc.MARCReader(data, hide_utf8_warnings=True)),
    )


def count(records: Iterable[object]) -> int:
    """Read to the end."""
    return sum(1 for _ in records)


def generated() -> Iterator[tuple[str, bytes]]:
    """Make the records: each is a list of tags and texts, written in three ways."""
    for name, share in (("ASCII", 0.0), ("a fifth with accents", 0.2), ("accents", 1.0)):
        records = make(share)
        yield f"UTF-8, {name}", b"".join(written(r, "a", str.encode) for r in records)
    mixed = [record + [("880", "10\x1fa\x1b(NPUTIN\x1b(B")] * (i % 10 == 0)
             for i, record in enumerate(make(0.5))]  # fmt: skip
    yield "MARC-8, half with accents", b"".join(written(r, " ", marc8) for r in mixed)
    yield "MARC-8, accents", b"".join(written(r, " ", marc8) for r in make(1.0))
    for name, share in (("a fifth with accents", 0.2), ("accents", 1.0)):
        made = [pymarc.record_to_xml(as_record(r).to_pymarc()) for r in make(share)]
        yield f"MARCXML, {name}", b"<collection>" + b"\n".join(made) + b"</collection>"


def make(share: float) -> list[list[tuple[str, str]]]:
    """Make records of which a share has letters with accents."""
    chance = random.Random(1)
    return [fields(chance, number, chance.random() < share) for number in range(RECORDS)]


def fields(chance: random.Random, number: int, accents: bool) -> list[tuple[str, str]]:
    """Make some twenty fields."""

    def words(size: int) -> str:
        found = chance.choices(_PLAIN, k=size)
        if accents and chance.random() < 0.3:
            found += chance.choices(_ACCENTS, k=2)
        return " ".join(found)

    made = [("001", str(number)), ("005", "20240101000000.0")]
    made.append(("008", "760101s1975    nyu    |      000 1 eng d"))
    for tag in ("020", "040", "050", "082", "100", "245", "250", "260", "300", "490"):
        made.append((tag, f"1 \x1fa{words(4)}\x1fb{words(2)}"))
    for tag in ("500", "504", "520", "650", "650", "700", "856"):
        made.append((tag, f"1 \x1fa{words(9)}"))
    return made


def marc8(text: str) -> bytes:
    """Write a text in MARC-8: accents before their letters, escape sequences as they are."""
    found: list[bytes] = []
    for char in normalize("NFD", text):
        byte = _BYTES.get(char, char.encode())
        if byte >= b"\xe0":
            found.insert(len(found) - 1, byte)
        else:
            found.append(byte)
    return b"".join(found)


def written(
    record: list[tuple[str, str]], coding: str, encode: Callable[[str], bytes], kind: str = "nam"
) -> bytes:
    """Write a record as ISO 2709; ``kind`` are LDR/05-07."""
    body, directory = b"", b""
    for tag, text in record:
        data = encode(text) + b"\x1e"
        directory += b"%s%04d%05d" % (tag.encode(), len(data), len(body))
        body += data
    base = 25 + len(directory)
    size = base + len(body) + 1
    leader = b"%05d%s %s22%05d a 4500" % (size, kind.encode(), coding.encode(), base)
    return leader + directory + b"\x1e" + body + b"\x1d"


def as_record(record: list[tuple[str, str]]) -> Record:
    """Give generated fields as a record."""
    return Record(tags=[tag for tag, _ in record], fields=[text for _, text in record])


if __name__ == "__main__":
    main(sys.argv[1:])
