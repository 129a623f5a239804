"""Facets are stored: each status has a bit of its own, for ever."""

from models.billing.invoice import InvoiceStatus
from models.billing.subscription import SubscriptionStatus
from models.summaries.facets import (
    CANCELLING,
    CARD_ENDS,
    DISPUTED,
    INVOICE_FACETS,
    OVERDUE,
    SUBSCRIPTION_FACETS,
    all_of,
)


def test_every_status_has_a_bit_of_its_own() -> None:
    assert SUBSCRIPTION_FACETS.keys() == set(SubscriptionStatus), "a new status has a bit in models/summaries/facets.py"
    assert INVOICE_FACETS.keys() == set(InvoiceStatus), "a new status has a bit in models/summaries/facets.py"

    bits = [*SUBSCRIPTION_FACETS.values(), *INVOICE_FACETS.values(), OVERDUE, CANCELLING, DISPUTED, CARD_ENDS]

    # The bit in between had another meaning once.
    assert sorted(bits) == [1 << place for place in (*range(15), 16, 17)]
    assert all_of(bits) == sum(bits)
