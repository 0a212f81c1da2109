from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from marc_samples import DATA, book, keys

from marc2rdf.errors import FormatError, InputError, RecordError, UsageError
from marc2rdf.marc import FORMATS, Reject, read, read_source

ROOT = Path(__file__).resolve().parents[2]


def test_a_file_is_read_by_its_bytes_not_its_name(tmp_path: Path) -> None:
    for name, source in [("a.xml", "books.mrc"), ("b.mrc", "oai.xml"), ("c", "koha-columns.txt")]:
        path = tmp_path / name
        path.write_bytes((DATA / source).read_bytes())
        records = list(read(path))
        assert records and {r.source for r in records} == {str(path)}
        assert list(map(repr, records)) == list(map(repr, read(str(path))))


def test_the_format_can_be_given() -> None:
    raw = b"\n" * 70_000 + book("1")
    with pytest.raises(FormatError):
        list(read(io.BytesIO(raw)))
    assert keys(read(io.BytesIO(raw), "iso2709")) == ["1"]
    with pytest.raises(
        UsageError, match="Use one of: iso2709, marcxml, marcjson, mrk, alephseq, koha"
    ):
        list(read("x", "marc"))
    assert list(FORMATS) == ["iso2709", "marcxml", "marcjson", "mrk", "alephseq", "koha"]


def test_a_record_longer_than_the_head_is_read() -> None:
    raw = book("1", "x" * 9000) * 20
    assert keys(read(io.BytesIO(raw))) == ["1"] * 20


def test_standard_input_need_not_seek() -> None:
    program = "from marc2rdf.marc import read\nfor r in read('-'): print(r.where)"
    raw = book("1") * 30_000 + book("last")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        input=raw,
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.decode().splitlines()[-1] == "<stdin>: record 30001 (id last)"
    assert done.stderr == b""


def test_rejects_are_handed_over_or_raised() -> None:
    raw = book("1") + b"junk\x1d" + book("3")
    rejects: list[Reject] = []
    assert keys(read(io.BytesIO(raw), on_reject=rejects.append)) == ["1", "3"]
    assert [reject.raw for reject in rejects] == [b"junk\x1d"]
    records = read(io.BytesIO(raw))
    assert next(records).number == 1
    with pytest.raises(RecordError, match="<stream>: record 2"):
        next(records)


def test_what_cannot_be_opened_is_explained(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no file in it holds MARC"):
        list(read(tmp_path))
    with pytest.raises(InputError, match="there is no such file"):
        list(read(tmp_path / "none.mrc"))
    with pytest.raises(InputError, match="cannot be read"):
        list(read("a\x00b"))


def test_errors_while_reading_are_explained() -> None:
    class Failing(io.RawIOBase):
        name = "disk.mrc"

        def __init__(self) -> None:
            self.parts = [book("1")]

        def read(self, _size: int = -1, /) -> bytes:
            if self.parts:
                return self.parts.pop(0)
            raise OSError(5, "Input/output error")

    records = read_source(Failing(), "iso2709")  # type: ignore[arg-type]
    assert keys([next(records)]) == ["1"]
    with pytest.raises(InputError, match=r"disk.mrc: it cannot be read \(Input/output error\)"):
        next(records)


def test_what_is_no_marc_is_named_with_its_source(tmp_path: Path) -> None:
    path = tmp_path / "page.mrc"
    path.write_text("<html></html>")
    with pytest.raises(FormatError, match=r"page\.mrc: it is an HTML page"):
        list(read(path))
    path.write_bytes(b"")
    with pytest.raises(FormatError, match="it is empty"):
        list(read(path))


def test_reading_does_not_load_pymarc() -> None:
    program = (
        "import sys\nfrom marc2rdf.marc import read\n"
        f"assert len(list(read({str(DATA / 'books.mrc')!r}))) == 2\n"
        "assert 'pymarc' not in sys.modules and 'rdflib' not in sys.modules"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
