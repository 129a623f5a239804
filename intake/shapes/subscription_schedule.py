"""Stripe's subscription schedule as a row."""

from intake.shapes.fields import Fields
from intake.shapes.neighbours import Neighbours
from intake.shapes.translated import Row, Translated
from models.billing.subscription_schedule import ScheduleStatus


def translate_schedule(fields: Fields) -> Translated:
    """The row; Refused says what is wrong."""
    neighbours = Neighbours(fields)
    subscription = neighbours.find("subscription", "subscription")
    row = {
        "customer_id": neighbours.find("customer", "customer"),
        "subscription_id": subscription or fields.reference("released_subscription"),
        "status": fields.need(lambda name: fields.member(name, ScheduleStatus), "status"),
        "end_behavior": fields.text("end_behavior"),
        "phases": [_read_phase(phase, neighbours) for phase in fields.children("phases") or []],
        "created_at": fields.need(fields.moment, "created"),
    }
    return Translated("subscription_schedule", fields.need(fields.identifier, "id"), row, expanded=neighbours.expanded)


def _read_phase(phase: Fields, neighbours: Neighbours) -> Row:
    items = [
        {
            "price_id": neighbours.find("price" if item.has("price") else "plan", "price", item),
            "quantity": item.whole("quantity"),
        }
        for item in phase.children("items") or phase.children("plans") or []
    ]
    return {"start": phase.moment("start_date"), "end": phase.moment("end_date"), "items": items}
