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


class Stage(IntEnum):
    """What is tried one after the other: the next where nothing at all was found.

    A whole e-mail address finds whose it is and nobody else. Words, and beginnings of words, come before pieces from
    inside of several words or of a long one, and these before words with a typo. METADATA is no stage of a text: it
    finds who has all pairs of a key with its value.
    """

    ADDRESS = 0
    BEGINNINGS = 1
    INSIDE = 2
    TYPOS = 3
    METADATA = 4


# Some of the weights with which a stage finds customers.
Weights = tuple[int, ...]


class SearchShape(NamedTuple):
    """`exact`, `words` and `metadata` are how many texts are bound, and `variants` how many of each word, perhaps 0.

    `pair` says that a text is bound which all of the words have in common.
    """

    stage: Stage
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
        """As those of several words and of variants do, which have hundreds of lookups."""
        return self.words > 1 or self.stage is Stage.TYPOS

    @property
    def parts(self) -> list[Weights]:
        """The weights in two parts, the greater ones first: the second is read only if there are few of the first.

        Else two words that everybody has would be read of everybody, to find who has no more than their beginnings.
        """
        best = tuple(weight for weight in self.weights if weight >= Weight.WHOLE)
        rest = tuple(weight for weight in self.weights if weight < Weight.WHOLE)
        return [part for part in (best, rest) if part]


class Staged(NamedTuple):
    """One stage of a search, and the values of its statement.

    That of typos has all variants that a word may have, until `known_typos` leaves those that somebody has. `is_long`
    says whether one of its lists is long; None where that was not asked.
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
    def stages(self) -> list[Staged]:
        """The stages to try, each with the values of its statement."""
        return [*self._address(), self._beginnings(), *self._inside(), *self._typos()]

    def _address(self) -> list[Staged]:
        texts = [text for text in self.terms.exact if text.startswith("e:")]
        shape = SearchShape(Stage.ADDRESS, exact=1, weights=(int(Weight.EXACT),))
        return [Staged(shape, {"exact_0": text}) for text in texts]

    def _beginnings(self) -> Staged:
        terms, words = self.terms, self._words
        pairs = pairs_asked(words[:2])
        is_inside = len(words) == 1 and len(words[0]) <= MOST_PIECE and may_be_inside(words[0])
        weights = (Weight.ID, Weight.EXACT, Weight.WHOLE, Weight.BEGINNING, *([Weight.INSIDE] if is_inside else []))
        prefix = None if terms.id_prefix is None else known_prefix(terms.id_prefix)
        shape = SearchShape(
            Stage.BEGINNINGS,
            prefix,
            len(terms.exact),
            terms.number is not None,
            len(words),
            bool(pairs),
            weights=tuple(map(int, weights)),
        )
        values = {"identifier": terms.identifier, "number": terms.number, "pair": next(iter(pairs), None)}
        values |= {f"exact_{at}": text for at, text in enumerate(terms.exact)}
        return Staged(shape, values | _numbered(words))

    def _inside(self) -> list[Staged]:
        words = self._words
        if not all(map(may_be_inside, words)) or (len(words) == 1 and len(words[0]) <= MOST_PIECE):
            return []
        pieces = list(dict.fromkeys(piece for word in words for piece in pieces_asked(word)))
        shape = SearchShape(Stage.INSIDE, words=len(pieces), weights=(int(Weight.INSIDE),))
        return [Staged(shape, _numbered(pieces))]

    def _typos(self) -> list[Staged]:
        words = self._words
        variants = [mistyped(word, is_alone=len(words) == 1) for word in words]
        # Who looks for an address means that address.
        if not any(variants) or self.terms.common:
            return []
        shape = SearchShape(Stage.TYPOS, words=len(words), weights=(int(Weight.INSIDE),))
        lists = {f"variants_{at}": texts for at, texts in enumerate(variants)}
        return [Staged(shape, _numbered(words) | lists)]


def _numbered(words: list[str]) -> dict[str, Any]:
    return {f"word_{at}": word for at, word in enumerate(words)}


def having_metadata(texts: list[str]) -> Staged:
    """What finds the customers who have each of these texts of pairs."""
    shape = SearchShape(Stage.METADATA, metadata=len(texts), weights=(int(Weight.EXACT),))
    return Staged(shape, {f"metadata_{at}": text for at, text in enumerate(texts)})
