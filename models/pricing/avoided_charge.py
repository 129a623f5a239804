"""The charge that ending a subscription avoids: the first one from that moment on."""

from models.billing.plan import first_renewal_from
from models.billing.subscription import SubscriptionStatus
from models.pricing.charge_moments import due_at, next_charge_at
from models.pricing.discount import Discount
from models.pricing.next_charge import ChargeUnknown, NextCharge, charge_at, next_charge
from models.pricing.proration import anchor_of
from models.pricing.terms import ItemTerms, PayerTerms, SubscriptionTerms
from models.values.instant import Instant

Discounts = tuple[Discount | None, ...]


def charge_avoided(terms: SubscriptionTerms, payer: PayerTerms, ends_at: Instant, now: Instant) -> NextCharge | None:
    """The first charge that will not happen if the subscription ends then; None where none would have come.

    What is charged before has used up discounts for one invoice, pending items and credit. Pending items of that charge
    itself are charged anyway (https://docs.stripe.com/api/subscriptions/cancel): its amount is without them.
    """
    charge = _first_charge(terms, payer, ends_at, now)
    # A charge at the end that is scheduled already comes anyway.
    return None if charge is not None and charge.at == terms.ends_at == ends_at else charge


def _first_charge(terms: SubscriptionTerms, payer: PayerTerms, ends_at: Instant, now: Instant) -> NextCharge | None:
    """The first one from that moment on."""
    charge = next_charge(terms, payer, now)
    if charge is not None and charge.at <= now:
        # What has been charged since the last known period ended is not known.
        at = next_charge_at(_renewed(terms, ends_at), payer, now)
        return None if at is None else NextCharge(at, unknown=ChargeUnknown.OUT_OF_DATE)
    unknown: ChargeUnknown | None = None
    while charge is not None and charge.at < ends_at:
        # The credit that a charge leaves is known only if its amount is.
        unknown = unknown or (charge.unknown if payer.balance < 0 else None)
        payer = PayerTerms(charge.balance_after, payer.is_taxed, _recurring(payer.discounts), is_known=payer.is_known)
        terms = _renewed(terms, Instant(charge.at + 1))
        charge = next_charge(terms, payer, now)
    if charge is None or unknown is None:
        return charge and _without_pending(charge, terms, payer, now)
    return NextCharge(charge.at, unknown=unknown)


def _without_pending(
    charge: NextCharge, terms: SubscriptionTerms, payer: PayerTerms, now: Instant
) -> NextCharge | None:
    """What the items of the subscription add to the charge; None where they add nothing."""
    if not payer.pending:
        return charge
    if next_charge_at(terms, payer._replace(pending=(), awaits_items=False), now) is None:
        return None
    if charge.amount is None:
        return charge
    stays = charge_at(terms._replace(items=()), payer, charge.at)
    return charge._replace(amount=charge.amount - (stays.amount or 0))


def _renewed(terms: SubscriptionTerms, until: Instant) -> SubscriptionTerms:
    """The terms once all that is due before the moment has been charged."""
    items = [_renewed_item(item, terms, until) for item in terms.items]
    status = SubscriptionStatus.ACTIVE if terms.status is SubscriptionStatus.TRIALING else terms.status
    return terms._replace(
        status=status,
        items=tuple(item for item in items if item is not None),
        trial_end=None,
        pause=None,
        discounts=_recurring(terms.discounts),
    )


def _renewed_item(item: ItemTerms, terms: SubscriptionTerms, until: Instant) -> ItemTerms | None:
    """The same for one item; None after the year 9999."""
    due = due_at(item, terms)
    if due is None or due >= until:
        return item if due is None else item._replace(period_end=due)
    anchor = anchor_of(item, due)
    end = first_renewal_from(until, anchor, item.interval, item.interval_count)
    if end is None:
        return None
    return item._replace(period_start=due, period_end=end, anchor=anchor, discounts=_recurring(item.discounts))


def _recurring(discounts: Discounts) -> Discounts:
    return tuple(each for each in discounts if each is None or each.recurs)
