"""Records that are read without a parser are those that a parser gives."""

from __future__ import annotations

import io
import random
import re
from pathlib import Path
from xml.sax.saxutils import escape

import pymarc
import pytest
from damage import damaged
from hypothesis import given, settings
from hypothesis import strategies as st
from marc_samples import DATA
from shared_data import shared_files
from test_record import records

from marc2rdf.errors import InputError
from marc2rdf.marc import Record, Reject, xmllean
from marc2rdf.marc.marcxml import read_marcxml

LEADER = "<leader>00000nam a2200000 a 4500</leader>"
REAL = [*sorted(DATA.glob("*.xml")), *shared_files("*.xml", "880/*.xml")]


class Pieces:
    """A stream that gives its bytes in pieces of one size."""

    def __init__(self, data: bytes, size: int) -> None:
        self.stream, self.size = io.BytesIO(data), size

    def read(self, _size: int = -1, /) -> bytes:
        return self.stream.read(self.size)


def read_all(raw: bytes, size: int = 1 << 16) -> list[object]:
    """Read all, and give what there is to compare; an error that ends the file comes last."""
    found: list[object] = []
    try:
        for item in read_marcxml(Pieces(raw, size), "file.xml"):
            found.append(everything(item))
    except InputError as error:
        found.append((error.code, without_column(str(error))))
    return found


def everything(item: Record | Reject) -> object:
    if isinstance(item, Reject):
        place = (item.number, item.offset, item.raw, item.format)
        return ("reject", item.error.code, without_column(str(item.error)), *place)
    return [getattr(item, name) for name in Record.__slots__]


def without_column(text: str) -> str:
    return re.sub(r", column \d+", "", text)


def by_the_parser(raw: bytes, size: int = 1 << 16) -> list[object]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xmllean.Skipper, "is_useful", lambda self, marks: False)
        return read_all(raw, size)


def book(key: str, title: str = "Title", ind: str = " ") -> str:
    return (
        f'<record>{LEADER}<controlfield tag="001">{key}</controlfield>\n'
        f'<datafield tag="245" ind1="1" ind2="{ind}">\n <subfield code="a">{title}</subfield>\n '
        f'<subfield code="c">{title}</subfield></datafield>\n</record>\n'
    )


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
@pytest.mark.parametrize("size", [1 << 16, 3000])
def test_real_files_give_the_same(path: Path, size: int) -> None:
    raw = path.read_bytes()
    assert read_all(raw, size) == by_the_parser(raw, size)


def count_short(raw: bytes) -> int:
    """Count the records that the parser does not see."""
    seen = []
    read = xmllean.LeanXml.read
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            xmllean.LeanXml, "read", lambda self, raw: seen.append(read(self, raw)) or seen[-1]
        )
        list(read_marcxml(io.BytesIO(raw), "file.xml"))
    return sum(record is not None for record in seen)


def test_plain_records_do_not_go_to_the_parser() -> None:
    books = [book(str(number), f"Été {number} &amp; e\u0301") for number in range(300)]
    raw = ("<collection>" + "".join(books) + "</collection>").encode()
    assert count_short(raw) == 299
    assert read_all(raw) == by_the_parser(raw)
    pymarcs = pymarc.parse_xml_to_array(io.BytesIO(raw), normalize_form="NFC")
    titles = [record.get("245", "a") for record in read_marcxml(io.BytesIO(raw), "file.xml")]
    assert titles == [record["245"]["a"] for record in pymarcs]


@given(st.lists(records(), min_size=2, max_size=4), st.booleans())
def test_what_pymarc_writes_gives_the_same(made: list[Record], namespace: bool) -> None:
    books = [pymarc.record_to_xml(record.to_pymarc(), namespace=namespace) for record in made]
    raw = b"<collection>" + b"\n".join(books) + b"</collection>"
    assert read_all(raw) == by_the_parser(raw)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PIECES = [
    "&amp;", "&#65;", "&x;", "&", "<i>x</i>", "<!-- x -->", "<![CDATA[<x>]]>", "]]>", "</subfield>",
    "<subfield code='b'>", "<br/>", '<subfield code="">', '<subfield code="">">', "\r\n", "\x1f",
    "\ufffe", "\u0338", "e\u0301", "</datafield>", "</record>", "<record>", "<?p x?>", ">", '">',
    '<datafield tag="500" ind1=" " ind2=" ">', '<controlfield tag="003">x</controlfield>', "\x85",
    "<!DOCTYPE x>", '<datafield tag="500" ind1=" " ind1=" ">', "</leader>", LEADER, "<subfield",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(TEXT.map(escape), TEXT, st.sampled_from(PIECES)), min_size=3, max_size=6),
    st.sampled_from([" ", "a", "", "&lt;", ">", "\n", "ab"]),
    st.sampled_from([1 << 16, 100]),
)
def test_what_may_stand_in_a_field_gives_the_same(values: list[str], ind: str, size: int) -> None:
    books = [book("0"), *[book(str(n), "".join(values[n:]), ind) for n in range(len(values))]]
    raw = ("<collection>" + "".join(books) + book("9") + "</collection>").encode()
    assert read_all(raw, size) == by_the_parser(raw, size)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_damage_gives_the_same(seed: int) -> None:
    chance = random.Random(seed)
    books = [book(str(number), "Été &amp; à").encode() for number in range(8)]
    for _ in range(chance.choice((1, 1, 2))):
        place = chance.randrange(len(books))
        books[place] = damaged(books[place], chance)
    raw = b"<?xml version='1.0'?>\n<collection>" + b"".join(books) + b"</collection>"
    if chance.random() < 0.2:
        raw += raw
    for size in (1 << 16, chance.randrange(50, 1500)):
        assert read_all(raw, size) == by_the_parser(raw, size)
