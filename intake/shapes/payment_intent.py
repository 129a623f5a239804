"""Stripe's payment intent as a row."""

from intake.shapes.fields import Fields
from intake.shapes.limits import MONEY_TAKEN
from intake.shapes.payment_method import read_method
from intake.shapes.translated import Reference, Row, Translated
from models.billing.payment_intent import PaymentIntentStatus

_INVOICE_ID = ("in_", "inv_")


def translate_payment_intent(fields: Fields) -> Translated:
    """The row; Refused says what is wrong."""
    customer, invoice = fields.reference("customer"), _read_invoice(fields)
    status = _read_status(fields)
    row = {
        "customer_id": customer,
        "invoice_id": invoice and invoice.id,
        "amount": fields.need(lambda name: fields.whole(name, MONEY_TAKEN), "amount"),
        "currency": fields.need(fields.currency, "currency"),
        "status": status,
        "description": fields.text("description"),
        "created_at": fields.need(fields.moment, "created"),
        **_read_failure(fields),
        **read_method(fields, status),
    }
    references = [Reference("customer", customer, f"{fields.path}customer")] if customer else []
    if invoice:
        references.append(invoice)
    return Translated("payment_intent", fields.need(fields.identifier, "id"), row, references=references)


def _read_invoice(fields: Fields) -> Reference | None:
    """Before 2025-03-31 the payment names it itself; `metadata.invoice` counts when it looks like an id."""
    invoice = fields.reference("invoice")
    if invoice:
        return Reference("invoice", invoice, f"{fields.path}invoice")
    noted = (fields.expanded("metadata") or Fields({})).source.get("invoice")
    if isinstance(noted, str) and noted.startswith(_INVOICE_ID):
        metadata = fields.need(fields.child, "metadata")
        return Reference("invoice", metadata.need(metadata.identifier, "invoice"), "metadata.invoice")
    return None


def _read_status(fields: Fields) -> PaymentIntentStatus:
    status = fields.need(lambda name: fields.member(name, PaymentIntentStatus), "status")
    waits = status is PaymentIntentStatus.REQUIRES_PAYMENT_METHOD
    return PaymentIntentStatus.FAILED if waits and fields.has("last_payment_error") else status


def _read_failure(fields: Fields) -> Row:
    error = fields.child("last_payment_error") or Fields({})
    return {
        "failure_code": error.text("code") or error.text("decline_code"),
        "failure_message": error.text("message"),
    }
