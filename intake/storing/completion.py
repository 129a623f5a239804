"""What a row takes from the rows it refers to: a plan its product's name, an item its plan's price."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

from intake.record import Record, fingerprint
from intake.refused import Refused
from intake.report import ImportReport
from intake.shapes.decimals import multiply, round_half_even
from intake.storing.kinds import TABLES
from intake.storing.target import Target

Completion = Callable[[Target, list[Record], ImportReport], Awaitable[list[Record]]]


async def complete_prices(target: Target, records: list[Record], _report: ImportReport) -> list[Record]:
    """A price without a nickname is called what its product is called."""
    ids = {record.row["product_id"] for record in records}
    products = await target.fetch_by_id(TABLES["product"], ids, "name")
    for record in records:
        product_name = products[record.row["product_id"]].name
        record.row["product_name"] = product_name
        record.row["name"] = record.row.pop("nickname") or product_name
    return records


async def complete_subscriptions(target: Target, records: list[Record], report: ImportReport) -> list[Record]:
    """Items get amount and currency of their plans, which from then on belong to what was imported."""
    ids = {item["plan_id"] for record in records for item in record.children["subscription_item"]}
    plans = await target.fetch_by_id(TABLES["price"], ids, "unit_amount", "currency")
    return [record for record in records if _complete_items(record, plans, report)]


COMPLETIONS: dict[str, Completion] = {
    "price": complete_prices,
    "subscription": complete_subscriptions,
}


def _complete_items(record: Record, plans: dict[str, Any], report: ImportReport) -> bool:
    items = record.children["subscription_item"]
    for item in items:
        plan = plans[item["plan_id"]]
        item["currency"] = plan.currency
        try:
            item["amount"] = _amount_of(plan.unit_amount, item["quantity"], item.pop("is_metered"))
        except Refused as refused:
            report.refuse(record.place, refused.reason)
            return False
    record.row["changed_here_at"] = None
    record.source_hash = fingerprint(record.source_hash, items)
    return True


def _amount_of(unit_amount: Decimal, quantity: int, is_metered: bool) -> int:
    """Nobody knows what a metered item will cost: 0."""
    return 0 if is_metered else round_half_even(multiply(unit_amount, quantity), "quantity × unit amount")
