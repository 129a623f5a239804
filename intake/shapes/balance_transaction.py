"""Stripe's customer balance transaction as a row."""

from intake.shapes.fields import Fields
from intake.shapes.neighbours import Neighbours
from intake.shapes.translated import Translated


def translate_balance_transaction(fields: Fields) -> Translated:
    """The row; Refused says what is wrong."""
    neighbours = Neighbours(fields)
    row = {
        "customer_id": neighbours.need("customer", "customer"),
        "invoice_id": neighbours.find("invoice", "invoice"),
        "credit_note_id": neighbours.find("credit_note", "credit_note"),
        "type": fields.need(fields.text, "type"),
        "currency": fields.need(fields.currency, "currency"),
        "amount": fields.need(fields.whole, "amount"),
        "ending_balance": fields.whole("ending_balance"),
        "description": fields.text("description"),
        "created_at": fields.need(fields.moment, "created"),
    }
    return Translated(
        "customer_balance_transaction", fields.need(fields.identifier, "id"), row, expanded=neighbours.expanded
    )
