"""Stripe's refund as a row."""

from intake.shapes.fields import Fields
from intake.shapes.limits import MONEY_TAKEN
from intake.shapes.neighbours import Neighbours
from intake.shapes.translated import Translated
from models.billing.refund import RefundState


def translate_refund(fields: Fields) -> Translated:
    """The row; one without a status, as before 2015, has succeeded."""
    neighbours = Neighbours(fields)
    neighbours.expand("charge", fields.expanded("charge"))
    neighbours.expand("payment_intent", fields.expanded("payment_intent"))
    row = {
        "payment_intent_id": fields.reference("payment_intent"),
        "charge_id": fields.reference("charge"),
        "status": fields.member("status", RefundState) or RefundState.SUCCEEDED,
        "currency": fields.need(fields.currency, "currency"),
        "amount": fields.need(lambda name: fields.whole(name, MONEY_TAKEN), "amount"),
        "reason": fields.text("reason"),
        "failure_reason": fields.text("failure_reason"),
        "created_at": fields.need(fields.moment, "created"),
    }
    return Translated("refund", fields.need(fields.identifier, "id"), row, expanded=neighbours.expanded)
