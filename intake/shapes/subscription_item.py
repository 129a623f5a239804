"""The items of Stripe's subscription: a price, or the plan that it was before 2020, and how many of it."""

from intake.shapes.discount import read_discounts
from intake.shapes.fields import Fields
from intake.shapes.limits import MONEY_TAKEN
from intake.shapes.neighbours import Neighbours
from intake.shapes.translated import Row
from models.values.instant import Instant


def read_items(fields: Fields, currency: str, period: tuple[Instant, Instant], neighbours: Neighbours) -> list[Row]:
    """Those that the file holds, at least one, each id once, as rows without amounts; else Refused."""
    found = list_items(fields)
    if not found:
        raise fields.refuse("items", "is missing or empty")
    rows = [_read_item(item, position, currency, period, neighbours) for position, item in enumerate(found)]
    if len({row["id"] for row in rows}) < len(rows):
        raise fields.refuse("items", "has an id twice")
    return rows


def list_items(fields: Fields) -> list[Fields]:
    """Before 2016 a subscription had no items, but one plan of its own."""
    found = fields.children("items")
    if found is None and fields.has("plan"):
        own = {"id": f"{fields.source.get('id')}/plan", "plan": fields.source["plan"]}
        return [Fields(own | {"quantity": fields.source.get("quantity", 1)}, fields.path)]
    return found or []


def _read_item(
    item: Fields, position: int, currency: str, period: tuple[Instant, Instant], neighbours: Neighbours
) -> Row:
    """Before 2025-03-31 the subscription's period was that of each item."""
    return {
        "id": item.need(item.identifier, "id"),
        "plan_id": neighbours.need("price", "price", item) if item.has("price") else _read_plan(item, neighbours),
        "quantity": item.whole("quantity", MONEY_TAKEN),
        "currency": currency,
        "position": position,
        "current_period_start": item.moment("current_period_start") or period[0],
        "current_period_end": item.moment("current_period_end") or period[1],
        "discount_ids": read_discounts(item, neighbours),
        "tax_rate_ids": neighbours.list_ids("tax_rates", "tax_rate", item),
    }


def _read_plan(item: Fields, neighbours: Neighbours) -> str:
    return item.need(lambda name: neighbours.find(name, "price", item), "plan")
