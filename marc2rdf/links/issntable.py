"""The ISSN centre's own table of ISSNs and ISSN-Ls, for those who have it.

Two files of tab-separated text are given out: ``ISSN`` with its ``ISSN-L`` a line, and an
``ISSN-L`` with all its ISSNs a line. Both are read as they come, line by line.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from marc2rdf.errors import InputError
from marc2rdf.links.cache import Cache
from marc2rdf.links.numbers import is_issn
from marc2rdf.links.verdict import HOLDS, Verdict


def read_table(path: str | os.PathLike[str]) -> Iterator[tuple[str, str]]:
    """Give the pairs of ISSN and ISSN-L of a table; raise InputError for another file."""
    name = os.fspath(path)
    try:
        with open(name, encoding="utf-8-sig", newline=None) as stream:
            head = stream.readline().strip("\r\n").split("\t")
            if [part.strip().upper() for part in head[:1]] == ["ISSN-L"]:
                linking_first = True
            elif [part.strip().upper() for part in head[:2]] == ["ISSN", "ISSN-L"]:
                linking_first = False
            else:
                hint = "Its first line should be ISSN and ISSN-L, with a tab between."
                raise InputError("it is no table of ISSN-Ls", where=name, hint=hint)
            for line in stream:
                cells = [cell.strip() for cell in line.split("\t")]
                if linking_first:
                    yield from ((issn, cells[0]) for issn in cells[1:] if issn)
                elif len(cells) > 1:
                    yield cells[0], cells[1]
    except OSError as error:
        raise InputError(f"it cannot be read ({error.strerror})", where=name) from error
    except UnicodeDecodeError as error:
        raise InputError("it is no text in UTF-8", where=name) from error


def use_table(path: str | os.PathLike[str], cache: Cache, now: float) -> int:
    """Note what a table says of the ISSNs that are wanted; give how many it knows."""
    wanted = "SELECT 1 FROM wanted WHERE kind = 'issn' AND value = ?"
    found = 0
    for issn, linking in read_table(path):
        if not is_issn(linking) or cache.db.execute(wanted, (issn,)).fetchone() is None:
            continue
        said = {"issn": issn, "issn_l": linking}
        verdict = Verdict("found", "", said, now, now + HOLDS["found"], provider="table")
        cache.put("issn", issn, verdict)
        found += 1
    cache.commit()
    return found
