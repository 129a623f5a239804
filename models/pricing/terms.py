"""What a charge is computed from: a subscription with its items, and who pays for it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from models.billing.plan import BillingInterval
from models.billing.subscription import SubscriptionStatus, is_pause_over
from models.pricing.discount import Discount
from models.pricing.tax import TaxRate
from models.pricing.upcoming_invoice import Line
from models.values.instant import Instant


class ScheduleEnd(StrEnum):
    """What becomes of a subscription when the last phase of its schedule is over."""

    RELEASE = "RELEASE"
    CANCEL = "CANCEL"
    UNKNOWN = "UNKNOWN"


class ItemTerms(NamedTuple):
    """One item. `amount` is a period's, before discounts and tax; None where it is not known or is metered.

    `discounts` and `tax_rates` are its own; None among them is one that is named and not known. `tax_rates` as a whole
    is None where those of the subscription apply. `anchor` is what later periods are counted from; None where that
    follows from the period.
    """

    amount: int | None
    interval: BillingInterval
    interval_count: int
    period_start: Instant
    period_end: Instant
    is_metered: bool = False
    product_id: str | None = None
    discounts: tuple[Discount | None, ...] = ()
    tax_rates: tuple[TaxRate | None, ...] | None = None
    anchor: Instant | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of a schedule; `items` is None where what it charges is not known.

    Its discounts take the place of the subscription's. `automatic_tax` None goes on as before.
    """

    starts_at: Instant
    ends_at: Instant
    items: tuple[ItemTerms, ...] | None = None
    discounts: tuple[Discount | None, ...] = ()
    tax_rates: tuple[TaxRate | None, ...] = ()
    automatic_tax: bool | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """`phases` in their order."""

    phases: tuple[Phase, ...]
    end: ScheduleEnd = ScheduleEnd.RELEASE

    @property
    def cancels_at(self) -> Instant | None:
        """When it ends the subscription; None where it does not."""
        return self.phases[-1].ends_at if self.phases and self.end is ScheduleEnd.CANCEL else None

    def is_unknown_from(self, at: Instant) -> bool:
        """Whether it is over by the moment, and does not say what comes then."""
        return self.end is ScheduleEnd.UNKNOWN and bool(self.phases) and self.phases[-1].ends_at <= at


@dataclass(frozen=True, slots=True)
class Pause:
    """Collection is paused until `resumes_at`, or until somebody resumes it."""

    resumes_at: Instant | None = None

    def is_over(self, at: Instant) -> bool:
        """Whether collection has been resumed by the moment."""
        return is_pause_over(self.resumes_at, at)


class SubscriptionTerms(NamedTuple):
    """`is_scheduled` tells that a schedule decides what comes; `schedule` is None where that one is not known.

    `needs_method` tells that a trial ends without a charge, since there is no payment method.
    """

    status: SubscriptionStatus
    items: tuple[ItemTerms, ...]
    trial_end: Instant | None = None
    cancel_at: Instant | None = None
    pause: Pause | None = None
    discounts: tuple[Discount | None, ...] = ()
    tax_rates: tuple[TaxRate | None, ...] = ()
    automatic_tax: bool = False
    is_scheduled: bool = False
    schedule: Schedule | None = None
    needs_method: bool = False

    @property
    def ends_at(self) -> Instant | None:
        """When it is scheduled to end, by itself or by its schedule; None where it goes on."""
        ends = (self.cancel_at, None if self.schedule is None else self.schedule.cancels_at)
        return min((end for end in ends if end is not None), default=None)


class PayerTerms(NamedTuple):
    """Who pays, in the subscription's currency: `balance` is added to the next invoice, negative is their credit.

    `pending` are the invoice items that wait for the next invoice. `awaits_items` tells that a subscription which is
    scheduled to end has such items, also where they were not read. `is_known` is false where neither the balance nor
    anything else is known of them.
    """

    balance: int = 0
    is_taxed: bool = True
    discounts: tuple[Discount | None, ...] = ()
    pending: tuple[Line, ...] = ()
    awaits_items: bool = False
    pending_discounts_known: bool = True
    pending_tax_known: bool = True
    is_known: bool = True


def shared_discounts(terms: SubscriptionTerms, payer: PayerTerms) -> tuple[Discount | None, ...]:
    """The discounts for all lines: the subscription's; the customer's where neither it nor an item has its own."""
    has_own = any(item.discounts for item in terms.items)
    return terms.discounts or (() if has_own else payer.discounts)


def has_ended(terms: SubscriptionTerms, now: Instant) -> bool:
    """Whether a scheduled end has come, even if the status does not say so yet."""
    return terms.cancel_at is not None and terms.cancel_at <= now
