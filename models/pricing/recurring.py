"""What a subscription brings in a month."""

from fractions import Fraction
from typing import NamedTuple

from models.billing.plan import monthly_amount
from models.billing.subscription import RECURRING
from models.pricing.terms import ItemTerms, PayerTerms, SubscriptionTerms, has_ended, shared_discounts
from models.pricing.upcoming_invoice import Line, discounted
from models.values.instant import Instant


class MonthlyRecurring(NamedTuple):
    """Minor units of the subscription's currency, exact; `is_complete` is false where a part of it is not known."""

    amount: Fraction = Fraction(0)
    is_complete: bool = True


def monthly_recurring(terms: SubscriptionTerms, payer: PayerTerms, now: Instant) -> MonthlyRecurring:
    """Active and past-due subscriptions before tax, without paused collection and metered items.

    Discounts for a single invoice do not count. An amount off over items of different intervals can't be brought to
    a month.
    """
    is_paused = terms.pause is not None and not terms.pause.is_over(now)
    if terms.status not in RECURRING or is_paused or has_ended(terms, now):
        return MonthlyRecurring()
    items = [item for item in terms.items if not item.is_metered]
    priced = [item for item in items if item.amount is not None]
    amounts, is_known = _after_discounts(priced, terms, payer, now)
    monthly = [
        monthly_amount(amount, item.interval, item.interval_count) for amount, item in zip(amounts, priced, strict=True)
    ]
    return MonthlyRecurring(sum(monthly, Fraction(0)), is_known and len(priced) == len(items))


def _after_discounts(
    items: list[ItemTerms], terms: SubscriptionTerms, payer: PayerTerms, now: Instant
) -> tuple[list[int], bool]:
    """What lasting discounts leave of the items' amounts, and whether that is all known."""
    shared = shared_discounts(terms, payer)
    if not shared and not any(item.discounts for item in items):
        return [item.amount or 0 for item in items], True
    is_known = None not in [*shared, *(each for item in items for each in item.discounts)]
    lasting = [each for each in shared if each is not None and each.recurs and each.applies_at(now)]
    if len({(item.interval, item.interval_count) for item in items}) > 1:
        is_known = is_known and all(each.percent_off is not None for each in lasting)
        lasting = [each for each in lasting if each.percent_off is not None]
    lines = discounted([_line(item) for item in items], lasting, now)
    return [line.amount for line in lines], is_known


def _line(item: ItemTerms) -> Line:
    own = tuple(each for each in item.discounts if each is not None and each.recurs)
    return Line(item.amount or 0, product_id=item.product_id, discounts=own)
