"""Customers in every standing that filters ask for, and what the rules of the models say of them at a moment."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any, NamedTuple

from hypothesis import strategies as st
from sqlmodel import SQLModel

from models.billing.customer import Customer
from models.billing.customer_status import CustomerStatus, Standing, customer_statuses
from models.billing.invoice import Invoice, InvoiceStatus
from models.billing.payment_intent import PaymentIntent
from models.billing.payment_method import PaymentMethod, has_expired
from models.billing.subscription import CURRENT, Subscription, SubscriptionStatus
from models.summaries.facets import (
    CANCELLING,
    CARD_ENDS,
    DISPUTED,
    INVOICE_FACETS,
    OVERDUE,
    SUBSCRIPTION_FACETS,
    all_of,
)
from models.values.instant import Instant, from_datetime
from storage.database import Database
from tests.factories import (
    NOW,
    make_customer,
    make_invoice,
    make_item,
    make_method,
    make_payment,
    make_plan,
    make_project,
    make_subscription,
    save,
)

_NUMBERS = count()

# How far from NOW the clock changes something, in microseconds; None where it does not.
_MOMENTS = st.sampled_from((None, -2, -1, 0, 1, 2))
AROUND = tuple(Instant(NOW + offset) for offset in range(-4, 5))

# Their cards end with this month, have ended, or will later.
_MONTHS = (11, 10, 12)
_MONTH_ENDS = from_datetime(datetime(2026, 12, 1, tzinfo=UTC))
_CHARGED_AT = st.sampled_from((Instant(NOW - 5), Instant(_MONTH_ENDS - 1), _MONTH_ENDS))
_PAYS = st.sampled_from((None, 0, 1, 2))
_SUBSCRIPTIONS = st.lists(st.tuples(st.sampled_from(SubscriptionStatus), _MOMENTS, _CHARGED_AT, _PAYS), max_size=3)
_INVOICES = st.lists(
    st.tuples(st.sampled_from(InvoiceStatus), _MOMENTS, st.sampled_from((None, 0, 2)), st.booleans()), max_size=3
)
_DISPUTES = st.lists(st.sampled_from(((0, False), (5, False), (0, True))), max_size=2)


class GeneratedCustomer(NamedTuple):
    """A customer with all that facets follow from."""

    customer: Customer
    subscriptions: Sequence[Subscription]
    invoices: Sequence[Invoice]
    payments: Sequence[PaymentIntent]
    methods: Sequence[PaymentMethod]

    @property
    def rows(self) -> list[SQLModel]:
        """All of them, parents first; their subscriptions have an item each of `make_plan`."""
        items = [make_item(each, make_plan()) for each in self.subscriptions]
        return [self.customer, *self.methods, *self.subscriptions, *items, *self.invoices, *self.payments]

    def facets_at(self, now: Instant) -> int:
        """What the rules of the models say, one row after the other."""
        subscriptions = [each.at(now) for each in self.subscriptions]
        is_overdue = any(each.is_late(now) for each in self.invoices)
        standings = [Standing(each.status, each.cancel_at) for each in subscriptions]
        is_disputed = any(each.amount_disputed or each.disputes_incomplete for each in self.payments)
        badges = customer_statuses(standings, has_overdue_invoice=is_overdue, has_dispute=is_disputed)
        return all_of(
            [
                *(SUBSCRIPTION_FACETS[each.status] for each in subscriptions),
                *(INVOICE_FACETS[each.status] for each in self.invoices),
                OVERDUE * (CustomerStatus.OVERDUE in badges),
                CANCELLING * (CustomerStatus.CANCELLING in badges),
                DISPUTED * (CustomerStatus.DISPUTED in badges),
                CARD_ENDS * any(self._ends_before_charge(each, subscriptions) for each in self.methods),
            ]
        )

    def _ends_before_charge(self, method: PaymentMethod, subscriptions: Sequence[Subscription]) -> bool:
        first = min(self._charges_to(method, subscriptions), default=None)
        return first is not None and has_expired(method.expires_month, method.expires_year, first)

    def _charges_to(self, method: PaymentMethod, subscriptions: Sequence[Subscription]) -> Iterator[Instant]:
        for each in subscriptions:
            goes_on = each.cancel_at is None or each.cancel_at > each.current_period_end
            pays = each.default_payment_method_id or self.customer.default_payment_method_id
            if each.status in CURRENT and goes_on and pays == method.id:
                yield each.current_period_end


@st.composite
def customers(draw: Any, number: int) -> GeneratedCustomer:
    """One customer, `cus_<number>`, of whom there are others with the same and with other names and ages."""
    customer = make_customer(
        number, name=draw(st.sampled_from(("Ada", "Bo", None))), created_at=NOW - draw(st.integers(0, 2))
    )
    methods = [make_method(customer, nth, expires_month=month, expires_year=2026) for nth, month in enumerate(_MONTHS)]
    pays = draw(_PAYS)
    customer.default_payment_method_id = None if pays is None else methods[pays].id
    return GeneratedCustomer(
        customer,
        [
            make_subscription(
                customer,
                nth,
                status=status,
                cancel_at=_at(moment),
                current_period_end=charged_at,
                default_payment_method_id=None if own is None else methods[own].id,
            )
            for nth, (status, moment, charged_at, own) in enumerate(draw(_SUBSCRIPTIONS))
        ],
        [
            make_invoice(
                customer, nth, status=status, due_at=_at(due), attempt_count=tries, payment_processing=processing
            )
            for nth, (status, due, tries, processing) in enumerate(draw(_INVOICES))
        ],
        [
            make_payment(customer, nth, amount_disputed=amount, disputes_incomplete=incomplete)
            for nth, (amount, incomplete) in enumerate(draw(_DISPUTES))
        ],
        methods,
    )


@st.composite
def many_customers(draw: Any, most: int = 6) -> list[GeneratedCustomer]:
    """Several customers."""
    return [draw(customers(number)) for number in range(draw(st.integers(1, most)))]


async def save_in_own_project(database: Database, customers: Sequence[GeneratedCustomer]) -> str:
    """Stores one example's customers in a project of their own; its id."""
    project = f"prj_{next(_NUMBERS)}"
    rows = [make_plan(), *(row for each in customers for row in each.rows)]
    for row in rows:
        row.project_id = project
    await save(database, make_project(id=project, name=project), rows)
    return project


def _at(offset: int | None) -> Instant | None:
    return None if offset is None else Instant(NOW + offset)
