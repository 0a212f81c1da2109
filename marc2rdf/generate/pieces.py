"""What a rule says of one field, taken out of the rule as a function of its own.

That can be remembered (`generate.memory`) where it depends on the field alone and on what was
lifted out of the loop: where the lines read nothing else of the record, and use the record's
IRI only to begin another with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from marc2rdf.generate.code import Code

_LOOP = re.compile(r"( *)for (f\d+), (n\d+), _ in by\.get\((\w+), \(\)\):")
_TAGS = re.compile(r" *for (tag\d+) in (\w+):")
_SET = re.compile(r"^ *(?:(\w+)(?:, (\w+))?(?:: [\w\[\], ]+)? = |for (\w+)(?:, (\w+))* in )", re.M)
_WORD = re.compile(r"(?<![.\w])[a-z_]\w*")
_OF_RUN = re.compile(r"\brun\.(\w+)")
_OWN = re.compile(
    r"f'\{run\.(?:iri|about)\}|^ *made\d+ = run\.(?:iri|about)$|^ *if run\.about:$", re.M
)
_SHARED = re.compile(r"\br\d+\b")
_LIFTED = re.compile(r" +r\d+ = ")
_NODE = re.compile(r"\bnode_\w+(?=\()")
_OF_RECORD = frozenset(("by", "ldr", "c001", "c003", "c005", "c008", "interpreted", "kind_of"))
_FREE = frozenset(
    ("note", "refuse", "slug", "listed", "iri", "about", "fragment", "out", "ascii", "me")
)

BITS = 12  # so many hold the number of a piece; those above, what is shared by all fields
MOST_SHARED = 12


class Pieces:
    """Takes pieces out of rules; ``tags`` are those of the fields they are of.

    >>> code = Code()
    >>> lines = ["def rule_a_1(run):", "    for f2, n3, _ in by.get(t_245, ()):",
    ...          "        out[me, p, f2, END_TEXT] = None"]
    >>> code.constants["t_245"] = "245"
    >>> rule, functions = Pieces(code).taken_out(lines, {})
    >>> print("\\n".join(rule))
    def rule_a_1(run):
        number2 = 1
        for f2, n3, told in by.get(t_245, ()):
            if told is None:
                piece_a_1_1(run, f2, n3, t_245)
            elif told.get(number2) is not NOTHING:
                run.again(told, number2, piece_a_1_1, f2, n3, t_245)
    >>> print("\\n".join(functions["piece_a_1_1"]))
    def piece_a_1_1(run, f2, n3, tag):
        out[me, p, f2, END_TEXT] = None
    """

    def __init__(self, code: Code) -> None:
        self.tags: set[str] = set()
        self._code = code
        self._number = 0
        self._fit: dict[str, bool] = {}  # which functions depend on the field alone

    def taken_out(
        self, lines: list[str], sources: Mapping[str, str]
    ) -> tuple[list[str], dict[str, list[str]]]:
        """Give a rule's lines without its pieces, and the lines of the pieces' functions.

        ``sources`` are those of the functions that the lines may call, by their names.
        """
        kept: list[str] = []
        functions: dict[str, list[str]] = {}
        numbers: list[str] = []
        at = 0
        while at < len(lines):
            line = lines[at]
            at += 1
            loop = _LOOP.fullmatch(line)
            if loop is None:
                kept.append(line)
                continue
            end = at
            while end < len(lines) and lines[end].startswith(loop[1] + "    "):
                end += 1
            block, text, outside = lines[at:end], "\n".join(lines[at:end]), kept + lines[end:]
            at = end
            shared = sorted(set(_SHARED.findall(text)))
            apart = _stands_apart(text, "\n".join(outside), {loop[4], *shared})
            if not (apart and self._fits(text, sources)):
                kept += [line, *block]
                continue
            name = self._code.named(lines[0].removeprefix("def rule_").partition("(")[0])
            name = f"piece_{name}"
            functions[name] = _function(name, loop, block, shared)
            number = self._code.variable("number")
            kept += _call(name, loop, shared, number)
            numbers.append(f"{number} = {self._next(shared)}")
            self._remember(loop[4], kept)
        lifted = [n for n, line in enumerate(kept) if _LIFTED.match(line)]
        begin = lifted[-1] + 1 if lifted else 1
        indent = re.match(" *", kept[begin - 1])[0] if lifted else "    "  # type: ignore[index]
        numbers = [indent + number for number in numbers]
        return [*kept[:begin], *numbers, *kept[begin:]], functions

    def _fits(self, text: str, sources: Mapping[str, str]) -> bool:
        """Tell whether lines and the functions that they call depend on the field alone."""
        if not _of_field_alone(text):
            return False
        for name in _NODE.findall(text):
            if name not in self._fit:
                _, _, lines = sources[name].partition("\n")
                self._fit[name] = self._fits(lines, sources)
        return all(self._fit[name] for name in _NODE.findall(text))

    def _next(self, shared: list[str]) -> str:
        """Give the expression of a piece's number, in which counts what all fields share."""
        self._number += 1
        parts = [f"({name} << {BITS + place})" for place, name in enumerate(shared)]
        return " + ".join([str(self._number), *parts])

    def _remember(self, tag: str, lines: list[str]) -> None:
        """Remember the tags of a loop: a constant's, or those that a variable goes through."""
        found = self._code.constants.get(tag)
        for line in lines:
            several = _TAGS.fullmatch(line)
            if several is not None and several[1] == tag:
                found = self._code.constants[several[2]]
        self.tags.update([found] if isinstance(found, str) else found)  # type: ignore[arg-type]


def _call(name: str, loop: re.Match[str], shared: list[str], number: str) -> list[str]:
    indent, field, index, tag = loop.groups()
    given = ", ".join([field, index, tag, *shared])
    lines = [
        f"for {field}, {index}, told in by.get({tag}, ()):",
        "    if told is None:",
        f"        {name}(run, {given})",
        f"    elif told.get({number}) is not NOTHING:",
        f"        run.again(told, {number}, {name}, {given})",
    ]
    return [indent + line for line in lines]


def _function(name: str, loop: re.Match[str], block: list[str], shared: list[str]) -> list[str]:
    tag = loop[4] if loop[4].startswith("tag") else "tag"
    given = ", ".join(["run", loop[2], loop[3], tag, *shared])
    return [f"def {name}({given}):", *(line[len(loop[1]) :] for line in block)]


def _stands_apart(block: str, outside: str, given: set[str]) -> bool:
    """Tell whether lines share no variable with those outside, but for what they are given.

    ``given`` are the tag, and what is shared by all fields.
    """
    words = set(_WORD.findall(block))
    set_outside = {name for found in _SET.findall(outside) for name in found if name}
    return not words & (_OF_RECORD | set_outside - given) and len(given) <= MOST_SHARED + 1


def _of_field_alone(text: str) -> bool:
    if "shared_" in text or not set(_OF_RUN.findall(text)) <= _FREE:
        return False
    return text.count("run.iri") + text.count("run.about") == len(_OWN.findall(text))
