"""Notes how counts of customers change as facets are kept, in the writer's transaction."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from models.ownership import table_of
from models.summaries.customer_count import CHANGE, CustomerCount, begin_of
from models.values.ids import mint_id
from models.values.instant import HOUR, Instant
from resolvers.summaries.counted_rows import key_names
from resolvers.summaries.keeping import Keeping
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
        """One who was created then."""
        return cls(facets, begin_of(created_at, HOUR))


async def note_changes(keeping: Keeping, before: Iterable[Counted], after: Iterable[Counted]) -> None:
    """Some customers are counted in another way than before, are new, or are gone."""
    changes = Counter(after)
    changes.subtract(Counter(before))
    await add_changes(keeping, changes)


async def add_changes(keeping: Keeping, changes: Counter[Counted]) -> None:
    """So many customers more are to be counted of each."""
    identifier = mint_id("cc", keeping.now)
    rows = [(CHANGE, *key, identifier, how_many) for key, how_many in sorted(changes.items()) if how_many]
    await _insert(dialect_of(keeping.connection)).run(keeping.connection, keeping.scope, rows)


@cache
def _insert(dialect: Dialect) -> Write:
    return compile_write(dialect.insert(COUNTS), COUNTS, [*key_names(COUNTS), "how_many"], dialect)
