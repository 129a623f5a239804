"""The figures at the top of a payment's page."""

from typing import NamedTuple

from dashboard.page.formats import Formats
from dashboard.wording.badges import Tone
from models.billing.payment_intent import PaymentIntent


class Figure(NamedTuple):
    """A labelled amount."""

    label: str
    value: str
    tone: Tone | None = None


def list_figures(formats: Formats, payment: PaymentIntent) -> list[Figure]:
    """What was asked for and what came of it; refunds, disputes and holds only where there are any."""

    def figure(label: str, amount: int, tone: Tone | None = None) -> Figure:
        return Figure(label, formats.money(amount, payment.currency), tone)

    figures = [figure("Requested", payment.amount), figure("Received", payment.amount_received)]
    if payment.amount_capturable:
        figures.append(figure("Held, not captured", payment.amount_capturable, Tone.WARN))
    if payment.amount_refunded:
        figures.append(figure("Refunded", payment.amount_refunded))
    if payment.disputed:
        figures.append(_disputed(formats, payment))
    if payment.amount_refunded or payment.amount_disputed:
        kept = payment.amount_received - payment.amount_refunded - payment.amount_disputed
        figures.append(figure("Kept", kept))
    return figures


def _disputed(formats: Formats, payment: PaymentIntent) -> Figure:
    if payment.disputes_incomplete and not payment.amount_disputed:
        return Figure("Disputed", "Amount unknown", Tone.BAD)
    return Figure("Disputed", formats.money(payment.amount_disputed, payment.currency), Tone.BAD)
