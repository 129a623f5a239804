"""The shape of a search: what the text of its statement depends on, and the values that are bound."""

from enum import IntEnum
from functools import cached_property
from typing import Any, NamedTuple

from models.search.pieces import (
    MOST_PIECE,
    Weight,
    may_be_inside,
    mistyped,
    pairs_asked,
    pieces_asked,
)
from models.search.search_terms import SearchTerms
from resolvers.search.id_tables import known_prefix


class StageKind(IntEnum):
    """The stages of a search, tried in this order: the next one where nothing at all was found.

    A whole e-mail address finds whose it is and nobody else. Words, and beginnings of words, come before pieces from
    inside of several words or of a long one, and these before words with a typo. METADATA is no stage of a text: it
    finds who has all pairs of a key with its value.
    """

    ADDRESS = 0
    BEGINNINGS = 1
    INSIDE = 2
    TYPOS = 3
    METADATA = 4


# Weights of matches.
Weights = tuple[int, ...]


class SearchShape(NamedTuple):
    """`exact`, `words` and `metadata` are how many texts are bound; `variants` is how many of each word, perhaps 0.

    `pair`: a text is bound that stands for two of the words together.
    """

    stage: StageKind
    id_prefix: str | None = None
    exact: int = 0
    number: bool = False
    words: int = 0
    pair: bool = False
    variants: tuple[int, ...] = ()
    weights: Weights = ()
    metadata: int = 0

    @property
    def compiles_slowly(self) -> bool:
        """Whether its statement has hundreds of lookups: one of several words, or of variants."""
        return self.words > 1 or self.stage is StageKind.TYPOS

    @property
    def parts(self) -> list[Weights]:
        """The weights in two parts, the greater ones first: the second is read only if there are few of the first.

        Else, for two words that everybody has, everybody would be read to find those who have only their beginnings.
        """
        best = tuple(weight for weight in self.weights if weight >= Weight.WHOLE)
        rest = tuple(weight for weight in self.weights if weight < Weight.WHOLE)
        return [part for part in (best, rest) if part]


class Stage(NamedTuple):
    """One stage of a search, and the values of its statement.

    The stage of typos has all possible variants of a word, until `known_typos` leaves those that occur. `is_long`: one
    of its posting lists is long; None where that is not known.
    """

    shape: SearchShape
    values: dict[str, Any]
    is_long: bool | None = None


class Search:
    """One searched text: the shapes of its stages, and their values."""

    def __init__(self, terms: SearchTerms) -> None:
        self.terms = terms
        # A database takes what finds few first: long words, and words with digits.
        self._words = sorted(
            terms.words, key=lambda word: (word in terms.common, -len(word) - 3 * any(map(str.isdigit, word)), word)
        )

    @cached_property
    def stages(self) -> list[Stage]:
        """The stages to try."""
        return [*self._address(), self._beginnings(), *self._inside(), *self._typos()]

    def _address(self) -> list[Stage]:
        texts = [text for text in self.terms.exact if text.startswith("e:")]
        shape = SearchShape(StageKind.ADDRESS, exact=1, weights=(int(Weight.EXACT),))
        return [Stage(shape, {"exact_0": text}) for text in texts]

    def _beginnings(self) -> Stage:
        terms, words = self.terms, self._words
        pairs = pairs_asked(words[:2])
        is_inside = len(words) == 1 and len(words[0]) <= MOST_PIECE and may_be_inside(words[0])
        weights = (Weight.ID, Weight.EXACT, Weight.WHOLE, Weight.BEGINNING, *([Weight.INSIDE] if is_inside else []))
        prefix = None if terms.id_prefix is None else known_prefix(terms.id_prefix)
        shape = SearchShape(
            StageKind.BEGINNINGS,
            prefix,
            len(terms.exact),
            terms.number is not None,
            len(words),
            bool(pairs),
            weights=tuple(map(int, weights)),
        )
        values = {"identifier": terms.identifier, "number": terms.number, "pair": next(iter(pairs), None)}
        values |= {f"exact_{at}": text for at, text in enumerate(terms.exact)}
        return Stage(shape, values | _numbered(words))

    def _inside(self) -> list[Stage]:
        words = self._words
        if not all(map(may_be_inside, words)) or (len(words) == 1 and len(words[0]) <= MOST_PIECE):
            return []
        pieces = list(dict.fromkeys(piece for word in words for piece in pieces_asked(word)))
        shape = SearchShape(StageKind.INSIDE, words=len(pieces), weights=(int(Weight.INSIDE),))
        return [Stage(shape, _numbered(pieces))]

    def _typos(self) -> list[Stage]:
        words = self._words
        variants = [mistyped(word, is_alone=len(words) == 1) for word in words]
        # Who looks for an address means that address.
        if not any(variants) or self.terms.common:
            return []
        shape = SearchShape(StageKind.TYPOS, words=len(words), weights=(int(Weight.INSIDE),))
        lists = {f"variants_{at}": texts for at, texts in enumerate(variants)}
        return [Stage(shape, _numbered(words) | lists)]


def _numbered(words: list[str]) -> dict[str, Any]:
    return {f"word_{at}": word for at, word in enumerate(words)}


def having_metadata(texts: list[str]) -> Stage:
    """The stage that finds the customers who have all of these pairs of metadata."""
    shape = SearchShape(StageKind.METADATA, metadata=len(texts), weights=(int(Weight.EXACT),))
    return Stage(shape, {f"metadata_{at}": text for at, text in enumerate(texts)})
