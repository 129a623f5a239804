"""What a subscription brings in a month."""

from fractions import Fraction
from typing import NamedTuple

from models.billing.plan import monthly_amount
from models.billing.subscription import RECURRING
from models.pricing.invoice_to_come import Line, discounted
from models.pricing.price import PricingModel
from models.pricing.terms import ItemTerms, PayerTerms, SubscriptionTerms, has_ended, shared_discounts
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
    if terms.status not in RECURRING or _is_paused(terms, now) or has_ended(terms, now):
        return MonthlyRecurring()
    items = [item for item in terms.items if item.price.model is not PricingModel.METERED]
    priced = [(item, amount) for item in items if (amount := item.price.amount(item.quantity)) is not None]
    shared, complete = shared_discounts(terms, payer), len(priced) == len(items)
    running = [each for each in shared if each is not None and each.recurs]
    if len({(item.interval, item.interval_count) for item in items}) > 1:
        complete = complete and all(each.percent_off is not None for each in running)
        running = [each for each in running if each.percent_off is not None]
    lines = discounted([_line(item, amount) for item, amount in priced], running, now)
    amounts = [
        monthly_amount(line.amount, item.interval, item.interval_count)
        for line, (item, _) in zip(lines, priced, strict=True)
    ]
    known = None not in [*shared, *(each for item in items for each in item.discounts)]
    return MonthlyRecurring(sum(amounts, Fraction(0)), complete and known)


def _is_paused(terms: SubscriptionTerms, now: Instant) -> bool:
    return terms.pause is not None and (terms.pause.resumes_at is None or terms.pause.resumes_at > now)


def _line(item: ItemTerms, amount: int) -> Line:
    own = tuple(each for each in item.discounts if each is not None and each.recurs)
    return Line(amount, product_id=item.product_id, discounts=own)
