"""The cards of customers that end before the next charge that they pay."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from models.billing.payment_method import PaymentMethod, card_end
from models.pricing.charge_moments import next_charge_at
from models.pricing.ending_cards import ChargeToCome, Span, span_before_charge
from models.pricing.terms import PayerTerms
from models.values.instant import Instant
from resolvers.billing.references import References
from resolvers.billing.rows import BilledItem, fetch_billed_items
from resolvers.billing.terms import SENT, subscription_terms
from resolvers.reads import Fetches
from resolvers.scopes import Scope
from storage.statements import among

# Before every end, so that rows are as they are stored: what the clock changes is in the spans.
_BEFORE_ALL = Instant(0)


class CardKey(NamedTuple):
    """A payment method of a customer."""

    customer_id: str
    method_id: str


async def find_ending_cards(reads: Fetches, customer_ids: Collection[str]) -> dict[CardKey, Span]:
    """Of these customers, each such card and when it is one. A card pays what names it, or what names none."""
    ends = await _fetch_ends(reads, customer_ids)
    holders = sorted({key.customer_id for key in ends})
    charges = _charges_of(await fetch_billed_items(reads, holders, _BEFORE_ALL)) if holders else {}
    spans = ((key, span_before_charge(ends[key], paid)) for key, paid in charges.items() if key in ends)
    return {key: span for key, span in spans if span is not None}


async def _fetch_ends(reads: Fetches, customer_ids: Collection[str]) -> dict[CardKey, Instant]:
    found: dict[CardKey, Instant] = {}
    for customer_id, method_id, month, year in await reads.fetch(_cards, keys=sorted(customer_ids)):
        end = card_end(month, year)
        if end is not None:
            found[CardKey(customer_id, method_id)] = end
    return found


def _charges_of(rows: Iterable[BilledItem]) -> dict[CardKey, list[ChargeToCome]]:
    """What each payment method will be charged first for each subscription, unless its invoices are sent."""
    by_subscription: dict[str, list[BilledItem]] = defaultdict(list)
    for row in rows:
        by_subscription[row.subscription.id].append(row)
    found: dict[CardKey, list[ChargeToCome]] = defaultdict(list)
    for items in by_subscription.values():
        subscription, payer = items[0].subscription, items[0].payer
        method_id = subscription.default_payment_method_id or payer.default_payment_method_id
        charge = _charge(items)
        if method_id is not None and charge is not None and subscription.collection_method != SENT:
            found[CardKey(subscription.customer_id, method_id)].append(charge)
    return found


def _charge(items: list[BilledItem]) -> ChargeToCome | None:
    terms = subscription_terms(items, References())
    at = next_charge_at(terms, PayerTerms(awaits_items=items[0].awaits_items), _BEFORE_ALL)
    return None if at is None else ChargeToCome(at, terms.ends_at)


def _cards(scope: Scope) -> Select[Any]:
    method = scope.table(PaymentMethod, "method")
    chosen = (method.c.customer_id, method.c.id, method.c.expires_month, method.c.expires_year)
    has_end = (method.c.expires_year.is_not(None), method.c.expires_month.is_not(None))
    return select(*chosen).where(scope.bounds(method), among(method.c.customer_id, "keys", scope.dialect), *has_end)
