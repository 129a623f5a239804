"""What several glyphs draw is one code of the file, which stands for its text and shows what they showed."""

import io
import re
import unicodedata
from typing import NamedTuple

import pikepdf
import pypdfium2
import pytest
import uharfbuzz as hb

from pdf.content.invoice_content import Party
from pdf.rendering.render import render_invoice

TEXTS = {
    "letters of one shape with their dots": "تبث پچگ",
    "vowels": "مُحَمَّد",
    "points": "שָׁלוֹם",
    "tones": "น้ำทิพย์",
    "syllables": "क्षत्रिय श्री",
    "stacks": "ខ្មែរ",
}


class Font(NamedTuple):
    """A font of a file: what its codes stand for, how wide they are, and its program."""

    texts: dict[int, str]
    widths: dict[int, float]
    program: hb.Face


def read_fonts(pdf: bytes) -> list[Font]:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return [read_font(font) for font in file.objects if is_type0(font)]


def is_type0(item: pikepdf.Object) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Type0"


def read_font(font: pikepdf.Object) -> Font:
    _head, _, cmap = font.ToUnicode.read_bytes().decode().partition("beginbfchar")
    pairs = re.findall(r"^<(\w{4})> <(\w*)>$", cmap, re.MULTILINE)
    [descendant] = font.DescendantFonts
    widths = list(descendant.W)
    return Font(
        {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs},
        {int(code): float(width[0]) for code, width in zip(widths[::2], widths[1::2], strict=True)},
        hb.Face(descendant.FontDescriptor.FontFile2.read_bytes()),
    )


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_the_codes_alone_say_the_text(make_document, text):
    pdf = render_invoice(make_document(buyer=Party(text)))

    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert b"ActualText" not in file.pages[0].Contents.read_bytes()
    texts = {each for font in read_fonts(pdf) for each in font.texts.values()}
    assert "" not in texts
    assert "".join(text.split()) == "".join(find_texts("".join(text.split()), texts))


def find_texts(text: str, texts: set[str]) -> list[str]:
    """The text in pieces that a code stands for, the longest first; a shorter one where there is none."""
    found = []
    while piece := next((text[:end] for end in range(len(text), 0, -1) if text[:end] in texts), ""):
        found.append(piece)
        text = text[len(piece) :]
    return found


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_every_code_has_a_glyph_as_wide_as_the_file_says(make_document, text):
    for font in read_fonts(render_invoice(make_document(buyer=Party(text)))):
        shaped = hb.Font(font.program)
        assert {
            code: round(shaped.get_glyph_h_advance(code) * 1000 / font.program.upem) for code in font.texts
        } == font.widths


def test_letters_of_one_shape_are_told_apart_and_the_dots_are_drawn(make_document):
    [font] = [
        font for font in read_fonts(render_invoice(make_document(buyer=Party("تب")))) if "ب" in font.texts.values()
    ]
    shaped, codes = hb.Font(font.program), {text: code for code, text in font.texts.items()}

    above, below = (shaped.get_glyph_extents(codes[letter]) for letter in "تب")

    assert above.y_bearing > below.y_bearing
    assert below.y_bearing + below.height < above.y_bearing + above.height


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("text", ["خدمة 12 شهر", "שירות 12 חודש", "Plan خدمة Pro", "דואר Toyota חדש"])
def test_a_browser_copies_directions_as_they_nest(make_document, text, language):
    pdf = render_invoice(make_document(buyer=Party(text), language=language))

    with pypdfium2.PdfDocument(pdf) as file:
        copied = file[0].get_textpage().get_text_range()
    words = "".join(character for character in copied if unicodedata.category(character) != "Cf").split()
    assert set(text.split()) <= set(words)
    if language == "en":
        start = words.index(text.split()[0])
        assert " ".join(words[start : start + 3]) == text
