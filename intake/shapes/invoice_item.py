"""Stripe's invoice item as a row."""

from intake.shapes.discount import read_discounts
from intake.shapes.fields import Fields
from intake.shapes.invoice_line import read_period, read_quantity
from intake.shapes.neighbours import Neighbours
from intake.shapes.translated import Translated
from models.values.money import plain_decimal


def translate_invoice_item(fields: Fields) -> Translated:
    """The row; Refused says what is wrong."""
    neighbours = Neighbours(fields)
    details = (fields.child("parent") or Fields({})).child("subscription_details") or fields
    quantity = read_quantity(fields)
    start, end = read_period(fields)
    row = {
        "customer_id": neighbours.need("customer", "customer"),
        "subscription_id": neighbours.find("subscription", "subscription")
        or neighbours.find("subscription", "subscription", details),
        "invoice_id": neighbours.find("invoice", "invoice"),
        "description": fields.text("description"),
        "currency": fields.need(fields.currency, "currency"),
        "amount": fields.need(fields.whole, "amount"),
        "quantity": None if quantity is None else plain_decimal(quantity),
        "discountable": fields.flag("discountable") is not False,
        "discount_ids": read_discounts(fields, neighbours) or None,
        "tax_rate_ids": neighbours.list_ids("tax_rates", "tax_rate") or None,
        "proration": fields.flag("proration") or False,
        "period_start": start,
        "period_end": end,
        "created_at": fields.moment("date") or fields.moment("created"),
    }
    return Translated("invoiceitem", fields.need(fields.identifier, "id"), row, expanded=neighbours.expanded)
