"""Stripe's product as a row."""

from intake.shapes.fields import Fields
from intake.shapes.translated import Translated


def translate_product(fields: Fields) -> Translated:
    """The row; Refused says what is wrong."""
    name = fields.need(fields.text, "name")
    return Translated("product", fields.need(fields.identifier, "id"), {"name": name})
