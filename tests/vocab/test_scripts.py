"""The script of a text and its language tag, against the characters and against CLDR."""

import csv

import langcodes
import langcodes.data_dicts
import pytest

from marc2rdf import shipped
from marc2rdf.vocab.languages import tag_of
from marc2rdf.vocab.scripts import language_tag, script_of

TEXTS = {
    "Guerre et paix": "Latn",
    "Łódź, Þingvellir, Ấp Bắc": "Latn",
    "Ｆｕｌｌｗｉｄｔｈ": "Latn",
    "Война и мир": "Cyrl",
    "الف ليلة وليلة": "Arab",
    "ﺍﻟﻒ ﻟﻴﻠﺔ": "Arab",
    "שולחן ערוך": "Hebr",
    "Ἰλιάς": "Grek",
    "中國歷史": "Hani",
    "日本の歴史": "Jpan",
    "ひらがな": "Jpan",
    "ｶﾀｶﾅ": "Jpan",
    "スーパーマーケット": "Jpan",
    "佐々木": "Hani",
    "한국의 역사": "Hang",
    "韓國의 歷史": "Kore",
    "ภาษาไทย": "Thai",
    "हिन्दी साहित्य": "Deva",
    "Հայոց պատմություն": "Armn",
    "ქართლის ცხოვრება": "Geor",
    "ታሪከ ኢትዮጵያ": "Ethi",
    "বাংলা সাহিত্য": "Beng",
    "தமிழ் இலக்கியம்": "Taml",
    "ગુજરાતી": "Gujr",
    "ਪੰਜਾਬੀ": "Guru",
    "ಕನ್ನಡ": "Knda",
    "മലയാളം": "Mlym",
    "తెలుగు": "Telu",
    "ଓଡ଼ିଆ": "Orya",
    "සිංහල": "Sinh",
    "བོད་ཡིག": "Tibt",
    "မြန်မာ": "Mymr",
    "ភាសាខ្មែរ": "Khmr",
    "ລາວ": "Laoo",
    "ᠮᠣᠩᠭᠣᠯ": "Mong",
    "ܣܘܪܝܝܐ": "Syrc",
    "ދިވެހި": "Thaa",
    "ᐃᓄᒃᑎᑐᑦ": "Cans",
    "ᏣᎳᎩ": "Cher",
    "ⲙⲉⲧⲣⲉⲙⲛⲕⲏⲙⲓ": "Copt",
    "ⰳⰾⰰⰳⱁⰾⰻⱌⰰ": "Glag",
    "ⵜⴰⵎⴰⵣⵉⵖⵜ": "Tfng",
}


@pytest.mark.parametrize(("text", "script"), TEXTS.items())
def test_script_of_a_text_in_one_script(text, script):
    assert script_of(text) == script


@pytest.mark.parametrize("text", ["", " ", "1984", "1812–1815 !?", "—", "٢٠١٦", "𝕏 µ ª"])
def test_a_text_without_letters_has_no_script(text):
    assert script_of(text) == ""
    assert language_tag(text, "ru") == ""


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Les α-particules de Rutherford", "Latn"),  # one Greek letter is no Greek text
        ("β-carotene", "Latn"),
        ("Война и мир = War and peace", "Cyrl"),
        ("Tolstoĭ, Lev Nikolaevich : Война и мир", "Cyrl"),
        ("JavaScript 编程", "Hani"),  # a Han character says more than a letter
        ("IBM과 한국", "Hang"),
        ("Ὅμηρος и Гомер в русской литературе", "Cyrl"),
        ("中文和русский язык", "Cyrl"),
    ],
)
def test_of_mixed_texts_the_main_script_is_told(text, script):
    assert script_of(text) == script


@pytest.mark.parametrize(
    ("text", "language", "tag"),
    [
        ("Война и мир", "ru", "ru"),
        ("Рат и мир", "sr", "sr"),
        ("Rat i mir", "sr", "sr"),
        ("Rat i mir", "hr", "hr"),
        ("Рат и мир", "hr", "und-Cyrl"),
        ("Soğuk savaş", "tr", "tr"),
        ("الف ليلة", "tr", "und-Arab"),
        ("الف ليلة", "ota", "ota"),
        ("جوړ", "ps", "ps"),
        ("日本史", "ja", "ja"),
        ("日本の歴史", "ja", "ja"),
        ("日本の歴史", "zh", "und-Jpan"),
        ("中國歷史", "zh", "zh"),
        ("中國歷史", "ko", "ko"),
        ("中國歷史", "en", "und-Hani"),
        ("한국사", "ko", "ko"),
        ("韓國의 歷史", "ko", "ko"),
        ("מלחמה ושלום", "yi", "yi"),
        ("मराठी", "mr", "mr"),
        ("Νεοελληνική", "el", "el"),
        ("Voina i mir", "ru", "und-Latn"),
        ("Chūgoku no rekishi", "ja", "und-Latn"),
        ("Chūgoku no rekishi", "ja-Latn", "ja-Latn"),
        ("Война и мир", "", "und-Cyrl"),
        ("War and peace", "", "und-Latn"),
        ("War and peace", "en-GB", "en-GB"),
        ("Kutsal", "xyz", "xyz"),
    ],
)
def test_language_tag(text, language, tag):
    assert language_tag(text, language) == tag
    assert langcodes.tag_is_valid(tag) or language == "xyz"


def test_scripts_of_languages_agree_with_cldr():
    """The likely script of every MARC language, by CLDR, is one that the table gives it."""
    from marc2rdf.vocab.scripts import _is_written_in

    with open(shipped.folder() / "tables" / "languages.csv", encoding="utf-8") as file:
        tags = {tag_of(row["marc_code"]) for row in csv.DictReader(file)} - {""}
    # CLDR gives Ancient Greek the Cypriot syllabary of its oldest inscriptions.
    likely = {
        tag: langcodes.Language.get(tag).maximize().script
        for tag in tags & langcodes.data_dicts.LIKELY_SUBTAGS.keys() - {"grc"}
    }
    named = {"Hans": "Hani", "Hant": "Hani"}
    assert len(likely) > 250
    wrong = {
        tag: script
        for tag, script in likely.items()
        if not _is_written_in(tag, named.get(script, script))
    }
    assert wrong == {}


def test_every_script_code_is_a_real_one():
    from marc2rdf.vocab.scripts import _table

    table = _table()
    for script in table.weight:
        assert langcodes.tag_is_valid(f"und-{script}"), script
    for language in table.scripts_of_language:
        assert langcodes.tag_is_valid(language), language
