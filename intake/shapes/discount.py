"""Stripe's coupons and discounts as rows."""

from intake.refused import Refused
from intake.shapes.fields import Fields
from intake.shapes.limits import COUNT, MONEY_TAKEN
from intake.shapes.neighbours import Neighbours
from intake.shapes.texts import check_text
from intake.shapes.translated import Row, Translated
from models.billing.discount import CouponDuration
from models.values.money import plain_decimal


def translate_coupon(fields: Fields) -> Translated:
    """The row; Refused says what is wrong."""
    percent = fields.exact("percent_off")
    row = {
        "name": fields.text("name"),
        "percent_off": None if percent is None else plain_decimal(percent),
        "amount_off": fields.whole("amount_off", MONEY_TAKEN),
        "currency": fields.currency("currency"),
        "currency_options": _read_options(fields),
        # Where none is named, a discount runs until its own end.
        "duration": fields.member("duration", CouponDuration) or CouponDuration.FOREVER,
        "duration_in_months": fields.whole("duration_in_months", COUNT),
    }
    applies = fields.child("applies_to")
    products = applies and _read_products(applies)
    # What only a request for it shows does not go when an answer comes without it.
    return Translated(
        "coupon", fields.need(fields.identifier, "id"), row, facts={"product_ids": products} if products else {}
    )


def translate_discount(fields: Fields) -> Translated:
    """The row; its coupon is a field of it, since 2025-09-30 of its `source`."""
    neighbours = Neighbours(fields)
    source = fields.child("source") or fields
    row = {
        "coupon_id": neighbours.find("coupon", "coupon", source),
        "customer_id": neighbours.find("customer", "customer"),
        "subscription_id": fields.reference("subscription"),
        "subscription_item_id": fields.reference("subscription_item"),
        "invoice_id": fields.reference("invoice"),
        "starts_at": fields.moment("start"),
        "ends_at": fields.moment("end"),
    }
    return Translated("discount", _read_id(fields), row, expanded=neighbours.expanded)


def _read_id(fields: Fields) -> str:
    """Before 2020 a discount had none, and there was one for each holder."""
    holder = fields.reference("subscription") or fields.reference("customer")
    if fields.has("id") or holder is None:
        return fields.need(fields.identifier, "id")
    return id_of_single(holder)


def id_of_single(holder: str) -> str:
    """The id of a holder's one discount, from when discounts had none."""
    return f"{holder}/discount"


def read_discounts(fields: Fields, neighbours: Neighbours) -> list[str] | None:
    """The ids of a holder's discounts in their order, those expanded taken in; None where it does not say.

    Before 2020 there was one `discount`, perhaps without an id: then it has its holder's.
    """
    single = _read_single(fields, neighbours)
    listed = neighbours.list_ids("discounts", "discount", fields)
    if listed is None and not single and "discount" not in fields.source:
        return None
    return listed or single


def read_discount_amounts(fields: Fields, neighbours: Neighbours, name: str) -> list[Row] | None:
    """What each discount took off, `[{discount_id, amount}]`."""
    entries = fields.children(name)
    if entries is None:
        return None
    return [
        {"discount_id": neighbours.find("discount", "discount", entry), "amount": entry.need(entry.whole, "amount")}
        for entry in entries
    ]


def _read_single(fields: Fields, neighbours: Neighbours) -> list[str]:
    single = fields.expanded("discount")
    if single is None:
        return [fields.need(fields.identifier, "discount")] if fields.has("discount") else []
    holder = fields.need(fields.identifier, "id")
    neighbours.expand("discount", single, id=id_of_single(holder))
    return [single.identifier("id") or id_of_single(holder)]


def _read_options(fields: Fields) -> dict[str, int] | None:
    options = fields.child("currency_options")
    if options is None:
        return None
    found = {}
    for code in options.source:
        amount = options.need(options.child, code).whole("amount_off", MONEY_TAKEN)
        if amount is not None:
            found[check_text(code, f"a name in {options.path}").upper()] = amount
    return found or None


def _read_products(fields: Fields) -> list[str]:
    identifiers = fields.elements("products") or []
    if not all(isinstance(identifier, str) for identifier in identifiers):
        raise Refused(f"{fields.path}products is not a list of ids")
    return [check_text(identifier, f"{fields.path}products") for identifier in identifiers]
