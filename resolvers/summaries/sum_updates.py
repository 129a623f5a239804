"""Updates the sums of payments and invoices in the transaction that writes these: adds the differences."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Select, Table, bindparam, case, select
from sqlalchemy.ext.asyncio import AsyncConnection

from models.ownership import table_of
from models.summaries.payment_summary import PaymentSummary
from resolvers.summaries.counted_rows import add_to_rows, figure_names
from resolvers.summaries.sums import ALL_SUMS, Sums
from storage.dialect import Dialect
from storage.dialects import dialect_of
from storage.statement import Statement
from storage.statements import among, compile_statement

FACTS = frozenset(sums.facts for sums in ALL_SUMS)

# What facts add to each row of a table of sums, by the row's key.
_Added = dict[tuple[Any, ...], list[int]]


class Changed(NamedTuple):
    """The customers of whom any sum has changed, and those of whom it is how much money is disputed."""

    customers: set[str]
    disputed: set[str]


class SumUpdates:
    """The sums of one project and mode, for one transaction.

    Whatever others write at the same time, what is added here is added to it: no sum is written as a whole.
    """

    def __init__(self, connection: AsyncConnection, project_id: str, live_mode: bool) -> None:
        self._connection = connection
        self._dialect = dialect_of(connection)
        self._scope = {"project_id": project_id, "live_mode": live_mode}
        self._noted: dict[Table, set[str]] = defaultdict(set)
        self._stored: dict[Table, set[str]] = defaultdict(set)
        self._added: dict[str, _Added] = {sums.table.name: {} for sums in ALL_SUMS}

    async def note(self, table: Table, ids: Iterable[str]) -> None:
        """Before facts with these ids are written or removed: takes off what they add now.

        Facts that are there stay locked until the transaction ends. Other tables are ignored.
        """
        if table in FACTS and (new := set(ids) - self._noted[table]):
            self._noted[table] |= new
            self._stored[table] |= await self._add(table, new, -1)

    def list_new(self, table: Table, ids: Iterable[str]) -> set[str]:
        """The noted facts of these that were not there: they must be inserted, to fail if someone else has."""
        return set(ids) - self._stored[table] if table in FACTS else set()

    async def write(self) -> "Changed":
        """After the writes: adds what the noted facts add now. Later writes must be noted anew."""
        for table, ids in self._noted.items():
            await self._add(table, ids, 1)
        self._noted.clear()
        self._stored.clear()
        added = self._added[_PAYMENTS.name]
        disputed = {key[0] for key, figures in added.items() if any(figures[place] for place in _DISPUTED)}
        changed = {key[0] for rows in self._added.values() for key, figures in rows.items() if any(figures)}
        for sums in ALL_SUMS:
            await self._write(sums, self._added[sums.table.name])
        return Changed(changed, disputed)

    async def _add(self, table: Table, ids: set[str], sign: int) -> set[str]:
        statement = _facts(table, self._dialect)
        values = statement.bind(self._scope | {"ids": sorted(ids)})
        rows = (await self._connection.exec_driver_sql(statement.sql, tuple(values))).all()
        for part in _parts(table):
            added = self._added[part.name]
            for row in rows:
                if row[part.counted_at]:
                    key, figures = part.key(row), part.figures(row)
                    known = added.get(key, _NOTHING)
                    added[key] = [have + sign * more for have, more in zip(known, figures, strict=False)]
        return {row[0] for row in rows}

    async def _write(self, sums: Sums, added: _Added) -> None:
        changed = [(*key, *added[key]) for key in sorted(added) if any(added[key])]
        added.clear()
        await add_to_rows(self._connection, self._scope, sums.table, changed)


_NOTHING = (0,) * 8
_PAYMENTS = table_of(PaymentSummary)
_DISPUTED = [figure_names(_PAYMENTS).index(name) for name in ("disputed", "incomplete")]


class _Part(NamedTuple):
    """Where a row of facts has what it adds to one table."""

    name: str
    counted_at: int
    key: Callable[[Sequence[Any]], tuple[Any, ...]]
    figures: Callable[[Sequence[Any]], tuple[int, ...]]


@cache
def _parts(table: Table) -> list[_Part]:
    parts, place = [], 1
    for sums in ALL_SUMS:
        if sums.facts is table:
            keys_end = place + 1 + len(sums.key_names)
            end = keys_end + len(sums.figure_names)
            parts.append(
                _Part(
                    sums.table.name, place, itemgetter(*range(place + 1, keys_end)), itemgetter(*range(keys_end, end))
                )
            )
            place = end
    return parts


@cache
def _facts(table: Table, dialect: Dialect) -> Statement:
    """Each fact's id, and for each table whether it counts there, the key of its row and what it adds."""
    columns: list[Any] = [table.c.id]
    for sums in ALL_SUMS:
        if sums.facts is table:
            keys, figures = sums.keys(table, dialect), sums.figures(table)
            columns.append(case((sums.counted(table), 1), else_=0))
            columns += [keys[name] for name in sums.key_names]
            columns += [figures[name] for name in sums.figure_names]
    wanted: Select[Any] = (
        select(*(column.label(f"column_{place}") for place, column in enumerate(columns)))
        .where(table.c.project_id == bindparam("project_id"), table.c.live_mode == bindparam("live_mode"))
        .where(among(table.c.id, "ids", dialect))
        .order_by(table.c.id)
        .with_for_update(key_share=True)
    )
    return compile_statement(wanted, dialect, decoded=False)
