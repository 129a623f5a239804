"""Records how counts of customers change as their facets are updated, in the writer's transaction."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from models.ownership import table_of
from models.summaries.customer_count import CHANGE, CustomerCount, begin_of
from models.values.ids import mint_id
from models.values.instant import HOUR, Instant
from resolvers.summaries.counted_rows import key_names
from resolvers.summaries.scoped_transaction import ScopedTransaction
from resolvers.summaries.writes import Write, compile_write
from storage.dialect import Dialect
from storage.dialects import dialect_of

COUNTS = table_of(CustomerCount)


class Counted(NamedTuple):
    """What a customer is counted by: facets, and the hour in which they were created."""

    facets: int
    hour: Instant

    @classmethod
    def of(cls, facets: int, created_at: Instant) -> "Counted":
        """The count of a customer who was created then."""
        return cls(facets, begin_of(created_at, HOUR))


async def note_changes(transaction: ScopedTransaction, before: Iterable[Counted], after: Iterable[Counted]) -> None:
    """Moves customers from where they were counted before to where they are counted after; some are new or gone."""
    changes = Counter(after)
    changes.subtract(Counter(before))
    await add_changes(transaction, changes)


async def add_changes(transaction: ScopedTransaction, changes: Counter[Counted]) -> None:
    """Adds to the count of each; a number may be negative."""
    identifier = mint_id("cc", transaction.now)
    rows = [(CHANGE, *key, identifier, how_many) for key, how_many in sorted(changes.items()) if how_many]
    await _insert(dialect_of(transaction.connection)).run(transaction.connection, transaction.scope, rows)


@cache
def _insert(dialect: Dialect) -> Write:
    return compile_write(dialect.insert(COUNTS), COUNTS, [*key_names(COUNTS), "how_many"], dialect)
