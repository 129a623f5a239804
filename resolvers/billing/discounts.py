"""Discounts as they are shown: what lowers the charges of a subscription, or of all of a customer's."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from models.billing.customer import Customer
from models.billing.discount import CouponDuration
from models.values.instant import Instant
from models.values.money import Amount
from resolvers.billing.customer_billing import BilledSubscription, find_billed
from resolvers.billing.named_terms import amount_off_in
from resolvers.billing.references import CouponRow, DiscountRow, Names, References, fetch_references, named_in
from resolvers.reads import Reads
from resolvers.scopes import Scope
from storage.statements import among


class RunningDiscount(NamedTuple):
    """It has either `percent_off` or `amount_off`. All but the id is null where only the id is known.

    `is_once` says that it is for a single invoice.
    """

    id: str
    name: str | None = None
    percent_off: Decimal | None = None
    amount_off: Amount | None = None
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    is_once: bool = False


def discounts_of(
    subscriptions: Iterable[BilledSubscription], subscription_id: str, now: Instant
) -> list[RunningDiscount]:
    """A subscription's own discounts in their order, then those of its items; none where it has ended."""
    billed = find_billed(subscriptions, subscription_id)
    if billed is None:
        return []
    return list(_running(_ids(billed), billed.references, billed.row.currency, now))


def discounts_on(billed: BilledSubscription, now: Instant) -> list[RunningDiscount]:
    """What lowers its charges: the same, or the customer's discount where there are none."""
    ids = list(_ids(billed)) or billed.items[0].payer.discount_ids or ()
    return list(_running(ids, billed.references, billed.row.currency, now))


@dataclass(frozen=True)
class DiscountOfCustomer:
    """The batch of what lowers the charges of all of a customer's subscriptions, keyed by the customer's id."""

    async def load(self, reads: Reads, now: Instant, keys: list[str]) -> list[RunningDiscount | None]:
        """The discount of each customer; None without one that runs."""
        ids = {customer_id: named for customer_id, named in await reads.fetch(_named_discounts, keys=keys) if named}
        references = await fetch_references(reads, Names(discounts=named_in(ids.values())))
        return [next(_running(ids.get(key, ()), references, None, now), None) for key in keys]


DISCOUNT_OF_CUSTOMER = DiscountOfCustomer()


def _ids(billed: BilledSubscription) -> Iterator[str]:
    yield from billed.row.discount_ids or ()
    for each in billed.items:
        yield from (each.item and each.item.discount_ids) or ()


def _running(
    ids: Iterable[str], references: References, currency: str | None, now: Instant
) -> Iterator[RunningDiscount]:
    for discount_id in dict.fromkeys(ids):
        found = references.discounts.get(discount_id)
        if found is None:
            yield RunningDiscount(discount_id)
        elif found[0].deleted_at is None and (found[0].ends_at is None or now < found[0].ends_at):
            yield _discount(discount_id, *found, currency or found[1].currency)


def _discount(discount_id: str, row: DiscountRow, coupon: CouponRow, currency: str | None) -> RunningDiscount:
    amount = None if currency is None else amount_off_in(coupon, currency)
    amount_off = None if amount is None or currency is None else Amount(amount, currency)
    is_once = coupon.duration is CouponDuration.ONCE
    return RunningDiscount(
        discount_id, coupon.name, coupon.percent_off, amount_off, row.starts_at, row.ends_at, is_once
    )


def _named_discounts(scope: Scope) -> Select[Any]:
    customer = scope.table(Customer, "customer")
    return select(customer.c.id, customer.c.discount_ids).where(
        scope.bounds(customer), among(customer.c.id, "keys", scope.dialect)
    )
