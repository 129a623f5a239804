"""Stripe's tax rates and tax ids as rows."""

from intake.shapes.fields import Fields
from intake.shapes.neighbours import Neighbours, refuse_account
from intake.shapes.taxes import read_percentage
from intake.shapes.translated import Translated
from models.values.money import plain_decimal


def translate_tax_rate(fields: Fields) -> Translated:
    """The row; Refused says what is wrong."""
    percentage = read_percentage(fields)
    row = {
        "name": fields.text("display_name"),
        "percentage": None if percentage is None else plain_decimal(percentage),
        "included": fields.flag("inclusive") or False,
        "country": fields.text("country"),
        "jurisdiction": fields.text("jurisdiction"),
        "created_at": fields.moment("created"),
    }
    return Translated("tax_rate", fields.need(fields.identifier, "id"), row)


def translate_tax_id(fields: Fields) -> Translated:
    """The row; since 2024 the customer is named by its `owner`."""
    neighbours = Neighbours(fields)
    owner = fields.child("owner") or fields
    customer = neighbours.find("customer", "customer") or neighbours.find("customer", "customer", owner)
    # Without a customer it would be a number of the seller's.
    if customer is None:
        refuse_account(owner)
    row = {
        "customer_id": customer,
        "type": fields.need(fields.text, "type"),
        "value": fields.need(fields.text, "value"),
        "created_at": fields.need(fields.moment, "created"),
    }
    return Translated("tax_id", fields.need(fields.identifier, "id"), row, expanded=neighbours.expanded)
