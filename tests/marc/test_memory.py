"""However long the input is, the memory stays what it was."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from six_formats import WRITERS

HERE = Path(__file__).resolve().parent
SIZE = int(os.environ.get("MARC2RDF_MEGABYTES", "200")) << 20

PROGRAM = """
import io, sys
from six_formats import sample, written
from marc2rdf.marc import read_source

form, size = sys.argv[1], int(sys.argv[2])
batch = [sample(f"{number:05d}") for number in range(200)]
for record in batch:
    record.add("520", "  ", [("a", "Une longue histoire, très longue. " * 200)])
data = written(batch, form)
start, end = {
    "marcxml": (data.index(b"<record") if form == "marcxml" else 0, b"</collection>"),
    "marcjson": (1, b"]"),
}.get(form, (0, b""))
body = data[start : data.rindex(end)] if end else data
body += b"," if form == "marcjson" else b""


class Long(io.RawIOBase):
    left, rest = size // len(body), data[:start]

    def read(self, size=-1):
        if not self.rest and self.left:
            self.left -= 1
            self.rest = body if self.left else body.rstrip(b",") + end
        part, self.rest = self.rest[:size], self.rest[size:]
        return part


stream = Long()
expected = stream.left * len(batch)
assert sum(1 for _ in read_source(stream)) == expected > 0
with open("/proc/self/status") as status:
    print(int(next(line for line in status if line.startswith("VmHWM")).split()[1]) // 1024)
"""

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this is no Linux")


@pytest.mark.parametrize("form", WRITERS)
def test_two_hundred_megabytes_are_read_in_less_than_a_hundred(form: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM, form, str(SIZE)],
        cwd=HERE,
        env={**os.environ, "PYTHONPATH": f"{HERE}:{HERE.parents[1]}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) < 100
