"""A payment as a row of a list."""

from collections.abc import Sequence
from typing import NamedTuple

from dashboard.payment.follow_up_words import describe_attempt, describe_money_back
from dashboard.session.view import View
from dashboard.wording.badges import Badge, payment_badges
from dashboard.wording.names import payment_method
from models.billing.payment_failure import failure_reason
from models.billing.payment_intent import PaymentIntent
from resolvers.payments.follow_ups import FollowUp, FollowUpKind

_MONEY_BACK = (FollowUpKind.REFUND, FollowUpKind.DISPUTE)


class PaymentRow(NamedTuple):
    """A payment and the texts of its row; `parts` tell where not all of its amount came in, or stayed,
    unless a single refund or dispute among `money_back` tells the same.

    `attempts` are shown if there were several. `money_back` are its refunds and disputes, oldest first.
    """

    payment: PaymentIntent
    badges: list[Badge]
    parts: list[str]
    failure: str | None
    attempts: list[str]
    money_back: list[str]
    method: str | None
    invoice_number: str | None


def make_payment_row(view: View, payment: PaymentIntent, follow_ups: Sequence[FollowUp]) -> PaymentRow:
    """The row, with what followed on the payment."""
    formats = view.formats
    attempts = [each for each in follow_ups if each.kind is FollowUpKind.ATTEMPT]
    billed = next((each for each in follow_ups if each.kind is FollowUpKind.BILLED), None)
    return PaymentRow(
        payment=payment,
        badges=payment_badges(payment),
        parts=_payment_parts(view, payment, follow_ups),
        failure=failure_reason(payment.failure_code, payment.failure_message),
        attempts=[describe_attempt(formats, each) for each in attempts] if len(attempts) > 1 else [],
        money_back=[describe_money_back(formats, each) for each in follow_ups if each.kind in _MONEY_BACK],
        method=payment_method(payment.method_type, payment.method_brand, payment.method_last4),
        invoice_number=None if billed is None else billed.text or billed.id,
    )


def _payment_parts(view: View, payment: PaymentIntent, follow_ups: Sequence[FollowUp]) -> list[str]:
    parts = [
        (payment.amount_received, "received", payment.amount_received not in (0, payment.amount)),
        (payment.amount_refunded, "refunded", not _is_told(payment.amount_refunded, follow_ups, FollowUpKind.REFUND)),
        (payment.amount_disputed, "disputed", not _is_told(payment.amount_disputed, follow_ups, FollowUpKind.DISPUTE)),
    ]
    return [f"{view.formats.money(amount, payment.currency)} {what}" for amount, what, is_wanted in parts if is_wanted]


def _is_told(amount: int, follow_ups: Sequence[FollowUp], kind: FollowUpKind) -> bool:
    """Whether there is no such amount, or a single refund or dispute says it."""
    amounts = [each.amount for each in follow_ups if each.kind is kind]
    return amount == 0 or amounts == [amount]
