"""The forms in which the ISSN Portal describes a serial, read into one.

Four are in use: the compact JSON-LD of today, the older JSON-LD graph, schema.org's, and Turtle.
An answer is not believed beyond what it says of the number that was asked for: the #ISSN node
may hold the number of another edition, so the resource's own identifier counts before it.
Source: https://portal.issn.org, "The ISSN Portal and linked data" (profile 2.0).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from marc2rdf.links.numbers import normal_issn
from marc2rdf.net.failures import FetchError

MOST_NAMES = 200
DEEPEST = 8  # graphs within graphs
_NOT_SHOWN = re.compile("[\x00-\x1f\x7f-\x9f]")  # the marks around an article among them
_ISSN_L = re.compile(r"(?i)ISSN-L[/#:]?(\d{4}-\d{3}[\dX])\b")
_RESOURCE = re.compile(r"(?i)/?resource/ISSN/(\d{4}-\d{3}[\dX])$")
_MEDIA = {
    "online": "online",
    "print": "print",
    "printed": "print",
    "cdrom": "other",
    "digitalcarrier": "other",
}
_LONG_KEY = re.compile(r"(?:https?://\S*[/#]|[A-Za-z][\w.-]*:)(\w[\w-]*)")
_LANGUAGE = re.compile(r"@none|[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_TITLES = ("mainTitle", "title", "name", "alternateName", "keyTitle")


def described(asked: str, answer: Any) -> dict[str, Any] | None:
    """Read an answer about an ISSN; None where it says nothing, which means unknown.

    Gives ``issn``, ``issn_l``, ``title``, ``key_title``, ``names``, ``medium`` (online, print
    or other), ``status`` and ``modified``, each only where it is known.
    Raises FetchError for an answer of another form, or about another serial.

    >>> answer = {"@type": "Periodical", "issn": "0303-965X", "name": "Things", "material": "Print"}
    >>> described("0303-965X", answer)["medium"]
    'print'
    """
    answer = _short(answer)
    if answer == [] or (isinstance(answer, dict) and _says_nothing(answer)):
        return None
    nodes = list(_nodes(answer))
    if not nodes:
        raise FetchError("content", "the answer is no description of a serial")
    mains = [node for node in nodes if _is_about(node, asked)]
    if not mains:
        raise FetchError("content", f"the answer is not about {asked}")
    said: dict[str, Any] = {"issn": asked}
    names: list[str] = []
    for node in mains:
        _read_titles(node, said, names)
        _read_facts(node, said)
    own = {f"{_id(node)}" for node in mains}
    for node in nodes:
        _read_part(node, own, said, names)
    if names:
        said["names"] = list(dict.fromkeys(names))[:MOST_NAMES]
    return said


def _says_nothing(answer: dict[str, Any]) -> bool:
    return set(answer) <= {"@context", "@graph"} and answer.get("@graph", []) == []


def _short(value: Any) -> Any:
    """Give an answer with keys as the portal's context shortens them: ``name`` for schema:name
    or http://schema.org/name."""
    if isinstance(value, list):
        return [_short(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    found: dict[str, Any] = {}
    for key, inner in value.items():
        match = _LONG_KEY.fullmatch(key)
        name = match[1] if match else key
        inner = _short(inner)
        found[name] = [*_list(found[name]), *_list(inner)] if name in found else inner
    return found


def _nodes(answer: Any, deep: int = 0) -> Iterator[dict[str, Any]]:
    """Give the top nodes of an answer: of its graph and the graphs in that, or the whole."""
    for node in _list(answer):
        if not isinstance(node, dict):
            continue
        if isinstance(graph := node.get("@graph"), list | dict):
            if deep < DEEPEST:
                yield from _nodes(graph, deep + 1)
        else:
            yield node


def _is_about(node: dict[str, Any], asked: str) -> bool:
    """Tell whether a node is the serial itself: by its identifier, else by its number."""
    found = _RESOURCE.search(_id(node))
    if found:
        return found[1].upper() == asked
    if "#" in _id(node) or "ISSN-L" in _id(node):
        return False
    numbers = [
        *_texts(node.get("issn")),
        *_texts(node.get("issn_bibo")),
        *_texts(node.get("issn_schema")),
    ]
    numbers += [text for key, text, _ in _identified(node) if key.upper().endswith("ISSN")]
    return asked in {normal_issn(number) for number in numbers}


def _read_titles(node: dict[str, Any], said: dict[str, Any], names: list[str]) -> None:
    for key in _TITLES:
        for text in _texts(node.get(key)):
            said.setdefault("title", text)
            names.append(text)
    for key, text, _ in _identified(node):
        if key.endswith("KeyTitle"):
            said.setdefault("key_title", text)
            names.append(text)


def _read_facts(node: dict[str, Any], said: dict[str, Any]) -> None:
    """Read medium, status and ISSN-L of the main node."""
    for key in ("format", "material", "medium"):
        for text in _texts(node.get(key)):
            word = re.split(r"[#:/]", text)[-1].strip().lower()
            said.setdefault("medium", _MEDIA.get(word, "other"))
    for key, text, statuses in _identified(node):
        number = normal_issn(text)
        if key.upper().endswith("ISSN-L") and number:
            said.setdefault("issn_l", number)
        elif number == said["issn"]:
            _read_number_status(statuses, said)
    _read_number_status(_texts(node.get("status")), said)
    for key in ("isPartOf", "exampleOfWork"):
        for part in _list(node.get(key)):
            match = _ISSN_L.search(part if isinstance(part, str) else _id(part))
            if match:
                said.setdefault("issn_l", match[1].upper())
    for key in ("mainEntityOf", "mainEntityOfPage"):
        for page in _list(node.get(key)):
            if isinstance(page, dict):
                _read_record(page, said)


def _read_record(page: dict[str, Any], said: dict[str, Any]) -> None:
    """Read the status of the registry's record and its date."""
    for text in [*_texts(page.get("status")), *_texts(page.get("version"))]:
        said.setdefault("status", re.split(r"[#:/]", text)[-1])
    for text in [*_texts(page.get("modified")), *_texts(page.get("dateModified"))]:
        said.setdefault("modified", text[:40])


def _read_number_status(texts: list[str], said: dict[str, Any]) -> None:
    """Read what is said of the number itself: valid, cancelled and the like."""
    for text in texts:
        said.setdefault("number_status", re.split(r"[#:/]", text)[-1])


def _read_part(node: dict[str, Any], own: set[str], said: dict[str, Any], names: list[str]) -> None:
    """Read a node of a graph that belongs to the main one: #KeyTitle, #ISSN-L, #Record."""
    name, _, part = _id(node).partition("#")
    if not part or name not in own:
        return
    values = _texts(node.get("value"))
    if part == "KeyTitle":
        for text in values:
            said.setdefault("key_title", text)
            names.append(text)
    elif part == "ISSN-L":
        for text in values:
            if number := normal_issn(text):
                said.setdefault("issn_l", number)
    elif part == "ISSN" and said["issn"] in map(normal_issn, values):
        _read_number_status(_texts(node.get("status")), said)
    elif part == "Record":
        _read_record(node, said)


def _identified(node: dict[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    """Give kind, value and what is said of it of what stands in identifiedBy or identifier."""
    for key in ("identifiedBy", "identifier"):
        value = node.get(key)
        for entry in _list(value):
            if not isinstance(entry, dict):
                continue
            if "value" in entry:
                names = _texts(entry.get("name")) or _texts(entry.get("type"))
                kind = (names or _texts(entry.get("@type")) or [_id(entry)])[0]
                kind = {"bf:IssnL": "ISSN-L", "bf:Issn": "ISSN", "IssnL": "ISSN-L"}.get(kind, kind)
                for text in _texts(entry["value"]):
                    yield kind, text, _statuses(entry)
                continue
            for kind, inner in entry.items():
                if isinstance(inner, dict):
                    for text in _texts(inner.get("value")):
                        yield kind, text, _statuses(inner)


def _statuses(entry: dict[str, Any]) -> list[str]:
    return [*_texts(entry.get("status")), *_texts(entry.get("description"))]


def _texts(value: Any) -> list[str]:
    """Give the texts of a value: a text, one with its language, a reference, or many."""
    found = []
    for entry in _list(value):
        if _is_by_language(entry):
            found += [text for inner in entry.values() for text in _texts(inner)]
            continue
        if isinstance(entry, dict):
            entry = entry.get("@value", entry.get("value", entry.get("@id", entry.get("id"))))
        if isinstance(entry, str | int) and str(entry).strip():
            found.append(_NOT_SHOWN.sub("", str(entry)).strip()[:1000])
    return found[:MOST_NAMES]


def _is_by_language(entry: Any) -> bool:
    if not isinstance(entry, dict) or not entry or "id" in entry:
        return False
    return all(_LANGUAGE.fullmatch(key) for key in entry)


def _list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _id(node: Any) -> str:
    if not isinstance(node, dict):
        return ""
    found = node.get("@id", node.get("id", ""))
    return found if isinstance(found, str) else ""
