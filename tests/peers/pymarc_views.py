"""pymarc's properties of a record, and what ours says in their place, made comparable.

Each view takes a record and gives two sets, theirs and ours.  What is systematic is taken away
here, with the reason; what is left over is a difference that the reviewed table must know.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

import pymarc
from peer_records import Peered, expand, words
from stdnum import isbn, issn

from marc2rdf.rdf.terms import Literal

Sets = tuple[set[str], set[str]]
AGENTS = ("dcterms:creator", "dcterms:contributor", "dcterms:publisher", "bibo:presentedAt")
UNKNOWN = re.compile(r"s n|s l|.*not identified|.*nicht ermittelbar|.*non identifié|n pub|n publ")


def text_of(field: pymarc.Field, codes: str) -> str:
    """Give pymarc's words for the field, of some subfields only."""
    kept = [s for s in field.subfields if s.code in codes]
    return words(pymarc.Field(field.tag, field.indicators, kept).format_field())


def title(of: Peered) -> Sets:
    """245: pymarc joins the first $a and $b; ours has $n and $p too."""
    field = of.pymarc.get("245")
    theirs = words(of.pymarc.title or "")
    ours = {words(value) for value in of.values("dcterms:title")}
    if field is not None and theirs:
        parts = " ".join(field.get_subfields("n", "p"))
        ours = {_less(value, words(parts).split()) for value in ours}
    return {theirs} - {""}, ours


def _less(text: str, parts: list[str]) -> str:
    """Take words away from a text, each once, the last of a kind first."""
    kept = text.split()
    for part in reversed(parts):
        if part in kept:
            del kept[len(kept) - 1 - kept[::-1].index(part)]
    return " ".join(kept)


def author(of: Peered) -> Sets:
    """100, 110 or 111: pymarc shows all subfields, ours the name; a $t makes it a work."""
    field = of.pymarc.get("100") or of.pymarc.get("110") or of.pymarc.get("111")
    if field is None or field.get("t"):
        return set(), set()
    codes = {"100": "abc", "110": "abg", "111": "aeq"}[field.tag]
    assert words(field.format_field()) == words(of.pymarc.author or "")
    theirs = {text_of(field, codes)}
    roles = [p for p in of.properties if p.startswith("http://id.loc.gov/vocabulary/relators/")]
    named = ["marcrel:" + role.rsplit("/", 1)[1] for role in roles]
    bibo = ["bibo:" + name for name in ("editor", "translator", "director", "producer", "issuer")]
    ours = {words(name) for name in of.labels(*AGENTS, *bibo, *named)}
    return theirs, theirs & ours


def isbn_numbers(of: Peered) -> Sets:
    """020 $a of the first field: ours as ISBN-13, and only where the check digit is right."""
    ours = set(of.values("bibo:isbn13"))
    assert all(isbn.is_valid(number) for number in ours)
    theirs = of.pymarc.isbn or ""
    if not isbn.is_valid(theirs):  # a number that is wrong is no identifier
        return set(), set()
    number = isbn.to_isbn13(isbn.compact(theirs))
    return {number}, {number} & ours


def issn_numbers(of: Peered) -> Sets:
    """022 $a of the first field: a serial's own; on anything else it is another's number."""
    ours = set(of.values("bibo:issn", "bibo:eissn"))
    assert all(issn.is_valid(number) for number in ours)
    theirs = (of.pymarc.issn or "").strip()
    if not issn.is_valid(theirs) or of.record.leader[7:8] not in "si":
        return set(), ours
    number = issn.format(issn.compact(theirs))
    return {number}, {number} & ours


def publisher(of: Peered) -> Sets:
    """260 or 264 second indicator 1, the first $b; "publisher not identified" is none."""
    theirs = words(of.pymarc.publisher or "")
    if not theirs or UNKNOWN.fullmatch(theirs):
        return set(), {words(n) for n in of.labels("dcterms:publisher")} if not theirs else set()
    ours = {words(name) for name in of.labels("dcterms:publisher")}
    return {theirs}, {theirs} & ours or ours


def year(of: Peered) -> Sets:
    """260 or 264 $c: its first year begins ours; after an opening dash it ends ours."""
    stated = of.pymarc.pubyear or ""
    found = re.findall(r"(?<!\d)\d{4}(?!\d)", stated)
    only_end = re.match(r"\W*-", stated) is not None
    ours = set()
    for date in of.values("dcterms:issued"):
        years = re.findall(r"[\dX]{4}", date)
        ours |= set(years[-1:] if only_end else years[:1])
    return (set(found[:1]), ours) if found else (set(), set())


