"""Stripe's dispute as a row."""

from intake.shapes.fields import Fields
from intake.shapes.limits import MONEY_TAKEN
from intake.shapes.neighbours import Neighbours
from intake.shapes.translated import Translated
from models.billing.dispute import DisputeStatus

# Stripe's older words for a dispute that ended before it was answered.
_OLD_STATUSES = {"charge_refunded": DisputeStatus.WON}


def translate_dispute(fields: Fields) -> Translated:
    """The row; Refused says what is wrong."""
    neighbours = Neighbours(fields)
    neighbours.expand("charge", fields.expanded("charge"))
    neighbours.expand("payment_intent", fields.expanded("payment_intent"))
    evidence = fields.child("evidence_details") or Fields({})
    old = _OLD_STATUSES.get(fields.text("status") or "")
    row = {
        "payment_intent_id": fields.reference("payment_intent"),
        "charge_id": fields.reference("charge"),
        "status": old or fields.need(lambda name: fields.member(name, DisputeStatus), "status"),
        "currency": fields.need(fields.currency, "currency"),
        "amount": fields.need(lambda name: fields.whole(name, MONEY_TAKEN), "amount"),
        "reason": fields.text("reason") or "general",
        "evidence_due_at": evidence.moment("due_by"),
        "created_at": fields.need(fields.moment, "created"),
    }
    return Translated("dispute", fields.need(fields.identifier, "id"), row, expanded=neighbours.expanded)
