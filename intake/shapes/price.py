"""Stripe's price, or the plan that it was before 2020, as a row."""

from decimal import Decimal
from typing import Any

from intake.shapes.decimals import round_half_even
from intake.shapes.fields import Fields
from intake.shapes.limits import COUNT
from intake.shapes.neighbours import Neighbours
from intake.shapes.texts import check_text
from intake.shapes.translated import Ignored, Row, Translated
from models.billing.plan import BillingInterval
from models.values.money import plain_decimal


def translate_price(fields: Fields) -> Translated:
    """The row, whose names are completed from its product later; raises Ignored for a one-time price."""
    if not fields.has("recurring") and not fields.flag("deleted"):
        raise Ignored("price (one-time)")
    return _translate(fields, fields.need(fields.child, "recurring"), "unit_amount", "transform_quantity")


def translate_plan(fields: Fields) -> Translated:
    """The same for a plan, which has the interval itself."""
    return _translate(fields, fields, "amount", "transform_usage")


def read_price_terms(fields: Fields) -> Row | None:
    """What an invoice's line keeps of its price or plan, beside the amount for one; None where there is no more."""
    package = fields.child("transform_quantity") or fields.child("transform_usage")
    tiers = _read_tiers(fields)
    if package is None and tiers is None:
        return None
    return {**_read_package(package), "tiers_mode": fields.text("tiers_mode"), "tiers": tiers}


def _translate(fields: Fields, recurring: Fields, amount_name: str, package_name: str) -> Translated:
    neighbours = Neighbours(fields)
    unit_amount = _read_amount(fields, amount_name)
    row = {
        "product_id": neighbours.need("product", "product"),
        "nickname": fields.text("nickname"),
        "unit_amount": None if unit_amount is None else plain_decimal(unit_amount),
        "amount": None if unit_amount is None else round_half_even(unit_amount, f"{fields.path}{amount_name}"),
        "currency": fields.need(fields.currency, "currency"),
        "interval": recurring.need(lambda name: recurring.member(name, BillingInterval), "interval"),
        "interval_count": _read_interval_count(recurring),
        "is_metered": recurring.text("usage_type") == "metered",
        "billing_scheme": fields.text("billing_scheme"),
        "tiers_mode": fields.text("tiers_mode"),
        **_read_package(fields.child(package_name)),
    }
    # Tiers and other currencies are in an answer only where they were asked for.
    facts = {"tiers": _read_tiers(fields), "currency_options": _read_options(fields)}
    return Translated(
        "price",
        fields.need(fields.identifier, "id"),
        row,
        references=neighbours.references,
        expanded=neighbours.expanded,
        facts={name: value for name, value in facts.items() if value is not None},
    )


def _read_amount(fields: Fields, name: str) -> Decimal | None:
    """None where there is no single one, as on a tiered price."""
    for candidate in (f"{name}_decimal", name):
        amount = fields.exact(candidate)
        if amount is not None:
            if amount < 0:
                raise fields.refuse(candidate, "is negative")
            return amount
    return None


def _read_package(package: Fields | None) -> Row:
    return {
        "package_size": package and package.whole("divide_by", COUNT),
        "package_rounding": package and package.text("round"),
    }


def _read_tiers(fields: Fields) -> list[Row] | None:
    tiers = fields.children("tiers")
    return [_read_tier(tier) for tier in tiers] if tiers else None


def _read_tier(tier: Fields) -> Row:
    """The last one has no end: null, or "inf" as in a request."""
    amounts = {"unit_amount": _read_amount(tier, "unit_amount"), "flat_amount": _read_amount(tier, "flat_amount")}
    if amounts["unit_amount"] is None:
        amounts["unit_amount"] = _read_amount(tier, "amount")
    return {
        "up_to": None if tier.source.get("up_to") == "inf" else tier.whole("up_to"),
        **{name: None if amount is None else plain_decimal(amount) for name, amount in amounts.items()},
    }


def _read_options(fields: Fields) -> dict[str, Any] | None:
    options = fields.child("currency_options")
    if options is None:
        return None
    return {
        check_text(code, f"a name in {options.path}").upper(): _read_option(options.need(options.child, code))
        for code in options.source
    }


def _read_option(option: Fields) -> Row:
    unit_amount = _read_amount(option, "unit_amount")
    return {
        "unit_amount": None if unit_amount is None else plain_decimal(unit_amount),
        "tiers": _read_tiers(option),
    }


def _read_interval_count(recurring: Fields) -> int:
    count = recurring.whole("interval_count", COUNT)
    if count == 0:
        raise recurring.refuse("interval_count", "is zero")
    return 1 if count is None else count
