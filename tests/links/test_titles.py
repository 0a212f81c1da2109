"""Titles that agree and titles that do not: pairs as catalogues and registries write them."""

from __future__ import annotations

import pytest

from marc2rdf.links.titles import agrees

SAME = [
    ("Nature", "Nature (London)"),
    ("The Lancet", "Lancet (London, England)"),
    ("Journal of the American Chemical Society", "Journal of the American chemical society."),
    ("Annales : histoire, sciences sociales", "Annales. Histoire, sciences sociales"),
    ("Zeitschrift für Physik", "Zeitschrift fur Physik"),
    (
        "Revista española de documentación científica",
        "Revista espanola de documentacion cientifica",
    ),
    ("Scandinavian journal of history", "Scandinavian Journal of History (Online)"),
    ("\x98Der\x9c Spiegel", "Der Spiegel"),
    ("Acta mathematica", "Acta Mathematica"),
    ("Politics & society", "Politics and society"),
    ("Review of English studies : a quarterly journal", "Review of English studies"),
    ("J. Am. Chem. Soc.", "Journal of the American Chemical Society"),
    ("Вопросы истории", "Вопросы истории."),
    ("Nature : international weekly journal of science", "Nature (London)"),
    ("Public services / Ministry of Things", "Public services"),
    ("Zeitschrift für Physik", "Zeitschrift fuer Physik"),
    ("Łódź studies", "Lodz studies"),
    ("Tidsskrift for sjøfart", "Tidsskrift for sjofart"),
    ("Physical review. B", "Physical review. B. Condensed matter"),
    (
        "Proc. Natl. Acad. Sci. U. S. A.",
        "Proceedings of the National Academy of Sciences of the United States of America",
    ),
]
DIFFERENT = [
    (
        "International Review of Administrative Sciences",
        "Revue internationale des sciences administratives",
    ),
    ("Journal of physics. A", "Journal of physics. B"),
    ("Nature", "Science"),
    ("Nature", "Nature medicine"),
    ("American journal of botany", "American journal of zoology"),
    ("Acta chemica Scandinavica", "Acta mathematica"),
    ("J. Biol.", "Journal of physics"),
    ("Annals of mathematics 1", "Annals of mathematics 2"),
    ("Theology", "Geology"),
    ("Journal of biology", "Journal of theology"),
    ("Annual report : Bank of Somewhere", "Annual report : Museum of Somewhere"),
    ("Annual report", "Annual report : Bank of Somewhere"),
    ("Bulletin / Society of Things", "Bulletin"),
    ("Physical review. B", "Physical review. C. Nuclear physics"),
    ("Nature : a monthly", "Nature physics"),
    ("J. Chem.", "Journal of chance"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_title(one, other):
    assert agrees(one, [other]) and agrees(other, [one])


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_titles(one, other):
    assert not agrees(one, [other]) and not agrees(other, [one])


def test_no_title_agrees_with_nothing():
    assert not agrees("", [""]) and not agrees("Nature", [])
