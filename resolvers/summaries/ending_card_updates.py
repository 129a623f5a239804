"""Updates the stored list of cards that end before the next charge that they pay, in the writer's transaction."""

from collections.abc import Collection
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, select

from models.ownership import table_of
from models.summaries.ending_card import EndingCard
from resolvers.billing.ending_cards import CardKey, find_ending_cards
from resolvers.scopes import Scope
from resolvers.summaries.scoped_transaction import ScopedTransaction
from resolvers.summaries.writes import Write, compile_write, has_key
from storage.dialect import Dialect
from storage.dialects import dialect_of
from storage.statements import among

CARDS = table_of(EndingCard)
COLUMNS = ["customer_id", "payment_method_id", "since", "until"]


async def update_ending_cards(transaction: ScopedTransaction, customer_ids: Collection[str]) -> None:
    """After the writes: updates the ending cards of these customers. Their facets must be locked."""
    stored = {CardKey(*row[:2]): tuple(row) for row in await transaction.fetch(stored_cards, keys=sorted(customer_ids))}
    found = {key: (*key, *span) for key, span in (await find_ending_cards(transaction, customer_ids)).items()}
    writes = _writes(dialect_of(transaction.connection))
    changed = [row for key, row in sorted(found.items()) if stored.get(key) != row]
    await writes.replace.run(transaction.connection, transaction.scope, changed)
    await writes.remove.run(transaction.connection, transaction.scope, [key for key in stored if key not in found])


def stored_cards(scope: Scope) -> Select[Any]:
    """The stored COLUMNS of the customers bound as `keys`."""
    table = scope.table(EndingCard, "stored")
    columns = (table.c[name] for name in COLUMNS)
    return select(*columns).where(scope.bounds(table), among(table.c.customer_id, "keys", scope.dialect))


class _Writes(NamedTuple):
    replace: Write
    remove: Write


@cache
def _writes(dialect: Dialect) -> _Writes:
    keys = COLUMNS[:2]
    remove = delete(CARDS).where(*has_key(CARDS, keys))
    return _Writes(
        compile_write(dialect.upsert(CARDS, frozenset()), CARDS, COLUMNS, dialect),
        compile_write(remove, CARDS, keys, dialect),
    )
