"""Stripe's invoice payment (since 2025-03-31): which payment was made for which invoice."""

from intake.shapes.fields import Fields
from intake.shapes.translated import Ignored, Reference, Translated


def translate_invoice_payment(fields: Fields) -> Translated:
    """A link, which is no row of its own; Ignored when it is of a charge or of money from elsewhere."""
    payment = fields.need(fields.child, "payment")
    intent = payment.reference("payment_intent")
    if intent is None:
        raise Ignored("invoice_payment (without a payment intent)")
    invoice = fields.need(fields.reference, "invoice")
    return Translated(
        "invoice_payment",
        fields.need(fields.identifier, "id"),
        {"payment_intent_id": intent, "invoice_id": invoice},
        references=[
            Reference("payment_intent", intent, f"{payment.path}payment_intent"),
            Reference("invoice", invoice, f"{fields.path}invoice"),
        ],
    )
