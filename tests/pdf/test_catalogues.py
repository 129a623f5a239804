"""Every label is there in every language, and says what its fields need."""

import re
from pathlib import Path

import pytest

import pdf
from pdf.locales.catalogues import is_right_to_left, list_languages, load_catalogue

FOLDER = Path(pdf.__file__).parent
LABELS = sorted(
    {
        label
        for file in (*FOLDER.glob("*/templates/*.html"), *FOLDER.glob("rendering/*.py"))
        for label in re.findall(r'_\("([^"]+)"[,)]', file.read_text())
    }
    | {"Invoice", "Credit note"}
)


def fields_of(text: str) -> list[str]:
    return sorted(re.findall(r"{\w+}", text))


def test_the_labels_exist_in_these_languages() -> None:
    assert list_languages() == {"ar", "de", "en", "es", "fr", "he", "ja"}
    assert len(LABELS) > 30


@pytest.mark.parametrize("language", sorted(list_languages() - {"en"}))
def test_a_catalogue_has_every_label_with_its_fields_and_none_besides(language) -> None:
    catalogue = load_catalogue(language)

    translated = {label: catalogue.gettext(label) for label in LABELS}

    entries = re.findall(r'^msgid "(.+)"$', (FOLDER / "locales" / f"{language}.po").read_text(), re.MULTILINE)
    assert sorted(entries) == LABELS
    assert {label: text for label, text in translated.items() if not text or fields_of(text) != fields_of(label)} == {}


def test_a_language_without_labels_is_printed_in_english_and_a_region_in_its_language() -> None:
    assert load_catalogue("fi").gettext("Invoice") == "Invoice"
    assert load_catalogue("de-AT").gettext("Invoice") == "Rechnung"


def test_only_arabic_and_hebrew_begin_at_the_right() -> None:
    assert [language for language in sorted(list_languages()) if is_right_to_left(language)] == ["ar", "he"]
