"""From rows to what a charge is computed from."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.billing.plan import BillingInterval
from models.pricing.discount import Discount, DiscountDuration
from models.pricing.tax import TaxRate
from models.pricing.terms import ItemTerms, Pause, PayerTerms, Phase, Schedule, ScheduleEnd, SubscriptionTerms
from resolvers.billing.references import DISCOUNT, SCHEDULE, TAX_RATE, Reference
from resolvers.billing.rows import BilledItem, Ids, ItemRow, PayerRow, PlanRow, SubscriptionRow

References = Mapping[tuple[str, str], Reference]

# Stripe's `tax_exempt`: who owes no tax on the invoice.
_UNTAXED = frozenset({"exempt", "reverse"})


def subscription_terms(rows: Sequence[BilledItem], references: References) -> SubscriptionTerms:
    """The terms of one subscription, from the rows of its items in their order."""
    row = rows[0].subscription
    items = [_item_terms(row, each.item, each.plan, references) for each in rows if each.item and each.plan]
    return SubscriptionTerms(
        status=row.status,
        items=(*items, *([] if row.items_complete else _unknown_rest(items))),
        trial_end=row.trial_end,
        cancel_at=row.cancel_at,
        pause=None if row.pause_behavior is None else Pause(row.pause_resumes_at),
        discounts=read_discounts(row.discount_ids, row.currency, references),
        tax_rates=read_tax_rates(row.tax_rate_ids, references),
        automatic_tax=bool(row.automatic_tax),
        is_scheduled=row.schedule_id is not None,
        schedule=_schedule(row.schedule_id, references),
    )


def payer_terms(row: PayerRow, currency: str, references: References) -> PayerTerms:
    """The terms of a customer for subscriptions in the currency, without the items that wait for an invoice."""
    return PayerTerms(
        balance=(row.balances or {}).get(currency, 0),
        is_taxed=row.tax_exempt not in _UNTAXED,
        discounts=read_discounts(row.discount_ids, currency, references),
    )


def _item_terms(row: SubscriptionRow, item: ItemRow, plan: PlanRow, references: References) -> ItemTerms:
    own_rates = item.tax_rate_ids
    return ItemTerms(
        amount=item.amount,
        interval=plan.interval or BillingInterval.MONTH,
        interval_count=plan.interval_count or 1,
        period_start=item.current_period_start or row.current_period_start,
        period_end=item.current_period_end or row.current_period_end,
        is_metered=plan.is_metered,
        product_id=plan.product_id,
        discounts=read_discounts(item.discount_ids, row.currency, references),
        tax_rates=read_tax_rates(own_rates, references) if own_rates else None,
    )


def _unknown_rest(items: list[ItemTerms]) -> list[ItemTerms]:
    """Stands for the items that the source held back: what they cost is not known."""
    return [item._replace(amount=None, is_metered=False) for item in items[:1]]


def read_discounts(ids: Ids, currency: str, references: References) -> tuple[Discount | None, ...]:
    """The discounts that run, in their order; None stands for one that is named and not known."""
    if not ids:
        return ()
    found = [references.get((DISCOUNT, each)) for each in ids]
    return tuple(_discount(each, currency) for each in found if each is None or each.deleted_at is None)


def _discount(row: Reference | None, currency: str) -> Discount | None:
    amount_off = None if row is None else amount_off_in(row, currency)
    if row is None or row.word is None or (row.percent is None and amount_off is None):
        return None
    products = None if row.document is None else frozenset(row.document)
    return Discount(DiscountDuration(row.word), row.percent, amount_off, currency, row.starts_at, row.ends_at, products)


def amount_off_in(row: Reference, currency: str) -> int | None:
    """The minor units of a currency that a discount takes off; None where it takes off a percentage or has none."""
    return row.amount_off if row.currency == currency else (row.currency_options or {}).get(currency)


def read_tax_rates(ids: Iterable[str] | None, references: References) -> tuple[TaxRate | None, ...]:
    """The rates; None stands for one that is named and not known."""
    if not ids:
        return ()
    return tuple(_tax_rate(references.get((TAX_RATE, each))) for each in ids)


def _tax_rate(row: Reference | None) -> TaxRate | None:
    return None if row is None or row.percent is None else TaxRate(row.percent, bool(row.is_included))


def _schedule(schedule_id: str | None, references: References) -> Schedule | None:
    row = None if schedule_id is None else references.get((SCHEDULE, schedule_id))
    if row is None:
        return None
    end = ScheduleEnd.CANCEL if row.word == "cancel" else ScheduleEnd.RELEASE
    return Schedule(tuple(map(_phase, row.document)), end)


def _phase(stored: dict[str, Any]) -> Phase:
    # What a phase to come will charge depends on prices, coupons and taxes that it only names.
    return Phase(stored["start"], stored["end"])
