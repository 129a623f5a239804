"""Customers in every standing that filters ask for, and what the rules of the models say of them at a moment."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from hypothesis import strategies as st
from sqlmodel import SQLModel

from models.billing.customer import Customer
from models.billing.customer_status import CustomerStatus, Standing, customer_statuses
from models.billing.dispute import Dispute, DisputeStatus
from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.subscription import Subscription, SubscriptionStatus
from models.summaries.facets import CANCELLING, DISPUTED, INVOICE_FACETS, OVERDUE, SUBSCRIPTION_FACETS, all_of
from models.values.instant import Instant
from tests.factories import NOW, make_customer, make_dispute, make_invoice, make_payment, make_subscription

# How far from NOW the clock changes something, in microseconds; None where it does not.
_MOMENTS = st.sampled_from((None, -2, -1, 0, 1, 2))
AROUND = tuple(Instant(NOW + offset) for offset in range(-4, 5))

_SUBSCRIPTIONS = st.lists(st.tuples(st.sampled_from(SubscriptionStatus), _MOMENTS), max_size=3)
_INVOICES = st.lists(
    st.tuples(st.sampled_from(InvoiceStatus), _MOMENTS, st.sampled_from((None, 0, 2)), st.booleans()), max_size=3
)
_DISPUTES = st.lists(st.sampled_from(DisputeStatus), max_size=2)


class GeneratedCustomer(NamedTuple):
    """A customer with all that facets follow from."""

    customer: Customer
    subscriptions: Sequence[Subscription]
    invoices: Sequence[Invoice]
    disputes: Sequence[Dispute]

    @property
    def rows(self) -> list[SQLModel]:
        """All of them, parents first."""
        return [self.customer, *self.subscriptions, *self.invoices, *self.disputes]

    def facets_at(self, now: Instant) -> int:
        """What the rules of the models say, one row after the other."""
        subscriptions = [each.at(now) for each in self.subscriptions]
        is_overdue = any(each.is_late(now) for each in self.invoices)
        standings = [Standing(each.status, each.cancel_at) for each in subscriptions]
        badges = customer_statuses(standings, has_overdue_invoice=is_overdue)
        return all_of(
            [
                *(SUBSCRIPTION_FACETS[each.status] for each in subscriptions),
                *(INVOICE_FACETS[each.status] for each in self.invoices),
                OVERDUE * (CustomerStatus.OVERDUE in badges),
                CANCELLING * (CustomerStatus.CANCELLING in badges),
                DISPUTED * any(each.status in ("NEEDS_RESPONSE", "UNDER_REVIEW") for each in self.disputes),
            ]
        )


@st.composite
def customers(draw: Any, number: int) -> GeneratedCustomer:
    """One customer, `cus_<number>`, of whom there are others with the same and with other names and ages."""
    customer = make_customer(
        number, name=draw(st.sampled_from(("Ada", "Bo", None))), created_at=NOW - draw(st.integers(0, 2))
    )
    return GeneratedCustomer(
        customer,
        [
            make_subscription(customer, nth, status=status, cancel_at=_at(moment))
            for nth, (status, moment) in enumerate(draw(_SUBSCRIPTIONS))
        ],
        [
            make_invoice(
                customer, nth, status=status, due_at=_at(due), attempt_count=tries, payment_processing=processing
            )
            for nth, (status, due, tries, processing) in enumerate(draw(_INVOICES))
        ],
        [make_dispute(make_payment(customer), nth, status=status) for nth, status in enumerate(draw(_DISPUTES))],
    )


@st.composite
def many_customers(draw: Any, most: int = 6) -> list[GeneratedCustomer]:
    """Several customers."""
    return [draw(customers(number)) for number in range(draw(st.integers(1, most)))]


def _at(offset: int | None) -> Instant | None:
    return None if offset is None else Instant(NOW + offset)
