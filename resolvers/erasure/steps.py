"""What becomes of an erased customer's rows, table by table, and in pieces, so that no lock is held for long."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, and_, delete, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from models.billing.invoice import InvoiceStatus
from models.billing.invoice_payment import InvoicePayment
from models.ownership import CustomerColumn, owner_of, table_of
from models.personal_data import Emptied
from models.scoped import ERASED, SCOPE, Sourced
from resolvers.erasure.customer_rows import CustomerRows, emptied_tables, removed_tables
from resolvers.erasure.papers import INVOICE
from resolvers.summaries.touched import Touched

AT_ONCE = 1_000
"""Rows that one transaction writes: a twentieth of a second of it, so that nobody else's write waits for long."""

_PAYMENT = table_of(InvoicePayment)


class Step(NamedTuple):
    """Rows of one table that are left: they go, or get these values, after which they are not left any more."""

    table: Table
    are_left: ColumnElement[bool]
    values: Mapping[str, Any] | None = None

    @property
    def key(self) -> list[Any]:
        """The columns that tell rows of one project and mode apart."""
        return [column for column in self.table.primary_key if column.name not in SCOPE]

    def find(self, most: Any) -> Select[Any]:
        """The keys of at most so many rows that are left."""
        return select(*self.key).where(self.are_left).limit(most)


def steps_of_erasure(customer: CustomerRows) -> Iterator[Step]:
    """What is personal goes or is emptied. What says whose a row is goes after that row."""
    for table in removed_tables():
        yield Step(table, customer.rows_of(table))
    are_drafts = and_(customer.rows_of(INVOICE), INVOICE.c.status == InvoiceStatus.DRAFT)
    drafts = select(INVOICE.c.id).where(are_drafts)
    yield Step(_PAYMENT, and_(customer.scope_of(_PAYMENT), _PAYMENT.c.invoice_id.in_(drafts)))
    yield Step(INVOICE, are_drafts)
    for table, fate in emptied_tables():
        yield Step(table, and_(customer.rows_of(table), _is_not_emptied(table)), emptied_values(table, fate))


def steps_of_end(customer: CustomerRows) -> Iterator[Step]:
    """All that was emptied goes, once nothing must be kept any more; the customer is last."""
    left = [table for table, _ in reversed(emptied_tables())]
    for table in sorted(left, key=lambda each: isinstance(owner_of(each), CustomerColumn)):
        yield Step(table, customer.rows_of(table))


def emptied_values(table: Table, fate: Emptied) -> dict[str, Any]:
    """What columns of an emptied row hold, by their names."""
    versions = {name: None for name in Sourced.model_fields if name != "deleted_at" and name in table.c}
    return {**fate.personal, **versions, "source_hash": ERASED}


async def take(
    connection: AsyncConnection, touched: Touched, customer: CustomerRows, step: Step, keys: Sequence[Sequence[Any]]
) -> int:
    """Runs the step for the rows with these keys; returns how many there were. The caller updates `touched`."""
    if not keys:
        return 0
    table = step.table
    if touched.follows(table) and isinstance(owner_of(table), CustomerColumn):
        await touched.note(table, [key[0] for key in keys])
    are_chosen = and_(customer.scope_of(table), _have_key(step, keys))
    if step.values is None:
        return (await connection.execute(delete(table).where(are_chosen))).rowcount
    values = {table.c[name]: value for name, value in step.values.items()}
    written = update(table).where(are_chosen, _is_not_emptied(table)).values(values)
    return (await connection.execute(written)).rowcount


def _have_key(step: Step, keys: Sequence[Sequence[Any]]) -> ColumnElement[bool]:
    if len(step.key) == 1:
        return step.key[0].in_([key[0] for key in keys])  # type: ignore[no-any-return]
    return tuple_(*step.key).in_([tuple(key) for key in keys])


def _is_not_emptied(table: Table) -> ColumnElement[bool]:
    return table.c.source_hash.is_distinct_from(ERASED)
