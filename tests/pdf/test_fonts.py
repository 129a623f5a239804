"""Every character of every script is drawn by some font, and what none draws is shown as such."""

import io
import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from pdf.content.invoice_content import Party
from pdf.rendering.render import render_invoice
from pdf.text.faces import FACES, RARE_SCRIPTS, SCRIPTS, TEXT_FACE, find_face, has_character, open_cut
from pdf.text.undrawn import find_undrawn

ROOT = Path(__file__).parents[2]


def test_characters_without_a_glyph_show_a_replacement_sign(make_document):
    strange = Party("a\U00013000b \ue000 \ud800 c\x01d")
    reader = PdfReader(io.BytesIO(render_invoice(make_document(buyer=strange, seller=strange))))

    assert reader.pages[0].extract_text().count("a\ufffdb \ufffd \ufffd cd") == 4
    assert reader.metadata.author == "a\ufffdb \ufffd \ufffd cd"


def test_direction_controls_in_a_name_are_dropped(make_document):
    pdf = render_invoice(make_document(buyer=Party("pay \u202eeruces\u202c \u2066now\u2069")))

    assert "pay eruces now" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_a_plain_invoice_needs_the_text_face_alone():
    assert {find_face(character) for character in "Calmony Ltd, €12.50 – Żółć Ελλάδα Київ"} == {TEXT_FACE}


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.regular)
@pytest.mark.parametrize("bold", [False, True])
def test_every_font_file_is_there_in_both_weights(face, bold):
    cut = open_cut(face, bold)

    assert len(cut.face.unicodes) > 50
    assert cut.stroke == 0 or face.package in {"noto_cjk_sans_jp_regular", "pdf"}


def test_figures_are_all_of_one_width_in_both_weights():
    for bold in (False, True):
        font = open_cut(TEXT_FACE, bold).font
        widths = {font.get_glyph_h_advance(font.get_nominal_glyph(ord(digit))) for digit in "0123456789"}
        assert len(widths) == 1


def test_an_ideograph_is_found_without_opening_the_other_fonts():
    assert has_character(find_face("日"), "語")


@pytest.mark.parametrize("text", ["广州", "한국", "ひかり"])
def test_a_few_characters_of_a_font_of_thousands_take_little_room(make_document, text):
    pdf = render_invoice(make_document(buyer=Party(text)))

    assert len(pdf) < 20_000


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ("Tibetan", "བསྟན་འཛིན"), ("Thaana", "މުހައްމަދު"), ("Syriac", "ܣܘܪܝܝܐ"), ("N'Ko", "ߒߞߏ"),
        ("Mongolian", "ᠮᠣᠩᠭᠣᠯ"), ("Cherokee", "ᏣᎳᎩ"), ("Tifinagh", "ⵜⴰⵎⴰⵣⵉⵖⵜ"), ("Canadian Aboriginal", "ᐃᓄᒃᑎᑐᑦ"),
        ("Ol Chiki", "ᱥᱟᱱᱛᱟᱲᱤ"), ("Meetei Mayek", "ꯃꯩꯇꯩ"), ("Javanese", "ꦧꦱ"), ("Yi", "ꆈꌠꉙ"), ("Adlam", "𞤀𞤣𞤤𞤢𞤥"),
        ("Hangul", "한국"), ("Han", "广州"), ("kana", "ひかり"), ("Ethiopic", "አማርኛ"), ("Burmese", "မြန်မာ"),
    ],
)  # fmt: skip
def test_a_script_that_the_documentation_names_is_drawn(make_document, script, text):
    assert script in " ".join((ROOT / "docs/invoices.md").read_text().split())
    assert find_undrawn(make_document(buyer=Party(text))) == []


def test_the_documentation_names_every_script_that_has_a_face():
    page = " ".join((ROOT / "docs/invoices.md").read_text().split())
    named = {"Oriya": "Odia", "Myanmar": "Burmese", "NKo": "N'Ko", "CanadianAboriginal": "Canadian Aboriginal"}
    named |= {"OlChiki": "Ol Chiki", "MeeteiMayek": "Meetei Mayek", "": "Latin", "Symbols": "symbols"}

    scripts = (*SCRIPTS, *(re.sub("^(Sans|Serif)", "", script) for script in RARE_SCRIPTS))

    assert [script for script in scripts if named.get(script, script) not in page] == []


def test_what_no_font_draws_is_listed(make_document):
    strange = make_document(buyer=Party("a\U00013000b \ue000 \u200d日", address=("\U00013001",)), language="ja")

    assert find_undrawn(strange) == ["U+E000", "U+13000", "U+13001"]


@pytest.mark.parametrize("text", ["می‌خواهم", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "हिन्‌दी", "👩‍💻"])
def test_joiners_and_the_tags_of_flags_stay_in_the_text(make_document, text):
    pdf = render_invoice(make_document(buyer=Party(text)))

    assert text in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
