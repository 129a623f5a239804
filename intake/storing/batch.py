"""One batch of objects of a kind, stored in a transaction."""

from collections.abc import Awaitable, Callable

from intake.gathering.collector import Refusals
from intake.kinds import Kind
from intake.record import Arrived, Record
from intake.report import ImportReport
from intake.shapes.translated import Row
from intake.storing.changes import Changes, find_changes
from intake.storing.credits import credit_invoices, refresh_invoices
from intake.storing.deleted_customers import end_if_customer_is_deleted, end_with_customers
from intake.storing.erased import pass_over_erased
from intake.storing.flag_copies import (
    copy_default,
    copy_default_of_customers,
    copy_processing,
    copy_processing_of_links,
    copy_processing_of_payments,
)
from intake.storing.payments import (
    complete_charges,
    complete_disputes,
    complete_links,
    complete_payments,
    complete_refunds,
    refresh_of_charges,
    refresh_of_methods,
    refresh_of_parts,
)
from intake.storing.price_copies import complete_prices, complete_subscriptions, rename_plans, reprice_items
from intake.storing.references import supply_neighbours
from intake.storing.sellers import keep_seller
from intake.storing.target import Target
from intake.storing.writes import delete_children, delete_rows, update_rows, upsert
from models.tables import METADATA

Step = Callable[[Target, list[Record]], Awaitable[None]]


# What a row takes from its neighbours before it is written, and what they take from it afterwards.
_BEFORE: dict[str, Step] = {
    "price": complete_prices,
    "subscription": complete_subscriptions,
    "invoice": credit_invoices,
    "charge": complete_charges,
    "refund": complete_refunds,
    "dispute": complete_disputes,
    "invoice_payment": complete_links,
    "payment_intent": complete_payments,
}
_AFTER: dict[str, tuple[Step, ...]] = {
    "product": (rename_plans,),
    "customer": (copy_default_of_customers,),
    "payment_method": (refresh_of_methods, copy_default),
    "subscription": (end_if_customer_is_deleted,),
    "invoice": (keep_seller, copy_processing),
    "credit_note": (refresh_invoices,),
    "charge": (refresh_of_charges,),
    "refund": (refresh_of_parts,),
    "dispute": (refresh_of_parts,),
    "invoice_payment": (refresh_of_parts, copy_processing_of_links),
    "payment_intent": (copy_processing_of_payments,),
}
# The same for kinds of which patched rows count too.
_AFTER_ANY_CHANGE: dict[str, Callable[[Target, list[Row]], Awaitable[None]]] = {
    "price": reprice_items,
    "customer": end_with_customers,
}


async def store_batch(
    target: Target, kind: Kind, arrived: list[Arrived], refusals: Refusals, report: ImportReport
) -> None:
    """Writes what is new or changed, and counts everything; what is touched is to be kept at the transaction's end."""
    arrived = await pass_over_erased(target, kind, arrived, report)
    changes = await find_changes(target, kind, arrived, report)
    written = changes.written
    if written:
        await supply_neighbours(target, kind, written, refusals, report)
        if kind.name in _BEFORE:
            await _BEFORE[kind.name](target, written)
        await upsert(target, kind.table, [record.row for record in written], kind.kept)
    await _replace_children(target, kind, changes)
    await update_rows(target, kind.table, changes.patched)
    if written:
        for step in _AFTER.get(kind.name, ()):
            await step(target, written)
    if kind.name in _AFTER_ANY_CHANGE and (rows := [record.row for record in written] + changes.patched):
        await _AFTER_ANY_CHANGE[kind.name](target, rows)


async def _replace_children(target: Target, kind: Kind, changes: Changes) -> None:
    for name, column in kind.children.items():
        table = METADATA.tables[name]
        if old := [record.id for record in changes.updated] + changes.gone:
            await delete_children(target, table, column, old)
        rows = [child | {column: record.id} for record in changes.written for child in record.children[name]]
        await upsert(target, table, rows)
    await delete_rows(target, kind.table, changes.gone)
