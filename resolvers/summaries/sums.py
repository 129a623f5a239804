"""What is summed up of payments and invoices, and by what: the one definition, for updating sums and for checking them.

A fact is a payment or an invoice: a row that is summed up.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, Table, and_, case, cast, func, literal, select, true

from models.billing.invoice import InvoiceStatus, was_tried_in_vain
from models.summaries.invoice_summary import AT_ONCE, NEVER
from models.tables import METADATA
from resolvers.summaries.counted_rows import figure_names, key_names
from storage.dialect import Dialect

Columns = Mapping[str, ColumnElement[Any]]


class Sums(NamedTuple):
    """The table where sums are stored, and what a fact adds to which of its rows.

    `keys` are the row's key beside project and mode, `figures` what the fact adds to it, of which the first is above
    zero where there is any fact: a row without facts goes. Facts that are not `counted` add nothing.
    """

    table: Table
    facts: Table
    keys: Callable[[Any, Dialect], Columns]
    figures: Callable[[Any], Columns]
    counted: Callable[[Any], ColumnElement[bool]] = lambda _: true()

    @property
    def key_names(self) -> list[str]:
        """The columns of `keys`, in the order of the table's key."""
        return key_names(self.table)

    @property
    def figure_names(self) -> list[str]:
        """The columns of `figures`, in the table's order."""
        return figure_names(self.table)


def _payment_keys(payment: Any, _: Dialect) -> Columns:
    return {name: payment.c[name] for name in ("customer_id", "currency", "status")}


def _payment_figures(payment: Any) -> Columns:
    return {
        "how_many": literal(1),
        "received": payment.c.amount_received,
        "refunded": payment.c.amount_refunded,
        "disputed": payment.c.amount_disputed,
        "incomplete": case((payment.c.disputes_incomplete, 1), else_=0),
    }


def _has_customer(payment: Any) -> ColumnElement[bool]:
    # As IS NOT NULL, but no range of an index: SQLite would rather read that than the few customers who are asked for.
    is_set: ColumnElement[bool] = payment.c.customer_id != ""
    return is_set


def _month_keys(payment: Any, dialect: Dialect) -> Columns:
    named = {name: payment.c[name] for name in ("customer_id", "currency")}
    return {**named, "month": dialect.month_of(payment.c.created_at)}


def _month_figures(payment: Any) -> Columns:
    received = payment.c.amount_received
    return {"received": received, "net": received - payment.c.amount_refunded - payment.c.amount_disputed}


def _has_received(payment: Any) -> ColumnElement[bool]:
    return and_(_has_customer(payment), payment.c.amount_received > 0)


def _invoice_keys(invoice: Any, dialect: Dialect) -> Columns:
    named = {name: invoice.c[name] for name in ("customer_id", "currency", "status")}
    due_month = case(
        (invoice.c.status != InvoiceStatus.OPEN, NEVER),
        (was_tried_in_vain(invoice.c), AT_ONCE),
        (invoice.c.due_at.is_(None), NEVER),
        else_=dialect.month_of(invoice.c.due_at),
    )
    return {**named, "due_month": due_month}


def _invoice_figures(invoice: Any) -> Columns:
    return {"how_many": literal(1), "paid": invoice.c.amount_paid, "remaining": invoice.c.amount_remaining}


_PAYMENT, _INVOICE = METADATA.tables["payment_intent"], METADATA.tables["invoice"]
ALL_SUMS = (
    Sums(METADATA.tables["payment_summary"], _PAYMENT, _payment_keys, _payment_figures, _has_customer),
    Sums(METADATA.tables["payment_month"], _PAYMENT, _month_keys, _month_figures, _has_received),
    Sums(METADATA.tables["invoice_summary"], _INVOICE, _invoice_keys, _invoice_figures),
)


def compute(sums: Sums, facts: Any, dialect: Dialect, *conditions: ColumnElement[bool]) -> Select[Any]:
    """The rows of the table by the facts, an alias of their table, for which the conditions hold.

    Columns are those of the table, in its order.
    """
    scope = [facts.c.project_id, facts.c.live_mode]
    keys, figures = sums.keys(facts, dialect), sums.figures(facts)
    labelled = [column.label(name) for name, column in {**keys, **figures}.items()]
    each = select(*scope, *labelled).where(sums.counted(facts), *conditions).subquery("each")
    # PostgreSQL sums bigints as numeric.
    summed = [
        each.c[column.name] if column.primary_key else cast(func.sum(each.c[column.name]), BigInteger)
        for column in sums.table.columns
    ]
    return select(*summed).group_by(*(each.c[column.name] for column in sums.table.primary_key))
