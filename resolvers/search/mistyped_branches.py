"""The branches of a search for words with typos, in names."""

from collections.abc import Iterator
from functools import cached_property

from sqlalchemy import ColumnElement, and_, or_

from models.search.pieces import Weight
from resolvers.scopes import Scope, text_parameter
from resolvers.search.branch import WORDS, Branch, Postings
from resolvers.search.entry_tables import EntryTables, position_of
from resolvers.search.lookups import is_in_name, is_missing, is_there
from resolvers.search.search_shape import SearchShape
from storage.statements import among


class MistypedBranches:
    """One for each variant of each word. The conditions on the other words are shared, and made once."""

    def __init__(self, scope: Scope, shape: SearchShape) -> None:
        self._scope = scope
        self._shape = shape
        self._tables = EntryTables(scope)
        self._entry = self._tables.named("mistyped")
        self._position = position_of(self._entry)

    def all(self) -> Iterator[Branch]:
        """In the order of the words."""
        for at, number in enumerate(self._shape.variants):
            for nth in range(number):
                yield self._branch(at, nth)

    def _branch(self, mistyped: int, nth: int) -> Branch:
        """Has this word in this variant and no earlier one, and no earlier word in a variant."""
        entries = self._tables.having(self._entry, text_parameter(f"names_{mistyped}_{nth}"), Weight.WHOLE)
        lists = (Postings(f"names_{mistyped}_{nth}", (int(Weight.WHOLE),)),)

        def has_others() -> list[ColumnElement[bool]]:
            before, after = self._only_typed[:mistyped], self._typed_or_mistyped[mistyped + 1 :]
            return [*self._is_variant(mistyped, nth), *before, *after]

        return Branch(Weight.INSIDE, *self._position, entries, has_others, lists)

    def _is_variant(self, at: int, nth: int) -> list[ColumnElement[bool]]:
        its_own, entry = text_parameter(f"variant_{at}_{nth}"), self._tables.named(f"this_{at}")
        is_its_own = (
            entry.c.text == its_own,
            is_in_name(entry),
            self._tables.at(entry, self._position, [Weight.WHOLE]),
        )
        is_this = is_there(is_its_own)
        return [is_this] if nth == 0 else [is_this, is_missing(self._variant(at, before=its_own))]

    @cached_property
    def _only_typed(self) -> list[ColumnElement[bool]]:
        return [
            and_(is_there(self._typed(at)), *([is_missing(self._variant(at))] if number else []))
            for at, number in enumerate(self._shape.variants)
        ]

    @cached_property
    def _typed_or_mistyped(self) -> list[ColumnElement[bool]]:
        return [
            or_(is_there(self._typed(at)), *([is_there(self._variant(at))] if number else []))
            for at, number in enumerate(self._shape.variants)
        ]

    def _typed(self, at: int) -> list[ColumnElement[bool]]:
        entry = self._tables.named(f"typed_{at}")
        is_word = entry.c.text == text_parameter(f"word_{at}")
        return [is_word, is_in_name(entry), self._tables.at(entry, self._position, WORDS)]

    def _variant(self, at: int, before: ColumnElement[str] | None = None) -> list[ColumnElement[bool]]:
        entry = self._tables.named(f"variant_{at}")
        is_variant = among(entry.c.text, f"variants_{at}", self._scope.dialect)
        bounds = [] if before is None else [entry.c.text < before]
        return [is_variant, *bounds, is_in_name(entry), self._tables.at(entry, self._position, [Weight.WHOLE])]
