"""Takes the figures of customers away in whose rows something is written: until they are computed anew, reads do so."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Delete, and_, delete, exists, literal, select

from models.billing.customer import Customer
from models.ownership import table_of
from models.scoped import SCOPE, same_scope
from models.summaries.customer_figures import CustomerFigures
from resolvers.summaries.keeping import Keeping
from storage.dialects import dialect_of

FIGURES = table_of(CustomerFigures)
_CUSTOMER = table_of(Customer)
_KEY = [*SCOPE, "id"]
_OUT_OF_DATE: dict[str, Any] = {"figures": None, "since": 0, "until": 0}


async def take_figures_away(keeping: Keeping, customer_ids: Collection[str]) -> None:
    """After the writes: those of these customers are out of date.

    It waits for whoever computes them, without what was written here. The rows are locked in the order of their keys,
    so that two writers never wait for each other.
    """
    if customer_ids:
        await keeping.connection.execute(_make_due(keeping, sorted(customer_ids), FIGURES.c.since > 0))
        await keeping.connection.execute(_remove_of_nobody(keeping, sorted(customer_ids)))


async def begin_to_keep(keeping: Keeping, customer_ids: Collection[str]) -> None:
    """Lets upkeep compute those of customers of whom none were kept since before there was the table."""
    is_older = and_(FIGURES.c.since == 0, FIGURES.c.until.is_(None))
    await keeping.connection.execute(_make_due(keeping, sorted(customer_ids), is_older))


def _make_due(keeping: Keeping, ids: list[str], condition: ColumnElement[bool]) -> Any:
    """Rows for which the condition holds become out of date, and whoever has none gets one that is."""
    values = [literal(value, FIGURES.c[name].type) for name, value in _OUT_OF_DATE.items()]
    rows = select(*(_CUSTOMER.c[name] for name in _KEY), *values).where(*_are_of(keeping, _CUSTOMER, ids))
    insert = dialect_of(keeping.connection).insert(FIGURES)
    written = insert.from_select([*_KEY, *_OUT_OF_DATE], rows.order_by(_CUSTOMER.c.id), include_defaults=False)
    return written.on_conflict_do_update(index_elements=_KEY, set_=_OUT_OF_DATE, where=condition)


def _remove_of_nobody(keeping: Keeping, ids: list[str]) -> Delete:
    is_there = exists().where(same_scope(_CUSTOMER, FIGURES), _CUSTOMER.c.id == FIGURES.c.id)
    return delete(FIGURES).where(*_are_of(keeping, FIGURES, ids), ~is_there)


def _are_of(keeping: Keeping, table: Any, ids: list[str]) -> list[Any]:
    listed = dialect_of(keeping.connection).elements_of("ids", ids)
    its_own = [table.c[name] == value for name, value in keeping.scope.items()]
    return [*its_own, table.c.id.in_(select(listed.c.value))]
