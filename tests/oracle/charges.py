"""The next charge of a subscription: when, and how much or why that can't be known.

docs.stripe.com/billing/invoices/subscription (what goes onto a renewal's invoice), …/pause-payment,
docs.stripe.com/billing/customer/balance (what the balance does to it).
"""

from dataclasses import dataclass, field
from fractions import Fraction

from tests.oracle.books import Books, StripeObject, id_of
from tests.oracle.discounts import Line, discounts_of_invoice, product_of, running, take_off
from tests.oracle.prices import cost, is_metered
from tests.oracle.rounding import Between, about, half_up
from tests.oracle.schedules import NotKnown, is_changed_before, last_moment, renewed
from tests.oracle.subscriptions import (
    add_periods,
    is_collection_paused,
    items_of,
    next_period_end,
    period_end,
    price_of,
    scheduled_end,
    status,
)
from tests.oracle.taxes import tax_on_top

CHARGED = {"active", "trialing", "past_due"}


@dataclass
class Charge:
    at: int
    amount: int | Between | None = None
    reasons: set[str] = field(default_factory=set)
    """Why the amount is not known; where there are several, each is a right answer."""


def next_charge(books: Books, subscription: StripeObject, now: int) -> Charge | None:
    if status(subscription, now) not in CHARGED or is_trial_without_method(books, subscription):
        return None
    after = collection_starts(subscription, now)
    if after is None:
        return None
    ends = {item["id"]: renewal(books, subscription, item, after) for item in items_of(subscription)}
    at = min(ends.values())
    charge = Charge(at)
    if any(period_end(subscription, item) <= now for item in items_of(subscription)):
        charge.reasons.add("OUT_OF_DATE")
    if (end := last_moment(books, subscription)) is not None and end <= max(at, now):
        due = [item for item in items_of(subscription) if ends[item["id"]] == end]
        return final_charge(books, subscription, due, charge, now) if now < end == at else None
    try:
        changed = renewed(books, subscription, at, now)
    except NotKnown:
        charge.reasons.add("SCHEDULE_NOT_KNOWN")
        return charge
    renewing = [item for item in items_of(changed) if ends.get(item["id"], at) == at]
    charge.reasons |= reasons(books, changed, renewing)
    if not charge.reasons:
        charge.amount = amount_due(books, changed, renewing, at)
    return charge


def is_trial_without_method(books: Books, subscription: StripeObject) -> bool:
    """docs.stripe.com/billing/subscriptions/trials: without a payment method it can be canceled or paused instead.

    docs.stripe.com/billing/collection-method: that is for automatic charging; a sent invoice is paid by other means.
    """
    behavior = (subscription.get("trial_settings") or {}).get("end_behavior", {}).get("missing_payment_method")
    customer = books.find("customer", subscription["customer"])
    if subscription["status"] != "trialing" or behavior not in ("cancel", "pause") or customer is None:
        return False
    if subscription.get("collection_method") == "send_invoice":
        return False
    settings = customer.get("invoice_settings") or {}
    of_subscription = [subscription.get(name) for name in ("default_payment_method", "default_source")]
    return not any([*of_subscription, settings.get("default_payment_method"), customer.get("default_source")])


def final_charge(
    books: Books, subscription: StripeObject, due: list[StripeObject], charge: Charge, now: int
) -> Charge | None:
    """docs.stripe.com/billing/subscriptions/cancel: a final invoice at the period's end has the metered usage.

    docs.stripe.com/api/subscriptions/cancel: pending invoice items, prorations too, are still charged at that end.
    docs.stripe.com/billing/subscriptions/trials: usage within a trial is not charged.
    """
    prices = [(item, price_of(books, item)) for item in due if subscription["status"] != "trialing"]
    used = [item for item, price in prices if price is not None and is_metered(price)]
    if not used and not pending(books, subscription):
        return None
    if is_changed_before(books, subscription, charge.at, now):
        charge.reasons.add("SCHEDULE_NOT_KNOWN")
    charge.reasons |= reasons(books, subscription, used)
    if not charge.reasons:
        charge.amount = amount_due(books, subscription, used, charge.at)
    return charge


