"""Compares what finds customers with what their rows say."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from random import choice
from typing import Any

from sqlalchemy import CompoundSelect, Select, func, literal_column, select, union_all

from models.search.pieces import Weight
from models.search.search_entry import SearchEntry
from models.tables import MODELS
from resolvers.paging.orders import Order
from resolvers.reads import Reads
from resolvers.scopes import Scope, number_parameter, text_parameter
from resolvers.summaries.differences import MOST_TOLD, Difference
from resolvers.summaries.entry_sources import OF_CUSTOMER, OF_OBJECTS, Source
from resolvers.summaries.portions import AT_ONCE, portions_of_customers, these_customers
from storage.statements import among

_KEY = ("text", "weight", "created_at", "customer_id", "fields")
_BY_KEY = Order("key", _KEY)

# An entry's key, but for project and mode.
_Place = tuple[Any, ...]
# How often a customer's own row and objects say each text, by its weight and fields.
_Said = Counter[tuple[str, int, int]]


async def find_differing_entries(reads: Reads, customer_ids: Sequence[str] | None) -> list[Difference]:
    """Of all customers, or of some.

    Entries stand by text: those of one customer are not found without reading all. So a sample takes the entries that
    stand behind a text of some of its customers, whosever they are.
    """
    found: list[Difference] = []
    computed = 0
    async for customers in portions_of_customers(reads, customer_ids):
        said = await _compute(reads, list(customers))
        for customer_id, created_at in customers.items():
            of_customer = said[customer_id]
            computed += len(of_customer)
            found += await _compare(reads, customer_id, created_at, of_customer)
            if len(found) >= MOST_TOLD:
                return found[:MOST_TOLD]
        if customer_ids is not None:
            found += await _find_some_superfluous(reads, [text for one in said.values() for text, *_ in one])
    if customer_ids is None and not found and (await reads.fetch(_count))[0][0] != computed:
        found = await _find_superfluous(reads)
    return found


async def _compute(reads: Reads, customers: list[str]) -> dict[str, _Said]:
    said: dict[str, _Said] = defaultdict(_Said)
    for source in (OF_CUSTOMER, *OF_OBJECTS):
        for owner, times, *values in await reads.fetch(_values, source, keys=customers):
            for text, weight, fields in source.entries(*values):
                said[owner][text, weight, fields] += times
    return said


async def _compare(reads: Reads, customer_id: str, created_at: int, said: _Said) -> list[Difference]:
    texts = sorted({text for text, *_ in said})
    rows = await reads.fetch(_of_one, customer=customer_id, created_at=created_at, texts=texts)
    kept = {(row[0], row[1], row[2]): row[3] for row in rows}
    return [
        _difference(customer_id, key, kept.get(key), said.get(key))
        for key in sorted(kept.keys() | said.keys())
        if kept.get(key) != said.get(key)
    ]


async def _find_superfluous(reads: Reads) -> list[Difference]:
    """Entries of texts that their customer does not have; all are read, in portions."""
    found: list[Difference] = []
    place: _Place | None = _place_of("")
    while place is not None and len(found) < MOST_TOLD:
        more, place = await _check_from(reads, place)
        found += more
    return found[:MOST_TOLD]


async def _find_some_superfluous(reads: Reads, texts: Sequence[str]) -> list[Difference]:
    """Such entries among a portion that begins with one of the texts, drawn at random."""
    found, place = await _check_from(reads, _place_of(choice(texts) if texts else ""))  # noqa: S311
    if place is None:
        # The table ends there: the portion goes on from its beginning.
        found += (await _check_from(reads, _place_of("")))[0]
    return list(dict.fromkeys(found))


def _place_of(text: str) -> _Place:
    """The place before all entries of a text."""
    return (text, -1, -1, "", -1)


async def _check_from(reads: Reads, place: _Place) -> tuple[list[Difference], _Place | None]:
    """The superfluous ones of the portion after a place, and the place where it ends; None at the end of the table."""
    rows = await reads.fetch(_next_entries, most=AT_ONCE, **{f"after_{at}": one for at, one in enumerate(place)})
    owners = sorted({row[3] for row in rows})
    moments = {row[0]: row[1] for row in await reads.fetch(these_customers, keys=owners)}
    said = await _compute(reads, owners)
    found = [
        _difference(customer_id, (text, weight, fields), how_many, None)
        for text, weight, created_at, customer_id, fields, how_many in rows
        if moments.get(customer_id) != created_at or (text, weight, fields) not in said[customer_id]
    ]
    return found, tuple(rows[-1][:5]) if len(rows) == AT_ONCE else None


def _difference(customer_id: str, key: tuple[str, int, int], kept: int | None, computed: int | None) -> Difference:
    text, weight, fields = key
    sides = (None if count is None else f"how_many {count}" for count in (kept, computed))
    return Difference("search_entry", customer_id, f"{text} {weight} {fields}", *sides)


def _values(scope: Scope, source: Source) -> Select[Any]:
    """The values of the columns for the customers bound as `keys`, and how many rows have them."""
    table: Any = scope.table(MODELS[source.table])
    owner, columns = table.c[source.owner], [table.c[column] for column in source.columns]
    wanted = select(owner, func.count(), *columns).where(scope.bounds(table), among(owner, "keys", scope.dialect))
    return wanted.group_by(owner, *columns)


def _of_one(scope: Scope) -> CompoundSelect[Any]:
    """Those of one customer that stand behind the `texts`, each sought by its whole key.

    One list for all weights would not do: SQLite takes every text for rare, as most are, and reads all entries of it.
    """
    entry = scope.table(SearchEntry)
    wanted = select(entry.c.text, entry.c.weight, entry.c.fields, entry.c.how_many).where(
        scope.bounds(entry),
        among(entry.c.text, "texts", scope.dialect),
        entry.c.created_at == number_parameter("created_at"),
        entry.c.customer_id == text_parameter("customer"),
    )
    return union_all(*(wanted.where(entry.c.weight == literal_column(str(int(weight)))) for weight in Weight))


def _next_entries(scope: Scope) -> Select[Any]:
    entry = scope.table(SearchEntry)
    wanted = select(*(entry.c[name] for name in _KEY), entry.c.how_many).where(scope.bounds(entry))
    return (
        wanted.where(_BY_KEY.beyond(entry, "after")).order_by(*_BY_KEY.by(entry, False)).limit(number_parameter("most"))
    )


def _count(scope: Scope) -> Select[Any]:
    entry = scope.table(SearchEntry)
    return select(func.count()).select_from(entry).where(scope.bounds(entry))
