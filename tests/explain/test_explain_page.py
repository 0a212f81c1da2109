"""The page of an explanation, in Chromium: one side lights the other, and nothing is run."""

from __future__ import annotations

from browser import needs_browser, open_page
from samples import book, iso2709

BASE = "https://data.example.org/"
HOSTILE = (
    "\"><script>document.title='run'</script><img src=http://192.0.2.1/x onerror=alert(1)>"
    "<style>body{background:url(http://192.0.2.1/y)}</style>' onmouseover='alert(2)"
)


def page_of(marc2rdf, source, path, *more):
    done = marc2rdf("explain", source, "--base", BASE, "--format", "html", "-o", path, "-q", *more)
    assert done.returncode == 0, done.stderr.decode()
    return path


@needs_browser
def test_pointing_at_one_side_lights_the_other(marc2rdf, seed, tmp_path):
    with open_page(page_of(marc2rdf, seed, tmp_path / "p.html")) as look:
        page = look.page
        assert page.title() == "Where the triples come from"
        record, triples = page.locator(".record"), page.locator(".side:not(.record)")
        lit_left, lit_right = record.locator(".field .lit"), triples.locator("li.lit")
        assert lit_left.count() == lit_right.count() == 0
        record.get_by_text("Sicilia, Mariafrancesca").hover()
        said = lit_right.all_inner_texts()
        assert any('foaf:name "Sicilia, Mariafrancesca"' in text for text in said)
        assert not any("Guarini" in text and "authorList" not in text for text in said)
        triples.get_by_text('foaf:name "Guarini, Enrico"').hover()
        assert lit_left.all_inner_texts() == ["$a Guarini, Enrico"]
        triples.locator("li", has_text="bibo:pageEnd").hover()
        [text] = lit_left.all_inner_texts()
        assert text.startswith("$n International Review of Administrative Sciences | 82")
        page.locator("h1").hover()
        assert lit_left.count() == lit_right.count() == 0


@needs_browser
def test_the_keyboard_lights_too_and_what_is_lit_comes_into_sight(marc2rdf, seed, tmp_path):
    with open_page(page_of(marc2rdf, seed, tmp_path / "p.html")) as look:
        page = look.page
        page.locator("li", has_text="koha_number").focus()
        lit = page.locator(".record .field .lit")
        assert lit.all_inner_texts() == ["$c 220572"]
        assert lit.evaluate("e => e.getBoundingClientRect().bottom <= innerHeight")
        page.keyboard.press("Shift+Tab")
        assert page.locator(".record .field .lit").all_inner_texts() != ["$c 220572"]


@needs_browser
def test_what_nothing_took_is_shown_with_its_reason(marc2rdf, seed, tmp_path):
    with open_page(page_of(marc2rdf, seed, tmp_path / "p.html"), dark=True, width=500) as look:
        page = look.page
        row = page.locator(".record tr", has_text="500 ##")
        assert "not true: not value matches" in row.inner_text()
        row.hover()
        assert page.locator(".record .field .lit").all_inner_texts() == ["$a 2"]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@needs_browser
def test_a_hostile_record_runs_and_loads_nothing(marc2rdf, tmp_path):
    fields = {"500": ("  ", {"a": HOSTILE}), "520": ("  ", {"a": HOSTILE, "q": HOSTILE})}
    (tmp_path / "x.mrc").write_bytes(iso2709(book(HOSTILE[:80], HOSTILE, **fields)))
    with open_page(page_of(marc2rdf, "x.mrc", tmp_path / "p.html")) as look:
        page = look.page
        for element in page.locator(".record .field [data-p]").all():
            element.hover()
        assert page.title() == "Where the triples come from"
        assert page.locator("img, .side script, .side style, [onmouseover], [onerror]").count() == 0
        assert page.locator("script, style").count() == 2
        assert HOSTILE in page.locator(".record").inner_text()


def test_two_records_do_not_light_each_other(marc2rdf, tmp_path):
    (tmp_path / "two.mrc").write_bytes(iso2709(book("1", "One"), book("2", "Two")))
    text = page_of(marc2rdf, "two.mrc", tmp_path / "p.html").read_text()
    assert text.count("<section>") == 2
    assert 'data-p="1.0.-1"' in text and 'data-p="2.0.-1"' in text


def test_a_page_without_records_is_a_page(marc2rdf, seed, tmp_path):
    text = page_of(marc2rdf, seed, tmp_path / "p.html", "--id", "nothing").read_text()
    assert "No record was converted." in text and text.endswith("</html>\n")
