"""The branches of a search's union: each reads one posting list, which an index has in the order of the list."""

from collections.abc import Iterator, Sequence
from functools import reduce

from sqlalchemy import ColumnElement, and_, literal_column, or_

from models.billing.customer import Customer
from models.search.pieces import Weight
from resolvers.scopes import Scope, text_parameter
from resolvers.search.branch import WORDS, Branch, Postings
from resolvers.search.entry_tables import EntryPosition, EntryTables, position_of
from resolvers.search.id_tables import owners_of_id
from resolvers.search.lookups import has_weight, is_missing, is_there
from resolvers.search.mistyped_branches import MistypedBranches
from resolvers.search.search_shape import SearchShape, StageKind

_ANY = (*WORDS, int(Weight.INSIDE))


def list_branches(scope: Scope, shape: SearchShape, *, ranked: bool = True) -> list[Branch]:
    """The branches of a search, the greatest weight first.

    Not `ranked`: the branches of several words are not split by weight, since results of the lowest may be rare.
    """
    return list(_Branches(scope, shape, ranked).all())


class _Branches:
    def __init__(self, scope: Scope, shape: SearchShape, ranked: bool) -> None:
        self._scope = scope
        self._tables = EntryTables(scope)
        self._ranked = ranked
        self._shape = shape

    def all(self) -> Iterator[Branch]:
        match self._shape.stage:
            case StageKind.INSIDE:
                others = [_ANY] * (self._shape.words - 1)
                yield from (self._words(Weight.INSIDE, [(weight,), *others]) for weight in _ANY)
            case StageKind.TYPOS:
                yield from MistypedBranches(self._scope, self._shape).all()
            case StageKind.METADATA:
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
            firsts = [WORDS] if self._shape.pair else [(weight,) for weight in WORDS]
            yield from (self._words(Weight.BEGINNING, [first, *[WORDS] * (number - 1)]) for first in firsts)
            return
        whole, beginning = ((weight,) for weight in WORDS)
        yield self._words(Weight.WHOLE, [whole] * number)
        # By the first word that only begins another: so each is found once, and where nobody has that, at once.
        for at in range(number):
            yield self._words(Weight.BEGINNING, [*[whole] * at, beginning, *[WORDS] * (number - at - 1)])

    def _owner(self, prefix: str) -> Branch:
        owner, owners = self._scope.table(Customer, "owner"), owners_of_id(self._scope, prefix).subquery("owners")
        bounds = self._scope.bounds(owner)
        # Else SQLite would go through all customers in their order until it meets the one.
        source = self._scope.dialect.join_in_order(owners, owner, and_(bounds, owner.c.id == owners.c.id))
        return Branch(Weight.ID, owner.c.created_at, owner.c.id, bounds, source=source)

    def _exact(self, at: int) -> Branch:
        entry = self._tables.named(f"exact_{at}")
        position = position_of(entry)
        entries = self._tables.having(entry, text_parameter(f"exact_{at}"), Weight.EXACT)

        def is_best() -> list[ColumnElement[bool]]:
            return [*self._not_owner(position), *self._not_exact(position, range(at))]

        return Branch(Weight.EXACT, *position, entries, is_best, (Postings(f"exact_{at}", (int(Weight.EXACT),)),))

    def _metadata(self) -> Branch:
        lists = tuple(Postings(f"metadata_{at}", (int(Weight.EXACT),)) for at in range(self._shape.metadata))
        entry = self._tables.named("having")
        position = position_of(entry)
        entries = self._tables.having(entry, text_parameter(lists[0].text), Weight.EXACT)
        others = [(each, self._tables.named(f"having_{each.text}")) for each in lists[1:]]

        def has_others() -> list[ColumnElement[bool]]:
            return [
                is_there([other.c.text == text_parameter(each.text), self._tables.at(other, position, each.weights)])
                for each, other in others
            ]

        return Branch(Weight.EXACT, *position, entries, has_others, lists)

    def _number(self) -> Branch:
        entry = self._tables.named("numbered")
        position = position_of(entry)
        words = [Postings(f"word_{at}", WORDS) for at in range(self._shape.words)]
        entries = self._tables.having(entry, text_parameter("number"), Weight.BEGINNING)
        lists = (Postings("number", (int(Weight.BEGINNING),)),)

        def is_number_alone() -> list[ColumnElement[bool]]:
            return [*self._not_better(position), is_missing(self._words_at(position, "of_number", words))]

        return Branch(Weight.BEGINNING, *position, entries, is_number_alone, lists)

    def _word(self, weight: int) -> Branch:
        entry = self._tables.named(f"word_{weight}")
        position = position_of(entry)
        entries = self._tables.having(entry, text_parameter("word_0"), weight)

        def is_best() -> list[ColumnElement[bool]]:
            if weight != Weight.INSIDE or not self._shape.number:
                return self._not_better(position)
            number = self._tables.named("of_number")
            is_number = number.c.text == text_parameter("number")
            return [
                *self._not_better(position),
                is_missing([is_number, self._tables.at(number, position, [Weight.BEGINNING])]),
            ]

        return Branch(weight, *position, entries, is_best, (Postings("word_0", (weight,)),))

    def _words(self, level: int, weights: Sequence[tuple[int, ...]]) -> Branch:
        """Who has each of the words in one field, with one of its weights.

        They are read by their pair, where they have one, else by the first word, which then has a single weight.
        """
        is_pair = self._shape.pair and self._shape.stage is StageKind.BEGINNINGS
        lists = [Postings(f"word_{at}", each) for at, each in enumerate(weights)]
        driver = Postings("pair", (int(Weight.BEGINNING),)) if is_pair else lists.pop(0)
        name = "_".join(str(min(each)) for each in weights)
        entry = self._tables.named(f"driver_{name}")
        position = position_of(entry)
        entries = self._tables.having(entry, text_parameter(driver.text), driver.weights[0])

        def has_all() -> list[ColumnElement[bool]]:
            found = [is_there(self._words_at(position, f"other_{name}", lists, entry.c.fields))] if lists else []
            return [*found, *self._not_better(position)]

        return Branch(level, *position, entries, has_all, (driver, *lists))

    def _not_better(self, position: EntryPosition) -> list[ColumnElement[bool]]:
        return [*self._not_owner(position), *self._not_exact(position, range(self._shape.exact))]

    def _not_owner(self, position: EntryPosition) -> list[ColumnElement[bool]]:
        prefix = self._shape.id_prefix
        return [] if prefix is None else [position[1].not_in(owners_of_id(self._scope, prefix))]

    def _not_exact(self, position: EntryPosition, which: range) -> list[ColumnElement[bool]]:
        """Mostly nobody has any of these texts: that is looked up once, and not for each customer."""
        if not which:
            return []
        texts = [text_parameter(f"exact_{at}") for at in which]
        anybody, better = self._tables.named("of_anybody"), self._tables.named("better")
        of_anybody = [self._scope.bounds(anybody), anybody.c.text.in_(texts), has_weight(anybody, Weight.EXACT)]
        its_own = [better.c.text.in_(texts), self._tables.at(better, position, [Weight.EXACT])]
        return [or_(is_missing(of_anybody), is_missing(its_own))]

    def _words_at(
        self, position: EntryPosition, name: str, words: Sequence[Postings], fields: ColumnElement[int] | None = None
    ) -> list[ColumnElement[bool]]:
        """That the customer has all these words in one field."""
        entries = [(word, self._tables.named(f"{name}_{word.text}")) for word in words]
        conditions = [entry.c.text == text_parameter(word.text) for word, entry in entries]
        conditions += [self._tables.at(entry, position, word.weights) for word, entry in entries]
        masks = [entry.c.fields for _, entry in entries] + ([] if fields is None else [fields])
        return [*conditions, reduce(lambda one, other: one.op("&")(other), masks) != literal_column("0")]
