"""Keeps the facets of customers as what they follow from is written, in the writer's transaction."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, delete, select

from models.billing.customer import Customer
from models.ownership import table_of
from models.scoped import SCOPE
from models.summaries.customer_facets import CustomerFacets
from models.summaries.facets import facets_at, last_change, next_change
from resolvers.scopes import number_parameter
from resolvers.summaries.keeping import Keeping
from resolvers.summaries.kept_cards import keep_cards
from resolvers.summaries.kept_counts import Counted, note_changes
from resolvers.summaries.writes import Write, compile_write, has_key
from storage.dialect import Dialect
from storage.dialects import dialect_of
from storage.statement import Statement
from storage.statements import among, compile_statement

FACETS, _CUSTOMER = table_of(CustomerFacets), table_of(Customer)
# A row is the values of these: the customer's id, the facets, when they were created, and so on.
COLUMNS = [column.name for column in FACETS.columns if column.name not in SCOPE]

_Row = Sequence[Any]


async def keep_facets(keeping: Keeping, customer_ids: Collection[str], cards_of: Collection[str] = ()) -> None:
    """After the writes: brings the facets of these customers up to them, and the counts of customers by facets.

    Also which cards end before the next charge, of the customers in `cards_of` too. Whoever changes the same customers
    at the same time waits, and then sees what was written here.
    """
    ids = sorted({*customer_ids, *cards_of})
    if not ids:
        return
    reads, writes = _reads(dialect_of(keeping.connection)), _writes(dialect_of(keeping.connection))
    # Only now, with the rows locked, does a statement see all that others have committed.
    kept = {row[0]: row for row in await _fetch(keeping, reads.kept, ids)}
    if cards_of:
        await keep_cards(keeping, cards_of)
    rows = {row[0]: row for row in await _fetch(keeping, reads.computed, ids)}
    scope = keeping.scope
    await writes.add.run(keeping.connection, scope, [row for id_, row in rows.items() if id_ not in kept])
    changed = [row for id_, row in rows.items() if id_ in kept and row != kept[id_]]
    await writes.replace.run(keeping.connection, scope, changed)
    await writes.remove.run(keeping.connection, scope, [(id_,) for id_ in kept if id_ not in rows])
    await note_changes(keeping, map(_counted, kept.values()), map(_counted, rows.values()))


def _counted(row: _Row) -> Counted:
    return Counted.of(row[1], row[2])


async def _fetch(keeping: Keeping, statement: Statement, ids: list[str]) -> list[_Row]:
    values = statement.bind(keeping.scope | {"ids": ids, "now": keeping.now})
    rows = await keeping.connection.exec_driver_sql(statement.sql, tuple(values))
    return [tuple(row) for row in rows]


class _Reads(NamedTuple):
    kept: Statement
    computed: Statement


class _Writes(NamedTuple):
    add: Write
    replace: Write
    remove: Write


@cache
def _reads(dialect: Dialect) -> _Reads:
    kept = _of_ids(select(*(FACETS.c[name] for name in COLUMNS)), FACETS, dialect)
    computed = _of_ids(compute(_CUSTOMER, number_parameter("now")), _CUSTOMER, dialect)
    locked = kept.order_by(FACETS.c.id).with_for_update()
    return _Reads(*(compile_statement(each, dialect, decoded=False) for each in (locked, computed)))


def compute(customer: Any, at: Any) -> Select[Any]:
    """The COLUMNS of customers, a table or an alias of it, as they are at the moment."""
    its = customer.c
    facets, *moments = facets_at(its, at), last_change(its, at), next_change(its, at)
    values = (its.id, facets, its.created_at, its.sort_name, *moments)
    return select(*(value.label(name) for name, value in zip(COLUMNS, values, strict=True)))


def _of_ids(rows: Select[Any], table: Any, dialect: Dialect) -> Select[Any]:
    its_own = (table.c[name] == bindparam(name) for name in SCOPE)
    return rows.where(*its_own, among(table.c.id, "ids", dialect))


@cache
def _writes(dialect: Dialect) -> _Writes:
    remove = delete(FACETS).where(*has_key(FACETS, ["id"]))
    return _Writes(
        compile_write(dialect.insert(FACETS), FACETS, COLUMNS, dialect),
        compile_write(dialect.upsert(FACETS, frozenset()), FACETS, COLUMNS, dialect),
        compile_write(remove, FACETS, ["id"], dialect),
    )
