"""Stripe's payment intent as a row."""

from typing import Any

from intake.shapes.fields import Fields
from intake.shapes.limits import MONEY_TAKEN
from intake.shapes.metadata import read_metadata
from intake.shapes.method_details import describe_method_of_payment
from intake.shapes.neighbours import Neighbours
from intake.shapes.translated import Row, Translated
from models.billing.payment_intent import PaymentIntentStatus

_INVOICE_ID = ("in_", "inv_")

# Before 2019-02-11 a method was called a source.
_OLD_STATUSES = {
    "requires_source": PaymentIntentStatus.REQUIRES_PAYMENT_METHOD,
    "requires_source_action": PaymentIntentStatus.REQUIRES_ACTION,
}
_STATUS_OF_CHARGE = {
    PaymentIntentStatus.SUCCEEDED: "succeeded",
    PaymentIntentStatus.REQUIRES_CAPTURE: "succeeded",
    PaymentIntentStatus.PROCESSING: "pending",
}


def translate_payment_intent(fields: Fields) -> Translated:
    """The row; Refused says what is wrong."""
    neighbours = Neighbours(fields)
    identifier = fields.need(fields.identifier, "id")
    status = _read_status(fields)
    customer = neighbours.find("customer", "customer")
    row = {
        "customer_id": customer,
        "amount": fields.need(lambda name: fields.whole(name, MONEY_TAKEN), "amount"),
        "currency": fields.need(fields.currency, "currency"),
        "status": status,
        "description": fields.text("description"),
        "metadata": read_metadata(fields),
        "created_at": fields.need(fields.moment, "created"),
        "amount_capturable": fields.whole("amount_capturable", MONEY_TAKEN),
        **_expand(fields, neighbours, identifier, customer, status),
        "stated": {
            "amount_received": fields.whole("amount_received", MONEY_TAKEN),
            "invoice_id": _read_invoice(fields, neighbours),
            **_read_failure(fields),
            **describe_method_of_payment(fields, status),
        },
    }
    return Translated("payment_intent", identifier, row, references=neighbours.references, expanded=neighbours.expanded)


def _expand(
    fields: Fields, neighbours: Neighbours, identifier: str, customer: str | None, status: PaymentIntentStatus
) -> Row:
    """Takes in its charges and methods, and names the last of each."""
    created = fields.source.get("created")
    told: dict[str, Any] = {
        "payment_intent": identifier,
        "customer": customer,
        "currency": fields.source.get("currency"),
        "created": created,
        "livemode": fields.source.get("livemode"),
    }
    latest = neighbours.find("latest_charge", "charge", **told, status=_STATUS_OF_CHARGE.get(status, "failed"))
    for charge in fields.children("charges") or []:
        neighbours.expand("charge", charge, **told)
    error = fields.expanded("last_payment_error") or Fields({})
    neighbours.find("payment_method", "payment_method", error, created=created)
    method = neighbours.find("payment_method", "payment_method", created=created)
    return {
        "payment_method_id": method or neighbours.find("source", "payment_method", created=created),
        "latest_charge_id": latest,
    }


def _read_invoice(fields: Fields, neighbours: Neighbours) -> str | None:
    """Before 2025-03-31 the payment names it itself; `metadata.invoice` counts when it looks like an id."""
    invoice = neighbours.find("invoice", "invoice")
    if invoice:
        return invoice
    noted = (fields.expanded("metadata") or Fields({})).source.get("invoice")
    if isinstance(noted, str) and noted.startswith(_INVOICE_ID):
        metadata = fields.need(fields.child, "metadata")
        invoice = metadata.need(metadata.identifier, "invoice")
        neighbours.references.append(("invoice", invoice, "metadata.invoice"))
    return invoice


def _read_status(fields: Fields) -> PaymentIntentStatus:
    status = _OLD_STATUSES.get(fields.text("status") or "") or fields.need(
        lambda name: fields.member(name, PaymentIntentStatus), "status"
    )
    waits = status is PaymentIntentStatus.REQUIRES_PAYMENT_METHOD
    return PaymentIntentStatus.FAILED if waits and fields.has("last_payment_error") else status


def _read_failure(fields: Fields) -> Row:
    """The decline code is the finer of the two."""
    error = fields.child("last_payment_error") or Fields({})
    return {
        "failure_code": error.text("decline_code") or error.text("code"),
        "failure_message": error.text("message"),
    }
