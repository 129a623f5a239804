"""The next charge of a subscription: how much it will be, or why that can't be known."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple, TypeVar

from models.pricing.charge_moments import due_items, next_charge_at
from models.pricing.proration import amount_until
from models.pricing.schedules import ScheduleNotKnown, follow_schedule, follow_to_end
from models.pricing.terms import PayerTerms, SubscriptionTerms, shared_discounts
from models.pricing.upcoming_invoice import Line, discounted, total_with_tax
from models.values.instant import Instant

Known = TypeVar("Known")


class ChargeUnknown(StrEnum):
    """Why the amount of a charge can't be known."""

    METERED = "METERED"
    PRICE_NOT_KNOWN = "PRICE_NOT_KNOWN"
    TAX_NOT_KNOWN = "TAX_NOT_KNOWN"
    SCHEDULE_NOT_KNOWN = "SCHEDULE_NOT_KNOWN"
    OUT_OF_DATE = "OUT_OF_DATE"


class NextCharge(NamedTuple):
    """`amount` is in minor units of the subscription's currency; where it is None, `unknown` says why.

    `balance_after` is what it leaves of the customer's credit, negative or zero.
    """

    at: Instant
    amount: int | None = None
    unknown: ChargeUnknown | None = None
    balance_after: int = 0


def next_charge(terms: SubscriptionTerms, payer: PayerTerms, now: Instant) -> NextCharge | None:
    """The next charge as if it were the customer's next invoice; None where none will come.

    After https://docs.stripe.com/billing: items by their own periods, then discounts, then tax, then the balance.
    """
    at = next_charge_at(terms, payer, now)
    if at is None:
        return None
    if at <= now:
        return NextCharge(at, unknown=ChargeUnknown.OUT_OF_DATE)
    try:
        return charge_at(terms_of_charge(terms, at, now), payer, at)
    except ScheduleNotKnown:
        return NextCharge(at, unknown=ChargeUnknown.SCHEDULE_NOT_KNOWN)


def terms_of_charge(terms: SubscriptionTerms, at: Instant, now: Instant) -> SubscriptionTerms:
    """The terms of the charge that comes at the moment; raises ScheduleNotKnown."""
    due = terms._replace(items=due_items(terms, at))
    if at == terms.ends_at:
        return follow_to_end(due, at, now)
    followed = follow_schedule(terms, at, now)
    return due if followed is terms else followed


def charge_at(terms: SubscriptionTerms, payer: PayerTerms, at: Instant) -> NextCharge:
    """One charge for all of these items and for what is pending."""
    unknown = _why_unknown(terms, payer)
    if unknown is not None:
        return NextCharge(at, unknown=unknown)
    lines = [*item_lines(terms, payer, at), *pending_lines(terms, payer)]
    total = total_with_tax(less_discounts(lines, terms, payer, at))
    owed = total + payer.balance
    return NextCharge(at, max(0, owed), balance_after=min(0, owed))


def less_discounts(lines: Sequence[Line], terms: SubscriptionTerms, payer: PayerTerms, at: Instant) -> list[Line]:
    """The lines with what all discounts leave of them."""
    return discounted(lines, _known(shared_discounts(terms, payer)), at)


def _why_unknown(terms: SubscriptionTerms, payer: PayerTerms) -> ChargeUnknown | None:
    if any(item.is_metered for item in terms.items):
        return ChargeUnknown.METERED
    if not _is_price_known(terms, payer):
        return ChargeUnknown.PRICE_NOT_KNOWN
    if payer.is_taxed and not _is_tax_known(terms, payer):
        return ChargeUnknown.TAX_NOT_KNOWN
    return None


def _is_price_known(terms: SubscriptionTerms, payer: PayerTerms) -> bool:
    discounts = [*shared_discounts(terms, payer), *(each for item in terms.items for each in item.discounts)]
    amounts = [item.amount for item in terms.items]
    return payer.is_known and payer.pending_discounts_known and None not in discounts and None not in amounts


def _is_tax_known(terms: SubscriptionTerms, payer: PayerTerms) -> bool:
    rates = [rate for item in terms.items for rate in item.tax_rates or ()]
    return payer.pending_tax_known and not terms.automatic_tax and None not in [*rates, *terms.tax_rates]


def item_lines(terms: SubscriptionTerms, payer: PayerTerms, at: Instant) -> list[Line]:
    """What the items charge, before their discounts."""
    lines = []
    for item in terms.items:
        rates = terms.tax_rates if item.tax_rates is None else item.tax_rates
        taxed = tuple(_known(rates)) if payer.is_taxed else ()
        lines.append(
            Line(amount_until(terms.cancel_at, item, at), taxed, item.product_id, tuple(_known(item.discounts)))
        )
    return lines


def pending_lines(terms: SubscriptionTerms, payer: PayerTerms) -> list[Line]:
    """What waits for the invoice, before discounts."""
    if not payer.is_taxed:
        return [replace(line, tax_rates=()) for line in payer.pending]
    default = tuple(_known(terms.tax_rates))
    return [line if line.tax_rates else replace(line, tax_rates=default) for line in payer.pending]


def _known(values: Sequence[Known | None]) -> list[Known]:
    return [value for value in values if value is not None]
