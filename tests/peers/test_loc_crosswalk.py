"""The LoC's crosswalk to unqualified Dublin Core against ours, field by field of real records.

Each field is converted alone, so that what comes out comes of it; one field of each shape (tag,
indicators, subfields, kind of record) stands for all.
"""

from __future__ import annotations

import pytest
from loc_crosswalk import agrees, met, ours, rows, short
from peer_records import everything
from reviewed import compare, table

FIELDS = "loc_field_differences.csv"  # element, field, what ours says, who is right, why
TYPES = "loc_type_differences.csv"  # LDR/06-07, LoC's types, our classes, who is right, why

# dc:type by LDR/06 and 07, and which of our classes are of that kind.
BY_LEADER = {**dict.fromkeys("acdt", "text"), **dict.fromkeys("efgk", "image"), "i": "sound"}
BY_LEADER |= {"j": "sound", "p": "collection"}
KINDS = {
    "text": "Article AcademicArticle Book Chapter Document DocumentPart Issue Manuscript"
    " Proceedings ReferenceSource Report Standard Thesis Patent LegalCaseDocument",
    "image": "Map Image Film Slideshow AudioVisualDocument",
    "sound": "AudioDocument",
    "collection": "Collection Journal Magazine Newspaper Periodical Series Website",
}


def test_every_difference_of_a_field_is_known():
    seen, agreeing, found = set(), set(), set()
    for record in everything():
        for row, field in met(record.record):
            codes = tuple(sorted({subfield.code for subfield in field.subfields}))
            shape = (row, field.indicator1, field.indicator2, codes, record.record.leader[6:8])
            if shape in seen:
                continue
            seen.add(shape)
            properties = ours(row, field, record.record)
            if agrees(row.element, properties):
                agreeing.add((row.element, row.tag))
            else:
                place = f"{row.tag} ${row.code}" if row.code else row.tag
                found.add((row.element, place, " ".join(properties) or "nothing"))
    compare(FIELDS, found, table(FIELDS, 3))
    assert len(agreeing) > 30


def test_every_difference_of_the_type_is_known():
    found = set()
    for record in everything():
        leader = record.record.leader[6:8]
        theirs = {BY_LEADER.get(leader[0], ""), "collection" if leader[1] in "cs" else ""} - {""}
        classes = {short(str(name)) for name in record.objects("rdf:type")}
        names = {name.removeprefix("bibo:") for name in classes}
        kinds = {kind for kind, of in KINDS.items() if names & set(of.split())}
        if not kinds or not kinds <= theirs:
            found.add((leader, " ".join(sorted(theirs)) or "none", " ".join(sorted(classes))))
    compare(TYPES, found, table(TYPES, 3))


@pytest.mark.parametrize(
    ("tag", "element"), [("100", "Contributor"), ("500", "Description"), ("653", "Subject")]
)
def test_the_table_is_read_as_it_is_meant(tag, element):
    assert [(row.element, row.code) for row in rows()[tag]] == [(element, "")]
    assert [row.element for row in rows()["546"]] == ["Language"]
    assert {row.element for row in rows()["786"]} == {"Source"}
