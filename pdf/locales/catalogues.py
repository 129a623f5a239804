"""The labels of an invoice in each language, from `locales/*.po`. A new language is a new file."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

_FOLDER = Path(__file__).parent
# The template has the English labels.
SOURCE_LANGUAGE = "en"


@cache
def list_languages() -> frozenset[str]:
    """The languages that have labels, such as "de"."""
    return frozenset({SOURCE_LANGUAGE, *(file.stem for file in _FOLDER.glob("*.po"))})


@cache
def load_catalogue(language: str) -> NullTranslations:
    """The labels for a BCP 47 tag; English if that language has none."""
    file = _FOLDER / f"{_primary(language)}.po"
    if _primary(language) not in list_languages() - {SOURCE_LANGUAGE}:
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source))
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def is_right_to_left(language: str) -> bool:
    """Whether this language is written from right to left."""
    return Locale.parse(_primary(language)).text_direction == "rtl"


def choose_language(*wanted: str) -> str:
    """The first of these BCP 47 tags whose language has labels, as a language such as "de"; else English."""
    languages = (_primary(each).lower() for each in wanted)
    return next((language for language in languages if language in list_languages()), SOURCE_LANGUAGE)


def _primary(language: str) -> str:
    return language.replace("_", "-").partition("-")[0]
