"""Updates the facets of customers, in the transaction that writes what they are computed from."""

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
from resolvers.summaries.count_updates import Counted, note_changes
from resolvers.summaries.ending_card_updates import update_ending_cards
from resolvers.summaries.scoped_transaction import ScopedTransaction
from resolvers.summaries.writes import Write, compile_write, has_key
from storage.dialect import Dialect
from storage.dialects import dialect_of
from storage.statement import Statement
from storage.statements import among, compile_statement

FACETS, _CUSTOMER = table_of(CustomerFacets), table_of(Customer)
# A row is the values of these: the customer's id, the facets, when they were created, and so on.
COLUMNS = [column.name for column in FACETS.columns if column.name not in SCOPE]

_Row = Sequence[Any]


async def update_facets(
    transaction: ScopedTransaction, customer_ids: Collection[str], cards_of: Collection[str] = ()
) -> None:
    """After the writes: updates the facets of these customers, and the counts of customers by facets.

    For the customers in `cards_of`, the ending cards are updated first. Other transactions that change the same
    customers wait, and then see what was written here.
    """
    ids = sorted({*customer_ids, *cards_of})
    if not ids:
        return
    reads, writes = _reads(dialect_of(transaction.connection)), _writes(dialect_of(transaction.connection))
    # Only now, with the rows locked, does a statement see all that others have committed.
    stored = {row[0]: row for row in await _fetch(transaction, reads.stored, ids)}
    if cards_of:
        await update_ending_cards(transaction, cards_of)
    rows = {row[0]: row for row in await _fetch(transaction, reads.computed, ids)}
    scope = transaction.scope
    await writes.add.run(transaction.connection, scope, [row for id_, row in rows.items() if id_ not in stored])
    changed = [row for id_, row in rows.items() if id_ in stored and row != stored[id_]]
    await writes.replace.run(transaction.connection, scope, changed)
    await writes.remove.run(transaction.connection, scope, [(id_,) for id_ in stored if id_ not in rows])
    await note_changes(transaction, map(_counted, stored.values()), map(_counted, rows.values()))


def _counted(row: _Row) -> Counted:
    return Counted.of(row[1], row[2])


async def _fetch(transaction: ScopedTransaction, statement: Statement, ids: list[str]) -> list[_Row]:
    values = statement.bind(transaction.scope | {"ids": ids, "now": transaction.now})
    rows = await transaction.connection.exec_driver_sql(statement.sql, tuple(values))
    return [tuple(row) for row in rows]


class _Reads(NamedTuple):
    stored: Statement
    computed: Statement


class _Writes(NamedTuple):
    add: Write
    replace: Write
    remove: Write


@cache
def _reads(dialect: Dialect) -> _Reads:
    stored = _of_ids(select(*(FACETS.c[name] for name in COLUMNS)), FACETS, dialect)
    computed = _of_ids(compute(_CUSTOMER, number_parameter("now")), _CUSTOMER, dialect)
    locked = stored.order_by(FACETS.c.id).with_for_update()
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
