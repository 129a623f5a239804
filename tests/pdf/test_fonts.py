"""Names in any script are drawn, and found again."""

import io

import pytest
from pypdf import PdfReader

from pdf.document import Party
from pdf.fonts import FALLBACK_FACES, choose_families, load_face
from pdf.render import render_invoice

NAMES = {
    "Latin Extended": "Łukasz Żółć, Győző Őry, Çağrı Şahin",
    "Vietnamese": "Đặng Thị Ẩn",
    "Greek": "Αθήνα Εμπορική",
    "Cyrillic": "Київ, ООО «Ромашка»",
    "Arabic": "شركة الأمل للتجارة",
    "Hebrew": "חברת שלום",
    "Thai": "บริษัท สวัสดี จำกัด",
    "Devanagari": "हिन्दी कंपनी",
    "Chinese, simplified": "广州科技有限公司",
    "Chinese, traditional": "臺灣龍門",
    "Japanese": "株式会社ひかりテスト",
    "Korean": "주식회사 한국",
    "currencies": "₹ ₺ ₴ ₫ ₿ ₪ ₩",
    "emoji": "🎉",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_name_in_this_script_is_drawn_and_found_again(make_document, name):
    pdf = render_invoice(make_document(buyer=Party(name)))

    assert choose_families(name)[1] == frozenset()
    assert name in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_characters_without_a_glyph_show_a_replacement_sign(make_document):
    strange = Party("a\U00013000b \ue000 \ud800 c\x01d")
    reader = PdfReader(io.BytesIO(render_invoice(make_document(buyer=strange, seller=strange))))

    assert reader.pages[0].extract_text().count("a\ufffdb \ufffd \ufffd cd") == 4
    assert reader.metadata.author == "a\ufffdb \ufffd \ufffd cd"


def test_direction_controls_in_a_name_are_dropped(make_document):
    pdf = render_invoice(make_document(buyer=Party("pay \u202eeruces\u202c \u2066now\u2069")))

    assert "pay eruces now" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_a_plain_invoice_embeds_the_text_family_alone():
    families, undrawable = choose_families("Calmony Ltd, €12.50 – Żółć")

    assert families == ["Source Sans"]
    assert undrawable == frozenset()


@pytest.mark.parametrize("face", FALLBACK_FACES, ids=lambda face: face.family)
def test_every_font_file_is_there(face):
    assert len(load_face(face)) > 50
