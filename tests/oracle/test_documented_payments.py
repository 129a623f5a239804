"""The oracle's payments and invoices follow the platform's documentation."""

import pytest

from tests.oracle.books import Books
from tests.oracle.generated.moments import NOW
from tests.oracle.invoices import is_late
from tests.oracle.payments import PaymentFigures, failure_code, figures_of

PAYMENT = {"id": "pi_1", "object": "payment_intent", "status": "succeeded", "amount_received": 10_000}
CHARGE = {
    "id": "ch_1",
    "object": "charge",
    "payment_intent": "pi_1",
    "status": "succeeded",
    "amount": 10_000,
    "amount_captured": 10_000,
    "amount_refunded": 0,
    "disputed": False,
}


def make_refund(number, amount, status="succeeded"):
    return {"id": f"re_{number}", "object": "refund", "charge": "ch_1", "amount": amount, "status": status}


def make_dispute(status):
    return {"id": "dp_1", "object": "dispute", "charge": "ch_1", "amount": 10_000, "status": status}


def figures(*others, received=10_000, **charge):
    payment = PAYMENT | {"amount_received": received}
    return figures_of(Books([payment, CHARGE | charge, *others]), payment)


def test_the_released_rest_of_a_partial_capture_was_never_received() -> None:
    """docs.stripe.com/payments/place-a-hold-on-a-payment-method: the rest is released and counts as refunded."""
    assert figures(received=6000, amount_captured=6000, amount_refunded=4000) == PaymentFigures(received=6000)
    release = make_refund(1, 4000)
    assert figures(release, received=6000, amount_captured=6000, amount_refunded=4000) == PaymentFigures(received=6000)


def test_a_failed_refund_gives_nothing_back_and_a_pending_one_does() -> None:
    """docs.stripe.com/refunds: a refund that fails returns its amount to the balance."""
    refunds = [make_refund(1, 3000, "failed"), make_refund(2, 2000, "pending")]

    found = figures(*refunds, amount_refunded=2000)

    assert (found.refunded, found.net, found.refund_status) == (2000, 8000, "PARTIAL")


def test_a_charge_tells_of_refunds_that_are_not_known() -> None:
    found = figures(make_refund(1, 4000), amount_refunded=10_000)

    assert (found.refunded, found.refund_status) == (10_000, "FULL")


@pytest.mark.parametrize(
    ("status", "held"),
    [("needs_response", 10_000), ("under_review", 10_000), ("lost", 10_000), ("won", 0), ("warning_under_review", 0)],
)
def test_a_dispute_holds_its_amount_until_it_is_won(status, held) -> None:
    """docs.stripe.com/disputes/how-disputes-work: the amount is debited at once; an inquiry debits nothing."""
    found = figures(make_dispute(status), disputed=True)

    assert (found.disputed, found.is_disputed, found.is_dispute_missing) == (held, held > 0, False)


def test_a_dispute_that_is_not_known_is_told_as_missing() -> None:
    found = figures(disputed=True)

    assert (found.disputed, found.is_disputed, found.is_dispute_missing) == (0, True, True)


def test_the_decline_code_is_the_finer_one() -> None:
    """docs.stripe.com/declines/codes: `card_declined` has a decline code that says why."""
    error = {"code": "card_declined", "decline_code": "lost_card"}

    assert failure_code({"last_payment_error": error}) == "lost_card"
    assert failure_code({"last_payment_error": {"code": "expired_card"}}) == "expired_card"


@pytest.mark.parametrize(
    ("changes", "late"),
    [
        ({"due_date": NOW - 1}, True),
        ({"due_date": NOW + 1}, False),
        ({"attempt_count": 1}, True),
        ({}, False),
        ({"status": "uncollectible", "due_date": NOW - 1}, False),
    ],
)
def test_an_open_invoice_is_late_past_its_due_date_or_after_a_failed_attempt(changes, late) -> None:
    invoice = {"id": "in_1", "object": "invoice", "status": "open", "due_date": None, "attempt_count": 0, **changes}

    assert is_late(Books([invoice]), invoice, NOW) is late


def test_an_attempt_that_is_under_way_makes_no_invoice_late() -> None:
    invoice = {"id": "in_1", "object": "invoice", "status": "open", "due_date": None, "attempt_count": 1}
    payment = {"id": "pi_1", "object": "payment_intent", "status": "processing"}
    link = {"id": "ip_1", "object": "invoice_payment", "invoice": "in_1", "payment": {"payment_intent": "pi_1"}}

    assert not is_late(Books([invoice, payment, link]), invoice, NOW)
