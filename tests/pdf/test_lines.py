"""Text is broken where its script allows, set in its own direction, and no character of it is lost."""

import unicodedata

import pytest

from pdf.text.breaks import find_breaks
from pdf.text.lines import Style, measure, set_lines

STYLE = Style()
LONG = {
    "Latin": "The quick brown fox jumps over the lazy dog " * 20,
    "Arabic": "شركة الأمل للتجارة والمقاولات العامة " * 20,
    "Hebrew with Latin": "חברת שלום (Shalom Ltd) בע״מ " * 20,
    "Thai": "บริษัทสวัสดีจำกัดมหาชนให้บริการที่ปรึกษา" * 20,
    "Japanese": "株式会社ひかりテスト、コンサルティング業務(年間)。" * 20,
    "Hindi": "हिन्दी कंपनी क्षत्रिय श्री " * 20,
    "one word": "W" * 5000,
    "one Arabic word": "س" * 5000,
}


def pieces_of(text: str, at: list[int]) -> list[str]:
    return [text[start:end] for start, end in zip([0, *at], [*at, len(text)], strict=True)]


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_no_line_is_wider_than_asked_for_and_none_of_the_text_is_lost(text):
    lines = set_lines(text, 24.0, STYLE)

    assert max(line.width for line in lines) <= 24.0
    drawn = "".join(sorted("".join(run.text for line in lines for run in line.runs)))
    assert "".join(drawn.split()) == "".join("".join(sorted(unicodedata.normalize("NFC", text))).split())


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("on-line and/or", ["on-", "line ", "and/", "or"]),
        ("2026-03-01 +1-555-0100", ["2026-03-01 ", "+1-555-0100"]),
        ("日本語、日本。", ["日", "本", "語、", "日", "本。"]),
        ("「東京」", ["「東", "京」"]),
        ("สวัสดีครับผม", ["สวัสดี", "ครับ", "ผม"]),
        ("or me@my-shop.example.com", ["or ", "me@my-shop.example.com"]),
        ("1.234,56\u00a0€", ["1.234,56\u00a0€"]),
    ],
)
def test_lines_end_where_the_script_allows(text, pieces):
    assert pieces_of(text, find_breaks(text)) == pieces


def test_words_that_run_against_the_line_are_turned_round():
    [line] = set_lines("Order שלום עולם 12", 100, STYLE)

    assert [run.text for run in line.runs] == ["Order ", "12", "שלום עולם "]


def test_a_telephone_number_is_read_from_left_to_right_on_an_arabic_page():
    [line] = set_lines("+353 1 555 0100", 100, Style(rtl=True))

    assert [run.text for run in line.runs] == ["+353 1 555 0100"]


def test_a_newline_begins_a_line_and_a_space_at_the_end_takes_no_room():
    assert len(set_lines("one\ntwo\r\nthree", 100, STYLE)) == 3
    assert measure("word   ", STYLE) == measure("word", STYLE)
