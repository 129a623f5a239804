"""Folding of names and e-mail addresses, so that search and sorting ignore case."""

import re
import unicodedata

SORTS_LAST = "\U0010ffff"

_WORD = re.compile(r"\w+", re.UNICODE)
# Chinese, Japanese, Thai, Lao, Khmer and Burmese have no spaces: a word can start at any character.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")
# Letters that Unicode does not take apart into a letter and a mark, as people type them on a keyboard without them;
# "ß" is folded to "ss" by its case. The signs of the last line are written within a word, and left out.
_AS_TYPED = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t",
        "ŋ": "n", "ə": "e", "ɛ": "e", "ɔ": "o", "ɓ": "b", "ɗ": "d", "ɖ": "d", "ɣ": "g", "ɩ": "i", "ʋ": "v", "ƙ": "k",
        "ƴ": "y", "ƒ": "f", "ǝ": "e", "ƶ": "z",
        "ʻ": "", "ʼ": "", "ʾ": "", "ʿ": "",
    }
)  # fmt: skip
_MAX_SORT_NAME = 200
_MAX_WORDS = 64
_MAX_WORD = 64


def fold(text: str) -> str:
    """Unicode compatibility form and case folding: "ÖŻ" and "öż" become equal."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def sort_name(name: str | None) -> str:
    """The sort key for a list ordered by name; a missing name sorts last."""
    return fold(name)[:_MAX_SORT_NAME] if name else SORTS_LAST


def words(text: str) -> list[str]:
    """The folded words of a name in plain letters, as a table had them before revision 0034: migrations use it."""
    return list(dict.fromkeys(word[:_MAX_WORD] for word in _WORD.findall(_bare(fold(text)))))[:_MAX_WORDS]


def index_words(name: str | None) -> list[str]:
    """The folded texts by which that table found this name."""
    found = [start for word in words(name or "") for start in _starts(word)]
    return list(dict.fromkeys(found))


def _bare(text: str) -> str:
    # "Hakansson" finds Håkansson, "soren" Søren, and a vowel sign does not split a Hindi word.
    decomposed = unicodedata.normalize("NFKD", text).translate(_AS_TYPED)
    return "".join(character for character in decomposed if unicodedata.category(character)[0] != "M")


def _starts(word: str) -> list[str]:
    return [word[index:] for index in range(len(word))] if _UNSPACED.search(word) else [word]
