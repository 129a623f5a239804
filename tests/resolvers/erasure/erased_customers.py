"""A customer with a row in every table that can hold something of a person, and the texts that must vanish."""

import json
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from models.billing.charge import ChargeStatus
from models.billing.discount import Discount
from models.billing.idempotency import IdempotencyRecord
from models.billing.imported_event import ImportedEvent
from models.billing.invoice import InvoiceStatus
from models.billing.subscription import SubscriptionStatus
from models.tables import METADATA
from tests.factories import (
    NOW,
    make_charge,
    make_customer,
    make_event,
    make_invoice,
    make_item,
    make_kept,
    make_line,
    make_method,
    make_money_around,
    make_payment,
    make_plan,
    make_product,
    make_subscription,
    scope,
)

SECRET = "Quellwurz"
"""Is in every text of the customer."""
HIDDEN = f"about {SECRET}"


def make_everything(number: int = 1, **where: Any) -> list[SQLModel]:
    """A customer without running subscriptions; parents first."""
    customer = make_customer(
        number, name=f"{SECRET} {number}", email=f"{SECRET.lower()}{number}@example.com", phone="+44 20 7946 0018",
        description=HIDDEN, extra={"crm": HIDDEN}, address={"line1": HIDDEN, "country": "GB"}, locale="en-GB",
        tax_ids=[{"type": "gb_vat", "value": HIDDEN}], default_payment_method_id=f"pm_{number}", **where,
    )  # fmt: skip
    subscription = make_subscription(
        customer, status=SubscriptionStatus.CANCELED, ended_at=NOW, cancellation_comment=HIDDEN,
        cancellation_requested_by=SECRET,
    )  # fmt: skip
    plan = make_plan(number, product_id=f"prod_{number}", **where)
    buyer = {"name": HIDDEN, "address": {"line1": HIDDEN}}
    told: dict[str, Any] = {"description": HIDDEN, "footer": HIDDEN, "custom_fields": [{"name": "PO", "value": HIDDEN}]}
    invoice = make_invoice(
        customer, subscription_id=subscription.id, buyer=buyer,
        pdf_key_parts={"invoice": {}, "buyer": buyer, "seller": {}},
        hosted_url=f"https://pay.example.com/{SECRET}", **told,
    )  # fmt: skip
    draft = make_invoice(customer, 2, status=InvoiceStatus.DRAFT, number=None, buyer=buyer, issued_at=None, **told)
    failure = {"failure_message": HIDDEN, "description": HIDDEN}
    payment = make_payment(
        customer, invoice_id=invoice.id, payment_method_id=f"pm_{number}_off", stated={"failure_message": HIDDEN},
        extra={"order": HIDDEN}, **failure,
    )  # fmt: skip
    around = make_money_around(customer, invoice, payment)
    for row in around:
        for column in ("memo", "description"):
            if column in type(row).model_fields:
                setattr(row, column, HIDDEN)
    failed = make_charge(payment, id=f"ch_{number}_failed", status=ChargeStatus.FAILED, **failure)
    detached = make_method(customer, id=f"pm_{number}_off", customer_id=None, last4="7070", brand=HIDDEN)
    return [
        customer, make_product(id=f"prod_{number}", **where), plan, subscription, make_item(subscription, plan),
        invoice, make_line(invoice, description=HIDDEN), draft, make_line(draft, description=HIDDEN),
        # Of its versions the last is what was given to them.
        make_kept(invoice, kept_at=NOW - 1), payment, *around, failed, detached,
        make_event(subscription, comment=HIDDEN, changes={"before": {}, "after": {"cancellation_comment": HIDDEN}}),
        Discount(**scope(customer), id=f"di_{number}", subscription_id=subscription.id),
        ImportedEvent(
            **scope(customer), kind="invoice", object_id=invoice.id, event_id=f"evt_{number}", created_at=NOW,
            source=json.dumps({"customer_name": HIDDEN}),
        ),
        IdempotencyRecord(
            **scope(customer), mutation="cancelSubscription", key=f"key {number}", input_hash="0", created_at=NOW,
            answer={"subscription": {"customer_id": customer.id, "cancellation_comment": HIDDEN}},
        ),
    ]  # fmt: skip


async def rows_of(connection: AsyncConnection, table: Table) -> list[str]:
    """All rows of a table as text."""
    return [repr(tuple(row)) for row in await connection.execute(select(*table.columns))]


async def tables_with(connection: AsyncConnection, text: str) -> dict[str, int]:
    """How many rows of each table have the text, whatever its case."""
    found = {
        table.name: sum(text.lower() in row.lower() for row in await rows_of(connection, table))
        for table in METADATA.sorted_tables
    }
    return {name: count for name, count in found.items() if count}
