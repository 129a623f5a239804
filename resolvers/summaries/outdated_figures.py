"""Invalidates the stored figures of customers after a write; until upkeep refreshes them, each read computes them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Delete, and_, delete, exists, literal, select

from models.billing.customer import Customer
from models.ownership import table_of
from models.scoped import SCOPE, same_scope
from models.summaries.customer_figures import CustomerFigures
from resolvers.summaries.scoped_transaction import ScopedTransaction
from storage.dialects import dialect_of

FIGURES = table_of(CustomerFigures)
_CUSTOMER = table_of(Customer)
_KEY = [*SCOPE, "id"]
_OUT_OF_DATE: dict[str, Any] = {"figures": None, "since": 0, "until": 0}


async def invalidate_figures(transaction: ScopedTransaction, customer_ids: Collection[str]) -> None:
    """After the writes: the stored figures of these customers no longer count.

    It waits for a refresh that is under way, which does not see what was written here. The rows are locked in the order
    of their keys, so that two writers never wait for each other. What could not be computed is tried again at once.
    """
    if customer_ids:
        await transaction.connection.execute(_make_due(transaction, sorted(customer_ids), FIGURES.c.since > 0))
        await transaction.connection.execute(_remove_of_nobody(transaction, sorted(customer_ids)))


async def queue_missing_figures(transaction: ScopedTransaction, customer_ids: Collection[str]) -> None:
    """Lets upkeep compute the figures of customers who have had none since before there was the table."""
    is_older = and_(FIGURES.c.since == 0, FIGURES.c.until.is_(None))
    await transaction.connection.execute(_make_due(transaction, sorted(customer_ids), is_older))


def _make_due(transaction: ScopedTransaction, ids: list[str], condition: ColumnElement[bool]) -> Any:
    """An upsert: marks rows as outdated where the condition holds, and inserts outdated rows where there are none."""
    new = _OUT_OF_DATE | {"failures": 0}
    values = [literal(value, FIGURES.c[name].type) for name, value in new.items()]
    rows = select(*(_CUSTOMER.c[name] for name in _KEY), *values).where(*_are_of(transaction, _CUSTOMER, ids))
    insert = dialect_of(transaction.connection).insert(FIGURES)
    written = insert.from_select([*_KEY, *new], rows.order_by(_CUSTOMER.c.id), include_defaults=False)
    return written.on_conflict_do_update(index_elements=_KEY, set_=_OUT_OF_DATE, where=condition)


def _remove_of_nobody(transaction: ScopedTransaction, ids: list[str]) -> Delete:
    is_there = exists().where(same_scope(_CUSTOMER, FIGURES), _CUSTOMER.c.id == FIGURES.c.id)
    return delete(FIGURES).where(*_are_of(transaction, FIGURES, ids), ~is_there)


def _are_of(transaction: ScopedTransaction, table: Any, ids: list[str]) -> list[Any]:
    listed = dialect_of(transaction.connection).elements_of("ids", ids)
    its_own = [table.c[name] == value for name, value in transaction.scope.items()]
    return [*its_own, table.c.id.in_(select(listed.c.value))]
