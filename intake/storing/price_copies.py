"""Copies of product names on plans, and of prices on subscription items: filled in, and updated when those change."""

from collections.abc import Iterable

from sqlalchemy import bindparam, func, select, update

from intake.kinds import TABLES
from intake.record import Record
from intake.shapes.translated import Row
from intake.storing.target import Target
from intake.storing.writes import update_rows
from models.pricing.plan_price import period_amount
from models.tables import METADATA

_ITEM = METADATA.tables["subscription_item"]
_PRICING = (
    "unit_amount",
    "currency",
    "is_metered",
    "billing_scheme",
    "tiers_mode",
    "tiers",
    "currency_options",
    "package_size",
    "package_rounding",
)


async def complete_prices(target: Target, records: list[Record]) -> None:
    """A price without a nickname is named after its product, and by the product's id until that is known."""
    ids = {record.row["product_id"] for record in records}
    products = await target.fetch_by_id(TABLES["product"], ids, "name")
    for record in records:
        product = products.get(record.row["product_id"])
        product_name = product.name if product else record.row["product_id"]
        record.row["product_name"] = product_name
        record.row["name"] = record.row["nickname"] or product_name


async def complete_subscriptions(target: Target, records: list[Record]) -> None:
    """Fills in the amounts of items."""
    items = [item for record in records for item in record.children["subscription_item"]]
    plans = await target.fetch_by_id(TABLES["price"], {item["plan_id"] for item in items}, *_PRICING)
    for item in items:
        item["amount"] = period_amount(plans[item["plan_id"]], item["quantity"], item["currency"])


async def rename_plans(target: Target, products: Iterable[Record]) -> None:
    """Updates the copies of a product's name; a plan without a nickname is named after it."""
    plan = TABLES["price"]
    values = [{"of_id": record.id, "to": record.row["name"]} for record in products]
    if values:
        statement = (
            update(plan)
            .where(*(plan.c[name] == value for name, value in target.scope.items()))
            .where(plan.c.product_id == bindparam("of_id"))
            .values(name=func.coalesce(plan.c.nickname, bindparam("to")), product_name=bindparam("to"))
        )
        await target.connection.execute(statement, values)


async def reprice_items(target: Target, prices: Iterable[Row]) -> None:
    """Updates the items whose price has arrived or changed."""
    plans = await target.fetch_by_id(TABLES["price"], [row["id"] for row in prices], *_PRICING)
    wanted = select(_ITEM.c.id, _ITEM.c.plan_id, _ITEM.c.quantity, _ITEM.c.currency, _ITEM.c.amount)
    items = (await target.connection.execute(wanted.where(target.covers(_ITEM, "plan_id", plans)))).all()
    changed = []
    for item in items:
        amount = period_amount(plans[item.plan_id], item.quantity, item.currency)
        if amount != item.amount:
            changed.append({"id": item.id, "amount": amount})
    await update_rows(target, _ITEM, changed)
