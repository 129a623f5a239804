"""Stripe's subscription schedule as a row."""

from intake.shapes.fields import Fields
from intake.shapes.neighbours import Neighbours
from intake.shapes.translated import Row, Translated
from models.billing.subscription_schedule import ScheduleStatus


def translate_schedule(fields: Fields) -> Translated:
    """The row; Refused says what is wrong."""
    neighbours = Neighbours(fields)
    subscription, defaults = neighbours.find("subscription", "subscription"), fields.child("default_settings")
    row = {
        "customer_id": neighbours.find("customer", "customer"),
        "subscription_id": subscription or fields.reference("released_subscription"),
        "status": fields.need(lambda name: fields.member(name, ScheduleStatus), "status"),
        "end_behavior": fields.text("end_behavior"),
        "phases": [_read_phase(phase, neighbours, defaults) for phase in fields.children("phases") or []],
        "created_at": fields.need(fields.moment, "created"),
    }
    return Translated("subscription_schedule", fields.need(fields.identifier, "id"), row, expanded=neighbours.expanded)


def _read_phase(phase: Fields, neighbours: Neighbours, defaults: Fields | None) -> Row:
    tax = phase.child("automatic_tax") or (defaults and defaults.child("automatic_tax"))
    return {
        "start": phase.moment("start_date"),
        "end": phase.moment("end_date"),
        "items": [_read_item(item, neighbours) for item in phase.children("items") or phase.children("plans") or []],
        "discounts": _read_discounts(phase, neighbours),
        "tax_rate_ids": neighbours.list_ids("default_tax_rates", "tax_rate", phase),
        "automatic_tax": tax and tax.flag("enabled"),
        "trial_end": phase.moment("trial_end"),
        "adds_items": bool(phase.children("add_invoice_items")),
    }


def _read_item(item: Fields, neighbours: Neighbours) -> Row:
    return {
        "price_id": neighbours.find("price" if item.has("price") else "plan", "price", item),
        "quantity": item.whole("quantity"),
        "discounts": _read_discounts(item, neighbours),
        "tax_rate_ids": neighbours.list_ids("tax_rates", "tax_rate", item),
    }


def _read_discounts(holder: Fields, neighbours: Neighbours) -> list[Row]:
    """`[{discount_id, coupon_id}]`, both null for a promotion code alone. Before 2024 a phase had one `coupon`."""
    listed = holder.children("discounts") or ([holder] if holder.has("coupon") else [])
    return [
        {
            "discount_id": neighbours.find("discount", "discount", each),
            "coupon_id": neighbours.find("coupon", "coupon", each),
        }
        for each in listed
    ]
