"""Why payments fail: Stripe's codes, decline codes and messages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decline:
    """One way in which a payment fails."""

    code: str
    decline_code: str | None
    message: str


INSUFFICIENT_FUNDS = Decline("card_declined", "insufficient_funds", "Your card has insufficient funds.")
EXPIRED_CARD = Decline("expired_card", "expired_card", "Your card has expired.")
GENERIC = Decline("card_declined", "generic_decline", "Your card was declined.")
DO_NOT_HONOR = Decline("card_declined", "do_not_honor", "Your card was declined.")
LOST_CARD = Decline("card_declined", "lost_card", "Your card was declined.")
DECLINES = (
    INSUFFICIENT_FUNDS,
    INSUFFICIENT_FUNDS,
    EXPIRED_CARD,
    GENERIC,
    DO_NOT_HONOR,
    LOST_CARD,
    Decline("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect."),
    Decline(
        "processing_error",
        "processing_error",
        "An error occurred while processing your card. Try again in a little bit.",
    ),
    Decline(
        "payment_intent_authentication_failure",
        None,
        "The provided payment method has failed authentication.",
    ),
)
