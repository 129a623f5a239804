"""From rows to what a charge is computed from."""

from collections.abc import Sequence

from models.billing.plan import BillingInterval
from models.pricing.terms import ItemTerms, Pause, PayerTerms, SubscriptionTerms
from models.scoped import STUB
from resolvers.billing.named_terms import read_discounts, read_tax_rates
from resolvers.billing.references import References
from resolvers.billing.rows import BilledItem, ItemRow, PayerRow, PlanRow, SubscriptionRow
from resolvers.billing.schedules import read_schedule

# Stripe's `tax_exempt`: who owes no tax on the invoice.
_UNTAXED = frozenset({"exempt", "reverse"})
# Stripe's `trial_settings.end_behavior.missing_payment_method` that charges nothing.
_UNCHARGED = frozenset({"cancel", "pause"})
# Stripe's `collection_method` whose invoices the customer pays in a way of their own.
SENT = "send_invoice"


def subscription_terms(rows: Sequence[BilledItem], references: References) -> SubscriptionTerms:
    """The terms of one subscription, from the rows of its items in their order."""
    row, schedule = rows[0].subscription, rows[0].schedule
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
        is_scheduled=row.schedule_id is not None and (schedule is None or schedule.is_running),
        needs_method=_needs_method(row, rows[0].payer),
        schedule=read_schedule(schedule, row.currency, references) if schedule and schedule.is_running else None,
    )


def payer_terms(row: PayerRow, currency: str, references: References) -> PayerTerms:
    """The terms of a customer for subscriptions in the currency, without the items that wait for an invoice."""
    if row.source_hash == STUB:
        return PayerTerms(discounts=(None,), is_known=False)
    return PayerTerms(
        balance=(row.balances or {}).get(currency, 0),
        is_known=row.balances is not None,
        is_taxed=row.tax_exempt not in _UNTAXED,
        discounts=read_discounts(row.discount_ids, currency, references),
    )


def _needs_method(row: SubscriptionRow, payer: PayerRow) -> bool:
    """Whether its trial ends without a charge, as https://docs.stripe.com/billing/collection-method tells it.

    That is of subscriptions that are charged automatically: an invoice that is sent needs no payment method.
    """
    if row.collection_method == SENT:
        return False
    methods = (row.default_payment_method_id, payer.default_payment_method_id)
    return row.trial_end_behavior in _UNCHARGED and payer.source_hash != STUB and not any(methods)


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
