"""Stripe's invoice as a row with its lines."""

from intake.shapes.address import read_address, read_tax_ids
from intake.shapes.fields import Fields
from intake.shapes.invoice_amounts import read_amounts
from intake.shapes.invoice_line import list_line_prices, read_lines
from intake.shapes.translated import Reference, Row, Translated
from models.billing.invoice import InvoiceStatus
from models.values.instant import Instant


def translate_invoice(fields: Fields) -> Translated:
    """The row and its lines; Refused says what is wrong."""
    customer, subscription = fields.need(fields.reference, "customer"), _read_subscription(fields)
    status = fields.need(lambda name: fields.member(name, InvoiceStatus), "status")
    currency = fields.need(fields.currency, "currency")
    lines = read_lines(fields, currency)
    row = {
        "customer_id": customer,
        "subscription_id": subscription and subscription.id,
        "number": fields.identifier("number"),
        "status": status,
        "currency": currency,
        **read_amounts(fields, status, lines),
        "description": fields.text("description"),
        "buyer": _read_buyer(fields),
        **_read_dates(fields, status),
    }
    references = [Reference("customer", customer, f"{fields.path}customer")]
    if subscription:
        references.append(subscription)
    return Translated(
        "invoice",
        fields.need(fields.identifier, "id"),
        row,
        {"invoice_line": lines},
        references,
        list_line_prices(fields),
    )


def _read_subscription(fields: Fields) -> Reference | None:
    """On the invoice before 2025-03-31, on its parent since."""
    parent = fields.child("parent")
    details = parent and parent.child("subscription_details")
    for holder in (fields, details):
        subscription = holder and holder.reference("subscription")
        if holder and subscription:
            return Reference("subscription", subscription, f"{holder.path}subscription")
    return None


def _read_buyer(fields: Fields) -> Row:
    return {
        "name": fields.text("customer_name"),
        "email": fields.text("customer_email"),
        "phone": fields.text("customer_phone"),
        "address": read_address(fields, "customer_address"),
        "tax_ids": read_tax_ids(fields, "customer_tax_ids"),
        "tax_exempt": fields.text("customer_tax_exempt"),
    }


def _read_dates(fields: Fields, status: InvoiceStatus) -> dict[str, Instant | None]:
    created = fields.need(fields.moment, "created")
    transitions = fields.child("status_transitions") or Fields({})
    issued = transitions.moment("finalized_at")
    if issued is None and status is not InvoiceStatus.DRAFT:
        issued = fields.moment("effective_at") or created
    return {
        "created_at": created,
        "issued_at": issued,
        "due_at": fields.moment("due_date"),
        "paid_at": transitions.moment("paid_at"),
        "voided_at": transitions.moment("voided_at"),
    }
