"""Random records for properties: what a cataloguer, a broken export or an enemy could have made."""

from __future__ import annotations

from hypothesis import strategies as st

from marc2rdf import Record

TAGS = (
    "020 022 024 035 041 043 082 100 110 111 130 240 245 246 250 260 264 300 336 338 490 500 502"
    " 505 520 600 610 650 651 655 700 710 711 730 773 776 780 785 786 800 830 856 880 942 999"
).split()
NASTY = [
    "",
    " ",
    "0303-965X",
    "Nature | 1 | 2 | 2016 | 3-4 | 0028-0836",
    "(DE-588)118540238",
    "aut",
    'https://example.org/a b"<>',
    "880-01",
    "245-01/(N",
    "245-00",
    "1987",
    "c19uu",
    "[183-?]",
    "eng",
    "Война и мир",
    "\u202e\u0000\u0085\u2028",
    'a\\b"c\n\r\t',
    "\ud800",
    "\U0001f4da",
    "C++",
    "C#",
    "p. 11-32",
    "v. 1, no. 2 (2010)",
    "10.1000/xyz",
    "urn:x:y",
    "lang:x",
    "_:b0",
    "<x>",
    "{x}",
    "%",
]
VALUES = st.sampled_from(NASTY) | st.text(max_size=12)
FIELDS = st.tuples(
    st.sampled_from(TAGS),
    st.text("# 0123457", min_size=2, max_size=2),
    st.lists(
        st.tuples(st.sampled_from("abcdefghilnopqtuvwxyz0234568"), VALUES), min_size=1, max_size=5
    ),
)
FIXED = st.text("0123456789abcdefgmnrstu| ^", min_size=0, max_size=42)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Draw a record that a cataloguer, a broken export or an enemy could have made."""
    record = Record()
    kind, level = draw(st.sampled_from("acdefgijkmoprt")), draw(st.sampled_from("abcdims"))
    record.leader = f"00000n{kind}{level} a2200000 a 4500"
    if draw(st.booleans()):
        record.add_control("001", draw(VALUES))
    record.add_control("008", draw(FIXED))
    for tag, indicators, subfields in draw(st.lists(FIELDS, max_size=9)):
        record.tags.append(tag)
        raw = "".join(f"\x1f{code}{value}" for code, value in subfields)
        record.fields.append(indicators.replace("#", " ") + raw)
    return record
