"""What a payment brought in, what of it went back, and why it failed.

docs.stripe.com/api/charges/object (amount_captured, amount_refunded), docs.stripe.com/refunds (a failed refund gives
nothing back), docs.stripe.com/disputes (a dispute takes its amount until it is won), docs.stripe.com/declines/codes.
"""

from dataclasses import dataclass

from tests.oracle.books import Books, StripeObject

GIVEN_BACK = {"pending", "requires_action", "succeeded"}
HOLDS_NOTHING = {"won", "prevented", "warning_needs_response", "warning_under_review", "warning_closed"}


@dataclass
class PaymentFigures:
    received: int = 0
    refunded: int = 0
    disputed: int = 0
    is_disputed: bool = False
    is_dispute_missing: bool = False

    @property
    def net(self) -> int:
        return self.received - self.refunded - self.disputed

    @property
    def refund_status(self) -> str:
        if not self.refunded:
            return "NONE"
        return "FULL" if self.refunded >= self.received else "PARTIAL"


def figures_of(books: Books, payment: StripeObject) -> PaymentFigures:
    if payment["status"] != "succeeded":
        return PaymentFigures()
    figures = PaymentFigures(received=payment["amount_received"])
    for charge in books.of("charge", "payment_intent", payment):
        if charge["status"] == "succeeded":
            figures.refunded += refunded(books, charge)
            add_disputes(books, charge, figures)
    return figures


def refunded(books: Books, charge: StripeObject) -> int:
    """Refund objects tell which failed; where some are missing, the charge's own figure tells more.

    A partial capture makes a refund of the rest, which the charge counts as well: nobody had paid that.
    """
    refunds = sorted(books.of("refund", "charge", charge), key=lambda refund: (refund.get("created", 0), refund["id"]))
    rest = charge["amount"] - charge["amount_captured"]
    said_by_charge = charge["amount_refunded"] - rest
    if sum(refund["amount"] for refund in refunds) > said_by_charge:
        released = [refund["id"] for refund in refunds if refund["amount"] == rest][:1]
        refunds = [refund for refund in refunds if refund["id"] not in released]
    if sum(refund["amount"] for refund in refunds) < said_by_charge:
        return said_by_charge
    return sum(refund["amount"] for refund in refunds if refund["status"] in GIVEN_BACK)


def add_disputes(books: Books, charge: StripeObject, figures: PaymentFigures) -> None:
    disputes = books.of("dispute", "charge", charge)
    held = [dispute for dispute in disputes if dispute["status"] not in HOLDS_NOTHING]
    figures.disputed += sum(dispute["amount"] for dispute in held)
    figures.is_dispute_missing |= charge["disputed"] and not disputes
    figures.is_disputed |= bool(held) or (charge["disputed"] and not disputes)


def failure_code(payment: StripeObject) -> str | None:
    """The decline code is the finer of the two."""
    error = payment.get("last_payment_error") or {}
    return error.get("decline_code") or error.get("code")


def attempts(books: Books, payment: StripeObject) -> list[tuple[str, int, bool]]:
    """The charges that were tried, newest first: id, amount, whether it succeeded."""
    charges = sorted(books.of("charge", "payment_intent", payment), key=lambda charge: charge["created"], reverse=True)
    return [(charge["id"], charge["amount"], charge["status"] == "succeeded") for charge in charges]
