"""Letters as people type them: case, accents, typographic marks and normal forms make no difference to a search."""

import re
import unicodedata
from functools import lru_cache

from models.values.naming import fold

# Chinese, Japanese, Thai, Lao, Khmer and Burmese have no spaces: a word can start at any character.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")
# Latin, Greek, Hebrew and Arabic: what people leave out there. Elsewhere a mark makes another letter, or a vowel.
_LOSES_MARKS = re.compile("[\x00-\u024f\u1e00-\u1eff\u2c60-\u2c7f\ua720-\ua7ff\u0370-\u03ff\u1f00-\u1fff\u0590-\u08ff]")
_CYRILLIC_YO = ("\u0435", "\u0308")
# Letters that Unicode does not take apart into a letter and a mark, as people type them on a keyboard without them;
# "ß" is folded to "ss" by its case. Then signs that are written within a word, and forms of Arabic and Hebrew letters.
_AS_TYPED = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t",
        "ŋ": "n", "ə": "e", "ɛ": "e", "ɔ": "o", "ɓ": "b", "ɗ": "d", "ɖ": "d", "ɣ": "g", "ɩ": "i", "ʋ": "v", "ƙ": "k",
        "ƴ": "y", "ƒ": "f", "ǝ": "e", "ƶ": "z", "ȷ": "j", "ĸ": "k",
        "ʻ": "", "ʼ": "", "ʾ": "", "ʿ": "", "\u0640": "",
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ھ": "ه",
        "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ",
    }
)  # fmt: skip


def plain(text: str) -> str:
    """The folded text in plain letters and ASCII digits: "Søren" and "soren" become equal."""
    folded = fold(text)
    return folded if folded.isascii() else _without_marks(folded)


def split_words(text: str) -> list[str]:
    """The words of a text in plain letters: runs of letters, digits and their marks, in their order."""
    folded = plain(text)
    if folded.isascii():
        return _ASCII_WORD.findall(folded)
    signs = "".join(character if _is_of_word(character) else " " for character in folded)
    return [word for part in signs.split() if (word := part.lstrip(_marks_of(part)))]


def is_unspaced(word: str) -> bool:
    """Whether the word is of a script without spaces, so that any of its characters may begin what is meant."""
    return not word.isascii() and _UNSPACED.search(word) is not None


_ASCII_WORD = re.compile("[a-z0-9]+")


def _without_marks(folded: str) -> str:
    letters: list[str] = []
    base = ""
    for character in unicodedata.normalize("NFD", folded).translate(_AS_TYPED):
        kind = unicodedata.category(character)
        if kind[0] != "M":
            if kind != "Cf":
                base = character
                letters.append(str(unicodedata.digit(character)) if kind == "Nd" else character)
        elif not (_LOSES_MARKS.match(base) or (base, character) == _CYRILLIC_YO):
            letters.append(character)
    return unicodedata.normalize("NFC", "".join(letters))


@lru_cache(maxsize=4096)
def _is_of_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def _marks_of(text: str) -> str:
    """The marks among its characters: a word does not begin with one."""
    return "".join(character for character in set(text) if not character.isalnum())
