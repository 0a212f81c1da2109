"""The table of ANSEL against pymarc's."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from pymarc.marc8 import marc8_to_unicode

from marc2rdf.marc.ansel import ANSEL, decode_table


@given(st.binary(min_size=1, max_size=12))
@example(b"\xe2")
@example(b"\xe2\xe8e\xe2")
@example(b"\xe2 e")
def test_what_the_table_has_is_read_as_pymarc_reads_it(data: bytes) -> None:
    data = bytes(byte for byte in data if 0x20 <= byte < 0x7F or byte >= 0xA0)
    text = decode_table(data, ANSEL)
    known = all(ANSEL[byte] != "\ufffe" for byte in data)
    assert (text is not None) == known
    if known:
        assert text == marc8_to_unicode(data, hide_utf8_warnings=True)


def test_every_byte_is_as_pymarc_has_it() -> None:
    for byte in range(256):
        text = decode_table(bytes((byte, 0x61)), ANSEL)
        if text is not None:
            assert text == marc8_to_unicode(bytes((byte, 0x61)), hide_utf8_warnings=True)
    from pymarc.marc8_mapping import CODESETS

    assert [byte for byte in range(0xA0, 256) if ANSEL[byte] != "\ufffe"] == sorted(
        byte for byte in CODESETS[0x45] if byte >= 0xA0
    )
