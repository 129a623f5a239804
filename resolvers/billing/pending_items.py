"""Invoice items that wait for a customer's next invoice: a batch."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from models.billing.invoice_item import InvoiceItem, is_pending
from models.pricing.discount import Discount
from models.pricing.tax import TaxRate
from models.pricing.upcoming_invoice import Line
from models.scoped import columns_of
from models.values.instant import Instant
from resolvers.billing.named_terms import read_discounts, read_tax_rates
from resolvers.billing.references import Names, References, fetch_references, named_in
from resolvers.reads import Fetches
from resolvers.scopes import Scope, key_parameters, one_or_among


class PendingItem(NamedTuple):
    """`subscription_id` is null for one that goes onto the next invoice of any subscription.

    A discount or a rate that is named and not known is None among them.
    """

    subscription_id: str | None
    currency: str
    amount: int
    discountable: bool
    discounts: tuple[Discount | None, ...]
    tax_rates: tuple[TaxRate | None, ...]

    @property
    def line(self) -> Line:
        """The item as a line of the invoice, with those of its discounts and rates that are known."""
        discounts = tuple(each for each in self.discounts if each is not None)
        rates = tuple(each for each in self.tax_rates if each is not None)
        return Line(self.amount, rates, discounts=discounts, discountable=self.discountable)


class _Row(NamedTuple):
    customer_id: str
    subscription_id: str | None
    currency: str
    amount: int
    discountable: bool
    discount_ids: list[str] | None
    tax_rate_ids: list[str] | None


@dataclass(frozen=True)
class PendingItemsOfCustomer:
    """A batch keyed by the customer's id: one statement, and one more where discounts or rates are named."""

    async def load(self, reads: Fetches, now: Instant, keys: list[str]) -> list[list[PendingItem]]:
        """The items of each customer that are on no invoice yet."""
        rows = [_Row(*row) for row in await reads.fetch(_pending_items, len(keys) == 1, **key_parameters(keys))]
        names = Names(
            discounts=named_in(row.discount_ids for row in rows), tax_rates=named_in(row.tax_rate_ids for row in rows)
        )
        references = await fetch_references(reads, names)
        found: dict[str, list[PendingItem]] = defaultdict(list)
        for row in rows:
            found[row.customer_id].append(_pending_item(row, references))
        return [found[key] for key in keys]


PENDING_ITEMS_OF_CUSTOMER = PendingItemsOfCustomer()


def _pending_item(row: _Row, references: References) -> PendingItem:
    return PendingItem(
        row.subscription_id,
        row.currency,
        row.amount,
        row.discountable,
        read_discounts(row.discount_ids, row.currency, references),
        read_tax_rates(row.tax_rate_ids, references),
    )


def _pending_items(scope: Scope, is_one: bool) -> Select[Any]:
    item = scope.table(InvoiceItem, "pending")
    return select(*columns_of(InvoiceItem, item, _Row._fields)).where(
        scope.bounds(item),
        one_or_among(item.c.customer_id, is_one, scope),
        is_pending(item),
    )
