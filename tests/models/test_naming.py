"""How names are folded into the words that find them."""

import pytest

from models.values.naming import SORTS_LAST, index_words, sort_name, words


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Gustav Håkansson", ["gustav", "hakansson"]),
        ("İSTANBUL Çay", ["istanbul", "cay"]),
        ("STRASSE straße", ["strasse"]),
        ("O'Brien-Smith & Co.", ["o", "brien", "smith", "co"]),
        ("مُحَمَّد", ["محمد"]),
        ("Søren Ærø Œuvre", ["soren", "aero", "oeuvre"]),
        ("Łucja ŁUKASIEWICZ", ["lucja", "lukasiewicz"]),
        ("Đorđe Guðmundsson Þór", ["dorde", "gudmundsson", "thor"]),
        ("Işık IŞIK Yıldız", ["isik", "yildiz"]),
        ("Əliyev Ħal Ŋuyen", ["eliyev", "hal", "nuyen"]),
        ("Kealiʻi", ["kealii"]),
        ("  ", []),
        ("…", []),
    ],
)
def test_words_are_folded_and_bare(name: str, found: list[str]) -> None:
    assert words(name) == found


def test_a_hindi_word_stays_one_word() -> None:
    assert len(words("कार्तिक शर्मा")) == 2


def test_a_name_without_spaces_is_found_from_any_of_its_characters() -> None:
    assert index_words("山田太郎") == ["山田太郎", "田太郎", "太郎", "郎"]


def test_who_has_no_name_sorts_last() -> None:
    assert sort_name("Öz") < sort_name(None) == SORTS_LAST
