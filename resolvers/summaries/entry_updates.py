"""Updates search entries as customers, payments, invoices and payment methods are written, in the same transaction."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Select, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.tables import METADATA
from resolvers.summaries.counted_rows import add_to_rows
from resolvers.summaries.entry_sources import ALL, OF_CUSTOMER, OF_OBJECTS, Source
from storage.dialects import dialect_of

_ENTRIES = METADATA.tables["search_entry"]
_CUSTOMER = OF_CUSTOMER.table

# How often each key of the table is said.
Said = Counter[tuple[Any, ...]]


class _Row(NamedTuple):
    """What is read of a row: the customer, and the values of the source's columns."""

    customer_id: str | None
    values: tuple[Any, ...]


class _Moments(NamedTuple):
    """When customers were created, as it was said before the writes and as it is said after them."""

    before: Mapping[str, int]
    after: Mapping[str, int]


class EntryUpdates:
    """The search entries of one project and mode, for one transaction."""

    def __init__(self, connection: AsyncConnection, project_id: str, live_mode: bool) -> None:
        self._connection = connection
        self._dialect = dialect_of(connection)
        self._scope = {"project_id": project_id, "live_mode": live_mode}
        # The rows by id as they were before the writes.
        self._before: dict[Table, dict[str, _Row]] = defaultdict(dict)
        self._noted: dict[Table, set[str]] = defaultdict(set)
        # When noted customers were created, as it was said before the writes.
        self._created: dict[str, int] = {}

    async def note(self, table: Table, ids: Iterable[str]) -> None:
        """Before rows with these ids are written or removed: what they say now. Other tables are ignored.

        Rows that are there stay locked until the transaction ends.
        """
        if table in ALL and (new := set(ids) - self._noted[table]):
            self._noted[table] |= new
            self._before[table] |= await self._read(ALL[table], new, lock=True)
            if table is _CUSTOMER:
                self._created |= await self._read_moments(new)

    def list_new(self, table: Table, ids: Iterable[str]) -> set[str]:
        """The noted customers of these that were not there: they must be inserted, to fail if someone else has."""
        return self._noted[table].intersection(ids) - self._before[table].keys() if table is _CUSTOMER else set()

    async def write(self) -> None:
        """After the writes: removes the entries that the noted rows had, and adds those that they have now."""
        said = Said()
        noted = self._noted[_CUSTOMER]
        customers = await self._read(OF_CUSTOMER, noted)
        own = _Moments(self._created, await self._read_moments(noted))
        _change(said, OF_CUSTOMER, self._before[_CUSTOMER], customers, own)
        moved = {name for name in noted if own.before.get(name) != own.after.get(name)}
        for source in OF_OBJECTS:
            before, written = self._before[source.table], self._noted[source.table]
            after = await self._read_of(source, moved)
            others = {identifier: row for identifier, row in after.items() if identifier not in written}
            after |= await self._read(source, written - after.keys())
            known = await self._read_moments(_customers_of(before, after) - noted, lock=True)
            moments = _Moments({**known, **own.before}, {**known, **own.after})
            _change(said, source, before | others, after, moments)
        for notes in (self._before, self._noted, self._created):
            notes.clear()
        changed = [(*key, count) for key, count in said.items() if count]
        changed.sort()
        await add_to_rows(self._connection, self._scope, _ENTRIES, changed)

    async def _read(self, source: Source, ids: Collection[str], *, lock: bool = False) -> dict[str, _Row]:
        if not ids:
            return {}
        wanted = self._rows(source, "id", ids)
        if lock:
            wanted = wanted.order_by(source.table.c.id).with_for_update(key_share=True)
        return await self._fetch(wanted)

    async def _read_of(self, source: Source, customers: Collection[str]) -> dict[str, _Row]:
        """The rows of these customers."""
        return await self._fetch(self._rows(source, source.owner, customers)) if customers else {}

    async def _read_moments(self, customers: Collection[str], *, lock: bool = False) -> dict[str, int]:
        """When these customers were created; `lock` keeps that as it is until the transaction ends."""
        if not customers:
            return {}
        wanted = select(_CUSTOMER.c.id, _CUSTOMER.c.created_at).where(*self._are(_CUSTOMER, "id", customers))
        if lock:
            wanted = wanted.order_by(_CUSTOMER.c.id).with_for_update(read=True)
        rows = await self._connection.execute(wanted)
        return dict(map(tuple, rows.all()))

    def _rows(self, source: Source, column: str, values: Collection[str]) -> Select[Any]:
        table = source.table
        columns = [table.c[name] for name in (source.owner, *source.columns)]
        return select(table.c.id, *columns).where(*self._are(table, column, values))

    def _are(self, table: Table, column: str, values: Collection[str]) -> list[Any]:
        listed = self._dialect.elements_of("listed", sorted(values))
        in_scope = [table.c[name] == value for name, value in self._scope.items()]
        return [*in_scope, table.c[column].in_(select(listed.c.value))]

    async def _fetch(self, wanted: Select[Any]) -> dict[str, _Row]:
        rows = await self._connection.execute(wanted)
        return {row[0]: _Row(row[1], tuple(row[2:])) for row in rows.all()}


def _customers_of(*rows: Mapping[str, _Row]) -> set[str]:
    return {row.customer_id for each in rows for row in each.values() if row.customer_id is not None}


def _change(
    said: Said, source: Source, before: Mapping[str, _Row], after: Mapping[str, _Row], created: _Moments
) -> None:
    """Takes off what the rows said, and adds what they say."""
    for identifier in before.keys() | after.keys():
        one, other = _about(before.get(identifier), created.before), _about(after.get(identifier), created.after)
        if one == other:
            continue
        for (row, created_at), add in ((one, said.subtract), (other, said.update)):
            if row is not None and created_at is not None:
                add(_keys(source, row, created_at))


def _keys(source: Source, row: _Row, created_at: int) -> list[tuple[Any, ...]]:
    customer_id = row.customer_id
    return [(text, weight, created_at, customer_id, fields) for text, weight, fields in source.entries(*row.values)]


def _about(row: _Row | None, created: Mapping[str, int]) -> tuple[_Row | None, int | None]:
    """A row, and when its customer was created: None for a customer who is not there."""
    return row, None if row is None else created.get(row.customer_id or "")
