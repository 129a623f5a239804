"""Stripe's invoice payment (since 2025-03-31) as a row: which payment was made for which invoice."""

from intake.shapes.fields import Fields
from intake.shapes.neighbours import Neighbours
from intake.shapes.translated import Translated
from models.billing.invoice_payment import InvoicePaymentStatus


def translate_invoice_payment(fields: Fields) -> Translated:
    """The row; Refused says what is wrong."""
    neighbours = Neighbours(fields)
    payment = fields.need(fields.child, "payment")
    transitions = fields.child("status_transitions") or Fields({})
    for name in ("payment_intent", "charge"):
        neighbours.expand(name, payment.expanded(name))
    neighbours.expand("invoice", fields.expanded("invoice"))
    row = {
        "invoice_id": fields.need(fields.reference, "invoice"),
        "payment_intent_id": payment.reference("payment_intent"),
        "charge_id": payment.reference("charge"),
        "status": fields.member("status", InvoicePaymentStatus),
        "currency": fields.currency("currency"),
        "amount_paid": fields.whole("amount_paid"),
        "amount_requested": fields.whole("amount_requested"),
        "paid_at": transitions.moment("paid_at"),
        "created_at": fields.moment("created"),
    }
    return Translated("invoice_payment", fields.need(fields.identifier, "id"), row, expanded=neighbours.expanded)
