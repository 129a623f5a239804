"""The ways in which a search finds customers, each by one index that has them in the order of the list."""

from collections.abc import Iterable, Iterator
from functools import reduce
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, literal_column, or_, select

from models.billing.customer import Customer
from models.search.pieces import Weight
from models.search.search_entry import SearchEntry
from resolvers.scopes import Scope, text_parameter
from resolvers.search.id_tables import owners_of_id
from resolvers.search.lookups import has_weight, is_in_name, is_missing, is_there
from resolvers.search.search_shape import SearchShape, Stage
from storage.statements import among


class Branch(NamedTuple):
    """Customers who are found with one weight, each once. No branch has those of another.

    `entries` is what the index has, without regard to what else must be fulfilled; `source` is where the rows come
    from, unless that is told by the columns.
    """

    weight: int
    created_at: ColumnElement[int]
    customer_id: ColumnElement[str]
    entries: ColumnElement[bool]
    conditions: tuple[ColumnElement[bool], ...] = ()
    source: Any = None

    def select(self, *columns: Any) -> Select[Any]:
        """These columns of all whom it finds."""
        rows = select(*columns).where(self.entries, *self.conditions)
        return rows if self.source is None else rows.select_from(self.source)


# When a customer was created, and its id: with a text and a weight, the key of an entry.
_Place = tuple[ColumnElement[int], ColumnElement[str]]
_WORDS = (int(Weight.WHOLE), int(Weight.BEGINNING))
_ANY = (*_WORDS, int(Weight.INSIDE))


def list_branches(scope: Scope, shape: SearchShape, *, ranked: bool = True) -> list[Branch]:
    """The branches of a search, the greatest weight first.

    Not `ranked`, several words are not told apart by their weight: who has no more than their beginnings may be rare.
    """
    return list(_Branches(scope, shape, ranked).all())


