"""What finds a word: the word, its beginnings, pieces from inside, and its forms with one letter wrong."""

from collections.abc import Iterable, Iterator
from enum import IntEnum

from models.search.letters import is_unspaced

# Of a longer word only so many letters count.
MOST_LETTERS = 20
# Letters of a piece from inside: a longer search is a row of them. Without spaces one is enough.
LEAST_PIECE, MOST_PIECE = 3, 6
# A script without spaces writes a whole name as one word.
_MOST_UNSPACED = 64
# A word of so many letters may have one wrong; one letter less and beside another word, two that are swapped.
LEAST_FOR_TYPO = 5
# Stands for any one letter; no word has it.
ANY_LETTER = "?"
# So many letters of each of two words make a pair.
_PAIRED = 3


class Weight(IntEnum):
    """How well a text fits: what is found comes in this order, the greatest first."""

    INSIDE = 1
    BEGINNING = 2
    WHOLE = 3
    EXACT = 4
    ID = 5


def cut(word: str) -> str:
    """The letters of a word that count."""
    return word[:MOST_LETTERS]


def beginnings_of(word: str) -> list[str]:
    """What it begins with, but the whole."""
    whole = cut(word)
    return [whole[:end] for end in range(1, len(whole))]


def inside_of(word: str) -> list[str]:
    """Pieces from inside, which it does not begin with."""
    unspaced = is_unspaced(word)
    text, least = (word[:_MOST_UNSPACED], 1) if unspaced else (cut(word), LEAST_PIECE)
    size = len(text)
    return [
        text[start:end]
        for start in range(1, size - least + 1)
        for end in range(start + least, min(start + MOST_PIECE, size) + 1)
    ]


def pieces_asked(word: str) -> list[str]:
    """The pieces that must all be found to find a searched word inside of others."""
    if len(word) <= MOST_PIECE:
        return [word]
    starts = [*range(0, len(word) - MOST_PIECE, MOST_PIECE), len(word) - MOST_PIECE]
    return [word[start : start + MOST_PIECE] for start in starts]


def may_be_inside(word: str) -> bool:
    """Whether a searched word is long enough to be looked for inside of others."""
    return len(word) >= LEAST_PIECE or is_unspaced(word)


def pairs_of(words: Iterable[str]) -> set[str]:
    """A text for each two of the words, which finds both at once."""
    starts = sorted(word[:_PAIRED] for word in words)
    return {f"{one} {other}" for index, one in enumerate(starts) for other in starts[index + 1 :]}


def pairs_asked(words: Iterable[str]) -> set[str]:
    """The pairs of searched words that are long enough."""
    return pairs_of(word for word in words if len(word) >= _PAIRED)


def with_a_letter_wrong(word: str) -> set[str]:
    """The forms of a word of a name in which any one letter may be another, or missing."""
    word = cut(word)
    return set(_wildcards(word)) if len(word) >= LEAST_FOR_TYPO else set()


def mistyped(word: str, *, is_alone: bool = True) -> list[str]:
    """The whole words, or forms of `with_a_letter_wrong`, at Damerau distance 1 of a searched word.

    Of a word of four letters they are those of five; where it is not alone, also those with two letters swapped.
    """
    found: set[str] = set()
    if len(word) >= LEAST_FOR_TYPO:
        found.update(_wildcards(word), _without_one(word))
    if len(word) >= LEAST_FOR_TYPO - 1:
        found.update(word[:place] + ANY_LETTER + word[place:] for place in range(len(word) + 1))
    if len(word) >= LEAST_FOR_TYPO - (not is_alone):
        found.update(_swapped(word))
    return sorted(found - {word})


def text_in_names(form: str) -> str:
    """The text of a list that has everybody in whose name one of the forms of `mistyped` stands, and mostly them alone.

    A whole word may stand in everybody's e-mail address as well, but for its own forms.
    """
    is_whole = ANY_LETTER not in form
    return ANY_LETTER + form[1:] if is_whole and len(form) >= LEAST_FOR_TYPO else form


def _wildcards(word: str) -> Iterator[str]:
    return (word[:place] + ANY_LETTER + word[place + 1 :] for place in range(len(word)))


def _without_one(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def _swapped(word: str) -> Iterator[str]:
    return (
        word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        for place in range(len(word) - 1)
        if word[place] != word[place + 1]
    )
