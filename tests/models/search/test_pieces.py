"""What finds a word."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from models.search.pieces import (
    beginnings_of,
    cut,
    inside_of,
    mistyped,
    pairs_asked,
    pairs_of,
    pieces_asked,
    with_a_letter_wrong,
)

WORDS = st.text("abcd", min_size=4, max_size=9)


def finds(searched: str, word: str) -> bool:
    """Whether a mistyped word finds a word of a name, by the rules of the tables."""
    return bool({word, *with_a_letter_wrong(word)} & set(mistyped(searched)))


def distance(one: str, other: str) -> int:
    """Damerau's distance with adjacent letters swapped: insertions, deletions, substitutions and swaps."""
    rows = [
        [row + column if not row * column else 0 for column in range(len(other) + 1)] for row in range(len(one) + 1)
    ]
    for row in range(1, len(one) + 1):
        for column in range(1, len(other) + 1):
            differs = one[row - 1] != other[column - 1]
            least = min(rows[row - 1][column] + 1, rows[row][column - 1] + 1, rows[row - 1][column - 1] + differs)
            if row > 1 and column > 1 and one[row - 1] == other[column - 2] and one[row - 2] == other[column - 1]:
                least = min(least, rows[row - 2][column - 2] + 1)
            rows[row][column] = least
    return rows[-1][-1]


def test_a_word_is_found_by_its_beginnings_and_pieces_of_three_letters_or_more() -> None:
    assert beginnings_of("marie") == ["m", "ma", "mar", "mari"]
    assert inside_of("marie") == ["ari", "arie", "rie"]


def test_a_word_without_spaces_is_found_from_any_of_its_characters() -> None:
    assert inside_of("山田太") == ["田", "田太", "太"]


def test_of_a_long_word_twenty_letters_count() -> None:
    assert cut("a" * 19 + "bc") == "a" * 19 + "b"


@pytest.mark.parametrize(
    ("word", "pieces"), [("ove", ["ove"]), ("velace", ["velace"]), ("ovelace", ["ovelac", "velace"])]
)
def test_a_longer_piece_is_a_row_of_short_ones(word: str, pieces: list[str]) -> None:
    assert pieces_asked(word) == pieces


def test_two_words_are_found_by_a_pair_in_either_order() -> None:
    assert pairs_of(["lovelace", "ada", "b"]) == {"ada b", "ada lov", "b lov"}
    assert pairs_asked(["lovel", "ada", "b"]) == {"ada lov"}


@given(WORDS, WORDS)
@example("lovelase", "lovelace")
@example("lovlace", "lovelace")
@example("lovellace", "lovelace")
@example("lvoelace", "lovelace")
def test_exactly_one_typo_from_five_letters_on_is_found(searched: str, word: str) -> None:
    assume(searched != word)
    is_one = distance(searched, word) == 1
    has_five = len(searched) >= 5 or len(word) >= 5

    assert finds(searched, word) == (is_one and has_five)


@pytest.mark.parametrize(("is_alone", "found"), [(True, False), (False, True)])
def test_a_word_of_four_letters_beside_another_may_have_two_swapped(is_alone: bool, found: bool) -> None:
    assert ("john" in mistyped("jonh", is_alone=is_alone)) == found
    assert "john" not in mistyped("joan", is_alone=is_alone)
