"""What an operator can do about a payment that failed, by the decline or error code.

After the next steps that the platform names: https://docs.stripe.com/declines/codes, https://docs.stripe.com/error-codes.
"""

from models.billing.declines import WITHHELD

_ANOTHER = "Ask the customer for another card or payment method: this one can’t be used again."
_ASK_THE_BANK = "The customer can ask their bank why, or pay with another card."
_CONFIRM = "Only the customer can complete it: ask them to pay again, and to pass their bank’s security check."
_DETAILS = "Ask the customer to enter the details of the card again."
_LATER = "Try again later: the card itself was not refused."
_FUNDS = "Try again in a few days, or ask for another card."
_STOPPED = "Don’t charge it again: the customer has stopped it at their bank. Ask how they would like to pay."
_KEPT_QUIET = "Don’t tell the customer the reason: just say that the card was declined. Ask for another payment method."
_TEST = "Use a real card: this one is for testing."

_ADVICE = {
    _ANOTHER: (
        "card_not_supported",
        "currency_not_supported",
        "do_not_try_again",
        "expired_card",
        "invalid_account",
        "new_account_information_available",
        "pin_try_exceeded",
        "restricted_card",
    ),
    _ASK_THE_BANK: (
        "call_issuer",
        "card_declined",
        "card_velocity_exceeded",
        "do_not_honor",
        "generic_decline",
        "invalid_amount",
        "no_action_taken",
        "not_permitted",
        "payment_method_provider_decline",
        "security_violation",
        "service_not_allowed",
        "transaction_not_allowed",
    ),
    _CONFIRM: (
        "approve_with_id",
        "authentication_not_handled",
        "authentication_required",
        "offline_pin_required",
        "online_or_offline_pin_required",
        "payment_intent_authentication_failure",
        "payment_intent_payment_attempt_expired",
        "payment_method_customer_decline",
    ),
    _DETAILS: (
        "incorrect_address",
        "incorrect_cvc",
        "incorrect_number",
        "incorrect_pin",
        "incorrect_zip",
        "invalid_cvc",
        "invalid_expiry_month",
        "invalid_expiry_year",
        "invalid_number",
        "invalid_pin",
    ),
    _FUNDS: ("insufficient_funds", "withdrawal_count_limit_exceeded"),
    _LATER: (
        "issuer_not_available",
        "payment_method_not_available",
        "payment_method_provider_timeout",
        "processing_error",
        "reenter_transaction",
        "try_again_later",
    ),
    _KEPT_QUIET: tuple(WITHHELD),
    _STOPPED: (
        "debit_not_authorized",
        "revocation_of_all_authorizations",
        "revocation_of_authorization",
        "stop_payment_order",
    ),
    _TEST: ("testmode_decline",),
    "First check whether the same amount was paid moments before.": ("duplicate_transaction",),
}
ADVICE = {code: advice for advice, codes in _ADVICE.items() for code in codes}


def advise_on(code: str | None) -> str | None:
    """Actions; None where nothing is known of the code."""
    return ADVICE.get(code or "")