class _Branches:
    def __init__(self, scope: Scope, shape: SearchShape, ranked: bool) -> None:
        self._scope = scope
        self._ranked = ranked
        self._shape = shape

    def all(self) -> Iterator[Branch]:
        match self._shape.stage:
            case Stage.INSIDE:
                yield from (self._words(weight, Weight.INSIDE, _ANY) for weight in _ANY)
            case Stage.TYPOS:
                variants = ((at, nth) for at, number in enumerate(self._shape.variants) for nth in range(number))
                yield from (self._typos(at, nth) for at, nth in variants)
            case _:
                if self._shape.id_prefix is not None:
                    yield self._owner(self._shape.id_prefix)
                yield from map(self._exact, range(self._shape.exact))
                if self._shape.words:
                    yield from self._of_words()

    def _of_words(self) -> Iterator[Branch]:
        if self._shape.number:
            yield self._number()
        if self._shape.words == 1:
            yield from (self._word(weight) for weight in _ANY if weight in self._shape.weights)
            return
        for level in _WORDS if self._ranked else _WORDS[-1:]:
            drivers = (int(Weight.BEGINNING),) if self._shape.pair else [each for each in _WORDS if each >= level]
            yield from (self._words(driver, level, [each for each in _WORDS if each >= level]) for driver in drivers)

    def _owner(self, prefix: str) -> Branch:
        owner, owners = self._scope.table(Customer, "owner"), owners_of_id(self._scope, prefix).subquery("owners")
        bounds = self._scope.bounds(owner)
        # Else SQLite would go through all customers in their order until it meets the one.
        source = self._scope.dialect.join_in_order(owners, owner, and_(bounds, owner.c.id == owners.c.id))
        return Branch(Weight.ID, owner.c.created_at, owner.c.id, bounds, source=source)

    def _exact(self, at: int) -> Branch:
        entry = self._entry(f"exact_{at}")
        place = (entry.c.created_at, entry.c.customer_id)
        entries = self._is(entry, text_parameter(f"exact_{at}"), Weight.EXACT)
        return Branch(Weight.EXACT, *place, entries, (*self._not_owner(place), *self._not_exact(place, range(at))))

    def _number(self) -> Branch:
        entry = self._entry("numbered")
        place = (entry.c.created_at, entry.c.customer_id)
        words = self._words_at(place, "of_number", range(self._shape.words), _WORDS)
        entries = self._is(entry, text_parameter("number"), Weight.BEGINNING)
        return Branch(Weight.BEGINNING, *place, entries, (*self._not_better(place), is_missing(words)))

    def _word(self, weight: int) -> Branch:
        entry = self._entry(f"word_{weight}")
        place = (entry.c.created_at, entry.c.customer_id)
        entries = self._is(entry, text_parameter("word_0"), weight)
        conditions = self._not_better(place)
        if weight == Weight.INSIDE and self._shape.number:
            number = self._entry("of_number")
            is_number = number.c.text == text_parameter("number")
            conditions.append(is_missing([is_number, self._at(number, place, [Weight.BEGINNING])]))
        return Branch(weight, *place, entries, tuple(conditions))

    def _words(self, driver: int, level: int, weights: Iterable[int]) -> Branch:
        """Of the entries of one word or pair that have the weight `driver`: those with all words of these weights.

        The least of the words' weights is the level.
        """
        is_pair = self._shape.pair and self._shape.stage is Stage.BEGINNINGS
        entry = self._entry(f"driver_{level}_{driver}")
        place = (entry.c.created_at, entry.c.customer_id)
        name = f"other_{level}_{driver}"
        others = range(0 if is_pair else 1, self._shape.words)
        is_told = not self._ranked or self._shape.stage is Stage.INSIDE or (not is_pair and driver == level)
        some_at = None if is_told else level
        words = self._words_at(place, name, others, weights, entry.c.fields, some_at)
        found = is_there(words) if others else and_(*words)
        text = text_parameter("pair" if is_pair else "word_0")
        return Branch(level, *place, self._is(entry, text, driver), (found, *self._not_better(place)))

    def _typos(self, mistyped: int, nth: int) -> Branch:
        """Who has the word with this number in this variant and none before, and no word before in one of its own."""
        entry = self._entry(f"mistyped_{mistyped}_{nth}")
        place = (entry.c.created_at, entry.c.customer_id)
        entries = self._is(entry, text_parameter(f"names_{mistyped}_{nth}"), Weight.WHOLE)
        words = [at for at in range(self._shape.words) if at != mistyped]
        others = [self._may_be_mistyped(place, at) if at > mistyped else self._is_typed(place, at) for at in words]
        return Branch(Weight.INSIDE, *place, entries, (*self._is_variant(place, mistyped, nth), *others))

    def _is_variant(self, place: _Place, at: int, nth: int) -> list[ColumnElement[bool]]:
        its_own, entry = text_parameter(f"variant_{at}_{nth}"), self._entry(f"this_{at}")
        is_this = is_there([entry.c.text == its_own, is_in_name(entry), self._at(entry, place, [Weight.WHOLE])])
        return [is_this] if nth == 0 else [is_this, is_missing(self._variant(place, at, before=its_own))]

    def _may_be_mistyped(self, place: _Place, at: int) -> ColumnElement[bool]:
        as_typed = is_there(self._typed(place, at))
        return or_(as_typed, is_there(self._variant(place, at))) if self._shape.variants[at] else as_typed

    def _is_typed(self, place: _Place, at: int) -> ColumnElement[bool]:
        as_typed = is_there(self._typed(place, at))
        return and_(as_typed, is_missing(self._variant(place, at))) if self._shape.variants[at] else as_typed

    def _typed(self, place: _Place, at: int) -> list[ColumnElement[bool]]:
        entry = self._entry(f"typed_{at}")
        return [entry.c.text == text_parameter(f"word_{at}"), is_in_name(entry), self._at(entry, place, _WORDS)]

    def _variant(self, place: _Place, at: int, before: ColumnElement[str] | None = None) -> list[ColumnElement[bool]]:
        entry = self._entry(f"variant_{at}")
        is_variant = among(entry.c.text, f"variants_{at}", self._scope.dialect)
        bounds = [] if before is None else [entry.c.text < before]
        return [is_variant, *bounds, is_in_name(entry), self._at(entry, place, [Weight.WHOLE])]

    def _not_better(self, place: _Place) -> list[ColumnElement[bool]]:
        return [*self._not_owner(place), *self._not_exact(place, range(self._shape.exact))]

    def _not_owner(self, place: _Place) -> list[ColumnElement[bool]]:
        prefix = self._shape.id_prefix
        return [] if prefix is None else [place[1].not_in(owners_of_id(self._scope, prefix))]

    def _not_exact(self, place: _Place, which: range) -> list[ColumnElement[bool]]:
        """Mostly nobody has any of these texts: that is looked up once, and not for each customer."""
        if not which:
            return []
        texts = [text_parameter(f"exact_{at}") for at in which]
        anybody, better = self._entry("of_anybody"), self._entry("better")
        of_anybody = [self._scope.bounds(anybody), anybody.c.text.in_(texts), has_weight(anybody, Weight.EXACT)]
        its_own = [better.c.text.in_(texts), self._at(better, place, [Weight.EXACT])]
        return [or_(is_missing(of_anybody), is_missing(its_own))]

    def _words_at(
        self,
        place: _Place,
        name: str,
        which: Iterable[int],
        weights: Iterable[int],
        fields: ColumnElement[int] | None = None,
        some_at: int | None = None,
    ) -> list[ColumnElement[bool]]:
        """That the customer has all these words in one field; of `some_at`, at least one with that weight."""
        weights = list(weights)
        entries = [(at, self._entry(f"{name}_{at}")) for at in which]
        conditions = [entry.c.text == text_parameter(f"word_{at}") for at, entry in entries]
        conditions += [self._at(entry, place, weights) for _, entry in entries]
        masks = [entry.c.fields for _, entry in entries] + ([] if fields is None else [fields])
        conditions.append(reduce(lambda one, other: one.op("&")(other), masks) != literal_column("0"))
        if some_at is not None and some_at != max(weights):
            conditions.append(or_(*(has_weight(entry, some_at) for _, entry in entries)))
        return conditions

    def _at(self, entry: Any, place: _Place, weights: Iterable[int]) -> ColumnElement[bool]:
        created_at, customer_id = place
        return and_(
            self._scope.bounds(entry),
            entry.c.weight.in_([literal_column(str(int(weight))) for weight in weights]),
            entry.c.created_at == created_at,
            entry.c.customer_id == customer_id,
        )

    def _is(self, entry: Any, text: ColumnElement[str], weight: int) -> ColumnElement[bool]:
        return and_(self._scope.bounds(entry), entry.c.text == text, has_weight(entry, weight))

    def _entry(self, name: str) -> Any:
        return self._scope.table(SearchEntry, name)
