"""Invoice lines: what is billed, and Stripe's line item in both of its shapes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from intake.synthetic.account import Account, StripeObject
from intake.synthetic.periods import Period
from intake.synthetic.prices import Price
from intake.synthetic.subscriptions import Item, Subscription
from intake.synthetic.taxes import tax_entries
from models.pricing.price import PricingModel, reached_tiers, tier_of
from models.pricing.rounding import round_half_up
from models.values.money import plain_decimal


@dataclass(frozen=True, slots=True)
class Line:
    """A line before tax; `unit` is minor units as a decimal text and may have fractions."""

    description: str
    quantity: int
    unit: str
    amount: int
    period: Period
    price: Price | None = None
    item_id: str | None = None
    subscription_id: str | None = None
    proration: bool = False


def subscription_lines(subscription: Subscription, period: Period) -> Iterator[Line]:
    """What the items cost for a period; what was used is charged after the period that it was used in."""
    for item in subscription.items:
        if item.price.is_metered:
            yield from _usage_lines(subscription, item, period)
        elif item.price.rule.model is PricingModel.GRADUATED:
            yield from _tier_lines(subscription, item, period)
        else:
            yield _item_line(subscription, item, item.quantity, period)


def trial_line(subscription: Subscription, period: Period) -> Line:
    """The free line that a trial begins with."""
    item = subscription.items[0]
    description = f"Trial period for {item.price.product}"
    return _part_line(subscription, item, description, item.quantity, 0, period, proration=False)


def upgrade_lines(subscription: Subscription, old: Price, remaining: Period) -> Iterator[Line]:
    """The rest of a period on the old price given back, and charged on the new one."""
    item = subscription.items[0]
    whole = subscription.periods[-1]
    share = (remaining.end - remaining.start, whole.end - whole.start)
    credit = -(old.amount(item.quantity) * share[0] // share[1])
    charge = item.price.amount(item.quantity) * share[0] // share[1]
    yield _part_line(subscription, item, f"Unused time on {old.product}", 1, credit, remaining)
    yield _part_line(subscription, item, f"Remaining time on {item.price.product}", 1, charge, remaining)


def _item_line(subscription: Subscription, item: Item, quantity: int, period: Period) -> Line:
    price = item.price
    return Line(
        description=f"{quantity} × {price.product} (at {price.label})",
        quantity=quantity,
        unit=_unit_of(price, quantity),
        amount=price.amount(quantity),
        period=period,
        price=price,
        item_id=item.id,
        subscription_id=subscription.id,
    )


def _unit_of(price: Price, quantity: int) -> str:
    """The unit price in minor units: of volume tiers that of the tier that the quantity lies in."""
    if price.rule.model is PricingModel.VOLUME:
        return plain_decimal(tier_of(price.rule.tiers, quantity).unit_amount)
    return price.unit


def _usage_lines(subscription: Subscription, item: Item, period: Period) -> Iterator[Line]:
    place = subscription.periods.index(period)
    if place:
        # Somewhat more, then somewhat less: no two months are alike.
        used = item.quantity * (10 + place * 7 % 5) // 10
        yield _item_line(subscription, item, used, subscription.periods[place - 1])


def _tier_lines(subscription: Subscription, item: Item, period: Period) -> Iterator[Line]:
    """A line for each tier that is reached, as Stripe bills graduated prices."""
    for number, (tier, units) in enumerate(reached_tiers(item.price.rule.tiers, item.quantity), 1):
        line = _item_line(subscription, item, units, period)
        yield replace(
            line,
            description=f"{units} × {item.price.product} (tier {number})",
            unit=plain_decimal(tier.unit_amount),
            amount=round_half_up(tier.unit_amount * units),
        )


def single_line(description: str, quantity: int, unit: int, at: int) -> Line:
    """Something sold once, outside any subscription; a credit has a negative unit."""
    return Line(description, quantity, str(unit), quantity * unit, Period(at, at))


def build_line(
    account: Account, line: Line, currency: str, invoice_id: str, taken_off: list[tuple[str, int]]
) -> StripeObject:
    """Stripe's line item with its taxes; `taken_off` are the discounts' ids and amounts."""
    taxable = line.amount - sum(amount for _, amount in taken_off)
    taxes = tax_entries(account.rates, taxable, modern=account.modern, expanded=account.expands)
    stripe: StripeObject = {
        "id": account.draw.opaque_id("il_"),
        "object": "line_item",
        "amount": line.amount,
        "currency": currency,
        "description": line.description,
        "discount_amounts": [{"amount": amount, "discount": discount_id} for discount_id, amount in taken_off],
        "discountable": not line.proration,
        "discounts": [discount_id for discount_id, _ in taken_off],
        "invoice": invoice_id,
        "livemode": False,
        "metadata": {},
        "period": {"start": line.period.start, "end": line.period.end},
        "quantity": line.quantity,
    }
    fields = _modern_fields(line) if account.modern else _legacy_fields(account, line, currency)
    stripe |= fields
    stripe["taxes" if account.modern else "tax_amounts"] = taxes
    return stripe


def _part_line(
    subscription: Subscription,
    item: Item,
    description: str,
    quantity: int,
    amount: int,
    period: Period,
    *,
    proration: bool = True,
) -> Line:
    return Line(
        description=description,
        quantity=quantity,
        unit=str(amount),
        amount=amount,
        period=period,
        price=item.price,
        item_id=item.id,
        subscription_id=subscription.id,
        proration=proration,
    )


def _modern_fields(line: Line) -> StripeObject:
    details = {"price": line.price.id, "product": line.price.product_id} if line.price else None
    return {
        "parent": _parent(line),
        "pricing": {"price_details": details, "type": "price_details", "unit_amount_decimal": line.unit},
    }


def _parent(line: Line) -> StripeObject:
    kind = "subscription_item_details" if line.item_id else "invoice_item_details"
    details: StripeObject = {"proration": line.proration, "subscription": line.subscription_id}
    if line.item_id:
        details["subscription_item"] = line.item_id
    return {"type": kind, kind: details}


def _legacy_fields(account: Account, line: Line, currency: str) -> StripeObject:
    fields: StripeObject = {
        "price": _legacy_price(account, line, currency),
        "proration": line.proration,
        "subscription": line.subscription_id,
        "tax_rates": [rate.stripe for rate in account.rates],
        "type": "subscription" if line.item_id else "invoiceitem",
        "unit_amount_excluding_tax": line.unit,
    }
    if line.item_id:
        fields["subscription_item"] = line.item_id
    return fields


def _legacy_price(account: Account, line: Line, currency: str) -> StripeObject:
    """The price of the plan, or one that was made up for this line alone."""
    if line.price:
        return dict(line.price.stripe)
    return {
        "id": account.draw.opaque_id("price_"),
        "object": "price",
        "active": False,
        "currency": currency,
        "livemode": False,
        "recurring": None,
        "type": "one_time",
        "unit_amount": int(line.unit),
        "unit_amount_decimal": line.unit,
    }
