"""The relation of a row to the one row that it names by its id."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, select
from sqlmodel import SQLModel

from models.hydration import hydrate
from models.scoped import column_names
from models.values.instant import Instant
from resolvers.batches import Columns
from resolvers.read_columns import columns_to_read
from resolvers.reads import Reads
from resolvers.scopes import Scope, key_parameters, one_or_among
from storage.concurrency.turns import in_turns
from storage.statement import Row

Model = TypeVar("Model", bound=SQLModel)
# `Reads.fetch` or `Reads.fetch_stored`.
Fetch = Callable[..., Awaitable[list[Row]]]


# Each relation has one instance, so comparing by identity is enough, and is the quickest key of a dictionary.
@dataclass(frozen=True, eq=False)
class BelongsTo(Generic[Model]):
    """The one row of `model` that has this id: a batch of its own, keyed by the id."""

    model: type[Model]

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[Model | None]:
        """One model a key; None for an id that does not exist or is someone else's."""
        columns = tuple(column_names(self.model))
        rows, id_at = await self._fetch(reads.fetch, keys, columns), columns.index("id")
        models = await in_turns(partial(hydrate, self.model), rows)
        found = {row[id_at]: model for row, model in zip(rows, models, strict=True)}
        if reads.record_reads is not None:
            reads.record_reads(self.model, list(found))
        return [found.get(key) for key in keys]

    async def read(self, reads: Reads, now: Instant, keys: list[str], columns: Columns) -> dict[str, Row | None]:
        """By key, the row as it is stored, with these columns, of which the id is the first; None as above."""
        rows = await self._fetch(reads.fetch_stored, keys, columns)
        if reads.record_reads is not None:
            reads.record_reads(self.model, [row[0] for row in rows])
        return {**dict.fromkeys(keys), **{row[0]: row for row in rows}}

    def _fetch(self, fetch: Fetch, keys: list[str], columns: Columns) -> Awaitable[list[Row]]:
        return fetch(_rows_with_ids, self.model, columns, len(keys) == 1, **key_parameters(keys))


def _rows_with_ids(scope: Scope, model: type[SQLModel], columns: Columns, is_one: bool) -> Select[Any]:
    table = scope.table(model)
    return select(*columns_to_read(model, table, columns)).where(
        scope.bounds(table), one_or_among(table.c.id, is_one, scope)
    )
