"""The items of Stripe's subscription: a price, or the plan that it was before 2020, and how many of it."""

from typing import NamedTuple

from intake.shapes.fields import Fields
from intake.shapes.limits import COUNT
from intake.shapes.translated import Reference, Row


class Items(NamedTuple):
    """The items as rows without amounts, and the prices they name."""

    fields: list[Fields]
    rows: list[Row]
    references: list[Reference]
    expanded: list[tuple[str, Fields]]


def read_items(fields: Fields) -> Items:
    """At least one, all of them, each id once; else Refused."""
    found = fields.children("items")
    if not found:
        raise fields.refuse("items", "is missing or empty")
    if fields.is_cut_short("items"):
        raise fields.refuse("items", "has more items than the file holds")
    items = Items(found, [], [], [])
    for position, item in enumerate(found):
        _add_item(items, item, position)
    if len({row["id"] for row in items.rows}) < len(items.rows):
        raise fields.refuse("items", "has an id twice")
    return items


def _add_item(items: Items, item: Fields, position: int) -> None:
    kind = "price" if item.has("price") else "plan"
    price = item.need(item.reference, kind)
    quantity = item.whole("quantity", COUNT)
    items.rows.append(
        {
            "id": item.need(item.identifier, "id"),
            "plan_id": price,
            "quantity": 1 if quantity is None else quantity,
            "is_metered": quantity is None,
            "position": position,
        }
    )
    items.references.append(Reference("price", price, f"{item.path}{kind}"))
    expanded = item.expanded(kind)
    if expanded:
        items.expanded.append((kind, expanded))