def series(of: Peered) -> Sets:
    """440, 490 and 8XX: titles; a traced 490 is said by its 8XX, which has the right form."""
    fields = of.pymarc.series
    traced = any(field.tag.startswith("8") for field in fields)
    theirs = set()
    for field in fields:
        if field.tag == "490" and field.indicator1 == "1" and traced:
            continue
        after = ["t", "n", "p"] if field.tag in ("800", "810", "811") else ["a", "n", "p"]
        theirs.add(text_of(field, "".join(after)))
    ours = {words(name) for name in _of_class(of, "dcterms:isPartOf", "bibo:Series")}
    return theirs - {""}, ours


def _of_class(of: Peered, prop: str, kind: str) -> Iterable[str]:
    for node in of.objects(prop):
        if isinstance(node, str) and expand(kind) in of.objects("rdf:type", subject=node):
            yield from of.values("dcterms:title", subject=node)


def subjects(of: Peered) -> Sets:
    """6XX: each heading with its subdivisions; 69X is local, and nobody's but its library's.

    Ours has the words of the main subfields, and none that is not in the field; a fuller form
    of a name ($q) or a version of a work ($k, $l ...) may be there or not.
    """
    names = ("dcterms:subject", "dcterms:spatial", "dcterms:temporal", "dcterms:type")
    ours = [Counter(words(label).split()) for label in of.labels(*names)]
    theirs, found = set(), set()
    for field in of.pymarc.subjects:
        if field.tag.startswith("69"):
            continue
        if field.tag == "653":
            pairs = [(words(value), words(value)) for value in field.get_subfields("a")]
        elif field.tag in ("600", "610", "611") and not field.get_subfields(*"tvxyz"):
            codes = {"600": "abc", "610": "abg", "611": "aeq"}[field.tag]
            pairs = [(text_of(field, codes), text_of(field, "abcdegnq"))]
        else:
            pairs = [(text_of(field, "abcdtnpvxyz"), text_of(field, "abcdfghklmnopqrstvxyz"))]
        for least, most in pairs:
            low, high = Counter(least.split()), Counter(most.split())
            if low:
                theirs.add(least)
            if any(low <= label <= high for label in ours):
                found.add(least)
    return theirs, theirs & found


def added_entries(of: Peered) -> Sets:
    """700, 710, 711, 720, 730 and 740: names, and titles of works; the rest is local or rare."""
    people, works = {"700": "abc", "710": "abg", "711": "aeq", "720": "a"}, {"730": "a", "740": "a"}
    theirs = set()
    for field in of.pymarc.addedentries:
        codes = {**people, **works}.get(field.tag)
        if codes and field.get("t"):
            theirs.add(text_of(field, "t" + parts_of(field)))
        elif codes:
            theirs.add(text_of(field, codes + parts_of(field) * (field.tag in works)))
    theirs -= {""}
    names = ("foaf:name", "dcterms:title")
    nodes = {s for s, _, _ in of.statements}
    ours = {words(name) for node in nodes for name in of.values(*names, subject=node)}
    return theirs, theirs & ours


def parts_of(field: pymarc.Field) -> str:
    """Give the subfields that belong to a uniform title; of music more of them do."""
    return "kmnopr" if field.get("m") or field.get("r") else "knp"


def uniform_title(of: Peered) -> Sets:
    """130 or 240: ours is the title and its parts, the language and the version are not."""
    field = of.pymarc.get("130") or of.pymarc.get("240")
    if field is None:
        return set(), set()
    assert words(field.format_field()) == words(of.pymarc.uniformtitle or "")
    theirs = {text_of(field, "a" + parts_of(field))}
    return theirs, theirs & {words(value) for value in of.values("dcterms:alternative")}


def extent(of: Peered) -> Sets:
    """300 $a, with $f the unit of an archive's number; "v." and "volumes" count nothing."""
    stated = {text_of(field, "af") for field in of.pymarc.physicaldescription}
    theirs = stated - {"", "v", "volumes"}
    ours = [o for o in of.objects("dcterms:extent") if isinstance(o, Literal)]
    plain = (o.value for o in ours if not o.language and not o.datatype)  # 306 is a duration
    return theirs, {words(value) for value in plain}


VIEWS: dict[str, Callable[[Peered], Sets]] = {
    "title": title,
    "author": author,
    "isbn": isbn_numbers,
    "issn": issn_numbers,
    "publisher": publisher,
    "pubyear": year,
    "series": series,
    "subjects": subjects,
    "addedentries": added_entries,
    "uniformtitle": uniform_title,
    "physicaldescription": extent,
}
