"""What generated lines read of the record beside the field at hand, as expressions.

What was said can be remembered by the values of these expressions (`generate.memory`), where
there is nothing else that it depends on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from marc2rdf.generate.code import Code

_MARKS = re.compile(r"marks & (\d+)")
_SLICE = re.compile(r"c008\[(\d+):(\d+)\]")
_WORD = re.compile(r"(?<![.\w])[a-z_]\w*")
_OF_RUN = re.compile(r"\brun\.(\w+)")
_OWN = re.compile(
    r"f'\{run\.(?:iri|about)\}|^ *made\d+ = run\.(?:iri|about)$|^ *if run\.about:$", re.M
)
_LOCAL = re.compile(r"^    (\w+) = run\.\1$", re.M)
_NODE = re.compile(r"\bnode_\w+(?=\()")
_READS = re.compile(
    r"\bc008\[\d*:\d*\]|\bldr\[\d+(?::\d+)?\]|\bc003\b|\brun\.c005\[:4\]"
    r"|\brun\.(?:type|format|language)\b|\bshared_\d+\(run\)|\bmarks & \d+\b"
)
_FIELDS = re.compile(
    r"\b(?:g, _|f\d+, (n\d+)) in by(?:\.get\((t_\w+), \(\)\)|\[(t_\w+)\])|\b(t_\w+ in by)\b"
)
_FIXED = re.compile(r"^( *)if c008:$", re.M)
_OF_RECORD = frozenset(
    ("by", "ldr", "c001", "c003", "c005", "c008", "marks", "interpreted", "kind_of")
)
_FREE = frozenset(
    ("note", "refuse", "slug", "listed", "iri", "about", "fragment", "out", "ascii", "plain", "me")
)


class Reads:
    """Tells what lines read; ``sources`` are those of the functions of nodes, by their names.

    >>> reads = Reads({"node_a_1": "def node_a_1(run, f):\\n    if ldr[6] == k_a:"})
    >>> sorted(reads.of("node1 = node_a_1(run, f2)\\nv3 = c008[7:11].strip()"))
    ['c008[7:11]', 'ldr[6]']
    >>> reads.of("v3 = run.key") is None
    True
    """

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources
        self._of_nodes: dict[str, frozenset[str] | None] = {}

    def forget(self) -> None:
        """Forget the nodes whose functions were taken back."""
        self._of_nodes = {n: found for n, found in self._of_nodes.items() if n in self._sources}

    def of(self, text: str) -> frozenset[str] | None:
        """Give the expressions of what lines read; None where more than expressions tell."""
        if not _begins_with_own(text):
            return None
        rest = _LOCAL.sub("", text)
        found = set(_READS.findall(rest))
        rest = _READS.sub("", rest)
        for index, got, item, there in _FIELDS.findall(rest):
            if index and len(re.findall(rf"\b{index}\b", rest)) > 1:
                return None  # the place of the field in the record counts
            found.add(there or f"texts(by, {got or item})")
        rest = _FIELDS.sub("", rest)
        if _FIXED.search(rest):
            found.add("c008 != ''")
            rest = _FIXED.sub("", rest)
        if set(_WORD.findall(rest)) & _OF_RECORD or set(_OF_RUN.findall(rest)) - _FREE:
            return None
        for name in _nodes(text):
            of_node = self._of_node(name)
            if of_node is None:
                return None
            found |= of_node
        return frozenset(found)

    def shared(self, code: Code) -> dict[str, frozenset[str]]:
        """Give what the expressions read that are shared, by the calls for their values."""
        found = {call: self.of(expression) for call, expression in code.all_shared.items()}
        return {call: reads for call, reads in found.items() if reads is not None}

    def _of_node(self, name: str) -> frozenset[str] | None:
        if name not in self._of_nodes:
            self._of_nodes[name] = self.of(self._sources[name].partition("\n")[2])
        return self._of_nodes[name]

    def stands_in(self, text: str) -> bool:
        """Tell whether another IRI can stand for the record's in lines and the nodes they make."""
        return _begins_with_own(text) and all(
            self.stands_in(self._sources[name].partition("\n")[2]) for name in _nodes(text)
        )


def merged(reads: Iterable[str], shared: Mapping[str, frozenset[str]]) -> list[str]:
    """Give expressions that tell as much as others do, but are fewer.

    ``shared`` has what those read that call a function.

    >>> merged(["marks & 1", "c008[7:11]", "marks & 4", "c008[7:15]", "ldr[6]"], {})
    ['c008[7:15]', 'ldr[6]', 'marks & 5']
    >>> merged(["shared_0(run)", "ldr[6]"], {"shared_0(run)": frozenset({"ldr[6]"})})
    ['ldr[6]']
    """
    found = set(reads)
    found = {read for read in found if read not in shared or not shared[read] <= found}
    marks = {read: int(match[1]) for read in found if (match := _MARKS.fullmatch(read))}
    slices = {read: match for read in found if (match := _SLICE.fullmatch(read))}
    spans = {read: (int(match[1]), int(match[2])) for read, match in slices.items()}
    within = {
        read
        for read, (start, end) in spans.items()
        if any(a <= start and end <= b and (a, b) != (start, end) for a, b in spans.values())
    }
    kept = sorted(found - marks.keys() - within)
    return [*kept, f"marks & {sum(marks.values())}"] if marks else kept


def _begins_with_own(text: str) -> bool:
    """Tell whether lines use the IRIs of the record only to begin others with them."""
    return text.count("run.iri") + text.count("run.about") == len(_OWN.findall(text))


def _nodes(text: str) -> set[str]:
    return set(_NODE.findall(text))