def collection_starts(subscription: StripeObject, now: int) -> int | None:
    """After which moment a period's end is charged: any (0), that when a pause ends, or none."""
    if not is_collection_paused(subscription, now):
        return 0
    return subscription["pause_collection"].get("resumes_at")


def renewal(books: Books, subscription: StripeObject, item: StripeObject, after: int) -> int:
    """The first end of the item's period that is charged: also one that has passed, when nothing was heard since."""
    end, price = period_end(subscription, item), price_of(books, item)
    return end if price is None else next_period_end(end, price["recurring"], after)


def reasons(books: Books, subscription: StripeObject, renewing: list[StripeObject]) -> set[str]:
    # Discounts and the balance are the customer's.
    found = set() if books.find("customer", subscription["customer"]) else {"PRICE_NOT_KNOWN"}
    if (subscription.get("automatic_tax") or {}).get("enabled"):
        found.add("TAX_NOT_KNOWN")
    for item in renewing:
        price = price_of(books, item)
        if price is not None and is_metered(price):
            found.add("METERED")
        elif price is None or cost(price, item["quantity"], subscription["currency"]) is None:
            found.add("PRICE_NOT_KNOWN")
        if None in tax_rates_of(books, subscription, item):
            found.add("TAX_NOT_KNOWN")
    return found


def amount_due(books: Books, subscription: StripeObject, renewing: list[StripeObject], at: int) -> int | Between:
    customer = books.find("customer", subscription["customer"])
    assert customer is not None
    currency = subscription["currency"]
    lines = [line_of_item(books, subscription, item, at) for item in renewing]
    for line, item in zip(lines, renewing, strict=True):
        line.amount = prorated(books, subscription, item, at, line.amount)
    lines += [line_of_pending(books, subscription, item, at) for item in pending(books, subscription)]
    take_off(books, lines, discounts_of_invoice(books, customer, subscription, at), currency)
    total = sum(line.amount + tax_on_top(line, customer) for line in lines)
    due = max(0, total + balance_in(customer, currency))
    doubt = sum(line.doubt for line in lines if line.tax_rates)
    return about(due, doubt) if doubt and due else due


def prorated(books: Books, subscription: StripeObject, item: StripeObject, at: int, amount: int) -> int:
    """docs.stripe.com/api/subscriptions/update: a `cancel_at` in a future period always prorates that period."""
    price, end = price_of(books, item), scheduled_end(subscription)
    assert price is not None
    period = add_periods(at, price["recurring"], 1) - at
    return amount if end is None else half_up(Fraction(amount * min(end - at, period), period))


def balance_in(customer: StripeObject, currency: str) -> int:
    """Negative is the customer's credit; it counts in the customer's currency alone."""
    return customer["balance"] if customer["currency"] == currency else 0


def tax_rates_of(books: Books, subscription: StripeObject, item: StripeObject) -> list[StripeObject | None]:
    """An item's own rates replace the subscription's."""
    return books.find_all("tax_rate", item.get("tax_rates") or subscription.get("default_tax_rates") or [])


def line_of_item(books: Books, subscription: StripeObject, item: StripeObject, at: int) -> Line:
    price = price_of(books, item)
    assert price is not None
    amount = cost(price, item["quantity"], subscription["currency"])
    assert amount is not None
    return Line(
        amount, product_of(price), running(books, item.get("discounts"), at), tax_rates_of(books, subscription, item)
    )


def pending(books: Books, subscription: StripeObject) -> list[StripeObject]:
    """Invoice items that wait for this subscription's next invoice, or for whichever comes next."""
    return [
        item
        for item in books.all("invoiceitem")
        if item["invoice"] is None
        and item["customer"] == subscription["customer"]
        and item["currency"] == subscription["currency"]
        and id_of(item["subscription"]) in (None, subscription["id"])
    ]


def line_of_pending(books: Books, subscription: StripeObject, item: StripeObject, at: int) -> Line:
    return Line(
        item["amount"],
        None,
        running(books, item.get("discounts"), at),
        tax_rates_of(books, subscription, item),
        is_discountable=item["discountable"],
    )
