"""Stripe's payment method, or the card or bank account that it was before 2018, as a row."""

from intake.shapes.fields import Fields
from intake.shapes.limits import COUNT
from intake.shapes.method_details import read_brand, read_last4
from intake.shapes.neighbours import Neighbours
from intake.shapes.translated import Translated


def translate_payment_method(fields: Fields) -> Translated:
    """The row; what a card has lies under the name of its type."""
    method_type = fields.need(fields.text, "type")
    return _translate(fields, method_type, fields.expanded(method_type) or Fields({}))


def translate_card(fields: Fields) -> Translated:
    """The same for a card that is an object of its own."""
    return _translate(fields, "card", fields)


def translate_bank_account(fields: Fields) -> Translated:
    """The same for a bank account."""
    return _translate(fields, "bank_account", fields)


def _translate(fields: Fields, method_type: str, details: Fields) -> Translated:
    neighbours = Neighbours(fields)
    row = {
        "customer_id": neighbours.find("customer", "customer"),
        "type": method_type,
        "brand": read_brand(details),
        "last4": read_last4(details),
        "expires_month": details.whole("exp_month", COUNT),
        "expires_year": details.whole("exp_year", COUNT),
        "created_at": fields.moment("created") or 0,
    }
    return Translated("payment_method", fields.need(fields.identifier, "id"), row, expanded=neighbours.expanded)
