"""The ways in which a search finds customers, each by one index that has them in the order of the list."""

from collections.abc import Iterable, Iterator, Sequence
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


class TextList(NamedTuple):
    """The entries of the text that is bound as `text`, with these weights: of each weight in the order of the list."""

    text: str
    weights: tuple[int, ...]


class Branch(NamedTuple):
    """Customers who are found with one weight, each once. No branch has those of another.

    `entries` is what the index has, without regard to what else must be fulfilled; `source` is where the rows come
    from, unless that is told by the columns. `lists` are all that have everybody who is found; the first are the
    entries themselves. There are none where the rows come from elsewhere.
    """

    weight: int
    created_at: ColumnElement[int]
    customer_id: ColumnElement[str]
    entries: ColumnElement[bool]
    conditions: tuple[ColumnElement[bool], ...] = ()
    lists: tuple[TextList, ...] = ()
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
                others = [_ANY] * (self._shape.words - 1)
                yield from (self._words(Weight.INSIDE, [(weight,), *others]) for weight in _ANY)
            case Stage.TYPOS:
                variants = ((at, nth) for at, number in enumerate(self._shape.variants) for nth in range(number))
                yield from (self._typos(at, nth) for at, nth in variants)
            case Stage.METADATA:
                yield self._metadata()
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
        number = self._shape.words
        if not self._ranked:
            firsts = [_WORDS] if self._shape.pair else [(weight,) for weight in _WORDS]
            yield from (self._words(Weight.BEGINNING, [first, *[_WORDS] * (number - 1)]) for first in firsts)
            return
        whole, beginning = ((weight,) for weight in _WORDS)
        yield self._words(Weight.WHOLE, [whole] * number)
        # By the first word that only begins another: so each is found once, and where nobody has that, at once.
        for at in range(number):
            yield self._words(Weight.BEGINNING, [*[whole] * at, beginning, *[_WORDS] * (number - at - 1)])

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
        better = (*self._not_owner(place), *self._not_exact(place, range(at)))
        return Branch(Weight.EXACT, *place, entries, better, (TextList(f"exact_{at}", (int(Weight.EXACT),)),))

    def _metadata(self) -> Branch:
        lists = tuple(TextList(f"metadata_{at}", (int(Weight.EXACT),)) for at in range(self._shape.metadata))
        entry = self._entry("having")
        place = (entry.c.created_at, entry.c.customer_id)
        entries = self._is(entry, text_parameter(lists[0].text), Weight.EXACT)
        others = [(each, self._entry(f"having_{each.text}")) for each in lists[1:]]
        has = (
            is_there([other.c.text == text_parameter(each.text), self._at(other, place, each.weights)])
            for each, other in others
        )
        return Branch(Weight.EXACT, *place, entries, tuple(has), lists)

    def _number(self) -> Branch:
        entry = self._entry("numbered")
        place = (entry.c.created_at, entry.c.customer_id)
        words = self._words_at(place, "of_number", [TextList(f"word_{at}", _WORDS) for at in range(self._shape.words)])
        entries = self._is(entry, text_parameter("number"), Weight.BEGINNING)
        lists = (TextList("number", (int(Weight.BEGINNING),)),)
        return Branch(Weight.BEGINNING, *place, entries, (*self._not_better(place), is_missing(words)), lists)

    def _word(self, weight: int) -> Branch:
        entry = self._entry(f"word_{weight}")
        place = (entry.c.created_at, entry.c.customer_id)
        entries = self._is(entry, text_parameter("word_0"), weight)
        conditions = self._not_better(place)
        if weight == Weight.INSIDE and self._shape.number:
            number = self._entry("of_number")
            is_number = number.c.text == text_parameter("number")
            conditions.append(is_missing([is_number, self._at(number, place, [Weight.BEGINNING])]))
        return Branch(weight, *place, entries, tuple(conditions), (TextList("word_0", (weight,)),))

    def _words(self, level: int, weights: Sequence[tuple[int, ...]]) -> Branch:
        """Who has each of the words in one field, with one of its weights.

        They are read by their pair, where they have one, else by the first word, which then has a single weight.
        """
        is_pair = self._shape.pair and self._shape.stage is Stage.BEGINNINGS
        lists = [TextList(f"word_{at}", each) for at, each in enumerate(weights)]
        driver = TextList("pair", (int(Weight.BEGINNING),)) if is_pair else lists.pop(0)
        name = "_".join(str(min(each)) for each in weights)
        entry = self._entry(f"driver_{name}")
        place = (entry.c.created_at, entry.c.customer_id)
        words = self._words_at(place, f"other_{name}", lists, entry.c.fields) if lists else None
        found = [] if words is None else [is_there(words)]
        entries = self._is(entry, text_parameter(driver.text), driver.weights[0])
        return Branch(level, *place, entries, (*found, *self._not_better(place)), (driver, *lists))

    def _typos(self, mistyped: int, nth: int) -> Branch:
        """Who has the word with this number in this variant and none before, and no word before in one of its own."""
        entry = self._entry(f"mistyped_{mistyped}_{nth}")
        place = (entry.c.created_at, entry.c.customer_id)
        entries = self._is(entry, text_parameter(f"names_{mistyped}_{nth}"), Weight.WHOLE)
        words = [at for at in range(self._shape.words) if at != mistyped]
        others = [self._may_be_mistyped(place, at) if at > mistyped else self._is_typed(place, at) for at in words]
        lists = (TextList(f"names_{mistyped}_{nth}", (int(Weight.WHOLE),)),)
        return Branch(Weight.INSIDE, *place, entries, (*self._is_variant(place, mistyped, nth), *others), lists)

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
        self, place: _Place, name: str, words: Sequence[TextList], fields: ColumnElement[int] | None = None
    ) -> list[ColumnElement[bool]]:
        """That the customer has all these words in one field."""
        entries = [(word, self._entry(f"{name}_{word.text}")) for word in words]
        conditions = [entry.c.text == text_parameter(word.text) for word, entry in entries]
        conditions += [self._at(entry, place, word.weights) for word, entry in entries]
        masks = [entry.c.fields for _, entry in entries] + ([] if fields is None else [fields])
        return [*conditions, reduce(lambda one, other: one.op("&")(other), masks) != literal_column("0")]

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
